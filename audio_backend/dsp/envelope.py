"""Spectral envelopes of a voice every 5 ms at 44.1 kHz (WORLD's CheapTrick and D4C), and how to bend them.

Analyses are local: what a frame holds depends on some 50 ms around it, never on where the audio begins.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import distance_transform_edt, uniform_filter1d

from audio_backend.dsp.spectral_filter import ENVELOPE_BINS, ENVELOPE_FFT, FRAME_SECONDS, FREQUENCIES_HZ, SAMPLE_RATE

LOWEST_HZ = 72.0
"""Analysis windows get no longer than three periods of this; CheapTrick's floor at this FFT size is 71 Hz."""

SILENCE_POWER = 1e-16
PERIODIC_BIN = 10
BLOCK_FRAMES, CALM_FRAMES = 8, 3
FAR_FRAMES = 20
"""Of 10 ms: beyond this a frame borrows no neighbour's breathiness."""

TYPICAL_APERIODICITY = np.interp(
    FREQUENCIES_HZ, (0, 1000, 4000, 8000, 16000, 22050), (0.001, 0.004, 0.03, 0.15, 0.8, 0.85)
)
HISS = np.clip((FREQUENCIES_HZ - 1500) / 3500, 0.0, 1.0).astype(np.float32)
"""What a voiced z or v adds: noise above, the voice below."""


def log_envelope(mono: np.ndarray, f0_hz: np.ndarray) -> np.ndarray:
    """(frames, 1025) log power in nats, float32. mono (samples,) at 44.1 kHz, f0 every 5 ms (0 = unvoiced)."""
    import pyworld

    f0 = np.where(f0_hz > 0, np.maximum(f0_hz, LOWEST_HZ), 0.0)
    times = np.arange(len(f0)) * FRAME_SECONDS
    power = pyworld.cheaptrick(mono.astype(np.float64), f0, times, SAMPLE_RATE, fft_size=ENVELOPE_FFT)
    return np.log(power + SILENCE_POWER).astype(np.float32)


def aperiodicity(mono: np.ndarray, f0_hz: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The share of noise in the amplitude (frames, 1025) 0..1, and whether a frame is periodic (frames,).

    D4C every 10 ms. A voiced frame that it takes for noise keeps its neighbours' periodic lows and hisses above:
    that is a z or a v, or a doubled voice, and no reason to lose the note.
    """
    f0 = np.where(f0_hz > 0, np.maximum(f0_hz, LOWEST_HZ), 0.0)[::2]
    found = np.concatenate([_block_d4c(mono, f0, first) for first in range(0, len(f0), BLOCK_FRAMES)])
    periodic = found[:, PERIODIC_BIN] < 0.99
    coarse = uniform_filter1d(_borrowed(found, periodic), CALM_FRAMES, axis=0)
    noisy = (f0 > 0) & ~periodic
    coarse[noisy] = np.maximum(coarse[noisy], HISS)
    frames = np.arange(len(f0_hz)) / 2
    low = np.minimum(frames.astype(int), len(f0) - 1)
    high = np.minimum(low + 1, len(f0) - 1)
    share = (frames - low)[:, None].astype(np.float32)
    return coarse[low] * (1 - share) + coarse[high] * share, periodic[low] & (periodic[high] | (share[:, 0] == 0))


def _block_d4c(mono: np.ndarray, f0_hz: np.ndarray, first: int) -> np.ndarray:
    """(frames, 1025) for 80 ms of frames from `first` on, with 80 ms of sound on both sides.

    D4C adds its own noise, drawn anew in every call, and is very sensitive to it: called on the song's grid it
    gives every frame one answer. Without that the breath of neighbouring segments differs by 35 dB below the voice.
    """
    import pyworld

    f0 = np.ascontiguousarray(f0_hz[first: first + BLOCK_FRAMES])
    if not f0.any():
        return np.ones((len(f0), ENVELOPE_BINS), np.float32)
    start = (first - BLOCK_FRAMES) * 441
    sound = mono[max(start, 0): start + 3 * BLOCK_FRAMES * 441]
    sound = np.pad(sound, (max(-start, 0), 3 * BLOCK_FRAMES * 441 - len(sound) - max(-start, 0)))
    times = (np.arange(len(f0)) + BLOCK_FRAMES) * 2 * FRAME_SECONDS
    found = pyworld.d4c(sound.astype(np.float64), f0, times, SAMPLE_RATE, threshold=0.85, fft_size=ENVELOPE_FFT)
    return found.astype(np.float32)


def _borrowed(found: np.ndarray, periodic: np.ndarray) -> np.ndarray:
    """Frames that aren't periodic take the breathiness of the nearest one that is."""
    typical = TYPICAL_APERIODICITY.astype(np.float32)
    if not periodic.any():
        return np.tile(typical, (len(found), 1))
    distance, nearest = distance_transform_edt(~periodic, return_indices=True)
    result = found[nearest[0]]
    result[distance > FAR_FRAMES] = typical
    return result


def warp_positions(factor: float, top_hz: float) -> np.ndarray:
    """(1025,) which bin an output bin takes its level from when formants move by `factor`.

    Formants move exactly up to 0.8 * top (the lower of before and after); from there the map bends so that `top`
    stays where it is, and nothing is moved above: the end of the recording's bandwidth must not wander.
    """
    knee = 0.8 * top_hz * min(1.0, factor)
    source_hz = np.interp(FREQUENCIES_HZ, (0.0, knee, top_hz), (0.0, knee / factor, top_hz))
    source_hz = np.where(top_hz < FREQUENCIES_HZ, FREQUENCIES_HZ, source_hz)
    return np.minimum(source_hz * ENVELOPE_FFT / SAMPLE_RATE, ENVELOPE_BINS - 1)


def warped(log_power: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """(frames, 1025) the envelope read at other bins, linearly interpolated."""
    left = np.minimum(positions.astype(int), log_power.shape[1] - 2)
    share = (positions - left).astype(np.float32)
    return log_power[:, left] * (1 - share) + log_power[:, left + 1] * share
