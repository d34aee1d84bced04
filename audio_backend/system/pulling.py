"""Downloads by name, into the folder of models: each file whole and with its pinned hash, or not at all.

Synchronous, told of by callbacks: the command line runs it as it is, a server could in a thread.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from audio_backend.engines.downloads import RECORD, Download, HubFile, file_state, is_verified, received, remember
from audio_backend.errors import Conflict, DownloadFailed, StorageFull, StudioError
from audio_backend.storage.locks import hold, let_go
from audio_backend.storage.wholeness import sha256_of
from audio_backend.system.fetching import Listener, Transfer

LOCK = ".pull.lock"

Outcome = Literal["fetched", "recognised", "there"]
"""`recognised`: put there by hand, or not hashed before; `there`: known to be right already."""


@dataclass(frozen=True)
class Watcher:
    """Who is told of each file: when it begins, how far it is, what happens, and how it ended."""

    begins: Callable[[HubFile, int], None]
    """With the bytes of it that are here already."""
    received: Callable[[HubFile, int], None]
    say: Callable[[str], None]
    ended: Callable[[HubFile, Outcome], None]


@dataclass(frozen=True)
class Puller:
    """Into `models`, from `hub`; `spare_bytes` of the disk are left free."""

    models: Path
    hub: str
    spare_bytes: int
    watcher: Watcher
    sleep: Callable[[float], None] = time.sleep

    def pull(self, download: Download) -> None:
        """Everything of it that isn't here. Raises StudioError; what came is kept for the next time."""
        folder = download.folder(self.models)
        _make(folder)
        with _alone(download, folder):
            self._require_room(download)
            for file in download.files:
                self.watcher.ended(file, self._one(file))

    def _one(self, file: HubFile) -> Outcome:
        if is_verified(file, self.models):
            return "there"
        if file_state(file, self.models) in ("present", "other"):
            self._require_right(file)
            remember(file, self.models)
            return "recognised"
        self._fetch(file)
        remember(file, self.models)
        return "fetched"

    def _require_right(self, file: HubFile) -> None:
        """What lies in its place is never overwritten. Raises Conflict for another file."""
        path = file.at(self.models)
        size, found = path.stat().st_size, sha256_of(path)
        if found != file.sha256:
            raise Conflict(
                f"Another file lies at {path}: {size:,} bytes, SHA-256 {found}. The pinned one has {file.bytes:,} "
                f"bytes, SHA-256 {file.sha256}.",
                remedy="It is left as it is. Move it away or delete it, then pull again.",
            )

    def _fetch(self, file: HubFile) -> None:
        part = file.part(self.models)
        self.watcher.begins(file, received(file, self.models))
        listener = Listener(lambda done: self.watcher.received(file, done), self.watcher.say)
        transfer = Transfer(file.url(self.hub), part, file.bytes, listener, self.sleep)
        transfer.run()
        if (found := sha256_of(part)) != file.sha256:
            transfer.forget()
            raise DownloadFailed(
                f"What came as {file.path} isn't the file that was pinned: its SHA-256 is {found}, not {file.sha256}. "
                "It was deleted.",
                remedy="Try it once more; if it happens again, what lies at "
                f"{file.url(self.hub)} is another file: don't use it.",
            )
        os.replace(part, file.at(self.models))

    def _require_room(self, download: Download) -> None:
        """Before the first byte. Raises StorageFull."""
        needed = sum(file.bytes - received(file, self.models) for file in download.files)
        free = shutil.disk_usage(self.models).free
        if needed and free < needed + self.spare_bytes:
            raise StorageFull(
                f"{download.name} needs {megabytes(needed)} more, and {megabytes(free)} are free where "
                f"{self.models.resolve()} lies; {megabytes(self.spare_bytes)} are always left.",
                remedy="Make room there, or let AUDIO_STUDIO_MODELS be a folder on a larger disk.",
            )


@contextmanager
def _alone(download: Download, folder: Path) -> Iterator[None]:
    """Two processes never write the same part. Raises Conflict."""
    held = Conflict(
        f"{download.name} is being pulled already, by another process.",
        remedy="Wait for that one, or end it; then try again: a pull goes on where that one was.",
    )
    lock = hold(folder / LOCK, held)
    try:
        yield
    finally:
        let_go(lock)


def remove(download: Download, models: Path) -> int:
    """Its files, what came of them, and what was remembered; the bytes that are free again. Raises StudioError."""
    folder = download.folder(models)
    if not folder.is_dir():
        return 0
    with _alone(download, folder):
        mine = [path for file in download.files for path in (file.at(models), *_beginnings(file, models))]
        freed = sum(map(_freed, mine))
    for name in (RECORD, LOCK):
        (folder / name).unlink(missing_ok=True)
    with suppress(OSError):  # something else lies in it
        folder.rmdir()
    return freed


def _beginnings(file: HubFile, models: Path) -> tuple[Path, Path]:
    part = file.part(models)
    return part, part.with_suffix(".tag")


def by_hand(download: Download, models: Path, hub: str) -> list[str]:
    """For each file that isn't here: what to fetch on another computer, and where to put it here."""
    lines = []
    for file in download.files:
        if file_state(file, models) != "present":
            lines += [file.url(hub), f"  to {file.at(models).resolve()}"]
            lines += [f"  {file.bytes:,} bytes, SHA-256 {file.sha256}"]
    return lines


def megabytes(count: int) -> str:
    """As the page says it."""
    for size, unit, digits in ((1e9, "GB", 1), (1e6, "MB", 0), (1e3, "kB", 0)):
        if count >= size:
            return f"{count / size:.{digits}f} {unit}"
    return f"{count} B"


def _freed(path: Path) -> int:
    try:
        size = path.stat().st_size
        path.unlink()
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise StudioError(f"{path} can't be deleted: {error.strerror}.", remedy="Delete it by hand.") from error
    return size


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudioError(
            f"The folder {folder} can't be made: {error.strerror}.",
            remedy="Let AUDIO_STUDIO_MODELS be a folder that you may write in.",
        ) from error
