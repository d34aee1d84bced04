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
from audio_backend.dsp.signal.spectral_filter import FRAME_SAMPLES, SAMPLE_RATE

WINDOW_SAMPLES = 8820
"""0.2 s: long against a pitch period, short against a word."""

LIMIT, FLOOR = 1.4, 1e-9
"""Nats of power (6 dB: high voices have few harmonics, and formants between them), and the power below which nothing
is compared."""

CEILING, PEAK_SAMPLES = 0.98, 441
"""A voice may become as high as this, or as high as it was within 10 ms."""


def match_level(made: Samples, before: Samples, voicing: np.ndarray) -> Samples:
    """`made` with the K-weighted level of `before` (both (channels, samples)) where it is voiced (5 ms frames, 0..1).

    What is the same in both keeps its very samples.
    """
    power, wanted = (_power(sound) for sound in (made, before))
    known = (power > FLOOR) & (wanted > FLOOR)
    lost = np.where(known, np.log(np.where(known, wanted, 1.0) / np.where(known, power, 1.0)), 0.0)
    log_gain = 0.5 * np.clip(lost, -LIMIT, LIMIT) * voicing[: len(lost)]
    at = np.arange(made.shape[1]) / FRAME_SAMPLES
    return made * np.exp(np.interp(at, np.arange(len(log_gain)), log_gain)).astype(np.float32)


def limit_peak(made: Samples, before: Samples) -> Samples:
    """`made` turned down for 20 ms where it would clip and `before` (both (channels, samples)) did not.

    A shouted wave is square; other phases of the same harmonics stand up to 12 dB higher. Else the very samples.
    """
    highest, allowed = (np.abs(sound).max(axis=0) for sound in (made, before))
    if highest.max(initial=0.0) <= CEILING:
        return made
    allowed = np.maximum(maximum_filter1d(allowed, PEAK_SAMPLES), CEILING)
    over = maximum_filter1d(np.maximum(highest / allowed, 1.0), 2 * PEAK_SAMPLES)
    return (made / uniform_filter1d(over, 2 * PEAK_SAMPLES - 1)).astype(np.float32)


def _power(sound: Samples) -> np.ndarray:
    """(5 ms frames,) K-weighted power of all channels around each frame."""
    heard = np.square(sosfilt(_weighting(), sound, axis=1)).sum(axis=0)
    places = np.round(np.arange(0, len(heard), FRAME_SAMPLES)).astype(int)
    return uniform_filter1d(heard, WINDOW_SAMPLES, mode="constant")[places]


@cache
def _weighting() -> np.ndarray:
    return k_weighting(SAMPLE_RATE)
