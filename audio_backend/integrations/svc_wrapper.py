"""What is common to all voice engines: their sample rate and back, equal length and channels, nothing for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.resampling import at_rate, back_at, resampled_frames
from audio_backend.dsp.signal.segments import Segment
from audio_backend.engines.base import ConversionRequest, JsonObject, VoiceEngine, VoicePlan
from audio_backend.integrations.answers import sung_by, value_of
from audio_backend.models.voice_options import VoiceOptions
from audio_backend.models.voices import Voice


class SvcWrapper:
    """Lets a voice engine hear a segment's vocal, and sing it."""

    def __init__(self, engine: VoiceEngine):
        self.engine = engine

    def summarise_segment(self, vocal: Audio, f0: F0Curve, segment: Segment) -> JsonObject:
        """What the engine wants to know of the owned part of a vocal that covers [read_start, read_stop)."""
        rate, inner = self.engine.info.sample_rate, segment.inner
        start, stop = (resampled_frames(edge, vocal.sample_rate, rate) for edge in (inner.start, inner.stop))
        summary = self.engine.summarise_segment(at_rate(vocal, rate), f0, slice(start, stop))
        return value_of(self.engine.info.id, summary, dict, "what it wants to know of a segment")

    def plan_song(
        self, summaries: Sequence[JsonObject], target_f0: F0Curve, voice: Voice, options: VoiceOptions
    ) -> VoicePlan:
        """The song's plan from its segments' summaries; target_f0 is the whole song's, from 0 s on."""
        planned = self.engine.plan_song(summaries, target_f0, voice, options)
        return value_of(self.engine.info.id, planned, VoicePlan, "its plan of the song")

    def convert(self, request: ConversionRequest) -> Audio:
        """The vocal in the other voice, as long and as wide as before; the same object when nothing changes. Raises
        EngineFailed."""
        vocal = request.vocal
        if _changes_nothing(request):
            return vocal
        at_engine = at_rate(vocal, self.engine.info.sample_rate)
        sung = self.engine.convert(replace(request, vocal=at_engine))
        if sung is at_engine:
            return vocal
        return back_at(sung_by(self.engine.info.id, sung, at_engine), vocal)


def _changes_nothing(request: ConversionRequest) -> bool:
    """Strength 0 without a shift is the original, by any engine."""
    still = request.options.strength == 0.0 and request.formant_shift == 1.0
    return still and np.array_equal(request.f0.f0_hz, request.target_f0.f0_hz)
