"""The header of Apple's CAF: what is said of the last packet, and samples narrower than their container."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from mmap import mmap

from audio_backend.storage.formats.chunks import MOST_CHUNKS, Chunk, Header

FIRST_CHUNK, CHUNK_HEAD = 8, 12
EDIT_COUNT = 4
"""Bytes of the data chunk in front of its sound."""

DESCRIPTION = struct.Struct(">d4sIIIII")
PACKETS = struct.Struct(">qqii")


def read_caf(content: mmap) -> Header:
    found: dict[bytes, Chunk] = {}
    for chunk in _chunks(content):
        found.setdefault(chunk.name, chunk)
    description, packets = found.get(b"desc"), found.get(b"pakt")
    if description is None or description.body + DESCRIPTION.size > len(content):
        return Header()
    rate, kind, _, packet_bytes, packet_frames, channels, bits = DESCRIPTION.unpack_from(content, description.body)
    if kind == b"lpcm":
        data = found.get(b"data")
        bytes_per_second = packet_bytes * rate
        known = data is not None and data.size > EDIT_COUNT and bytes_per_second > 0  # -1: to the end of the file
        seconds = (data.size - EDIT_COUNT) / bytes_per_second if known else None
        return Header(_mended_width(description, packet_bytes, channels, bits), promised_seconds=seconds)
    if packets is None or not packet_frames or packets.body + PACKETS.size > len(content):
        return Header()
    return Header(_mended_remainder(packets, packet_frames, *PACKETS.unpack_from(content, packets.body)))


def _chunks(content: mmap) -> Iterator[Chunk]:
    at = FIRST_CHUNK
    for _ in range(MOST_CHUNKS):
        if at + CHUNK_HEAD > len(content):
            return
        name, size = struct.unpack_from(">4sq", content, at)
        yield Chunk(name, at + CHUNK_HEAD, size)
        if size < 0:  # to the end of the file
            return
        at += CHUNK_HEAD + size


def _mended_width(description: Chunk, packet_bytes: int, channels: int, bits: int) -> dict[int, bytes]:
    """Whole samples fill their container from the top, unless a flag says otherwise; FFmpeg goes by their bits."""
    container = 8 * packet_bytes // channels if channels else 0
    if container in (16, 24, 32) and -(-bits // 8) * 8 < container:
        return {description.body + 28: struct.pack(">I", container)}
    return {}


def _mended_remainder(
    packets: Chunk, packet_frames: int, count: int, valid: int, priming: int, remainder: int
) -> dict[int, bytes]:
    """libsndfile calls a whole last packet a remainder, and FFmpeg then leaves it out."""
    if remainder != packet_frames or count * packet_frames != valid + priming:
        return {}
    return {packets.body + 20: struct.pack(">i", 0)}
