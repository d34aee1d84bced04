"""A voice from a clip that nobody cleaned, for tests and benches that have its sound and its pitch at hand."""

from __future__ import annotations

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.voice.clip_checks import PeakMeter, noise_distance_db
from audio_backend.engines.voice.echo.checks import Recorded
from audio_backend.engines.voice.echo.fit import enrolled
from audio_backend.engines.voice.echo.net import VoiceNet
from audio_backend.engines.voice.echo.voice import clip_frames, described_clip


def recorded_as_is(clip: Audio, f0: F0Curve) -> Recorded:
    """What would have been heard of it before cleaning; nobody listened for backing."""
    meter = PeakMeter()
    meter.add(clip.samples)
    return Recorded(clip.sample_rate, meter.flatness, noise_distance_db(clip, f0))


def analyse_clip(clip: Audio, f0: F0Curve) -> dict:
    """The facts alone, without a network."""
    return described_clip(clip, f0, clip_frames(clip, f0), recorded_as_is(clip, f0))


def enrolled_as_is(clip: Audio, f0: F0Curve) -> tuple[dict, VoiceNet | None]:
    return enrolled(clip, f0, recorded_as_is(clip, f0))
