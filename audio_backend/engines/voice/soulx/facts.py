"""What is kept of a voice beside its example, and what there is to say of its recordings."""

from __future__ import annotations

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve, note_name
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.voice.clip_checks import RecordingQuality, check_voiced
from audio_backend.engines.base import Enrolment, JsonObject
from audio_backend.engines.voice.soulx.prompt import prompt_of
from audio_backend.models.messages import Message

VERSION = 1
GOOD_SECONDS = 10.0
"""Of passages; from 15 on its authors' own rule finds enough."""


def enrolment(clip: Audio, f0: F0Curve, quality: RecordingQuality) -> Enrolment:
    """Raises BadInput where there is no voice."""
    voiced_seconds = float(f0.voiced.sum()) * f0.hop_seconds
    check_voiced(voiced_seconds)
    prompt = prompt_of(clip, f0, quality.starts)
    low, median, high = (float(hz) for hz in np.percentile(f0.f0_hz[f0.voiced], (5, 50, 95)))
    facts: JsonObject = {
        "kind": "clip",
        "version": VERSION,
        "f0_median_hz": round(median, 2),
        "f0_low_hz": round(low, 2),
        "f0_high_hz": round(high, 2),
        "median_note": note_name(median),
        "low_note": note_name(low),
        "high_note": note_name(high),
        "duration_seconds": round(clip.duration_seconds, 2),
        "voiced_seconds": round(voiced_seconds, 2),
        "unvoiced_seconds": round(max(clip.duration_seconds - voiced_seconds, 0.0), 2),
        "snr_db": round(quality.noise_db, 1),
        "prompt_seconds": round(prompt.seconds, 2),
    }
    short = prompt.seconds < GOOD_SECONDS
    messages = (Message("example_short", (), {"seconds": prompt.seconds}),) if short else ()
    return Enrolment(facts, prompt.as_bytes(), messages)
