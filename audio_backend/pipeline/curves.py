"""Pitch curves on the disk."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from audio_backend.dsp.audio import Samples
from audio_backend.dsp.segments import Segment
from audio_backend.engines.base import F0Curve

QUIET_DB = 50.0
"""Frames this far under the loudest of the song are not sung: what is left there is bleed."""


def save_curve(path: Path, curve: F0Curve, **more: np.ndarray) -> None:
    """By an atomic rename, as everything."""
    scratch = path.with_suffix(".part.npz")
    np.savez(
        scratch, hop=curve.hop_seconds, start=curve.start_seconds, f0=curve.f0_hz, confidence=curve.confidence, **more
    )
    os.replace(scratch, path)


def load_curve(path: Path) -> tuple[F0Curve, dict[str, np.ndarray]]:
    with np.load(path, allow_pickle=False) as data:
        curve = F0Curve(float(data["hop"]), float(data["start"]), data["f0"], data["confidence"])
        more = {name: data[name] for name in data.files if name not in ("hop", "start", "f0", "confidence")}
    return curve, more


def frame_levels_db(vocal: Samples, sample_rate: int, curve: F0Curve) -> np.ndarray:
    """(frames,) RMS level in dBFS of the hop around each frame; vocal and curve begin together."""
    edges = np.round((np.arange(len(curve.f0_hz) + 1) - 0.5) * curve.hop_seconds * sample_rate).astype(int)
    power = np.concatenate([[0.0], np.cumsum(np.square(vocal, dtype=np.float64).mean(axis=0))])
    edges = np.clip(edges, 0, len(power) - 1)
    mean = np.diff(power[edges]) / np.maximum(np.diff(edges), 1)
    return 10 * np.log10(np.maximum(mean, 1e-12))


def owned_curve(
    parts: list[tuple[Segment, F0Curve, np.ndarray]], sample_rate: int, duration_seconds: float
) -> tuple[F0Curve, np.ndarray]:
    """One curve of the whole song and its levels; each frame from the segment that owns its time.

    In an overlap the earlier segment owns the first half. Frames of segments that failed are unvoiced.
    """
    hop = parts[0][1].hop_seconds
    frames = int(np.ceil(duration_seconds / hop)) + 1
    f0, confidence, levels = np.zeros(frames), np.zeros(frames, np.float32), np.full(frames, -120.0)
    for segment, curve, level in parts:
        first = round(curve.start_seconds / hop)
        start = max(first, 0, round((segment.start + segment.fade_in / 2) / sample_rate / hop))
        stop = min(first + len(curve.f0_hz), frames)
        inside = slice(start - first, stop - first)
        f0[start:stop], confidence[start:stop], levels[start:stop] = (
            curve.f0_hz[inside],
            curve.confidence[inside],
            level[inside],
        )
    return F0Curve(hop, 0.0, f0, confidence), levels


def gated(curve: F0Curve, levels_db: np.ndarray) -> F0Curve:
    """Unvoiced where the vocal is 50 dB under its loudest frame."""
    loud = levels_db > levels_db.max() - QUIET_DB
    return F0Curve(curve.hop_seconds, curve.start_seconds, np.where(loud, curve.f0_hz, 0.0), curve.confidence)


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
