"""Where a net's random numbers come from: a seed, or a recording of another net's.

The order is that of so-vits-svc and RVC, so that the same seed gives the same sound: the latent's, the starting
phases, the source's, and (so-vits-svc alone) as many again as there are samples, which nobody uses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import torch
from torch import Tensor

BLOCK = 1 << 16
"""Samples of a source at once. A multiple of 16: torch draws normal numbers in sixteens, so a long draw in parts is the
same as the long draw."""


class Noise(Protocol):
    def latent(self, channels: int, frames: int) -> Tensor:
        """Normal, (1, channels, frames), float32 on the CPU as all of them."""
        ...

    def phases(self, harmonics: int) -> Tensor:
        """Of each harmonic at the first sample, (1, harmonics) turns: the fundamental's is 0, others are anywhere."""
        ...

    def source(self, samples: int, harmonics: int) -> Tensor:
        """Normal, (1, samples, harmonics): the next so many. Asked for several times in a row."""
        ...

    def unused(self, samples: int) -> None:
        """Drawn and forgotten."""
        ...


class SeededNoise:
    """From a generator on the CPU: a device's own would give another sound."""

    def __init__(self, seed: int | torch.Generator):
        self.generator = seed if isinstance(seed, torch.Generator) else torch.Generator().manual_seed(seed)

    def latent(self, channels: int, frames: int) -> Tensor:
        return torch.randn(1, channels, frames, generator=self.generator)

    def phases(self, harmonics: int) -> Tensor:
        return _from_zero(torch.rand(1, harmonics, generator=self.generator))

    def source(self, samples: int, harmonics: int) -> Tensor:
        return torch.randn(1, samples, harmonics, generator=self.generator)

    def unused(self, samples: int) -> None:
        for start in range(0, samples, BLOCK):
            self.source(min(BLOCK, samples - start), 1)


@dataclass
class RecordedNoise:
    """What another net has drawn."""

    latent_noise: Tensor
    starting_phases: Tensor | None = None
    source_noise: Tensor | None = None
    _given: int = field(default=0, init=False)

    def latent(self, channels: int, frames: int) -> Tensor:
        return self.latent_noise.reshape(1, channels, frames)

    def phases(self, harmonics: int) -> Tensor:
        return _from_zero(_there(self.starting_phases, "phases").reshape(1, harmonics).clone())

    def source(self, samples: int, harmonics: int) -> Tensor:
        part = _there(self.source_noise, "source noise")[:, self._given : self._given + samples]
        self._given += samples
        return part.reshape(1, samples, harmonics)

    def unused(self, samples: int) -> None:
        """Not recorded."""


def _from_zero(phases: Tensor) -> Tensor:
    phases[:, 0] = 0
    return phases


def _there(noise: Tensor | None, name: str) -> Tensor:
    if noise is None:
        raise ValueError(f"no {name} in this recording")
    return noise
