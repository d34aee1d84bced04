"""A stretch of a file as FFmpeg reads it: with the few bytes of its header mended that would mislead it."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path


class FileSource(io.FileIO):
    """Bytes [start, stop) of a file, read only; `mended` maps offsets in the stretch to what is read there instead.

    Opened by descriptor, so neither the file's name nor its ending is ever interpreted.
    """

    def __init__(self, path: Path, start: int, stop: int, mended: Mapping[int, bytes]):
        super().__init__(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)))
        self.size = stop - start
        self._start, self._mended = start, mended
        super().seek(start)

    def tell(self) -> int:
        return super().tell() - self._start

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """A broken file sends FFmpeg to places that don't exist; it wants to be told by -1, not an exception."""
        bases = {os.SEEK_SET: 0, os.SEEK_CUR: self.tell(), os.SEEK_END: self.size}
        try:
            return super().seek(self._start + bases[whence] + offset) - self._start
        except (OSError, OverflowError, KeyError):
            return -1

    def read(self, size: int | None = -1) -> bytes:
        at = self.tell()
        left = max(self.size - at, 0)
        found = super().read(left if size is None or size < 0 else min(size, left))
        return self._with_mended(found, at)

    def _with_mended(self, found: bytes, at: int) -> bytes:
        for offset, right in self._mended.items():
            first, last = max(offset, at), min(offset + len(right), at + len(found))
            if first < last:
                found = found[: first - at] + right[first - offset : last - offset] + found[last - at :]
        return found
