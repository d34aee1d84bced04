"""A job as a value: one song to be covered, worked off in phases of units.

`decode` (one unit), `analyse` (one per segment), `plan` (one), `render` (one per segment), `finish` (one).
What can happen to a job is in `transitions.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from audio_backend.errors import KeptError
from audio_backend.ledger.records import LOCAL_OWNER
from audio_backend.models.messages import Message
from audio_backend.models.stages import PHASES, SEGMENT_PHASES, Phase, SegmentSound

WEIGHTS = {"decode": 3, "analyse": 40, "plan": 2, "render": 40, "finish": 15}
"""Percent of a job's progress that each phase stands for."""

STATES = ("queued", "running", "completed", "partial", "failed", "cancelled")
QUEUED, RUNNING, COMPLETED, PARTIAL, FAILED, CANCELLED = STATES
PENDING, DONE, KEPT = "pending", "done", "kept"
JobKind = Literal["covers", "tries", "all"]
ROUNDED_SECONDS = 0.1
"""So much a range may lack of its song and still be all of it: times are written with a few decimals."""
UNIT_STATES = (PENDING, RUNNING, DONE, FAILED, CANCELLED, KEPT)


@dataclass(frozen=True)
class Attempt:
    """One execution of one unit."""

    phase: str
    index: int
    number: int


@dataclass(frozen=True)
class Unit:
    """One piece of work: pending, running, done, failed, cancelled (also: it can't run, its segment has failed), or
    kept: it failed, and its segment keeps the original by choice."""

    phase: Phase
    index: int
    state: str = PENDING
    attempt: int = 0
    crashes: int = 0
    remade: int = 0
    """How often in this run it was made again because its files were not what they had been."""
    fraction: float = 0.0
    stage: str = ""
    """What the engineer is doing now, as the child reported it."""
    worker: str = ""
    started: float | None = None
    ended: float | None = None
    work_s: float | None = None
    """What the attempt that ended last took, by a clock that counts work; None where nobody measured."""
    result: dict | None = None
    error: KeptError | None = None

    @property
    def settled(self) -> bool:
        return self.state in (DONE, FAILED, CANCELLED, KEPT)

    @property
    def current_attempt(self) -> Attempt:
        return Attempt(self.phase, self.index, self.attempt)


@dataclass(frozen=True)
class SegmentProgress:
    """What the page shows of one segment; `fraction` 0..1 over both of its phases."""

    index: int
    state: str
    phase: str
    fraction: float
    error: KeptError | None


@dataclass(frozen=True)
class Job:
    """One song to be covered. `result` is what the last successful `finish` gave; a retry keeps it until then.

    `worked_s` is what its time limit counts: seconds in which something of it was worked on, in this run. `waiting` is
    the error that keeps it from going on, such as a full disk; it does by itself when that is over.
    """

    id: str
    created: float
    title: str = ""
    priority: int = 0
    config: dict | None = None
    request: dict | None = None
    source: dict | None = None
    state: str = QUEUED
    started: float | None = None
    finished: float | None = None
    worked_s: float = 0.0
    waiting: KeptError | None = None
    error: KeptError | None = None
    messages: tuple[Message, ...] = ()
    result: dict | None = None
    run: int = 1
    high_water: float = 0.0
    owner: str = LOCAL_OWNER
    batch_id: str | None = None
    """What was asked for together has the same one."""
    units: tuple[Unit, ...] = (Unit("decode", 0), Unit("plan", 0), Unit("finish", 0))
    damaged: bool = False
    """The ledger can't read it any more: it has failed, `error` tells of it, and nothing can be done but delete it."""

    @property
    def terminal(self) -> bool:
        return self.state not in (QUEUED, RUNNING)

    @property
    def is_try(self) -> bool:
        return is_part(self.source)

    @property
    def phase(self) -> str:
        """The first phase that still has work; `finish` when there is none."""
        return next((phase for phase in PHASES if any(not u.settled for u in self.of(phase))), "finish")

    @property
    def progress(self) -> float:
        """0..1, and never back within a run."""
        return self.high_water if self.state in (FAILED, CANCELLED) else max(self.high_water, self._worked_off)

    @property
    def _worked_off(self) -> float:
        portions = ((WEIGHTS[phase], self.of(phase)) for phase in PHASES)
        done = sum(weight * sum(map(_portion, units)) / len(units) for weight, units in portions if units)
        return min(done / sum(WEIGHTS.values()), 1.0)

    @property
    def segments(self) -> tuple[SegmentProgress, ...]:
        return tuple(map(_segment_progress, self.of("analyse"), self.of("render")))

    @property
    def max_concurrent_segments(self) -> int:
        return ((self.config or {}).get("processing") or {}).get("max_concurrent_segments", 2)

    def segment_settings(self, index: int) -> dict[str, dict]:
        """{group: {field: value}} that take the place of the job's own for this segment; usually none."""
        return ((self.request or {}).get("segment_settings") or {}).get(str(index), {})

    def segment(self, index: int) -> SegmentProgress:
        """One of `segments`. Raises KeyError when there is no such one (yet)."""
        return _segment_progress(self.unit("analyse", index), self.unit("render", index))

    def sound(self, segment: SegmentProgress) -> SegmentSound | None:
        """What of it can be heard now; None while there is nothing yet."""
        if segment.state in (FAILED, CANCELLED, KEPT):
            return "original"
        if segment.state == DONE:
            return "final"
        analysed = self.state == RUNNING and segment.phase == "render"
        return "draft" if analysed and not self.segment_settings(segment.index) else None

    def of(self, phase: str) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units if unit.phase == phase)

    def unit(self, phase: str, index: int = 0) -> Unit:
        """Raises KeyError when there is no such unit (yet)."""
        for unit in self.units:
            if unit.phase == phase and unit.index == index:
                return unit
        raise KeyError((phase, index))


