"""The pump: many songs at once, fair, cancellable, and whole again after anything that may befall a studio."""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fake_studio import FakeStudio

from audio_backend.errors import FileTooBig, StorageFull, StudioError
from audio_backend.ledger.job import CANCELLED, COMPLETED, DONE, FAILED, PARTIAL, PENDING, QUEUED, RUNNING, Job, Unit
from audio_backend.ledger.ledger import Ledger
from audio_backend.messages import sentences
from audio_backend.models.stages import PHASES, UnitKey
from audio_backend.scheduler.fairness import Room, next_units
from audio_backend.workers import vitals

HERE = Path(__file__).parent.parent
EVERY_UNIT = {"decode:0", "plan:0", "finish:0", *(f"{phase}:{i}" for phase in ("analyse", "render") for i in range(3))}


def play(folder, work, **settings):
    """Run work(studio) in a fresh studio on this folder."""

    async def whole():
        async with asyncio.timeout(90), FakeStudio(folder, **settings) as studio:  # for a test that hangs
            return await work(studio)

    return asyncio.run(whole())


def committed(ledger, id):
    """Units of a job, one entry per commit."""
    return sorted(f"{a.phase}:{a.index}" for a in ledger.attempts(id) if a.outcome == "done")


def test_a_song_is_worked_off_each_unit_once(tmp_path):
    async def work(studio):
        studio.submit("song")
        job = await studio.until("song")
        assert (job.state, job.progress, job.result["attempt"]) == (COMPLETED, 1.0, 1)
        assert job.unit("render", 1).result["peak_rss_bytes"] > 0
        assert committed(studio.ledger, "song") == sorted(EVERY_UNIT)
        assert len(studio.ledger.timings()) == len(EVERY_UNIT)
        return [name.split(":")[0] for _, name, _ in studio.traces("began")]

    phases = play(tmp_path, work)
    assert phases == sorted(phases, key=PHASES.index)


def test_five_jobs_run_and_the_sixth_waits(tmp_path):
    async def work(studio):
        for number in range(6):
            studio.submit(f"j{number}", segments=1, seconds={"decode": 0.15})
        await studio.until("j4", lambda job: job.state != QUEUED)
        assert studio.ledger.job("j5").state == QUEUED
        for number in range(6):
            assert (await studio.until(f"j{number}")).state == COMPLETED
        return [(e.job_id, e.data["state"]) for e in studio.ledger.events(limit=10_000) if e.kind == "job"]

    active, most = set(), 0
    for job, state in play(tmp_path, work):
        active = active | {job} if state == RUNNING else active - {job}
        most = max(most, len(active))
    assert most == 5


def test_a_job_of_higher_priority_is_let_in_first(tmp_path):
    async def work(studio):
        studio.submit("running", seconds={"decode": 0.2})
        await studio.until("running", lambda job: job.state == RUNNING)
        studio.submit("patient")
        studio.submit("urgent", priority=5)
        await studio.until("patient")
        return [job for job, name, _ in studio.traces("began") if name == "decode:0"]

    assert play(tmp_path, work, max_concurrent_jobs=1) == ["running", "urgent", "patient"]


def test_jobs_take_turns(tmp_path):
    async def work(studio):
        studio.submit("long", segments=12)
        studio.submit("short", segments=2)
        await asyncio.gather(studio.until("long"), studio.until("short"))
        return [job for job, _, _ in studio.traces("ended")]

    order = play(tmp_path, work)
    assert order.index("short") < 4
    assert "long" in order[-8:] and "short" not in order[-8:]  # the short one did not wait for the long one


def test_no_more_at_once_than_slots_and_than_the_job_allows(tmp_path):
    async def work(studio):
        studio.submit("one by one", segments=3, at_once=1)
        await studio.until("one by one")
        one_by_one = overlap(studio)
        studio.trace.unlink()
        studio.submit("many", segments=5, at_once=8)
        await studio.until("many")
        return one_by_one, overlap(studio)

    assert play(tmp_path, work) == (1, 2)


