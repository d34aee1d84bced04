"""What is good and bad about a voice's clips: seven checks, each good, fair or poor.

Thresholds were set on mixtures of real speech and a singer; docs/echo.md says what they hit and what they miss.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.voice.clip_checks import RecordingQuality, is_backing, sureness, turns_in
from audio_backend.dsp.voice.timbre import Frames
from audio_backend.engines.base import JsonObject
from audio_backend.engines.voice.echo.facts import ClipFacts
from audio_backend.models.messages import Message, Value

GOOD_VOICED_SECONDS, LEAST_TO_LEARN_SECONDS = 10.0, 8.0
NOISE_DB = (28.0, 15.0)
"""The voice over the pauses: good above the first, poor below the second."""

POOR_BACKING_DB = -12.0
FLATNESS = (1.5, 15.0)
BANDWIDTH_HZ = (6000.0, 3700.0)
RANGE_SEMITONES = 4.0
TURNS_EXPLAINED, TURNS_WITH_PITCH, PITCHES_APART = 0.335, 0.225, 0.13
"""Two kinds of pieces that differ this much; less is enough where their pitches differ too (octaves)."""

SURE = 0.725
Verdict = Literal["good", "fair", "poor"]
Finding = tuple[Verdict, Message]


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    verdict: Verdict
    message: Message

    def as_dict(self) -> JsonObject:
        return {"name": self.name, "verdict": self.verdict, "message": self.message.as_dict()}


def checks(facts: ClipFacts, frames: Frames, f0: F0Curve, quality: RecordingQuality) -> list[Check]:
    """Always the same seven, in this order."""
    return [
        Check("length", *_length(facts.voiced_seconds)),
        Check("noise", *_noise(quality)),
        Check("bleed", *_bleed(quality)),
        Check("clipping", *_clipping(quality.flatness)),
        Check("speakers", *_speakers(frames, f0)),
        Check("bandwidth", *_bandwidth(facts.bandwidth_hz)),
        Check("range", *_range(facts)),
    ]


def not_good(findings: list[Check]) -> tuple[Message, ...]:
    """What belongs among the warnings."""
    return tuple(check.message for check in findings if check.verdict != "good")


def _length(seconds: float) -> Finding:
    if seconds >= GOOD_VOICED_SECONDS:
        return "good", Message("voice_long_enough", (), {"seconds": seconds})
    if seconds >= LEAST_TO_LEARN_SECONDS:
        return "fair", Message("voice_short", (), {"seconds": seconds})
    return "poor", Message("voice_too_short", (), {"seconds": seconds, "least_s": LEAST_TO_LEARN_SECONDS})


def _noise(quality: RecordingQuality) -> Finding:
    rest = quality.backing
    if rest is not None and is_backing(rest):
        return "good", Message("no_noise_beside_backing")
    if quality.noise_db >= NOISE_DB[0]:
        return "good", Message("quiet_in_pauses")
    very = quality.noise_db < NOISE_DB[1]
    values = {"very": very, "voice_over_noise_db": float(quality.noise_db), "isolated": quality.isolated}
    return "poor" if very else "fair", Message("recording_noisy", (), values)


def _bleed(quality: RecordingQuality) -> Finding:
    rest, isolated = quality.backing, quality.isolated
    if rest is None:
        return "fair", Message("nobody_listened_for_backing")
    if not is_backing(rest):
        return "good", Message("no_backing_heard")
    verdict: Verdict = "fair" if isolated and rest.steady_db < POOR_BACKING_DB else "poor"
    return verdict, Message("backing_heard", (), {"under_voice_db": -float(rest.steady_db), "isolated": isolated})


def _clipping(flatness: float) -> Finding:
    if flatness < FLATNESS[0]:
        return "good", Message("not_clipped")
    return "fair" if flatness < FLATNESS[1] else "poor", Message("recording_clipped")


def _speakers(frames: Frames, f0: F0Curve) -> Finding:
    turns = turns_in(frames)
    if sureness(f0) < SURE:
        return "fair", Message("several_voices_at_once")
    with_pitch = turns.explained > TURNS_WITH_PITCH and turns.octaves_apart > PITCHES_APART
    if turns.explained > TURNS_EXPLAINED or with_pitch:
        return "fair", Message("two_people_in_turn")
    return "good", Message("one_voice")


def _bandwidth(bandwidth_hz: float) -> Finding:
    values = {"top_khz": bandwidth_hz / 1000}
    if bandwidth_hz >= BANDWIDTH_HZ[0]:
        return "good", Message("voice_up_to", (), values)
    return "fair" if bandwidth_hz >= BANDWIDTH_HZ[1] else "poor", Message("voice_dull", (), values)


def _range(facts: ClipFacts) -> Finding:
    semitones = float(12 * np.log2(facts.f0_high_hz / facts.f0_low_hz))
    notes: dict[str, Value] = {"low_note": facts.low_note, "high_note": facts.high_note}
    if semitones >= RANGE_SEMITONES:
        return "good", Message("voice_moves", (), {"semitones": semitones, **notes})
    return "fair", Message("voice_hardly_moves", (), notes)
