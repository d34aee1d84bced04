"""Whose turn is it: which units to start next, fair over the jobs; and whether the disk has room to begin anything, and
for a job that ran out of it to try again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from audio_backend.errors import StorageFull
from audio_backend.ledger.job import Job, runnable
from audio_backend.models.stages import UnitKey


def next_units(
    jobs: Sequence[Job], busy: Collection[UnitKey], free_slots: int, last_turn: Mapping[str, int]
) -> list[UnitKey]:
    """At most `free_slots` units that aren't `busy`, each from the job that has the fewest in hand and waited longest.

    A job never has more in hand than its own config allows.
    """
    in_hand = {job.id: sum(key.job_id == job.id for key in busy) for job in jobs}
    waiting = {job.id: [key for key in _runnable_keys(job) if key not in busy] for job in jobs}
    turns, chosen = dict(last_turn), list[UnitKey]()
    while len(chosen) < free_slots:
        able = [job for job in jobs if waiting[job.id] and in_hand[job.id] < job.max_concurrent_segments]
        if not able:
            break
        job = min(able, key=lambda job: (in_hand[job.id], turns.get(job.id, 0)))
        chosen.append(waiting[job.id].pop(0))
        in_hand[job.id] += 1
        turns[job.id] = max(turns.values(), default=0) + 1
    return chosen


def _runnable_keys(job: Job) -> list[UnitKey]:
    return [UnitKey(job.id, unit.phase, unit.index) for unit in runnable(job)]


GROWN_BYTES = 1_000_000
AGAIN_SECONDS = 60.0
"""A job that ran out of room is tried again when there is more than then, and now and then anyway: a quota, or another
disk than that of the outputs, doesn't show in what is free."""

REMEDY = "Delete old jobs or uploads, or make room on that disk: the job goes on by itself, and what is finished stays."


class Room:
    """On the disk of the outputs, of which `kept_free_bytes` are left to others."""

    def __init__(self, folder: Path, kept_free_bytes: int, clock: Callable[[], float]):
        self._folder, self._kept_free_bytes, self._clock = folder, kept_free_bytes, clock
        self._ran_out: dict[str, tuple[int, float]] = {}

    def shortage(self) -> StorageFull | None:
        """Why nothing more may be begun."""
        if self._free_bytes() >= self._kept_free_bytes:
            return None
        kept = self._kept_free_bytes / 1e6
        return StorageFull(f"The disk of the outputs is full, but for the {kept:.0f} MB that are kept free.",
                           remedy=REMEDY)  # fmt: skip

    def ran_out(self, job_id: str, error: StorageFull) -> StorageFull:
        """Remember how much there was, and say so."""
        free = self._free_bytes()
        self._ran_out[job_id] = free, self._clock()
        return StorageFull(f"{error.detail} The disk of the outputs has {free / 1e6:.0f} MB left.", remedy=REMEDY)

    def worth_a_try(self, job_id: str) -> bool:
        """Whether a job that waits may go on. Of what another studio remembered nothing is known: yes."""
        if self.shortage():
            return False
        free, since = self._ran_out.get(job_id, (0, -AGAIN_SECONDS))
        again = self._free_bytes() >= free + GROWN_BYTES or self._clock() - since >= AGAIN_SECONDS
        if again:
            self._ran_out.pop(job_id, None)
        return again

    def _free_bytes(self) -> int:
        return shutil.disk_usage(self._folder).free
