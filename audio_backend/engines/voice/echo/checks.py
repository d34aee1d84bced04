"""How much of a voice is enough for Echo."""

from __future__ import annotations

from audio_backend.engines.voice.clip_findings import Finding
from audio_backend.models.messages import Message

GOOD_VOICED_SECONDS, LEAST_TO_LEARN_SECONDS = 10.0, 8.0


def length_finding(seconds: float) -> Finding:
    if seconds >= GOOD_VOICED_SECONDS:
        return "good", Message("voice_long_enough", (), {"seconds": seconds})
    if seconds >= LEAST_TO_LEARN_SECONDS:
        return "fair", Message("voice_short", (), {"seconds": seconds})
    return "poor", Message("voice_too_short", (), {"seconds": seconds, "least_s": LEAST_TO_LEARN_SECONDS})
