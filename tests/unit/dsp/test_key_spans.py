"""Songs that change their key: each part is heard in its own, and no note that was in tune is pulled out of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from keyed_songs import HOP_SECONDS, Sung, band, joined, note_centres, singer

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.pitch.harmony import harmony_cents
from audio_backend.dsp.pitch.key_spans import FoundSpan, KeyLine, KeySpan, found_spans
from audio_backend.dsp.pitch.keys import BINS, found_key, melody_histogram, pitch_histogram, pitch_histograms
from audio_backend.dsp.pitch.notes import Melody
from audio_backend.dsp.pitch.pitch_style import PitchStyle, styled
from audio_backend.dsp.pitch.scales import Scale
from audio_backend.dsp.signal.audio import Audio

RATE, PART_SECONDS = 22_050, 32.0
"""Each part is twice the four bars of a band, twice."""
KEYS = [(tonic, mode) for mode in ("major", "minor") for tonic in range(12)]


def song(
    *keys: tuple[int, str], seed: int = 0, detuned: float = 0.0, off_cents: float = 8.0
) -> tuple[np.ndarray, Sung]:
    """The band's (windows, 120) and the singer, 32 s in each key."""
    bands, sung = [], []
    for tonic, mode in keys:
        for part in (0, 1):
            bands.append(played(tonic, mode, seed + part, detuned))
            sung.append(singer(tonic, mode, seed + part, detuned, off_cents))
    return np.concatenate(bands), joined(sung, PART_SECONDS / 2)


@cache
def played(tonic: int, mode: str, seed: int, detuned: float) -> np.ndarray:
    """(16, 120)"""
    return pitch_histograms(Audio(band(tonic, mode, seed, detuned), RATE), 0.0)[1][:16]


def keys_in(spans: list[FoundSpan]) -> KeyLine:
    return KeyLine(tuple(KeySpan(span.start, span.stop, span.found.scale, span.found.confidence) for span in spans))


def snapped(sung: Sung, keys: KeyLine) -> F0Curve:
    return styled(Melody(sung.curve), PitchStyle(style="snap", amount=1.0, scale=keys), 0.0)


def farthest_moved(sung: Sung, keys: KeyLine) -> float:
    """In cents, of the notes as they were sung."""
    before, after = note_centres(sung, sung.curve), note_centres(sung, snapped(sung, keys))
    return max(abs(b - a) for (_, a), (_, b) in zip(before, after, strict=True))


# --- a song that changes its key ------------------------------------------------------------------------------


@pytest.mark.parametrize("moved", [1, 2, 3, 5, 7, -2])
@pytest.mark.parametrize("heard", ["both", "band", "melody"])
def test_each_part_is_heard_in_its_own_key_and_from_when_on(moved, heard):
    """A fifth away all notes but one are the same, so the change is heard when that one is: within 10 s of 64 by the
    band; a singer may leave it out for longer."""
    for tonic, mode in ((0, "major"), (9, "minor")):
        bands, sung = song((tonic, mode), ((tonic + moved) % 12, mode))
        voice = sung.curve if heard != "band" else silent(sung.curve)
        spans = found_spans(bands if heard != "melody" else 0 * bands, Melody(voice), 1.0)
        assert len(spans) == 2, spans
        assert abs(spans[1].start - PART_SECONDS) <= (4 if moved not in (5, 7) else 10 if heard != "melody" else 24)
        for span, key in zip(spans, (tonic, tonic + moved), strict=True):
            assert span.found.scale.same_notes(Scale(key % 12, mode, span.found.scale.tuning_cents))
        keys = keys_in(spans)
        assert keys.confidence_in(keys.main) < 0.9 and keys.mean_confidence > 0.6


@pytest.mark.parametrize("moves", [(0, 2), (0, 1), (0, 5), (0, 7), (0, 6), (0, 1, 2), (0, 3, 0), (0, 2, 4, 6)])
@pytest.mark.parametrize("detuned", [0.0, 47.0])
def test_a_note_that_is_in_tune_stays_where_it_is_in_whatever_key(moves, detuned):
    """8 cents off at most, and the tuning is known to a few: in no part of the song a note is moved by 15."""
    for mode in ("major", "minor"):
        bands, sung = song(*((move, mode) for move in moves), seed=2, detuned=detuned)
        assert farthest_moved(sung, keys_in(found_spans(bands, Melody(sung.curve), 1.0))) < 15
        assert farthest_moved(sung, keys_in(found_spans(0 * bands, Melody(sung.curve), 1.0))) < 15


def test_from_major_to_minor_on_the_same_tonic():
    bands, sung = song((2, "major"), (2, "minor"))
    spans = found_spans(bands, Melody(sung.curve), 1.0)
    assert [span.found.scale.name for span in spans] == ["D major", "D minor"]


def test_a_harmony_follows_the_key_of_its_time():
    """The third over E: G# in E major, G in E minor."""
    line = steady_notes(64, 62, 64, 62, 64, 62, 64, 62)
    keys = KeyLine((KeySpan(0.0, 1.28, Scale(4, "major"), 1.0), KeySpan(1.28, 2.56, Scale(4, "minor"), 1.0)))
    found = harmony_cents(Melody(line), keys, "third_above")
    assert np.allclose(found[[10, 50, 90, 130]], [400, 400, 300, 300])


