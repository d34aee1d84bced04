"""What counts against a job, a worker and a disk: work, signs of life and room; never the calendar, sleep or luck."""

import pytest

from audio_backend.errors import StorageFull
from audio_backend.scheduler.fairness import AGAIN_SECONDS, GROWN_BYTES, Room
from audio_backend.workers import vitals
from audio_backend.workers.vitals import (
    COMPUTED_SECONDS,
    MOST_SECONDS,
    SILENT_SECONDS,
    STUCK_SECONDS,
    Vitals,
    WorkClock,
)

NIGHT = 8 * 3600.0


class Machine:
    """A clock that may be moved, and the processor time of a child."""

    def __init__(self):
        self.now = self.computed = 0.0

    def watch(self, clock=None):
        return Vitals(clock or (lambda: self.now), lambda: self.computed)

    def passes(self, child, seconds, computing=0.0, speaking=False):
        """Second by second, as the pool looks; the first complaint, or None."""
        for _ in range(round(seconds)):
            self.now += 1.0
            self.computed += computing
            if speaking:
                child.spoke()
            if complaint := child.complaint():
                return complaint
        return None


@pytest.mark.parametrize("jump", [NIGHT, 86_400.0, -3600.0])
def test_a_clock_of_work_counts_a_jump_as_one_tick_at_most(jump):
    machine = Machine()
    clock = WorkClock(lambda: machine.now)
    for _ in range(10):
        machine.now += 2.0
        assert clock() == pytest.approx(clock())
    assert clock() == pytest.approx(20.0)
    machine.now += jump
    assert 20.0 <= clock() <= 20.0 + MOST_SECONDS
    before = clock()
    machine.now += 2.0
    assert clock() == pytest.approx(before + 2.0)


def test_a_process_without_any_sign_of_life_is_noticed():
    machine = Machine()
    assert "no sign of life for 20 s" in machine.passes(machine.watch(), SILENT_SECONDS)
    assert machine.now == SILENT_SECONDS


def test_threads_that_only_wait_for_the_lock_are_no_sign_of_life():
    machine = Machine()
    assert machine.passes(machine.watch(), 2 * SILENT_SECONDS, computing=0.2 * COMPUTED_SECONDS / SILENT_SECONDS)


@pytest.mark.parametrize("signs", [{"speaking": True}, {"computing": 0.05}])  # a twentieth of a core, on a busy machine
def test_a_long_call_that_speaks_or_computes_may_take_its_time_but_not_for_ever(signs):
    machine = Machine()
    child = machine.watch()
    assert machine.passes(child, 0.9 * STUCK_SECONDS, **signs) is None
    child.moved_on()
    assert machine.passes(child, 0.9 * STUCK_SECONDS, **signs) is None
    assert "no progress for 15 minutes" in machine.passes(child, STUCK_SECONDS, **signs)


def test_a_child_is_alive_when_the_computer_wakes_up():
    """Its last word is a night old, and its next one comes two seconds after the studio has looked."""
    machine = Machine()
    clock = WorkClock(lambda: machine.now)
    child = machine.watch(clock)
    for _ in range(5):
        assert machine.passes(child, 10, speaking=True) is None
        machine.now += NIGHT
        assert machine.passes(child, vitals.HEARTBEAT_SECONDS) is None
    assert machine.passes(child, SILENT_SECONDS)  # and one that has died meanwhile is noticed all the same


@pytest.fixture
def disk(tmp_path, monkeypatch):
    """A Room of which 100 MB are kept free, and what one may do to its disk."""
    machine = Machine()
    machine.free = 500_000_000
    monkeypatch.setattr(Room, "_free_bytes", lambda self: machine.free)
    machine.room = Room(tmp_path, 100_000_000, lambda: machine.now)
    return machine


def test_what_is_kept_free_is_kept_free(disk):
    assert disk.room.shortage() is None and disk.room.worth_a_try("after a restart")
    disk.free = 99_999_999
    shortage = disk.room.shortage()
    assert "100 MB that are kept free" in shortage.detail and "goes on by itself" in shortage.remedy
    disk.now += 10 * AGAIN_SECONDS
    assert not disk.room.worth_a_try("j")


def test_a_job_that_ran_out_of_room_tries_again_when_there_is_more_or_a_minute_later(disk):
    told = disk.room.ran_out("j", StorageFull("A file could not be written to its end."))
    assert told.detail.endswith("The disk of the outputs has 500 MB left.") and "by itself" in told.remedy
    disk.now += AGAIN_SECONDS - 1
    disk.free += GROWN_BYTES - 1
    assert not disk.room.worth_a_try("j")
    disk.free += 1
    assert disk.room.worth_a_try("j")
    disk.room.ran_out("j", told)
    assert not disk.room.worth_a_try("j")
    disk.now += AGAIN_SECONDS  # a quota doesn't show in what is free
    assert disk.room.worth_a_try("j")
