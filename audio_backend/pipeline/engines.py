"""The engines of one job, behind their wrappers."""

from __future__ import annotations

from dataclasses import dataclass

from audio_backend.engines import catalog, runtime
from audio_backend.engines.base import Engine
from audio_backend.integrations.instrumental_wrapper import InstrumentalWrapper
from audio_backend.integrations.svc_wrapper import SvcWrapper
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper
from audio_backend.models.results import EngineUse
from audio_backend.models.voice_options import VoiceOptions
from audio_backend.models.voices import Voice
from audio_backend.pipeline.device import Device, device_for
from audio_backend.pipeline.workspace import Workspace

LEAD_VOICE = ""
"""In place of an id: who sings the lead, and every part that names no other voice."""


@dataclass(frozen=True)
class Singer:
    """A voice, the engine that sings with it, and what that is asked for."""

    voice: Voice
    engine: SvcWrapper
    options: VoiceOptions

    @property
    def engine_id(self) -> str:
        return self.engine.engine.info.id


@dataclass(frozen=True)
class Engines:
    """Those of each role, and where they run."""

    instrumental: InstrumentalWrapper
    pitch: SwiftF0Wrapper
    singers: dict[str, Singer]
    """By the ids of their voices, the lead's as LEAD_VOICE; empty where no voice is converted."""
    device: Device

    @property
    def describing(self) -> dict[str, SvcWrapper]:
        """File in a segment's folder -> the voice engine that keeps there what it wants to know of the segment, which
        is the same for all voices it sings with. The lead's is the first."""
        found: dict[str, SvcWrapper] = {}
        for singer in self.singers.values():
            found.setdefault(singer.engine_id, singer.engine)
        return {_description(place): engine for place, engine in enumerate(found.values())}

    def description_of(self, singer: Singer) -> str:
        """The file of its engine."""
        return next(name for name, engine in self.describing.items() if engine.engine.info.id == singer.engine_id)

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


def _description(place: int) -> str:
    return f"description-{place}.json" if place else "description.json"


def engines_for(job: Workspace) -> Engines:
    """Kept by this process from task to task; each loads when it is used first, and makes room for others."""
    config, models = job.config, job.folders.models
    return Engines(
        instrumental=InstrumentalWrapper(runtime.separation_engine(config.instrumental.engine, models)),
        pitch=SwiftF0Wrapper(runtime.pitch_engine(config.swiftf0.f0_method, models, config.swiftf0.hybrid)),
        singers=_singers(job) if config.uses_voice else {},
        device=Device(device_for(config.processing.device), job.folders.gpu_lock),
    )


def _singers(job: Workspace) -> dict[str, Singer]:
    svc = job.config.svc
    lead = catalog.engine_for(svc, job.voice)
    singers = {LEAD_VOICE: _singer(job, lead, job.voice, catalog.voice_options(svc, lead))}
    for voice_id, other in job.facts.voices_beside.items():
        options = catalog.voice_options_beside(svc, other.engine, lead, other.voice)
        singers[voice_id] = _singer(job, other.engine, other.voice, options)
    return singers


def _singer(job: Workspace, engine: str, voice: Voice, options: VoiceOptions) -> Singer:
    return Singer(voice, SvcWrapper(runtime.voice_engine(engine, job.folders, voice)), options)
