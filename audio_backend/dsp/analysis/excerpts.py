"""Where to listen into a song to hear its singer: the loudest stretches of what a voice sounds like, spread over it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy.signal import butter, sosfilt

from audio_backend.dsp.signal.audio import Samples
from audio_backend.dsp.signal.blocks import BlockBuffer

HOP_SECONDS = 0.25
VOICE_HZ = (200.0, 4000.0)


class VoiceMeter:
    """How much there is in the middle of the stereo picture where voices sound; one number per 0.25 s."""

    def __init__(self, sample_rate: int, channels: int):
        self._hops = BlockBuffer(channels, round(HOP_SECONDS * sample_rate))
        self._band = butter(2, (VOICE_HZ[0], min(VOICE_HZ[1], 0.45 * sample_rate)), "bandpass", fs=sample_rate,
                            output="sos")  # fmt: skip
        self._state = np.zeros((len(self._band), channels, 2))
        self._powers: list[float] = []

    def add(self, samples: Samples) -> None:
        """The next (channels, n)."""
        for hop in self._hops.add(samples):
            heard, self._state = sosfilt(self._band, hop, axis=1, zi=self._state)
            self._powers.append(_middle_power(heard))

    @property
    def powers(self) -> np.ndarray:
        """(hops,)"""
        return np.array(self._powers)


def _middle_power(heard: np.ndarray) -> float:
    """Mean square of mid less that of side: a wide guitar counts little, a voice in the middle counts whole."""
    mid = float(np.square(heard.mean(axis=0)).mean())
    side = float(np.square((heard[0] - heard[-1]) / 2).mean())
    return max(mid - side, 0.0)


def loudest_excerpts(powers: np.ndarray, length: int, most: int) -> list[int]:
    """The first hops of at most `most` excerpts of `length` hops: the loudest in each equal part of the song.

    They don't overlap. A part in which nothing sounds has none; a song too short for all of them has fewer.
    """
    parts = min(most, len(powers) // length)
    if parts == 0:
        return []
    edges = np.arange(parts + 1) * len(powers) // parts
    sums = np.convolve(powers, np.ones(length), mode="valid")
    firsts = [int(a + np.argmax(sums[a : b - length + 1])) for a, b in pairwise(edges)]
    return [first for first in firsts if sums[first] > 0]