def overlap(studio):
    """The most units that were between their beginning and their end at the same time."""
    now = most = 0
    for line in studio.trace.read_text().splitlines():
        now += 1 if json.loads(line)[-1] == "began" else -1
        most = max(most, now)
    return most


def test_a_cancelled_job_stops_and_stays_cancelled(tmp_path):
    async def work(studio):
        studio.scheduler._stop_strays = lambda running: (
            None
        )  # the cancel itself must do it, not the next turn of the pump
        studio.submit("song", seconds={"analyse": 40.0})
        await studio.until("song", lambda job: job.phase == "analyse" and job.unit("analyse").state == RUNNING)
        while ("song", "analyse:0", 1) not in studio.traces("began"):
            await asyncio.sleep(0.01)
        pids = set(studio.pool.pids)
        job = await studio.scheduler.cancel("song")
        assert job.state == CANCELLED
        assert pids <= set(studio.pool.pids)  # who stops when asked stays warm
        began = studio.traces("began")
        await studio.scheduler.schedule()
        assert studio.ledger.job("song") == job and studio.traces("began") == began
        assert {name for _, name, _ in studio.traces("ended")} == {"decode:0"}
        studio.submit("next")
        assert (await studio.until("next")).state == COMPLETED  # the slots are free again

    play(tmp_path, work)


def test_a_stuck_segment_is_cancelled_too(tmp_path):
    async def work(studio):
        studio.submit("song", stuck=["analyse:0"])
        await studio.until("song", lambda job: job.phase == "analyse" and job.unit("analyse").state == RUNNING)
        while ("song", "analyse:0", 1) not in studio.traces("began"):
            await asyncio.sleep(0.01)
        pids = set(studio.pool.pids)
        await asyncio.wait_for(studio.scheduler.cancel("song"), 20.0)
        assert len(pids) == 1 and not studio.pool.pids  # its process was ended

    play(tmp_path, work, slots=1)


def test_a_cancel_only_in_the_ledger_is_noticed_by_the_pump(tmp_path):
    async def work(studio):
        studio.submit("song", seconds={"analyse": 40.0})
        await studio.until("song", lambda job: job.phase == "analyse" and job.unit("analyse").state == RUNNING)
        studio.ledger.cancel("song")
        studio.submit("next")
        assert (await studio.until("next")).state == COMPLETED

    play(tmp_path, work, slots=1)


def test_a_job_cancelled_while_its_mix_is_committed_is_one_or_the_other(tmp_path):
    async def work(studio):
        states = set()
        for number in range(12):
            id = f"j{number}"
            studio.submit(id, segments=1, seconds={**dict.fromkeys(PHASES, 0.0), "finish": 0.02})
            await studio.until(id, lambda job: job.unit("finish").state != PENDING)
            await asyncio.sleep(0.001 * number)
            await studio.scheduler.cancel(id)
            job = studio.ledger.job(id)
            assert (job.state, job.result is None) in ((CANCELLED, True), (COMPLETED, False))
            last = [e.data["state"] for e in studio.ledger.events(id) if e.kind == "job"][-1]
            assert last == job.state
            states.add(job.state)
        return states

    assert play(tmp_path, work) <= {CANCELLED, COMPLETED}


def test_a_failing_segment_makes_the_job_partial_and_can_be_retried(tmp_path):
    async def work(studio):
        studio.submit("song", failures={"render:1": 1})
        job = await studio.until("song")
        assert job.state == PARTIAL and [s.state for s in job.segments] == [DONE, FAILED, DONE]
        assert job.segments[1].error["detail"] == "render:1 can't be sung"
        studio.ledger.retry("song", phase="render")
        studio.scheduler.ring()
        job = await studio.until("song", lambda job: job.run == 2 and job.terminal)
        assert job.state == COMPLETED and job.result["attempt"] == 2
        return [name for _, name, attempt in studio.traces("began") if attempt == 2]

    assert play(tmp_path, work) == ["render:1", "finish:0"]


