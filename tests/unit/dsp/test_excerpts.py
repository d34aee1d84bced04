"""Where to listen for a singer: the loudest stretch of voice-like sound in each part of the song."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import soundfile
import sounds
from in_process import analysed, render

from audio_backend.dsp.analysis.excerpts import HOP_SECONDS, VoiceMeter, loudest_excerpts
from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.pipeline.vocal import sung_pitch

RATE = 44_100


def powers(samples, rate=RATE, block=65_536):
    meter = VoiceMeter(rate, samples.shape[0])
    for at in range(0, samples.shape[1], block):
        meter.add(samples[:, at : at + block])
    return meter.powers


def test_the_loudest_stretch_of_each_part_is_chosen():
    level = np.ones(400)
    level[40:72] = level[150:182] = level[300:332] = 9.0
    assert loudest_excerpts(level, 32, 3) == [40, 150, 300]


@pytest.mark.parametrize("hops", [96, 97, 100, 333, 14_400])
def test_excerpts_lie_within_the_song_and_do_not_overlap(hops):
    found = loudest_excerpts(np.random.default_rng(hops).random(hops), 32, 3)
    assert len(found) == 3 and found[0] >= 0 and found[-1] + 32 <= hops
    assert all(a + 32 <= b for a, b in pairwise(found))


def test_short_and_silent_songs_have_fewer():
    assert loudest_excerpts(np.ones(31), 32, 3) == []
    assert loudest_excerpts(np.ones(70), 32, 3) == [0, 35]
    half = np.concatenate([np.zeros(200), np.ones(100)])
    assert len(loudest_excerpts(half, 32, 3)) == 1


def test_what_is_no_voice_counts_little():
    voice = np.repeat(sounds.sung_note(220.0, 4.0), 2, axis=0)
    bass, wide = np.repeat(sounds.tone(60.0, 4.0, db=-6.0), 2, axis=0), sounds.tone(700.0, 4.0, db=-12.0)
    heard = {name: powers(sound).mean() for name, sound in {
        "voice": voice, "bass": bass, "left": np.concatenate([wide, 0 * wide])}.items()}  # fmt: skip
    assert heard["voice"] > 10 * heard["bass"]  # a bass 14 dB louder than the voice
    assert heard["left"] == 0.0


def test_blocks_change_nothing():
    song = sounds.song(seed=2, seconds=3.0).mix
    assert powers(song, block=1_003) == pytest.approx(powers(song))
    assert len(powers(song)) == 3.0 / HOP_SECONDS


def test_excerpts_are_gated_by_the_loudest_of_them_all():
    curve = F0Curve(0.016, 0.0, np.full(3, 220.0), np.ones(3, np.float32))
    loud, soft = sung_pitch.gated_together(
        [(curve, np.array([-10.0, -20.0, -61.0])), (curve, np.array([-59.0, -60.1, -90.0]))]
    )
    assert (loud.voiced.tolist(), soft.voiced.tolist()) == ([True, True, False], [True, False, False])


def test_excerpts_of_a_song_tell_its_pitch(tmp_path):
    """30 s: three excerpts, each in a third of the song, hear what the singer really sang there."""
    song = sounds.song(seed=6, seconds=30.0, voice="alto")
    soundfile.write(tmp_path / "vocals.flac", song.vocals.T, RATE)
    found = analysed(tmp_path / "vocals.flac", "vocals")
    places = [(one["start_s"], one["stop_s"]) for one in found["excerpts"]]
    assert len(places) == 3 and found["listened_s"] == 24.0
    assert all(third * 10.0 <= start < stop <= third * 10.0 + 10.0 for third, (start, stop) in enumerate(places))
    times = np.arange(len(song.f0_hz)) * 0.005
    inside = np.any([(times >= start) & (times < stop) for start, stop in places], axis=0)
    truth = song.f0_hz[inside & (song.f0_hz > 0)]
    assert 1200 * abs(np.log2(found["median_hz"] / np.median(truth))) < 20
    assert found["voiced_s"] == pytest.approx(len(truth) * 0.005, rel=0.15)  # syllables begin and end softly


def test_an_excerpt_hears_what_a_fast_job_hears_there(tmp_path):
    """A song of 20 s is listened to whole, so the job's curve is the truth to the frame."""
    song = sounds.song(seed=9, seconds=20.0)
    soundfile.write(tmp_path / "song.wav", song.mix.T, RATE, subtype="FLOAT")
    found = analysed(tmp_path / "song.wav", "song")
    made = render(tmp_path / "song.wav", tmp_path, {"svc": {"enabled": False}}, profile="fast")
    facts = made.results["plan"]["0"]["pitch"]
    assert found["voiced_s"] == pytest.approx(facts["voiced_seconds"], abs=0.1)
    assert found["median_hz"] == pytest.approx(facts["median_hz"], rel=1e-3)
    assert found["low_note"] == facts["low_note"] and found["high_note"] == facts["high_note"]


def test_a_backing_without_a_singer_has_no_median(tmp_path):
    soundfile.write(tmp_path / "rain.wav", sounds.noise(26.0, channels=2).T, RATE)
    found = analysed(tmp_path / "rain.wav", "song")
    assert found["median_hz"] is None and found["low_note"] is None and found["voiced_s"] < 0.5
