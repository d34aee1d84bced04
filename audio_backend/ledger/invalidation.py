"""Work that is done again because its files are not what they were: set back by the attempt that found it.

The result of a unit that was set back stays with it until it is made again. What then comes out the same has hurt
nobody; where it comes out otherwise, what was made from it is made again as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from audio_backend.errors import KeptError, UnreadableAudio
from audio_backend.ledger.job import DONE, PENDING, RUNNING, Attempt, Job, Unit
from audio_backend.ledger.transitions import as_new, fail_unit, release_unit
from audio_backend.models.messages import Message
from audio_backend.models.stages import SEGMENT_PHASES


def set_back(job: Job, attempt: Attempt, damaged: Iterable[Attempt], error: KeptError, now: float) -> Job:
    """The attempt waits until the units of these attempts, of which it found files missing or changed, are made again.

    What is damaged once more in the same run fails the attempt: then the disk is to blame. What another attempt has set
    back meanwhile is only waited for. A late attempt changes nothing.
    """
    waiting, stale = release_unit(job, attempt, now), set(damaged)
    if waiting is job:
        return job
    found = [unit for unit in job.units if unit.current_attempt in stale and unit.state == DONE]
    if any(unit.remade for unit in found) or not (found or any(_renewed(job, one) for one in stale)):
        return fail_unit(job, attempt, error, now)
    again = {(unit.phase, unit.index): replace(unit, state=PENDING, remade=unit.remade + 1, fraction=0.0, stage="",
                                               error=error) for unit in found}  # fmt: skip
    units = tuple(again.get((unit.phase, unit.index), unit) for unit in waiting.units)
    messages = dict.fromkeys((*waiting.messages, *map(_made_again, found)))
    return replace(waiting, units=units, high_water=job.progress, messages=tuple(messages))


def _renewed(job: Job, attempt: Attempt) -> bool:
    """Whether the unit is being made again, or was."""
    unit = next((u for u in job.units if (u.phase, u.index) == (attempt.phase, attempt.index)), None)
    return unit is not None and (unit.attempt > attempt.number or unit.state in (PENDING, RUNNING))


def _made_again(unit: Unit) -> Message:
    segment = unit.index if unit.phase in SEGMENT_PHASES else None
    return Message("files_made_again", (), {"phase": unit.phase, "segment": segment})


def outdated(before: Job, after: Job, attempt: Attempt) -> Job:
    """`after` finishing an attempt that was set back: what was made from its former files, if they were others, is made
    again too. Without a record of them (earlier versions) they are taken to be the same."""
    old, new = (next((u for u in job.units if u.current_attempt == attempt), None) for job in (before, after))
    if after is before or not old or not old.result or new is None or new.state != DONE:
        return after
    if old.result.get("segments") != new.result.get("segments"):
        says = "Decoded again, the song is cut otherwise than before."
        error = UnreadableAudio(says, remedy="Start a new job with this song.")
        return fail_unit(before, attempt, error.as_dict(), new.ended or 0.0)
    if old.result.get("files") in (None, new.result.get("files")):
        return after
    units = tuple(_behind(u, attempt) if u.state == DONE else u for u in after.units)
    return replace(after, units=units, high_water=after.progress)


def _behind(unit: Unit, attempt: Attempt) -> Unit:
    """What was made from another attempt is new again. Only the plan keeps its result beside one segment: where it
    comes out the same, the others stay."""
    if attempt.phase == "analyse" and unit.phase == "plan":
        return replace(unit, state=PENDING, fraction=0.0, stage="")
    return as_new(unit) if _made_from(unit, attempt) else unit


def _made_from(unit: Unit, attempt: Attempt) -> bool:
    if attempt.phase == "decode":
        return unit.phase in ("analyse", "plan", "render")
    if attempt.phase == "analyse":
        return unit.phase == "render" and unit.index == attempt.index
    return attempt.phase == "plan" and unit.phase == "render"
