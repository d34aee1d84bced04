"""What is kept of a voice beside its example, and what there is to say of its recordings."""

from __future__ import annotations

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.voice.clip_checks import RecordingQuality
from audio_backend.dsp.voice.timbre import timbre_in
from audio_backend.engines.base import Enrolment, JsonObject
from audio_backend.engines.voice.clip_findings import Finding, checks, clip_frames, clip_measures, not_good
from audio_backend.engines.voice.soulx.prompt import prompt_of
from audio_backend.models.messages import Message

VERSION = 1
GOOD_SECONDS, POOR_SECONDS = 10.0, 5.0
"""Of phrases to sing after; from 15 on its authors' own rule finds enough."""


def enrolment(clip: Audio, f0: F0Curve, quality: RecordingQuality) -> Enrolment:
    """Raises BadInput where there is no voice."""
    frames = clip_frames(clip, f0)
    measures = clip_measures(clip, f0, frames, timbre_in(frames), quality)
    prompt = prompt_of(clip, f0, quality.starts)
    findings = checks(measures, frames, f0, quality, _length(prompt.seconds))
    facts: JsonObject = measures.model_dump(mode="json") | {
        "version": VERSION,
        "prompt_seconds": round(prompt.seconds, 2),
        "checks": [finding.as_dict() for finding in findings],
    }
    return Enrolment(facts, prompt.as_bytes(), not_good(findings))


def _length(seconds: float) -> Finding:
    if seconds >= GOOD_SECONDS:
        return "good", Message("prompt_long_enough", (), {"seconds": seconds})
    return "fair" if seconds >= POOR_SECONDS else "poor", Message("prompt_short", (), {"seconds": seconds})
