"""The test songs say truly what is in them."""

import numpy as np
import pytest
import sounds
from scipy.signal import find_peaks


def test_equal_seeds_give_equal_songs_and_others_another_one():
    first, again, other = sounds.song(seed=1, seconds=2), sounds.song(seed=1, seconds=2), sounds.song(seed=2, seconds=2)
    assert np.array_equal(first.mix, again.mix)
    assert not np.array_equal(first.vocals, other.vocals)


def test_the_mix_is_the_vocal_and_the_backing():
    song = sounds.song(seconds=3)
    assert np.array_equal(song.mix, song.vocals + song.backing)
    assert song.mix.shape == (2, 3 * 44100)
    assert song.mix.dtype == np.float32
    assert np.abs(song.mix).max() < 1
    assert len(song.f0_hz) == 600  # 3 s of 5 ms


@pytest.mark.parametrize("voice", sounds.VOICES)
def test_the_pitch_that_is_told_is_the_pitch_that_is_sung(voice):
    song = sounds.song(voice=voice, seconds=4)
    wrong = []
    for frame in np.flatnonzero(song.f0_hz)[20:-20:10]:
        f0, centre = song.f0_hz[frame], round(frame * 220.5)
        if song.f0_hz[frame - 6 : frame + 7].min() == 0:
            continue
        piece = song.vocals[0, centre - 1323 : centre + 1323].astype(float)
        likeness = np.correlate(piece, piece, "full")[len(piece) - 1 :]
        lag = round(44100 / f0)
        wrong.append(likeness[lag] < 0.7 * likeness[0] * (1 - lag / len(piece)))
    assert len(wrong) > 10
    assert np.mean(wrong) < 0.1  # vibrato and glides smear a tenth of the frames at most


def test_voices_lie_in_their_ranges():
    medians = [np.median(f0[f0 > 0]) for f0 in (sounds.song(voice=v, seconds=4).f0_hz for v in sounds.VOICES)]
    assert medians == sorted(medians)
    assert medians[0] < 140 < 260 < medians[-1]


def test_nothing_is_sung_where_the_truth_says_so():
    song = sounds.song(seconds=8)
    sung = np.repeat(song.f0_hz > 0, 221)[: song.vocals.shape[1]]
    assert sounds.level_db(song.vocals[:, ~sung]) < sounds.level_db(song.vocals[:, sung]) - 6  # consonants are -26 dB
    assert 0.4 < sung.mean() < 0.9


def test_a_sung_note_has_the_formants_and_the_pitch_it_was_given():
    note = sounds.sung_note(100.0, 2.0, formants_hz=(500, 1500, 2500))
    spectrum = 20 * np.log10(np.abs(np.fft.rfft(note[0][22050:66150] * np.hanning(44100))) + 1e-9)
    harmonics = spectrum[100:3000:100]
    peaks = 100 * (find_peaks(harmonics)[0] + 1)
    assert {500, 1500, 2500} <= set(peaks.tolist())
    assert harmonics.mean() > spectrum[150:3000:100].mean() + 40  # between harmonics there is nothing


def test_tone_and_noise_have_their_levels():
    assert abs(np.abs(sounds.tone(440, 1.0, db=-6)).max() - 10 ** (-6 / 20)) < 1e-3
    assert abs(sounds.level_db(sounds.noise(1.0, db=-30)) + 30) < 0.1


@pytest.mark.parametrize("seconds", [0.2, 0.6, 1.3])
def test_short_songs_are_as_long_as_they_were_asked_to_be(seconds):
    assert sounds.song(seconds=seconds, sample_rate=16000).mix.shape == (2, round(seconds * 16000))
