"""A look-ahead true-peak limiter: hold, release, smooth, in whole numbers.

Attenuation is counted in integers of 2**-24 dB. Sums of integers are exact, so the moving averages cost the same
at any length, never fall short of what a peak needs, and come back to exactly 0: what isn't limited isn't touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import maximum_filter1d

from audio_backend.dsp.signal.audio import Samples, db_to_gain
from audio_backend.dsp.signal.blocks import reblocked
from audio_backend.dsp.signal.oversampling import Oversampler

LOOK_AHEAD_SECONDS = 0.005
"""The gain takes this long to come down; it gets there when the peak does."""

HOLD_SECONDS = 0.005
"""Full attenuation this long after a peak; with the look-ahead, the gain of a tone above 50 Hz stands still."""

FAST_RELEASE_DB_PER_SECOND = 250.0
"""After a single click: 6 dB are back in 24 ms."""

SLOW_SECONDS = 0.1
"""Attenuation doesn't fall below its own average over this time: a steady passage is not pumped."""

MARGIN_DB = 0.1
"""Aimed at below the ceiling: between the points of the 8x grid a tone rises up to 0.08 dB, and meters differ."""

FACTOR = 8
BLOCK_FRAMES = 8192
UNITS_PER_DB = 1 << 24


@dataclass
class Activity:
    """What a limiter did, counted while it works."""

    frames: int = 0
    limited_frames: int = 0
    max_reduction_db: float = 0.0

    @property
    def limited_share(self) -> float:
        """Of the time, 0..1."""
        return self.limited_frames / self.frames if self.frames else 0.0


def limit(
    blocks: Iterable[Samples], sample_rate: int, channels: int, ceiling_db: float, activity: Activity | None = None
) -> Iterator[Samples]:
    """The same song, in time, its true peak at most `ceiling_db`; one gain for all channels.

    The result doesn't depend on the blocks; where nothing is over the ceiling it is the input to the bit.
    """
    activity = activity or Activity()
    gain = GainComputer(sample_rate, channels, ceiling_db)
    held = np.zeros((channels, 0), np.float32)
    for block in reblocked(blocks, channels, BLOCK_FRAMES):
        held = np.concatenate([held, block], axis=1)
        attenuation = gain.next(block)
        ready = max(held.shape[1] - gain.delay, 0)
        if ready:
            yield _attenuated(held[:, :ready], attenuation[-ready:], activity)
        held = held[:, ready:]
    if held.shape[1]:
        attenuation = gain.next(np.zeros((channels, gain.delay), np.float32))
        yield _attenuated(held, attenuation[-held.shape[1] :], activity)


def _attenuated(samples: Samples, attenuation_db: np.ndarray, activity: Activity) -> Samples:
    activity.frames += samples.shape[1]
    activity.limited_frames += int(np.count_nonzero(attenuation_db))
    activity.max_reduction_db = max(activity.max_reduction_db, float(attenuation_db.max()))
    return samples * np.exp2(attenuation_db * (-np.log2(10.0) / 20.0)).astype(np.float32)


class GainComputer:
    """Blocks in, the attenuation in dB out, for the sample that came `delay` samples before."""

    def __init__(self, sample_rate: int, channels: int, ceiling_db: float):
        boxes = _thirds(round(LOOK_AHEAD_SECONDS * sample_rate))
        spread = sum(boxes) - len(boxes)
        guard = Oversampler.delay
        self._ceiling = db_to_gain(ceiling_db - MARGIN_DB)
        self._oversampler = Oversampler(FACTOR)
        self._recent = np.zeros((channels, Oversampler.history), np.float32)
        self._hold = Highest(spread + 2 * guard + round(HOLD_SECONDS * sample_rate))
        self._fast = Release(round(FAST_RELEASE_DB_PER_SECOND * UNITS_PER_DB / sample_rate))
        self._slow = MovingSum(round(SLOW_SECONDS * sample_rate))
        self._boxes = [MovingSum(length) for length in boxes]
        self._units = UNITS_PER_DB * float(np.prod(boxes))
        self.delay = Oversampler.delay + spread + guard

    def next(self, samples: Samples) -> np.ndarray:
        """(channels, n) -> (n,) dB >= 0."""
        heard = np.concatenate([self._recent, samples], axis=1)
        self._recent = heard[:, -Oversampler.history :]
        released = self._fast.next(self._hold.next(self._needed(self._oversampler.peaks(heard))))
        steady = self._slow.next(released) // self._slow.length
        smooth = np.maximum(released, steady)
        for box in self._boxes:
            smooth = box.next(smooth)
        return smooth / self._units

    def _needed(self, peaks: Samples) -> np.ndarray:
        """(n,) units of attenuation that bring each peak to the ceiling, rounded up."""
        needed = np.zeros(len(peaks), np.int64)
        over = peaks > self._ceiling
        needed[over] = np.ceil(20.0 * UNITS_PER_DB * np.log10(peaks[over] / self._ceiling, dtype=np.float64))
        return needed


class Highest:
    """The highest of the last `length` values."""

    def __init__(self, length: int):
        self._length = length
        self._recent = np.zeros(length - 1, np.int64)

    def next(self, values: np.ndarray) -> np.ndarray:
        line = np.concatenate([self._recent, values])
        self._recent = line[len(values) :]
        centre = self._length // 2
        return maximum_filter1d(line, self._length, mode="constant")[centre : centre + len(values)]


class Release:
    """Follows upwards at once and downwards by `step` per sample, to exactly 0."""

    def __init__(self, step: int):
        self._step = step
        self._last = 0

    def next(self, values: np.ndarray) -> np.ndarray:
        fallen = self._step * np.arange(1, len(values) + 1)
        released = np.maximum.accumulate(np.maximum(values + fallen, self._last)) - fallen
        released = np.maximum(released, 0)
        self._last = int(released[-1])
        return released


class MovingSum:
    """The sum of the last `length` values. Integers may wrap on the way: their difference is exact all the same."""

    def __init__(self, length: int):
        self.length = length
        self._recent = np.zeros(length, np.int64)

    def next(self, values: np.ndarray) -> np.ndarray:
        line = np.concatenate([self._recent, values])
        self._recent = line[len(values) :]
        total = np.cumsum(line)
        return total[self.length :] - total[: len(values)]


def _thirds(length: int) -> list[int]:
    """Three moving averages that together are about `length` long: a bell, close to a Hann window."""
    return [max((length + part) // 3, 1) for part in range(3)]
