"""Whether a WAV is as long as its own head promises, told without a library of sound."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

RIFF_LIMIT = 2**32 - 1
"""A WAV of more bytes is an RF64, which has its sizes in a chunk ds64."""

NAMES = (b"RIFF", b"RF64")


def bytes_missing(file: BinaryIO) -> int:
    """How many bytes of sound the head of a WAV promises beyond the file's end; 0 for what is no WAV."""
    size = file.seek(0, 2)
    file.seek(0)
    if file.read(12)[:4] not in NAMES:
        return 0
    long = None
    while len(head := file.read(8)) == 8:
        name, length = struct.unpack("<4sI", head)
        body = file.tell()
        if name == b"ds64":
            long = struct.unpack("<8xQ", file.read(16))[0]
        if name == b"data":
            promised: int = long if long is not None and length == RIFF_LIMIT else length
            return max(body + promised - size, 0)
        file.seek(body + length + length % 2)
    return size or 1


def is_whole(path: Path) -> bool:
    """Whether there is such a file, a WAV, and all of it."""
    try:
        with path.open("rb") as file:
            return file.read(4) in NAMES and not bytes_missing(file)
    except FileNotFoundError:
        return False
