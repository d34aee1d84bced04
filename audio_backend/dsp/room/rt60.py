"""How long a room rings: a blind estimate of the reverberation time from an isolated vocal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from scipy.signal import butter, sosfilt

from audio_backend.dsp.level.loudness import INAUDIBLE
from audio_backend.dsp.signal.audio import Samples, to_mono
from audio_backend.dsp.signal.blocks import BlockBuffer

SHORTEST_SECONDS, LONGEST_SECONDS = 0.15, 4.0
OCTAVES_HZ = (250.0, 500.0, 1000.0, 2000.0)
"""Where each band begins. A note rings out in one octave while the next one, or a breath, sounds in another."""

FRAME_SECONDS = 0.01
FRAMES_AT_A_TIME = 10
SMOOTH_FRAMES = 3
RISE_DB = 2.0
"""A decay goes on while the level stays this close to its lowest so far: late reverb flickers by about 1 dB."""

SKIP_DB = 8.0
"""Left out at the beginning: there the voice itself still fades."""

FOOT_DB = 4.0
"""Left out at the end: there the decay drowns in the noise floor, or the next phrase begins."""

SPAN_DB = 8.0
FEWEST_FRAMES = 7
STRAIGHTNESS = 0.9
"""r squared of the line: exponential decay is straight in dB, a slow fade of the voice is not."""

FEWEST_DECAYS = 2
SILENCE = 1e-12


class DecayMeter:
    """Add a vocal block by block; keeps four numbers per 10 ms."""

    def __init__(self, sample_rate: int, channels: int):
        frame = round(FRAME_SECONDS * sample_rate)
        self._blocks = BlockBuffer(channels, FRAMES_AT_A_TIME * frame)
        self._bands = [
            butter(2, (low, min(2 * low, 0.45 * sample_rate)), "bandpass", fs=sample_rate, output="sos")
            for low in OCTAVES_HZ
        ]
        self._states = [np.zeros((len(band), 2)) for band in self._bands]
        self._powers: list[np.ndarray] = []

    def add(self, samples: Samples) -> None:
        """(channels, n), the next ones."""
        for block in self._blocks.add(samples):
            self._powers.append(self._band_powers(to_mono(block)[0].astype(np.float64)))

    @property
    def seconds(self) -> float | None:
        """RT60, 0.15 (a dry voice) to 4; None where no two notes ring out."""
        return decay_of_envelopes(np.concatenate([np.zeros((len(OCTAVES_HZ), 0)), *self._powers], axis=1))

    def _band_powers(self, mono: np.ndarray) -> np.ndarray:
        """(n,) -> (bands, FRAMES_AT_A_TIME)."""
        powers = []
        for index, band in enumerate(self._bands):
            heard, self._states[index] = sosfilt(band, mono, zi=self._states[index])
            self._states[index][np.abs(self._states[index]) < INAUDIBLE] = 0.0
            powers.append((heard.reshape(FRAMES_AT_A_TIME, -1) ** 2).mean(axis=1))
        return np.stack(powers)


def rt60_seconds(blocks: Iterable[Samples], sample_rate: int, channels: int) -> float | None:
    """RT60 of consecutive blocks (channels, n) of an isolated vocal; None where there is nothing to measure."""
    meter = DecayMeter(sample_rate, channels)
    for block in blocks:
        meter.add(block)
    return meter.seconds


def decay_of_envelopes(powers: np.ndarray) -> float | None:
    """(bands, frames) power per 10 ms -> RT60: the median over all decays, weighted by the dB they span."""
    fits = sorted(fit for band in powers for fit in _fits(band)) if powers.size else []
    if len(fits) < FEWEST_DECAYS:
        return None
    seconds, spans = np.array(fits).T
    middle = np.searchsorted(np.cumsum(spans), spans.sum() / 2)
    return float(np.clip(seconds[middle], SHORTEST_SECONDS, LONGEST_SECONDS))


def _fits(powers: np.ndarray) -> list[tuple[float, float]]:
    """(frames,) -> (RT60, dB spanned) of every decay."""
    smooth = np.convolve(powers, np.full(SMOOTH_FRAMES, 1.0 / SMOOTH_FRAMES))
    level_db = 10.0 * np.log10(smooth + SILENCE)
    return [fit for first, last in _falls(level_db) if (fit := _fit(level_db[first : last + 1]))]


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
    middle = fall_db[start : stop[0]] if len(stop) else fall_db[:0]
    if len(middle) < FEWEST_FRAMES or middle[0] - middle[-1] < SPAN_DB:
        return None
    times = np.arange(len(middle)) * FRAME_SECONDS
    slope = np.polyfit(times, middle, 1)[0]
    straight = np.corrcoef(times, middle)[0, 1] ** 2 >= STRAIGHTNESS
    return (-60.0 / slope, middle[0] - middle[-1]) if straight else None
