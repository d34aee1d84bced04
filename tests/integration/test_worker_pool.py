"""Children: whatever the sound code does, the studio hears an answer, and nothing is left behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from fake_tasks import NOWHERE, fake

from audio_backend.errors import (
    Cancelled,
    Conflict,
    EngineFailed,
    EngineUnavailable,
    StorageFull,
    StudioError,
    WorkerCrashed,
    WorkerHung,
)
from audio_backend.workers import pool as children
from audio_backend.workers import vitals
from audio_backend.workers.pool import ProcessPool, epitaph
from audio_backend.workers.pools import InteractivePool

HERE = Path(__file__).parent.parent
PATIENCE_SECONDS = 20.0
"""For a child to start on a busy machine; not a promise, only a bound for a test that hangs."""


def quiet(stage, fraction):
    pass


def with_pool(work, size=1):
    """Run work(pool) in a fresh loop; the pool is closed whatever happens."""

    async def whole():
        pool = ProcessPool(size, "fake_stages:open_behaviours", NOWHERE, read=dict)
        try:
            async with asyncio.timeout(3 * PATIENCE_SECONDS):
                return await work(pool)
        finally:
            await pool.aclose()

    return asyncio.run(whole())


def ask(do, **task):
    return with_pool(lambda pool: pool.run(fake({"do": do, **task}), quiet, "k"))


async def seen(path):
    """The number a child has written there."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < deadline, f"{path} did not appear"
        await asyncio.sleep(0.01)
    return int(path.read_text())


def gone(pid):
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def wait_until_gone(pids):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not all(map(gone, pids)):
        assert time.monotonic() < deadline, f"{pids} live on"
        time.sleep(0.01)


def test_a_task_comes_back_with_its_result_and_the_memory_it_took():
    result = ask("echo", song="Für Elise 🎵", levels=[1.5, None])
    assert result["task"] == {"do": "echo", "song": "Für Elise 🎵", "levels": [1.5, None]}
    assert result["pid"] != os.getpid()
    assert 5e6 < result["peak_rss_bytes"] < 200e6  # a bare interpreter; pytest's own memory isn't counted


def test_a_child_stays_warm():
    async def work(pool):
        return [(await pool.run(fake({"do": "echo"}), quiet, "k"))["pid"] for _ in range(3)]

    assert len(set(with_pool(work, size=2))) == 1


async def load(pool, *what, **more):
    """Each into a child of its own."""
    keys = [pool.run(fake({"do": "load", "what": name, **more}), quiet, name) for name in what]
    return await asyncio.gather(*keys, return_exceptions=True)


def test_the_pool_knows_what_its_living_children_hold():
    async def work(pool):
        assert (pool.held, pool.idle) == (set(), 2)
        await load(pool, "bass", "drums")
        both = pool.held
        await load(pool, "choir", then_fail=True)
        failed = pool.held
        for pid in pool.pids:
            os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while pool.held and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        return both, failed, pool.held, (await pool.run(fake({"do": "echo"}), quiet, "k"))["task"]

    both, failed, dead, after = with_pool(work, size=2)
    assert both == {"bass", "drums"} and failed == {"bass", "drums", "choir"} and dead == set()
    assert after == {"do": "echo"}


def test_idle_children_end_when_what_they_hold_is_to_go(tmp_path):
    async def work(pool):
        await load(pool, "bass", "drums")
        before = set(pool.pids)
        await pool.end_idle("drums")
        left = set(pool.pids)
        running = asyncio.create_task(
            pool.run(fake({"do": "until_cancelled", "sign": str(tmp_path / "s")}), quiet, "r")
        )
        busy = await seen(tmp_path / "s")
        idle, held = pool.idle, pool.held
        await pool.end_idle("bass")  # busy: it stays
        still = set(pool.pids)
        await pool.cancel("r")
        await asyncio.gather(running, return_exceptions=True)
        await load(pool, "flute", "horn")  # no seat was lost
        return before, left, busy, idle, held, still, pool.held

    before, left, busy, idle, held, still, at_last = with_pool(work, size=2)
    assert len(before) == 2 and len(left) == 1 and left < before and held <= {"bass"}
    assert idle == 1 and busy in still and {"flute", "horn"} <= at_last
    wait_until_gone(before - left)


