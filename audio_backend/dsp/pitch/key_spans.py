"""The key over time: where a song goes to another one, and how sure each is.

Each second of the song is compared with all 24 keys, as the whole would be, and the cheapest way through the keys is
found, where a change costs as much as many seconds of doubt. So a chord from elsewhere makes no change, and a far key
is heard sooner than a near one. Within a span the key is found as in a song that has no other. The tuning is one.

D. Temperley, "What's key for key? The Krumhansl-Schmuckler key-finding algorithm reconsidered", Music Perception 17
(1999): the change penalty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from audio_backend.dsp.pitch.keys import (
    MELODY_WEIGHT,
    PROFILES,
    FoundKey,
    found_key,
    melody_histogram,
    pitch_classes,
    tuning_cents,
)
from audio_backend.dsp.pitch.notes import Melody, SungNote
from audio_backend.dsp.pitch.scales import Scale
from audio_backend.dsp.signal.viterbi import cheapest_way

CHANGE_COST = 6.0
"""In lead over a key times seconds. On made-up songs the lead over a key a fifth away is 0.4 (0.1 to 0.7), and a steady
song is behind another key by 4.3 at most before it is ahead again (bands in all keys; a melody alone by 5.0)."""
NOTE_SECONDS = 0.5
"""A note that is held for longer says no more about the key. A slow melody, twice 8 s to a phrase, was behind by more
than the cost of two changes in 6 of 24 songs, so counted in none."""
BAND_SECONDS_ENOUGH = 10.0
"""A few chords fit several keys: a band that plays for less is that much less sure."""
LEAST_PASSING, MOST_PASSING = 25.0, 50.0
"""In cents, in a key that is sure and in one that is mere guesswork: a note this near to a semitone is meant there,
whether it is one of the key's or a chromatic one in passing."""


@dataclass(frozen=True)
class KeySpan:
    """[start, stop) of the song in one key. `confidence` 0..1, or None when it was asked for by hand."""

    start_seconds: float
    stop_seconds: float
    scale: Scale
    confidence: float | None

    @property
    def seconds(self) -> float:
        return self.stop_seconds - self.start_seconds

    @property
    def tones(self) -> Scale:
        """The scale that leaves chromatic notes where they are: the more the less sure it is, and none by hand."""
        if self.confidence is None:
            return self.scale
        passing = MOST_PASSING - (MOST_PASSING - LEAST_PASSING) * self.confidence
        return replace(self.scale, passing_cents=passing)


@dataclass(frozen=True)
class KeyLine:
    """The spans of a song in order, at least one; the first and the last go on beyond it."""

    spans: tuple[KeySpan, ...]

    def at(self, seconds: float) -> Scale:
        """What notes are meant to be at this time of the song."""
        starts = [span.start_seconds for span in self.spans[1:]]
        return self.spans[int(np.searchsorted(starts, seconds, side="right"))].tones

    @property
    def main(self) -> Scale:
        """The key that the song is in for longest; the earlier of two that last as long."""
        return max((span.scale for span in self.spans), key=self._seconds_in)

    def confidence_in(self, scale: Scale) -> float | None:
        """0..1 that it is the song's, or one of the same notes: at most the share of the song that is in it."""
        return self._mean([(span.confidence or 0.0) * span.scale.same_notes(scale) for span in self.spans])

    @property
    def mean_confidence(self) -> float | None:
        """0..1, each span in its own key; None when the key was asked for by hand."""
        return self._mean([span.confidence or 0.0 for span in self.spans])

    def _mean(self, values: list[float]) -> float | None:
        if any(span.confidence is None for span in self.spans):
            return None
        if len(values) == 1:
            return values[0]
        seconds = [span.seconds for span in self.spans]
        return round(sum(a * b for a, b in zip(values, seconds, strict=True)) / sum(seconds), 3)

    def _seconds_in(self, scale: Scale) -> float:
        return sum(span.seconds for span in self.spans if span.scale.same_notes(scale))


@dataclass(frozen=True)
class FoundSpan:
    """[start, stop) in windows of the song, and the key that was found there."""

    start: int
    stop: int
    found: FoundKey


def found_spans(bands: np.ndarray, melody: Melody, window_seconds: float) -> list[FoundSpan]:
    """From the band's histograms (windows, 120) of the whole song, which may be zeros, and what is sung.

    Neighbours have other notes: A minor and C major are one span. Empty where nothing sounds at all.
    """
    sung = _notes_by_window(melody, len(bands), window_seconds)
    melodies = np.array([melody_histogram(map(_counted, notes)) for notes in sung])
    tuning = tuning_cents(bands.sum(axis=0) if bands.any() else melody_histogram(melody.notes))
    way = cheapest_way(-_scores(bands, melodies, tuning, window_seconds), CHANGE_COST)
    bounds = [0, *(np.flatnonzero(np.diff(way)) + 1).tolist(), len(way)]
    while True:
        spans = [_found(bands, sung, span, tuning, window_seconds) for span in pairwise(bounds)]
        spans = [span for span in spans if span is not None]
        same = [b.start for a, b in pairwise(spans) if a.found.scale.same_notes(b.found.scale)]
        if not same:
            return _covering(spans, len(bands))
        bounds = [bound for bound in bounds if bound not in same]


def _scores(bands: np.ndarray, melodies: np.ndarray, tuning: float, window_seconds: float) -> np.ndarray:
    """(windows, 24) how well each window fits each key; their sum over a span is near to how well the whole fits."""
    weight = MELODY_WEIGHT if bands.any() else 1.0
    played = np.array([window_seconds * pitch_classes(one, tuning) for one in bands])
    heard = np.array([weight * one.sum() * pitch_classes(one, tuning) for one in melodies])
    return np.sum((played + heard)[:, None] * PROFILES, axis=-1)  # no BLAS: the same bits on any number of threads


def _found(
    bands: np.ndarray, sung: Sequence[list[SungNote]], span: tuple[int, int], tuning: float, window_seconds: float
) -> FoundSpan | None:
    start, stop = span
    band = bands[start:stop]
    found = found_key(band.sum(axis=0), melody_histogram(_flat(sung[start:stop])), tuning)
    if found is None:
        return None
    played = float(np.count_nonzero(band.any(axis=1))) * window_seconds
    enough = min(played / BAND_SECONDS_ENOUGH, 1.0) if played else 1.0
    return FoundSpan(start, stop, replace(found, confidence=enough * found.confidence))


def _covering(spans: list[FoundSpan], windows: int) -> list[FoundSpan]:
    """Without gaps: each lasts until the next begins."""
    starts = [0, *(span.start for span in spans[1:]), windows]
    return [replace(span, start=a, stop=b) for span, (a, b) in zip(spans, pairwise(starts), strict=False)]


def _notes_by_window(melody: Melody, windows: int, window_seconds: float) -> list[list[SungNote]]:
    """Each note where its middle is."""
    sung: list[list[SungNote]] = [[] for _ in range(windows)]
    for note in melody.notes:
        sung[min(int(melody.middle_seconds(note) / window_seconds), windows - 1)].append(note)
    return sung


def _counted(note: SungNote) -> SungNote:
    return replace(note, seconds=min(note.seconds, NOTE_SECONDS))


def _flat(sung: Iterable[list[SungNote]]) -> list[SungNote]:
    return [note for notes in sung for note in notes]
