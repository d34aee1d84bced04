"""The stand-in voice: the singer's own, only moved to another pitch. No conversion takes place."""

from __future__ import annotations

from collections.abc import Sequence

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.voice.timbre import TOP_HZ
from audio_backend.dsp.voice.vocoder import Reshaping, formant_change, reshape
from audio_backend.engines.base import ConversionRequest, JsonObject, VoicePlan
from audio_backend.engines.entries import UNCONVERTED
from audio_backend.models.voice_options import VoiceOptions
from audio_backend.models.voices import Voice


class Unconverted:
    info = UNCONVERTED.info

    def __init__(self) -> None:
        self.loaded = False

    def load(self, device: str) -> None:
        self.loaded = True

    def unload(self) -> None:
        self.loaded = False

    def summarise_segment(self, vocal: Audio, f0: F0Curve, inner: slice) -> JsonObject:
        return {}

    def plan_song(
        self, summaries: Sequence[JsonObject], target_f0: F0Curve, voice: Voice, options: VoiceOptions
    ) -> VoicePlan:
        return VoicePlan({})

    def convert(self, request: ConversionRequest) -> Audio:
        """The same object when neither pitch nor formants are moved."""
        reshaping = Reshaping(formant_change(request.formant_shift, TOP_HZ), anchors=request.phase)
        return reshape(request.vocal, request.f0, request.target_f0, reshaping, request.progress)
