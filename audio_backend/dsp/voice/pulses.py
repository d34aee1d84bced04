"""Glottal pulses whose phase belongs to the song, so that neighbouring segments sing in phase.

The phase is the integral of the target pitch over the whole song. A segment can't see the whole song; it gets the
phase at every full second (`phase_anchors`) and integrates from there: one anchor error is 1e-6 of a cycle.
"""

from __future__ import annotations

import numpy as np
from scipy import fft

from audio_backend.dsp.pitch.curve_resampling import resampled_curve
from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.spectral_filter import (
    ENVELOPE_BINS,
    ENVELOPE_FFT,
    FRAME_SAMPLES,
    FRAME_SECONDS,
    SAMPLE_RATE,
)

HELD_FRAMES = 1
"""A note's pitch is held 5 ms beyond both ends. With 20 ms every note became 30 ms longer: voicing agreed by 95 %."""
ANCHOR_FRAMES = 200
SETTLED_FRAMES = 100
"""An anchor is trusted this far inside a region, where the resampled curve equals the song's."""
BATCH = 128
SEED = 5
NOISE_BLOCK = 1 << 14


def held(f0_hz: np.ndarray) -> np.ndarray:
    """Pitch every 5 ms, each voiced run extended by up to 5 ms at both ends."""
    f0 = f0_hz.copy()
    for _ in range(HELD_FRAMES):
        empty = f0 == 0
        before, after = np.concatenate(([0.0], f0[:-1])), np.concatenate((f0[1:], [0.0]))
        f0[empty] = np.where(before > 0, before, after)[empty]
    return f0


def cycles(f0_hz: np.ndarray) -> np.ndarray:
    """(frames,) phase in cycles at every 5 ms; pitch is linear between frames and stands still in gaps."""
    both = (f0_hz[:-1] > 0) & (f0_hz[1:] > 0)
    steps = np.where(both, (f0_hz[:-1] + f0_hz[1:]) * (FRAME_SECONDS / 2), 0.0)
    return np.concatenate(([0.0], np.cumsum(steps)))


def phase_anchors(target: F0Curve) -> list[float]:
    """Phase (0..1 cycles) at every full second of the song; `target` is the whole song's curve from 0 s on."""
    frames = int(np.ceil(len(target.f0_hz) * target.hop_seconds / FRAME_SECONDS)) + 1
    f0 = held(resampled_curve(target, FRAME_SECONDS, 0.0, frames).f0_hz)
    return [round(float(phase), 7) for phase in cycles(f0)[::ANCHOR_FRAMES] % 1.0]


def anchored(phase: np.ndarray, start_seconds: float, anchors: list[float] | None) -> np.ndarray:
    """Shift a region's phase (frames,) so that it agrees with the song's."""
    first = round(start_seconds / FRAME_SECONDS)
    wanted = -(-max(first + SETTLED_FRAMES, 0) // ANCHOR_FRAMES)
    last = min(len(anchors or ()) - 1, (first + len(phase) - 1) // ANCHOR_FRAMES)
    anchor = min(wanted, last)
    if anchors is None or anchor * ANCHOR_FRAMES < max(first, 0):
        return phase
    return phase + (anchors[anchor] - phase[anchor * ANCHOR_FRAMES - first]) % 1.0


def pulse_instants(f0_hz: np.ndarray, phase: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """When the phase passes a whole cycle: in frames (fractional), and the pitch there in Hz."""
    f0, f1 = f0_hz[:-1], f0_hz[1:]
    from_cycle = np.ceil(phase[:-1])
    counts = np.where((f0 > 0) & (f1 > 0), np.ceil(phase[1:]) - from_cycle, 0).astype(int)
    at = np.repeat(np.arange(len(f0)), counts)
    nth = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
    missing = from_cycle[at] + nth - phase[at]
    slope = (f1 - f0)[at] / FRAME_SECONDS
    seconds = 2 * missing / (f0[at] + np.sqrt(np.maximum(f0[at] ** 2 + 2 * slope * missing, 0.0)))
    return at + seconds / FRAME_SECONDS, f0[at] + slope * seconds


def minimum_phase(log_amplitude: np.ndarray) -> np.ndarray:
    """(frames, 1025) log amplitudes -> complex64 log spectra of the causal responses that have them."""
    cepstra = fft.irfft(log_amplitude.astype(np.float32), ENVELOPE_FFT, axis=1)
    cepstra[:, 1 : ENVELOPE_BINS - 1] *= 2
    cepstra[:, ENVELOPE_BINS:] = 0
    return fft.rfft(cepstra, axis=1)


def pulse_train(log_spectra: np.ndarray, instants: np.ndarray, f0_hz: np.ndarray, frames: int) -> np.ndarray:
    """(frames,) samples: at every instant (in 5 ms frames) the response there, at the power the envelope says."""
    out = np.zeros(frames + ENVELOPE_FFT, np.float32)
    omega = (-2j * np.pi / ENVELOPE_FFT * np.arange(ENVELOPE_BINS)).astype(np.complex64)
    for first in range(0, len(instants), BATCH):
        at, hz = instants[first : first + BATCH], f0_hz[first : first + BATCH]
        row = np.minimum(at.astype(int), len(log_spectra) - 2)
        share = (at - row)[:, None].astype(np.float32)
        position = at * FRAME_SAMPLES
        sample = np.floor(position).astype(int)
        spectra = log_spectra[row] * (1 - share) + log_spectra[row + 1] * share
        spectra += omega * (position - sample)[:, None].astype(np.float32)
        spectra = np.exp(spectra) * np.sqrt(SAMPLE_RATE / hz)[:, None].astype(np.float32)
        spectra[:, 0] = 0
        for place, response in zip(sample, fft.irfft(spectra, ENVELOPE_FFT, axis=1), strict=True):
            if 0 <= place < frames:
                out[place : place + ENVELOPE_FFT] += response
    return out[:frames]


def white_noise(start: int, stop: int) -> np.ndarray:
    """(stop - start,) unit noise that belongs to the song: sample n is the same whoever asks."""
    blocks = range(start // NOISE_BLOCK, -(-stop // NOISE_BLOCK))
    rng = [np.random.default_rng((SEED, block + (1 << 20))) for block in blocks]
    noise = np.concatenate([r.standard_normal(NOISE_BLOCK, np.float32) for r in rng])
    return noise[start - blocks[0] * NOISE_BLOCK :][: stop - start]
