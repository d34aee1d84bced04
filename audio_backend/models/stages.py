"""A job's phases and units as the queue knows them, and the stages a musician sees.

A child reports a stage's name and the fraction of its unit; the spans here say what that fraction means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from audio_backend.models.audio_config import AudioConfig

Phase = Literal["decode", "analyse", "plan", "render", "finish"]

PHASES: tuple[Phase, ...] = ("decode", "analyse", "plan", "render", "finish")
SEGMENT_PHASES: tuple[Phase, ...] = ("analyse", "render")
"""Have one unit for each segment; the others have one for the song."""


SegmentSound = Literal["draft", "final", "original"]
"""What of a segment can be heard: sung by a plan from what was analysed so far, as it will be mixed, or the song itself
where there will be nothing else."""


@dataclass(frozen=True)
class UnitKey:
    """One unit in the queue, in the pool and in the logs."""

    job_id: str
    phase: Phase
    index: int

    def __str__(self) -> str:
        return f"{self.job_id}:{self.phase}:{self.index}"


Stage = Literal["decode", "isolate", "pitch", "voice", "backing", "master"]
STAGES: tuple[Stage, ...] = get_args(Stage)

ISOLATED, FOLLOWED = 0.85, 0.95
"""How far `analyse` is when the vocal is isolated, and when its pitch is followed; then the voice is described."""

SUNG = 0.9
"""How far `render` is when the voice is converted and draft stems are still to be split."""

MIXED = 0.4
"""How far `finish` is when the mix is written, its backing transposed; then it is mastered and encoded."""


@dataclass(frozen=True)
class Span:
    """One stage's part of a unit's fraction."""

    stage: Stage
    start: float
    stop: float


def isolates(config: AudioConfig, source: str) -> bool:
    """A vocal alone needs no isolation."""
    return source == "song" and config.instrumental.split_vocals


def spans(config: AudioConfig, source: str, moves_backing: bool) -> dict[Phase, tuple[Span, ...]]:
    """Phase -> what its units go through, in this order. A stage that is nowhere in it is skipped by the job."""
    stems, renders_vocals = config.instrumental.wants_stems, config.renders_vocals
    possible: dict[Phase, tuple[tuple[bool, Span], ...]] = {
        "decode": ((True, Span("decode", 0.0, 1.0)),),
        "analyse": (
            (isolates(config, source), Span("isolate", 0.0, ISOLATED)),
            (config.follows_pitch, Span("pitch", ISOLATED, FOLLOWED)),
            (config.uses_voice, Span("voice", FOLLOWED, 1.0)),
        ),
        "plan": ((config.follows_pitch, Span("pitch", 0.0, 1.0)),),
        "render": (
            (renders_vocals, Span("voice", 0.0, SUNG if stems else 1.0)),
            (stems, Span("backing", SUNG if renders_vocals else 0.0, 1.0)),
        ),
        "finish": (
            (moves_backing, Span("backing", 0.0, MIXED)),
            (True, Span("master", MIXED if moves_backing else 0.0, 1.0)),
        ),
    }
    return {phase: tuple(span for needed, span in way if needed) for phase, way in possible.items()}
