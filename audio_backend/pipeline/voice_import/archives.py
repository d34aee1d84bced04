"""Archives with voices: looked through before anything is unpacked, and unpacked under names of our own.

What an archive says of itself is checked first, and once more while it is unpacked, for it may say what isn't so
(D. Fifield: "A better zip bomb", WOOT 2019).
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from audio_backend.engines.nets.vits.refusals import Refusal
from audio_backend.pipeline.voice_import import refusals
from audio_backend.pipeline.voice_import.refusals import about
from audio_backend.storage.atomic_file import no_room
from audio_backend.storage.folders import require_room

MOST_FILES = 1000
MOST_LISTED, MOST_LIST_BYTES = 50_000, 16 << 20
"""Of the list at a zip's end, which is read as a whole: also of torch's own zips, with three files for each tensor."""
MOST_UNPACKED_BYTES = 4 << 30
"""A folder of a training has 2 GB."""
MOST_RATIO = 100
"""Weights hardly shrink, and texts ten times; Deflate can shrink nought a thousand times."""
SMALL_BYTES = 1 << 20
"""What is no larger may shrink as it likes."""
BLOCK_BYTES = 1 << 20
HEAD_BYTES = 512

END, END_BYTES, LONGEST_COMMENT = b"PK\x05\x06", 22, 0xFFFF
ENCRYPTED_FLAG = 1
LITTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
"""What Macs and Windows put into archives by themselves."""
OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")


class NotUnpacked(Exception):
    """Why an archive, or a file in it, can't be taken."""

    def __init__(self, refusal: Refusal):
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True)
class Entry:
    """A file in an archive: what it is called there, and how it begins."""

    name: str
    head: bytes
    size: int


def unpacked(
    path: Path, folder: Path, wanted: Callable[[Entry], bool], kept_free_bytes: int
) -> Iterator[tuple[Entry, Path | None]]:
    """Every file in an archive, and where it lies now if it was wanted. Raises NotUnpacked, StorageFull."""
    check_end(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = _checked(archive, path.stat().st_size)
            require_room(folder, sum(one.file_size for one in members), kept_free_bytes)
            for number, member in enumerate(members):
                with archive.open(member) as file:
                    head = file.read(HEAD_BYTES)
                    entry = Entry(member.filename, head, member.file_size)
                    target = folder / str(number) if wanted(entry) else None
                    if target is not None:
                        _unpack(file, head, member.file_size, target)
                yield entry, target
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise NotUnpacked(refusals.DAMAGED_ARCHIVE) from error
    except OSError as error:
        raise no_room(error, "The archive could not be unpacked") or error from error


def check_end(path: Path) -> None:
    """Of a zip, before its list is read: how long that is. Raises NotUnpacked."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - END_BYTES - LONGEST_COMMENT, 0))
        tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + END_BYTES:
        raise NotUnpacked(refusals.DAMAGED_ARCHIVE)
    count, list_bytes = struct.unpack_from("<HI", tail, at + 10)
    if count > MOST_LISTED or list_bytes > MOST_LIST_BYTES:  # also 0xFFFF and 0xFFFFFFFF: more than fits here
        raise NotUnpacked(refusals.TOO_MANY)


def _checked(archive: zipfile.ZipFile, archive_bytes: int) -> list[zipfile.ZipInfo]:
    """Its files, by what it says of them. Raises NotUnpacked."""
    members = [one for one in archive.infolist() if not LITTER.search(one.filename)]
    for one in members:
        _check_entry(one)
    if len(members) > MOST_FILES:
        raise NotUnpacked(refusals.TOO_MANY)
    whole, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members)
    if whole > MOST_UNPACKED_BYTES or packed > archive_bytes or whole > max(MOST_RATIO * archive_bytes, SMALL_BYTES):
        raise NotUnpacked(refusals.BOMB)
    return [one for one in members if not one.is_dir()]


def _check_entry(member: zipfile.ZipInfo) -> None:
    name, mode = member.filename, member.external_attr >> 16
    if OUTSIDE.search(member.orig_filename) or OUTSIDE.search(name):
        raise NotUnpacked(about(refusals.OUTSIDE, name=name[:80]))
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise NotUnpacked(about(refusals.LINK, name=name[:80]))
    if member.flag_bits & ENCRYPTED_FLAG:
        raise NotUnpacked(refusals.ENCRYPTED)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotUnpacked(refusals.PACKED_OTHERWISE)
    if member.file_size > max(MOST_RATIO * member.compress_size, SMALL_BYTES):
        raise NotUnpacked(refusals.BOMB)


def _unpack(file: IO[bytes], head: bytes, promised: int, target: Path) -> None:
    """No more than was promised, whatever is in there. Raises NotUnpacked."""
    with target.open("wb") as out:
        left, block = promised, head
        while block:
            left -= len(block)
            if left < 0:
                raise NotUnpacked(refusals.BOMB)
            out.write(block)
            block = file.read(BLOCK_BYTES)


def folder_of(name: str) -> str:
    """In which a file lies, by its name."""
    return str(PurePosixPath(name.replace("\\", "/")).parent)
