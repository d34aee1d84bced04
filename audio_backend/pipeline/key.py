"""In which key it is sung, and how far it has to move to suit a voice: said of a whole song or of excerpts alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import numpy as np

from audio_backend.dsp import pitch as pitch_maths
from audio_backend.dsp.pitch import F0Curve
from audio_backend.pipeline.curves import gated

LEAST_SUNG_SECONDS = 0.5
"""Less than this in a whole song is no singing, but what is left of the band."""


def gated_together(parts: Iterable[tuple[F0Curve, np.ndarray]]) -> list[F0Curve]:
    """Curves, with the levels of their frames: unvoiced far under the loudest frame of them all."""
    known = list(parts)
    loudest = max(float(levels.max(initial=-np.inf)) for _, levels in known)
    return [gated(curve, levels, loudest) for curve, levels in known]


def pitch_facts(curve: F0Curve) -> dict[str, Any]:
    """How long is sung, and where: the median and the range of the middle 90 %."""
    voiced = curve.f0_hz[curve.voiced]
    if not len(voiced):
        return {"voiced_seconds": 0.0}
    low, median, high = np.percentile(voiced, [5, 50, 95])
    return {
        "voiced_seconds": len(voiced) * curve.hop_seconds,
        "median_hz": float(median),
        "low_hz": float(low),
        "high_hz": float(high),
        "median_note": pitch_maths.note_name(median),
        "low_note": pitch_maths.note_name(low),
        "high_note": pitch_maths.note_name(high),
    }


def voice_median_hz(voice: dict[str, Any], song_median_hz: float) -> float:
    """Where the voice likes to sing: a clip's own median, or the song's moved by what the preset suggests.

    A blend likes the geometric mean of its voices, by their mean weight over the song.
    """
    if voice.get("kind") == "blend" and song_median_hz > 0:
        mean = sum(one["share"] * np.log(voice_median_hz(one, song_median_hz)) for one in voice["voices"])
        return float(np.exp(mean))
    return voice.get("f0_median_hz") or song_median_hz * 2 ** (voice.get("range_shift_semitones", 0.0) / 12)


def suited(song_median_hz: float, voice: dict[str, Any], transpose_backing: bool) -> dict[str, Any]:
    """What `pitch_shift: auto` does: semitones and the reason in words."""
    wanted = voice_median_hz(voice, song_median_hz)
    move = asdict(pitch_maths.auto_transposition(song_median_hz, wanted, transpose_backing))
    if voice.get("kind") == "blend":
        parts = ", ".join(f"{one['name']} {100 * one['share']:.0f} %" for one in voice["voices"])
        move["reason"] += f" (the voice: the middle of {parts})"
    return move


def semitones_between(from_hz: float, to_hz: float) -> float:
    return float(12 * np.log2(to_hz / from_hz))
