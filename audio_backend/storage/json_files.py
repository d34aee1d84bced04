"""Small files that appear whole or not at all: JSON, and pitch curves. A full disk is StorageFull."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.storage.atomic_file import atomic_file


def write_bytes(path: Path, content: bytes) -> None:
    with atomic_file(path) as file:
        file.write(content)


def write_json(path: Path, value: Any) -> None:
    write_bytes(path, json.dumps(value).encode())


def read_json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def known_json(path: Path) -> Any | None:
    """None where it was not made yet, was taken away just now, or is no JSON any more: then it is made again."""
    try:
        return read_json(path)
    except (FileNotFoundError, ValueError):
        return None


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
