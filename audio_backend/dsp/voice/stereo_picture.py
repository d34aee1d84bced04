"""A new mono voice where the old one stood in the stereo picture.

The side of what was made anew can't be kept (it would beat at the old pitch), so it is drawn from the new mid: its
panned part by the original's side-to-mid regression, the rest decorrelated, at its level.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import oaconvolve

from audio_backend.dsp.signal.audio import Samples
from audio_backend.dsp.signal.spectral_filter import SAMPLE_RATE

PAN_SECONDS = 0.06
"""Over this the place in the stereo picture is averaged."""

DECORRELATOR_SECONDS, DECORRELATOR_TAPS = 0.03, 24


def placed(mono: np.ndarray, sound: Samples, sample_rate: int = SAMPLE_RATE) -> Samples:
    """(channels, frames) of a new mono voice (frames,), as wide as the old one and in its place."""
    if len(sound) == 1:
        return mono[None]
    mid, side = 0.5 * (sound[0] + sound[1]), 0.5 * (sound[0] - sound[1])
    if not side.any():
        return np.stack([mono, mono])
    over = round(PAN_SECONDS * sample_rate)
    loud, both, wide = (uniform_filter1d(a * b, over) for a, b in ((mid, mid), (side, mid), (side, side)))
    floor = loud + 1e-9
    pan = np.clip(both / floor, -1.0, 1.0)
    width = np.sqrt(np.clip(wide / floor - pan**2, 0.0, 1.0))
    apart = pan * mono + width * oaconvolve(mono, _decorrelator(sample_rate))[: len(mono)]
    return np.stack([mono + apart, mono - apart]).astype(np.float32)


@cache
def _decorrelator(sample_rate: int) -> np.ndarray:
    """A sparse random filter of 30 ms and unit energy: the same sound, unlike itself in phase."""
    rng = np.random.default_rng(11)
    length = round(DECORRELATOR_SECONDS * sample_rate)
    taps = np.zeros(length, np.float32)
    places = np.arange(DECORRELATOR_TAPS) + rng.uniform(0, 1, DECORRELATOR_TAPS)
    at = places * (length / DECORRELATOR_TAPS)
    taps[at.astype(int)] = rng.choice([-1.0, 1.0], DECORRELATOR_TAPS)
    decay = np.exp(-3.0 * np.arange(length) / length).astype(np.float32)
    return taps * decay / np.linalg.norm(taps * decay)
