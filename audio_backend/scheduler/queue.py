"""What the scheduler asks of a queue: only when units run, for what is to be done is in the ledger."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from audio_backend.models.stages import UnitKey

Handler = Callable[[UnitKey], Awaitable[None]]
"""Works one unit off. It is cancelled like any coroutine, and may take a moment to end in order."""


class UnitQueue(Protocol):
    """Keys alone go in, so that they can cross to another process; one key is in the queue at most once.

    The queue owns the slots: nobody else counts what runs.
    """

    def open(self, handler: Handler, on_end: Callable[[], None]) -> None:
        """Begin to take work; `on_end` is called whenever a key has left the queue."""
        ...

    async def close(self) -> None:
        """Take no more, cancel what waits or runs, and wait until all of it has ended."""
        ...

    def ensure(self, key: UnitKey) -> None:
        """Have the unit worked off soon; nothing when it waits or runs already, or the queue is closed."""
        ...

    def cancel(self, key: UnitKey) -> None:
        """What waits leaves, the handler of what runs is cancelled, once; nothing when the key isn't known."""
        ...

    async def gone(self, key: UnitKey) -> None:
        """Wait until the key has left the queue."""
        ...

    @property
    def keys(self) -> Sequence[UnitKey]:
        """Waiting or running, in the order they came."""
        ...

    @property
    def free_slots(self) -> int:
        """How many more would begin at once."""
        ...
