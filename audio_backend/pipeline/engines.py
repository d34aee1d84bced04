"""The engines of one job, behind their wrappers."""

from __future__ import annotations

from dataclasses import dataclass

from audio_backend.engines.base import Engine
from audio_backend.integrations.instrumental_wrapper import InstrumentalWrapper
from audio_backend.integrations.svc_wrapper import SvcWrapper
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.results import EngineUse
from audio_backend.pipeline.device import Device, device_for, engine
from audio_backend.storage.folders import Folders


@dataclass(frozen=True)
class Engines:
    """One for each role, and where they run."""

    instrumental: InstrumentalWrapper
    pitch: SwiftF0Wrapper
    voice: SvcWrapper
    device: Device

    def use(self, stage: str, engine: Engine) -> EngineUse:
        """For the report: who made this stage."""
        info = engine.info
        return EngineUse(
            stage=stage,
            engine=info.id,
            placeholder=info.placeholder,
            neural=info.neural,
            weights=info.weights,
            sample_rate=info.sample_rate,
            device=self.device.device_used_by(engine),
        )


def engines_for(config: AudioConfig, folders: Folders) -> Engines:
    """Kept by this process from task to task; each loads when it is used first."""
    models = folders.models
    return Engines(
        instrumental=InstrumentalWrapper(engine("stems", config.instrumental.engine, models)),
        pitch=SwiftF0Wrapper(engine("pitch", config.swiftf0.f0_method, models)),
        voice=SvcWrapper(engine("voice", config.svc.engine, models)),
        device=Device(device_for(config.processing.device), folders.gpu_lock),
    )
