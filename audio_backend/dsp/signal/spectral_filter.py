"""A filter that changes with time, drawn as gains over an STFT: zero phase, and one when all gains are one.

All arrays begin on the song's 80 ms grid, so the STFT (hop 252 samples, 14 to 80 ms) lies the same however
the song was cut.
"""

from __future__ import annotations

import numpy as np
from scipy import fft

from audio_backend.dsp.signal.audio import Samples

SAMPLE_RATE = 44_100
WINDOW, HOP = 1008, 252
BINS = WINDOW // 2 + 1

FRAME_SECONDS = 0.005
"""Hop of all spectral envelopes: 220.5 samples, 16 frames to 80 ms."""
FRAME_SAMPLES = SAMPLE_RATE * FRAME_SECONDS
ENVELOPE_FFT = 2048
ENVELOPE_BINS = ENVELOPE_FFT // 2 + 1
FREQUENCIES_HZ = np.arange(ENVELOPE_BINS) * SAMPLE_RATE / ENVELOPE_FFT

_HANN = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
_NORM = np.float32(1.0 / 1.5)
"""Hann squared, four times overlapped, sums to 1.5."""


def stft_frames(frames: int) -> int:
    """How many STFT frames touch this many samples."""
    return -(-frames // HOP) + 1


def on_stft(envelopes: np.ndarray, frames: int) -> np.ndarray:
    """(5 ms frames, 1025 bins) -> (stft_frames(frames), 505 bins), linear in time and frequency."""
    rows = np.minimum(np.arange(stft_frames(frames)) * (HOP / FRAME_SAMPLES), len(envelopes) - 1)
    low = np.minimum(rows.astype(int), max(len(envelopes) - 2, 0))
    share = (rows - low)[:, None].astype(np.float32)
    high = np.minimum(low + 1, len(envelopes) - 1)
    in_time = envelopes[low] * (1 - share) + envelopes[high] * share
    columns = np.arange(BINS) * (ENVELOPE_FFT / WINDOW)
    left = np.minimum(columns.astype(int), ENVELOPE_BINS - 2)
    part = (columns - left).astype(np.float32)
    return in_time[:, left] * (1 - part) + in_time[:, left + 1] * part


def filtered(samples: Samples, gains: np.ndarray) -> Samples:
    """(channels, frames) with gains (stft_frames(frames), 505) applied; silence is assumed beyond both ends."""
    frames = samples.shape[1]
    count, half = len(gains), WINDOW // 2
    padded = np.pad(samples, ((0, 0), (half, count * HOP + half - frames)))
    out = np.zeros((len(samples), (count - 1) * HOP + WINDOW), np.float32)
    for channel, sound in enumerate(padded):
        windows = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::HOP][:count]
        spectra = fft.rfft(windows * _HANN, axis=1)
        spectra *= gains
        parts = fft.irfft(spectra, WINDOW, axis=1) * (_HANN * _NORM)
        for quarter in range(WINDOW // HOP):
            piece = parts[:, quarter * HOP : (quarter + 1) * HOP].reshape(-1)
            out[channel, quarter * HOP : quarter * HOP + len(piece)] += piece
    return out[:, half : half + frames]