def test_two_children_start_and_work_at_once(tmp_path):
    async def work(pool):
        signs = [tmp_path / "a", tmp_path / "b"]
        runs = [
            asyncio.create_task(pool.run(fake({"do": "until_cancelled", "sign": str(s)}), quiet, s.name)) for s in signs
        ]
        pids = {await seen(sign) for sign in signs}
        await asyncio.gather(pool.cancel("a"), pool.cancel("b"))
        return pids, await asyncio.gather(*runs, return_exceptions=True)

    pids, outcomes = with_pool(work, size=2)
    assert len(pids) == 2
    assert [type(outcome) for outcome in outcomes] == [Cancelled, Cancelled]


def test_printing_does_not_disturb_the_talk(capfd):
    assert ask("chatter")["ok"] is True
    out, err = capfd.readouterr()
    assert out == ""
    assert "a C library speaks" in err and "so does what I started" in err


def test_reports_arrive_in_order_and_within_bounds():
    heard = []
    with_pool(lambda pool: pool.run(fake({"do": "reports"}), lambda *report: heard.append(report), "k"))
    assert heard == [*((f"stage {i}", i / 4) for i in range(5)), ("too far", 1.0), ("not a number", 0.0)]


def test_a_big_result_crosses_whole():
    count = 1_000_000  # 7.9 MB of JSON, over a hundred times what a pipe holds
    assert ask("big", count=count)["numbers"] == list(range(count))


def test_a_big_task_crosses_whole():
    numbers = list(range(300_000))
    assert ask("echo", numbers=numbers)["task"]["numbers"] == numbers


def test_arrays_paths_and_the_level_of_silence_become_json():
    result = ask("values")
    del result["peak_rss_bytes"]
    assert result == {"silence_db": None, "gain": 0.5, "f0": [0, 1, 2], "path": "a/b", "pair": [1, 2]}


def test_studio_errors_cross_the_border_whole():
    with pytest.raises(EngineUnavailable) as caught:
        ask("unavailable")
    assert (caught.value.detail, caught.value.remedy) == ("no weights", "fetch them")


def test_an_error_only_the_engine_knows_arrives_as_its_nearest_relative():
    with pytest.raises(EngineUnavailable, match="no weights either"):
        ask("only_here")


@pytest.mark.parametrize(
    ("do", "kind", "words"),
    [
        ("bug", EngineFailed, "ZeroDivisionError: division by zero"),
        ("not_json", EngineFailed, "object can't be put into a result"),
        ("disk_full", StorageFull, "No space left"),
        ("exit", WorkerCrashed, "exit code 3"),
        ("sigkill", WorkerCrashed, "killed by signal 9 .* memory ran out"),
        ("segfault", WorkerCrashed, "killed by signal 11 .* native code"),
        ("abort", WorkerCrashed, "killed by signal 6 .* native code"),
    ],
)
def test_what_goes_wrong_is_told_in_words_and_the_next_task_runs(do, kind, words):
    async def work(pool):
        with pytest.raises(StudioError, match=words) as caught:
            await pool.run(fake({"do": do}), quiet, "k")
        assert type(caught.value) is kind
        return await pool.run(fake({"do": "echo"}), quiet, "k")

    assert with_pool(work)["task"] == {"do": "echo"}


@pytest.mark.parametrize(
    ("do", "advice"),
    [
        ("sigkill", "memory ran out"),
        ("segfault", "audio-studio doctor"),
        ("abort", "audio-studio doctor"),
    ],
)
def test_the_advice_suits_what_the_process_died_of(do, advice):
    with pytest.raises(WorkerCrashed) as caught:
        ask(do)
    assert advice in caught.value.remedy
    assert do == "sigkill" or "memory" not in caught.value.remedy


def test_a_bug_leaves_its_traceback_in_the_log(capfd):
    with pytest.raises(EngineFailed):
        ask("bug")
    assert "Traceback" in capfd.readouterr().err


def test_an_unknown_entry_is_an_error_not_a_hang():
    async def work():
        pool = ProcessPool(1, "no_such_module:open", NOWHERE, read=dict)
        try:
            await pool.run(fake({}), quiet, "k")
        finally:
            await pool.aclose()

    with pytest.raises(EngineFailed, match="no_such_module"):
        asyncio.run(work())


