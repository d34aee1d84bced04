"""Songs tuned anywhere between two semitones of A4 = 440 Hz: every note is heard, and snaps to its own semitone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyed_songs import Sung, note_centres, singer

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.pitch.keys import BINS, found_key, melody_histogram, scale_by_hand
from audio_backend.dsp.pitch.notes import Melody
from audio_backend.dsp.pitch.pitch_style import PitchStyle, styled
from audio_backend.dsp.pitch.scales import Scale, semitone_offset

SINGERS = ((0, "major"), (9, "minor"), (4, "major"))
FULLY = {"style": "snap", "amount": 1.0}


def snapped(sung: Sung) -> F0Curve:
    """With nothing to go by but the melody itself."""
    melody = Melody(sung.curve)
    return styled(
        melody, PitchStyle(**FULLY, scale=found_key(np.zeros(BINS), melody_histogram(melody.notes)).scale), 0.0
    )


@pytest.mark.parametrize("detuned", range(-50, 51, 5))
def test_each_note_snaps_to_its_own_semitone_however_the_song_is_tuned(detuned):
    """15 cents are what the tuning of a melody alone may be off (5 here) and what a centre is measured to."""
    for seed, (tonic, mode) in enumerate(SINGERS):
        sung = singer(tonic, mode, seed, detuned, off_cents=20)
        for meant, centre in note_centres(sung, snapped(sung)):
            assert abs(centre - meant) < 15, (tonic, mode, meant, centre)


@pytest.mark.parametrize("detuned", [-55, -50, -45, 45, 50, 55])
@pytest.mark.parametrize("key", [(9, "minor"), (4, "major")])
def test_a_key_by_hand_is_that_of_the_song_on_either_side_of_halfway(key, detuned):
    """A minor, 55 cents high: measured are 45 below the next semitone, where the key of that name has other notes."""
    melody = melody_histogram(Melody(singer(*key, 1, detuned, off_cents=10).curve).notes)
    scale = scale_by_hand(Scale(*key).name, np.zeros(BINS), melody)
    assert abs(scale.tuning_cents - detuned) < 8 and scale.name == Scale(*key).name


@pytest.mark.parametrize("detuned", [-50, -45, 45, 50])
@pytest.mark.parametrize("low", [64, 71])
def test_e_and_f_and_b_and_c_are_two_notes_halfway_between_semitones(low, detuned):
    """Their steps come in either direction, bound, each 0.32 s long."""
    midi = np.repeat(np.array([low, low + 1, low, low + 1, low + 3, low + 1, low]), 20) + detuned / 100
    curve = F0Curve(0.016, 0.0, 440.0 * 2.0 ** ((midi - 69) / 12), np.ones(len(midi), np.float32))
    assert np.allclose([note.cents for note in Melody(curve).notes], 100 * midi[10::20], atol=1)


@given(st.floats(-50, 50), st.integers(0, 99))
def test_the_offset_goes_round(detuned, seed):
    """Where 50 becomes -50 nothing jumps: the grid that it makes is the same."""
    rng = np.random.default_rng(seed)
    found = semitone_offset(100.0 * rng.integers(48, 72, 40) + detuned + rng.uniform(-5, 5, 40))
    assert abs((found - detuned + 50) % 100 - 50) < 3


def test_pitches_that_gather_nowhere_have_no_offset():
    assert semitone_offset(np.arange(0.0, 1200.0, 5.0)) == semitone_offset(np.zeros(0)) == 0.0
