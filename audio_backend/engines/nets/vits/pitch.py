"""What the nets know of pitch: 255 steps on the mel scale, and a melody around its own mean."""

from __future__ import annotations

import math

import torch
from torch import Tensor

LOWEST_HZ, HIGHEST_HZ = 50.0, 1100.0
BINS = 256
"""Bin 0 is never used; 1 is 50 Hz and all below, unvoiced frames too; 255 is 1100 Hz and all above."""


def pitch_bins(f0: Tensor) -> Tensor:
    """The bin of each F0 in Hz, int64. The steps of the sum are those of the nets' training, rounding included."""
    lowest, highest = (1127 * math.log(1 + hz / 700) for hz in (LOWEST_HZ, HIGHEST_HZ))
    mel = (1127 * (1 + f0.float() / 700).log()).nan_to_num(0)  # an F0 decoder may say anything
    scaled = (mel - lowest) * (BINS - 2) / (highest - lowest) + 1
    return (torch.where(mel > 0, scaled, mel).clamp(1, BINS - 1) + 0.5).long()


def log_f0(f0: Tensor) -> Tensor:
    """Hz -> the scale of the F0 decoder."""
    return 2595 * torch.log10(1 + f0 / 700) / 500


def f0_of(log_f0: Tensor) -> Tensor:
    return 700 * (torch.pow(10, log_f0 * 500 / 2595) - 1)


def around_mean(log_f0: Tensor, voiced: Tensor) -> Tensor:
    """Both (B, 1, T); the mean is taken over voiced frames, and is 0 where there is none."""
    frames = voiced.sum(2, keepdim=True).clamp(min=1)
    return log_f0 - (log_f0 * voiced).sum(2, keepdim=True) / frames
