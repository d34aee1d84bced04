"""The rows of progress say what the units say: nothing is done before it is, and nothing goes back within a run."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_backend.jobs.stage_progress import stage_rows
from audio_backend.ledger import transitions as do
from audio_backend.ledger.job import DONE, PENDING, RUNNING, Job, runnable
from audio_backend.models.stages import STAGES

ERROR = {"code": "engine_failed", "title": "t", "detail": "out of tune", "remedy": "r"}
SEGMENT = {"start": 0, "stop": 30}
WAY = {"decode": ("decode",), "analyse": ("isolate", "pitch", "voice"), "plan": ("plan",), "render": ("voice", "backing"),
       "finish": ("backing", "master")}  # fmt: skip
SECONDS = {"decode": {"decode": 0.3}, "analyse": {"isolate": 6.0, "pitch": 1.0, "voice": 2.0}, "plan": {"plan": 0.1},
           "render": {"voice": 4.0, "stems": 1.5}, "finish": {"master": 3.0}}  # fmt: skip


def asked(**config):
    return do.admit(Job(id="j", created=0.0, config=config, request={"source": "song"}), now=1.0)


def stems(**config):
    return asked(instrumental={"stems": True}, **config)


def begin(job, phase, index=0):
    job = do.claim(job, phase, index, "w", now=2.0)
    return job, job.unit(phase, index).current_attempt


def result(phase, segments=3, **more):
    facts = {"segments": [SEGMENT] * segments, "sample_rate": 1} if phase == "decode" else {}
    move = {"transposition": {"semitones": 0.0}} if phase == "plan" else {}
    audio = 90.0 if phase in ("decode", "plan", "finish") else 30.0
    return {"audio_s": audio, "stage_seconds": SECONDS[phase]} | facts | move | more


def succeed(job, phase, index=0, **more):
    job, attempt = begin(job, phase, index)
    return do.finish_unit(job, attempt, result(phase, **more), now=3.0)


def analysed(job, *indices):
    for index in indices:
        job = succeed(job, "analyse", index)
    return job


def rows(job):
    return {row.name: row.model_dump() for row in stage_rows(job)}


def states(job):
    return [row.state for row in stage_rows(job)]


def through(job):
    while units := runnable(job):
        for unit in units:
            job = succeed(job, unit.phase, unit.index)
    return job


def test_a_song_goes_through_its_rows_in_order():
    job = stems()
    assert states(job) == ["pending"] * 6
    job, attempt = begin(job, "decode")
    assert states(do.advance(job, attempt, 0.4, "decode")) == ["running", *["pending"] * 5]
    job = succeed(stems(), "decode")
    assert states(job) == ["done", *["pending"] * 5]
    job = analysed(job, 0, 1, 2)
    assert states(job) == ["done", "done", "running", "running", "pending", "pending"]  # the song's plan is pitch too
    job = succeed(job, "plan")
    assert states(job)[2] == "done"
    for index in range(3):
        job = succeed(job, "render", index)
    assert states(job) == [*["done"] * 5, "pending"]
    done = succeed(job, "finish")
    assert states(done) == ["done"] * 6 and {row.fraction for row in stage_rows(done)} == {1.0}


def test_a_stage_is_running_where_the_child_says_so_and_done_only_with_its_unit():
    job, attempt = begin(succeed(stems(), "decode", segments=1), "analyse")
    job = do.advance(job, attempt, 0.425, "isolate")
    assert (rows(job)["isolate"]["fraction"], states(job)[1:4]) == (0.5, ["running", "pending", "pending"])
    job = do.advance(job, attempt, 0.9, "pitch")
    assert rows(job)["isolate"]["fraction"] == 1.0
    assert states(job)[1:4] == ["running", "running", "pending"]  # the vocal is not kept yet: a crash would lose it
    assert rows(job)["pitch"]["fraction"] == pytest.approx(0.5 * 4 / 6, abs=1e-4)  # the plan is 2 of its 6 percent
    assert states(do.finish_unit(job, attempt, result("analyse"), 3.0))[1] == "done"


@pytest.mark.parametrize(("config", "request_", "skipped"), [
    ({"svc": {"enabled": False}}, {}, {"voice", "backing"}),
    ({"svc": {"enabled": False}, "swiftf0": {"pitch_shift": 3}}, {}, {"backing"}),
    ({"svc": {"enabled": False}, "swiftf0": {"enabled": False}}, {}, {"pitch", "voice", "backing"}),
    ({}, {"source": "vocals"}, {"isolate", "backing"}),
    ({"instrumental": {"split_vocals": False}}, {}, {"isolate", "backing"}),
    ({"instrumental": {"bass_db": -6.0}}, {}, set()),
    ({"instrumental": {"transpose": True}, "swiftf0": {"pitch_shift": "auto"}}, {}, set()),
    ({"instrumental": {"transpose": True}, "swiftf0": {"pitch_shift": 2}}, {"source": "vocals"}, {"isolate", "backing"}),
    ({"instrumental": {"transpose": True}, "swiftf0": {"pitch_shift": 2}},
     {"source": "vocals", "instrumental_file_id": "b"}, {"isolate"}),
    ({"instrumental": {"transpose": True}}, {}, {"backing"}),
])  # fmt: skip
def test_what_the_settings_do_not_need_is_skipped(config, request_, skipped):
    job = Job(id="j", created=0.0, config=config, request={"source": "song"} | request_)
    assert {name for name, one in rows(job).items() if one["state"] == "skipped"} == skipped


def test_a_transposed_backing_is_made_with_the_mix():
    job = asked(instrumental={"transpose": True}, swiftf0={"pitch_shift": "auto"})
    job = analysed(succeed(job, "decode", segments=1), 0)
    assert states(succeed(job, "plan"))[4] == "skipped"  # auto found that nothing needs to move
    job = succeed(succeed(job, "plan", transposition={"semitones": -3}), "render")
    job, attempt = begin(job, "finish")
    half = rows(do.advance(job, attempt, 0.2, "backing"))
    assert (half["backing"]["state"], half["backing"]["fraction"], half["master"]["state"]) == (
        "running",
        0.5,
        "pending",
    )
    later = rows(do.advance(job, attempt, 0.7, "master"))
    assert later["master"]["fraction"] == pytest.approx(0.5) and later["master"]["state"] == "running"


def test_speed_is_sound_over_work_of_what_is_done():
    job = analysed(succeed(stems(), "decode"), 0, 1)
    found = rows(job)
    assert found["decode"]["speed"] == 300.0
    assert (found["isolate"]["speed"], found["pitch"]["speed"]) == (5.0, 30.0)
    assert found["voice"]["speed"] is None  # describing alone says nothing of converting
    job = succeed(succeed(analysed(job, 2), "plan"), "render", 1)
    assert (rows(job)["voice"]["speed"], rows(job)["backing"]["speed"]) == (5.0, 20.0)
    assert rows(job)["master"]["speed"] is None


def test_the_device_is_the_one_that_the_engine_used_last():
    job = succeed(stems(), "decode")
    assert rows(job)["decode"]["device"] == "cpu" and rows(job)["isolate"]["device"] is None
    engines = [{"stage": "isolate", "device": "cuda"}, {"stage": "pitch", "device": "cpu"}]
    job = succeed(job, "analyse", 0, engines=engines)
    assert (rows(job)["isolate"]["device"], rows(job)["pitch"]["device"]) == ("cuda", "cpu")


def test_a_segment_that_failed_is_over_and_the_stage_says_failed_when_it_is():
    job, attempt = begin(succeed(stems(), "decode"), "analyse", 1)
    job = do.fail_unit(do.advance(job, attempt, 0.9, "pitch"), attempt, ERROR, 3.0)
    assert states(job)[1:4] == ["running", "running", "running"]  # two segments are to come
    assert rows(job)["voice"]["fraction"] == pytest.approx(1 / 3, abs=1e-3)  # one of three needs nothing any more
    job = through(analysed(job, 0, 2))
    assert job.state == "partial"
    assert states(job) == ["done", "done", "failed", "done", "done", "done"]
    assert {row.fraction for row in stage_rows(job)} == {1.0}
    kept = do.keep(job, 1)
    assert states(kept) == ["done"] * 6


def test_a_job_that_ends_early_says_where():
    job, attempt = begin(asked(), "decode")
    failed = do.fail_unit(do.advance(job, attempt, 0.5, "decode"), attempt, ERROR, 3.0)
    assert states(failed) == ["failed", "cancelled", "cancelled", "cancelled", "skipped", "cancelled"]
    assert rows(failed)["decode"]["fraction"] == 0.5
    job = analysed(succeed(asked(), "decode"), 0)
    cancelled = do.cancel(job, 4.0)
    assert states(cancelled) == ["done", "cancelled", "cancelled", "cancelled", "skipped", "cancelled"]
    assert rows(cancelled)["isolate"]["fraction"] == pytest.approx(1 / 3, abs=1e-4)
    assert states(do.retry(cancelled, None, "render"))[:2] == ["done", "pending"]


def test_a_take_that_is_lost_takes_nothing_back():
    job, attempt = begin(succeed(stems(), "decode", segments=1), "analyse")
    job = do.advance(job, attempt, 0.6, "isolate")
    shown = rows(job)["isolate"]["fraction"]
    for lose in (lambda: do.release_unit(job, attempt, 3.0), lambda: do.crash_unit(job, attempt, ERROR, 3.0)):
        again, take_2 = begin(lose(), "analyse")
        assert rows(lose())["isolate"]["fraction"] == shown == rows(again)["isolate"]["fraction"]
        assert rows(do.advance(again, take_2, 0.1, "isolate"))["isolate"]["fraction"] == shown


def test_a_mix_made_again_leaves_the_other_rows_done():
    job = do.remix(through(stems()), {"instrumental": {"stems": True}})
    assert states(job) == [*["done"] * 5, "pending"]


MOVES = st.lists(st.tuples(st.sampled_from(["claim", "advance", "advance", "finish", "fail", "crash", "release"]),
                           st.integers(0, 99), st.floats(0, 1)), max_size=60)  # fmt: skip


@given(moves=MOVES)
@settings(max_examples=300, deadline=None)
def test_no_fraction_falls_within_a_run_and_done_is_final(moves):
    job = succeed(stems(swiftf0={"pitch_shift": 2}), "decode", segments=2)
    before = rows(job)
    for move, pick, fraction in moves:
        job = moved(job, move, pick, fraction)
        after = rows(job)
        for name in STAGES:
            assert after[name]["fraction"] >= before[name]["fraction"], (move, name)
            assert before[name]["state"] != DONE or after[name]["state"] == DONE, (move, name)
            assert 0.0 <= after[name]["fraction"] <= 1.0
        before = after


def moved(job, move, pick, fraction):
    if move == "claim":
        free = runnable(job)
        return begin(job, free[pick % len(free)].phase, free[pick % len(free)].index)[0] if free else job
    working = [unit for unit in job.units if unit.state == RUNNING]
    if not working:
        return job
    unit = working[pick % len(working)]
    if move == "advance":
        way = WAY[unit.phase]
        here = max(way.index(unit.stage) if unit.stage else 0, pick % len(way))
        return do.advance(job, unit.current_attempt, fraction, way[here])
    if move == "finish":
        return do.finish_unit(job, unit.current_attempt, result(unit.phase), 3.0)
    if move == "release":
        return do.release_unit(job, unit.current_attempt, 3.0)
    return (do.fail_unit if move == "fail" else do.crash_unit)(job, unit.current_attempt, ERROR, 3.0)


def test_nothing_is_done_while_a_unit_of_it_is_pending():
    job = analysed(succeed(stems(), "decode"), 0, 1)
    assert job.unit("analyse", 2).state == PENDING and rows(job)["isolate"]["state"] == "running"
