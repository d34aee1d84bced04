"""Sound is a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
"""float32 (channels, frames)."""

ReadSamples = Callable[[int, int], Samples]
"""read(start, stop) -> (channels, stop - start); silence outside the song, so any range may be asked for."""


POLARITY_INVERTED = 9.0
"""A side of this many times the mid's power is the voice itself, with its right channel turned over."""


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


def mid_and_side(samples: Samples) -> tuple[float, float]:
    """The energy of what the channels share and of what tells them apart; one channel shares everything."""
    if len(samples) != 2:
        return float(np.sum(np.square(samples), dtype=np.float64)), 0.0
    mid, side = (0.5 * (samples[0] + sign * samples[1]) for sign in (1, -1))
    return float(np.vdot(mid, mid)), float(np.vdot(side, side))


def polarity_inverted(samples: Samples) -> bool:
    return polarity_inverted_in([mid_and_side(samples)])


def polarity_inverted_in(energies: Iterable[tuple[float, float]]) -> bool:
    """Judged by the mid and side of all parts of a sound together."""
    mid, side = np.sum([(0.0, 0.0), *energies], axis=0)
    return bool(side > POLARITY_INVERTED * mid)


def fix_polarity(samples: Samples, over: bool) -> Samples:
    """(channels, frames) with the right channel turned over again, where it is turned `over`."""
    return samples * np.array([[1], [-1]], np.float32) if over else samples


def to_mono(samples: Samples, over: bool | None = None) -> Samples:
    """(1, frames) of one or two channels; a voice whose right channel is turned `over` is not lost. None: looked at."""
    return fix_polarity(samples, polarity_inverted(samples) if over is None else over).mean(axis=0, keepdims=True)


def add_up(sounds: Iterable[Samples]) -> Samples:
    """(channels, frames) of sounds that are all as long and as wide."""
    total = np.zeros((1, 1), np.float32)
    for samples in sounds:
        total = total + samples
    return total


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
