"""What becomes of a sung melody: its vibrato deeper or shallower, its way between notes calmer, its notes in tune.

All of it is added in cents to the curve as it was sung, once for the whole song, so that segments agree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve, shifted
from audio_backend.dsp.pitch.key_spans import KeyLine
from audio_backend.dsp.pitch.notes import Melody, along, blended
from audio_backend.dsp.pitch.scales import Scale
from audio_backend.dsp.pitch.vibrato import with_vibrato

FARTHEST_CENTS = 100.0
"""No note is drawn farther than this."""


@dataclass(frozen=True)
class PitchStyle:
    """How the melody is sung. `amount` 0..1 is of `style`; only `snap` needs the scale, or the key over time."""

    vibrato: float = 1.0
    style: str = "follow"
    amount: float = 0.0
    scale: Scale | KeyLine | None = None

    @property
    def bends(self) -> bool:
        return self.style != "follow" and self.amount > 0


def styled(melody: Melody, style: PitchStyle, semitones: float) -> F0Curve:
    """The melody in this style, then moved: the scale moves along."""
    sung = with_vibrato(melody.curve, style.vibrato)
    if style.bends:
        bend = bend_cents(melody, style)
        bent = np.where(bend != 0, sung.f0_hz * 2.0 ** (bend / 1200.0), sung.f0_hz)
        sung = replace(sung, f0_hz=bent)
    return shifted(sung, semitones)


def bend_cents(melody: Melody, style: PitchStyle) -> np.ndarray:
    """(frames,) what is added to the curve."""
    return style.amount * (_calmer(melody) if style.style == "smooth" else _in_tune(melody, style.scale))


def _in_tune(melody: Melody, keys: Scale | KeyLine) -> np.ndarray:
    """Each note as a whole to what it was meant to be; glides lead from one to the next as they did."""
    notes = [note for note in melody.notes if note.steady > 0]
    meant = np.array([keys.at(melody.middle_seconds(note)).meant(note.cents) for note in notes])
    away = np.clip(meant - [note.cents for note in notes], -FARTHEST_CENTS, FARTHEST_CENTS)
    return along(melody, {note: float(pull) * note.steady for note, pull in zip(notes, away, strict=True)})


def _calmer(melody: Melody) -> np.ndarray:
    """From the line to straight notes with a plain fade between them; glides stay as they are."""
    centres = along(melody, {note: note.cents for note in melody.notes if note.steady > 0})
    steady = np.zeros(len(melody.melody_cents))
    for start, stop, notes in melody.runs:
        held = np.concatenate([np.full(note.stop - note.start, note.steady) for note in notes])
        steady[start:stop] = blended(held, melody.curve.hop_seconds)
    return np.where(melody.curve.voiced, steady * (centres - melody.melody_cents), 0.0)
