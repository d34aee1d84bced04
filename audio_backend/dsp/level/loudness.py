"""How loud a song is: integrated loudness (ITU-R BS.1770-4, EBU R128) and true peak, measured while it passes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from math import inf, isfinite, pi, tan

import numpy as np
from scipy.signal import sosfilt

from audio_backend.dsp.signal.audio import Samples, gain_to_db
from audio_backend.dsp.signal.blocks import BlockBuffer
from audio_backend.dsp.signal.oversampling import Oversampler

HOP_SECONDS = 0.1
HOPS_PER_BLOCK = 4
"""400 ms blocks that overlap by 75 %."""

ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
OFFSET_LUFS = -0.691
TRUE_PEAK_FACTOR = 4
INAUDIBLE = 1e-30
"""Filter state below this becomes 0: denormal numbers would make digital silence slow."""


@dataclass(frozen=True)
class Loudness:
    """What the meter says of a whole song; -inf for silence."""

    integrated_lufs: float
    true_peak_dbtp: float
    sample_peak_db: float

    def as_dict(self) -> dict[str, float | None]:
        """For JSON, which has no -inf: silence is null."""
        return {name: round(value, 3) if isfinite(value) else None for name, value in asdict(self).items()}


class LoudnessMeter:
    """Add blocks of any size; the answer doesn't depend on them. Keeps one number per 100 ms."""

    def __init__(self, sample_rate: int, channels: int, *, true_peak: bool = True):
        self._hops = BlockBuffer(channels, round(HOP_SECONDS * sample_rate))
        self._weighting = k_weighting(sample_rate)
        self._state = np.zeros((2, channels, 2))
        self._powers: list[float] = []
        self._oversampler = Oversampler(TRUE_PEAK_FACTOR) if true_peak else None
        self._recent = np.zeros((channels, Oversampler.history), np.float32)
        self._true_peak = self._sample_peak = 0.0

    def add(self, samples: Samples) -> None:
        """(channels, n), the next ones."""
        for hop in self._hops.add(samples):
            self._powers.append(self._weighted_power(hop))
            self._sample_peak = max(self._sample_peak, _highest(hop))
            self._true_peak = max(self._true_peak, self._between(hop))
            self._recent = np.concatenate([self._recent, hop], axis=1)[:, -Oversampler.history :]

    @property
    def integrated_lufs(self) -> float:
        """-inf for silence, and for less than 400 ms."""
        return gated_loudness(np.array(self._powers))

    @property
    def sample_peak(self) -> float:
        """The highest |sample|, linear."""
        return max(self._sample_peak, _highest(self._hops.rest))

    @property
    def true_peak_dbtp(self) -> float:
        """The highest |value| of the wave, oversampled four times, in dB; without `true_peak`, of the samples."""
        rest = self._hops.rest
        ending = np.pad(rest, ((0, 0), (0, Oversampler.delay)))
        return gain_to_db(max(self._true_peak, self.sample_peak, self._between(ending)))

    @property
    def loudness(self) -> Loudness:
        return Loudness(self.integrated_lufs, self.true_peak_dbtp, gain_to_db(self.sample_peak))

    def _weighted_power(self, hop: Samples) -> float:
        weighted, self._state = sosfilt(self._weighting, hop.astype(np.float64), axis=1, zi=self._state)
        self._state[np.abs(self._state) < INAUDIBLE] = 0.0
        return float(np.einsum("cn,cn->", weighted, weighted)) / hop.shape[1]

    def _between(self, samples: Samples) -> float:
        if self._oversampler is None:
            return 0.0
        return _highest(self._oversampler(np.concatenate([self._recent, samples], axis=1)))


def measure(blocks: Iterable[Samples], sample_rate: int, channels: int) -> Loudness:
    """Of consecutive blocks (channels, n)."""
    meter = LoudnessMeter(sample_rate, channels)
    for block in blocks:
        meter.add(block)
    return meter.loudness


def gated_loudness(powers: np.ndarray) -> float:
    """(hops,) mean squares of 100 ms after K-weighting, summed over channels -> LUFS with both gates of BS.1770-4."""
    if len(powers) < HOPS_PER_BLOCK:
        return -inf
    blocks = np.convolve(powers, np.full(HOPS_PER_BLOCK, 1.0 / HOPS_PER_BLOCK), mode="valid")
    heard = blocks[blocks > _power(ABSOLUTE_GATE_LUFS)]
    if not len(heard):
        return -inf
    gate = heard.mean() * 10.0 ** (RELATIVE_GATE_LU / 10.0)
    return float(OFFSET_LUFS + 10.0 * np.log10(heard[heard > gate].mean()))


def k_weighting(sample_rate: int) -> np.ndarray:
    """(2, 6) second-order sections: the head's high shelf, then the low cut, by the bilinear transform.

    At 48 kHz these are the coefficients printed in BS.1770-4, to all their digits.
    """
    return np.array([_high_shelf(sample_rate), _low_cut(sample_rate)])


def _high_shelf(
    sample_rate: int, hz: float = 1681.974450955533, gain_db: float = 3.999843853973347, q: float = 0.7071752369554196
) -> list[float]:
    k = tan(pi * hz / sample_rate)
    high = 10.0 ** (gain_db / 20.0)
    band = high**0.4996667741545416
    norm = 1.0 + k / q + k * k
    return [
        (high + band * k / q + k * k) / norm,
        2.0 * (k * k - high) / norm,
        (high - band * k / q + k * k) / norm,
        1.0,
        2.0 * (k * k - 1.0) / norm,
        (1.0 - k / q + k * k) / norm,
    ]


def _low_cut(sample_rate: int, hz: float = 38.13547087602444, q: float = 0.5003270373238773) -> list[float]:
    k = tan(pi * hz / sample_rate)
    norm = 1.0 + k / q + k * k
    return [1.0, -2.0, 1.0, 1.0, 2.0 * (k * k - 1.0) / norm, (1.0 - k / q + k * k) / norm]


def _power(lufs: float) -> float:
    return 10.0 ** ((lufs - OFFSET_LUFS) / 10.0)


def _highest(samples: Samples) -> float:
    """The highest |value|; 0 of nothing."""
    return float(max(samples.max(), -samples.min())) if samples.size else 0.0
