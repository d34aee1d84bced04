"""How long a room rings: a blind estimate of the reverberation time from an isolated vocal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from scipy.signal import butter, sosfilt

from audio_backend.dsp.audio import Samples
from audio_backend.dsp.blocks import Reblock

SHORTEST_SECONDS, LONGEST_SECONDS = 0.15, 4.0
BAND_HZ = (250.0, 4000.0)
FRAME_SECONDS = 0.01
SMOOTH_FRAMES = 3
RISE_DB = 2.0
"""A decay goes on while the level stays this close to its lowest so far: late reverb flickers by about 1 dB."""

SKIP_DB = 8.0
"""Left out at the beginning: there the voice itself still fades."""

FOOT_DB = 5.0
"""Left out at the end: there the decay drowns in the noise floor, or the next phrase begins."""

SPAN_DB = 10.0
FEWEST_FRAMES = 7
STRAIGHTNESS = 0.9
"""r squared of the line: exponential decay is straight in dB, a slow fade of the voice is not."""

FEWEST_DECAYS = 2
SILENCE = 1e-12


class DecayMeter:
    """Add a vocal block by block; keeps one number per 10 ms."""

    def __init__(self, sample_rate: int, channels: int):
        self._frames = Reblock(channels, round(FRAME_SECONDS * sample_rate))
        highest = min(BAND_HZ[1], 0.45 * sample_rate)
        self._band = butter(2, (BAND_HZ[0], highest), "bandpass", fs=sample_rate, output="sos")
        self._state = np.zeros((len(self._band), 2))
        self._powers: list[float] = []

    def add(self, samples: Samples) -> None:
        """(channels, n), the next ones."""
        for frame in self._frames.add(samples):
            heard, self._state = sosfilt(self._band, frame.mean(axis=0, dtype=np.float64), zi=self._state)
            self._powers.append(float(heard @ heard) / len(heard))

    @property
    def seconds(self) -> float | None:
        """RT60, 0.15 to 4; None where no two phrases ring out: a dry vocal, or none."""
        return decay_of_envelope(np.array(self._powers))


def decay_seconds(blocks: Iterable[Samples], sample_rate: int, channels: int) -> float | None:
    """RT60 of consecutive blocks (channels, n) of an isolated vocal; None where there is nothing to measure."""
    meter = DecayMeter(sample_rate, channels)
    for block in blocks:
        meter.add(block)
    return meter.seconds


def decay_of_envelope(powers: np.ndarray) -> float | None:
    """(frames,) power per 10 ms -> RT60: the median over all decays, weighted by the dB they span."""
    if len(powers) < SMOOTH_FRAMES:
        return None
    smooth = np.convolve(powers, np.full(SMOOTH_FRAMES, 1.0 / SMOOTH_FRAMES), mode="valid")
    level_db = 10.0 * np.log10(smooth + SILENCE)
    fits = [fit for first, last in _falls(level_db) if (fit := _fit(level_db[first: last + 1]))]
    if len(fits) < FEWEST_DECAYS:
        return None
    seconds, spans = np.array(sorted(fits)).T
    middle = np.searchsorted(np.cumsum(spans), spans.sum() / 2)
    return float(np.clip(seconds[middle], SHORTEST_SECONDS, LONGEST_SECONDS))


def _falls(level_db: np.ndarray) -> Iterator[tuple[int, int]]:
    """First and lowest frame of every stretch that falls, flicker aside."""
    levels = level_db.tolist()
    first = 0
    while first < len(levels) - 1:
        here = lowest = first
        while here + 1 < len(levels) and levels[here + 1] <= levels[lowest] + RISE_DB:
            here += 1
            if levels[here] < levels[lowest]:
                lowest = here
        if lowest > first:
            yield first, lowest
        first = max(lowest, first + 1)


def _fit(fall_db: np.ndarray) -> tuple[float, float] | None:
    """(RT60, dB spanned) of the straight middle of one fall, or None if it has none."""
    start = np.flatnonzero(fall_db >= fall_db.max() - SKIP_DB)[-1]
    stop = np.flatnonzero(fall_db >= fall_db.min() + FOOT_DB)[-1:] + 1
    middle = fall_db[start: stop[0]] if len(stop) else fall_db[:0]
    if len(middle) < FEWEST_FRAMES or middle[0] - middle[-1] < SPAN_DB:
        return None
    times = np.arange(len(middle)) * FRAME_SECONDS
    slope = np.polyfit(times, middle, 1)[0]
    straight = np.corrcoef(times, middle)[0, 1] ** 2 >= STRAIGHTNESS
    return (-60.0 / slope, middle[0] - middle[-1]) if straight else None
