"""Which key a song is in, and how it is tuned: from the partials of the mix and from what is sung.

Both are histograms of pitch within the octave in 120 bins of 10 cents, sums that segments add up. The tuning is where
the partials gather between the semitones; then 12 pitch classes are compared with the profiles of 24 keys.

Profiles: J. Albrecht & D. Shanahan, "The use of large corpora to train a new type of key-finding algorithm", Music
Perception 31 (2013).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from audio_backend.dsp.pitch.notes import SungNote
from audio_backend.dsp.pitch.scales import STEPS, Scale, midi_cents, scale_named, semitone_offset
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.resampling import at_rate
from audio_backend.dsp.signal.spectral_peaks import spectral_peaks

BINS, BIN_CENTS = 120, 10.0
WINDOW_SECONDS = 1.0
"""How finely it is known when a song goes to another key."""
RATE, FFT, HOP = 22_050, 8192, 4096
"""2.7 Hz apart and interpolated: a low E2 and F2 are 4.9 Hz apart."""
LOWEST_HZ, HIGHEST_HZ = 60.0, 1600.0
"""Higher partials belong to more and more other notes."""
PEAK_SHARE = 0.05
"""A peak under this share of its frame's largest is left out."""
LOUDEST_COUNT = 0.5
"""Magnitudes count by their root: the loudest instrument isn't the whole band."""

MAJOR = (0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081)
MINOR = (0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052)
NOTES_WEIGHT = 2.0
"""How much it counts which notes are of the scale at all, against how often a key's notes are heard. On 72 made-up
melodies alone, sung up to 30 cents off, the profiles found the right notes in 57, so weighted in 72 (see the test)."""
MELODY_WEIGHT, LONG_NOTES_COUNT = 0.5, 0.5
"""Against the mix, both of sum 1."""
CLEAR_MARGIN = 0.12
"""So much better than the next key in correlation is as sure as it gets."""
NEAR_MARGIN = 0.1
HALFWAY_CENTS = 40.0
"""From here on a key asked for by hand may be that of the semitone above or below."""
SURE = 0.25
"""Less confidence than this is worth a warning."""
ENOUGH_SUNG_SECONDS = 20.0
"""A melody alone that is shorter than this is that much less sure."""


@dataclass(frozen=True)
class FoundKey:
    """The best of 24 keys. `confidence` 0..1 is its lead over `following`, the best one with other notes.

    A key and its relative (A minor, C major) have the same notes, so confusing them moves no note of `snap` or of a
    third; which of them it is hangs on a few notes, and is told by `relative_near`.
    """

    scale: Scale
    confidence: float
    following: Scale
    relative_near: bool

    @property
    def relative(self) -> Scale:
        """The key with the same notes: C major of A minor."""
        return self.scale.relative


def pitch_histogram(sound: Audio) -> np.ndarray:
    """(120,) how strongly each place within the octave sounds; C is bin 0. Zeros for silence.

    Each channel by itself: what cancels in the middle is heard all the same.
    """
    return pitch_histograms(sound, 0.0)[1].sum(axis=0)


def pitch_histograms(sound: Audio, start_seconds: float) -> tuple[int, np.ndarray]:
    """The same of each second of the song, for a sound that begins at `start_seconds` of it.

    The first of these seconds, and (seconds, 120), empty for silence; a second that the sound begins in or ends in is
    heard in part, and the rest of it is added by the sound's neighbour.
    """
    first, heard = int(start_seconds / WINDOW_SECONDS), at_rate(sound, RATE).samples
    if heard.shape[1] < FFT or not heard.any():
        return first, np.zeros((0, BINS))
    frames, hz, magnitude = spectral_peaks(heard, RATE, FFT, HOP, (LOWEST_HZ, HIGHEST_HZ), PEAK_SHARE)
    windows = ((start_seconds + frames * HOP / RATE) / WINDOW_SECONDS).astype(int) - first
    count = int(windows.max()) + 1 if len(windows) else 0
    places = windows * BINS + _places(midi_cents(hz))
    return first, np.bincount(places, magnitude**LOUDEST_COUNT, minlength=count * BINS).reshape(-1, BINS)


def melody_histogram(notes: Iterable[SungNote]) -> np.ndarray:
    """(120,) seconds sung at each place within the octave."""
    sung = list(notes)
    return _histogram(np.array([note.cents for note in sung]), np.array([note.seconds for note in sung]))


