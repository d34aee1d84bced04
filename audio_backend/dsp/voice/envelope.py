"""Spectral envelopes of a voice every 5 ms at 44.1 kHz (WORLD's CheapTrick), and how to bend them.

Analyses are local: what a frame holds depends on some 50 ms around it, never on where the audio begins.
"""

from __future__ import annotations

import numpy as np

from audio_backend.dsp.signal.spectral_filter import (
    ENVELOPE_BINS,
    ENVELOPE_FFT,
    FRAME_SECONDS,
    FREQUENCIES_HZ,
    SAMPLE_RATE,
)

LOWEST_HZ = 72.0
"""Analysis windows get no longer than three periods of this; CheapTrick's floor at this FFT size is 71 Hz."""

SILENCE_POWER = 1e-16


def log_envelope(mono: np.ndarray, f0_hz: np.ndarray) -> np.ndarray:
    """(frames, 1025) log power in nats, float32. mono (samples,) at 44.1 kHz, f0 every 5 ms (0 = unvoiced)."""
    import pyworld

    f0 = np.where(f0_hz > 0, np.maximum(f0_hz, LOWEST_HZ), 0.0)
    times = np.arange(len(f0)) * FRAME_SECONDS
    power = pyworld.cheaptrick(mono.astype(np.float64), f0, times, SAMPLE_RATE, fft_size=ENVELOPE_FFT)
    return np.log(power + SILENCE_POWER).astype(np.float32)


def warp_positions(factor: float | np.ndarray, top_hz: float) -> np.ndarray:
    """(1025,) which bin an output bin takes its level from when formants move by `factor`; (frames, 1025) for many.

    Formants move exactly up to 0.8 * top (the lower of before and after); from there the map bends so that `top`
    stays where it is, and nothing is moved above: the end of the recording's bandwidth must not wander.
    """
    factor = np.asarray(factor, np.float64)[..., None]
    knee = 0.8 * top_hz * np.minimum(1.0, factor)
    bent = knee / factor + (FREQUENCIES_HZ - knee) * (top_hz - knee / factor) / (top_hz - knee)
    source_hz = np.where(knee > FREQUENCIES_HZ, FREQUENCIES_HZ / factor, bent)
    source_hz = np.where(top_hz < FREQUENCIES_HZ, FREQUENCIES_HZ, source_hz)
    return np.minimum(source_hz * ENVELOPE_FFT / SAMPLE_RATE, ENVELOPE_BINS - 1)


def warped(log_power: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """(frames, 1025) the envelope read at other bins, the same in all frames or not, linearly interpolated."""
    left = np.minimum(positions.astype(int), log_power.shape[1] - 2)
    share = (positions - left).astype(np.float32)
    if positions.ndim == 1:
        return log_power[:, left] * (1 - share) + log_power[:, left + 1] * share
    low, high = (np.take_along_axis(log_power, at, axis=1) for at in (left, left + 1))
    return low * (1 - share) + high * share