# --- one key --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", range(0, 24, 3))
def test_a_steady_song_has_one_key_and_the_same_as_ever(place):
    bands, sung = song(KEYS[place], seed=place, off_cents=30.0)
    for heard in (bands, 0 * bands):
        melody = Melody(sung.curve)
        (span,) = found_spans(heard, melody, 1.0)
        assert (span.start, span.stop) == (0, len(bands))
        assert span.found == found_key(heard.sum(axis=0), melody_histogram(melody.notes))


@pytest.mark.parametrize("heard", ["both", "melody"])
def test_a_slow_song_has_one_key_too(heard):
    """At 60 beats a minute a chord lasts 4 s, and a phrase twice 8: long enough to seem to be in another key."""
    for place in range(0, 24, 2):
        bands, sung = song(KEYS[place], seed=place, off_cents=20.0)
        slow = Melody(
            replace(sung.curve, f0_hz=np.repeat(sung.curve.f0_hz, 2), confidence=np.repeat(sung.curve.confidence, 2))
        )
        assert len(found_spans((heard == "both") * np.repeat(bands, 2, axis=0), slow, 1.0)) == 1, KEYS[place]


def test_a_note_far_from_its_degree_is_still_drawn_to_it():
    """In a sure key up to 75 cents; what lies nearer than 25 to another semitone is meant there."""
    keys = KeyLine((KeySpan(0.0, 9.0, Scale(0, "major"), 1.0),))
    assert [keys.at(1.0).meant(cents) for cents in (6025.0, 6070.0, 6090.0, 6124.0, 6130.0)] == [
        6000,
        6000,
        6100,
        6100,
        6200,
    ]


def test_a_key_that_nobody_believes_pulls_no_note_to_another_semitone():
    keys = KeyLine((KeySpan(0.0, 9.0, Scale(0, "major", 10.0), 0.0),))
    assert [keys.at(1.0).meant(cents) for cents in (6065.0, 6155.0)] == [6110, 6110]


def test_a_key_by_hand_is_obeyed():
    keys = KeyLine((KeySpan(0.0, 9.0, Scale(0, "major"), None),))
    assert keys.at(1.0).meant(6101.0) == 6200.0


def test_chromatic_notes_in_passing_stay_and_their_thirds_are_of_the_key():
    """C C# D in C major, over and over: C# is an eighth of the melody, and its third is E."""
    bands, _ = song((0, "major"))
    line = steady_notes(*(72, 73, 74, 76, 77, 79, 74, 72) * 6)
    keys = keys_in(found_spans(bands, Melody(line), 1.0))
    assert keys.main.same_notes(Scale(0, "major", keys.main.tuning_cents))
    bent = styled(Melody(line), PitchStyle(style="snap", amount=1.0, scale=keys), 0.0)
    assert np.abs(1200 * np.log2(bent.f0_hz / line.f0_hz)).max() < 15
    assert abs(harmony_cents(Melody(line), keys, "third_above")[30] - 300) < 1


def test_a_song_in_no_key_is_not_sure_and_keeps_its_notes():
    """Every semitone as often as any other."""
    rng = np.random.default_rng(3)
    line = steady_notes(*(60 + rng.permutation(12) for _ in range(12)))
    keys = keys_in(found_spans(np.zeros((100, BINS)), Melody(line), 1.0))
    assert keys.mean_confidence < 0.5
    bent = styled(Melody(line), PitchStyle(style="snap", amount=1.0, scale=keys), 0.0)
    assert np.abs(1200 * np.log2(bent.f0_hz / line.f0_hz)).max() < 15


def test_a_short_song_is_not_as_sure_as_a_long_one():
    bands, sung = song((7, "major"))
    short = found_spans(bands[:4], Melody(silent(sung.curve)), 1.0)
    assert short[0].found.confidence <= 0.4
    assert found_spans(np.zeros((3, BINS)), Melody(silent(sung.curve)), 1.0) == []


# --- heard in pieces ------------------------------------------------------------------------------------------


def test_seconds_add_up_to_the_song_and_segments_to_seconds():
    sound = Audio(np.concatenate([band(7, "major", 2), band(9, "major", 3)], axis=1), RATE)
    first, whole = pitch_histograms(sound, 0.0)
    assert first == 0 and np.allclose(whole.sum(axis=0), pitch_histogram(sound))
    parts = np.zeros((len(whole) + 1, BINS))
    for start in range(0, sound.frames, round(4.7 * RATE)):
        piece = Audio(sound.samples[:, start : start + round(4.7 * RATE)], RATE)
        first, heard = pitch_histograms(piece, start / RATE)
        parts[first : first + len(heard)] += heard
    voice = Melody(silent(singer(0, "major", 0).curve))
    a, b = (found_spans(heard, voice, 1.0) for heard in (whole, parts))
    assert [span.found.scale.name for span in a] == [span.found.scale.name for span in b] and len(a) == 2
    assert a[1].start == b[1].start


def steady_notes(*midi: int) -> F0Curve:
    """Each of 0.32 s, bound."""
    line = np.repeat(np.concatenate([np.atleast_1d(note) for note in midi]).astype(float), 20)
    return F0Curve(HOP_SECONDS, 0.0, 440.0 * 2.0 ** ((line - 69) / 12), np.ones(len(line), np.float32))


def silent(curve: F0Curve) -> F0Curve:
    return F0Curve(curve.hop_seconds, 0.0, 0 * curve.f0_hz, 0 * curve.confidence)
