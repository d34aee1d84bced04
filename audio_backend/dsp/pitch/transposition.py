"""How far a song has to move to suit a voice."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from audio_backend.dsp.pitch.f0_curve import auto_transposition


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
    move = asdict(auto_transposition(song_median_hz, wanted, transpose_backing))
    if voice.get("kind") == "blend":
        parts = ", ".join(f"{one['name']} {100 * one['share']:.0f} %" for one in voice["voices"])
        move["reason"] += f" (the voice: the middle of {parts})"
    return move


def semitones_between(from_hz: float, to_hz: float) -> float:
    return float(12 * np.log2(to_hz / from_hz))
