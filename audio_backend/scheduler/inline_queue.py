"""The queue of one studio: asyncio tasks and a semaphore. It forgets everything; the ledger doesn't."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from audio_backend.models.stages import UnitKey
from audio_backend.scheduler.queue import Handler

log = logging.getLogger(__name__)


class InlineQueue:
    """A UnitQueue (scheduler/queue.py) in the server's own process."""

    def __init__(self, slots: int):
        self._slots, self._semaphore = slots, asyncio.Semaphore(slots)
        self._tasks: dict[UnitKey, asyncio.Task[None]] = {}
        self._handler: Handler | None = None
        self._on_end: Callable[[], None] = lambda: None

    def open(self, handler: Handler, on_end: Callable[[], None]) -> None:
        self._handler, self._on_end = handler, on_end

    async def close(self) -> None:
        self._handler, self._on_end = None, lambda: None
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def ensure(self, key: UnitKey) -> None:
        if self._handler is not None and key not in self._tasks:
            task = self._tasks[key] = asyncio.create_task(self._work(self._handler, key), name=str(key))
            task.add_done_callback(lambda task: self._leave(key, task))

    def cancel(self, key: UnitKey) -> None:
        task = self._tasks.get(key)
        if task is not None and not task.cancelling():
            task.cancel()

    async def gone(self, key: UnitKey) -> None:
        if key in self._tasks:
            await asyncio.wait({self._tasks[key]})

    @property
    def keys(self) -> list[UnitKey]:
        return list(self._tasks)

    @property
    def free_slots(self) -> int:
        return max(self._slots - len(self._tasks), 0)

    async def _work(self, handler: Handler, key: UnitKey) -> None:
        async with self._semaphore:
            await handler(key)

    def _leave(self, key: UnitKey, task: asyncio.Task[None]) -> None:
        del self._tasks[key]
        if not task.cancelled() and task.exception() is not None:
            log.error("%s could not be entered in the ledger", key, exc_info=task.exception())
        self._on_end()
