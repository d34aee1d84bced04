"""How far a song has to move to suit a voice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LARGEST_SEMITONES = 24


@dataclass(frozen=True)
class Move:
    """How far the vocal is moved, and how far it is to the voice itself."""

    semitones: int
    nearest_semitones: int


def auto_transposition(song_median_hz: float, voice_median_hz: float, transpose_backing: bool) -> Move | None:
    """The octave that brings the song nearest to the voice; the semitone, when the backing comes along.

    A median of 0 Hz means that nothing is sung there, so that there is nothing to compare: None.
    """
    if song_median_hz <= 0 or voice_median_hz <= 0:
        return None
    exact = semitones_between(song_median_hz, voice_median_hz)
    nearest, octave = round(exact), 12 * round(exact / 12)
    wanted = nearest if transpose_backing else octave
    return Move(int(np.clip(wanted, -LARGEST_SEMITONES, LARGEST_SEMITONES)), nearest)


def semitones_between(from_hz: float, to_hz: float) -> float:
    return float(12 * np.log2(to_hz / from_hz))
