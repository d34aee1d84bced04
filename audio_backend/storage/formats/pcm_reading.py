"""How the bytes of plain samples are to be read, and whether they can be what their header says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from audio_backend.errors import UnreadableAudio

PIECES, PIECE_BYTES = 8, 2**15
"""What is looked at, spread over the sound."""

WHITE, NOISE = 2.0, 1.0
"""Roughness of white noise, and what is near it: music has .01 to .5, a tone at a sixth of the sample rate 1."""

SPARSE = 0.3
"""Mean height over RMS, of noise .8."""

SMOOTH_SHARE = 0.15
"""A reading with so small a share of another's roughness is the right one of the two."""

SMOOTHER = 0.7
"""A reading that leaves out every other sample of music is about four times as rough as the right one."""

LARGEST, MOST_NOT_NUMBERS = 2.0**64, 0.01
"""Floating point may hold a few samples that are none."""

LEAST_EXPONENTS = 4
FLOAT_TOP_BYTES = set(range(0x20, 0x4C))
"""Sign aside, the first byte of a 32-bit float between 2^-63 and 2^25 (Cool Edit's full scale was 2^23)."""


@dataclass(frozen=True)
class PcmReading:
    """`bits` a sample takes in the file, valid ones and padding; whole numbers of up to 8 have no sign."""

    bits: int
    channels: int
    is_float: bool = False
    big_endian: bool = False

    @property
    def frame_bytes(self) -> int:
        return self.channels * self.bits // 8

    @property
    def words(self) -> str:
        kind = "floating point" if self.is_float else "whole numbers"
        order = "" if self.bits == 8 else ", big-endian" if self.big_endian else ", little-endian"
        return f"{self.bits}-bit {kind}{order}"

    def samples(self, raw: bytes) -> np.ndarray:
        """(frames, channels) float64; of any scale."""
        raw = raw[: len(raw) // self.frame_bytes * self.frame_bytes]
        order = ">" if self.big_endian else "<"
        if self.bits == 24:
            parts = np.frombuffer(raw, np.uint8).reshape(-1, 3)[:, :: 1 if self.big_endian else -1]
            flat = parts[:, 0].astype(np.int8) * 65_536.0 + parts[:, 1] * 256.0 + parts[:, 2]
        else:
            kind = "f" if self.is_float else "u" if self.bits == 8 else "i"
            with np.errstate(invalid="ignore"):  # signalling NaNs
                flat = np.frombuffer(raw, f"{order}{kind}{self.bits // 8}").astype(np.float64)
        return flat.reshape(-1, self.channels)


def roughness(reading: PcmReading, sound: memoryview) -> float:
    """Power of the steps from sample to sample over that of the samples; infinite for what can't be sound at all.

    So it is for silence and for a few clicks in it, which tell nothing.
    """
    power = steps = height = count = 0.0
    for start in _places(len(sound), reading.frame_bytes):
        found = reading.samples(bytes(sound[start : start + PIECE_BYTES]))
        real = np.isfinite(found) & (np.abs(found) < LARGEST)
        if np.count_nonzero(real) < (1 - MOST_NOT_NUMBERS) * found.size or not found.size:
            return np.inf
        found = np.where(real, found, 0.0)
        found -= found.mean(axis=0)
        power += float(np.square(found).sum())
        steps += float(np.square(np.diff(found, axis=0)).sum())
        height, count = height + float(np.abs(found).sum()), count + found.size
    sparse = height < SPARSE * np.sqrt(power * count)
    return np.inf if sparse or not power else steps / power


def _places(size: int, frame_bytes: int) -> Iterator[int]:
    for piece in range(PIECES):
        start = max(size - PIECE_BYTES, 0) * piece // (PIECES - 1)
        yield start // frame_bytes * frame_bytes


def likelier(first: PcmReading, other: PcmReading, sound: memoryview) -> PcmReading:
    """For a header that contradicts itself: the first unless the other is the smoother."""
    return other if roughness(other, sound) < SMOOTHER * roughness(first, sound) else first


def check_reading(said: PcmReading, sound: memoryview) -> None:
    """Raises UnreadableAudio where the sound is noise as its header has it, and none when read in another way.

    Noise that is meant stays: it is noise in every reading.
    """
    rough = roughness(said, sound)
    if rough <= NOISE:
        return
    for other in _others(said):
        if roughness(other, sound) < SMOOTH_SHARE * min(rough, WHITE):
            raise misread(said, other)


def misread(said: PcmReading, other: PcmReading) -> UnreadableAudio:
    return UnreadableAudio(
        f"Its header says {said.words}, but read like that it is only noise; it seems to be {other.words}.",
        remedy="Export it again from the program it comes from, as WAV or FLAC.",
    )


def _others(said: PcmReading) -> Iterator[PcmReading]:
    """Not those that only leave out samples of this one: they would take a high tone for a low one."""
    for bits, is_float in ((16, False), (24, False), (32, False), (32, True)):
        for big_endian in (False, True):
            other = replace(said, bits=bits, is_float=is_float, big_endian=big_endian)
            leaves_out = bits > said.bits and bits % said.bits == 0 and not is_float
            same_words = bits == said.bits and big_endian == said.big_endian
            if not leaves_out and not same_words and said.bits > 8:
                yield other


def looks_like_floats(sound: memoryview) -> bool:
    """Whether all 32-bit words have the first byte of a float; in whole numbers of music it takes any value."""
    seen: set[int] = set()
    for start in _places(len(sound), 4):
        piece = bytes(sound[start : start + PIECE_BYTES])
        words = np.frombuffer(piece, "<u4", len(piece) // 4)
        seen |= set(np.unique((words[words != 0] >> np.uint32(24)) & np.uint32(0x7F)).tolist())
    return len(seen) >= LEAST_EXPONENTS and seen <= FLOAT_TOP_BYTES
