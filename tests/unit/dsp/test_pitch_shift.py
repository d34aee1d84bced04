"""The backing in another key: in tune, in time, and without a seam."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from songs import easton_ellises

from audio_backend.dsp.pitch import pitch_shift as module
from audio_backend.dsp.pitch.pitch_shift import transpose

RATE = 44_100


def moved(samples: np.ndarray, semitones: float, block: int = 4_410, sample_rate: int = RATE) -> np.ndarray:
    blocks = (samples[:, i : i + block] for i in range(0, samples.shape[1], block))
    return np.concatenate(list(transpose(blocks, samples.shape[0], sample_rate, semitones)), axis=1)


def tone(hz: float, seconds: float) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)[None]


def cents_off(samples: np.ndarray, hz: float) -> float:
    """Of the strongest partial near `hz`, by a parabola through the peak of a long spectrum."""
    size = 2**20
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), size))
    low, high = (round(factor * hz * size / RATE) for factor in (0.9, 1.1))
    peak = low + int(spectrum[low:high].argmax())
    a, b, c = np.log(spectrum[peak - 1 : peak + 2])
    return 1200 * np.log2((peak + 0.5 * (a - c) / (a - 2 * b + c)) * RATE / size / hz)


@pytest.fixture
def short_chunks(monkeypatch):
    """A seam every four seconds instead of every 28."""
    monkeypatch.setattr(module, "CHUNK_SECONDS", 6.0)


@pytest.mark.parametrize("hz", [110.0, 440.0])
@pytest.mark.parametrize("semitones", [-5.0, 3.0, 7.0])
def test_a_tone_is_moved_exactly(hz, semitones):
    result = moved(tone(hz, 4), semitones)[0, RATE // 2 : -RATE // 2]
    # Measured 0.00; singers hear 5 cents. The stretcher's own transposition is up to 12 cents off at 110 Hz.
    assert abs(cents_off(result, hz * 2 ** (semitones / 12))) < 0.1


@pytest.mark.parametrize("hz", [110.33, 440.66, 440.33])  # two chunks, 4 s apart: half a period, half, a quarter
def test_a_seam_is_neither_a_step_nor_a_dip(short_chunks, hz):
    result = moved(tone(hz, 13), 3)[0, RATE // 2 : -RATE // 2]
    slope = 0.3 * 2 * np.pi * hz * 2 ** (3 / 12) / RATE
    assert np.abs(np.diff(result)).max() < 1.1 * slope  # measured 1.02; a butt joint steps up to 0.6
    window = round(0.05 * RATE)
    rms = np.sqrt(np.mean(result[: len(result) // window * window].reshape(-1, window) ** 2, axis=1))
    level_db = 20 * np.log10(rms / (0.3 / np.sqrt(2)))
    assert np.abs(level_db).max() < 0.5  # measured 0.03; 50 ms is no whole number of periods


def test_a_seam_in_noise_keeps_the_level(short_chunks):
    """Two transpositions of noise have little in common, so a linear fade between them would sag by 3 dB."""
    noise = np.random.default_rng(5).normal(0, 0.1, (2, 13 * RATE)).astype(np.float32)
    result = moved(noise, 3)[:, RATE // 2 : -RATE // 2]
    window = round(0.03 * RATE)
    rms = np.sqrt(np.mean(result[:, : result.shape[1] // window * window].reshape(2, -1, window) ** 2, axis=(0, 2)))
    assert 20 * np.log10(rms.min() / np.median(rms)) > -1  # measured -0.4; 30 ms of noise vary by 0.2 anyway


def test_a_seam_in_music_keeps_the_level(short_chunks):
    stems = easton_ellises()
    music = np.concatenate([stems["bass"] + stems["other"]] * 2, axis=1)
    result = moved(music, 3)
    window = RATE // 2
    before, after = (
        np.sqrt(np.mean(x[:, : 24 * window].reshape(2, 24, window) ** 2, axis=(0, 2))) for x in (music, result)
    )
    # Without a seam, too, half a second's level changes by up to 2 dB: beating partials meet in other phases.
    assert np.abs(20 * np.log10(after / before)).max() < 3


def test_onsets_stay_where_they_are(short_chunks):
    clicks = np.zeros((1, 14 * RATE), np.float32)
    places = [round(RATE * (0.4 + 0.83 * k)) for k in range(16)]
    clicks[:, places] = 0.9
    for semitones in (-4, 3):
        result = np.abs(moved(clicks, semitones)[0])
        for place in places:
            late = int(result[place - 2_000 : place + 2_000].argmax()) - 2_000
            # Measured 0.3 ms. A seam may move a chunk by 4 ms to fit, but here it lies in silence, which fits anyhow.
            assert abs(late) / RATE < 0.001


@settings(max_examples=20, deadline=None)
@given(
    frames=st.integers(1, 30_000),
    block=st.integers(1_000, 9_000),
    semitones=st.sampled_from([-24.0, -7.5, -1.0, 2.0, 12.0, 24.0]),
    channels=st.integers(1, 2),
    sample_rate=st.sampled_from([8_000, 48_000]),
)
def test_the_length_is_kept_to_the_sample(frames, block, semitones, channels, sample_rate):
    noise = np.random.default_rng(frames).normal(0, 0.1, (channels, frames)).astype(np.float32)
    result = moved(noise, semitones, block, sample_rate)
    assert result.shape == noise.shape
    assert result.dtype == np.float32
    assert np.isfinite(result).all()


@pytest.mark.parametrize("seconds", [5.999, 6.0, 6.001, 8.0, 10.0, 10.001])
def test_the_length_is_kept_around_a_seam(short_chunks, seconds):
    assert moved(tone(300, seconds), 2).shape == tone(300, seconds).shape


def test_blocks_may_be_cut_anyhow(short_chunks):
    sound = tone(300, 11)
    assert np.array_equal(moved(sound, 2, block=1_000), moved(sound, 2, block=200_000))


def test_the_same_song_sounds_the_same_twice():
    """Two octaves up the stretcher dithers, but always with the same dice."""
    noise = np.random.default_rng(2).normal(0, 0.1, (1, RATE)).astype(np.float32)
    assert np.array_equal(moved(noise, 24), moved(noise, 24))


def test_zero_semitones_pass_untouched():
    blocks = [np.ones((2, 3), np.float32), np.zeros((2, 0), np.float32), np.ones((2, 5), np.float32)]
    for given_block, taken in zip(blocks, transpose(iter(blocks), 2, RATE, 0.0), strict=True):
        assert taken is given_block


def test_no_music_is_no_music_and_silence_is_silence(short_chunks):
    assert list(transpose(iter(()), 2, RATE, 3)) == []
    assert not moved(np.zeros((2, 7 * RATE), np.float32), 3).any()


def test_the_first_chunk_comes_before_the_song_has_ended():
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield tone(300, 1.0)

    next(iter(transpose(endless(), 1, RATE, 2)))
    assert taken <= 32  # one chunk of 30 s
