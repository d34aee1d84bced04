"""SwiftF0 and its stand-in follow what is sung, on the song's grid."""

from dataclasses import replace

import numpy as np
import pytest
import sounds
from scipy.signal import lfilter

from audio_backend.dsp.pitch.f0_curve import join_curves
from audio_backend.dsp.signal.audio import Audio, reader
from audio_backend.dsp.signal.segments import plan_segments
from audio_backend.engines.pitch import swiftf0
from audio_backend.engines.pitch.pyin import PYin
from audio_backend.engines.pitch.swiftf0 import SwiftF0Engine
from audio_backend.errors import Cancelled, EngineFailed, EngineUnavailable
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper


@pytest.fixture(scope="module")
def wrapper():
    engine = SwiftF0Engine()
    engine.load("cpu")
    return SwiftF0Wrapper(engine)


def go_on(done):
    assert 0 <= done <= 1


def follow(wrapper, samples, rate=44100, seconds=100.0):
    """The song's curve, from segments of this length."""
    segments = plan_segments(samples.shape[1], rate, seconds, 0.5)
    read, parts = reader(samples), []
    for segment in segments:
        vocal = Audio(read(segment.read_start, segment.read_stop), rate)
        parts.append((segment, wrapper.follow(vocal, segment, None, 50.0, 1100.0, go_on)))
    return join_curves(parts, rate, samples.shape[1])


def score(curve, true_hz):
    """Share of sung frames within 50 cents, share of silent frames with a pitch, median error in cents."""
    true = true_hz[np.minimum(np.round(curve.times_seconds / 0.005).astype(int), len(true_hz) - 1)]
    sung, found = true > 0, curve.f0_hz > 0
    error = np.abs(1200 * np.log2(np.where(found, curve.f0_hz, 1.0) / np.where(sung, true, 1.0)))
    right = sung & found & (error < 50)
    return right.sum() / sung.sum(), found[~sung].mean(), float(np.median(error[right]))


@pytest.mark.parametrize("voice", sounds.VOICES)
def test_four_voices_are_followed(wrapper, voice):
    song = sounds.song(voice=voice)
    right, false, error = score(follow(wrapper, song.vocals), song.f0_hz)
    assert right >= 0.98
    assert false < 0.06  # a note's ends are blurred by one frame of 16 ms
    assert error < 5


@pytest.mark.parametrize("voice", sounds.VOICES)
def test_voices_are_followed_through_bleed_of_the_backing_at_12_db(wrapper, voice):
    song = sounds.song(voice=voice)
    bleed = sounds.level_db(song.vocals) - sounds.level_db(song.backing) - 12
    right, false, _ = score(follow(wrapper, song.vocals + song.backing * np.float32(10 ** (bleed / 20))), song.f0_hz)
    assert right >= 0.98
    assert false < 0.15  # reference/echo.md: 9 %


def noise_below(vocals, db, colour):
    """White or brown-ish noise, RMS this far under the vocal's."""
    hiss = sounds.noise(vocals.shape[1] / 44100, seed=1, channels=2)
    hiss = lfilter([1.0], [1.0, -0.95], hiss) if colour == "dark" else hiss
    return sounds.at_level(hiss, sounds.level_db(vocals) - db).astype(np.float32)


@pytest.mark.parametrize(("db", "colour"), [(20, "white"), (10, "white"), (5, "white"), (20, "dark"), (10, "dark")])
def test_a_high_soprano_in_noise_is_heard_in_her_own_octave(wrapper, db, colour):
    """One look alone puts up to 5 % of these frames an octave down, white noise as well as dark."""
    song = sounds.song(seed=12, voice="high soprano")
    curve = follow(wrapper, song.vocals + noise_below(song.vocals, db, colour), seconds=5.0)
    true = song.f0_hz[np.minimum(np.round(curve.times_seconds / 0.005).astype(int), len(song.f0_hz) - 1)]
    both = (true > 0) & curve.voiced
    octaves = np.log2(curve.f0_hz[both] / true[both])
    assert np.mean(octaves < -0.5) < 0.004  # two frames of 8 s
    assert both.sum() / (true > 0).sum() > 0.985  # a note's ends


def test_a_slowed_look_that_hears_nothing_changes_nothing():
    f0 = np.array([0.0, 110.0, 220.0, 440.0, 0.0])
    sure = np.full(5, 0.9, np.float32)
    high = np.zeros(5)
    assert all(
        np.array_equal(*pair) for pair in zip(swiftf0.with_high_notes(f0, sure, high, sure), (f0, sure), strict=True)
    )


def test_a_slowed_look_puts_octaves_right_and_goes_on_with_notes_that_are_known():
    f0 = np.array([700.0, 350.0, 0.0, 0.0, 0.0, 0.0, 700.0, 1400.0, 700.0])
    high = np.array([700.0, 702.0, 705.0, 900.0, 0.0, 698.0, 700.0, 699.0, 1050.0])
    sure, surer = np.full(9, 0.25, np.float32), np.full(9, 0.75, np.float32)
    followed, confidence = swiftf0.with_high_notes(f0, sure, high, surer)
    assert followed.tolist() == [700.0, 702.0, 705.0, 0.0, 0.0, 698.0, 700.0, 699.0, 700.0]  # 900 leaps out of nowhere
    assert confidence.tolist() == [0.25, 0.75, 0.75, 0.25, 0.25, 0.75, 0.25, 0.75, 0.25]


