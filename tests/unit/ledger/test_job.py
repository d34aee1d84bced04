"""A job is a value: what can happen to it, in any order, leaves it whole."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from audio_backend.errors import BadConfig, BadInput, Conflict, NotFound, StorageFull, WorkerHung
from audio_backend.ledger import transitions as do
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
    WEIGHTS,
    Attempt,
    Job,
    runnable,
)
from audio_backend.messages import sentences
from audio_backend.models.segment_settings import Retry

ERROR = {"code": "engine_failed", "title": "t", "detail": "out of tune", "remedy": "r"}
A_SEGMENT = {"start": 40, "stop": 60}
"""In samples, at 1 Hz."""
ANALYSED = (WEIGHTS["decode"] + WEIGHTS["analyse"]) / 100


def started(segments=0):
    """A running job; decoded into so many segments when that is more than none."""
    job = do.admit(Job(id="j", created=0.0), now=1.0)
    return succeed(job, "decode", 0, decoded(segments)) if segments else job


def decoded(segments):
    return {"segments": [A_SEGMENT] * segments, "sample_rate": 1}


def begin(job, phase, index=0):
    job = do.claim(job, phase, index, "w", now=2.0)
    return job, job.unit(phase, index).current_attempt


def succeed(job, phase, index=0, result=None):
    job, attempt = begin(job, phase, index)
    return do.finish_unit(job, attempt, result or {}, now=3.0)


def fail(job, phase, index=0):
    job, attempt = begin(job, phase, index)
    return do.fail_unit(job, attempt, ERROR, now=3.0)


def play(job, failing=()):
    """Work off everything that is runnable; the units in `failing` fail."""
    while units := runnable(job):
        unit = units[0]
        act = fail if (unit.phase, unit.index) in failing else succeed
        job = act(job, unit.phase, unit.index)
    return job


def named(units):
    return [(unit.phase, unit.index) for unit in units]


def test_a_song_goes_through_its_phases_in_order():
    job, phases = started(), []
    while units := runnable(job):
        phases.append([unit.phase for unit in units])
        for unit in units:
            job = succeed(job, unit.phase, unit.index, decoded(2))
    assert phases == [["decode"], ["analyse"] * 2, ["plan"], ["render"] * 2, ["finish"]]
    assert (job.state, job.progress) == (COMPLETED, 1.0)


def test_nothing_runs_before_admission():
    job = Job(id="j", created=0.0)
    assert runnable(job) == () and do.claim(job, "decode", 0, "w", 1.0) is job


@pytest.mark.parametrize("now", [1e9, -1e9])  # the calendar has no say in it
def test_the_time_limit_counts_work(now):
    job = replace(started(2), worked_s=59.9)
    assert do.timeout(job, now, limit_s=60.0) is job
    late = do.timeout(replace(job, worked_s=60.0), now, limit_s=60.0)
    assert late.state == FAILED and late.error["code"] == "job_timeout"
    assert "after 60 s of work" in late.error["detail"] and "'analyse'" in late.error["detail"]
    assert do.retry(late, None, "analyse").worked_s == 0.0


FULL = StorageFull("The disk is full.").as_dict()


def test_a_take_that_ran_out_of_room_waits_and_nothing_counts_against_it():
    job, attempt = begin(started(3), "analyse")
    other, beside = begin(job, "analyse", 1)
    paused = do.pause_unit(other, attempt, FULL, now=3.0)
    assert (paused.state, paused.waiting, runnable(paused)) == (RUNNING, FULL, ())
    assert (paused.unit("analyse").state, paused.unit("analyse").crashes) == (PENDING, 0)
    assert do.pause_unit(paused, attempt, FULL, 3.0) is paused and do.wait(paused, FULL) is paused
    paused = do.finish_unit(paused, beside, {}, 4.0)  # what is being worked on may end well
    assert paused.unit("analyse", 1).state == DONE and paused.waiting
    went_on = do.go_on(paused)
    assert named(runnable(went_on)) == [("analyse", 0), ("analyse", 2)] and do.go_on(went_on) is went_on
    assert play(went_on).state == COMPLETED


def test_a_job_that_waits_can_be_cancelled_and_one_that_ended_waits_for_nothing():
    job, attempt = begin(started(1), "analyse")
    waiting = do.pause_unit(job, attempt, FULL, 3.0)
    cancelled = do.cancel(waiting, 4.0)
    assert (cancelled.state, cancelled.waiting) == (CANCELLED, None)
    assert do.wait(cancelled, FULL) is cancelled
    queued = Job(id="q", created=0.0)
    assert do.wait(queued, FULL) is queued
    mixing, last = begin(play_until(started(1), "finish"), "finish")
    assert do.finish_unit(do.wait(mixing, FULL), last, {}, 5.0).waiting is None


def test_a_process_that_hung_is_said_and_the_unit_begun_again():
    hung = WorkerHung("The worker process gave no sign of life.").as_dict()
    job, attempt = begin(started(2), "analyse", 1)
    again = do.crash_unit(job, attempt, hung, now=3.0, work_s=21.0)
    assert sentences(again.messages) == [
        "Segment 1 was begun again in the phase 'analyse': The worker process gave no sign of life.",
    ]
    assert (again.unit("analyse", 1).state, again.unit("analyse", 1).work_s) == (PENDING, 21.0)
    assert named(runnable(again)) == [("analyse", 0), ("analyse", 1)]


def test_a_failed_segment_is_marked_and_the_song_goes_on():
    job = play(started(3), failing={("render", 1)})
    assert job.state == PARTIAL
    assert [segment.state for segment in job.segments] == [DONE, FAILED, DONE]
    assert job.segments[1].error == ERROR and job.error is None and job.progress == 1.0


def test_a_segment_that_could_not_be_analysed_is_not_rendered():
    job = play(started(2), failing={("analyse", 0)})
    assert job.state == PARTIAL and job.unit("render", 0).attempt == 0
    assert (job.segments[0].state, job.segments[0].phase, job.segments[0].error) == (FAILED, "analyse", ERROR)


@pytest.mark.parametrize(
    "failing",
    [
        {("analyse", 0), ("analyse", 1)},
        {("analyse", 0), ("render", 1)},
        {("render", 0), ("render", 1)},
    ],
)
def test_a_song_without_any_segment_left_has_failed(failing):
    job = play(started(2), failing)
    assert job.state == FAILED and job.error["detail"] == "All 2 segments failed. The first one: out of tune"
    assert job.unit("finish").attempt == 0


@pytest.mark.parametrize("phase", ["decode", "plan", "finish"])
def test_what_the_whole_song_needs_fails_the_song(phase):
    job = play(started() if phase == "decode" else started(2), {(phase, 0)})
    assert (job.state, job.error) == (FAILED, ERROR) and job.progress < 1.0


def test_a_song_without_sound_fails_at_decoding():
    job = succeed(started(), "decode", 0, {"segments": []})
    assert (job.state, job.error["code"]) == (FAILED, "empty_file")


def test_only_the_newest_take_may_commit():
    job, zombie = begin(started(1), "analyse")
    job, newest = begin(do.release_unit(job, zombie, 4.0), "analyse")
    assert do.finish_unit(job, zombie, {"late": True}, 5.0) is job
    assert do.fail_unit(job, zombie, ERROR, 5.0) is job
    assert do.advance(job, zombie, 0.9, "late") is job
    assert do.finish_unit(job, newest, {"mine": True}, 5.0).unit("analyse").result == {"mine": True}


def test_a_released_take_may_not_commit():
    job, attempt = begin(started(1), "analyse")
    released = do.release_unit(job, attempt, 4.0)
    assert do.finish_unit(released, attempt, {}, 5.0) is released


def test_a_crash_is_tried_once_more_then_the_segment_has_failed():
    job, attempt = begin(started(2), "analyse")
    job = do.crash_unit(job, attempt, ERROR, 4.0)
    assert job.unit("analyse").state == PENDING
    job, attempt = begin(job, "analyse")
    job = do.crash_unit(job, attempt, ERROR, 5.0)
    assert (job.unit("analyse").state, job.unit("analyse").attempt, job.state) == (FAILED, 2, RUNNING)


def test_a_shutdown_does_not_count_as_a_crash():
    job = started(1)
    for _ in range(5):
        job, attempt = begin(job, "analyse")
        job = do.release_unit(job, attempt, 4.0)
    assert (job.unit("analyse").crashes, job.unit("analyse").state) == (0, PENDING)


def test_cancelled_stays_cancelled():
    job, attempt = begin(play_until(started(2), "finish"), "finish")
    cancelled = do.cancel(job, 9.0)
    assert (cancelled.state, cancelled.finished) == (CANCELLED, 9.0)
    assert do.finish_unit(cancelled, attempt, {"file": "x"}, 10.0) is cancelled
    assert do.fail_unit(cancelled, attempt, ERROR, 10.0) is cancelled
    assert do.timeout(cancelled, 1e9, 0.0) is cancelled and do.admit(cancelled, 1.0) is cancelled
    assert runnable(cancelled) == ()


def test_what_is_finished_cannot_be_cancelled():
    job = play(started(1))
    assert do.cancel(job, 9.0) is job


def play_until(job, phase):
    while (units := runnable(job)) and units[0].phase != phase:
        job = succeed(job, units[0].phase, units[0].index)
    return job


def test_progress_weighs_the_phases():
    job = started()
    assert job.progress == 0.0
    job = started(4)
    assert job.progress == pytest.approx(0.03)
    for index in range(4):
        job = succeed(job, "analyse", index)
    assert job.progress == pytest.approx(ANALYSED)
    job, attempt = begin(succeed(job, "plan"), "render", 2)
    assert do.advance(job, attempt, 0.5, "svc").progress == pytest.approx(ANALYSED + 0.02 + 0.40 * 0.5 / 4)


def test_progress_does_not_go_back_when_a_take_is_lost():
    job, attempt = begin(started(1), "analyse")
    job = do.advance(job, attempt, 0.8, "stems")
    before = job.progress
    assert before == pytest.approx(0.03 + 0.40 * 0.8)
    job = do.release_unit(job, attempt, 4.0)
    assert (job.progress, job.segments[0].fraction) == (before, 0.4)


def test_progress_within_a_take_does_not_go_back():
    job, attempt = begin(started(1), "analyse")
    job = do.advance(do.advance(job, attempt, 0.8, "stems"), attempt, 0.1, "pitch")
    assert (job.unit("analyse").fraction, job.unit("analyse").stage) == (0.8, "pitch")


def test_warnings_are_gathered_once():
    job = started(2)
    for index in range(2):
        job = succeed(job, "analyse", index, {"warnings": ["clipped", f"quiet {index}"]})
    assert sentences(job.messages) == ["clipped", "quiet 0", "quiet 1"]


def test_retry_renders_what_failed_and_mixes_again():
    job = do.retry(play(started(3), {("render", 1)}), None, "analyse")
    assert (job.state, job.run, job.started) == (QUEUED, 2, None)
    job = do.admit(job, 20.0)
    assert named(runnable(job)) == [("analyse", 1)]
    job = succeed(job, "analyse", 1)
    assert named(runnable(job)) == [("render", 1)]  # the plan is kept
    job = succeed(job, "render", 1)
    assert named(runnable(job)) == [("finish", 0)]
    job = succeed(job, "finish")
    assert job.state == COMPLETED and job.unit("render", 1).attempt == 2 and job.unit("render", 0).attempt == 1


def test_retry_from_render_keeps_the_analysis_where_there_is_one():
    partial = play(started(3), {("analyse", 0), ("render", 1)})
    job = do.admit(do.retry(partial, None, "render"), 20.0)
    assert named(runnable(job)) == [("analyse", 0)]
    job = succeed(job, "analyse", 0)
    assert named(runnable(job)) == [("plan", 0)]  # the segment's pitch is heard for the first time
    job = succeed(job, "plan")
    assert named(runnable(job)) == [("render", 0), ("render", 1)]


def test_any_segment_can_be_rendered_again():
    job = do.admit(do.retry(play(started(3)), [2], "render"), 20.0)
    assert named(runnable(job)) == [("render", 2)]


def test_a_named_segment_leaves_the_other_failures_alone():
    partial = play(started(3), {("render", 0), ("render", 1)})
    job = play(do.admit(do.retry(partial, [0], "render"), 20.0))
    assert job.state == PARTIAL
    assert [segment.state for segment in job.segments] == [DONE, FAILED, DONE]


def test_retry_of_a_cancelled_job_goes_on_where_it_stopped():
    job = do.cancel(succeed(started(2), "analyse", 0), 9.0)
    job = do.admit(do.retry(job, None, "analyse"), 20.0)
    assert named(runnable(job)) == [("analyse", 0), ("analyse", 1)]
    job = do.retry(do.cancel(Job(id="j", created=0.0), 1.0), None, "analyse")
    assert named(runnable(do.admit(job, 2.0))) == [("decode", 0)]


def test_retry_after_a_failed_mix_only_mixes():
    job = do.admit(do.retry(play(started(2), {("finish", 0)}), None, "analyse"), 20.0)
    assert named(runnable(job)) == [("finish", 0)]


def test_a_retry_forgets_earlier_crashes():
    job, attempt = begin(started(1), "analyse")
    job, attempt = begin(do.crash_unit(job, attempt, ERROR, 4.0), "analyse")
    job = do.retry(do.crash_unit(job, attempt, ERROR, 5.0), None, "analyse")
    assert (job.unit("analyse").crashes, job.unit("analyse").attempt) == (0, 2)


def test_what_cannot_be_retried_says_why():
    with pytest.raises(Conflict, match="running"):
        do.retry(started(1), None, "analyse")
    with pytest.raises(Conflict, match="Nothing failed"):
        do.retry(play(started(1)), None, "analyse")
    with pytest.raises(NotFound, match="no segment 7"):
        do.retry(play(started(2)), [0, 7], "analyse")
    with pytest.raises(BadInput, match="at least one"):
        do.retry(play(started(2)), [], "analyse")
    with pytest.raises(BadInput, match="'mix'"):
        do.retry(play(started(2)), [0], "mix")


def test_remix_runs_the_mix_alone_with_the_new_config():
    mixed = replace(play(started(2)), result={"file": "first"})
    job = do.remix(mixed, {"mixing": {"vocal_db": 3}})
    assert job.result == {"file": "first"}  # still there to listen to
    job = do.admit(job, 20.0)
    assert named(runnable(job)) == [("finish", 0)] and job.config == {"mixing": {"vocal_db": 3}}
    assert succeed(job, "finish", 0, {"file": "second"}).result == {"file": "second"}


def test_remix_needs_something_to_mix():
    with pytest.raises(Conflict, match="nothing to mix"):
        do.remix(do.cancel(started(2), 5.0), {})
    with pytest.raises(Conflict, match="running"):
        do.remix(started(2), {})


BETTER = {"instrumental": {"quality": "best"}}
SOFTER = {"svc": {"strength": 0.4}}


def test_another_isolation_is_heard_and_planned_again_and_only_there():
    job = do.admit(do.retry(play(started(3)), [1], "render", BETTER), 20.0)
    assert named(runnable(job)) == [("analyse", 1)]
    job = succeed(job, "analyse", 1)
    assert named(runnable(job)) == [("plan", 0)]  # its pitch may be another one
    job = play(job)
    assert {(u.phase, u.index) for u in job.units if u.attempt == 2} == {
        ("analyse", 1),
        ("plan", 0),
        ("render", 1),
        ("finish", 0),
    }
    assert [job.segment_settings(index) for index in range(3)] == [{}, BETTER, {}]


def test_another_strength_is_only_rendered_again():
    job = do.admit(do.retry(play(started(3)), [1], "render", SOFTER), 20.0)
    assert named(runnable(job)) == [("render", 1)]


def test_a_retry_without_settings_uses_the_jobs_own_again():
    better = play(do.admit(do.retry(play(started(3)), [0, 1], "render", BETTER), 20.0))
    job = do.retry(better, [1], "render")
    assert [job.segment_settings(index) for index in range(3)] == [BETTER, {}, {}]
    assert named(runnable(do.admit(job, 30.0))) == [("analyse", 1)]


def test_settings_for_no_segment_are_refused():
    with pytest.raises(Conflict, match="no segment"):
        do.retry(do.cancel(Job(id="j", created=0.0), 1.0), None, "render", SOFTER)


@pytest.mark.parametrize("failing", ["analyse", "render"])
def test_a_failed_segment_may_keep_the_original(failing):
    job = do.keep(play(started(3), {(failing, 1)}), 1)
    assert (job.state, job.run, job.progress) == (COMPLETED, 1, 1.0)
    assert [segment.state for segment in job.segments] == [DONE, KEPT, DONE] and job.segments[1].error is None
    assert sentences(job.messages) == ["From 0:40 to 1:00 the original is kept, by your choice."]
    mixed = play(do.admit(do.remix(job, {}), 20.0))
    assert (mixed.state, mixed.messages) == (COMPLETED, job.messages)


def test_a_job_is_partial_until_its_last_failed_segment_is_kept():
    job = do.keep(play(started(3), {("render", 0), ("analyse", 2)}), 0)
    assert (job.state, len(job.messages)) == (PARTIAL, 1)
    assert do.keep(job, 2).state == COMPLETED


def test_a_kept_segment_can_be_tried_again_by_name_only():
    kept = do.keep(play(started(2), {("analyse", 0)}), 0)
    with pytest.raises(Conflict, match="Nothing failed"):
        do.retry(kept, None, "render")
    job = do.retry(kept, [0], "render")
    assert job.messages == ()
    job = play(do.admit(job, 20.0))
    assert (job.state, job.segments[0].state) == (COMPLETED, DONE)


def test_resume_leaves_kept_segments_alone():
    kept = do.keep(play(started(3), {("render", 0), ("render", 1)}), 0)
    job = play(do.admit(do.retry(kept, None, "render"), 20.0))
    assert (job.state, [segment.state for segment in job.segments]) == (COMPLETED, [KEPT, DONE, DONE])


def test_what_is_left_failing_beside_a_kept_segment_fails_the_song():
    kept = do.keep(play(started(2), {("render", 0)}), 0)
    job = play(do.admit(do.retry(kept, [1], "render"), 20.0), {("render", 1)})
    assert job.state == FAILED and job.error["detail"].startswith("No segment is left")


def test_what_can_not_keep_the_original_says_why():
    with pytest.raises(Conflict, match="running"):
        do.keep(started(2), 0)
    with pytest.raises(Conflict, match="Segment 0 is done"):
        do.keep(play(started(2), {("render", 1)}), 0)
    with pytest.raises(Conflict, match="no mix"):
        do.keep(do.cancel(fail(started(2), "analyse", 0), 9.0), 0)
    with pytest.raises(NotFound, match="no segment 7"):
        do.keep(play(started(2), {("render", 1)}), 7)
    kept = do.keep(play(started(2), {("render", 1)}), 1)
    with pytest.raises(Conflict, match="is kept"):
        do.keep(kept, 1)


def test_a_job_gets_another_title_in_any_state():
    for job in (Job(id="j", created=0.0, request={"file_id": "f"}), started(2), play(started(2))):
        named_anew = do.rename(job, "Chanson")
        assert (named_anew.title, named_anew.request["title"], named_anew.state) == ("Chanson", "Chanson", job.state)


def test_what_belongs_to_the_song_can_not_differ_in_one_segment():
    assert Retry.model_validate({"config": SOFTER}).settings == SOFTER
    assert Retry().settings == Retry.model_validate({"config": {"svc": {}}}).settings == {}
    with pytest.raises(BadConfig, match=r"svc\.voice needs a new job"):
        Retry.model_validate({"config": {"svc": {"voice": "child"}}})
    with pytest.raises(BadConfig, match=r"mixing\.vocal_db needs a new job"):
        Retry.model_validate({"config": {"mixing": {"vocal_db": 1}}})
    for wrong in ({"svc": {"strenght": 1}}, {"svc": {"strength": 2}}, {"svc": {"strength": None}}, {"x": 1}, [], 1):
        with pytest.raises(ValidationError):
            Retry.model_validate({"config": wrong})


ACTS = (
    "claim",
    "finish",
    "fail",
    "crash",
    "release",
    "advance",
    "stale",
    "cancel",
    "timeout",
    "retry",
    "retry one",
    "retry otherwise",
    "keep",
    "remix",
    "admit",
    "pause",
    "wait",
    "go on",
)


def act(job, name, number):
    """One thing that may happen; refused retries leave the job as it was."""
    running = [unit.current_attempt for unit in job.units if unit.state == RUNNING]
    ready = runnable(job)
    attempt = running[number % len(running)] if running else Attempt("decode", 0, 0)
    if name == "claim" and ready:
        unit = ready[number % len(ready)]
        return do.claim(job, unit.phase, unit.index, "w", 2.0)
    if name == "stale":
        return do.finish_unit(job, replace(attempt, number=attempt.number - 1), decoded(1), 3.0)
    try:
        return {
            "finish": lambda: do.finish_unit(job, attempt, decoded(1 + number % 3), 3.0),
            "fail": lambda: do.fail_unit(job, attempt, ERROR, 3.0),
            "crash": lambda: do.crash_unit(job, attempt, ERROR, 3.0),
            "release": lambda: do.release_unit(job, attempt, 3.0),
            "advance": lambda: do.advance(job, attempt, number / 7, "x"),
            "cancel": lambda: do.cancel(job, 4.0) if number == 0 else job,
            "timeout": lambda: do.timeout(job, 9.0, 0.0) if number == 0 else job,
            "retry": lambda: do.retry(job, None, ("analyse", "render")[number % 2]),
            "retry one": lambda: do.retry(job, [number % 3], ("analyse", "render")[number % 2]),
            "retry otherwise": lambda: do.retry(job, [number % 3], "render", (BETTER, SOFTER)[number % 2]),
            "keep": lambda: do.keep(job, number % 3),
            "remix": lambda: do.remix(job, {"n": number}),
            "admit": lambda: do.admit(job, 5.0),
            "claim": lambda: job,
            "pause": lambda: do.pause_unit(job, attempt, FULL, 3.0),
            "wait": lambda: do.wait(job, FULL),
            "go on": lambda: do.go_on(job),
        }[name]()
    except (Conflict, BadInput, NotFound):
        return job


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 7)), max_size=60))
def test_whatever_happens_a_job_stays_whole(history):
    job = started()
    for name, number in history:
        before, job = job, act(job, name, number)
        if job.run == before.run:
            assert job.progress >= before.progress - 1e-12  # sums of weights in another order: one rounding
        assert 0.0 <= job.progress <= 1.0
        if before.terminal and job.run == before.run and name != "keep":
            assert job is before
        if before.terminal and name == "keep":
            assert job is before or (before.state, job.result) == (PARTIAL, before.result)
        if job.state == RUNNING:
            ready = runnable(do.go_on(job))
            assert ready or any(unit.state == RUNNING for unit in job.units), "stuck"
        if job.terminal:
            assert all(unit.settled for unit in job.units) and not job.waiting
        if job.state == COMPLETED:
            assert all(unit.state in (DONE, KEPT) for unit in job.units)
        if job.state == PARTIAL:
            assert {segment.state for segment in job.segments} & {FAILED, CANCELLED}
        attempts = {(u.phase, u.index): u.attempt for u in before.units}
        assert all(unit.attempt >= attempts.get((unit.phase, unit.index), 0) for unit in job.units)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 7)), max_size=40))
def test_after_any_history_a_job_can_still_be_brought_to_its_end(history):
    job = started()
    for name, number in history:
        job = act(job, name, number)
    if job.terminal:
        job = act(job, "retry", 0)
    job = do.go_on(do.admit(job, 5.0))
    for unit in job.units:
        if unit.state == RUNNING:
            job = do.release_unit(job, unit.current_attempt, 6.0)
    while units := runnable(job):
        job = succeed(job, units[0].phase, units[0].index, decoded(2))
    assert job.state in (COMPLETED, PARTIAL)
