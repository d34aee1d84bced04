"""Whose turn is it: which units to start next, fair over the jobs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from audio_backend.ledger.job import Job, Unit, runnable

NextUnit = tuple[Job, Unit]


def key_of(job_id: str, phase: str, index: int) -> str:
    """The name of a unit in the queue and in the pool."""
    return f"{job_id}:{phase}:{index}"


def job_of(key: str) -> str:
    return key.split(":")[0]


def next_units(jobs: Sequence[Job], busy: Collection[str], free: int, last_turn: Mapping[str, int]) -> list[NextUnit]:
    """At most `free` units that aren't `busy` (keys), each from the job that has the fewest in hand and waited longest.

    A job never has more in hand than its own config allows.
    """
    in_hand = {job.id: sum(job_of(key) == job.id for key in busy) for job in jobs}
    waiting = {job.id: [u for u in runnable(job) if key_of(job.id, u.phase, u.index) not in busy] for job in jobs}
    turns, chosen = dict(last_turn), []
    while len(chosen) < free:
        able = [job for job in jobs if waiting[job.id] and in_hand[job.id] < job.max_concurrent_segments]
        if not able:
            break
        job = min(able, key=lambda job: (in_hand[job.id], turns.get(job.id, 0)))
        chosen.append((job, waiting[job.id].pop(0)))
        in_hand[job.id] += 1
        turns[job.id] = max(turns.values(), default=0) + 1
    return chosen
