"""Whose turn is it: which units to start next, fair over the jobs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from audio_backend.ledger.job import Job, runnable
from audio_backend.models.units import UnitKey


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
