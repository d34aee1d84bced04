"""Sound is a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
"""float32 (channels, frames)."""

ReadSamples = Callable[[int, int], Samples]
"""read(start, stop) -> (channels, stop - start); silence outside the song, so any range may be asked for."""


@dataclass(frozen=True)
class Audio:
    """samples (channels, frames) float32, beside the rate in Hz they belong to."""

    samples: Samples
    sample_rate: int

    @property
    def channels(self) -> int:
        return self.samples.shape[0]

    @property
    def frames(self) -> int:
        return self.samples.shape[1]

    @property
    def duration_seconds(self) -> float:
        return self.frames / self.sample_rate


def db_to_gain(db: float) -> float:
    return float(10.0 ** (db / 20.0))


def gain_to_db(gain: float) -> float:
    """-inf for silence."""
    return float(20.0 * np.log10(gain)) if gain > 0 else float("-inf")


def reader(samples: Samples, at: int = 0) -> ReadSamples:
    """Read an array that begins at sample `at` of the song the way a file is read: silence outside."""
    frames = samples.shape[1]

    def read(start: int, stop: int) -> Samples:
        start, stop = start - at, stop - at
        inside = samples[:, max(start, 0) : max(min(stop, frames), 0)]
        before = min(max(-start, 0), stop - start)
        after = stop - start - before - inside.shape[1]
        return np.pad(inside, ((0, 0), (before, after)))

    return read
