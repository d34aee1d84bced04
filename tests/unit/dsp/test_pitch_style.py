"""Vibrato, smooth and snap: measured in cents on singers who miss their notes by a known amount."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from keyed_songs import HOP_SECONDS, Sung, singer

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.pitch.notes import Melody
from audio_backend.dsp.pitch.pitch_style import PitchStyle, styled
from audio_backend.dsp.pitch.scales import Scale, midi_cents
from audio_backend.dsp.pitch.vibrato import vibrato_cents

SCALE = Scale(9, "minor", 20.0)
"""A minor of a band that is tuned 20 cents high."""


def off_key(seed: int = 0) -> Sung:
    """Each note up to 45 cents off: any further and another semitone is nearer."""
    return singer(9, "minor", seed, tuning_cents=20.0, off_cents=45.0, vibrato_cents=50.0)


def snapped(sung: Sung, amount: float, scale: Scale = SCALE) -> F0Curve:
    return styled(Melody(sung.curve), PitchStyle(style="snap", amount=amount, scale=scale), 0.0)


def off_cents(curve: F0Curve, scale: Scale = SCALE) -> float:
    """How far the notes' centres lie from the scale, mean over the time they are sung."""
    notes = [note for note in Melody(curve).notes if note.steady > 0 and note.seconds > 0.15]
    cents, seconds = (np.array([getattr(note, name) for note in notes]) for name in ("cents", "seconds"))
    return float(np.average(np.abs(scale.cents_of(scale.nearest(cents)) - cents), weights=seconds))


def curve_of(cents: np.ndarray) -> F0Curve:
    """From cents around A3; NaN is a rest."""
    f0 = np.where(np.isnan(cents), 0.0, 220.0 * 2.0 ** (np.nan_to_num(cents) / 1200))
    return F0Curve(HOP_SECONDS, 0.0, f0, np.ones(len(f0), np.float32))


def around(curve: F0Curve) -> np.ndarray:
    return 1200 * np.log2(curve.f0_hz / 220.0)


# --- nothing asked --------------------------------------------------------------------------------------------


def test_as_sung_is_the_very_same_curve():
    sung = off_key().curve
    assert styled(Melody(sung), PitchStyle(), 0.0) is sung
    assert styled(Melody(sung), PitchStyle(style="snap", amount=0.0), 0.0) is sung


# --- vibrato --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [0.0, 0.5, 1.5, 2.0])
def test_vibrato_becomes_as_deep_as_asked(depth):
    """A note with 50 cents of vibrato over a slow drift: the depth is right within 10 %, the drift stays."""
    times = np.arange(160) * HOP_SECONDS
    cents = 50 * np.sin(2 * np.pi * 5.5 * times) + 15 * times
    changed = around(styled(Melody(curve_of(cents)), PitchStyle(vibrato=depth), 0.0))
    wave = np.sin(2 * np.pi * 5.5 * times[20:140])
    measured = 2 * np.mean((changed - 15 * times)[20:140] * wave)
    assert abs(measured - 50 * depth) <= 5
    assert abs(np.polyfit(times[20:140], changed[20:140], 1)[0] - 15) < 3


def test_deeper_vibrato_moves_no_note_and_no_glide():
    """What little of a glide's corner looks like vibrato stays under 5 cents (1.9 here), and notes without any stay to the bit."""
    times = np.arange(60) * HOP_SECONDS
    cents = np.concatenate([400 * np.clip(times / 0.6, 0, 1), np.full(90, 400.0)])
    moved = around(styled(Melody(curve_of(cents)), PitchStyle(vibrato=2.0), 0.0)) - cents
    assert np.abs(moved).max() < 5 and np.abs(moved[-50:]).max() < 1e-9


# --- snap -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_snap_brings_notes_to_the_scale_by_its_amount(seed):
    """From about 20 cents off to under 1 at amount 1, and in proportion between (± 10 % of the distance)."""
    sung = off_key(seed)
    before = off_cents(sung.curve)
    assert before > 15
    assert off_cents(snapped(sung, 1.0)) < 1.0
    for amount in (0.3, 0.7):
        assert abs(off_cents(snapped(sung, amount)) - (1 - amount) * before) < 0.1 * before


def test_snap_knows_the_songs_own_tuning():
    """The same singer against A4 = 440 Hz would be drawn 20 cents down."""
    drawn = snapped(off_key(), 1.0, replace(SCALE, tuning_cents=0.0))
    assert 15 < off_cents(drawn) < 25


def test_snap_keeps_the_vibrato():
    sung = off_key()
    kept = vibrato_cents(snapped(sung, 1.0)), vibrato_cents(sung.curve)
    assert abs(np.std(kept[0]) / np.std(kept[1]) - 1) < 0.02  # the bend is slow, so little of it looks like vibrato