def is_part(source: Any) -> bool:
    """Whether a job takes only a range of its song, which makes it a try: a take to choose by, and no cover.

    `source` has the seconds of the range beside the frames of the whole song; what can't be read is no try.
    """
    if not isinstance(source, dict):
        return False
    taken, frames, rate = (source.get(name) for name in ("duration_s", "frames", "sample_rate"))
    if not (isinstance(taken, int | float) and isinstance(frames, int) and isinstance(rate, int) and rate > 0):
        return False
    try:
        return taken < frames / rate - ROUNDED_SECONDS
    except OverflowError:  # no number of samples, whatever a ledger says
        return False


def is_kind(kind: JobKind, source: Any) -> bool:
    return kind == "all" or is_part(source) == (kind == "tries")


def _portion(unit: Unit) -> float:
    """A segment that failed is over; a song-wide unit that failed is as far as it came."""
    return 1.0 if unit.settled and unit.phase in SEGMENT_PHASES else unit.fraction


def _segment_progress(analyse: Unit, render: Unit) -> SegmentProgress:
    states = (analyse.state, render.state)
    over = render.state if render.state in (DONE, KEPT) else PENDING
    state = next((s for s in (FAILED, CANCELLED, RUNNING) if s in states), over)
    current = render if analyse.state in (DONE, KEPT) else analyse
    error = current.error if state == FAILED else None
    fraction = 1.0 if state == KEPT else (analyse.fraction + render.fraction) / 2
    return SegmentProgress(analyse.index, state, current.phase, fraction, error)


def runnable(job: Job) -> tuple[Unit, ...]:
    """The units that may be claimed now, in the order of the song."""
    if job.state != RUNNING or job.waiting:
        return ()
    return tuple(unit for unit in job.units if unit.state == PENDING and _ready(job, unit))


def _ready(job: Job, unit: Unit) -> bool:
    decoded, planned = job.unit("decode").state == DONE, job.unit("plan").state == DONE
    if unit.phase == "decode":
        return True
    if unit.phase == "analyse":
        return decoded
    if unit.phase == "plan":
        return decoded and all(u.settled for u in job.of("analyse"))
    if unit.phase == "render":
        return decoded and planned and job.unit("analyse", unit.index).state == DONE
    return decoded and planned and all(u.settled for phase in SEGMENT_PHASES for u in job.of(phase))


def in_order(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Sorted the way the song is worked off."""
    return tuple(sorted(units, key=lambda unit: (PHASES.index(unit.phase), unit.index)))
