"""From a mel spectrum to sound: Vocos (Siuzdak 2023), thirty convolutional blocks and one inverse STFT.

Nothing in it reaches further than 95 frames to either side, so a long mel is made in pieces, and they are the same
samples as of one piece. Head and inverse STFT are always float32.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from audio_backend.engines.nets.soulx.mel import HOP

KERNEL, EPSILON = 7, 1e-6
LOUDEST = 100.0
"""Of a bin's magnitude."""

PIECE_FRAMES = 1000


@dataclass(frozen=True)
class VocosSizes:
    bands: int = 128
    width: int = 1024
    inner: int = 4096
    layers: int = 30
    fft: int = 1920

    @property
    def reach(self) -> int:
        """Frames to either side that have a say in a sample: the convolutions', and the windows' that overlap it."""
        return (self.layers + 1) * (KERNEL // 2) + self.fft // HOP


class Block(nn.Module):
    """ConvNeXt (Liu et al. 2022), over time."""

    def __init__(self, sizes: VocosSizes):
        super().__init__()
        self.gamma = nn.Parameter(torch.empty(sizes.width))
        self.dwconv = nn.Conv1d(sizes.width, sizes.width, KERNEL, padding=KERNEL // 2, groups=sizes.width)
        self.norm = nn.LayerNorm(sizes.width, eps=EPSILON)
        self.pwconv1 = nn.Linear(sizes.width, sizes.inner)
        self.pwconv2 = nn.Linear(sizes.inner, sizes.width)

    def forward(self, hidden: Tensor) -> Tensor:
        """(1, width, T) -> the same, float32."""
        near = _convolved(self.dwconv, hidden).transpose(1, 2)
        normed = self.norm(near.float()).to(self.pwconv1.weight.dtype)
        wide: Tensor = self.pwconv2(F.gelu(self.pwconv1(normed)))
        return hidden + (self.gamma * wide.float()).transpose(1, 2)


class Backbone(nn.Module):
    def __init__(self, sizes: VocosSizes):
        super().__init__()
        self.embed = nn.Conv1d(sizes.bands, sizes.width, KERNEL, padding=KERNEL // 2)
        self.norm = nn.LayerNorm(sizes.width, eps=EPSILON)
        self.convnext = nn.ModuleList(Block(sizes) for _ in range(sizes.layers))
        self.final_layer_norm = nn.LayerNorm(sizes.width, eps=EPSILON)

    def forward(self, mel: Tensor) -> Tensor:
        """(T, bands) -> (T, width)."""
        hidden = self.norm(_convolved(self.embed, mel.T[None]).float().transpose(1, 2)).transpose(1, 2)
        for block in self.convnext:
            hidden = block(hidden)
        made: Tensor = self.final_layer_norm(hidden[0].T)
        return made


class InverseStft(nn.Module):
    """As long as its frames: 480 samples each."""

    window: Tensor

    def __init__(self, fft: int):
        super().__init__()
        self.fft = fft
        self.register_buffer("window", torch.empty(fft))

    def forward(self, spectrum: Tensor) -> Tensor:
        """(T, fft // 2 + 1) complex -> (T * 480,)."""
        pieces = torch.fft.irfft(spectrum, self.fft) * self.window
        weights = self.window.square().expand_as(pieces)
        beside = (self.fft - HOP) // 2
        whole, weight = (self._added(each)[beside : beside + HOP * len(spectrum)] for each in (pieces, weights))
        return whole / weight

    def _added(self, pieces: Tensor) -> Tensor:
        """(T, fft), 480 apart -> their sum."""
        length = HOP * (len(pieces) - 1) + self.fft
        return F.fold(pieces.T[None], (1, length), (1, self.fft), stride=(1, HOP)).flatten()


class Head(nn.Module):
    def __init__(self, sizes: VocosSizes):
        super().__init__()
        self.out = nn.Linear(sizes.width, sizes.fft + 2)
        self.istft = InverseStft(sizes.fft)

    def forward(self, hidden: Tensor) -> Tensor:
        level, phase = self.out(hidden.float()).chunk(2, dim=1)
        sound: Tensor = self.istft(torch.polar(level.exp().clamp(max=LOUDEST), phase))
        return sound


class Vocos(nn.Module):
    """Names as in the file, under `vocoder.model.`."""

    def __init__(self, sizes: VocosSizes):
        super().__init__()
        self.sizes = sizes
        self.backbone, self.head = Backbone(sizes), Head(sizes)

    @torch.inference_mode()
    def forward(self, mel: Tensor, piece_frames: int = PIECE_FRAMES) -> Tensor:
        """(T, bands) -> (T * 480,) at 24 kHz, in pieces with what they need to see beside them."""
        reach, parts = self.sizes.reach, []
        for start in range(0, len(mel), piece_frames):
            first, stop = max(start - reach, 0), min(start + piece_frames, len(mel))
            sound = self.head(self.backbone(mel[first : stop + reach]))
            parts.append(sound[HOP * (start - first) : HOP * (stop - first)])
        return torch.cat(parts)


def _convolved(convolution: nn.Conv1d, values: Tensor) -> Tensor:
    made: Tensor = convolution(values.to(convolution.weight.dtype))
    return made
