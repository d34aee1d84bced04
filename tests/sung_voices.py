"""A voice engine called as the studio calls it, with a voice and settings as plain JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.voice.pulses import phase_anchors
from audio_backend.engines import catalog
from audio_backend.engines.base import ConversionRequest, VoiceEngine
from audio_backend.engines.voice.echo.plan import EchoPlan, SpectralMapping
from audio_backend.messages import english
from audio_backend.models.messages import read_message
from audio_backend.models.voice_options import VoiceOptions
from audio_backend.models.voices import Voice, read_voice


@dataclass(frozen=True)
class Planned:
    """A song's plan after it was kept as JSON, what is told of it, and the phase of its target curve."""

    plan: dict[str, Any]
    told: dict[str, Any] | None
    phase: list[float]

    @property
    def alpha(self) -> float:
        return self.told["alpha"]

    @property
    def mappings(self) -> tuple[SpectralMapping, ...]:
        return EchoPlan.model_validate(self.plan).mappings

    @property
    def mapping(self) -> SpectralMapping:
        (one,) = self.mappings
        return one


def as_voice(voice: Any) -> Voice:
    return read_voice(voice) if isinstance(voice, dict) else voice


def options_of(engine: VoiceEngine, settings: dict[str, Any]) -> VoiceOptions:
    entry = catalog.find("voice", engine.info.id)
    asked = {name: value for name, value in settings.items() if name != "formant_shift"}
    return (entry.options_class() if entry else VoiceOptions).model_validate(asked)


def plan_song(
    engine: VoiceEngine, summaries: list[Any], target: F0Curve, voice: Any, settings: dict[str, Any]
) -> Planned:
    planned = engine.plan_song(summaries, target, as_voice(voice), options_of(engine, settings))
    told = planned.report.model_dump(mode="json") if planned.report else None
    told = told and told | {"reason": english(read_message(told["reason"]))}
    return Planned(json.loads(json.dumps(planned.plan)), told, phase_anchors(target))


def request_of(
    engine: VoiceEngine, vocal: Audio, f0: F0Curve, target: F0Curve, voice: Any, planned: Planned,
    settings: dict[str, Any],
) -> ConversionRequest:  # fmt: skip
    return ConversionRequest(
        vocal=vocal, f0=f0, target_f0=target, voice=as_voice(voice), plan=planned.plan,
        options=options_of(engine, settings), phase=planned.phase,
        formant_shift=settings.get("formant_shift", 1.0), progress=lambda done: None,
    )  # fmt: skip


def sing(
    engine: VoiceEngine, vocal: Audio, f0: F0Curve, target: F0Curve, voice: Any, planned: Planned,
    settings: dict[str, Any],
) -> Audio:  # fmt: skip
    return engine.convert(request_of(engine, vocal, f0, target, voice, planned, settings))
