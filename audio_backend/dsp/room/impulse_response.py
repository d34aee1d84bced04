"""A room made of noise: diffuse, decaying, darker with time, the same every time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import soxr
from scipy.fft import irfft, rfft, rfftfreq
from scipy.signal import sosfreqz

from audio_backend.dsp.level.loudness import k_weighting
from audio_backend.dsp.signal.audio import Samples

PRE_DELAY_SECONDS = 0.015
BUILD_UP_SECONDS = 0.01
"""Reflections grow dense within this; an abrupt start of noise sounds like a second attack."""

BANDS_HZ = (250.0, 1000.0, 2500.0, 5000.0)
DECAY_FACTORS = (0.9, 1.0, 0.85, 0.6, 0.4)
"""Of the RT60, below, between and above the bands: air and curtains swallow the treble first."""

LOW_CUT_HZ, HIGH_CUT_HZ = 150.0, 9000.0
DECAYED_RT60S = 1.1
"""Length of the response: 66 dB down."""

ROOM_RATE = 48_000
SEED = 10
"""Of the first dozen, the room that favours no singer: bass to soprano come out within 1.2 dB of the dry voice."""

VOICE_KNEE_HZ = 800.0
"""A singing voice, roughly: flat from the low cut to here, then 12 dB per octave down."""


def impulse_response(sample_rate: int, channels: int, rt60_seconds: float) -> Samples:
    """(channels, frames): with it a voice comes out as loud (K-weighted) as it went in. One room at every rate."""
    tail = soxr.resample(_tail(channels, rt60_seconds).T, ROOM_RATE, sample_rate, quality="VHQ").T
    silence = np.zeros((channels, round(PRE_DELAY_SECONDS * sample_rate)))
    response = np.concatenate([silence, tail], axis=1)
    return (response / _voice_gains(response, sample_rate)).astype(np.float32)


def _tail(channels: int, rt60_seconds: float) -> np.ndarray:
    """(channels, frames) at ROOM_RATE."""
    frames = round(DECAYED_RT60S * rt60_seconds * ROOM_RATE)
    noise = np.random.default_rng(SEED).standard_normal((channels, frames))
    seconds = np.arange(frames) / ROOM_RATE
    bands = zip(_split(noise), DECAY_FACTORS, strict=True)
    tail = sum(band * 10.0 ** (-3.0 * seconds / (factor * rt60_seconds)) for band, factor in bands)
    return tail * np.minimum(seconds / BUILD_UP_SECONDS, 1.0)


def _split(noise: np.ndarray) -> list[np.ndarray]:
    """Bands that sum to the noise between the low and the high cut; crossovers are half an octave wide."""
    spectrum = rfft(noise, axis=1)
    octaves = np.log2(np.maximum(rfftfreq(noise.shape[1], 1.0 / ROOM_RATE), 1.0))
    above = [_step(octaves, hz) for hz in (LOW_CUT_HZ, *BANDS_HZ, HIGH_CUT_HZ)]
    return [irfft(spectrum * (low - high), n=noise.shape[1], axis=1) for low, high in pairwise(above)]


def _step(octaves: np.ndarray, hz: float) -> np.ndarray:
    """0 below, 1 above, a raised cosine half an octave wide around `hz`."""
    position = np.clip((octaves - np.log2(hz)) * 2.0 + 0.5, 0.0, 1.0)
    return np.sin(0.5 * np.pi * position) ** 2


def _voice_gains(response: np.ndarray, sample_rate: int) -> np.ndarray:
    """(channels, 1) how much louder (K-weighted, linear) a voice is behind each side of this response."""
    hz = rfftfreq(response.shape[1], 1.0 / sample_rate)
    weight = np.abs(sosfreqz(k_weighting(sample_rate), hz, fs=sample_rate)[1]) ** 2
    voice = weight / (1.0 + (hz / VOICE_KNEE_HZ) ** 4) * (hz > LOW_CUT_HZ)
    power = np.abs(rfft(response, axis=1)) ** 2
    return np.sqrt((power * voice).sum(axis=1, keepdims=True) / voice.sum())
