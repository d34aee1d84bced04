"""How long a job will take, as a range, and the rows of its progress: each stage with its state, how far it is, how
fast it was, and where it is computed.

The range comes from what this machine has measured; all else follows from the units. `voice` is describing and
converting (or moving) it, `backing` the draft stems and the transposition, `pitch` includes the plan of the song. A
stage of which one segment failed is `failed` when it is over; `failed_segments` tells which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from audio_backend.answers.jobs import Eta, StageProgress
from audio_backend.ledger.job import CANCELLED, DONE, FAILED, KEPT, PENDING, RUNNING, WEIGHTS, Job, Unit
from audio_backend.ledger.ledger import Ledger
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.config_facts import moves_backing
from audio_backend.models.results import KEPT_VOCAL
from audio_backend.models.stages import PHASES, SEGMENT_PHASES, STAGES, Phase, Span, Stage, spans
from audio_backend.storage.folders import Folders

GUESS = {"decode": 0.02, "analyse": 0.25, "plan": 0.002, "render": 0.2, "finish": 0.05}
"""Seconds of work per second of sound, on two cores, before anything was measured here."""
GUESS_KEPT = 0.1
"""To analyse where the vocal was isolated by an earlier job."""
UNSURE = (0.4, 3.0)
ENOUGH = 4
SPREAD = (20, 85)
"""Percentiles of the measured speeds that make the range."""

Range = tuple[float, float]
Measured = defaultdict[tuple[str, str], list[float]]
"""(phase, kind of work) -> seconds of work per second of sound, of each unit that was measured here."""


class Estimates:
    def __init__(self, ledger: Ledger, folders: Folders, slots: int):
        self.ledger, self.folders, self.slots = ledger, folders, slots

    def whole(self, duration_s: float, config: AudioConfig, file_id: str) -> Eta:
        """For a job that has not begun, with this upload."""
        return self._sum(dict.fromkeys(PHASES, duration_s), self._kinds(config, file_id), config, self._measured())

    def remaining(self, job: Job, active_jobs: int) -> Eta:
        """For what a job still has to do, while others share the machine."""
        return self._left(job, max(active_jobs, 1), self._measured())

    def together(self, jobs: Sequence[Job], others: int) -> Eta | None:
        """For what all of these still have to do, one after the other, while so many others share the machine."""
        measured = self._measured()
        return in_turn([self._left(job, others + 1, measured) for job in jobs])

    def _left(self, job: Job, sharing: int, measured: Measured) -> Eta:
        duration_s = (job.source or {}).get("duration_s", 0.0)
        left: dict[str, float] = {phase: duration_s * _open(job, phase) for phase in PHASES}
        config, file_id = AudioConfig.model_validate(job.config), (job.request or {}).get("file_id", "")
        return self._sum(left, self._kinds(config, file_id), config, measured, sharing)

    def _measured(self) -> Measured:
        known: Measured = defaultdict(list)
        for timing in self.ledger.timings(300):
            known[timing.phase, timing.quality].append(timing.work_s / timing.audio_s)
        return known

    def _kinds(self, config: AudioConfig, file_id: str) -> dict[str, str]:
        """Phase -> what its work is like; an isolation that is kept costs next to nothing."""
        kinds, wanted = dict.fromkeys(PHASES, "") | config.work_profile, config.instrumental
        kept = self.folders.vocals(file_id).glob(f"{wanted.engine}-{wanted.quality}-*.wav") if file_id else iter(())
        return kinds | {"analyse": KEPT_VOCAL} if wanted.split_vocals and any(kept) else kinds

    def _sum(
        self, audio_s: dict[str, float], kinds: dict[str, str], config: AudioConfig, known: Measured, sharing: int = 1
    ) -> Eta:
        speeds, measured = _speeds(config, kinds, known)
        own_limit = config.processing.max_concurrent_segments
        low = high = 0.0
        for phase, seconds in audio_s.items():
            lanes = min(own_limit, self.slots) if phase in SEGMENT_PHASES else 1
            low += seconds * speeds[phase][0] / lanes
            high += seconds * speeds[phase][1] / lanes * sharing
        return Eta(low=round(low, 1), high=round(max(high, low), 1), measured_here=measured)


def in_turn(etas: Sequence[Eta]) -> Eta | None:
    """Of one job after the other; None for none."""
    if not etas:
        return None
    low, high = (sum(getattr(eta, end) for eta in etas) for end in ("low", "high"))
    return Eta(low=round(low, 1), high=round(high, 1), measured_here=all(eta.measured_here for eta in etas))


def _speeds(config: AudioConfig, kinds: dict[str, str], known: Measured) -> tuple[dict[str, Range], bool]:
    """Of work of the same kind only: `best` says nothing of `fast`."""
    measured = all(len(known[phase, kinds[phase]]) >= ENOUGH for phase in SEGMENT_PHASES)
    guesses = GUESS | ({"analyse": GUESS_KEPT} if kinds["analyse"] == KEPT_VOCAL else {})
    speeds = {phase: _range(guesses[phase], known[phase, kinds[phase]]) for phase in PHASES}
    if config.backing_vocals and not known["render", kinds["render"]]:
        speeds["render"] = _sung(config, known)
    return speeds, measured


def _sung(config: AudioConfig, known: Measured) -> Range:
    """The lead and so many voices beside it, from what either alone was measured to take."""
    lead = _range(GUESS["render"] * config.changes_vocal, known["render", config.work_of_lead])
    voice = _range(GUESS["render"], known["render", "moved"])
    low, high = (alone + config.backing_vocals * beside for alone, beside in zip(lead, voice, strict=True))
    return low, high


def _range(guess: float, found: list[float]) -> Range:
    if len(found) < ENOUGH:
        middle = float(np.median(found)) if found else guess
        return middle * UNSURE[0], middle * UNSURE[1]
    low, high = np.percentile(found, SPREAD)
    return float(low), float(high)


def _open(job: Job, phase: str) -> float:
    """The share of a phase that is still to be done; all of it before its units are known."""
    units = job.of(phase)
    if not units:
        return 1.0
    return sum(0.0 if unit.settled else 1.0 - unit.fraction for unit in units) / len(units)


SKIPPED, LOST = "skipped", "lost"
"""A part is lost when its segment has failed in another stage."""

CLOCKS = {"decode": ("decode",), "analyse": ("isolate", "pitch"), "render": ("stems",), "finish": ("master",)}
"""Which of a unit's clocks tell the speed of one stage alone."""

