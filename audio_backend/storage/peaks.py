"""The outline of a sound, small enough for a page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from audio_backend.dsp.signal.audio import Samples
from audio_backend.models.formats import Peaks
from audio_backend.storage.sound_stream import open_stream

MOST_POINTS = 10_000
"""Each gives a minimum and a maximum: 20,000 numbers a channel."""

FINEST_FRAMES = 16
MOST_BUCKETS = 8 * MOST_POINTS
DECIMALS = 4


def peaks(path: Path, points: int = 2_000, *, pixels_per_second: float | None = None) -> Peaks:
    """Of any file that can be decoded; `pixels_per_second` overrides `points`. Never more than MOST_POINTS pairs.

    Raises the errors of `probe`.
    """
    with open_stream(path) as stream:
        return peaks_of(
            stream.blocks(), stream.channels, stream.sample_rate, points, pixels_per_second=pixels_per_second
        )


def peaks_of(
    blocks: Iterable[Samples],
    channels: int,
    sample_rate: int,
    points: int,
    *,
    pixels_per_second: float | None = None,
) -> Peaks:
    """Of consecutive blocks (channels, n)."""
    outline = _Outline(channels)
    for block in blocks:
        outline.add(block)
    duration = outline.frames / sample_rate
    if pixels_per_second is not None:
        points = round(duration * pixels_per_second)
    low, high = outline.reduced(min(max(points, 1), MOST_POINTS))
    return Peaks(_interleaved(low, high), low.shape[1], duration, sample_rate)


class _Outline:
    """Minima and maxima of equal buckets; the buckets double when there are too many, so any length fits."""

    def __init__(self, channels: int):
        self.frames = 0
        self._bucket_frames = FINEST_FRAMES
        self._low = np.full((channels, MOST_BUCKETS), np.inf, np.float32)
        self._high = -self._low

    def add(self, block: Samples) -> None:
        """The next (channels, n)."""
        if not block.shape[1]:
            return
        start, stop = self.frames, self.frames + block.shape[1]
        while stop > MOST_BUCKETS * self._bucket_frames:
            self._double()
        first, last = start // self._bucket_frames, (stop - 1) // self._bucket_frames + 1
        edges = np.maximum(np.arange(first, last) * self._bucket_frames - start, 0)
        low, high = self._low[:, first:last], self._high[:, first:last]  # the first bucket may be begun already
        np.minimum(low, np.minimum.reduceat(block, edges, axis=1), out=low)
        np.maximum(high, np.maximum.reduceat(block, edges, axis=1), out=high)
        self.frames = stop

    def _double(self) -> None:
        half = MOST_BUCKETS // 2
        low, high = self._low.copy(), self._high.copy()
        self._low[:, :half], self._low[:, half:] = np.minimum(low[:, 0::2], low[:, 1::2]), np.inf
        self._high[:, :half], self._high[:, half:] = np.maximum(high[:, 0::2], high[:, 1::2]), -np.inf
        self._bucket_frames *= 2

    def reduced(self, points: int) -> tuple[Samples, Samples]:
        """(channels, at most `points`) minima and maxima over the whole length."""
        count = -(-self.frames // self._bucket_frames)
        points = min(points, count)
        starts = np.arange(points) * count // points
        return (
            np.minimum.reduceat(self._low[:, :count], starts, axis=1),
            np.maximum.reduceat(self._high[:, :count], starts, axis=1),
        )


def _interleaved(low: Samples, high: Samples) -> list[list[float]]:
    pairs = np.stack([low, high], axis=2).reshape(low.shape[0], -1)
    clipped = np.clip(pairs.astype(np.float64), -1.0, 1.0)
    return [[round(value, DECIMALS) for value in channel] for channel in clipped.tolist()]
