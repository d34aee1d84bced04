"""Songs in a known key and tuning, and singers who miss their notes by a known amount."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import sounds

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.pitch.scales import STEPS, midi_cents

HOP_SECONDS = 0.016
PROGRESSIONS = {
    "major": ((0, 3, 4, 0), (0, 5, 3, 4), (0, 4, 5, 3), (0, 1, 4, 0)),
    "minor": ((0, 3, 4, 0), (0, 5, 2, 6), (0, 5, 6, 0), (0, 3, 6, 0)),
}
"""Degrees of the chords, from the tonic 0."""
BEAT_SECONDS = 0.5


@dataclass(frozen=True)
class Sung:
    """A melody as a curve on SwiftF0's grid, and the degree (in MIDI notes) each frame was meant to be."""

    curve: F0Curve
    meant: np.ndarray
    """(frames,) MIDI notes of the scale, fractional where the band is tuned elsewhere; 0 in rests."""


def band(tonic: int, mode: str, seed: int, tuning_cents: float = 0.0, rate: int = 22_050) -> np.ndarray:
    """(2, frames) four bars, twice: chords of the key, bass, drums. The dominant of a minor key is major, at times."""
    rng = np.random.default_rng(seed)
    bar = 4 * BEAT_SECONDS
    frames = round(8 * bar * rate)
    times, chords, bass, drums = np.arange(frames) / rate, *(np.zeros((2, frames)) for _ in range(3))
    progression = PROGRESSIONS[mode][seed % 4]
    for i in range(8):
        degree = progression[i % 4]
        notes = [_midi(tonic, mode, degree + third) for third in (0, 2, 4, 7)]
        if mode == "minor" and degree == 4 and seed % 2:
            notes[1] += 1
        for voice, note in enumerate(notes):
            sounds.strum(chords, times, i * bar, bar, 48 + note + tuning_cents / 100, 0.2 + 0.2 * voice)
        for beat in (0, 1.5, 2, 3):
            sounds.pluck(bass, times, i * bar + beat * BEAT_SECONDS, 36 + notes[0] % 12 + tuning_cents / 100)
    for i in range(64):
        sounds.drum(rng, drums, round(i * bar / 8 * rate), rate, ("kick", "hat", "snare", "hat")[i % 4])
    return sum(sounds.at_level(part, db) for part, db in ((chords, -24), (bass, -24), (drums, -26))).astype(np.float32)


def singer(
    tonic: int, mode: str, seed: int, tuning_cents: float = 0.0, off_cents: float = 0.0, vibrato_cents: float = 40.0
) -> Sung:
    """24 s of phrases; each note as a whole off by up to `off_cents`, with scoops, glides, jitter and vibrato."""
    rng = np.random.default_rng((seed, 7))
    midi, meant, swing = [], [], []
    degree = int(rng.integers(7, 12))
    while len(midi) < 1400:
        count = int(rng.integers(3, 6))
        for i in range(count):
            last = i == count - 1
            degree = int(np.clip(degree + rng.integers(-3, 4), 5, 15))
            if last and rng.random() < 0.6:
                degree = 7 + int(rng.choice([0, 0, 4, 2]))
            frames = int(rng.integers(18, 34)) if not last else int(rng.integers(55, 80))
            note = 48 + _midi(tonic, mode, degree) + tuning_cents / 100
            at = np.arange(frames)
            scoop = -0.6 * np.exp(-at / 3.0) * (rng.random() < 0.4)
            midi += list(note + rng.uniform(-1, 1) * off_cents / 100 + scoop)
            meant += [note] * frames
            wide = vibrato_cents / 100 * np.clip((at * HOP_SECONDS - 0.25) / 0.2, 0, 1)
            swing += list(wide * np.sin(2 * np.pi * 5.5 * at * HOP_SECONDS))
        midi += [np.nan] * 25
        meant += [0.0] * 25
        swing += [0.0] * 25
    midi, meant, swing = (np.array(values) for values in (midi, meant, swing))
    for start, stop in _stretches(~np.isnan(midi)):  # portamento of 60 ms
        midi[start:stop] = np.convolve(
            np.pad(midi[start:stop], 2, mode="edge"), np.array([1, 3, 4, 3, 1]) / 12, "valid"
        )
    jitter = np.convolve(rng.standard_normal(len(midi)), np.ones(3) / 3, "same") * 0.06
    f0 = np.where(np.isnan(midi), 0.0, 440.0 * 2.0 ** ((np.nan_to_num(midi) + swing + jitter - 69) / 12))
    return Sung(F0Curve(HOP_SECONDS, 0.0, f0, np.where(f0 > 0, 0.95, 0.0).astype(np.float32)), meant)


def joined(parts: list[Sung], seconds: float) -> Sung:
    """One after the other, of each so many seconds."""
    count = round(seconds / HOP_SECONDS)
    f0, sure, meant = (np.concatenate([one[:count] for one in of]) for of in (
        [part.curve.f0_hz for part in parts], [part.curve.confidence for part in parts], [part.meant for part in parts],
    ))  # fmt: skip
    return Sung(F0Curve(HOP_SECONDS, 0.0, f0, sure), meant)


def note_centres(sung: Sung, curve: F0Curve) -> list[tuple[float, float]]:
    """Of each note of 0.25 s and more: what was meant, and where the curve holds it, in cents from MIDI note 0.

    100 ms at its beginning and 80 ms at its end are on their way.
    """
    bounds = [0, *(np.flatnonzero(np.diff(sung.meant)) + 1).tolist(), len(sung.meant)]
    notes = [(a, b) for a, b in pairwise(bounds) if sung.meant[a] and b - a >= 16]
    inside = [curve.f0_hz[a + 6 : b - 5] for a, b in notes]
    return [
        (100.0 * float(sung.meant[a]), float(np.median(midi_cents(f0[f0 > 0]))))
        for (a, _), f0 in zip(notes, inside, strict=True)
    ]


def sound_of(curve: F0Curve, rate: int = 44_100) -> np.ndarray:
    """(1, frames) the curve sung on one vowel."""
    frames = round(len(curve.f0_hz) * curve.hop_seconds * rate)
    at = np.arange(frames) / rate / curve.hop_seconds
    voiced = curve.f0_hz[np.minimum(np.round(at).astype(int), len(curve.f0_hz) - 1)] > 0
    filled = np.interp(at, np.flatnonzero(curve.voiced), curve.f0_hz[curve.voiced])
    source = sounds.pulses(np.where(voiced, filled, 0.0), rate)
    voice = sounds.rest_of_the_tract(sounds.resonated(source, sounds.VOWELS["a"], rate), 1.0, rate)
    return sounds.at_level(voice, sounds.VOCAL_DB, voiced)[None].astype(np.float32)


def _midi(tonic: int, mode: str, degree: int) -> int:
    octave, step = divmod(degree, 7)
    return tonic + 12 * octave + STEPS[mode][step]


def _stretches(there: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], there.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
