"""What is common to all voice engines: their sample rate and back, equal length and channels, nothing for nothing."""

from __future__ import annotations

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.resampling import at_rate, back_at, resampled_frames
from audio_backend.dsp.signal.segments import Segment
from audio_backend.engines.base import Progress, VoiceEngine
from audio_backend.errors import EngineFailed


class SvcWrapper:
    """Lets a voice engine hear a segment's vocal, and sing it."""

    def __init__(self, engine: VoiceEngine):
        self.engine = engine

    def describe(self, vocal: Audio, f0: F0Curve, segment: Segment) -> dict:
        """What the engine wants to know of the owned part of a vocal that covers [read_start, read_stop)."""
        rate, inner = self.engine.info.sample_rate, segment.inner
        edges = (resampled_frames(edge, vocal.sample_rate, rate) for edge in (inner.start, inner.stop))
        return self.engine.describe(at_rate(vocal, rate), f0, slice(*edges))

    def survey(self, parts: list[dict], target_f0: F0Curve, voice: dict, settings: dict) -> dict:
        """The song's plan (JSON) from its segments' descriptions; target_f0 is the whole song's, from 0 s on."""
        return self.engine.survey(parts, target_f0, voice, settings)

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
        """The vocal in the other voice, as long and as wide as before; the same object when nothing changes.

        Both curves begin where the vocal begins, on the song's 80 ms grid.
        """
        if _changes_nothing(f0, target_f0, settings):
            return vocal
        heard = at_rate(vocal, self.engine.info.sample_rate)
        sung = self.engine.convert(heard, f0, target_f0, voice, plan, settings, progress)
        if sung is heard:
            return vocal
        result = back_at(sung, vocal)
        if result.channels != vocal.channels or not np.isfinite(result.samples).all():
            raise EngineFailed(
                f"The voice engine “{self.engine.info.id}” gave {result.channels} channels for {vocal.channels}, "
                "or samples that are no numbers."
            )
        return result


def _changes_nothing(f0: F0Curve, target_f0: F0Curve, settings: dict) -> bool:
    """Strength 0 without a shift is the original, by any engine."""
    still = float(settings.get("strength", 1.0)) == 0.0 and float(settings.get("formant_shift", 1.0)) == 1.0
    return still and np.array_equal(f0.f0_hz, target_f0.f0_hz)
