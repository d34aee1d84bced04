"""How much room jobs take, without looking at every file for every listing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from audio_backend.errors import StorageFull
from audio_backend.ledger.job import Job
from audio_backend.storage.folders import Folders, folder_bytes, remove

MOST_REMEMBERED = 5_000
GROWING = ("", "previews", "pictures", "exports", "exports/*", "exports/*/pictures")
"""What a job that has ended can still get files in; a folder's own time changes with its files."""

Sign = tuple[str, int, tuple[int, ...]]


class DiskUsage:
    """A job that has ended is measured again only when something was put into one of its folders or taken out."""

    def __init__(self, folders: Folders):
        self._places = folders
        self._known: dict[str, tuple[Sign, int]] = {}

    def bytes_of(self, job: Job) -> int:
        """0 before it has begun. From any thread."""
        folder = self._places.job(job.id).path
        if not job.terminal:
            return folder_bytes(folder)
        sign = (job.state, job.run, tuple(_changed(folder)))
        known = self._known.get(job.id)
        if known and known[0] == sign:
            return known[1]
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        measured = folder_bytes(folder)
        self._known[job.id] = sign, measured
        return measured


def delete_and_count_freed(forget: Callable[[], None], folder: Path) -> int:
    """Forget what lies in a folder, then delete it; the bytes won.

    The other way round where the disk is so full that not even the ledger can note it: deleting makes the room.
    """
    try:
        forget()
    except StorageFull:
        won = remove(folder)
        forget()
        return won
    return remove(folder)


def _changed(folder: Path) -> list[int]:
    """When files last came into or left the folders that still grow; what vanishes meanwhile is left out."""
    times = []
    for path in (path for name in GROWING for path in sorted(folder.glob(name) if name else (folder,))):
        try:
            times.append(path.stat().st_mtime_ns)
        except FileNotFoundError:
            continue
    return times
