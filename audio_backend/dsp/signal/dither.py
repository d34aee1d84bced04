"""From floating point to the integer grid of a file, without distortion and without chance.

The noise of a sample depends on the seed and on its place in the song alone (Philox counts, it doesn't remember),
so any block may be made again and comes out the same.
"""

from __future__ import annotations

import numpy as np

from audio_backend.dsp.signal.audio import Samples

FULL_SCALE = {16: 1 << 15, 24: 1 << 23}
"""Steps from 0 to 1."""

DRAWS_PER_COUNT = 4
"""Philox4x64 gives four 64-bit numbers for each value of its counter."""


def dither(samples: Samples, bits: int, first_frame: int, seed: int) -> Samples:
    """(channels, n) on the grid of 16 bits, with triangular noise of two steps, or of 24 bits, just rounded.

    Still float32: step k is exactly k / 2**15 or k / 2**23. What is over full scale stops there. A sample of exactly 0
    lies on the grid already and stays 0, so digital silence stays silent.
    """
    steps = samples.astype(np.float64) * FULL_SCALE[bits]
    if bits == 16:
        steps += np.where(steps != 0.0, _triangular_noise(samples.shape, first_frame, seed), 0.0)
    steps = np.clip(np.rint(steps), -FULL_SCALE[bits], FULL_SCALE[bits] - 1)
    return (steps / FULL_SCALE[bits]).astype(np.float32)


def _triangular_noise(shape: tuple[int, int], first_frame: int, seed: int) -> np.ndarray:
    """(channels, n) in steps, -1 to 1: the sum of two uniform numbers, from the halves of one draw of 64 bits."""
    channels, frames = shape
    count, skipped = divmod(first_frame * channels, DRAWS_PER_COUNT)
    draws = np.random.Philox(key=seed, counter=count).random_raw(skipped + frames * channels)[skipped:]
    halves = (draws >> np.uint64(32)).astype(np.float64) + (draws & np.uint64(0xFFFF_FFFF)).astype(np.float64)
    return (halves / 2.0**32 - 1.0).reshape(frames, channels).T
