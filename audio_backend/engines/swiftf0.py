"""SwiftF0: pitch by a tiny network (14 386 parameters) that ships inside the `swift-f0` package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audio_backend.engines.base import EngineInfo, Progress
from audio_backend.engines.weights import PackagedCheckpoint, check_sha256, packaged_file
from audio_backend.errors import EngineFailed, EngineUnavailable

if TYPE_CHECKING:
    from swift_f0 import SwiftF0

SAMPLE_RATE, HOP = 16_000, 256
WEIGHTS, SHA256 = "model.onnx", "6385e8c2ebc3872e82c9ff5946228de44cd3be77a750ea53698b7dbfe94b0a22"
CHECKPOINT = PackagedCheckpoint("swift_f0", WEIGHTS, SHA256)
VOICED = 0.5
"""The network's confidence is calibrated so that a frame is voiced from here on."""


class SwiftF0Engine:
    info = EngineInfo(
        id="swiftf0",
        role="pitch",
        name="SwiftF0",
        summary="Follows the pitch with the SwiftF0 network, 130 times faster than real time on one core.",
        sample_rate=SAMPLE_RATE,
        neural=True,
        licence="MIT",
        weights={WEIGHTS: SHA256},
    )
    hop_seconds = HOP / SAMPLE_RATE

    def __init__(self) -> None:
        self._detector: SwiftF0 | None = None

    @property
    def loaded(self) -> bool:
        return self._detector is not None

    def load(self, device: str) -> None:
        """Always on the CPU, where it takes 1 % of one core; at once when it is there. Raises EngineUnavailable."""
        if self.loaded:
            return
        check_sha256(packaged_file(CHECKPOINT.package, CHECKPOINT.path), SHA256)
        try:
            from swift_f0 import SwiftF0
        except ImportError as error:
            raise EngineUnavailable(
                f"SwiftF0 can't run: {error}.",
                remedy="Run `pip install swift-f0 onnxruntime` in the studio's environment.",
            ) from error
        self._detector = SwiftF0(threads=1, spin=False)

    def unload(self) -> None:
        self._detector = None

    def follow(
        self, mono: np.ndarray, fmin_hz: float, fmax_hz: float, progress: Progress
    ) -> tuple[np.ndarray, np.ndarray]:
        """See engines.base.PitchEngine. It wants a healthy level: the wrapper raises what is very quiet."""
        if self._detector is None:
            raise EngineFailed("SwiftF0 was asked for a pitch before it was loaded.")
        if not len(mono):
            return np.zeros(0), np.zeros(0, np.float32)
        progress(0.0)
        found = self._detector.detect(np.ascontiguousarray(mono, np.float32), SAMPLE_RATE, fmin_hz, fmax_hz)
        progress(1.0)
        f0 = np.where(found.confidence >= VOICED, found.pitch_hz, 0.0)
        return f0, found.confidence.astype(np.float32)
