"""A sound in overlapping windows, and as log-mel frames: what the pitch nets are fed with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor

WINDOW = 1024
"""Samples that all these nets look at."""
HALF = WINDOW // 2


def frame_count(samples: int, hop: int) -> int:
    """One for each hop that has begun, as every pitch engine gives."""
    return -(-samples // hop)


class Windows:
    """Of (samples,): window k is centred on sample k * hop + late. The ends are mirrored or silent."""

    def __init__(self, mono: np.ndarray, hop: int, mirrored: bool, late: int = 0):
        around = (HALF - late, HALF + late)
        samples = np.asarray(mono, np.float32)
        reflects = mirrored and len(mono) > max(around)
        self._padded = np.pad(samples, around, mode="reflect") if reflects else np.pad(samples, around)
        self._hop = hop
        self.count = frame_count(len(mono), hop)

    def __call__(self, start: int, stop: int) -> np.ndarray:
        """(stop - start, 1024), a view."""
        first, last = start * self._hop, (stop - 1) * self._hop + WINDOW
        return np.lib.stride_tricks.sliding_window_view(self._padded[first:last], WINDOW)[:: self._hop]


MEL_FRAMES = 1000
"""At a time: their spectra take 12 MB."""
LEAST_MEL = 1e-5


def log_mels(windows: Windows, bands: np.ndarray, least_power: float) -> Tensor:
    """float32 (bands, frames): log of the magnitudes in each of (bands, 513)."""
    import torch

    hann, band_weights = torch.hann_window(WINDOW), torch.from_numpy(bands)
    found = [torch.zeros(len(bands), 0)]
    for start in range(0, windows.count, MEL_FRAMES):
        looked = windows(start, min(start + MEL_FRAMES, windows.count))
        spectrum = torch.fft.rfft(torch.from_numpy(looked.copy()) * hann)
        magnitudes = (spectrum.real.square() + spectrum.imag.square() + least_power).sqrt()
        found.append((band_weights @ magnitudes.T).clamp(min=LEAST_MEL).log())
    return torch.cat(found, dim=1)