def test_a_remix_runs_the_mix_alone(tmp_path):
    async def work(studio):
        studio.submit("song")
        await studio.until("song")
        studio.ledger.remix("song", {"processing": {"max_concurrent_segments": 1}})
        studio.scheduler.ring()
        await studio.until("song", lambda job: job.run == 2 and job.terminal)
        return [name for _, name, attempt in studio.traces("began") if attempt == 2]

    assert play(tmp_path, work) == ["finish:0"]


def test_a_crash_is_tried_once_more_and_the_second_one_fails_the_segment(tmp_path):
    async def work(studio):
        studio.submit("song", crashes={"analyse:0": 1, "render:1": 2})
        job = await studio.until("song")
        assert job.state == PARTIAL and [s.state for s in job.segments] == [DONE, FAILED, DONE]
        assert job.segments[1].error["code"] == "worker_crashed" and "signal 9" in job.segments[1].error["detail"]
        assert job.unit("analyse", 0).attempt == 2

    play(tmp_path, work)


def test_a_worker_that_stands_still_is_replaced_and_the_user_told(tmp_path, monkeypatch):
    monkeypatch.setattr(vitals, "SILENT_SECONDS", 5.0)

    async def work(studio):
        studio.submit("song", freezes={"analyse:1": 1})
        job = await studio.until("song")
        assert job.state == COMPLETED and job.unit("analyse", 1).attempt == 2
        assert sentences(job.messages) == [
            "Segment 1 was begun again in the phase 'analyse': "
            "The worker process gave no sign of life for 5 s and was ended.",
        ]
        assert [a.outcome for a in studio.ledger.attempts("song") if (a.phase, a.index) == ("analyse", 1)] == [
            "crashed",
            "done",
        ]

    play(tmp_path, work)


@pytest.mark.parametrize("hours", [3.0, -3.0, 24.0, -24.0])
def test_no_clock_that_is_set_and_no_sleep_counts_against_a_job(tmp_path, hours):
    """In the middle of a unit, between units, and over a restart; a night's sleep each time on top."""

    def jump(studio, times):
        asleep = 8 * 3600.0 * times
        studio.ledger._clock = lambda: time.time() + 3600.0 * hours * times
        studio.pool.clock._monotonic = lambda: time.monotonic() + asleep

    async def interrupted(studio):
        studio.submit("song", seconds={"analyse": 0.6})
        await studio.until("song", lambda job: job.phase == "analyse" and job.unit("analyse").state == RUNNING)
        jump(studio, 1)
        await studio.until("song", lambda job: job.unit("analyse").state == DONE)
        jump(studio, 2)
        await studio.until("song", lambda job: job.unit("render").state == RUNNING)

    async def resumed(studio):
        jump(studio, -1)
        job = await studio.until("song")
        assert job.state == COMPLETED and 0.0 < job.worked_s < 60.0
        attempts = [attempt for attempt in studio.ledger.attempts("song") if attempt.outcome == "done"]
        assert len(attempts) == len(EVERY_UNIT) and all(0.0 <= attempt.work_s < 30.0 for attempt in attempts)
        assert all(0.0 <= timing.work_s < 30.0 for timing in studio.ledger.timings())

    play(tmp_path, interrupted, job_timeout_s=60.0)
    play(tmp_path, resumed, job_timeout_s=60.0)


def test_a_job_beyond_its_time_limit_fails(tmp_path):
    async def work(studio):
        studio.submit("song", seconds={"analyse": 30.0})
        job = await studio.until("song")
        assert (job.state, job.error["code"]) == (FAILED, "job_timeout")
        assert "after 1 s of work" in job.error["detail"] and 1.0 <= job.worked_s < 30.0
        studio.submit("next", seconds=dict.fromkeys(PHASES, 0.0), segments=1)
        await studio.until("next", lambda job: job.state == RUNNING)

    play(tmp_path, work, job_timeout_s=1.0)


