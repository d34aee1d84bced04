"""What stands between a song and a VITS net: F0 without gaps, content as long as F0, and loudness afterwards."""

from __future__ import annotations

import numpy as np

QUIETEST = 1e-6
"""An RMS below this is taken for this: silence isn't raised to a roar."""


def f0_without_gaps(f0_hz: np.ndarray) -> np.ndarray:
    """(T,) with 0 where unvoiced -> a straight line through every gap, the ends held: so-vits-svc hears of gaps by the
    voiced flag alone. All zeros stay zeros. (RVC's nets want the zeros.)"""
    known = np.flatnonzero(f0_hz > 0)
    if not len(known):
        return np.zeros(len(f0_hz), np.float32)
    filled: np.ndarray = np.interp(np.arange(len(f0_hz)), known, f0_hz[known]).astype(np.float32)
    return filled


def stretched_content(content: np.ndarray, frames: int) -> np.ndarray:
    """(C, t) -> (C, frames), each frame the nearest before it in time."""
    return content[:, np.arange(frames) * content.shape[1] // frames]


def doubled_content(content: np.ndarray) -> np.ndarray:
    """(C, t) -> (C, 2t): 50 frames a second to RVC's 100."""
    return content.repeat(2, axis=1)


def follow_loudness(
    converted: np.ndarray, rate: int, sung: np.ndarray, sung_rate: int, own_share: float, *, stretched: bool = True
) -> np.ndarray:
    """`converted` (frames,) with the envelope of what was `sung`, in half-second steps; at an own_share of 1 it keeps
    its own. RVC stretches the steps over the whole sound, a quarter of a second off at its ends; else each counts
    where it was measured, however long the sound is."""
    target, present = (
        _stretched(half_second_rms(sound, sound_rate), len(converted))
        if stretched
        else _in_place(half_second_rms(sound, sound_rate), rate, len(converted))
        for sound, sound_rate in ((sung, sung_rate), (converted, rate))
    )
    levelled: np.ndarray = converted * target ** (1 - own_share) * np.maximum(present, QUIETEST) ** (own_share - 1)
    return levelled


def half_second_rms(sound: np.ndarray, rate: int) -> np.ndarray:
    """One value every half second, each over the second around it; silence before and after."""
    hop = rate // 2
    padded = np.pad(sound.astype(np.float64) ** 2, hop)
    summed = np.concatenate([[0.0], padded.cumsum()])
    starts = np.arange(0, len(sound) + 1, hop)
    rms: np.ndarray = np.sqrt(np.maximum(summed[starts + 2 * hop] - summed[starts], 0) / (2 * hop)).astype(np.float32)
    return rms


def _in_place(values: np.ndarray, rate: int, frames: int) -> np.ndarray:
    places = np.arange(frames) / (rate // 2)
    line: np.ndarray = np.interp(places, np.arange(len(values)), values).astype(np.float32)
    return line


def _stretched(values: np.ndarray, frames: int) -> np.ndarray:
    """Straight lines between the values, each in the middle of its share of the frames."""
    places = (np.arange(frames) + 0.5) * len(values) / frames - 0.5
    stretched: np.ndarray = np.interp(places, np.arange(len(values)), values).astype(np.float32)
    return stretched
