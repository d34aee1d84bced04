"""The stages a musician sees, and which part of which unit of a job each of them is.

A child reports a stage's name and the fraction of its unit; the spans here say what that fraction means.
"""

from __future__ import annotations

from dataclasses import dataclass

from audio_backend.models.audio_config import AudioConfig

STAGES = ("decode", "isolate", "pitch", "voice", "backing", "master")

ISOLATED, FOLLOWED = 0.85, 0.95
"""How far `analyse` is when the vocal is isolated, and when its pitch is followed; then the voice is described."""

SUNG = 0.9
"""How far `render` is when the voice is converted and draft stems are still to be split."""

MIXED = 0.4
"""How far `finish` is when the mix is written, its backing transposed; then it is mastered and encoded."""


@dataclass(frozen=True)
class Span:
    """One stage's part of a unit's fraction."""

    stage: str
    start: float
    stop: float


def isolates(config: AudioConfig, source: str) -> bool:
    """A vocal alone needs no isolation."""
    return source == "song" and config.instrumental.split_vocals


def spans(config: AudioConfig, source: str, moves_backing: bool) -> dict[str, tuple[Span, ...]]:
    """Phase -> what its units go through, in this order. A stage that is nowhere in it is skipped by the job."""
    stems, renders_vocals = config.instrumental.wants_stems, config.renders_vocals
    wanted = {
        "decode": ((True, "decode", 0.0, 1.0),),
        "analyse": (
            (isolates(config, source), "isolate", 0.0, ISOLATED),
            (config.follows_pitch, "pitch", ISOLATED, FOLLOWED),
            (config.uses_voice, "voice", FOLLOWED, 1.0),
        ),
        "plan": ((config.follows_pitch, "pitch", 0.0, 1.0),),
        "render": (
            (renders_vocals, "voice", 0.0, SUNG if stems else 1.0),
            (stems, "backing", SUNG if renders_vocals else 0.0, 1.0),
        ),
        "finish": ((moves_backing, "backing", 0.0, MIXED), (True, "master", MIXED if moves_backing else 0.0, 1.0)),
    }
    return {phase: tuple(Span(*span) for does, *span in found if does) for phase, found in wanted.items()}
