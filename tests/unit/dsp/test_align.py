"""Where an own backing lies in its song: to the sample over the whole length, or left alone and told why."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest
import sounds
import soxr

from audio_backend.dsp.analysis.align import Doubt, Offset, backing_offset
from audio_backend.dsp.signal.audio import reader

RATE = 44_100
SONG = sounds.song(seed=3, seconds=40.0, sample_rate=RATE)


def later(samples: np.ndarray, seconds: float) -> np.ndarray:
    """The same with silence before it; with its beginning cut off where `seconds` is negative."""
    frames = round(seconds * RATE)
    return np.pad(samples, ((0, 0), (frames, 0))) if frames >= 0 else samples[:, -frames:]


def found(song: np.ndarray, backing: np.ndarray) -> Offset:
    spans = (0.0, backing.shape[1] / RATE)
    return backing_offset(reader(song), reader(backing), RATE, song.shape[1] / RATE, spans)


def as_mp3(samples: np.ndarray, bits_per_second: int) -> np.ndarray:
    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=RATE, layout="stereo", format="fltp")
        stream.bit_rate = bits_per_second
        sound = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples, np.float32), format="fltp", layout="stereo")
        sound.rate = RATE
        container.mux(stream.encode(sound) + stream.encode(None))
    file.seek(0)
    with av.open(file) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


@pytest.mark.parametrize("seconds", [-30.0, -13.37, -6.0, 0.0, 0.1, 2.0, 5.0, 8.0, 20.0, 60.0])
def test_a_backing_is_found_to_the_sample_however_far_it_lies(seconds):
    offset = found(SONG.mix, later(SONG.backing, seconds))
    assert offset.sure and round(offset.seconds * RATE) == round(seconds * RATE)


@pytest.mark.parametrize(
    "change",
    [
        lambda backing: -backing,
        lambda backing: 0.01 * backing,
        lambda backing: 4.0 * backing,
        lambda backing: backing[:, : 20 * RATE],
        lambda backing: np.pad(backing, ((0, 0), (0, 30 * RATE))),
        lambda backing: backing * np.array([[1], [-1]], np.float32),
        lambda backing: as_mp3(backing, 64_000),
        lambda backing: as_mp3(backing, 320_000),
        lambda backing: soxr.resample(soxr.resample(backing.T, RATE, 16_000), 16_000, RATE).T,
    ],
    ids=[
        "polarity inverted",
        "40 dB down",
        "12 dB up",
        "cut",
        "longer",
        "turned over",
        "64 kbit/s",
        "320 kbit/s",
        "16 kHz",
    ],
)
def test_a_backing_that_was_changed_is_found_to_the_sample(change):
    offset = found(SONG.mix, change(later(SONG.backing, 8.0)))
    assert offset.sure and abs(round(offset.seconds * RATE) - 8 * RATE) <= 1


@pytest.mark.parametrize("seconds", [-30.0, 8.0, 60.0])
def test_a_backing_of_unknown_length_is_looked_for_a_minute_around(seconds):
    backing = later(SONG.backing, seconds)[:, : round(max(seconds, 0) * RATE) + 10 * RATE]
    assert backing_offset(reader(SONG.mix), reader(backing), RATE, 40.0) == Offset(seconds)


@pytest.mark.parametrize("vocal_db", [-12.0, 12.0])
def test_a_backing_is_found_under_any_vocal(vocal_db):
    song = SONG.backing + np.float32(10 ** (vocal_db / 20)) * SONG.vocals
    assert found(song, later(SONG.backing, -6.0)) == Offset(-6.0)


def test_a_song_of_two_seconds_has_enough_to_compare():
    song = sounds.song(seed=4, seconds=2.0, sample_rate=RATE)
    assert found(song.mix, later(song.backing, 2.0)) == Offset(2.0)


@pytest.mark.parametrize("seconds", [0.0, 5.0, -6.0])
def test_another_recording_of_the_same_arrangement_is_no_sure_one(seconds):
    """Same chords and tempo, another drummer."""
    other = sounds.song(seed=53, seconds=40.0, sample_rate=RATE).backing
    assert found(SONG.mix, later(other, seconds)).doubt in (Doubt.UNLIKE, Doubt.REPEATS)


def test_another_speed_is_no_sure_one():
    faster = soxr.resample(SONG.backing.T, 44_144, 44_100).T
    assert found(SONG.mix, faster) == Offset(0.0, Doubt.UNLIKE)


@pytest.mark.parametrize("seconds", [0.0, 5.0, -6.0])
def test_a_loop_fits_in_many_places(seconds):
    loop = np.tile(SONG.backing[:, : 2 * RATE], (1, 20))
    assert found(loop + SONG.vocals, later(loop, seconds)) == Offset(0.0, Doubt.REPEATS)


def test_a_verse_that_is_copied_does_not_hide_where_the_backing_lies():
    """After eight other seconds all begins again, sample by sample."""
    middle = sounds.song(seed=8, seconds=8.0, sample_rate=RATE)
    mix = np.concatenate([SONG.mix, middle.mix, SONG.mix], axis=1)
    backing = np.concatenate([SONG.backing, middle.backing, SONG.backing], axis=1)
    assert found(mix, later(backing, 20.0)) == Offset(20.0)


def test_silence_is_nothing_to_compare():
    silence = sounds.silence(10.0, RATE, 2)
    assert found(SONG.mix, silence) == found(silence, SONG.backing) == Offset(0.0, Doubt.SILENT)


def test_noise_is_no_backing():
    assert found(SONG.mix, sounds.noise(30.0, RATE, channels=2)) == Offset(0.0, Doubt.UNLIKE)
