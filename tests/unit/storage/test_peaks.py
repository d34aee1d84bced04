"""The outline shows the highest and the lowest of every stretch, whatever the length."""

from __future__ import annotations

import json
from dataclasses import asdict

import made_media as media
import numpy as np
import pytest

from audio_backend.dsp.signal.audio import Audio
from audio_backend.errors import UnreadableAudio
from audio_backend.jobs.visuals import coarser
from audio_backend.storage import peaks as peaks_module
from audio_backend.storage.formats import track_reader
from audio_backend.storage.peaks import MOST_POINTS, peaks
from audio_backend.storage.sound_files import write_sound

RATE = 44_100


def song(tmp_path, samples):
    write_sound(tmp_path / "song.wav", Audio(samples.astype(np.float32), RATE))
    return tmp_path / "song.wav"


@pytest.mark.parametrize("points", [1, 10, 1_000])
def test_each_pair_is_the_minimum_and_the_maximum_of_its_stretch(tmp_path, points):
    samples = media.noise(16 * 1_000 * 5)  # whole buckets of 16 for every number of points here
    found = peaks(song(tmp_path, samples), points)
    stretches = samples.reshape(2, points, -1)
    for channel, data in enumerate(found.data):
        assert data[0::2] == pytest.approx(stretches[channel].min(axis=1), abs=1e-4)  # four decimals
        assert data[1::2] == pytest.approx(stretches[channel].max(axis=1), abs=1e-4)


@pytest.mark.parametrize("seconds", [5, 60, 300])
def test_a_click_shows_where_it_is(tmp_path, seconds):
    samples = np.zeros((1, seconds * RATE + 123))
    place = samples.shape[1] * 7 // 9
    samples[0, place] = -0.5
    found = peaks(song(tmp_path, samples), 900)
    lows = np.array(found.data[0][0::2])
    assert (lows.min(), np.count_nonzero(lows)) == (-0.5, 1)
    assert abs(int(lows.argmin()) - 700) <= 1  # at the border of two stretches


def test_doubling_the_buckets_changes_nothing(tmp_path, monkeypatch):
    path = song(tmp_path, media.noise(2**18))
    fine = peaks(path, 64)
    monkeypatch.setattr(peaks_module, "MOST_BUCKETS", 128)
    assert peaks(path, 64) == fine


def test_the_outline_is_the_same_however_the_file_comes_in_blocks(tmp_path, monkeypatch):
    path = song(tmp_path, media.noise(100_003))
    whole = peaks(path, 500)
    monkeypatch.setattr(track_reader, "BLOCK_FRAMES", 1_001)
    assert peaks(path, 500) == whole


def test_the_rate_of_points_can_be_asked_for(tmp_path):
    path = song(tmp_path, media.noise(10 * RATE))
    found = peaks(path, pixels_per_second=50.0)
    assert (found.points, found.duration_s, found.sample_rate) == (500, 10.0, RATE)
    assert [len(channel) for channel in found.data] == [1_000, 1_000]


@pytest.mark.parametrize(("frames", "points"), [(1, 1), (15, 1), (17, 2), (40_000, 2_500)])
def test_a_short_sound_has_few_points(tmp_path, frames, points):
    found = peaks(song(tmp_path, media.noise(frames)), MOST_POINTS)
    assert found.points == points
    assert len(found.data[0]) == 2 * points


def test_never_more_points_than_a_page_can_take(tmp_path):
    found = peaks(song(tmp_path, media.noise(10 * RATE)), 10**9)
    assert found.points == MOST_POINTS
    assert len(json.dumps(asdict(found))) < 500_000


def test_values_stay_within_what_wavesurfer_draws(tmp_path):
    found = peaks(song(tmp_path, 30.0 * media.noise(RATE)), 100)
    assert (min(map(min, found.data)), max(map(max, found.data))) == (-1.0, 1.0)


def test_any_decodable_file_has_an_outline(tmp_path):
    samples = media.noise(2 * RATE)
    wav = peaks(song(tmp_path, samples), 200)
    mp3 = peaks(media.write(tmp_path / "song.mp3", samples, bit_rate=320_000), 200)
    assert mp3.duration_s == wav.duration_s
    assert np.abs(np.array(mp3.data) - np.array(wav.data)).mean() < 0.01  # a lossy copy of noise at 0.1
    (tmp_path / "text.wav").write_text("no sound")
    with pytest.raises(UnreadableAudio):
        peaks(tmp_path / "text.wav")


@pytest.mark.parametrize("points", [1, 7, 100, 999, 5_000])
def test_a_coarser_outline_keeps_what_stands_out(tmp_path, points):
    samples = media.noise(160_000)
    samples[0, 70_007] = 0.9
    fine = peaks(song(tmp_path, samples), 5_000)
    data = np.array(coarser(fine.data, points))
    assert data.shape == (2, 2 * points)
    whole = np.array(fine.data)
    assert (data[:, 1::2].max(), data[:, 0::2].min()) == (whole.max(), whole.min())
    assert data[0, 1::2].argmax() == 70_007 * points // 160_000
    assert points != 5_000 or (data == whole).all()
