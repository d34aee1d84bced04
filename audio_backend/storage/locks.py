"""One lock per key, for as long as anybody holds or awaits it."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary


class Locks:
    """`async with locks.of(key):` Two tasks of one key take turns; keys nobody uses take no memory."""

    def __init__(self) -> None:
        self._held: WeakValueDictionary[object, asyncio.Lock] = WeakValueDictionary()

    def of(self, key: object) -> asyncio.Lock:
        lock = self._held.get(key)
        if lock is None:
            lock = self._held[key] = asyncio.Lock()
        return lock
