"""A changed voice as loud as it was, from moment to moment: what only the finished sound can tell.

An envelope is read between the harmonics of a voice, and knows how loud these are to half a decibel or so.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.ndimage import maximum_filter1d, uniform_filter1d
from scipy.signal import sosfilt

from audio_backend.dsp.level.loudness import k_weighting
from audio_backend.dsp.signal.audio import Samples
from audio_backend.dsp.signal.spectral_filter import FRAME_SECONDS, SAMPLE_RATE

WINDOW_SECONDS = 0.2
"""Long against a pitch period, short against a word."""

LIMIT, FLOOR = 1.4, 1e-9
"""Nats of power (6 dB: high voices have few harmonics, and formants between them), and the power below which nothing
is compared."""

CEILING, PEAK_SECONDS = 0.98, 0.01
"""A voice may become as high as this, or as high as it was within 10 ms."""


def match_level(
    made: Samples, before: Samples, voicing: np.ndarray, sample_rate: int = SAMPLE_RATE, down: float = LIMIT
) -> Samples:
    """`made` with the K-weighted level of `before` (both (channels, samples)) where it is voiced (5 ms frames, 0..1).

    It is turned down by `down` nats of power at most. What is the same in both keeps its very samples.
    """
    power, wanted = (_power(sound, sample_rate) for sound in (made, before))
    known = (power > FLOOR) & (wanted > FLOOR)
    lost = np.where(known, np.log(np.where(known, wanted, 1.0) / np.where(known, power, 1.0)), 0.0)
    log_gain = 0.5 * np.clip(lost, -down, LIMIT) * voicing[: len(lost)]
    at = np.arange(made.shape[1]) / (FRAME_SECONDS * sample_rate)
    return made * np.exp(np.interp(at, np.arange(len(log_gain)), log_gain)).astype(np.float32)


def limit_peak(made: Samples, before: Samples, sample_rate: int = SAMPLE_RATE) -> Samples:
    """`made` turned down for 20 ms where it would clip and `before` (both (channels, samples)) did not.

    A shouted wave is square; other phases of the same harmonics stand up to 12 dB higher. Else the very samples.
    """
    highest, allowed = (np.abs(sound).max(axis=0) for sound in (made, before))
    if highest.max(initial=0.0) <= CEILING:
        return made
    near = round(PEAK_SECONDS * sample_rate)
    allowed = np.maximum(maximum_filter1d(allowed, near), CEILING)
    over = maximum_filter1d(np.maximum(highest / allowed, 1.0), 2 * near)
    return (made / uniform_filter1d(over, 2 * near - 1)).astype(np.float32)


def _power(sound: Samples, sample_rate: int) -> np.ndarray:
    """(5 ms frames,) K-weighted power of all channels around each frame."""
    heard = np.square(sosfilt(_weighting(sample_rate), sound, axis=1)).sum(axis=0)
    places = np.round(np.arange(0, len(heard), FRAME_SECONDS * sample_rate)).astype(int)
    return uniform_filter1d(heard, round(WINDOW_SECONDS * sample_rate), mode="constant")[places]


@cache
def _weighting(sample_rate: int) -> np.ndarray:
    return k_weighting(sample_rate)
