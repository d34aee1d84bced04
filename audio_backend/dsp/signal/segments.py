"""Segments: units of work on one global sample grid, joined by a sum-to-one crossfade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from audio_backend.dsp.signal.audio import Samples

MARGIN_SECONDS = 2.0
"""Context read on both sides of a segment, so that no engine hears a beginning where there is none."""

SHORTEST_FADE_SECONDS = 0.02
"""Even with an overlap of 0 the margins are cross-faded this long: a butt joint would click."""

GRID_SECONDS = Fraction(2, 25)
"""80 ms: whole samples at 44.1 kHz (3528), 16 kHz (1280 = 5 SwiftF0 hops), and whole 5 ms frames."""


@dataclass(frozen=True)
class Segment:
    """[start, stop) is what this segment owns in the song; [read_start, read_stop) adds context. In samples."""

    index: int
    start: int
    stop: int
    read_start: int
    read_stop: int
    fade_in: int
    fade_out: int

    @property
    def frames(self) -> int:
        return self.stop - self.start

    @property
    def inner(self) -> slice:
        """Where the owned part lies inside an array that was read with context."""
        return slice(self.start - self.read_start, self.stop - self.read_start)


def grid_frames(sample_rate: int) -> int:
    """The smallest multiple of 80 ms that is a whole number of samples at this rate.

    A region that begins on this grid begins on a whole sample at every engine's rate and on a whole
    analysis frame of every engine, so what is computed does not depend on how the song was cut.
    """
    return (GRID_SECONDS * sample_rate).numerator


def plan_segments(frames: int, sample_rate: int, segment_seconds: float, overlap_seconds: float) -> tuple[Segment, ...]:
    """Cut a song of `frames` samples. Neighbours share `overlap_seconds` (never less than 20 ms)."""
    if frames <= 0:
        raise ValueError("a song has at least one sample")
    length = round(segment_seconds * sample_rate)
    overlap = max(round(overlap_seconds * sample_rate), round(SHORTEST_FADE_SECONDS * sample_rate), 1)
    advance = length - overlap
    if advance <= overlap:
        raise ValueError("segments must be more than twice as long as their overlap")
    starts = list(range(0, max(frames - overlap, 1), advance))
    return tuple(
        _segment(i, start, length, overlap, frames, sample_rate, len(starts)) for i, start in enumerate(starts)
    )


def _segment(index: int, start: int, length: int, overlap: int, frames: int, sample_rate: int, count: int) -> Segment:
    grid, margin = grid_frames(sample_rate), round(MARGIN_SECONDS * sample_rate)
    last = index == count - 1
    stop = frames if last else min(start + length, frames)
    return Segment(
        index=index,
        start=start,
        stop=stop,
        read_start=(start - margin) // grid * grid,
        read_stop=-(-(stop + margin) // grid) * grid,
        fade_in=overlap if index else 0,
        fade_out=0 if last else overlap,
    )


def window(segment: Segment) -> Samples:
    """(frames,) weights: linear fades whose sum over neighbours is exactly one."""
    weights = np.ones(segment.frames, np.float32)
    if segment.fade_in:
        weights[: segment.fade_in] = rising(segment.fade_in)
    if segment.fade_out:
        weights[segment.frames - segment.fade_out :] = 1.0 - rising(segment.fade_out)
    return weights


def rising(frames: int) -> Samples:
    """(frames,) a linear fade-in, symmetrical: rising + reversed = 1."""
    return ((np.arange(frames, dtype=np.float64) + 0.5) / frames).astype(np.float32)


def join(parts: Iterable[tuple[Segment, Samples]]) -> Iterator[Samples]:
    """Cross-fade segments, in order, into consecutive blocks (channels, n) that cover the song exactly once.

    Each part holds (channels, segment.frames). Where neighbours agree the result is theirs to the bit:
    a + (b - a) * w.
    """
    tail: Samples | None = None
    for segment, samples in parts:
        if samples.shape[1] != segment.frames:
            raise ValueError(f"segment {segment.index} has {samples.shape[1]} samples, not {segment.frames}")
        head = samples[:, : segment.fade_in]
        if tail is not None and segment.fade_in:
            yield tail + (head - tail) * rising(segment.fade_in)
        yield samples[:, segment.fade_in : segment.frames - segment.fade_out]
        tail = samples[:, segment.frames - segment.fade_out :].copy()
