"""The engines of one job, behind their wrappers."""

from __future__ import annotations

from dataclasses import dataclass

from audio_backend.engines import runtime
from audio_backend.engines.base import Engine
from audio_backend.integrations.instrumental_wrapper import InstrumentalWrapper
from audio_backend.integrations.svc_wrapper import SvcWrapper
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper
from audio_backend.models.results import EngineUse
from audio_backend.pipeline.device import Device, device_for
from audio_backend.pipeline.workspace import Workspace


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


def engines_for(job: Workspace) -> Engines:
    """Kept by this process from task to task; each loads when it is used first."""
    config, models = job.config, job.folders.models
    voice = job.facts.voice if config.uses_voice else None
    return Engines(
        instrumental=InstrumentalWrapper(runtime.separation_engine(config.instrumental.engine, models)),
        pitch=SwiftF0Wrapper(runtime.pitch_engine(config.swiftf0.f0_method, models)),
        voice=SvcWrapper(runtime.voice_engine(config.svc.engine, job.folders, voice)),
        device=Device(device_for(config.processing.device), job.folders.gpu_lock),
    )
