"""RMVPE: a log-mel spectrogram in, how much each of 360 pitches is heard in each frame out; it hears a voice in a band.

H. Wei, X. Cao, T. Dan, Y. Chen: "RMVPE: a robust model for vocal pitch estimation in polyphonic music", Interspeech
2023. A deep U-Net over time and pitch, and a recurrent layer that reads its answer both ways. The names are those of
the checkpoint `rmvpe.pt`, so that it loads as it is; `RmvpeConfig.of` finds a net's size in its weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

PITCHES = 360
BANDS = 128
SUMMARY = 3
"""Channels in which the U-Net answers."""


@dataclass(frozen=True)
class RmvpeConfig:
    width: int = 16
    """Channels of the first level; each next one has twice as many and half of both axes."""
    levels: int = 5
    blocks: int = 4
    """In each level."""
    middle: int = 4
    """Levels at the bottom, which halve nothing."""
    recurrent: int = 256
    """Of each direction."""

    @property
    def period(self) -> int:
        """Frames that are halved together: a spectrogram's length must be a multiple."""
        return int(2**self.levels)

    @classmethod
    def of(cls, tensors: Mapping[str, Tensor]) -> RmvpeConfig:
        """By names and shapes. Raises KeyError where these are no weights of an RMVPE."""
        return cls(
            width=tensors["unet.encoder.layers.0.conv.0.conv.0.weight"].shape[0],
            levels=_count(tensors, "unet.encoder.layers.{}.conv.0.conv.0.weight"),
            blocks=_count(tensors, "unet.encoder.layers.0.conv.{}.conv.0.weight"),
            middle=_count(tensors, "unet.intermediate.layers.{}.conv.0.conv.0.weight"),
            recurrent=tensors["fc.0.gru.weight_hh_l0"].shape[1],
        )


def _count(tensors: Mapping[str, Tensor], name: str) -> int:
    return next(number for number in range(len(tensors) + 1) if name.format(number) not in tensors)


class Residual(nn.Module):
    """(B, I, T, F) -> (B, O, T, F): two convolutions, and the input added."""

    def __init__(self, into: int, out: int):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(into, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU(),
            nn.Conv2d(out, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU(),
        )  # fmt: skip
        self.shortcut = nn.Identity() if into == out else nn.Conv2d(into, out, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x) + self.shortcut(x)  # type: ignore[no-any-return]


def residuals(into: int, out: int, count: int) -> list[Residual]:
    return [Residual(into if number == 0 else out, out) for number in range(count)]


class Level(nn.Module):
    """Some residuals at one resolution."""

    def __init__(self, into: int, out: int, blocks: int):
        super().__init__()
        self.conv = nn.Sequential(*residuals(into, out, blocks))

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x)  # type: ignore[no-any-return]


class Encoder(nn.Module):
    """(B, 1, T, F) -> (B, C, T / 32, F / 32), and what each level heard before it was halved."""

    def __init__(self, c: RmvpeConfig):
        super().__init__()
        outs = [c.width * 2**level for level in range(c.levels)]
        self.bn = nn.BatchNorm2d(1)
        self.layers = nn.ModuleList(Level(i, o, c.blocks) for i, o in zip((1, *outs[:-1]), outs, strict=True))

    def forward(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        x, skips = self.bn(x), []
        for level in self.layers:
            skips.append(level(x))
            x = F.avg_pool2d(skips[-1], 2)
        return x, skips


class Middle(nn.Module):
    """(B, C, t, f) -> (B, 2 * C, t, f)."""

    def __init__(self, into: int, out: int, c: RmvpeConfig):
        super().__init__()
        self.layers = nn.Sequential(*(Level(into if n == 0 else out, out, c.blocks) for n in range(c.middle)))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)  # type: ignore[no-any-return]


class Joined(nn.Module):
    """(B, C, t, f) and the encoder's (B, C / 2, 2 t, 2 f) -> (B, C / 2, 2 t, 2 f)."""

    def __init__(self, into: int, blocks: int):
        super().__init__()
        out = into // 2
        self.conv1 = nn.Sequential(
            nn.ConvTranspose2d(into, out, 3, stride=2, padding=1, output_padding=1, bias=False),
            nn.BatchNorm2d(out), nn.ReLU(),
        )  # fmt: skip
        self.conv2 = nn.Sequential(*residuals(2 * out, out, blocks))

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        return self.conv2(torch.cat([self.conv1(x), skip], dim=1))  # type: ignore[no-any-return]


class Decoder(nn.Module):
    def __init__(self, into: int, c: RmvpeConfig):
        super().__init__()
        self.layers = nn.ModuleList(Joined(into // 2**level, c.blocks) for level in range(c.levels))

    def forward(self, x: Tensor, skips: list[Tensor]) -> Tensor:
        for level, skip in zip(self.layers, reversed(skips), strict=True):
            x = level(x, skip)
        return x


class UNet(nn.Module):
    """(B, 1, T, F) -> (B, C, T, F)."""

    def __init__(self, c: RmvpeConfig):
        super().__init__()
        deepest = c.width * 2 ** (c.levels - 1)
        self.encoder = Encoder(c)
        self.intermediate = Middle(deepest, 2 * deepest, c)
        self.decoder = Decoder(2 * deepest, c)

    def forward(self, x: Tensor) -> Tensor:
        x, skips = self.encoder(x)
        return self.decoder(self.intermediate(x), skips)  # type: ignore[no-any-return]


class BothWays(nn.Module):
    """(B, T, I) -> (B, T, 2 * O)."""

    def __init__(self, into: int, out: int):
        super().__init__()
        self.gru = nn.GRU(into, out, batch_first=True, bidirectional=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.gru(x)[0]  # type: ignore[no-any-return]


class Rmvpe(nn.Module):
    """(B, 128, T) log-mel, T a multiple of `config.period` -> (B, T, 360) between 0 and 1."""

    def __init__(self, config: RmvpeConfig | None = None):
        super().__init__()
        self.config = c = config or RmvpeConfig()
        self.unet = UNet(c)
        self.cnn = nn.Conv2d(c.width, SUMMARY, 3, padding=1)
        self.fc = nn.Sequential(BothWays(SUMMARY * BANDS, c.recurrent), nn.Linear(2 * c.recurrent, PITCHES))

    def forward(self, mel: Tensor) -> Tensor:
        x = self.cnn(self.unet(mel.transpose(1, 2)[:, None]))  # (B, 3, T, 128)
        return torch.sigmoid(self.fc(x.transpose(1, 2).flatten(2)))  # (B, T, 3 * 128) -> (B, T, 360)
