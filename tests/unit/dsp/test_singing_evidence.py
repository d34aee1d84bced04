"""Instrumentals are told from songs: by what the separator leaves of a lead, and by a mouth that moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import soundfile
import sounds
from in_process import analysed, render
from songs import easton_ellises

from audio_backend.dsp.analysis.singing_evidence import (
    SingingEvidence,
    envelope_change_db,
    is_sung,
    joined_evidence,
    singing_evidence,
)
from audio_backend.dsp.pitch.f0_curve import F0Curve

RATE = 44_100
SECONDS = 10.0
BAND = sounds.song(seed=201, seconds=SECONDS, sample_rate=RATE).backing
FOLLOW = {"svc": {"enabled": False}}


def lead(amplitudes: list[float], seed: int) -> np.ndarray:
    """(2, frames) of one timbre with vibrato, as an electronic violin, flute or theremin has it."""
    rng, frames = np.random.default_rng(seed), round(SECONDS * RATE)
    midi, times = np.zeros(frames), np.arange(frames) / RATE
    at = 0.4
    while at < SECONDS:
        midi[round(at * RATE) :] = rng.integers(58, 79)
        at += rng.uniform(0.4, 1.5)
    glide = np.hanning(2000) / np.hanning(2000).sum()
    midi = np.convolve(np.pad(midi, 1000, "edge"), glide, "same")[1000:-1000]
    hz = 440 * 2 ** ((midi + 0.3 * np.sin(2 * np.pi * 5.5 * times) - 69) / 12)
    phase = 2 * np.pi * np.cumsum(hz) / RATE
    wave = sum(a * np.sin(k * phase) * (k * hz < 18_000) for k, a in enumerate(amplitudes, 1)) * (midi > 40)
    return np.tile(sounds.at_level(wave, -16.0), (2, 1)).astype(np.float32)


LEADS = {
    "saw": lead([1 / k for k in range(1, 30)], 2),
    "violin": lead([1, 0.6, 0.5, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1, 0.1], 4),
    "theremin": lead([1, 0.3, 0.1], 1),
}


def heard(samples: np.ndarray, folder) -> dict:
    """What an upload of this song is said to be sung like."""
    soundfile.write(folder / "song.wav", samples.T, RATE, subtype="FLOAT")
    return analysed(folder / "song.wav", "song")


@pytest.mark.parametrize("name", LEADS)
def test_a_lead_over_a_band_is_no_singer(name, tmp_path):
    found = heard(BAND + LEADS[name], tmp_path)
    assert found["median_hz"] is None and found["median_note"] is None and found["voiced_s"] == 0.0


def test_a_band_alone_is_no_singer(tmp_path):
    assert heard(BAND, tmp_path)["median_hz"] is None
    stems = easton_ellises()
    assert heard(stems["drums"] + stems["bass"] + stems["other"], tmp_path)["median_hz"] is None


@pytest.mark.parametrize("vocal_db", [0.0, -6.0])
def test_a_real_singer_is_heard_over_a_band(vocal_db, tmp_path):
    vocals = np.tile(easton_ellises()["vocals"], 2)[:, : BAND.shape[1]]
    found = heard(BAND[:, : vocals.shape[1]] + np.float32(10 ** (vocal_db / 20)) * vocals, tmp_path)
    assert found["median_hz"] is not None and found["voiced_s"] > 2.0


@pytest.mark.parametrize("turned", ["song", "voice"])
def test_a_singer_whose_right_channel_is_turned_over_is_heard(turned, tmp_path):
    vocals = np.tile(easton_ellises()["vocals"], 2)[:, : BAND.shape[1]]
    band, over = BAND[:, : vocals.shape[1]], np.array([[1], [-1]], np.float32)
    song = over * (band + vocals) if turned == "song" else band + over * vocals[:1]
    assert heard(song, tmp_path)["voiced_s"] > 2.0


def test_a_singer_with_no_band_is_heard(tmp_path):
    assert heard(easton_ellises()["vocals"], tmp_path)["voiced_s"] > 4.0


def test_three_seconds_of_singing_after_a_solo_are_heard(tmp_path):
    """A few sung seconds do not drown in many of a lead."""
    vocals = np.zeros_like(BAND)
    vocals[:, 7 * RATE :] = easton_ellises()["vocals"][:, : 3 * RATE]
    solo = LEADS["saw"].copy()
    solo[:, 7 * RATE :] = 0
    assert heard(BAND + solo + vocals, tmp_path)["median_hz"] is not None


@pytest.mark.parametrize("voice", ["tenor", "alto", "soprano"])
def test_made_up_singers_are_heard_too(voice, tmp_path):
    assert heard(sounds.song(seed=11, seconds=SECONDS, voice=voice).mix, tmp_path)["voiced_s"] > 1.0


def test_a_job_says_that_nothing_is_sung_and_moves_nothing(tmp_path):
    soundfile.write(tmp_path / "lead.wav", (BAND + LEADS["violin"]).T, RATE, subtype="FLOAT")
    settings = FOLLOW | {"processing": {"segment_length": 5.0}}
    made = render(tmp_path / "lead.wav", tmp_path, settings, profile="fast")
    plan = made.results["plan"]["0"]
    assert plan["sung"] is False and plan["pitch"]["voiced_seconds"] == 0.0
    assert any("No singing was found" in warning for warning in made.sentences("plan"))


def test_a_vocal_alone_is_believed(tmp_path):
    """Nothing was isolated, so there is nothing to doubt: the same lead uploaded as a vocal is followed."""
    soundfile.write(tmp_path / "lead.wav", LEADS["violin"].T, RATE, subtype="FLOAT")
    made = render(tmp_path / "lead.wav", tmp_path, FOLLOW, profile="fast", source="vocals")
    plan = made.results["plan"]["0"]
    assert plan["sung"] is True and plan["pitch"]["voiced_seconds"] > 5.0


# --- the evidence itself --------------------------------------------------------------------------------------


def sung_curve(seconds: float, f0_hz: float) -> F0Curve:
    frames = round(seconds / 0.016)
    return F0Curve(0.016, 0.0, np.full(frames, f0_hz), np.ones(frames, np.float32))


def vowels(names: str, gain: float = 1.0) -> np.ndarray:
    """One second of each on 200 Hz, (1, frames)."""
    return gain * np.concatenate(
        [sounds.sung_note(200.0, 1.0, formants_hz=sounds.VOWELS[one]) for one in names], axis=1
    )


@pytest.mark.parametrize("gain", [1.0, 0.01])
def test_vowels_change_the_envelope_and_loudness_does_not(gain):
    curve = sung_curve(4.0, 200.0)
    moving, still = vowels("aeio", gain), vowels("aaaa", gain) * np.linspace(1.0, 0.1, 4 * RATE, dtype=np.float32)
    assert envelope_change_db(singing_evidence(moving, moving, RATE, curve)) > 5.0
    assert envelope_change_db(singing_evidence(still, still, RATE, curve)) < 1.0


def test_what_mostly_stayed_in_the_band_is_no_evidence():
    mix = vowels("aeio")
    assert is_sung(singing_evidence(mix, mix, RATE, sung_curve(4.0, 200.0)))
    assert not is_sung(singing_evidence(0.3 * mix, mix, RATE, sung_curve(4.0, 200.0)))  # a power of 9 %


def test_segments_know_together_what_the_song_knows():
    """Frames lie on the song's own grid, and what two segments share counts once."""
    mix, curve = vowels("aeio"), sung_curve(4.0, 200.0)
    whole = singing_evidence(mix, mix, RATE, curve)
    at = round(1.008 * RATE)
    late = replace(curve, start_seconds=1.008, f0_hz=curve.f0_hz[63:], confidence=curve.confidence[63:])
    parts = (whole.within(0.0, 2.5), singing_evidence(mix[:, at:], mix[:, at:], RATE, late).within(2.0, 4.0))
    joined = joined_evidence(parts)
    assert np.allclose(joined.seconds, whole.seconds)
    assert np.allclose(joined.levels_db, whole.levels_db, atol=0.05)  # a start between two samples
    assert joined_evidence(()) is None


def test_no_voiced_frame_is_no_singing():
    silence = np.zeros((1, RATE), np.float32)
    nothing = singing_evidence(silence, silence, RATE, sung_curve(1.0, 0.0))
    assert isinstance(nothing, SingingEvidence) and not len(nothing.seconds) and not is_sung(nothing)
