"""Pitch curves on the disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.storage.atomic_file import atomic_file


def save_curve(path: Path, curve: F0Curve, **more: np.ndarray) -> None:
    """By an atomic rename, as everything."""
    arrays = {"hop": curve.hop_seconds, "start": curve.start_seconds, "f0": curve.f0_hz, "confidence": curve.confidence}
    with atomic_file(path) as file:
        np.savez(file, **arrays, **more)


def load_curve(path: Path) -> tuple[F0Curve, dict[str, np.ndarray]]:
    with np.load(path, allow_pickle=False) as data:
        curve = F0Curve(float(data["hop"]), float(data["start"]), data["f0"], data["confidence"])
        more = {name: data[name] for name in data.files if name not in ("hop", "start", "f0", "confidence")}
    return curve, more