def _histogram(cents: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.bincount(_places(cents), weights, minlength=BINS).astype(np.float64)


def _places(cents: np.ndarray) -> np.ndarray:
    return np.round(cents / BIN_CENTS).astype(int) % BINS


def tuning_cents(histogram: np.ndarray) -> float:
    """-50..50: how far the song's semitones lie above those of A4 = 440 Hz; 0 where they lie nowhere."""
    return semitone_offset(np.arange(BINS) * BIN_CENTS, histogram)


def pitch_classes(histogram: np.ndarray, tuning: float) -> np.ndarray:
    """(12,) of sum 1; what lies between two semitones counts little. Zeros for silence."""
    away = (np.arange(BINS) * BIN_CENTS - tuning) / 100.0
    weight = np.cos(np.pi * (away - np.round(away))) ** 2 * histogram
    classes = np.bincount(np.round(away).astype(int) % 12, weight, minlength=12)
    return classes / classes.sum() if classes.sum() else classes


def found_key(band: np.ndarray, melody: np.ndarray, tuning: float | None = None) -> FoundKey | None:
    """From both histograms (120,), either of which may be empty; None where nothing sounds at all.

    `tuning` is the song's where they are of a part of it. Else the band says it, and the singer where there is no band.
    """
    tuning = tuning_cents(band if band.any() else melody) if tuning is None else tuning
    classes = _heard_classes(band, melody, tuning)
    if not classes.any():
        return None
    alike = not np.ptp(classes)  # every note as much as any other: no key is better than the next
    scores = np.array([0.0 if alike else np.corrcoef(classes, profile)[0, 1] for profile in PROFILES])
    order = np.argsort(scores)[::-1]
    best, relative = order[0], _relative(order[0])
    following = next(place for place in order[1:] if place != relative)
    heard = 1.0 if band.any() else min(float(melody.sum()) / ENOUGH_SUNG_SECONDS, 1.0)
    lead = heard * float(np.clip((scores[best] - scores[following]) / CLEAR_MARGIN, 0.0, 1.0))
    near = bool(scores[best] - scores[relative] < NEAR_MARGIN)
    return FoundKey(_scale(best, tuning), lead, _scale(following, tuning), near)


def scale_by_hand(name: str, band: np.ndarray, melody: np.ndarray) -> Scale:
    """The scale of that name at the tuning of both histograms (120,), either of which may be empty.

    A song that is tuned halfway between two semitones is 45 cents above the one as it is 55 below the other: of the two
    scales of this name the one is meant whose notes are heard.
    """
    tuning = tuning_cents(band if band.any() else melody)
    scale, classes = scale_named(name, tuning), _heard_classes(band, melody, tuning)
    if abs(tuning) < HALFWAY_CENTS:
        return scale
    away = 1 if tuning < 0 else -1
    heard = [classes[[(scale.tonic + move + step) % 12 for step in STEPS[scale.mode]]].sum() for move in (0, away)]
    return scale if heard[0] >= heard[1] else replace(scale, tuning_cents=tuning + 100.0 * away)


def _heard_classes(band: np.ndarray, melody: np.ndarray, tuning: float) -> np.ndarray:
    """(12,) not of sum 1."""
    return pitch_classes(band, tuning) + MELODY_WEIGHT * pitch_classes(melody**LONG_NOTES_COUNT, tuning)


def _relative(place: int) -> int:
    """C major (0) and A minor (21) have the same notes."""
    return 12 + (place + 9) % 12 if place < 12 else (place + 3) % 12


def _profiles() -> np.ndarray:
    """(24, 12) C major to B major, C minor to B minor."""
    found = []
    for profile, mode in ((MAJOR, "major"), (MINOR, "minor")):
        used, heard = np.zeros(12), np.array(profile)
        used[list(STEPS[mode])] = 1.0
        both = (heard - heard.mean()) / heard.std() + NOTES_WEIGHT * (used - used.mean()) / used.std()
        found += [np.roll(both, tonic) for tonic in range(12)]
    return np.array(found)


PROFILES = _profiles()


def _scale(place: int, tuning: float) -> Scale:
    return Scale(int(place) % 12, "major" if place < 12 else "minor", tuning)
