"""Pitch curves of a song and of its segments, and what is loud enough in them to be sung."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Samples

QUIET_DB = 50.0
"""Frames this far under the loudest of the song are not sung: what is left there is bleed."""


def frame_levels_db(vocal: Samples, sample_rate: int, curve: F0Curve) -> np.ndarray:
    """(frames,) RMS level in dBFS of the hop around each frame; vocal and curve begin together."""
    edges = np.round((np.arange(len(curve.f0_hz) + 1) - 0.5) * curve.hop_seconds * sample_rate).astype(int)
    power = np.concatenate([[0.0], np.cumsum(np.square(vocal, dtype=np.float64).mean(axis=0))])
    edges = np.clip(edges, 0, len(power) - 1)
    mean = np.diff(power[edges]) / np.maximum(np.diff(edges), 1)
    levels_db: np.ndarray = 10 * np.log10(np.maximum(mean, 1e-12))
    return levels_db


def gated(curve: F0Curve, levels_db: np.ndarray, loudest_db: float) -> F0Curve:
    """Unvoiced where the vocal is 50 dB under the loudest frame of the song."""
    return replace(curve, f0_hz=np.where(levels_db > loudest_db - QUIET_DB, curve.f0_hz, 0.0))


def region(curve: F0Curve, start_seconds: float, frames: int) -> F0Curve:
    """The song's curve over one segment's region; unvoiced outside the song."""
    first = round(start_seconds / curve.hop_seconds)
    at = np.arange(first, first + frames)
    inside = (at >= 0) & (at < len(curve.f0_hz))
    safe = np.clip(at, 0, len(curve.f0_hz) - 1)
    return F0Curve(
        curve.hop_seconds,
        first * curve.hop_seconds,
        np.where(inside, curve.f0_hz[safe], 0.0),
        np.where(inside, curve.confidence[safe], 0).astype(np.float32),
    )
