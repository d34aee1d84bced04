"""A voice from a clip that nobody cleaned, for tests and benches that have its sound and its pitch at hand."""

from __future__ import annotations

from typing import Any

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.voice.clip_checks import PeakMeter, RecordingQuality, noise_distance_db
from audio_backend.engines.voice.clip_findings import checks, clip_frames, not_good
from audio_backend.engines.voice.echo.checks import length_finding
from audio_backend.engines.voice.echo.fit import enrolment
from audio_backend.engines.voice.echo.net import VoiceNet, net_of
from audio_backend.engines.voice.echo.voice import clip_facts
from audio_backend.messages import sentences


def quality_as_is(clip: Audio, f0: F0Curve) -> RecordingQuality:
    """What would have been heard of it before cleaning; nobody listened for backing."""
    meter = PeakMeter()
    meter.add(clip.samples)
    return RecordingQuality(clip.sample_rate, meter.flatness, noise_distance_db(clip, f0))


def analyse_clip(clip: Audio, f0: F0Curve) -> dict[str, Any]:
    """The facts alone, without a network."""
    frames, quality = clip_frames(clip, f0), quality_as_is(clip, f0)
    facts = clip_facts(clip, f0, frames, quality)
    findings = checks(facts, frames, f0, quality, length_finding(facts.voiced_seconds))
    return facts.model_dump(mode="json") | {
        "checks": [one.as_dict() for one in findings],
        "warnings": sentences(not_good(findings)),
    }


def enrolled_as_is(clip: Audio, f0: F0Curve) -> tuple[dict[str, Any], VoiceNet | None]:
    made = enrolment(clip, f0, quality_as_is(clip, f0))
    facts = made.facts | {"warnings": sentences(made.messages)}
    return facts, net_of(made.learned) if made.learned else None
