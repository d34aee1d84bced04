"""FCPE: a log-mel spectrogram in, how much each of 360 pitches is heard in each frame out.

"FCPE: Fast Context-based Pitch Estimation", CN_ChiTu, github.com/CNChTu/FCPE; the blocks are those of A. Gulati et al.:
"Conformer: convolution-augmented transformer for speech recognition", Interspeech 2020, and in the weights that
torchfcpe ships there are six of them with their convolutions alone, no attention.

One thing looks at a whole clip: the group norm behind the first convolution. `moments` finds its mean and variance
first, so that a clip in pieces, with `config.reach` frames of context each, sounds to the net exactly as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

PITCHES = 360
BANDS = 128
NORM_EPS = 1e-5


@dataclass(frozen=True)
class FcpeConfig:
    width: int = 512
    blocks: int = 6
    groups: int = 4
    """Of the group norm."""
    kernel: int = 31

    @property
    def reach(self) -> int:
        """Frames to each side that a frame's answer depends on, beside the moments."""
        return 2 + self.blocks * (self.kernel // 2)


class ConformerBlock(nn.Module):
    """(B, T, C) -> (B, T, C): what is added to a frame by its neighbourhood."""

    def __init__(self, width: int, kernel: int):
        super().__init__()
        inner = 2 * width
        self.norm = nn.LayerNorm(width)
        self.spread = nn.Conv1d(width, 2 * inner, 1)
        self.around = nn.Conv1d(inner, inner, kernel, padding=kernel // 2, groups=inner)
        self.gather = nn.Conv1d(inner, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        y = F.glu(self.spread(self.norm(x).transpose(1, 2)), dim=1)  # (B, 2 * C, T)
        return self.gather(F.silu(self.around(y))).transpose(1, 2)  # type: ignore[no-any-return]


class Fcpe(nn.Module):
    """(B, 128, T) log-mel -> (B, T, 360) between 0 and 1."""

    def __init__(self, config: FcpeConfig | None = None):
        super().__init__()
        self.config = c = config or FcpeConfig()
        self.enter = nn.Conv1d(BANDS, c.width, 3, padding=1)
        self.enter_norm = nn.GroupNorm(c.groups, c.width, eps=NORM_EPS)
        self.enter_more = nn.Conv1d(c.width, c.width, 3, padding=1)
        self.blocks = nn.ModuleList(ConformerBlock(c.width, c.kernel) for _ in range(c.blocks))
        self.norm = nn.LayerNorm(c.width)
        self.leave = nn.Linear(c.width, PITCHES)

    def moments(self, pieces: Iterable[tuple[Tensor, slice]]) -> tuple[Tensor, Tensor]:
        """Mean and variance, each (groups,), behind the first convolution, over the named frames of each (128, T)."""
        count, groups = 0, self.config.groups
        total = power = torch.zeros(groups, dtype=torch.float64, device=self.enter.weight.device)
        for mel, inside in pieces:
            x = self.enter(mel[None])[0, :, inside].double().reshape(groups, -1)
            total, power, count = total + x.sum(1), power + x.square().sum(1), count + x.shape[1]
        mean = total / count
        return mean, power / count - mean.square()

    def forward(self, mel: Tensor, moments: tuple[Tensor, Tensor]) -> Tensor:
        x = F.leaky_relu(self._normed(self.enter(mel), *moments))  # (B, C, T)
        x = self.enter_more(x).transpose(1, 2)  # (B, T, C)
        for block in self.blocks:
            x = x + block(x)
        return torch.sigmoid(self.leave(self.norm(x)))

    def _normed(self, x: Tensor, mean: Tensor, variance: Tensor) -> Tensor:
        """The group norm by the moments of a whole clip."""
        each = self.config.width // self.config.groups
        scale = (variance + NORM_EPS).rsqrt().repeat_interleave(each).to(x.dtype) * self.enter_norm.weight
        shift = self.enter_norm.bias - mean.repeat_interleave(each).to(x.dtype) * scale
        return x * scale[:, None] + shift[:, None]


def own_names(checkpoint: dict[str, Tensor]) -> dict[str, Tensor]:
    """Tensors of torchfcpe's checkpoint under the names of Fcpe, the last layer's weight norm folded.

    `cent_table` is the grid (`grid_of`); the norms of the blocks served the attention, which these weights don't have.
    """
    parts = {
        "input_stack.0": "enter", "input_stack.1": "enter_norm", "input_stack.3": "enter_more", "norm": "norm",
    }  # fmt: skip
    inside = {"0": "norm", "2": "spread", "4.conv": "around", "6": "gather"}
    found = {}
    for name, tensor in checkpoint.items():
        prefix, _, leaf = name.rpartition(".")
        if prefix in parts:
            found[f"{parts[prefix]}.{leaf}"] = tensor
        elif ".conformer.net." in prefix:
            block, _, part = prefix.removeprefix("net.encoder_layers.").partition(".conformer.net.")
            found[f"blocks.{block}.{inside[part]}.{leaf}"] = tensor
    direction, length = checkpoint["output_proj.weight_v"], checkpoint["output_proj.weight_g"]
    found["leave.weight"] = direction * (length / direction.norm(dim=1, keepdim=True))
    found["leave.bias"] = checkpoint["output_proj.bias"]
    return found