def test_progress_is_told_but_not_too_often(tmp_path):
    async def work(studio):
        studio.submit("song", segments=1, seconds={"analyse": 1.2})
        await studio.until("song", lambda job: job.phase == "plan" or job.terminal)
        return [e.data for e in studio.ledger.events("song") if e.kind == "progress" and e.data["phase"] == "analyse"]

    told = play(tmp_path, work)
    # a report each 20 ms, at most one told each half second; a busy machine stretches 1.2 s
    assert 1 <= len(told) <= 8
    assert [data["fraction"] for data in told] == sorted(data["fraction"] for data in told)
    assert told[0]["stage"] == "analyse"


def test_a_bug_in_the_studio_fails_the_unit_not_the_studio(tmp_path):
    async def work(studio):
        studio.scheduler._make_task = lambda *_: {}["forgotten"]
        studio.submit("song")
        job = await studio.until("song")
        assert job.state == FAILED and "KeyError: 'forgotten'" in job.error["detail"]

    play(tmp_path, work)


def test_an_outcome_that_could_not_be_written_is_worked_out_again(tmp_path, monkeypatch):
    async def work(studio):
        finish, refused = studio.ledger.finish_unit, []

        def full_once(job_id, attempt, result, work_s):
            if attempt.phase == "plan" and not refused:
                refused.append(attempt)
                raise StorageFull()
            return finish(job_id, attempt, result, work_s)

        monkeypatch.setattr(studio.ledger, "finish_unit", full_once)
        studio.submit("song")
        job = await studio.until("song")
        assert (job.state, job.unit("plan").attempt, len(refused)) == (COMPLETED, 2, 1)

    play(tmp_path, work)


def test_the_pump_goes_on_when_the_ledger_failed_for_a_moment(tmp_path, monkeypatch):
    async def work(studio):
        admit, failures = studio.ledger.admit, [StorageFull(), RuntimeError("what?")]

        def failing(*args):
            if failures:
                raise failures.pop()
            return admit(*args)

        monkeypatch.setattr(studio.ledger, "admit", failing)
        studio.submit("song", seconds=dict.fromkeys(PHASES, 0.0))
        studio.scheduler.ring()
        assert (await studio.until("song")).state == COMPLETED
        assert studio.scheduler.trouble is None

    play(tmp_path, work)


def test_what_keeps_every_job_from_going_on_is_known_while_it_lasts(tmp_path, monkeypatch):
    """The ledger can't hold it: it is what fails."""

    async def work(studio):
        admit, full = studio.ledger.admit, [True]

        def failing(*args):
            if full:
                raise StorageFull("The ledger can't grow: the disk is full.")
            return admit(*args)

        monkeypatch.setattr(studio.ledger, "admit", failing)
        studio.submit("song", seconds=dict.fromkeys(PHASES, 0.0))
        studio.scheduler.ring()
        while studio.scheduler.trouble is None:
            await asyncio.sleep(0.01)
        assert "disk is full" in studio.scheduler.trouble.detail
        full.clear()
        assert (await studio.until("song")).state == COMPLETED
        assert studio.scheduler.trouble is None

    play(tmp_path, work)


def is_at_rest(job):
    return job.waiting and all(unit.state != RUNNING for unit in job.units)


