"""A region of the song on the frames of a net, which lie where they lie in the song: wherever it was cut, frame 7 is
frame 7, so that neighbouring segments compute the same."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from audio_backend.dsp.pitch.curve_resampling import resampled_curve
from audio_backend.dsp.pitch.f0_curve import F0Curve, voiced_runs
from audio_backend.dsp.signal.spectral_filter import FRAME_SECONDS
from audio_backend.dsp.voice import pulses
from audio_backend.engines.voice.conditioning import f0_without_gaps

CONTENT_RATE, CONTENT_HOP, CONTENT_WINDOW = 16_000, 320, 400
"""ContentVec's: a frame every 20 ms, each of 25 ms."""


@dataclass(frozen=True)
class Grid:
    """Frame n of the song covers its samples [n * hop, (n + 1) * hop)."""

    rate: int
    hop: int
    start: int
    """Of the region, in samples of the song; a region may begin before the song."""
    samples: int
    context: int
    """Frames beyond the region on either side."""

    @property
    def first(self) -> int:
        return self.start // self.hop - self.context

    @property
    def frames(self) -> int:
        return -(-(self.start + self.samples) // self.hop) + self.context - self.first

    @property
    def lead(self) -> int:
        """Samples from the first frame to the region."""
        return self.start - self.first * self.hop

    @property
    def seconds(self) -> np.ndarray:
        """(frames + 1,) where frames begin in the song, and where the last one ends."""
        seconds: np.ndarray = np.arange(self.first, self.first + self.frames + 1) * (self.hop / self.rate)
        return seconds

    def around(self, mono: np.ndarray) -> np.ndarray:
        """(samples,) of the region -> (frames * hop,): mirrored at both ends, as the nets' makers do it."""
        return mirrored(mono, self.lead, self.frames * self.hop - self.lead - len(mono))

    def of_content(self, content: np.ndarray, first: int) -> np.ndarray:
        """(t, C) whose frame 0 is ContentVec's frame `first` of the song -> (frames, C), each the last that began."""
        at = np.floor(self.seconds[:-1] * (CONTENT_RATE / CONTENT_HOP) + 1e-6).astype(int) - first
        stretched: np.ndarray = content[np.clip(at, 0, len(content) - 1)]
        return stretched


def mirrored(values: np.ndarray, before: int, after: int) -> np.ndarray:
    """One sample can't be mirrored: it is held; nothing becomes silence."""
    if not len(values):
        return np.zeros(before + after, values.dtype)
    return np.pad(values, (before, after), mode="reflect" if len(values) > 1 else "edge")


@dataclass(frozen=True)
class Melody:
    """What a net is told of pitch: F0 frame by frame, and where in its cycle the voice stands."""

    f0_hz: np.ndarray
    """float32 (T,), 0 where nothing is voiced."""
    turns: np.ndarray
    """float64 (T,) cycles per sample; lines cross the gaps."""
    cycles: np.ndarray
    """float64 (T,) at the start of each frame."""

    @property
    def voiced(self) -> np.ndarray:
        return self.f0_hz > 0

    @property
    def filled_hz(self) -> np.ndarray:
        """Without gaps."""
        return f0_without_gaps(self.f0_hz)


def melody_on(grid: Grid, target: F0Curve, anchors: list[float] | None) -> Melody:
    """The target curve on these frames. Within a note the phase is the song's (dsp.voice.pulses.phase_anchors), so that
    segments sing in phase; in a gap as many whole cycles pass as come nearest to the line between the notes."""
    inside = slice(grid.context, grid.frames - grid.context)
    times = grid.seconds[inside.start : inside.stop + 1]
    hop_seconds = grid.hop / grid.rate
    f0 = resampled_curve(target, hop_seconds, times[0], len(times) - 1).f0_hz
    phase, held = _song_phase(target, times, anchors)
    within = (f0 > 0) & held[:-1] & held[1:]
    hz = np.where(within, np.diff(phase) / hop_seconds, f0_without_gaps(f0))
    cycles = hz * hop_seconds
    runs = voiced_runs(within)
    for (_, stop), (start, _) in pairwise(runs):
        passed, wanted = cycles[stop:start].sum(), phase[start] - phase[stop]
        gap = stop + np.flatnonzero(f0[stop:start] == 0)
        changed = gap if len(gap) else np.arange(stop, start)
        cycles[changed] += ((wanted - passed + 0.5) % 1 - 0.5) / len(changed)
    cycles, f0 = (mirrored(values, grid.context, grid.context) for values in (cycles, f0))
    walked = np.concatenate([[0.0], cycles.cumsum()[:-1]])
    if runs:
        walked += phase[runs[0][0]] - walked[grid.context + runs[0][0]]
    return Melody(f0.astype(np.float32), cycles / grid.hop, walked % 1)


def _song_phase(target: F0Curve, times: np.ndarray, anchors: list[float] | None) -> tuple[np.ndarray, np.ndarray]:
    """Phase in cycles at these moments, and whether they lie within a note."""
    frames = int(np.ceil((times[-1] - target.start_seconds) / FRAME_SECONDS)) + 2
    f0 = pulses.held(resampled_curve(target, FRAME_SECONDS, target.start_seconds, frames).f0_hz)
    phase = pulses.anchored(pulses.cycles(f0), target.start_seconds, anchors)
    place = np.clip((times - target.start_seconds) / FRAME_SECONDS, 0, frames - 1.001)
    at = place.astype(int)
    since, sung = (place - at) * FRAME_SECONDS, (f0[at] > 0) & (f0[at + 1] > 0)
    bend = (f0[at + 1] - f0[at]) / (2 * FRAME_SECONDS)
    return phase[at] + np.where(sung, (f0[at] + bend * since) * since, 0.0), sung
