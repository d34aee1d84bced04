"""The headers of WAV, RIFX, RF64, BW64 and Wave64 files: padded samples, big-endian ones, lengths that are none.

Samples of fewer bits than their container fill it from the top (Microsoft, "Multiple Channel Audio Data and WAVE
Files"), so the container's own width is how they are read.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from mmap import mmap

from audio_backend.errors import UnreadableAudio
from audio_backend.storage.formats.chunks import BIG_ENDIAN, WAVE64, Chunk, Extent, Header, Layout, chunks, sound_extent
from audio_backend.storage.formats.pcm_reading import PcmReading, check_reading, likelier, looks_like_floats, misread

PCM, FLOAT, ALAW, MULAW, NMS_ADPCM, EXTENSIBLE = 1, 3, 6, 7, 0x38, 0xFFFE
PLAIN_BITS = {PCM: (8, 16, 24, 32, 64), FLOAT: (32, 64), ALAW: (8,), MULAW: (8,)}
UNKNOWN_SIZE = 2**32 - 1
RIFF_HEAD = BIG_ENDIAN.head
SMALLEST_FORMAT, EXTENSIBLE_FORMAT = 16, 26
"""Bytes; the latter as far as the kind of samples is told."""


@dataclass(frozen=True)
class Format:
    """The fmt chunk; `at` is where it lies."""

    at: int
    size: int
    order: str
    written_tag: int
    tag: int
    """With the extensible kind resolved."""
    channels: int
    sample_rate: int
    bytes_per_second: int
    frame_bytes: int
    bits: int

    @property
    def container_bytes(self) -> int:
        """A sample's, by the size of a frame; by its bits where that can't be."""
        least = -(-self.bits // 8)
        by_frame = self.frame_bytes // max(self.channels, 1)
        return by_frame if by_frame >= least and by_frame * self.channels == self.frame_bytes else least

    @property
    def is_plain(self) -> bool:
        return self.container_bytes * 8 in PLAIN_BITS.get(self.tag, ()) and self.channels > 0 and self.sample_rate > 0


def read_wave(content: mmap, layout: Layout) -> Header:
    """Raises UnreadableAudio where header and sound contradict each other."""
    found = {chunk.name: chunk for chunk in _up_to_sound(content, layout)}
    if b"fmt " not in found or b"data" not in found:
        return Header()
    form = _format(content, found[b"fmt "], layout)
    if form is None:
        return Header()
    if form.tag == NMS_ADPCM:
        raise UnreadableAudio("Its sound is coded as NMS ADPCM, which FFmpeg takes for speech of another coding.",
                              remedy="Export it as WAV with PCM samples, or as FLAC.")  # fmt: skip
    data, size_field = found[b"data"], _size_field(layout, found[b"data"])
    if b"ds64" in found and data.size == UNKNOWN_SIZE:
        size_field = found[b"ds64"].body + 8, struct.Struct("<Q")
        data = Chunk(data.name, data.body, size_field[1].unpack_from(content, size_field[0])[0])
    extent = sound_extent(content, layout, data.body, data.size, form.frame_bytes)
    mended = _mended_size(extent, data, *size_field, counted=layout.head if layout is WAVE64 else 0)
    if not form.is_plain:
        return Header(mended, promised_seconds=_promise(extent, form.bytes_per_second, only_if_missing=True))
    reading = _reading(form, content, data.body, extent.held)
    if reading is None:
        return Header(mended, promised_seconds=_promise(extent, form.sample_rate * form.frame_bytes))
    return Header(
        mended | _mended_format(form, reading),
        _decoder(form, reading),
        _promise(extent, form.sample_rate * reading.frame_bytes),
    )


def _up_to_sound(content: mmap, layout: Layout) -> list[Chunk]:
    found = []
    for chunk in chunks(content, layout):
        found.append(chunk)
        if chunk.name == b"data":
            break
    return found


def _format(content: mmap, chunk: Chunk, layout: Layout) -> Format | None:
    order = ">" if layout is BIG_ENDIAN else "<"
    if chunk.size < SMALLEST_FORMAT or chunk.body + chunk.size > len(content):
        return None
    written, channels, rate, per_second, frame, bits = struct.unpack_from(f"{order}HHIIHH", content, chunk.body)
    tag = written
    if written == EXTENSIBLE and chunk.size >= EXTENSIBLE_FORMAT:
        tag = struct.unpack_from(f"{order}H", content, chunk.body + 24)[0]
    return Format(chunk.body, chunk.size, order, written, tag, channels, rate, per_second, frame, bits)


def _size_field(layout: Layout, data: Chunk) -> tuple[int, struct.Struct]:
    return data.body - layout.head + layout.size_at, layout.size


def _mended_size(extent: Extent, data: Chunk, at: int, field: struct.Struct, counted: int) -> dict[int, bytes]:
    """The true length in place of one that is none; nothing where it is right, or where too long for the field."""
    if extent.said is not None or extent.held == data.size:
        return {}
    size = extent.held + counted
    return {at: field.pack(size)} if size < 2 ** (8 * field.size) else {}


def _promise(extent: Extent, bytes_per_second: int, only_if_missing: bool = False) -> float | None:
    """Compressed sound has no exact rate: its length is only a promise where some of it is missing."""
    if not bytes_per_second or (only_if_missing and not extent.missing):
        return None
    return (extent.held if extent.said is None else extent.said) / bytes_per_second


def _reading(form: Format, content: mmap, start: int, size: int) -> PcmReading | None:
    """None for Cool Edit's floats, which FFmpeg knows."""
    is_float, big_endian = form.tag == FLOAT, form.order == ">"
    reading = PcmReading(8 * form.container_bytes, form.channels, is_float, big_endian)
    if form.tag in (ALAW, MULAW):
        return reading
    with memoryview(content) as whole, whole[start : start + size] as sound:
        packed = -(-form.bits // 8)
        is_plain_32 = reading.bits == 32 and not is_float and not big_endian and form.written_tag == PCM
        if is_plain_32 and packed > 2 and looks_like_floats(sound):
            if packed == 4 and form.size == SMALLEST_FORMAT:
                raise misread(reading, replace(reading, is_float=True))
            return None
        if 0 < packed < form.container_bytes:  # the header contradicts itself
            reading = likelier(reading, replace(reading, bits=8 * packed), sound)
        check_reading(reading, sound)
    return reading


def _mended_format(form: Format, reading: PcmReading) -> dict[int, bytes]:
    """Frame and sample as they are read: FFmpeg goes by the valid bits alone."""
    mended = {form.at + 12: struct.pack(f"{form.order}HH", reading.frame_bytes, reading.bits)}
    if form.written_tag == EXTENSIBLE:
        mended[form.at + 18] = struct.pack(f"{form.order}H", reading.bits)
    rest = form.size - SMALLEST_FORMAT
    if form.order == ">" and rest >= RIFF_HEAD:  # FFmpeg knows only the shortest format in RIFX: the rest is set aside
        mended[form.at - 4] = struct.pack(">I", SMALLEST_FORMAT)
        mended[form.at] = struct.pack(">H", form.tag)
        mended[form.at + SMALLEST_FORMAT] = struct.pack(">4sI", b"JUNK", rest - RIFF_HEAD)
    return mended


def _decoder(form: Format, reading: PcmReading) -> str | None:
    """FFmpeg reads RIFX's header and then takes its samples for little-endian."""
    if form.order == "<" or reading.bits == 8:
        return None
    return f"pcm_{'f' if reading.is_float else 's'}{reading.bits}be"
