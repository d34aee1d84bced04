"""How far a user's own backing lies from the song it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import correlate

from audio_backend.dsp.audio import ReadSamples
from audio_backend.dsp.resampling import resampled

RATE = 8_000
"""Hz at which the offset is sought; refined by a parabola to a fraction of 0.1 ms."""
LISTEN_SECONDS = 90.0
MAX_OFFSET_SECONDS = 5.0
SURE = 12.0
"""Peak of the whitened correlation over its median magnitude; unrelated music stays below 9."""


@dataclass(frozen=True)
class Offset:
    seconds: float
    """Positive: the backing starts later than in the song and must be moved earlier."""
    sure: bool


def backing_offset(song: ReadSamples, backing: ReadSamples, sample_rate: int, seconds: float) -> Offset:
    """Whitened cross-correlation (GCC-PHAT, Knapp & Carter 1976) of the first 90 s, within 5 s either way."""
    frames = int(min(seconds, LISTEN_SECONDS) * RATE)
    a = resampled(song, sample_rate, RATE)(0, frames).mean(axis=0)
    b = resampled(backing, sample_rate, RATE)(0, frames).mean(axis=0)
    if not a.any() or not b.any():
        return Offset(0.0, False)
    correlation = correlate(_whitened(b), _whitened(a), method="fft")
    reach = min(int(MAX_OFFSET_SECONDS * RATE), frames - 1)
    near = np.abs(correlation[frames - 1 - reach : frames + reach])
    peak = int(near.argmax())
    sure = bool(near[peak] > SURE * np.median(near))
    return Offset((peak - reach + _vertex(near, peak)) / RATE if sure else 0.0, sure)


def _whitened(mono: np.ndarray) -> np.ndarray:
    spectrum = np.fft.rfft(mono, 2 * len(mono))
    magnitude = np.abs(spectrum)
    return np.fft.irfft(spectrum / (magnitude + 1e-3 * magnitude.mean() + 1e-12))[: len(mono)]


def _vertex(values: np.ndarray, at: int) -> float:
    if not 0 < at < len(values) - 1:
        return 0.0
    left, middle, right = values[at - 1 : at + 2]
    bend = left - 2 * middle + right
    return float(0.5 * (left - right) / bend) if bend else 0.0