def test_a_full_disk_pauses_the_jobs_and_they_go_on_by_themselves(tmp_path, monkeypatch):
    """Over a restart too; one of them is cancelled meanwhile, and one ends because it writes nothing more."""
    full, free = tmp_path / "full", [10_000_000]
    monkeypatch.setattr(Room, "_free_bytes", lambda self: free[0])
    full.touch()

    async def runs_full(studio):
        for id in ("a", "b"):
            studio.submit(id, writes=["analyse"], full=str(full))
        studio.submit("c", segments=1)
        waiting = [await studio.until(id, lambda job: job.waiting) for id in ("a", "b")]
        for job in waiting:
            assert job.state == RUNNING and "No space left on device" in job.waiting["detail"]
            assert "10 MB left" in job.waiting["detail"] and job.unit("decode").state == DONE
        assert (await studio.until("c")).state == COMPLETED
        for _ in range(3):
            await studio.scheduler.schedule()
        attempts = [attempt for attempt in studio.ledger.attempts("a") if attempt.phase == "analyse"]
        assert {attempt.outcome for attempt in attempts} == {"released"} and len(
            attempts
        ) <= 2  # as many as slots, not again and again
        assert (await studio.scheduler.cancel("b")).state == CANCELLED

    async def has_room_again(studio):
        await studio.until("a", lambda job: job.unit("analyse").attempt > 1 and is_at_rest(job))  # tried at the start
        full.unlink()
        free[0] += 1_000_000
        studio.scheduler.ring()
        job = await studio.until("a")
        assert (job.state, job.waiting, job.messages) == (COMPLETED, None, ())
        assert {attempt.outcome for attempt in studio.ledger.attempts("a")} == {"done", "released"}
        told = [bool(e.data["waiting"]) for e in studio.ledger.events("a") if e.kind == "job"]
        assert told[-1] is False and True in told

    play(tmp_path, runs_full, min_free_disk_bytes=0)
    play(tmp_path, has_room_again, min_free_disk_bytes=0)


def test_what_is_kept_free_on_the_disk_pauses_a_job_before_it_begins(tmp_path):
    async def too_little(studio):
        studio.submit("song")
        job = await studio.until("song", lambda job: job.waiting)
        assert "kept free" in job.waiting["detail"] and not studio.traces("began")

    async def enough(studio):
        assert (await studio.until("song")).state == COMPLETED

    play(tmp_path, too_little, min_free_disk_bytes=10**18)
    play(tmp_path, enough)


def test_a_file_too_big_for_the_file_system_fails(tmp_path):
    """More room would not help."""

    async def work(studio):
        def too_big(*_):
            raise FileTooBig("File too large")

        studio.scheduler._make_task = too_big
        studio.submit("song")
        job = await studio.until("song")
        assert (job.state, job.error["code"]) == (FAILED, "file_too_big")

    play(tmp_path, work)


def test_a_shutdown_releases_and_the_next_start_goes_on(tmp_path):
    async def interrupted(studio):
        studio.submit("song", seconds={"analyse": 20.0})
        await studio.until("song", lambda job: job.phase == "analyse" and job.unit("analyse").state == RUNNING)

    play(tmp_path, interrupted)
    ledger = Ledger(f"sqlite:///{tmp_path / 'studio.sqlite3'}")
    job = ledger.job("song")
    assert job.state == RUNNING and not any(unit.state == RUNNING for unit in job.units)
    assert "released" in [attempt.outcome for attempt in ledger.attempts("song")]
    ledger.close()

    async def resumed(studio):
        await studio.until("song", lambda job: job.phase == "analyse" and job.unit("analyse").attempt >= 2)
        assert studio.ledger.job("song").unit("analyse").crashes == 0

    play(tmp_path, resumed)


def test_what_a_dead_studio_was_doing_is_pending_before_anything_runs(tmp_path):
    async def work():
        studio = FakeStudio(tmp_path)
        studio.scheduler.schedule = lambda: asyncio.sleep(0)
        studio.ledger.add_job(Job(id="song", created=1.0, config={}))
        studio.ledger.admit(5)
        studio.ledger.claim(UnitKey("song", "decode", 0), "a dead one")
        async with studio:
            return studio.ledger.job("song").unit("decode")

    decode = asyncio.run(work())
    assert (decode.state, decode.attempt, decode.crashes) == (PENDING, 1, 0)


def test_a_studio_starts_on_a_full_disk_and_makes_up_for_what_it_could_not_enter(tmp_path, monkeypatch):
    """Else nobody could delete anything."""

    def full(worker):
        raise StorageFull("The ledger can't grow: the disk is full.")

    async def work():
        studio = FakeStudio(tmp_path)
        studio.ledger.add_job(Job(id="song", created=1.0, config={}, request={"segments": 1}))
        studio.ledger.admit(5)
        studio.ledger.claim(UnitKey("song", "decode", 0), "a dead one")
        monkeypatch.setattr(studio.ledger, "recover", full)
        async with studio:
            return await studio.until("song")

    job = asyncio.run(work())
    assert (job.state, job.unit("decode").attempt, job.unit("decode").crashes) == (COMPLETED, 2, 0)


