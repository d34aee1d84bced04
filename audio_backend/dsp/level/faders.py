"""Small helpers of the mixing desk: gains, fades, mono and stereo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite, pi, sin, sqrt

import numpy as np

from audio_backend.dsp.signal.audio import Samples, db_to_gain


def gain_db_to_match(lufs_from: float, lufs_to: float) -> float:
    """The gain in dB that brings one loudness to another; 0 where one of them is silence (-inf), which has no match."""
    return lufs_to - lufs_from if isfinite(lufs_from) and isfinite(lufs_to) else 0.0


OFF_DB = -60.0
"""The lowest position of a fader: nothing comes through, as on a desk."""


def fader_gain(gain_db: float) -> float:
    """The factor of a fader in dB; exactly 0 at -60 dB, where it is off."""
    return 0.0 if gain_db <= OFF_DB else db_to_gain(gain_db)


def apply_fader_db(samples: Samples, gain_db: float) -> Samples:
    """`amplified` by a fader that somebody moves: at -60 dB it is silence, to the bit."""
    return np.zeros_like(samples) if gain_db <= OFF_DB else apply_gain_db(samples, gain_db)


def apply_gain_db(samples: Samples, gain_db: float) -> Samples:
    """0 dB is the same samples to the bit."""
    return samples if gain_db == 0 else samples * np.float32(db_to_gain(gain_db))


def pan_gains(pan: float) -> tuple[float, float]:
    """Factors of left and right, -1 left to 1 right: what is the same in both is as loud at any place (sine and cosine,
    both 1 in the middle, so that a side is 3 dB up and the other one off)."""
    return sqrt(2.0) * sin((1.0 - pan) * pi / 4), sqrt(2.0) * sin((1.0 + pan) * pi / 4)


def apply_pan(samples: Samples, pan: float) -> Samples:
    """(2, n), each channel at its own gain; in the middle the same samples to the bit."""
    return samples if pan == 0 else samples * np.array([pan_gains(pan)], np.float32).T


def with_channels(samples: Samples, channels: int) -> Samples:
    """(1 or 2, n) -> (channels, n): mono is doubled, stereo is averaged."""
    if samples.shape[0] == channels:
        return samples
    return np.repeat(samples, 2, axis=0) if channels == 2 else samples.mean(axis=0, keepdims=True, dtype=np.float32)


def fade_gains(start: int, stop: int, frames: int, fade_in: int, fade_out: int) -> Samples:
    """(stop - start,) of a song of `frames`: raised cosines, exactly 0 on the first and on the last sample."""
    place = np.arange(start, stop)
    return (_raised_cosine(place, fade_in) * _raised_cosine(frames - 1 - place, fade_out)).astype(np.float32)


def _raised_cosine(distance: np.ndarray, fade: int) -> np.ndarray:
    """0 at distance 0 from the song's end, 1 from `fade` samples on; no fade is 1 throughout."""
    return np.sin(0.5 * np.pi * np.minimum(distance / fade, 1.0)) ** 2 if fade else np.ones(len(distance))


def faded(blocks: Iterable[Samples], frames: int, fade_in: int, fade_out: int) -> Iterator[Samples]:
    """Consecutive blocks (channels, n) of a song of `frames`; untouched between the fades. Lengths in samples."""
    start = 0
    for block in blocks:
        stop = start + block.shape[1]
        touched = start < fade_in or stop > frames - fade_out
        yield block * fade_gains(start, stop, frames, fade_in, fade_out) if touched else block
        start = stop
