"""Mel spectra: SoulX-Singer's own, 50 frames of 128 bands a second, and Slaney's filters for any other.

SoulX-Singer (arXiv 2602.07803): 24 kHz, windows of 1920 every 480 samples, magnitudes, natural log, then the mean and
the deviation over its training songs. The vocoder takes them as they are: nothing is ever turned back.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

SAMPLE_RATE, HOP, FRAMES_PER_SECOND = 24_000, 480, 50
MEAN, DEVIATION = -4.92, float(np.sqrt(8.14))
FLOOR, UNDER_ROOT = 1e-5, 1e-9

LINEAR_HZ, LOG_FROM_HZ, LOG_STEP = 200 / 3, 1000.0, np.log(6.4) / 27
"""Slaney's mel scale (Auditory Toolbox, 1998): straight up to 1 kHz, then 27 steps for a factor of 6.4."""


class MelSpectrum(nn.Module):
    """Its filters and window come with the weights."""

    mel_basis: Tensor
    hann_window: Tensor

    def __init__(self, bands: int, fft: int):
        super().__init__()
        self.fft = fft
        self.register_buffer("mel_basis", torch.empty(bands, fft // 2 + 1))
        self.register_buffer("hann_window", torch.empty(fft))

    def forward(self, sound: Tensor) -> Tensor:
        """(samples,) at 24 kHz -> (frames, bands), one frame for each whole 480 samples. At least 721 samples."""
        beside = (self.fft - HOP) // 2
        padded = F.pad(sound.float()[None], (beside, beside), mode="reflect")[0]
        spectrum = torch.fft.rfft(padded.unfold(0, self.fft, HOP) * self.hann_window)  # (frames, bins)
        size = (spectrum.real.square() + spectrum.imag.square() + UNDER_ROOT).sqrt()
        levels: Tensor = (size @ self.mel_basis.T).clamp(min=FLOOR).log()
        return (levels - MEAN) / DEVIATION


def slaney_filters(sample_rate: int, fft: int, bands: int, top_hz: float) -> np.ndarray:
    """(bands, fft // 2 + 1) triangles from 0 Hz up, each of area 1 over its width in Hz."""
    edges = _hz_of(np.linspace(0.0, _mel_of(top_hz), bands + 2))
    bins = np.arange(fft // 2 + 1) * sample_rate / fft
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    area = 2.0 / (edges[2:] - edges[:-2])
    filters: np.ndarray = (np.maximum(0.0, np.minimum(rising, falling)) * area[:, None]).astype(np.float32)
    return filters


def _mel_of(hz: float) -> float:
    start = LOG_FROM_HZ / LINEAR_HZ
    return float(start + np.log(hz / LOG_FROM_HZ) / LOG_STEP) if hz > LOG_FROM_HZ else hz / LINEAR_HZ


def _hz_of(mel: np.ndarray) -> np.ndarray:
    start = LOG_FROM_HZ / LINEAR_HZ
    return np.where(mel < start, mel * LINEAR_HZ, LOG_FROM_HZ * np.exp(LOG_STEP * (mel - start)))
