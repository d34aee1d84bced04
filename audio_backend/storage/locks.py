"""Locks: one per key within this process, and one on a folder that a single studio holds."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from weakref import WeakValueDictionary

from audio_backend.errors import StudioError, StudioRunning


class Locks:
    """`async with locks.of(key):` Two tasks of one key take turns; keys nobody uses take no memory."""

    def __init__(self) -> None:
        self._held: WeakValueDictionary[object, asyncio.Lock] = WeakValueDictionary()

    def of(self, key: object) -> asyncio.Lock:
        lock = self._held.get(key)
        if lock is None:
            lock = self._held[key] = asyncio.Lock()
        return lock


def hold(path: Path, held: StudioError | None = None) -> int:
    """Lock this file for this process; gives the descriptor for `let_go`.

    Raises `held` when another holds it, which for the ledger is another studio.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StudioError(
            f"{path} can't be opened: {error.strerror}.",
            remedy="Give this user the right to write there, or choose another folder.",
        ) from error
    try:
        _lock(descriptor)
    except OSError as error:
        os.close(descriptor)
        if held:
            raise held from error
        remedy = "Use that one, end it, or give this one its own folder with AUDIO_STUDIO_OUTPUTS."
        raise StudioRunning(f"Another studio is running on this folder ({path.parent}).", remedy=remedy) from error
    return descriptor


def let_go(descriptor: int) -> None:
    os.close(descriptor)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
