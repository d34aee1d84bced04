"""A pitch curve on another grid."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import PchipInterpolator

from audio_backend.dsp.pitch.f0_curve import F0Curve, voiced_runs


def on_one_grid(curves: list[F0Curve]) -> list[F0Curve]:
    """Of one song, each with the hop that most of them have: a segment that is tried again by another pitch engine may
    have another one."""
    hops = [curve.hop_seconds for curve in curves]
    usual = max(hops, key=lambda hop: (hops.count(hop), -hop), default=0.0)
    return [curve if curve.hop_seconds == usual else _with_hop(curve, usual) for curve in curves]


def _with_hop(curve: F0Curve, hop_seconds: float) -> F0Curve:
    """All of it, from its first frame on."""
    frames = int(np.ceil(len(curve.f0_hz) * curve.hop_seconds / hop_seconds - 1e-9))
    return resampled_curve(curve, hop_seconds, curve.start_seconds, frames)


def resampled_curve(curve: F0Curve, hop_seconds: float, start_seconds: float, frames: int) -> F0Curve:
    """The curve on another grid: PCHIP of log2 f0 inside each voiced run, never across a gap.

    A new frame is voiced when the nearest old one is; beyond a run's first and last frame its pitch is held.
    """
    position = (start_seconds - curve.start_seconds + hop_seconds * np.arange(frames)) / curve.hop_seconds
    f0 = np.zeros(frames)
    for start, stop in voiced_runs(curve.voiced):
        inside = slice(*np.searchsorted(position, (start - 0.5, stop - 0.5)))
        at = np.clip(position[inside], start, stop - 1)
        log_f0 = np.log2(curve.f0_hz[start:stop])
        if stop - start > 1:
            f0[inside] = 2.0 ** PchipInterpolator(np.arange(start, stop), log_f0)(at)
        else:
            f0[inside] = curve.f0_hz[start]
    known = np.arange(len(curve.f0_hz))
    confidence = np.interp(position, known, curve.confidence, left=0.0, right=0.0) if len(known) else np.zeros(frames)
    return F0Curve(hop_seconds, start_seconds, f0, confidence.astype(np.float32))