def test_a_shutdown_at_the_moment_of_a_ring_is_a_shutdown(tmp_path):
    async def work(studio):
        await asyncio.sleep(0.05)  # the pump waits for its bell
        studio.scheduler.ring()
        await asyncio.sleep(0)

    for _ in range(5):
        play(tmp_path, work)


def test_a_second_studio_on_the_same_folder_is_refused(tmp_path):
    async def work(studio):
        with pytest.raises(StudioError, match="Another studio is running"):
            async with FakeStudio(tmp_path):
                pass

    play(tmp_path, work)

    async def nothing(studio):
        pass

    play(tmp_path, nothing)  # the lock goes with the studio


class Server:
    """A studio in its own process."""

    def __init__(self, folder):
        path = os.pathsep.join(map(str, (HERE, HERE.parent)))
        command = [sys.executable, str(HERE / "fake_studio.py"), "serve", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path})
        assert self.process.stdout.readline() == b"open\n"

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def test_a_killed_studio_goes_on_where_it_was(tmp_path):
    ledger = Ledger(f"sqlite:///{tmp_path / 'studio.sqlite3'}")
    plan = {"segments": 6, "seconds": {"analyse": 0.15, "render": 0.1}}
    for id in ("a", "b"):
        ledger.add_job(Job(id=id, created=time.time(), config={}, request=plan))
    for kill_after in (3, 9):
        server = Server(tmp_path)
        try:
            wait(lambda n=kill_after: len(committed(ledger, "a")) + len(committed(ledger, "b")) >= n)
        finally:
            server.kill()
    server = Server(tmp_path)
    try:
        wait(lambda: ledger.job("a").terminal and ledger.job("b").terminal)
    finally:
        server.kill()
    units = sorted(f"{unit.phase}:{unit.index}" for unit in ledger.job("a").units)
    for id in ("a", "b"):
        assert ledger.job(id).state == COMPLETED
        assert committed(ledger, id) == units  # each once
        begun = [(a.phase, a.index) for a in ledger.attempts(id)]
        unfinished = [a for a in ledger.attempts(id) if a.outcome != "done"]
        assert len(begun) == len(units) + len(unfinished) and {a.outcome for a in unfinished} <= {"released"}
    again = [a for id in ("a", "b") for a in ledger.attempts(id) if a.attempt > 1]
    assert len(again) <= 2 * 2  # two kills, two slots: only what was in flight ran again


def wait(holds, seconds=40.0):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "did not happen"
        time.sleep(0.02)


def job_with(id, waiting, at_once=2):
    units = (Unit("decode", 0, DONE), Unit("plan", 0), Unit("finish", 0), *(Unit("analyse", i) for i in range(waiting)))
    config = {"processing": {"max_concurrent_segments": at_once}}
    return Job(id=id, created=0.0, state=RUNNING, config=config, units=units)


def names(picked):
    return [(key.job_id, key.index) for key in picked]


def test_turns_go_round_the_jobs():
    jobs = [job_with("a", 3), job_with("b", 3), job_with("c", 3)]
    assert names(next_units(jobs, [], 4, {})) == [("a", 0), ("b", 0), ("c", 0), ("a", 1)]
    assert names(next_units(jobs, [], 2, {"a": 2, "b": 3, "c": 1})) == [("c", 0), ("a", 0)]
    assert names(next_units(jobs, [UnitKey("a", "analyse", 0), UnitKey("b", "analyse", 0)], 1, {})) == [("c", 0)]
    assert names(next_units(jobs, [], 0, {})) == [] == names(next_units([], [], 3, {}))


def test_a_job_takes_no_more_than_it_may():
    assert names(next_units([job_with("a", 5, at_once=1), job_with("b", 5, at_once=2)], [], 9, {})) == [
        ("a", 0),
        ("b", 0),
        ("b", 1),
    ]
