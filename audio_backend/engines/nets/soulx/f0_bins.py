"""Pitch as SoulX-Singer hears it: steps of 20 cents from C1 to B6, and one for no pitch."""

from __future__ import annotations

import numpy as np

LOWEST_HZ = 32.7031956625
CENTS, UNVOICED = 20.0, 0
PER_SEMITONE = 5


def f0_bins(f0_hz: np.ndarray, bins: int) -> np.ndarray:
    """(T,) in Hz, 0 where unvoiced -> (T,) int64: 0, or 1 … bins - 1. What lies beyond them is taken for the last."""
    voiced = f0_hz > 0
    steps = np.round(1200.0 * np.log2(np.where(voiced, f0_hz, LOWEST_HZ).astype(np.float64) / LOWEST_HZ) / CENTS)
    return np.where(voiced, np.clip(steps + 1, 1, bins - 1), UNVOICED).astype(np.int64)
