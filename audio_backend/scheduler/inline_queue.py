"""The queue of one studio: asyncio tasks and a semaphore. It forgets everything; the ledger doesn't."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

Handler = Callable[..., Awaitable[None]]


class InlineQueue:
    """At most `slots` handlers at once; one key is in the queue at most once."""

    def __init__(self, slots: int):
        self.slots = slots
        self._free = asyncio.Semaphore(slots)
        self._tasks: dict[str, asyncio.Task] = {}
        self._on_end: Callable[[], None] | None = None

    def open(self, on_end: Callable[[], None]) -> None:
        """Begin to take work; `on_end` is called whenever a key has left the queue."""
        self._on_end = on_end

    async def close(self) -> None:
        """Take no more, cancel what runs, and wait for it to be over."""
        self._on_end = None
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def ensure(self, key: str, handler: Handler, *args) -> None:
        """Have handler(*args) run soon; nothing when the key is waiting or running already, or the queue is closed."""
        if self._on_end is not None and key not in self._tasks:
            task = self._tasks[key] = asyncio.create_task(self._work(handler, args), name=key)
            task.add_done_callback(lambda task: self._ended(key, task))

    def cancel(self, key: str) -> None:
        """Nothing when the key isn't known."""
        if key in self._tasks:
            self._tasks[key].cancel()

    async def gone(self, key: str) -> None:
        """Wait until the key has left the queue."""
        if key in self._tasks:
            await asyncio.wait({self._tasks[key]})

    @property
    def keys(self) -> list[str]:
        """Waiting or running."""
        return list(self._tasks)

    async def _work(self, handler: Handler, args: tuple) -> None:
        async with self._free:
            await handler(*args)

    def _ended(self, key: str, task: asyncio.Task) -> None:
        del self._tasks[key]
        if not task.cancelled() and task.exception() is not None:
            log.error("%s could not be entered in the ledger", key, exc_info=task.exception())
        if self._on_end is not None:
            self._on_end()
