"""What every queue keeps to (scheduler/queue.py). A new one joins by its maker in QUEUES."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from waiting import until

from audio_backend.models.stages import UnitKey
from audio_backend.scheduler.inline_queue import InlineQueue

QUEUES = {"inline": InlineQueue}
"""Makers of a closed queue with that many slots."""
A, B, C, D = (UnitKey("song", "render", index) for index in range(4))


@pytest.fixture(params=QUEUES)
def make_queue(request):
    return QUEUES[request.param]


class Player:
    """A handler that holds each unit until it is let through."""

    def __init__(self):
        self.began, self.finished, self.cancelled, self.ends = [], [], [], 0
        self.gate, self.farewell = asyncio.Event(), asyncio.Event()
        self.farewell.set()

    async def handle(self, key):
        self.began.append(key)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            await self.farewell.wait()
            self.cancelled.append(key)
            raise
        if key.phase == "plan":
            raise RuntimeError("a handler that fails")
        self.finished.append(key)

    def count_end(self):
        self.ends += 1


def play(make_queue, slots, work):
    @asynccontextmanager
    async def opened():
        queue, player = make_queue(slots), Player()
        queue.open(player.handle, player.count_end)
        try:
            yield queue, player
        finally:
            player.farewell.set()
            await queue.close()

    async def whole():
        async with opened() as (queue, player):
            await work(queue, player)

    asyncio.run(whole())


def test_a_key_is_handled_once_however_often_it_is_ensured(make_queue):
    async def work(queue, player):
        for key in (A, A, UnitKey("song", "render", 0)):
            queue.ensure(key)
        await until(lambda: player.began)
        queue.ensure(A)
        player.gate.set()
        await queue.gone(A)
        assert player.finished == [A]

    play(make_queue, 2, work)


def test_what_has_left_may_come_again(make_queue):
    async def work(queue, player):
        player.gate.set()
        for _ in range(2):
            queue.ensure(A)
            await queue.gone(A)
        assert player.finished == [A, A]

    play(make_queue, 1, work)


def test_no_more_run_than_there_are_slots_and_the_first_comes_first(make_queue):
    async def work(queue, player):
        assert queue.free_slots == 2
        for key, free in ((A, 1), (B, 0), (C, 0), (D, 0)):
            queue.ensure(key)
            assert queue.free_slots == free
        await until(lambda: len(player.began) == 2)
        await asyncio.sleep(0.02)
        assert player.began == [A, B] and list(queue.keys) == [A, B, C, D]
        player.gate.set()
        for key in (A, B, C, D):
            await queue.gone(key)
        assert player.finished == [A, B, C, D] and not queue.keys and queue.free_slots == 2

    play(make_queue, 2, work)


def test_what_waits_leaves_without_beginning(make_queue):
    async def work(queue, player):
        queue.ensure(A)
        queue.ensure(B)
        await until(lambda: player.began)
        queue.cancel(B)
        await queue.gone(B)
        assert player.began == [A] and list(queue.keys) == [A]

    play(make_queue, 1, work)


def test_the_handler_of_what_runs_is_cancelled_once_and_ends_in_order(make_queue):
    async def work(queue, player):
        player.farewell.clear()
        queue.ensure(A)
        await until(lambda: player.began)
        for _ in range(3):
            queue.cancel(A)
            await asyncio.sleep(0.01)
        queue.ensure(A)  # nothing: it is there until its handler has ended
        assert list(queue.keys) == [A] and queue.free_slots == 0 and not player.cancelled
        player.farewell.set()
        await queue.gone(A)
        assert player.cancelled == [A] and not queue.keys and player.began == [A]

    play(make_queue, 1, work)


def test_an_unknown_key_is_gone_and_nothing_to_cancel(make_queue):
    async def work(queue, player):
        queue.cancel(D)
        await queue.gone(D)
        assert not queue.keys and not player.ends

    play(make_queue, 1, work)


def test_every_end_is_told_also_of_a_handler_that_failed_or_was_cancelled(make_queue):
    async def work(queue, player):
        failing = UnitKey("song", "plan", 0)
        for key in (failing, A, B):
            queue.ensure(key)
        await until(lambda: len(player.began) == 2)
        queue.cancel(A)
        queue.cancel(B)
        player.gate.set()
        await until(lambda: player.ends == 3)
        assert not queue.keys
        queue.ensure(C)  # the slots are free again
        await queue.gone(C)
        assert C in player.finished

    play(make_queue, 2, work)


def test_a_queue_that_is_not_open_takes_nothing_and_a_close_ends_all(make_queue):
    async def work(queue, player):
        closed = make_queue(1)
        closed.ensure(A)
        assert not closed.keys
        queue.ensure(A)
        queue.ensure(B)
        await until(lambda: player.began)
        await queue.close()
        assert player.cancelled == [A] and player.began == [A] and not queue.keys
        queue.ensure(C)
        assert not queue.keys

    play(make_queue, 1, work)
