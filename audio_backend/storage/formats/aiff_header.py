"""The header of AIFF and AIFC: lengths that a program wrote which could not go back to correct them."""

from __future__ import annotations

import struct
from mmap import mmap

from audio_backend.storage.formats.chunks import BIG_ENDIAN, Chunk, Header, chunks, is_dummy, sound_extent

SOUND_HEAD = 8
"""Two numbers in front of the sound: an offset and a block size."""


def read_aiff(content: mmap) -> Header:
    """FFmpeg tells the length by itself, from the mended fields."""
    found: dict[bytes, Chunk] = {}
    for chunk in chunks(content, BIG_ENDIAN):
        found.setdefault(chunk.name, chunk)
    common, sound = found.get(b"COMM"), found.get(b"SSND")
    if common is None or sound is None or common.body + 8 > len(content) or sound.body + SOUND_HEAD > len(content):
        return Header()
    channels, frames, bits = struct.unpack_from(">hIh", content, common.body)
    frame_bytes = max(channels, 0) * (-(-max(bits, 0) // 8))
    if not frame_bytes:
        return Header()
    said = max(sound.size - SOUND_HEAD, 0)
    extent = sound_extent(content, BIG_ENDIAN, sound.body + SOUND_HEAD, said, frame_bytes)
    counted = extent.held // frame_bytes
    mended = {}
    if extent.said is None:
        mended[4] = struct.pack(">I", min(len(content) - 8, 2**32 - 1))
        mended[sound.body - 4] = struct.pack(">I", min(extent.held + SOUND_HEAD, 2**32 - 1))
    if frames != counted and (extent.said is None or is_dummy(frames) or is_dummy(frames * frame_bytes)):
        mended[common.body + 2] = struct.pack(">I", min(counted, 2**32 - 1))
    return Header(mended)
