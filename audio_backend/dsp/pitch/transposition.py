"""How far a song has to move to suit a voice."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Protocol

import numpy as np

from audio_backend.dsp.pitch.f0_curve import auto_transposition


class SuitedVoice(Protocol):
    """What has to be known of a voice: models.voices has it."""

    def median_hz(self, song_median_hz: float) -> float:
        """Where it likes to sing."""
        ...

    @property
    def shares(self) -> tuple[tuple[str, float], ...]:
        """Name and share of each voice of a blend."""
        ...


def suited(song_median_hz: float, voice: SuitedVoice, transpose_backing: bool) -> dict[str, Any]:
    """What `pitch_shift: auto` does: semitones and the reason in words."""
    move = asdict(auto_transposition(song_median_hz, voice.median_hz(song_median_hz), transpose_backing))
    if voice.shares:
        parts = ", ".join(f"{name} {100 * share:.0f} %" for name, share in voice.shares)
        move["reason"] += f" (the voice: the middle of {parts})"
    return move


def semitones_between(from_hz: float, to_hz: float) -> float:
    return float(12 * np.log2(to_hz / from_hz))
