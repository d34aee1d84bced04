"""Random numbers that belong to the song: those of frame 7 are the same for every segment that covers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

LATENT, PHASES, SOURCE = range(3)
BLOCK = 1 << 10
BEFORE_SONG = 1 << 24
"""Blocks: seeds are not negative, and a region may begin before the song."""


@dataclass
class SongNoise:
    """nets.vits.noise.Noise from a frame of the song on."""

    seed: int
    first_frame: int
    hop: int
    cycles: float = 0.0
    """Where the voice stands in its cycle at the first sample."""
    _drawn: int = field(default=0, init=False)

    def latent(self, channels: int, frames: int) -> Tensor:
        return self._normal(LATENT, self.first_frame, frames, channels).T[None]

    def phases(self, harmonics: int) -> Tensor:
        """Each harmonic as far from the fundamental as everywhere in the song."""
        apart = np.random.default_rng((self.seed, PHASES)).random(harmonics)
        apart[0] = 0.0
        phases = (apart + self.cycles * np.arange(1, harmonics + 1)) % 1
        return torch.from_numpy(phases.astype(np.float32))[None]

    def source(self, samples: int, harmonics: int) -> Tensor:
        start = self.first_frame * self.hop + self._drawn
        self._drawn += samples
        return self._normal(SOURCE, start, samples, harmonics)[None]

    def unused(self, samples: int) -> None:
        """Nothing follows it."""

    def _normal(self, kind: int, start: int, count: int, width: int) -> Tensor:
        """(count, width) from place `start` of the song on."""

        def drawn(block: int) -> np.ndarray:
            seed = (self.seed, kind, width, block + BEFORE_SONG)
            return np.random.default_rng(seed).standard_normal((BLOCK, width), np.float32)

        return torch.from_numpy(_from_blocks(drawn, start, count))


def _from_blocks(drawn: Callable[[int], np.ndarray], start: int, count: int) -> np.ndarray:
    blocks = range(start // BLOCK, -(-(start + count) // BLOCK))
    joined = np.concatenate([drawn(block) for block in blocks])
    return joined[start - blocks[0] * BLOCK :][:count]
