"""Everything that can happen to a job, as functions from job to job.

    queued ── admit ──> running ── finish_unit | fail_unit | timeout ──> completed | partial | failed
       │                   │ ↑ wait, go_on: while the disk is full nothing is begun
       └──── cancel ───────┴───────────────────────────────────────────> cancelled
    (any of the last four) ── retry | remix ──> queued
    partial ── keep, for the last segment that failed ──> completed

Each execution of a unit is a `Take` with a fresh attempt number, and only the newest may commit. What does not apply
any more (a late attempt, a second cancel) gives the very same job back. Clocks come in as `now` (seconds, epoch; it may
jump, and is only told) and as `work_s` (seconds of work, measured; limits and estimates go by it).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from audio_backend.errors import BadInput, Conflict, EmptyFile, KeptError, NotFound, TimedOut
from audio_backend.ledger.job import (
    CANCELLED,
    COMPLETED,
    DONE,
    FAILED,
    KEPT,
    PARTIAL,
    PENDING,
    QUEUED,
    RUNNING,
    Attempt,
    Job,
    Unit,
    in_order,
    runnable,
)
from audio_backend.models import segment_settings as own
from audio_backend.models.messages import Message, messages_of
from audio_backend.models.stages import SEGMENT_PHASES

MAX_CRASHES = 2
"""A unit whose process died is tried once more; the second time it has failed."""


def admit(job: Job, now: float) -> Job:
    """From the queue into the studio."""
    return replace(job, state=RUNNING, started=now) if job.state == QUEUED else job


def wait(job: Job, error: KeptError) -> Job:
    """Begin nothing more while this lasts; what is being worked on goes on."""
    return replace(job, waiting=error) if job.state == RUNNING and job.waiting != error else job


def go_on(job: Job) -> Job:
    return replace(job, waiting=None) if job.waiting else job


def claim(job: Job, phase: str, index: int, worker: str, now: float) -> Job:
    """Begin a new attempt of a unit that is runnable."""
    unit = next((u for u in runnable(job) if (u.phase, u.index) == (phase, index)), None)
    if unit is None:
        return job
    taken = replace(
        unit,
        state=RUNNING,
        attempt=unit.attempt + 1,
        stage="",
        worker=worker,
        started=now,
        ended=None,
        work_s=None,
        error=None,
    )
    return _with(job, taken)


def advance(job: Job, attempt: Attempt, fraction: float, stage: str) -> Job:
    """A report from a running attempt; within a run the fraction only grows, also where one was lost."""
    unit = _current(job, attempt)
    if unit is None:
        return job
    return _with(job, replace(unit, fraction=max(unit.fraction, min(max(fraction, 0.0), 1.0)), stage=stage))


def finish_unit(job: Job, attempt: Attempt, result: dict, now: float, work_s: float | None = None) -> Job:
    """Commit an attempt. Decoding tells the segments; `finish` ends the job."""
    unit = _current(job, attempt)
    if unit is None:
        return job
    if attempt.phase == "decode" and not result.get("segments"):
        return fail_unit(
            job, attempt, EmptyFile("Decoding this song gave no segment to work on.").as_dict(), now, work_s
        )
    done = _with(job, replace(unit, state=DONE, fraction=1.0, ended=now, work_s=work_s, result=result, error=None))
    done = _with_messages(done, *messages_of(result))
    if attempt.phase == "decode":
        return _open_segments(done, len(result["segments"]))
    if attempt.phase == "finish":
        return replace(done, state=_outcome(done), finished=now, waiting=None, result=result)
    return done


def _outcome(job: Job) -> str:
    """Of a job that has a mix: nothing is missing in it but what was given up by choice, or something is."""
    return COMPLETED if all(unit.state in (DONE, KEPT) for unit in job.of("render")) else PARTIAL


def _open_segments(job: Job, count: int) -> Job:
    if job.of("analyse"):
        return job  # decoded again
    segments = (Unit(phase, index) for phase in SEGMENT_PHASES for index in range(count))
    return replace(job, units=in_order((*job.units, *segments)))


def fail_unit(job: Job, attempt: Attempt, error: KeptError, now: float, work_s: float | None = None) -> Job:
    """One segment is marked and the song goes on; without a decode, plan, finish or any segment the job has failed."""
    unit = _current(job, attempt)
    if unit is None:
        return job
    failed = _with(job, replace(unit, state=FAILED, ended=now, work_s=work_s, error=error))
    if attempt.phase not in SEGMENT_PHASES:
        return _close(failed, FAILED, error, now)
    if attempt.phase == "analyse":
        failed = _with(failed, replace(failed.unit("render", attempt.index), state=CANCELLED))
    if all(u.state in (FAILED, CANCELLED, KEPT) for u in failed.of("render")):
        return _close(failed, FAILED, _none_left(failed), now)
    return failed


def _none_left(job: Job) -> KeptError:
    errors = [segment.error for segment in job.segments if segment.error]
    kept = any(segment.state == KEPT for segment in job.segments)
    says = "No segment is left that isn't the original." if kept else f"All {len(job.segments)} segments failed."
    return {**errors[0], "detail": f"{says} The first one: {errors[0]['detail']}"}


def crash_unit(job: Job, attempt: Attempt, error: KeptError, now: float, work_s: float | None = None) -> Job:
    """The process of an attempt died or hung: once more from the start, with a warning, or failed when that has
    happened before."""
    unit = _current(job, attempt)
    if unit is None:
        return job
    crashed = replace(unit, crashes=unit.crashes + 1)
    if crashed.crashes >= MAX_CRASHES:
        return fail_unit(_with(job, crashed), attempt, error, now, work_s)
    again = _with(job, replace(crashed, state=PENDING, stage="", ended=now, work_s=work_s, error=error))
    segment = attempt.index if attempt.phase in SEGMENT_PHASES else None
    values = {"phase": attempt.phase, "segment": segment, "detail": error["detail"]}
    return _with_messages(again, Message("unit_begun_again", (), values))


def pause_unit(job: Job, attempt: Attempt, error: KeptError, now: float) -> Job:
    """An attempt ran out of something that will come back, such as room on the disk: its job waits for that, and
    nothing counts against it."""
    return wait(release_unit(job, attempt, now), error) if _current(job, attempt) else job


def release_unit(job: Job, attempt: Attempt, now: float) -> Job:
    """Nobody works on this attempt any more, through no fault of its own (shutdown, dead studio): back to pending."""
    unit = _current(job, attempt)
    if unit is None:
        return job
    return _with(job, replace(unit, state=PENDING, stage="", ended=now))


def cancel(job: Job, now: float) -> Job:
    """Stop at once. What has ended stays as it ended."""
    return job if job.terminal else _close(job, CANCELLED, None, now)


def timeout(job: Job, now: float, limit_s: float) -> Job:
    """Failed, when it was worked on for longer than it may take."""
    if job.state != RUNNING or job.worked_s < limit_s:
        return job
    error = TimedOut(f"The job was still in the phase '{job.phase}' after {limit_s:g} s of work, its limit.")
    return _close(job, FAILED, error.as_dict(), now)


def retry(job: Job, segments: Collection[int] | None, phase: str, settings: dict | None = None) -> Job:
    """A new run of these segments (None: all that failed or were cancelled) from `analyse` or `render` on, and of the
    mix; with `settings` {group: {field: value}} in the place of the job's own, without them with the job's own again.

    The plan is made again only when a segment is heard for the first time, or in another way than before: its pitch
    belongs to the song's. Raises Conflict while the job runs or when nothing failed, NotFound for an unknown segment.
    """
    _check_ended(job)
    if phase not in SEGMENT_PHASES:
        raise BadInput(f"A segment is retried from 'analyse' or 'render', not from '{phase}'.")
    chosen = _chosen(job, segments)
    if not chosen and job.unit("finish").state == DONE:
        raise Conflict("Nothing failed in this job.", remedy="Name the segments that should be rendered again.")
    if settings and not chosen:
        raise Conflict("There is no segment that these settings could be for.", remedy="Resume the job without them.")
    heard_anew = {index for index in chosen if own.hears_differently(job.segment_settings(index), settings or {})}
    units = tuple(
        _again(u) if _runs_again(u, chosen, "analyse" if u.index in heard_anew else phase) else u for u in job.units
    )
    if heard_anew or any(job.unit("analyse", index).state != DONE for index in chosen):
        units = tuple(as_new(u) if u.phase == "plan" else u for u in units)
    return _queued_again(_with_settings(job, chosen, settings or {}), units)


def _with_settings(job: Job, segments: Collection[int], settings: dict) -> Job:
    """The same job where nobody has, had or gets settings of their own."""
    before = (job.request or {}).get("segment_settings") or {}
    others = {index: kept for index, kept in before.items() if int(index) not in segments}
    after = others | ({str(index): settings for index in sorted(segments)} if settings else {})
    return job if after == before else replace(job, request={**(job.request or {}), "segment_settings": after})


def keep(job: Job, index: int) -> Job:
    """Settle for the original in a segment that has none but that in the mix; with the last one the job is completed.

    Nothing is computed. Raises NotFound for an unknown segment, Conflict where there is no mix or nothing failed.
    """
    _check_ended(job)
    (index,) = _chosen(job, [index])
    if job.state not in (PARTIAL, COMPLETED):
        raise Conflict(f"This job is {job.state}: it has no mix that could keep the original there.",
                       remedy="Resume the job first.")  # fmt: skip
    state = job.segments[index].state
    if state not in (FAILED, CANCELLED):
        raise Conflict(f"Segment {index} is {state}: only one that failed or was cancelled can keep the original.")
    units = tuple(_kept(job, u) if u.phase in SEGMENT_PHASES and u.index == index else u for u in job.units)
    after = _with_messages(replace(job, units=units), _original_kept(job, index))
    return replace(after, state=_outcome(after))


def _kept(job: Job, unit: Unit) -> Unit:
    """Its result is what it has to say in every later mix."""
    if unit.state == DONE:
        return unit
    messages = [_original_kept(job, unit.index).as_dict()] if unit.phase == "render" else []
    return replace(unit, state=KEPT, error=None, result={"messages": messages})


def _original_kept(job: Job, index: int) -> Message:
    decoded = job.unit("decode").result
    segment, rate = decoded["segments"][index], decoded["sample_rate"]
    return Message("original_kept", (), {"start_s": segment["start"] / rate, "stop_s": segment["stop"] / rate})


def rename(job: Job, title: str) -> Job:
    """Another title, in any state; files made from now on carry it."""
    return replace(job, title=title, request={**(job.request or {}), "title": title})


def remix(job: Job, config: dict) -> Job:
    """A new run of the mix alone, with another config; finished segments are kept as they are. What all of them need,
    and could not be made again in the run before, is tried once more. Raises Conflict."""
    _check_ended(job)
    if not any(unit.state == DONE for unit in job.of("render")):
        raise Conflict("No segment of this job is finished, so there is nothing to mix.", remedy="Retry the job first.")
    units = tuple(_again(u) if u.phase in ("decode", "plan") and u.state != DONE else u for u in job.units)
    return _queued_again(replace(job, config=config), units)


def _check_ended(job: Job) -> None:
    if not job.terminal:
        raise Conflict(f"This job is {job.state}.", remedy="Wait until it has ended, or cancel it.")


def _chosen(job: Job, segments: Collection[int] | None) -> set[int]:
    known = {segment.index for segment in job.segments}
    if segments is None:
        return {segment.index for segment in job.segments if segment.state not in (DONE, KEPT)}
    if not segments:
        raise BadInput("Name at least one segment, or none of them for all that failed.")
    unknown = sorted(set(segments) - known)
    if unknown:
        raise no_segment(unknown[0], len(known))
    return set(segments)


def no_segment(index: int, count: int) -> NotFound:
    return NotFound(f"This job has {count} segments, counted from 0; there is no segment {index}.",
                    remedy="`GET /jobs/{id}` lists its segments.")  # fmt: skip


def _runs_again(unit: Unit, chosen: Collection[int], phase: str) -> bool:
    if unit.phase == "analyse":
        return unit.index in chosen and (phase == "analyse" or unit.state != DONE)
    if unit.phase == "render":
        return unit.index in chosen
    return unit.phase != "finish" and unit.state != DONE


def _queued_again(job: Job, units: tuple[Unit, ...]) -> Job:
    units = tuple(as_new(u) if u.phase == "finish" else replace(u, crashes=0, remade=0) for u in units)
    kept = (message for u in units if u.state in (DONE, KEPT) for message in messages_of(u.result))
    return replace(
        job,
        state=QUEUED,
        started=None,
        finished=None,
        worked_s=0.0,
        error=None,
        run=job.run + 1,
        high_water=0.0,
        units=units,
        messages=tuple(dict.fromkeys((*messages_of(job.request), *kept))),
    )


def as_new(unit: Unit) -> Unit:
    """As new; the attempt number goes on counting, so that a late attempt can't pass for this one."""
    return Unit(unit.phase, unit.index, attempt=unit.attempt)