def test_snap_makes_no_step():
    """What is added changes by 20 cents a frame (16 ms) at most: two neighbours 100 cents apart, faded in 160 ms."""
    for seed in range(3):
        sung = off_key(seed).curve
        both = sung.voiced[1:] & sung.voiced[:-1]
        added = midi_cents(np.maximum(snapped(off_key(seed), 1.0).f0_hz, 1.0)) - midi_cents(np.maximum(sung.f0_hz, 1.0))
        assert np.abs(np.diff(added))[both].max() <= 20


def test_a_long_glide_keeps_its_shape():
    """An octave in a second between two notes that are 30 cents sharp: it ends in tune, and bends nowhere by 5 cents
    from one straight line to another."""
    up = np.concatenate([np.full(40, 30.0), np.linspace(30, 1230, 63), np.full(40, 1230.0)])
    drawn = around(styled(Melody(curve_of(up)), PitchStyle(style="snap", amount=1.0, scale=Scale(9, "minor")), 0.0))
    assert abs(drawn[:30]).max() < 1 and abs(drawn[-30:] - 1200).max() < 1
    glide = drawn[48:95]
    line = np.polyval(np.polyfit(np.arange(47), glide, 1), np.arange(47))
    assert np.abs(glide - line).max() < 5


def test_the_key_moves_along_with_the_voice():
    sung = off_key()
    moved = styled(Melody(sung.curve), PitchStyle(style="snap", amount=1.0, scale=SCALE), 5.0)
    assert np.allclose(moved.f0_hz, snapped(sung, 1.0).f0_hz * 2 ** (5 / 12))
    assert off_cents(moved, Scale(2, "minor", 20.0)) < 1.0


# --- smooth ---------------------------------------------------------------------------------------------------


def test_smooth_calms_what_lies_between_notes_and_moves_none():
    """Inside notes, 80 ms from their ends, scoops and jitter shrink to half; notes stay within 1 cent, the vibrato
    within a quarter (some of the scoops looked like it)."""
    sung = off_key().curve
    before = Melody(sung)
    calm = Melody(styled(Melody(sung), PitchStyle(style="smooth", amount=1.0), 0.0))
    steady = [note for note in before.notes if note.steady == 1.0 and note.seconds > 0.25]
    moved = [abs(float(np.median(calm.melody_cents[n.start : n.stop])) - n.cents) for n in steady]
    assert np.median(moved) < 1 and len(steady) > 10
    away = [
        np.concatenate([m.melody_cents[n.start + 5 : n.stop - 5] - n.cents for n in steady]) for m in (before, calm)
    ]
    rough = [np.std(one) for one in away]
    assert rough[1] < 0.5 * rough[0]
    assert np.std(calm.vibrato_cents) > 0.75 * np.std(before.vibrato_cents)


def test_smooth_straightens_jitter_but_keeps_vibrato_depth():
    times = np.arange(150) * HOP_SECONDS
    jitter = np.random.default_rng(2).standard_normal(150) * 12
    vibrato = 60 * np.sin(2 * np.pi * 5.5 * times)
    calm = around(styled(Melody(curve_of(vibrato + jitter)), PitchStyle(style="smooth", amount=1.0), 0.0))
    assert np.std(calm - vibrato) < 0.5 * np.std(jitter)
    assert abs(2 * np.mean(calm[20:130] * np.sin(2 * np.pi * 5.5 * times[20:130])) - 60) < 6


def test_smooth_leaves_a_glide_alone():
    up = curve_of(np.linspace(0, 1200, 63))
    assert np.allclose(styled(Melody(up), PitchStyle(style="smooth", amount=1.0), 0.0).f0_hz, up.f0_hz)


# --- notes ----------------------------------------------------------------------------------------------------


def test_vibrato_and_scoops_make_no_notes():
    times = np.arange(100) * HOP_SECONDS
    swung = 90 * np.sin(2 * np.pi * 5.5 * times)
    scooped = swung - 150 * np.exp(-times / 0.03)
    for cents in (swung, scooped):
        assert len(Melody(curve_of(cents)).notes) == 1


def test_notes_cover_what_is_sung_and_nothing_else():
    melody = Melody(off_key().curve)
    covered = np.zeros(len(melody.curve.f0_hz), int)
    for note in melody.notes:
        covered[note.start : note.stop] += 1
    assert np.array_equal(covered == 1, melody.curve.voiced) and covered.max() == 1


def test_silence_has_no_notes_and_stays_silent():
    silent = curve_of(np.full(50, np.nan))
    assert Melody(silent).notes == []
    for style in ("smooth", "snap"):
        assert not styled(Melody(silent), PitchStyle(0.0, style, 1.0, SCALE), 3.0).f0_hz.any()
