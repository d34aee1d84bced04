"""Triangular mel bands over an FFT's bins, as nets were trained with; no librosa, whose import takes seconds.

Two scales: Slaney's (M. Slaney: "Auditory Toolbox", 1998), linear up to 1 kHz and logarithmic above, and that of HTK
(S. Young et al.: "The HTK Book"). Every band has the same area (Slaney's norm).
"""

from __future__ import annotations

from typing import Literal

import numpy as np

Scale = Literal["slaney", "htk"]

KNEE_HZ, KNEE_MEL = 1000.0, 15.0
"""Slaney's scale is linear up to here: 66.7 Hz to a mel."""
OCTAVE_STEP = np.log(6.4) / 27.0
"""Of Slaney's scale above the knee: 27 mels from 1 to 6.4 kHz."""


def mel_bands(sample_rate: int, fft: int, bands: int, low_hz: float, high_hz: float, scale: Scale) -> np.ndarray:
    """float32 (bands, fft / 2 + 1): what each bin gives to each band."""
    lowest, highest = mels(np.array([low_hz, high_hz]), scale).tolist()
    corners = hertz(np.linspace(lowest, highest, bands + 2), scale)
    bins = np.linspace(0.0, sample_rate / 2, fft // 2 + 1)
    widths = np.diff(corners)
    rising = (bins - corners[:-2, None]) / widths[:-1, None]
    falling = (corners[2:, None] - bins) / widths[1:, None]
    triangles = np.maximum(np.minimum(rising, falling), 0.0)
    return np.asarray(triangles * (2.0 / (corners[2:] - corners[:-2]))[:, None], np.float32)


def mels(hz: np.ndarray, scale: Scale) -> np.ndarray:
    if scale == "htk":
        return np.asarray(2595.0 * np.log10(1.0 + hz / 700.0))
    above = KNEE_MEL + np.log(np.maximum(hz, 1e-9) / KNEE_HZ) / OCTAVE_STEP
    return np.where(hz < KNEE_HZ, hz * KNEE_MEL / KNEE_HZ, above)


def hertz(mel: np.ndarray, scale: Scale) -> np.ndarray:
    if scale == "htk":
        return 700.0 * (10.0 ** (mel / 2595.0) - 1.0)
    above = KNEE_HZ * np.exp(OCTAVE_STEP * (mel - KNEE_MEL))
    return np.where(mel < KNEE_MEL, mel * KNEE_HZ / KNEE_MEL, above)
