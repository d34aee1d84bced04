"""Sample-rate conversion that doesn't depend on how the song was cut (libsoxr, very high quality)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import gcd

import numpy as np
import soxr

from audio_backend.dsp.signal.audio import Audio, ReadSamples, Samples, reader

CONTEXT_SECONDS = 0.05
"""Read on both sides; soxr VHQ's filter is shorter than this at 8 kHz and above."""

QUALITY = "VHQ"


def resampled_frames(frames: int, from_rate: int, to_rate: int) -> int:
    """The length of `frames` at another rate: frames * to / from, rounded half up."""
    return (2 * frames * to_rate + from_rate) // (2 * from_rate)


def resampled(read: ReadSamples, from_rate: int, to_rate: int) -> ReadSamples:
    """The same song at another rate, read on demand: any sample has one value, whatever range is asked for."""
    if from_rate == to_rate:
        return read
    common = gcd(from_rate, to_rate)
    block_in, block_out = from_rate // common, to_rate // common
    context = -(-round(CONTEXT_SECONDS * from_rate) // block_in)

    def read_at_new_rate(start: int, stop: int) -> Samples:
        first = start // block_out - context
        last = -(-stop // block_out) + context
        region = read(first * block_in, last * block_in)
        converted = _convert(region, from_rate, to_rate)
        offset = start - first * block_out
        return converted[:, offset : offset + stop - start]

    return read_at_new_rate


def _convert(samples: Samples, from_rate: int, to_rate: int) -> Samples:
    frames = samples.shape[1] * to_rate // from_rate
    out = soxr.resample(np.ascontiguousarray(samples.T), from_rate, to_rate, quality=QUALITY).T
    if out.shape[1] < frames:
        out = np.pad(out, ((0, 0), (0, frames - out.shape[1])))
    return np.ascontiguousarray(out[:, :frames], np.float32)


def resample_stream(
    blocks: Iterable[Samples], channels: int, from_rate: int, to_rate: int, frames: int
) -> Iterator[Samples]:
    """Convert consecutive blocks (channels, n), `frames` in all; gives exactly resampled_frames(frames) samples."""
    if from_rate == to_rate:
        yield from blocks
        return
    stream = soxr.ResampleStream(from_rate, to_rate, channels, dtype="float32", quality=QUALITY)
    wanted = resampled_frames(frames, from_rate, to_rate)
    for block in blocks:
        out = stream.resample_chunk(np.ascontiguousarray(block.T)).T[:, :wanted]
        wanted -= out.shape[1]
        yield out
    tail = stream.resample_chunk(np.zeros((0, channels), np.float32), last=True).T[:, :wanted]
    yield tail
    if wanted > tail.shape[1]:
        yield np.zeros((channels, wanted - tail.shape[1]), np.float32)


def resample_to_end(blocks: Iterable[Samples], channels: int, from_rate: int, to_rate: int) -> Iterator[Samples]:
    """Convert consecutive blocks (channels, n) whose number isn't known; resampled_frames of all in the end."""
    if from_rate == to_rate:
        yield from blocks
        return
    stream = soxr.ResampleStream(from_rate, to_rate, channels, dtype="float32", quality=QUALITY)
    taken = given = 0
    for block in blocks:
        out = stream.resample_chunk(np.ascontiguousarray(block.T)).T
        taken, given = taken + block.shape[1], given + out.shape[1]
        yield out
    left = resampled_frames(taken, from_rate, to_rate) - given
    tail = stream.resample_chunk(np.zeros((0, channels), np.float32), last=True).T[:, :left]
    yield np.pad(tail, ((0, 0), (0, left - tail.shape[1])))


def at_rate(sound: Audio, sample_rate: int) -> Audio:
    """The same sound at an engine's rate; the same object when that is its own."""
    if sound.sample_rate == sample_rate:
        return sound
    frames = resampled_frames(sound.frames, sound.sample_rate, sample_rate)
    return Audio(resampled(reader(sound.samples), sound.sample_rate, sample_rate)(0, frames), sample_rate)


def back_at(sound: Audio, like: Audio) -> Audio:
    """The sound at the rate and exactly the length of `like`."""
    read = resampled(reader(sound.samples), sound.sample_rate, like.sample_rate)
    return Audio(read(0, like.frames), like.sample_rate)