def test_a_crash_costs_one_task_only(tmp_path):
    async def work(pool):
        sign = tmp_path / "sign"
        other = asyncio.create_task(pool.run(fake({"do": "until_cancelled", "sign": str(sign)}), quiet, "other"))
        pid = await seen(sign)
        with pytest.raises(WorkerCrashed):
            await pool.run(fake({"do": "sigkill"}), quiet, "k")
        assert not other.done() and not gone(pid)
        await pool.cancel("other")
        await asyncio.gather(other, return_exceptions=True)

    with_pool(work, size=2)


def test_an_idle_child_that_died_is_replaced_unnoticed():
    async def work(pool):
        first = (await pool.run(fake({"do": "echo"}), quiet, "k"))["pid"]
        os.kill(first, signal.SIGKILL)
        while not gone(first):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)  # asyncio's watcher tells the loop
        return first, (await pool.run(fake({"do": "echo"}), quiet, "k"))["pid"]

    first, second = with_pool(work)
    assert first != second


def test_a_cooperative_cancel_keeps_the_child_warm(tmp_path):
    async def work(pool):
        sign = tmp_path / "sign"
        run = asyncio.create_task(pool.run(fake({"do": "until_cancelled", "sign": str(sign)}), quiet, "k"))
        pid = await seen(sign)
        await pool.cancel("k")
        with pytest.raises(Cancelled):
            await run
        await pool.run(fake({"do": "reports"}), quiet, "k")  # which would notice a cancel that wasn't meant for it
        return pid, (await pool.run(fake({"do": "echo"}), quiet, "k"))["pid"]

    pid, next_pid = with_pool(work)
    assert pid == next_pid


@pytest.mark.parametrize("do", ["c_call", "busy", "holds_the_gil"])
def test_a_task_that_cannot_listen_is_ended(do, tmp_path):
    async def work(pool):
        sign = tmp_path / "sign"
        run = asyncio.create_task(pool.run(fake({"do": do, "sign": str(sign)}), quiet, "k"))
        pid = await seen(sign)
        await asyncio.wait_for(pool.cancel("k"), PATIENCE_SECONDS)
        with pytest.raises(Cancelled):
            await run
        assert gone(pid)
        return await pool.run(fake({"do": "echo"}), quiet, "k")

    assert with_pool(work)["task"] == {"do": "echo"}


def test_a_task_that_waits_for_a_child_is_cancelled_without_one(tmp_path):
    async def work(pool):
        sign = tmp_path / "sign"
        first = asyncio.create_task(pool.run(fake({"do": "until_cancelled", "sign": str(sign)}), quiet, "first"))
        await seen(sign)
        second = asyncio.create_task(pool.run(fake({"do": "echo"}), quiet, "second"))
        await asyncio.sleep(0)
        await pool.cancel("second")
        with pytest.raises(Cancelled):
            await second
        assert not first.done()
        await pool.cancel("first")
        await asyncio.gather(first, return_exceptions=True)
        assert (await pool.run(fake({"do": "echo"}), quiet, "third"))["task"] == {"do": "echo"}

    with_pool(work)


def test_cancelling_the_caller_frees_the_seat(tmp_path):
    async def work(pool):
        sign = tmp_path / "sign"
        run = asyncio.create_task(pool.run(fake({"do": "c_call", "sign": str(sign)}), quiet, "k"))
        pid = await seen(sign)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        assert gone(pid)
        return await pool.run(fake({"do": "echo"}), quiet, "k")

    assert with_pool(work)["task"] == {"do": "echo"}


def test_cancelling_nothing_is_nothing():
    with_pool(lambda pool: pool.cancel("nobody"))


def test_one_key_runs_once(tmp_path):
    async def work(pool):
        sign = tmp_path / "sign"
        run = asyncio.create_task(pool.run(fake({"do": "until_cancelled", "sign": str(sign)}), quiet, "k"))
        await seen(sign)
        with pytest.raises(Conflict):
            await pool.run(fake({"do": "echo"}), quiet, "k")
        await pool.cancel("k")
        await asyncio.gather(run, return_exceptions=True)

    with_pool(work, size=2)


