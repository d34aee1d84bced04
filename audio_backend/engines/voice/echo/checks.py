"""What is good and bad about a voice's clips, in words: seven checks, each good, fair or poor.

Thresholds were set on mixtures of real speech and a singer; docs/echo.md says what they hit and what they miss.
"""

from __future__ import annotations

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.voice.clip_checks import RecordingQuality, is_backing, sureness, turns_in
from audio_backend.dsp.voice.timbre import Frames
from audio_backend.engines.voice.echo.facts import ClipFacts

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
Check = dict[str, str]


def checks(facts: ClipFacts, frames: Frames, f0: F0Curve, quality: RecordingQuality) -> list[Check]:
    """Always the same seven, in this order."""
    return [
        _check("length", *_length(facts.voiced_seconds)),
        _check("noise", *_noise(quality)),
        _check("bleed", *_bleed(quality)),
        _check("clipping", *_clipping(quality.flatness)),
        _check("speakers", *_speakers(frames, f0)),
        _check("bandwidth", *_bandwidth(facts.bandwidth_hz)),
        _check("range", *_range(facts)),
    ]


def not_good(findings: list[Check]) -> tuple[str, ...]:
    """The texts that belong among the warnings."""
    return tuple(check["text"] for check in findings if check["verdict"] != "good")


def _check(name: str, verdict: str, text: str) -> Check:
    return {"name": name, "verdict": verdict, "text": text}


def _length(seconds: float) -> tuple[str, str]:
    if seconds >= GOOD_VOICED_SECONDS:
        return "good", f"{seconds:.0f} s of voice: enough to learn from."
    if seconds >= LEAST_TO_LEARN_SECONDS:
        return "fair", f"Only {seconds:.1f} s of voice were found; 20 s or more give a better likeness."
    return "poor", (
        f"Only {seconds:.1f} s of voice were found: too little voice to learn from (at least "
        f"{LEAST_TO_LEARN_SECONDS:.0f} s are needed), so only its mean colour is taken."
    )


def _noise(quality: RecordingQuality) -> tuple[str, str]:
    rest = quality.backing
    if rest is not None and is_backing(rest):
        return "good", "No noise was heard beside the backing."
    if quality.noise_db >= NOISE_DB[0]:
        return "good", "Quiet in the pauses."
    verdict, very = ("fair", "") if quality.noise_db >= NOISE_DB[1] else ("poor", "very ")
    done = "the voice was isolated from it, and a quieter one is better" if quality.isolated else "that costs likeness"
    return verdict, f"The recording is {very}noisy (the voice is {quality.noise_db:.0f} dB above the pauses): {done}."


def _bleed(quality: RecordingQuality) -> tuple[str, str]:
    rest, isolated = quality.backing, quality.isolated
    if rest is None:
        return "fair", "Nobody listened for backing: the engine that isolates voices is not installed here."
    if not is_backing(rest):
        return "good", "No backing was heard beside the voice."
    verdict = "fair" if isolated and rest.steady_db < POOR_BACKING_DB else "poor"
    done = "the voice was isolated from it, and a little may be left" if isolated else "it was left in, as asked"
    return verdict, f"Backing was heard, {_under(rest.steady_db)}: {done}. A recording of the voice alone is better."


def _under(steady_db: float) -> str:
    return "as loud as the voice" if steady_db > -6 else f"{-steady_db:.0f} dB under the voice"


def _clipping(flatness: float) -> tuple[str, str]:
    if flatness < FLATNESS[0]:
        return "good", "Not clipped."
    verdict = "fair" if flatness < FLATNESS[1] else "poor"
    return verdict, "The recording is clipped; a quieter one gives a cleaner voice."


def _speakers(frames: Frames, f0: F0Curve) -> tuple[str, str]:
    turns = turns_in(frames)
    if sureness(f0) < SURE:
        return "fair", "There may be several voices at once, or a choir, or a lot of echo: one person alone is best."
    with_pitch = turns.explained > TURNS_WITH_PITCH and turns.octaves_apart > PITCHES_APART
    if turns.explained > TURNS_EXPLAINED or with_pitch:
        return "fair", "It may be two people in turn, or one voice in two rooms: the result would be a mixture of both."
    return "good", "It sounds like one voice."


def _bandwidth(bandwidth_hz: float) -> tuple[str, str]:
    if bandwidth_hz >= BANDWIDTH_HZ[0]:
        return "good", f"The voice is there up to {bandwidth_hz / 1000:.1f} kHz."
    text = f"There is next to no voice above {bandwidth_hz / 1000:.1f} kHz in it; the result may be dull."
    return ("fair" if bandwidth_hz >= BANDWIDTH_HZ[1] else "poor"), text


def _range(facts: ClipFacts) -> tuple[str, str]:
    semitones = float(12 * np.log2(facts.f0_high_hz / facts.f0_low_hz))
    where = f"{facts.low_note} to {facts.high_note}"
    if semitones >= RANGE_SEMITONES:
        return "good", f"It moves over {semitones:.0f} semitones ({where})."
    return "fair", f"It hardly moves ({where}): how this voice sounds higher or lower is a guess. Livelier is better."