CLOCKS_OF = {"backing": ("stems",), "voice": ("voice", "double", "harmony")}


@dataclass(frozen=True)
class Part:
    """One unit's share of one stage."""

    unit: Unit
    span: Span
    state: str
    weight: float

    @property
    def fraction(self) -> float:
        if self.state in (DONE, LOST) or (self.state == FAILED and self.unit.phase in SEGMENT_PHASES):
            return 1.0
        length = self.span.stop - self.span.start
        return min(max((self.unit.fraction - self.span.start) / length, 0.0), 1.0)


def stage_rows(job: Job) -> list[StageProgress]:
    """In the order of the song's way."""
    config = AudioConfig.model_validate(job.config or {})
    ways = spans(config, _source(job), _moves_backing(job, config))
    return [_stage(job, name, ways) for name in STAGES]


def _stage(job: Job, name: Stage, ways: dict[Phase, tuple[Span, ...]]) -> StageProgress:
    if all(name != span.stage for way in ways.values() for span in way):
        return StageProgress(name=name, state=SKIPPED, fraction=0.0, speed=None, device=None)
    parts = list(_parts(job, name, ways))
    state = _state(job, {part.state for part in parts})
    weight = sum(part.weight for part in parts)
    done = sum(part.weight * part.fraction for part in parts) / weight if parts else 0.0
    fraction = 1.0 if state == DONE else round(done, 4)
    return StageProgress(
        name=name, state=state, fraction=fraction, speed=_speed(job, name), device=_device(job, name, parts)
    )


