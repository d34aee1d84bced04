"""A scale as steps in cents, at a song's own tuning: which degree is nearest, and what lies a third above it.

Cents count from MIDI note 0, so 6900 is A4 = 440 Hz; `tuning_cents` moves the whole scale with the band.
How far a song has to move to suit a voice stands here too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

NOTE_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
SPELLINGS = {
    "C": 0, "C#": 1, "Db": 1, "D": 2, "D#": 3, "Eb": 3, "E": 4, "F": 5, "F#": 6, "Gb": 6, "G": 7, "G#": 8, "Ab": 8,
    "A": 9, "A#": 10, "Bb": 10, "B": 11,
}  # fmt: skip
"""Every way to write a tonic; NOTE_NAMES are those the studio writes itself."""

STEPS = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10), "chromatic": tuple(range(12))}
"""In semitones above the tonic; minor is the natural one."""

DEGREES = {"fifth_below": -4, "third_below": -2, "third_above": 2, "fifth_above": 4}
SIZES = {
    "fifth_below": (-700.0,), "third_below": (-300.0, -400.0), "third_above": (300.0, 400.0), "fifth_above": (700.0,),
}  # fmt: skip
"""In cents, over notes that are no degree."""
OCTAVES = {"octave_below": -12.0, "octave_above": 12.0}

LEAST_TUNED = 0.08
"""How far pitches must gather at one place between semitones (0 nowhere, 1 all of them) to speak of a tuning."""


@dataclass(frozen=True)
class Scale:
    """`tonic` 0..11 (C is 0), `mode` one of STEPS."""

    tonic: int
    mode: str
    tuning_cents: float = 0.0
    passing_cents: float = 0.0
    """A note nearer than this to a semitone between two degrees is a chromatic one in passing, and meant there."""

    @property
    def name(self) -> str:
        return self.mode if self.mode == "chromatic" else f"{NOTE_NAMES[self.tonic]} {self.mode}"

    @property
    def relative(self) -> Scale:
        """The key with the same notes: C major of A minor; the chromatic scale itself."""
        if self.mode == "chromatic":
            return self
        mode, steps = ("minor", 9) if self.mode == "major" else ("major", 3)
        return replace(self, tonic=(self.tonic + steps) % 12, mode=mode)

    def same_notes(self, other: Scale) -> bool:
        return other in (self, self.relative)

    def nearest(self, cents: np.ndarray) -> np.ndarray:
        """(n,) the degree nearest to each pitch: 0 is the tonic near MIDI note 0, one more is one step of the scale."""
        octave = np.floor((np.asarray(cents) - self.cents_of(0)) / 1200.0).astype(int) * len(STEPS[self.mode])
        around = octave[..., None] + np.arange(-1, len(STEPS[self.mode]) + 2)
        best = np.argmin(np.abs(self.cents_of(around) - np.asarray(cents)[..., None]), axis=-1)
        return np.take_along_axis(around, best[..., None], axis=-1)[..., 0]

    def cents_of(self, degree: np.ndarray | int) -> np.ndarray:
        """The pitch of any degree, also below 0."""
        steps = np.array(STEPS[self.mode])
        octave, step = np.divmod(degree, len(steps))
        return 100.0 * (self.tonic + 12 * octave + steps[step]) + self.tuning_cents

    def at(self, seconds: float) -> Scale:
        """The same all through the song; a `KeyLine` has another one from time to time."""
        return self

    def meant(self, cents: float) -> float:
        """What a note of this pitch was meant to be: the nearest degree, or a chromatic note."""
        semitone = 100.0 * round((cents - self.tuning_cents) / 100.0) + self.tuning_cents
        return semitone if abs(cents - semitone) < self.passing_cents else self._degree_near(cents)

    def step_cents(self, tone: float, interval: str) -> float:
        """From a tone that is `meant` to the harmony's. A chromatic one has that third which is one of the scale."""
        if abs(self._degree_near(tone) - tone) < 1.0 or interval not in DEGREES:
            return float(self.interval_cents(self.nearest(np.array([tone])), interval)[0])
        sizes = SIZES[interval]
        return next((size for size in sizes if abs(self._degree_near(tone + size) - tone - size) < 1.0), sizes[0])

    def _degree_near(self, cents: float) -> float:
        return float(self.cents_of(self.nearest(np.array([cents])))[0])

    def interval_cents(self, degree: np.ndarray, interval: str) -> np.ndarray:
        """From each degree to the note that far away: thirds and fifths by the scale, octaves exact."""
        if self.mode == "chromatic" and interval in DEGREES:
            raise ValueError("every semitone is a degree of this scale, so it has neither thirds nor fifths")
        if interval in OCTAVES:
            return np.full(np.shape(degree), 100.0 * OCTAVES[interval])
        return self.cents_of(degree + DEGREES[interval]) - self.cents_of(degree)


def scale_named(name: str, tuning_cents: float = 0.0) -> Scale:
    """`A minor`, `Db major`, `chromatic`."""
    if name == "chromatic":
        return Scale(0, name, tuning_cents)
    tonic, mode = name.split(" ")
    return Scale(SPELLINGS[tonic], mode, tuning_cents)


def midi_cents(hz: np.ndarray) -> np.ndarray:
    return 6900.0 + 1200.0 * np.log2(np.asarray(hz) / 440.0)


def semitone_offset(cents: np.ndarray, weights: np.ndarray | None = None) -> float:
    """-50..50: where between the semitones of A4 = 440 Hz the pitches gather; 0 where they gather nowhere.

    The circular mean (K. V. Mardia, "Statistics of Directional Data", 1972): 49 cents high and 49 low are 2 apart.
    """
    weights = np.ones(len(cents)) if weights is None else weights
    where = np.sum(weights * np.exp(2j * np.pi * np.asarray(cents) / 100.0))
    if np.abs(where) <= LEAST_TUNED * np.sum(weights):
        return 0.0
    return float(np.angle(where) / (2 * np.pi) * 100.0)


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
