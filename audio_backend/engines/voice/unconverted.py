"""The stand-in voice: the singer's own, only moved to another pitch. No conversion takes place."""

from __future__ import annotations

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.spectral_filter import SAMPLE_RATE
from audio_backend.dsp.voice.pulses import phase_anchors
from audio_backend.dsp.voice.timbre import TOP_HZ
from audio_backend.dsp.voice.vocoder import Reshaping, formant_change, reshape
from audio_backend.engines.base import EngineInfo, Progress


class Unconverted:
    info = EngineInfo(
        id="unconverted",
        role="voice",
        name="Unconverted",
        summary="Stand-in: the singer's own voice, only its pitch and formants are moved. Nothing is converted.",
        sample_rate=SAMPLE_RATE,
        neural=False,
        placeholder=True,
        licence="MIT (part of the studio)",
    )

    def __init__(self) -> None:
        self._loaded = False

    @property
    def loaded(self) -> bool:
        return self._loaded

    def load(self, device: str) -> None:
        self._loaded = True

    def unload(self) -> None:
        self._loaded = False

    def describe(self, vocal: Audio, f0: F0Curve, inner: slice) -> dict:
        return {}

    def survey(self, parts: list[dict], f0: F0Curve, voice: dict, settings: dict) -> dict:
        """`f0` is the song's target curve, from 0 s on."""
        return {"phase": phase_anchors(f0)}

    def convert(
        self,
        vocal: Audio,
        f0: F0Curve,
        target_f0: F0Curve,
        voice: dict,
        plan: dict,
        settings: dict,
        progress: Progress,
    ) -> Audio:
        """The same object when neither pitch nor formants are moved."""
        change = formant_change(float(settings.get("formant_shift", 1.0)), TOP_HZ)
        return reshape(vocal, f0, target_f0, Reshaping(change, anchors=plan["phase"]), progress)