def _parts(job: Job, name: str, ways: dict[Phase, tuple[Span, ...]]) -> Iterator[Part]:
    for phase, way in ways.items():
        units = job.of(phase)
        for place, span in enumerate(way):
            if span.stage == name:
                weight = (span.stop - span.start) * WEIGHTS[phase] / max(len(units), 1)
                yield from (Part(unit, span, _part_state(job, unit, way, place), weight) for unit in units)


def _part_state(job: Job, unit: Unit, way: tuple[Span, ...], place: int) -> str:
    """Of one stage on one unit's way. It is done when the unit is: what comes before that is lost in a crash."""
    if unit.state in (DONE, PENDING):
        return unit.state
    if unit.state == KEPT or (unit.state == CANCELLED and _given_up(job, unit)):
        return LOST
    if unit.state == CANCELLED:
        return CANCELLED
    names = [span.stage for span in way]
    here = names.index(unit.stage) if unit.stage in names else (0 if not unit.stage else len(names) - 1)
    if unit.state == RUNNING:
        return RUNNING if place <= here else PENDING
    return FAILED if place == here else LOST


def _given_up(job: Job, unit: Unit) -> bool:
    """It never ran, because its segment has failed in the phase before."""
    return unit.phase == "render" and job.unit("analyse", unit.index).state in (FAILED, KEPT)


def _state(job: Job, states: set[str]) -> str:
    if not states:  # the song isn't cut into segments
        return PENDING if not job.terminal else CANCELLED
    if RUNNING in states:
        return RUNNING
    if PENDING in states:
        return RUNNING if job.state == RUNNING and states != {PENDING} else PENDING
    return next((state for state in (FAILED, CANCELLED, DONE) if state in states), CANCELLED)


# ------------------------------------------------------------------ measured
def _speed(job: Job, name: str) -> float | None:
    """Seconds of sound per second of work, over the units done so far."""
    clocks = list(_clocks(job, name))
    work = sum(seconds for _, seconds in clocks)
    return round(sum(audio for audio, _ in clocks) / work, 3) if work > 0 else None


def _clocks(job: Job, name: str) -> Iterator[tuple[float, float]]:
    """(seconds of sound, seconds of work) of every unit that did this stage. A voice is described, then converted."""
    clocks = CLOCKS_OF.get(name, (name,))
    for unit in _done(job):
        seconds = _seconds(unit, clocks)
        if name == "voice" and unit.phase == "render" and seconds:
            yield unit.result["audio_s"], seconds + _seconds(job.unit("analyse", unit.index), clocks)
        elif set(clocks) & set(CLOCKS.get(unit.phase, ())) and seconds:
            yield unit.result["audio_s"], seconds


def _seconds(unit: Unit, clocks: tuple[str, ...]) -> float:
    spent = (unit.result or {}).get("stage_seconds", {})
    return sum(spent.get(clock, 0.0) for clock in clocks)


def _device(job: Job, name: str, parts: list[Part]) -> str | None:
    """Where it was computed last; what no engine does is done by the CPU."""
    done = [part.unit for part in parts if part.unit.state == DONE]
    if name not in ("isolate", "pitch", "voice"):
        return "cpu" if done else None
    phase = "render" if name == "voice" else "analyse"
    engines = (engine for unit in done if unit.phase == phase for engine in unit.result.get("engines", ()))
    devices = [engine.get("device") for engine in engines if phase == "render" or engine["stage"] == name]
    return devices[-1] if devices else None


def _done(job: Job) -> Iterator[Unit]:
    return (unit for unit in job.units if unit.state == DONE and unit.result)


# ------------------------------------------------------------------- asked for
def _source(job: Job) -> str:
    return (job.request or {}).get("source", "song")


def _moves_backing(job: Job, config: AudioConfig) -> bool:
    return moves_backing(config, _source(job), bool((job.request or {}).get("instrumental_file_id")), semitones_of(job))


def semitones_of(job: Job) -> float | None:
    """How far the plan moves the vocal; None before there is one."""
    planned = job.unit("plan").result
    return planned["transposition"]["semitones"] if planned else None
