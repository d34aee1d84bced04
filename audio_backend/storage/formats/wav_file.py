"""Writing WAV as a stream. A file that grows beyond 4 GB becomes RF64 (EBU Tech 3306), WAV with 64-bit sizes."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import BinaryIO

import numpy as np

from audio_backend.dsp.signal.audio import Samples
from audio_backend.storage.wholeness import RIFF_LIMIT

BIT_DEPTHS = (16, 24, 32)
PCM, FLOAT = 1, 3
DS64_BYTES = 28
DATA_OFFSET = 12 + (8 + DS64_BYTES) + (8 + 16) + (8 + 4) + 8
"""Where the first sample lies: behind RIFF, ds64 (or its placeholder), fmt, fact and the data chunk's head."""

Chunk = tuple[bytes, bytes]
"""A RIFF chunk: four letters and its body."""


class WavStream:
    """16 or 24 bits, or 32-bit floating point; call `finish` at the end, which writes the sizes."""

    def __init__(self, file: BinaryIO, sample_rate: int, channels: int, bit_depth: int = 32):
        if bit_depth not in BIT_DEPTHS:
            raise ValueError(f"WAV is written with one of {BIT_DEPTHS} bits")
        self.frames = 0
        self._file, self._sample_rate, self._channels, self._bits = file, sample_rate, channels, bit_depth
        file.write(self._head(total=0))

    def write(self, samples: Samples) -> None:
        """(channels, n); whole-number formats are rounded to the nearest step and held at full scale."""
        if samples.shape[0] != self._channels:
            raise ValueError(f"{samples.shape[0]} channels given, {self._channels} expected")
        self._file.write(pcm_bytes(samples, self._bits))
        self.frames += samples.shape[1]

    def finish(self, chunks: Iterable[Chunk] = ()) -> None:
        """Append chunks behind the sound and write the true sizes into the head."""
        if self._data_bytes % 2:
            self._file.write(b"\0")
        for name, body in chunks:
            self._file.write(struct.pack("<4sI", name, len(body)) + body + b"\0" * (len(body) % 2))
        total = self._file.tell()
        self._file.seek(0)
        self._file.write(self._head(total))
        self._file.seek(total)

    @property
    def _data_bytes(self) -> int:
        return self.frames * self._channels * self._bits // 8

    def _head(self, total: int) -> bytes:
        large = total - 8 > RIFF_LIMIT
        riff = struct.pack("<4sI4s", b"RF64" if large else b"RIFF", RIFF_LIMIT if large else max(total - 8, 0), b"WAVE")
        sizes = struct.pack("<QQQI", total - 8, self._data_bytes, self.frames, 0) if large else bytes(DS64_BYTES)
        step = self._channels * self._bits // 8
        return b"".join(
            (
                riff,
                struct.pack("<4sI", b"ds64" if large else b"JUNK", DS64_BYTES) + sizes,
                struct.pack(
                    "<4sIHHIIHH",
                    b"fmt ",
                    16,
                    FLOAT if self._bits == 32 else PCM,
                    self._channels,
                    self._sample_rate,
                    self._sample_rate * step,
                    step,
                    self._bits,
                ),
                struct.pack("<4sII", b"fact", 4, min(self.frames, RIFF_LIMIT)),
                struct.pack("<4sI", b"data", RIFF_LIMIT if large else self._data_bytes),
            )
        )


def pcm_bytes(samples: Samples, bits: int) -> bytes:
    """(channels, n) -> interleaved little-endian bytes."""
    if bits == 32:
        return np.ascontiguousarray(samples.T, "<f4").tobytes()
    steps = np.ascontiguousarray(whole_steps(samples, bits).T)
    if bits == 16:
        return steps.astype("<i2").tobytes()
    return steps.astype("<i4").reshape(-1, 1).view(np.uint8)[:, :3].tobytes()


def whole_steps(samples: Samples, bits: int) -> np.ndarray:
    """int32 (channels, n): value * 2^(bits-1), to the nearest step, held at full scale. Exact for dithered input."""
    full = 2 ** (bits - 1)
    return np.clip(np.rint(samples * np.float32(full)), -full, full - 1).astype(np.int32)


INFO_NAMES = {
    "title": b"INAM",
    "artist": b"IART",
    "album": b"IPRD",
    "date": b"ICRD",
    "genre": b"IGNR",
    "track": b"IPRT",
    "composer": b"IMUS",
    "comment": b"ICMT",
    "copyright": b"ICOP",
}


def info_chunk(tags: dict[str, str]) -> Chunk:
    """A LIST INFO chunk, in UTF-8, of the tags it has names for."""
    body = b"INFO"
    for name, value in tags.items():
        if name in INFO_NAMES:
            text = value.encode() + b"\0"
            body += struct.pack("<4sI", INFO_NAMES[name], len(text)) + text + b"\0" * (len(text) % 2)
    return b"LIST", body
