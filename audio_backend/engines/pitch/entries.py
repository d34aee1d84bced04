"""The rows of pitch engines in the catalogue."""

from __future__ import annotations

from audio_backend.engines.base import EngineInfo
from audio_backend.engines.entry import EngineEntry, Package
from audio_backend.engines.weights import WeightsFile

SWIFTF0_WEIGHTS = WeightsFile(
    "swift_f0", "model.onnx", "6385e8c2ebc3872e82c9ff5946228de44cd3be77a750ea53698b7dbfe94b0a22"
)

SWIFTF0 = EngineEntry(
    EngineInfo(
        id="swiftf0",
        role="pitch",
        name="SwiftF0",
        summary="Follows the pitch with the SwiftF0 network, 130 times faster than real time on one core.",
        sample_rate=16_000,
        neural=True,
        licence="MIT",
        weights={SWIFTF0_WEIGHTS.name: SWIFTF0_WEIGHTS.sha256},
    ),
    "audio_backend.engines.pitch.swiftf0:SwiftF0Engine",
    needs=(Package("swift_f0"), Package("onnxruntime"), SWIFTF0_WEIGHTS),
)

PYIN = EngineEntry(
    EngineInfo(
        id="pyin",
        role="pitch",
        name="pYIN",
        summary="Stand-in: librosa's pYIN. Twenty times slower than SwiftF0, and it hears pitch in gaps.",
        sample_rate=16_000,
        neural=False,
        placeholder=True,
        licence="ISC (librosa)",
    ),
    "audio_backend.engines.pitch.pyin:PYin",
    needs=(Package("librosa"),),
)
