"""Every preset keeps what it promises, on a real singer: measured, for nobody listened."""

from itertools import combinations

import numpy as np
import pytest
from bench.echo_ladder import Heard, heard, hnr_db, loudness_figures
from bench.echo_presets import figures, singer, sung_by
from sung_voices import plan_song, sing
from test_echo import AS_ASKED, PRESETS, RATE

from audio_backend.dsp.pitch.f0_curve import F0Curve, shifted
from audio_backend.dsp.signal.audio import Audio
from audio_backend.engines.voice.echo.engine import Echo

FAR = 3.5
"""How far apart two presets are, counted in decibels of long-term spectrum, 2 dB of harmonic-to-noise ratio and 3 %
of formants, all of which are just about heard. The nearest two are 4.2 apart (warmer, deeper)."""

LOUD_LU = 0.5
"""Half of what is just noticeable; measured 0.1."""

NAMES = tuple(PRESETS)


def apart(one, other):
    """In the steps of FAR."""
    timbre = float(np.sqrt(np.mean((one.timbre_db - other.timbre_db) ** 2)))
    steps = timbre, (one.hnr_db - other.hnr_db) / 2, np.log(one.formants / other.formants) / 0.03
    return float(np.linalg.norm(steps))


def test_every_two_presets_are_two_voices_and_none_is_the_singer():
    found = {pair: apart(*map(figures, pair)) for pair in combinations((None, *NAMES), 2)}
    nearest = min(found, key=found.get)
    assert found[nearest] > FAR, (nearest, found[nearest])


@pytest.mark.parametrize("name", NAMES)
def test_each_is_as_loud_as_the_singer(name):
    assert abs(figures(name).loudness_lu) < LOUD_LU
    assert np.isfinite(sung_by(name).samples).all()


@pytest.mark.parametrize(("name", "factor"), [("deeper", 0.86), ("giant", 0.75), ("child", 1.23), ("whisper", 1.0)])
def test_the_size_of_the_throat_is_what_the_preset_says(name, factor):
    assert PRESETS[name].extra["formant"] == factor
    assert figures(name).formants == pytest.approx(factor, rel=0.03)


def test_brighter_has_more_from_2_to_8_khz_and_warmer_more_below():
    source, brighter, warmer = figures(None), figures("brighter"), figures("warmer")
    assert brighter.band_db(2000, 8000) > source.band_db(2000, 8000) + 2  # measured 3.1
    assert warmer.band_db(2000, 8000) < source.band_db(2000, 8000) - 1.5  # measured -2.3
    assert warmer.band_db(100, 700) > source.band_db(100, 700) + 3  # measured about 6


def test_older_and_airy_have_breath_in_the_tone_and_keep_the_tone():
    """Harmonic-to-noise ratio below 5 kHz: 5 and 8 dB less, and nine tenths of the notes are still notes."""
    source, older, airy = figures(None), figures("older"), figures("airy")
    assert -7 < older.hnr_db - source.hnr_db < -3
    assert -11 < airy.hnr_db - source.hnr_db < -6
    assert min(older.voiced, airy.voiced) > 0.9 * source.voiced


@pytest.mark.parametrize("semitones", [0, 4, -7])
def test_a_whisper_has_no_pitch_at_any_key_and_is_as_loud(semitones):
    whispered = sung_by("whisper", semitones)
    assert np.mean(heard(whispered).f0.voiced) < 0.05 < figures(None).voiced  # measured 0.0 of .85
    assert abs(loudness_figures(singer().audio, whispered)["loudness_lu"]) < LOUD_LU
    assert hnr_db(Heard(whispered, shifted(singer().f0, semitones))) < figures(None).hnr_db - 12


@pytest.mark.parametrize("name", ["whisper", "airy"])
def test_silence_stays_silence_for_voices_made_of_noise(name):
    source, engine, voice = singer(), Echo(), PRESETS[name]
    plan = plan_song(engine, [], source.f0, voice, AS_ASKED)
    quiet = Audio(np.zeros((2, 2 * RATE), np.float32), RATE)
    none = F0Curve(0.016, 0.0, np.zeros(125), np.zeros(125, np.float32))
    assert not sing(engine, quiet, none, none, voice, plan, AS_ASKED).samples.any()
    sung = F0Curve(0.016, 0.0, np.full(125, 200.0), np.ones(125, np.float32))
    made = sing(engine, quiet, sung, shifted(sung, 3), voice, plan, AS_ASKED)
    assert np.abs(made.samples).max() < 1e-5  # -100 dBFS, where the curve wrongly says that there is a voice


@pytest.mark.parametrize("name", NAMES)
def test_no_preset_clicks(name):
    """No second difference is much larger, against its neighbours, than the singer's own largest one."""

    def click(samples):
        bend = np.abs(np.diff(samples.mean(axis=0), 2))
        usual = np.convolve(bend, np.ones(441) / 441, "same") + 1e-4
        return float((bend / usual).max())

    assert click(sung_by(name).samples) < 2 * click(singer().audio.samples)
