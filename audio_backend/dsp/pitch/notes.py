"""Notes in a pitch curve: stretches that stay near one semitone, beside glides that stay nowhere.

The vibrato is taken out first. Then the cheapest way through the semitones is found (Viterbi): being off costs by the
cent and second, changing costs as much as 65 ms of being a semitone off. So vibrato, scoops and jitter make no notes.
The semitones are the singer's own: halfway between those of A4 = 440 Hz, E and F would both be near one and melt.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve, voiced_runs
from audio_backend.dsp.pitch.scales import midi_cents, semitone_offset
from audio_backend.dsp.pitch.vibrato import vibrato_cents
from audio_backend.dsp.signal.viterbi import cheapest_way

CHANGE_SECONDS = 0.065
FARTHEST = 1.5
"""In semitones: farther off costs no more."""
EDGE_SECONDS = 0.05
"""At both ends of a note, where it is still on its way."""
STEADY, GLIDING = 120.0, 300.0
"""Cents per second over a note: below the first it is one, above the second it is a glide."""
BLEND_SECONDS = 0.16
"""Width of the fade between two notes' values; no value jumps."""


@dataclass(frozen=True)
class SungNote:
    """Frames [start, stop) of the curve around `cents` (from MIDI note 0); steady 1, a glide 0."""

    start: int
    stop: int
    cents: float
    steady: float
    seconds: float


@dataclass(frozen=True)
class Melody:
    """A pitch curve taken apart, once and when it's asked for: the line without vibrato, the vibrato, the notes."""

    curve: F0Curve

    @cached_property
    def vibrato_cents(self) -> np.ndarray:
        """(frames,) the vibrato."""
        return vibrato_cents(self.curve)

    @cached_property
    def melody_cents(self) -> np.ndarray:
        """(frames,) notes, glides, scoops and jitter; 0 where nothing is sung."""
        sung = midi_cents(np.maximum(self.curve.f0_hz, 1e-3)) - self.vibrato_cents
        return np.where(self.curve.voiced, sung, 0.0)

    @cached_property
    def tuning_cents(self) -> float:
        """-50..50: how far the semitones it is sung on lie above those of A4 = 440 Hz; 0 where it is sung on none."""
        return semitone_offset(self.melody_cents[self.curve.voiced])

    @cached_property
    def runs(self) -> tuple[tuple[int, int, tuple[SungNote, ...]], ...]:
        """Every voiced stretch [start, stop) with its notes, which cover it."""
        line, hop, found = self.melody_cents, self.curve.hop_seconds, []
        for start, stop in voiced_runs(self.curve.voiced):
            bounds = [start + place for place in _changes((line[start:stop] - self.tuning_cents) / 100.0, hop)]
            found.append((start, stop, tuple(_note(line, a, b, hop) for a, b in pairwise(bounds))))
        return tuple(found)

    @property
    def notes(self) -> list[SungNote]:
        return [note for *_, notes in self.runs for note in notes]

    def middle_seconds(self, note: SungNote) -> float:
        """When in the song."""
        return self.curve.start_seconds + self.curve.hop_seconds * (note.start + note.stop) / 2


def _changes(semitones: np.ndarray, hop_seconds: float) -> list[int]:
    """Where a run (frames,) begins, goes to another semitone, and ends."""
    states = np.arange(np.floor(semitones.min()) - 1, np.ceil(semitones.max()) + 2)
    costs = np.minimum(np.abs(semitones[:, None] - states), FARTHEST) * hop_seconds
    way = cheapest_way(costs, CHANGE_SECONDS)
    return [0, *(np.flatnonzero(np.diff(way)) + 1).tolist(), len(way)]


def _note(line: np.ndarray, start: int, stop: int, hop_seconds: float) -> SungNote:
    edge = min(round(EDGE_SECONDS / hop_seconds), (stop - start) // 4)
    inside = line[start + edge : stop - edge]
    third = max(len(inside) // 3, 1)
    seconds = max(len(inside) - third, 1) * hop_seconds
    slope = abs(float(np.median(inside[-third:]) - np.median(inside[:third]))) / seconds
    steady = float(np.clip((GLIDING - slope) / (GLIDING - STEADY), 0.0, 1.0))
    return SungNote(start, stop, float(np.median(inside)), steady, (stop - start) * hop_seconds)


def blended(values: np.ndarray, hop_seconds: float) -> np.ndarray:
    """(frames,) one value per frame of a run, every jump faded over 160 ms; held at both ends."""
    width = max(round(BLEND_SECONDS / hop_seconds), 1) // 2 * 2 + 1
    fade = np.hanning(width + 2)[1:-1]
    return np.convolve(np.pad(values, width // 2, mode="edge"), fade / fade.sum(), "valid")


def along(melody: Melody, values: dict[SungNote, float]) -> np.ndarray:
    """(frames,) the values of notes along the song: glides go from one note's to the next, nothing jumps.

    A note without a value lies between its neighbours; a run without any stays 0.
    """
    out = np.zeros(len(melody.melody_cents))
    for start, stop, notes in melody.runs:
        known = [note for note in notes if note in values]
        if not known:
            continue
        at = np.concatenate([np.arange(note.start, note.stop) for note in known])
        held = np.concatenate([np.full(note.stop - note.start, values[note]) for note in known])
        out[start:stop] = blended(np.interp(np.arange(start, stop), at, held), melody.curve.hop_seconds)
    return out
