"""Voices beside the lead: where a harmony goes, and how a second take drifts."""

from __future__ import annotations

import numpy as np
import pytest
import sounds
from hypothesis import given, settings
from hypothesis import strategies as st
from keyed_songs import HOP_SECONDS, singer

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.pitch.harmony import (
    DOUBLE,
    HARMONIES,
    IN_PITCH,
    IN_TIME,
    Performance,
    delayed,
    drift,
    harmony_cents,
    performance_curve,
    placed,
    quieter_unvoiced,
)
from audio_backend.dsp.pitch.notes import Melody
from audio_backend.dsp.pitch.scales import Scale, midi_cents

SCALE = Scale(9, "minor")
RATE = 44_100


def line(*notes: float, frames: int = 40) -> F0Curve:
    """MIDI notes, each of 0.64 s, sung without a gap."""
    midi = np.repeat(np.array(notes, float), frames)
    return F0Curve(HOP_SECONDS, 0.0, 440.0 * 2.0 ** ((midi - 69) / 12), np.ones(len(midi), np.float32))


# --- where it sings -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("interval", "steps"), [
    ("third_above", (300, 300, 400)), ("third_below", (-400, -400, -300)), ("fifth_above", (700, 600, 700)),
    ("octave_above", (1200, 1200, 1200)), ("octave_below", (-1200, -1200, -1200)),
])  # fmt: skip
def test_a_harmony_follows_the_scale(interval, steps):
    """A, B and C in A minor: in the middle of each note the interval is the scale's to the cent."""
    found = harmony_cents(Melody(line(57, 59, 60)), SCALE, interval)
    assert np.allclose(found[[20, 60, 100]], steps, atol=0.5)


def test_a_harmony_keeps_the_leads_inflection():
    """A note that is 40 cents flat with vibrato has a third that is as flat, with the same vibrato."""
    times = np.arange(100) * HOP_SECONDS
    swung = 220.0 * 2.0 ** ((-40 + 60 * np.sin(2 * np.pi * 5.5 * times)) / 1200)
    found = harmony_cents(Melody(F0Curve(HOP_SECONDS, 0.0, swung, np.ones(100, np.float32))), SCALE, "third_above")
    assert np.allclose(found, 300)


def test_the_interval_never_jumps():
    """From a minor to a major third by 100 cents, faded in 160 ms: 20 cents a frame at most."""
    for interval in ("third_above", "fifth_below"):
        melody = Melody(singer(9, "minor", 3, off_cents=20).curve)
        both = melody.curve.voiced[1:] & melody.curve.voiced[:-1]
        assert np.abs(np.diff(harmony_cents(melody, SCALE, interval)))[both].max() <= 20


