"""Files that are several, one behind the other: chained Ogg (RFC 3533, 4) and MP3s that were joined byte for byte.

WAV, AIFF and MP4 have no such form: players stop behind the first of them, and so does the studio, which says so.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path

from audio_backend.storage.formats.containers import Part
from audio_backend.storage.formats.ogg_pages import FIRST, HEAD

CAPTURE = b"OggS"
ID3 = re.compile(rb"ID3[\x02-\x04][\x00-\x0f][\x00-\xf0][\x00-\x7f]{4}", re.DOTALL)
ID3_HEAD = 10
MPEG_SYNC = re.compile(rb"\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]")
"""The first two bytes of a frame of layer I to III."""

INDEX_MARKS = (b"Xing", b"Info")
INDEX_OFFSETS = (13, 21, 36)
"""Where in a frame of layer III they stand, by its channels and its version."""

SHORTEST_PART = 4_096
"""Bytes: tools that mend an MP3 put a second index right behind the first, and that begins no other song."""


def parts_of(path: Path) -> list[Part]:
    """Where each of the joined files lies; the whole file where nothing is joined to it."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        if content[:4] == CAPTURE:
            starts = list(_ogg_starts(content))
        elif ID3.match(content[:ID3_HEAD]) or MPEG_SYNC.match(content[:2]):
            starts = list(_mp3_starts(content))
        else:
            starts = []
        return list(pairwise([0, *(start for start in starts if start), len(content)]))


def another_behind(path: Path) -> bool:
    """Whether a WAV, an AIFF or an MP4 ends before its file does, where another of its kind begins."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        if content[4:8] == b"ftyp":
            return sum(name == b"ftyp" for name in _boxes(content)) > 1
        order = {b"RIFF": "<", b"RIFX": ">", b"FORM": ">"}.get(content[:4])
        if order is None or len(content) < 12:
            return False
        size = struct.unpack_from(f"{order}I", content, 4)[0]
        behind = 8 + size + size % 2
        return content[behind : behind + 4] == content[:4] and content[behind + 8 : behind + 11] == content[8:11]


def _boxes(content: mmap) -> Iterator[bytes]:
    """The names of the outermost boxes of an MP4 (ISO/IEC 14496-12, 4.2), as far as their sizes lead."""
    at = 0
    while at + 16 <= len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        yield name
        at += struct.unpack_from(">Q", content, at + 8)[0] if size == 1 else size or len(content)
        if size in range(2, 8):
            return


def _ogg_starts(content: mmap) -> Iterator[int]:
    """The pages with which streams begin, where the page before was none: streams side by side begin together."""
    at, beginning = 0, False
    while (at := content.find(CAPTURE, at)) >= 0 and at + HEAD.size <= len(content):
        _, _, flags, _, _, _, _, segments = HEAD.unpack_from(content, at)
        if flags & FIRST and not beginning:
            yield at
        beginning = bool(flags & FIRST)
        behind = at + HEAD.size + segments + sum(content[at + HEAD.size : at + HEAD.size + segments])
        whole = content[behind : behind + len(CAPTURE)] == CAPTURE or behind >= len(content)
        at = behind if whole else at + len(CAPTURE)  # a page that was cut off hides the beginning of the next file


def _mp3_starts(content: mmap) -> Iterator[int]:
    """Tags in front of sound, and the frames in which encoders note the length, where no tag is in front of them."""
    at = _behind_tags(content, 0)
    indexes = [at] if _has_index(content, at) else []
    starts = []
    for match in ID3.finditer(content, at):
        if match.start() >= at and MPEG_SYNC.match(content, behind := _behind_tags(content, match.start())):
            starts.append(match.start())
            indexes.append(behind)
            at = behind
    for mark in INDEX_MARKS:
        starts += [frame for frame in _index_frames(content, mark) if frame not in indexes]
    last = 0
    for start in sorted(starts):
        if start - last >= SHORTEST_PART:
            yield start
            last = start


def _behind_tags(content: mmap, at: int) -> int:
    """Where the sound begins behind one or more ID3v2 tags."""
    while ID3.match(content, at):
        size = sum(byte << shift for byte, shift in zip(content[at + 6 : at + 10], (21, 14, 7, 0), strict=True))
        at += ID3_HEAD + size
    return at


def _index_frames(content: mmap, mark: bytes) -> Iterator[int]:
    at = 0
    while (at := content.find(mark, at + 1)) >= 0:
        for offset in INDEX_OFFSETS:
            if at >= offset and _has_index(content, at - offset):
                yield at - offset


def _has_index(content: mmap, frame: int) -> bool:
    """Whether an MPEG frame lies here that holds no sound but the length of what follows."""
    head = content[frame : frame + 4]
    if len(head) < 4 or not MPEG_SYNC.match(head) or head[1] & 0x06 != 0x02:
        return False
    mono, mpeg_1 = head[3] >> 6 == 3, head[1] & 0x18 == 0x18
    offset = (21 if mono else 36) if mpeg_1 else (13 if mono else 21)
    return content[frame + offset : frame + offset + 4] in INDEX_MARKS
