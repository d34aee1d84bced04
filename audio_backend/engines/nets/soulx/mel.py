"""SoulX-Singer's mel spectra: 50 frames of 128 bands a second.

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
