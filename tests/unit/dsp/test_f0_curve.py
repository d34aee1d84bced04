"""Pitch curves: repaired, resampled, joined, moved, named."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_backend.dsp.pitch.curve_resampling import resampled_curve
from audio_backend.dsp.pitch.f0_curve import (
    F0Curve,
    cut,
    join_curves,
    median_f0,
    note_name,
    repair_octaves,
    shifted,
    voiced_runs,
)
from audio_backend.dsp.pitch.notes import Melody
from audio_backend.dsp.pitch.pitch_style import PitchStyle, styled
from audio_backend.dsp.pitch.scales import auto_transposition
from audio_backend.dsp.pitch.vibrato import with_vibrato
from audio_backend.dsp.signal.segments import plan_segments
from audio_backend.messages import english
from audio_backend.models.job_facts import suited
from audio_backend.models.voices import read_voice

HOP = 0.016


def curve(f0, confidence=0.95, start=0.0, hop=HOP):
    f0 = np.asarray(f0, float)
    return F0Curve(hop, start, f0, np.broadcast_to(np.float32(confidence), f0.shape).copy())


def cents(a, b):
    return 1200 * np.log2(a / b)


def melody(frames=200, hz=220.0, vibrato_cents=0.0, rate_hz=5.5):
    times = np.arange(frames) * HOP
    return hz * 2 ** (vibrato_cents / 1200 * np.sin(2 * np.pi * rate_hz * times))


# --- octave repair --------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    factor=st.sampled_from([1 / 2, 1 / 3, 2.0]),
    start=st.integers(20, 150),
    length=st.integers(1, 18),
    sure=st.floats(0.3, 0.85),
    gap=st.integers(0, 2),
)
def test_a_short_slip_between_confident_frames_is_put_right(factor, start, length, sure, gap):
    true = melody(vibrato_cents=60)
    heard, confidence = true.copy(), np.full(200, 0.97, np.float32)
    heard[start : start + length] *= factor
    confidence[start : start + length] = sure
    heard[start + length : start + length + gap] = 0
    fixed = repair_octaves(F0Curve(HOP, 0.0, heard, confidence)).f0_hz
    voiced = heard > 0
    assert np.abs(cents(fixed[voiced], true[voiced])).max() < 1


@settings(max_examples=40, deadline=None)
@given(
    factor=st.sampled_from([1 / 2, 1 / 3, 2.0]),
    start=st.integers(20, 120),
    length=st.integers(1, 60),
    sure=st.floats(0.94, 1.0),
)
def test_a_leap_that_the_tracker_is_sure_of_is_sung(factor, start, length, sure):
    heard, confidence = melody(), np.full(200, 0.97, np.float32)
    heard[start : start + length] *= factor
    confidence[start : start + length] = sure
    assert np.array_equal(repair_octaves(F0Curve(HOP, 0.0, heard, confidence)).f0_hz, heard)


@settings(max_examples=40, deadline=None)
@given(start=st.integers(20, 100), length=st.integers(20, 60), sure=st.floats(0.3, 1.0))
def test_a_long_note_an_octave_off_is_sung_however_unsure_the_tracker_is(start, length, sure):
    heard, confidence = melody(), np.full(200, 0.97, np.float32)
    heard[start : start + length] /= 2
    confidence[start : start + length] = sure
    assert np.array_equal(repair_octaves(F0Curve(HOP, 0.0, heard, confidence)).f0_hz, heard)


def test_a_leap_to_a_new_octave_that_stays_there_is_sung():
    heard = np.concatenate([np.full(60, 220.0), np.full(60, 440.0)])
    confidence = np.full(120, 0.9, np.float32)
    confidence[58:64] = 0.5  # trackers waver in a leap
    assert np.array_equal(repair_octaves(F0Curve(HOP, 0.0, heard, confidence)).f0_hz, heard)


# --- grids ----------------------------------------------------------------------------------------------------


def test_a_finer_grid_hears_the_same_vibrato():
    fine = resampled_curve(curve(melody(vibrato_cents=80)), 0.005, 0.0, 600)
    times = fine.times_seconds[5:-5]
    true = 220 * 2 ** (80 / 1200 * np.sin(2 * np.pi * 5.5 * times))
    assert np.abs(cents(fine.f0_hz[5:-5], true)).max() < 4  # PCHIP through 11 points a cycle flattens peaks by 4 cents


def test_gaps_stay_gaps_and_their_edges_keep_their_pitch():
    coarse = curve([0, 200, 200, 0, 0, 0, 400, 400, 400, 0])
    fine = resampled_curve(coarse, 0.002, 0.0, 80)
    assert set(np.unique(fine.f0_hz.round(9))) == {0.0, 200.0, 400.0}
    assert len(voiced_runs(fine.voiced)) == 2
    nearest = coarse.voiced[np.minimum(np.floor(fine.times_seconds / HOP + 0.5).astype(int), 9)]
    assert np.mean(nearest != fine.voiced) < 0.03  # equal but for ties


def test_the_same_grid_gives_the_same_curve():
    first = curve(np.where(np.arange(200) % 40 < 30, melody(vibrato_cents=90), 0))
    again = resampled_curve(first, HOP, 0.0, 200)
    assert np.allclose(again.f0_hz, first.f0_hz, rtol=1e-12)


@given(start=st.integers(-30, 230), length=st.integers(0, 120))
def test_a_cut_is_what_the_song_has_there_and_nothing_outside(start, length):
    song = curve(np.arange(1.0, 201.0))
    piece = cut(song, start * HOP, (start + length) * HOP)
    wanted = [float(n + 1) if 0 <= n < 200 else 0.0 for n in range(start, start + length)]
    assert piece.f0_hz.tolist() == wanted
    assert piece.start_seconds == pytest.approx(start * HOP)
    assert len(piece.confidence) == length


@settings(max_examples=25, deadline=None)
@given(seconds=st.floats(6.0, 40.0), rate=st.sampled_from([16000, 44100, 48000]), overlap=st.floats(0.0, 2.0))
def test_segments_curves_join_to_the_songs_curve(seconds, rate, overlap):
    frames = round(seconds * rate)
    song = curve(100.0 + np.arange(int(np.ceil(frames / rate / HOP - 1e-9))))
    segments = plan_segments(frames, rate, 5.0, overlap)
    parts = [(s, cut(song, s.read_start / rate, s.read_stop / rate)) for s in segments]
    joined = join_curves(parts, rate, frames)
    assert np.array_equal(joined.f0_hz, song.f0_hz)
    assert joined.start_seconds == 0.0


# --- where it lies and where it goes --------------------------------------------------------------------------


def test_the_median_is_weighted_by_confidence():
    f0, sure = np.repeat([100.0, 300.0], [60, 40]), np.repeat(np.float32([0.1, 0.9]), [60, 40])
    assert median_f0(F0Curve(HOP, 0.0, f0, sure)) == 300.0
    assert median_f0(curve(f0)) == 100.0
    assert median_f0(curve(np.zeros(10))) == 0.0


@pytest.mark.parametrize(("hz", "name"), [(220, "A3"), (146.83, "D3"), (261.63, "C4"), (82.41, "E2"), (466.2, "A♯4")])
def test_notes_have_their_names(hz, name):
    assert note_name(hz) == name


def voice_at(hz):
    return read_voice({"kind": "clip", "f0_median_hz": hz})


def test_auto_transposition_keeps_the_key_and_says_why():
    found = suited(220.0, voice_at(146.83), transpose_backing=False)
    assert found.semitones == -12
    assert english(found.reason) == "song median A3, voice D3: −7 would match; −12 keeps the key"


def test_auto_transposition_takes_the_backing_along():
    found = suited(220.0, voice_at(146.83), transpose_backing=True)
    assert found.semitones == -7
    assert english(found.reason) == "song median A3, voice D3: −7 matches, the backing comes along"


@given(song=st.floats(60, 1000), voice=st.floats(60, 1000))
def test_auto_transposition_is_the_nearest_octave_within_two(song, voice):
    exact = 12 * np.log2(voice / song)
    semitones = auto_transposition(song, voice, False).semitones
    assert semitones in (-24, -12, 0, 12, 24)
    assert abs(semitones - exact) <= 6.001 or abs(exact) > 30


def test_without_singing_the_key_stays():
    assert auto_transposition(0.0, 220.0, False) is None
    stays = suited(0.0, voice_at(220.0), False)
    assert (stays.semitones, english(stays.reason)) == (0, "no singing was found to compare, so the key stays")


@given(semitones=st.floats(-24, 24))
def test_a_shifted_melody_is_the_same_melody(semitones):
    moved = shifted(curve(melody(vibrato_cents=50)), semitones)
    assert np.allclose(cents(moved.f0_hz, melody(vibrato_cents=50)), 100 * semitones, atol=1e-6)


# --- vibrato --------------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(rate=st.floats(4.2, 7.8), depth=st.floats(25, 120), hz=st.floats(80, 900))
def test_vibrato_is_taken_away_and_the_note_stays(rate, depth, hz):
    straight = with_vibrato(curve(melody(160, hz, depth, rate)), 0.0).f0_hz
    left = cents(straight, hz)
    assert np.std(left[10:-10]) < 0.15 * depth / np.sqrt(2)  # 85 % of it is gone
    assert abs(np.median(left)) < 5  # well under what is heard as out of tune


def test_notes_and_glides_without_vibrato_stay():
    steps = np.repeat([220.0, 247.0, 262.0, 220.0], 40)
    glide = np.hanning(9) / np.hanning(9).sum()
    sung = np.exp(np.convolve(np.pad(np.log(steps), 4, mode="edge"), glide, "valid"))
    kept = with_vibrato(curve(sung), 0.0).f0_hz
    assert np.abs(cents(kept, sung)).max() < 20
    assert np.mean(np.abs(cents(kept, sung)) > 5) < 0.1


def test_a_note_after_vibrato_is_reached_where_it_was():
    cents_of = np.concatenate([60 * np.sin(2 * np.pi * 5.5 * np.arange(80) * HOP), np.full(80, 300.0)])
    kept = with_vibrato(curve(220 * 2 ** (cents_of / 1200)), 0.0).f0_hz
    after = cents(kept, 220.0)
    assert np.abs(after[100:] - 300).max() < 10
    assert np.std(after[10:60]) < 15  # of 42


def test_runs_without_vibrato_stay_equal_to_the_bit():
    steady = curve(np.where(np.arange(300) % 100 < 80, 220.0, 0.0))
    assert np.array_equal(with_vibrato(steady, 0.0).f0_hz, steady.f0_hz)


def test_the_target_keeps_vibrato_when_asked():
    sung = curve(melody(vibrato_cents=80))
    assert styled(Melody(sung), PitchStyle(), 0.0) is sung
    assert np.std(cents(styled(Melody(sung), PitchStyle(vibrato=0.0), 12.0).f0_hz, 440.0)) < 10