def _again(unit: Unit) -> Unit:
    """As new; the song's segments stay known, should it not be decoded this time either."""
    if unit.phase != "decode" or unit.result is None:
        return as_new(unit)
    return replace(as_new(unit), result=unit.result)


def _current(job: Job, attempt: Attempt) -> Unit | None:
    """The unit, if this attempt is its newest and still running."""
    return next((unit for unit in job.units if unit.state == RUNNING and unit.current_attempt == attempt), None)


def _with(job: Job, unit: Unit) -> Job:
    """The job with one unit replaced; the high-water mark keeps what progress had been shown."""
    same = (unit.phase, unit.index)
    units = tuple(unit if (u.phase, u.index) == same else u for u in job.units)
    return replace(job, high_water=job.progress, units=units)


def _with_messages(job: Job, *messages: Message) -> Job:
    """In their order, each once."""
    return replace(job, messages=tuple(dict.fromkeys((*job.messages, *messages))))


def _close(job: Job, state: str, error: KeptError | None, now: float) -> Job:
    """End without a result: what has not ended is cancelled."""
    units = tuple(u if u.settled else _stopped(u, now) for u in job.units)
    return replace(job, state=state, error=error, finished=now, waiting=None, high_water=job.progress, units=units)


def _stopped(unit: Unit, now: float) -> Unit:
    return replace(unit, state=CANCELLED, ended=now if unit.state == RUNNING else unit.ended)
