"""Files made of chunks (RIFF, RIFX, RF64, Wave64, AIFF): walking them, and where the sound in them really ends."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from mmap import mmap

import numpy as np

MOST_CHUNKS = 256

DUMMY_BYTES = 2**24
"""A size so near to the largest signed or unsigned 32-bit number was written by a program that couldn't go back."""

LONGEST_GUESS = 2**62
"""Sizes at or above this are no promise either."""

LONGEST_TAIL = 64 * 2**20
"""So far from the end of a file of unknown length the chunks behind its sound are looked for ..."""

SHORT_TAIL = 2**20
"""... and so far in one whose length is plausible."""

BEHIND_THE_SOUND = re.compile(
    rb"LIST|list|[iI][dD]3 |cue |plst|labl|note|ltxt|bext|smpl|inst|fact|PEAK|JUNK|junk|PAD |FLLR|iXML|axml|aXML|_PMX|"
    rb"acid|DISP|disp|cart|chna|umid|minf|elm1|regn|levl|strc|afsp|MD5 |dbmd|mext|qlty|mark|marker|"
    rb"NAME|AUTH|\(c\) |ANNO|COMT|MARK|INST|APPL|MIDI|AESD|CHAN|COMM|FVER|basc|trns|cate"
)
"""Names of chunks that writers put behind the sound."""


@dataclass(frozen=True)
class Header:
    """What is to be known of a file before FFmpeg opens it."""

    mended: Mapping[int, bytes] = field(default_factory=dict)
    """Bytes to read instead of those in the file, by their offset."""
    decoder: str | None = None
    """FFmpeg's name of the right one, where it would choose another."""
    promised_seconds: float | None = None
    """None where the file doesn't tell, or not to be believed."""


@dataclass(frozen=True)
class Layout:
    """How a family of files heads its chunks: a name, `size_at` bytes on a size, `head` bytes on the body."""

    first: int
    size_at: int
    size: struct.Struct
    head: int
    padded_to: int
    counts_head: bool = False


RIFF = Layout(12, 4, struct.Struct("<I"), 8, 2)
BIG_ENDIAN = Layout(12, 4, struct.Struct(">I"), 8, 2)
WAVE64 = Layout(40, 16, struct.Struct("<Q"), 24, 8, counts_head=True)


@dataclass(frozen=True)
class Chunk:
    """`name` has four letters; `body` is where its bytes begin and `size` how many it says there are."""

    name: bytes
    body: int
    size: int


def chunks(content: mmap, layout: Layout) -> Iterator[Chunk]:
    """From the first one on, as far as their sizes lead."""
    at = layout.first
    for _ in range(MOST_CHUNKS):
        if at + layout.head > len(content):
            return
        size = layout.size.unpack_from(content, at + layout.size_at)[0]
        size = max(size - layout.head, 0) if layout.counts_head else size
        yield Chunk(content[at : at + 4], at + layout.head, size)
        at += layout.head + -(-size // layout.padded_to) * layout.padded_to


@dataclass(frozen=True)
class Extent:
    """How long the sound in a file is said to be and is, in bytes."""

    said: int | None
    """None where the writer couldn't know it, or is clearly wrong about it."""
    held: int

    @property
    def missing(self) -> bool:
        """Whether the end of a longer sound was lost."""
        return self.said is not None and self.said > self.held


def sound_extent(content: mmap, layout: Layout, body: int, size: int, frame_bytes: int) -> Extent:
    """Of a sound that begins at `body` and is said to have `size` bytes: chunks behind it are none of it."""
    there = max(len(content) - body, 0)
    unknown = is_dummy(size) and (size == 0 or size > there)
    end = body + (there if unknown else min(size, there))
    tail = LONGEST_TAIL if unknown or size > there else SHORT_TAIL
    behind = _first_behind(content, layout, max(body, end - tail))
    if behind is not None and behind < end:
        unknown, end = True, behind
    if not unknown:
        return Extent(size, end - body)
    is_padding = frame_bytes == 1 and end > body and (end - body) % layout.padded_to == 0 and content[end - 1] == 0
    return Extent(None, end - body - is_padding)


def is_dummy(size: int) -> bool:
    """A length that stands for "not known": 0, or (nearly) the largest a header can hold."""
    return (
        size == 0
        or size >= LONGEST_GUESS
        or any(largest - DUMMY_BYTES <= size < largest + 2**16 for largest in (2**31, 2**32))
    )


def _first_behind(content: mmap, layout: Layout, start: int) -> int | None:
    """Where the first of the chunks begins that end, one behind the other, exactly with the file."""
    tail = content[start:]
    first = end = len(tail)
    while (begin := _chunk_that_ends(tail, end, layout)) is not None:
        first = end = begin
    return start + first if first < len(tail) else None


def _chunk_that_ends(tail: bytes, end: int, layout: Layout) -> int | None:
    """The offset of a chunk whose size, with its padding, leads to `end`; sizes are read at every offset at once."""
    order = "<u4" if layout.size.format.startswith("<") else ">u4"
    for phase in range(4):
        count = (end - layout.head - phase) // 4 + 1
        if count <= 0:
            continue
        sizes = np.frombuffer(tail, order, count, phase + layout.size_at)
        begins = np.arange(count, dtype=np.uint32) * np.uint32(4) + np.uint32(phase)
        room = np.uint32(end - (0 if layout.counts_head else layout.head)) - begins
        for index in np.flatnonzero(room - sizes < layout.padded_to):
            begin = int(begins[index])
            if BEHIND_THE_SOUND.match(tail, begin):
                return begin
    return None
