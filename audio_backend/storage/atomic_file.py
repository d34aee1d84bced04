"""A file appears by an atomic rename, never half-written."""

from __future__ import annotations

import errno
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from audio_backend.errors import FileTooBig, StorageFull

NO_ROOM = {errno.ENOSPC: StorageFull, errno.EDQUOT: StorageFull, errno.EFBIG: FileTooBig}

PART = re.compile(r"\.(.+-)?[0-9a-f]{32}\.part")
"""What a file is called before it is whole."""


class NewFile(io.FileIO):
    """An unbuffered file that writes all or raises, and remembers why: C libraries swallow the reason."""

    failure: OSError | None = None

    def write(self, data: bytes | bytearray | memoryview) -> int:
        rest = memoryview(data).cast("B")
        written = 0
        try:
            while written < len(rest):
                written += super().write(rest[written:])
        except OSError as error:
            self.failure = error
            raise
        return written


def no_room(error: BaseException, what: str) -> StorageFull | None:
    """`what` went wrong because the disk is full, or takes no file of this size; None: for another reason."""
    kind = NO_ROOM.get(error.errno) if isinstance(error, OSError) else None
    return kind(f"{what}: {os.strerror(error.errno)}.") if kind else None


@contextmanager
def atomic_file(target: Path) -> Iterator[NewFile]:
    """Write here; it gets its name when the block ends well, and is gone when it doesn't. Raises StorageFull."""
    with _part(target.absolute().parent) as part:
        with _written(part) as file:
            yield file
        os.replace(part, target)


@contextmanager
def scratch_file(folder: Path) -> Iterator[NewFile]:
    """A file for the time of the block. Raises StorageFull."""
    with _part(folder.absolute()) as part, _written(part) as file:
        yield file


@contextmanager
def _part(folder: Path) -> Iterator[Path]:
    """A short name that is free afterwards; the final one may already have the 255 bytes a folder allows."""
    part = folder / f".{uuid4().hex}.part"
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _written(part: Path) -> Iterator[NewFile]:
    with NewFile(part, "x+b") as file, full_disk_explained(file):
        yield file


@contextmanager
def full_disk_explained(file: NewFile) -> Iterator[None]:
    """Turn a full disk into StorageFull, also when a library in between made another error of it."""
    try:
        yield
    except Exception as error:
        cause = file.failure or error
        if full := no_room(cause, "A file could not be written to its end"):
            raise full from error
        raise
    if file.failure is not None:
        raise file.failure
