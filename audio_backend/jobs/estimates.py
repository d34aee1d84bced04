"""How long it will take, as a range, from what this machine has measured."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from audio_backend.answers.jobs import Eta
from audio_backend.ledger.job import Job
from audio_backend.ledger.ledger import Ledger
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.units import PHASES, SEGMENT_PHASES

GUESS = {"decode": 0.02, "analyse": 0.25, "plan": 0.002, "render": 0.2, "finish": 0.05}
"""Seconds of work per second of sound, on two cores, before anything was measured here."""
UNSURE = (0.4, 3.0)
ENOUGH = 4
SPREAD = (20, 85)
"""Percentiles of the measured speeds that make the range."""

Range = tuple[float, float]


class Estimates:
    def __init__(self, ledger: Ledger, slots: int):
        self.ledger, self.slots = ledger, slots

    def whole(self, duration_s: float, config: AudioConfig) -> Eta:
        """For a job that has not begun."""
        return self._sum(dict.fromkeys(PHASES, duration_s), config, 1)

    def remaining(self, job: Job, duration_s: float, active_jobs: int) -> Eta:
        """For what a running job still has to do, while others share the machine."""
        left = {phase: duration_s * _open(job, phase) for phase in PHASES}
        return self._sum(left, AudioConfig.model_validate(job.config), max(active_jobs, 1))

    def _sum(self, audio_s: dict[str, float], config: AudioConfig, sharing: int) -> Eta:
        speeds, measured = self._speeds(config)
        own_limit = config.processing.max_concurrent_segments
        low = high = 0.0
        for phase, seconds in audio_s.items():
            lanes = min(own_limit, self.slots) if phase in SEGMENT_PHASES else 1
            low += seconds * speeds[phase][0] / lanes
            high += seconds * speeds[phase][1] / lanes * sharing
        return Eta(low=round(low, 1), high=round(max(high, low), 1), measured_here=measured)

    def _speeds(self, config: AudioConfig) -> tuple[dict[str, Range], bool]:
        """Of work of the same kind only: `best` says nothing of `fast`."""
        known: dict[tuple[str, str], list[float]] = defaultdict(list)
        for timing in self.ledger.timings(300):
            known[timing.phase, timing.quality].append(timing.work_s / timing.audio_s)
        kinds = dict.fromkeys(PHASES, "") | config.work_profile
        measured = all(len(known[phase, kinds[phase]]) >= ENOUGH for phase in SEGMENT_PHASES)
        speeds = {phase: _range(GUESS[phase], known[phase, kinds[phase]]) for phase in PHASES}
        if config.backing_vocals and not known["render", kinds["render"]]:
            speeds["render"] = _sung(config, known)
        return speeds, measured


def _sung(config: AudioConfig, known: dict[tuple[str, str], list[float]]) -> Range:
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