def test_every_harmony_note_is_in_the_key():
    sung = singer(9, "minor", 5, vibrato_cents=0.0)
    melody = Melody(sung.curve)
    for interval in ("third_above", "fifth_above", "third_below"):
        above = harmony_cents(melody, SCALE, interval)
        notes = [note for note in melody.notes if note.seconds > 0.3]
        middles = np.array([note.cents + above[(note.start + note.stop) // 2] for note in notes])
        assert np.abs(SCALE.cents_of(SCALE.nearest(middles)) - middles).max() < 12  # jitter of the singer's centres


# --- how it drifts --------------------------------------------------------------------------------------------


@given(st.floats(-10, 4000), st.integers(0, 4))
@settings(max_examples=50, deadline=None)
def test_drift_belongs_to_the_time_of_the_song(start, number):
    """Whoever asks, and from where: the same value at the same time, within ±1."""
    whole = start + np.arange(2000) * 0.01
    for what in (IN_TIME, IN_PITCH):
        values = drift(whole, number, what)
        assert np.abs(values).max() <= 1
        assert np.array_equal(values[700:900], drift(whole[700:900], number, what))


def test_a_second_take_is_10_to_20_ms_and_up_to_8_cents_away():
    times = np.arange(0, 120, HOP_SECONDS)
    late_ms = 1000 * DOUBLE.delay_seconds * drift(times, 0, IN_TIME)
    cents = DOUBLE.detune_cents * drift(times, 0, IN_PITCH)
    assert 14 < np.abs(late_ms).max() <= 20 and np.percentile(np.abs(late_ms), 70) > 8
    assert 6 < np.abs(cents).max() <= 8


def test_no_two_takes_drift_together():
    times = np.arange(0, 200, 0.1)
    drifts = [drift(times, performance.number, IN_TIME) for performance in (DOUBLE, *HARMONIES)]
    alike = np.abs(np.corrcoef(drifts) - np.eye(len(drifts)))
    assert np.std(drifts, axis=1).min() > 0.4 and alike.max() < 0.99


def test_being_moved_in_time_detunes_nothing():
    """A take without detuning, rendered on its curve and delayed, sings the lead's pitch: half a cent at most.

    Without the correction the delay alone would bend it by up to 20 cents.
    """
    performance = Performance(0, 0.018, 0.0, 1.0, 1.0)
    frames = round(12 * RATE)
    target = F0Curve(HOP_SECONDS, 0.0, np.full(760, 220.0), np.ones(760, np.float32))
    curve = performance_curve(target, 0.0, performance)
    assert np.abs(midi_cents(curve.f0_hz) - midi_cents(220.0)).max() > 8
    at = np.arange(frames) / RATE
    phase = np.cumsum(np.interp(at, target.times_seconds, curve.f0_hz)) / RATE
    moved = delayed(np.sin(2 * np.pi * phase)[None].astype(np.float32), 0, RATE, performance)[0, 2000:-2000]
    crossings = np.flatnonzero((moved[:-1] < 0) & (moved[1:] >= 0))
    exact = crossings - moved[crossings] / (moved[crossings + 1] - moved[crossings])
    hz = RATE * 20 / (exact[20:] - exact[:-20])
    assert np.abs(1200 * np.log2(hz / 220.0)).max() < 0.5


def test_a_delay_is_clean_and_the_same_from_any_cut():
    """A tone of 5 kHz by up to 12 ms: 60 dB under it is what isn't the tone; pieces equal the whole but for rounding."""
    performance = Performance(1, 0.012, 0.0, 1.0, 1.0)
    tone = sounds.tone(5000.0, 6.0)
    moved = delayed(tone, 0, RATE, performance)
    at = np.arange(tone.shape[1]) / RATE
    late = performance.delay_seconds * drift(at, 1, IN_TIME)
    truth = 10 ** (-12 / 20) * np.sin(2 * np.pi * 5000.0 * (at - late))
    assert sounds.level_db((moved - truth)[:, 2000:-2000]) < sounds.level_db(tone) - 60
    first = 3 * RATE
    piece = delayed(tone[:, first:], first, RATE, performance)
    assert np.abs(piece[:, 1000:] - moved[:, first + 1000 :]).max() < 1e-6


def test_silence_stays_silence_and_length_stays():
    for frames in (0, 1, 100, 70_000):
        moved = delayed(np.zeros((2, frames), np.float32), -500, RATE, DOUBLE)
        assert moved.shape == (2, frames) and not moved.any()


# --- level and place ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pan", [-1.0, -0.5, 0.0, 0.3, 1.0])
def test_a_voice_is_as_loud_at_any_place(pan):
    """Constant power: as much as the mono voice in both channels, wherever it stands."""
    mono = sounds.noise(0.2)
    stereo = placed(mono, 2, pan)
    assert abs(np.sum(stereo**2) / (2 * np.sum(mono**2)) - 1) < 1e-5
    assert np.sign(round(float(np.std(stereo[1]) - np.std(stereo[0])), 6)) == np.sign(pan)
    assert placed(mono, 1, pan) is mono


def test_consonants_of_other_voices_are_lowered():
    sound = np.ones((1, RATE), np.float32)
    f0 = F0Curve(HOP_SECONDS, 0.0, np.where(np.arange(63) < 30, 220.0, 0.0), np.ones(63, np.float32))
    quieter = quieter_unvoiced(sound, f0, RATE, 0.2)
    assert np.allclose(quieter[0, : RATE // 4], 1) and np.allclose(quieter[0, round(0.55 * RATE) :], 0.2)
    assert np.abs(np.diff(quieter[0])).max() < 0.01


def test_one_missed_frame_makes_no_hole():
    f0 = F0Curve(HOP_SECONDS, 0.0, np.where(np.arange(63) == 30, 0.0, 220.0), np.ones(63, np.float32))
    assert quieter_unvoiced(np.ones((1, RATE), np.float32), f0, RATE, 0.2).min() > 0.7  # -3 dB