def test_closing_ends_what_runs_and_what_that_has_started(tmp_path):
    sign = tmp_path / "sign"

    async def work():
        pool = ProcessPool(1, "fake_stages:open_behaviours", NOWHERE, read=dict)
        run = asyncio.create_task(pool.run(fake({"do": "starts_another", "sign": str(sign)}), quiet, "k"))
        grandchild = await seen(sign)
        pids = [*pool.pids, grandchild]
        await pool.aclose()
        with pytest.raises(Cancelled):
            await run
        with pytest.raises(Cancelled):
            await pool.run(fake({"do": "echo"}), quiet, "k")
        return pids

    pids = asyncio.run(work())
    assert len(pids) == 2
    wait_until_gone(pids)


def test_nothing_is_left_behind():
    me = psutil.Process()

    async def work(pool):
        for round in range(4):
            await asyncio.gather(
                pool.run(fake({"do": "echo"}), quiet, f"a{round}"),
                pool.run(fake({"do": "sigkill"}), quiet, f"b{round}"),
                return_exceptions=True,
            )

    with_pool(work, size=2)  # the first loop opens what stays open
    before = me.num_fds(), len(me.children())
    with_pool(work, size=2)
    assert (me.num_fds(), len(me.children())) == before


@pytest.mark.parametrize(("said", "size", "engine"), [
    (None, 1, 4), (None, 2, 2), (None, 64, 1), ("3", 2, 3), ("3,1", 2, 3), ("a few", 2, 2), ("0", 2, 2),
])  # fmt: skip
def test_children_compute_on_one_thread_and_share_out_four_cpus_to_their_networks(said, size, engine, monkeypatch):
    """A second BLAS thread would be one that numpy starts: there is none, whatever the machine or the user has."""
    monkeypatch.setattr(children, "_cpus", lambda: 4)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")
    monkeypatch.setenv("OMP_NUM_THREADS", said) if said else monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    told = with_pool(lambda pool: pool.run(fake({"do": "threads"}), quiet, "k"), size)
    assert (told["blas_started"], told["engine"]) == (0, engine)


IMPATIENT_SECONDS = 5.0
"""More than two heartbeats; else these tests would wait for 20 s."""


def test_a_child_that_shows_no_sign_of_life_is_ended_and_one_in_a_long_call_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(vitals, "SILENT_SECONDS", IMPATIENT_SECONDS)

    async def work(pool):
        signs = [tmp_path / "stopped", tmp_path / "locked"]
        tasks = [
            {"do": "freezes_once", "sign": str(signs[0])}, {"do": "holds_the_gil", "sign": str(signs[1])},
            {"do": "naps", "seconds": 2 * IMPATIENT_SECONDS},
        ]  # fmt: skip
        told = await asyncio.gather(
            *(pool.run(fake(task), quiet, task["do"]) for task in tasks), return_exceptions=True
        )
        assert [pool.idle, len(list(pool.pids))] == [3, 1]
        return [await seen(sign) for sign in signs], told

    pids, (stopped, locked, long) = with_pool(work, size=3)
    for error in (stopped, locked):
        assert isinstance(error, WorkerHung) and "no sign of life for 5 s" in error.detail
    assert "peak_rss_bytes" in long
    wait_until_gone(pids)


def test_the_desk_tries_once_more_what_hung(tmp_path, monkeypatch):
    monkeypatch.setattr(vitals, "SILENT_SECONDS", IMPATIENT_SECONDS)
    task = {"do": "freezes_once", "sign": str(tmp_path / "s")}
    assert with_pool(lambda pool: InteractivePool(pool).run(fake(task), "probe"))["ok"]


def test_when_the_parent_dies_its_children_die(tmp_path):
    signs = [tmp_path / "a", tmp_path / "b"]
    command = [sys.executable, str(HERE / "fake_studio.py"), "hold", *map(str, signs)]
    parent = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent}"})
    pids = [asyncio.run(seen(sign)) for sign in signs]
    parent.kill()
    parent.wait()
    wait_until_gone(pids)


def test_an_unknown_signal_still_has_an_epitaph():
    assert "signal 99" in epitaph(-99)
