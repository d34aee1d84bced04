"""Snake, a periodic activation without aliasing: the sound is doubled in rate, bent, and halved again.

S. Lee et al.: "BigVGAN: A Universal Neural Vocoder with Large-Scale Training", ICLR 2023; L. Ziyin, T. Hartwig,
M. Ueda: "Neural Networks Fail to Learn Periodic Functions and How to Fix It", NeurIPS 2020. The filters are Kaiser
windowed sincs of 12 taps that come with the checkpoint.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

TAPS = 12
REACH = 6
"""Samples on either side that one sample depends on."""


class SnakeBeta(nn.Module):
    """x + sin²(αx) / β, both kept as logarithms, one pair per channel."""

    def __init__(self, channels: int):
        super().__init__()
        self.alpha = nn.Parameter(torch.zeros(channels))
        self.beta = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        alpha, beta = (each.exp()[:, None, None] for each in (self.alpha, self.beta))
        return x + torch.sin(x * alpha).square_() / (beta + 1e-9)


class _Filter(nn.Module):
    filter: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("filter", torch.zeros(1, 1, TAPS))

    def for_all(self, channels: int) -> Tensor:
        return self.filter[:, :, None].expand(channels, 1, 1, TAPS)


class _Doubling(_Filter):
    def forward(self, x: Tensor) -> Tensor:
        channels, pad = x.shape[1], TAPS // 2 - 1
        x = F.pad(x, (pad, pad, 0, 0), mode="replicate")
        x = F.conv_transpose2d(x, 2 * self.for_all(channels), stride=(1, 2), groups=channels)
        over = 2 * pad + (TAPS - 2) // 2
        return x[..., over:-over]


class _Halving(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lowpass = _Filter()

    def forward(self, x: Tensor) -> Tensor:
        x = F.pad(x, (TAPS // 2 - 1, TAPS // 2, 0, 0), mode="replicate")
        return F.conv2d(x, self.lowpass.for_all(x.shape[1]), stride=(1, 2), groups=x.shape[1])


class Snake(nn.Module):
    """(B, C, 1, N) -> (B, C, 1, N)."""

    def __init__(self, channels: int):
        super().__init__()
        self.act = SnakeBeta(channels)
        self.upsample = _Doubling()
        self.downsample = _Halving()

    def forward(self, x: Tensor) -> Tensor:
        return self.downsample(self.act(self.upsample(x)))  # type: ignore[no-any-return]