def test_a_long_stretch_that_only_a_slowed_look_hears_is_not_sung():
    frames = int(swiftf0.LONGEST_FILL_SECONDS / SwiftF0Engine.hop_seconds) + 1
    f0, high = np.array([700.0] + frames * [0.0]), np.full(frames + 1, 700.0)
    sure = np.ones(frames + 1, np.float32)
    assert np.count_nonzero(swiftf0.with_high_notes(f0, sure, high, sure)[0]) == 1
    assert np.count_nonzero(swiftf0.with_high_notes(f0[:-1], sure[:-1], high[:-1], sure[:-1])[0]) == frames


def test_a_song_in_segments_has_the_same_pitch(wrapper):
    song = sounds.song(seconds=12.0, voice="alto")
    whole, pieces = follow(wrapper, song.vocals), follow(wrapper, song.vocals, seconds=5.0)
    assert np.array_equal(whole.voiced, pieces.voiced)
    both = whole.voiced
    assert np.abs(1200 * np.log2(whole.f0_hz[both] / pieces.f0_hz[both])).max() < 0.5  # the level that gates differs


def test_other_sample_rates_hear_the_same(wrapper):
    song = sounds.song(seconds=4.0, sample_rate=48000)
    assert score(follow(wrapper, song.vocals, 48000), song.f0_hz)[0] >= 0.97  # 4 s: one frame is 0.5 %


def test_frames_are_centred_on_the_grid_that_begins_with_the_region(wrapper):
    samples = np.concatenate([sounds.silence(1.0), sounds.sung_note(220, 2.0), sounds.silence(1.0)], axis=1)
    segment = plan_segments(samples.shape[1], 44100, 100.0, 0.5)[0]
    curve = wrapper.follow(
        Audio(reader(samples)(segment.read_start, segment.read_stop), 44100), segment, None, 50.0, 1100.0, go_on
    )
    assert curve.start_seconds == segment.read_start / 44100 == -2.0
    onset, end = curve.times_seconds[curve.voiced][[0, -1]]
    assert abs(onset - 1.0) < 0.03  # two frames
    assert abs(end - 3.0) < 0.03


def test_a_very_quiet_vocal_is_followed_like_a_loud_one(wrapper):
    song = sounds.song(seconds=4.0)
    assert score(follow(wrapper, song.vocals * np.float32(1e-3)), song.f0_hz)[0] >= 0.97  # peaks at -70 dBFS


def test_bleed_50_db_under_the_singer_is_not_sung(wrapper):
    voice = sounds.sung_note(220, 1.5) * 8  # loud, so that SwiftF0's own gate at -60 dBFS hears the ghost
    ghost = sounds.sung_note(330, 1.5) * np.float32(8 * 10 ** (-55 / 20))
    curve = wrapper.follow_clip(Audio(np.concatenate([voice, ghost], axis=1), 44100), 50.0, 1100.0, go_on)
    assert curve.voiced[: len(curve.f0_hz) // 2].mean() > 0.95
    assert curve.voiced[len(curve.f0_hz) // 2 + 2 :].mean() == 0


def test_the_songs_level_gates_a_quiet_segment(wrapper):
    quiet = Audio(sounds.sung_note(220, 1.5) * np.float32(0.03), 44100)
    segment = plan_segments(quiet.frames, 44100, 100.0, 0.5)[0]
    alone = wrapper.follow(quiet, segment, None, 50.0, 1100.0, go_on)
    beside_a_loud_song = wrapper.follow(quiet, segment, wrapper.level_db(quiet) + 55, 50.0, 1100.0, go_on)
    assert alone.voiced.any()
    assert not beside_a_loud_song.voiced.any()


def test_silence_has_no_pitch_and_no_trouble(wrapper):
    assert not wrapper.follow_clip(Audio(sounds.silence(1.0, channels=2), 44100), 50.0, 1100.0, go_on).voiced.any()


def test_a_channel_turned_over_is_still_heard(wrapper):
    note = sounds.sung_note(220, 1.0)
    upside_down = Audio(np.concatenate([note, -note]), 44100)
    assert wrapper.follow_clip(upside_down, 50.0, 1100.0, go_on).voiced.mean() > 0.9


def test_a_cancel_is_passed_on(wrapper):
    def stop(done):
        raise Cancelled

    with pytest.raises(Cancelled):
        wrapper.follow_clip(Audio(sounds.sung_note(220, 1.0), 44100), 50.0, 1100.0, stop)


def test_weights_that_are_not_the_measured_ones_are_refused(monkeypatch):
    monkeypatch.setattr(swiftf0, "SWIFTF0_WEIGHTS", replace(swiftf0.SWIFTF0_WEIGHTS, sha256="0" * 64))
    with pytest.raises(EngineUnavailable, match=r"model\.onnx"):
        SwiftF0Engine().load("cpu")


def test_an_engine_that_is_not_loaded_says_so():
    engine = SwiftF0Engine()
    assert not engine.loaded
    with pytest.raises(EngineFailed):
        engine.follow(np.zeros(1600, np.float32), 50, 1100, go_on)


def test_the_stand_in_keeps_the_same_grid():
    engine = PYin()
    engine.load("cpu")
    assert engine.info.placeholder
    note = Audio(sounds.sung_note(220, 1.0), 44100)
    curve = SwiftF0Wrapper(engine).follow_clip(note, 100.0, 400.0, go_on)
    assert len(curve.f0_hz) == 63  # 16 000 samples, hop 256, the last hop begun
    middle = curve.f0_hz[10:50]
    assert np.abs(1200 * np.log2(middle / 220)).max() < 20  # pYIN's own grid is 10 cents
