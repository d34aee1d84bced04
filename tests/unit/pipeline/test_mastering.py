"""The master: target reached, ceiling kept, length exact, and nothing done that nobody asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sounds
from meters import cut, long_filter_dbtp

from audio_backend.dsp.level.faders import fade_gains, faded, gain_db_to_match, with_channels
from audio_backend.dsp.level.loudness import measure
from audio_backend.dsp.signal.resampling import resampled_frames
from audio_backend.errors import Cancelled
from audio_backend.messages import english
from audio_backend.pipeline.mixdown.mastering import MasterReport, MasterSpec, master

RATE = 44_100


def mastered(mix: np.ndarray, frames: int = 30_011, **asked: Any) -> tuple[np.ndarray, MasterReport]:
    """The written samples and the report; by default nothing is asked for."""
    plain = {"channels_in": len(mix), "channels_out": len(mix), "from_rate": RATE, "to_rate": RATE}
    spec, written, steps = MasterSpec(frames=mix.shape[1], **{**plain, **asked}), [], []
    report = master(lambda: iter(cut(mix, frames)), spec, written.extend, steps.append)
    assert steps == sorted(steps) and steps[-1] == 1.0
    out = np.concatenate(written, axis=1)
    assert out.shape == (spec.channels_out, spec.frames_out) and report.frames == spec.frames_out
    return out, report


def peaky(seed: int, bed_db: float = -26.0) -> np.ndarray:
    """Noise with clicks 25 dB and more above it, twice a second."""
    sound = sounds.noise(8.0, RATE, db=bed_db, seed=seed, channels=2)
    sound[:, 5000 :: RATE // 2] = 0.9
    return sound


MIXES = {
    "song": lambda: sounds.song(3, 8.0).mix,
    "another song": lambda: sounds.song(11, 8.0, voice="soprano").mix,
    "noise": lambda: sounds.noise(6.0, RATE, db=-18.0, seed=2, channels=2),
    "peaky": lambda: peaky(1),
}


@pytest.mark.parametrize("name", MIXES)
@pytest.mark.parametrize("target_lufs", [-23.0, -14.0, -9.0])
def test_the_target_is_reached_under_the_ceiling(name, target_lufs):
    out, report = mastered(MIXES[name](), to_rate=48_000, target_lufs=target_lufs, ceiling_db=-1.0, dither_bits=16)
    assert measure([out], 48_000, 2) == report.after
    assert report.after.integrated_lufs == pytest.approx(target_lufs, abs=0.3)
    assert report.after.true_peak_dbtp <= -1.0
    assert long_filter_dbtp(out) <= -1.0
    assert report.messages == ()
    assert report.passes <= 8


@pytest.mark.parametrize("bed_db", [-90.0, -inf])
def test_a_target_out_of_reach_is_named_with_what_was_reached(bed_db):
    out, report = mastered(peaky(1, bed_db), target_lufs=-5.0, ceiling_db=-1.0, dither_bits=16)
    assert report.after.true_peak_dbtp <= -1.0
    assert len(report.messages) == 1 and "-5 LUFS can't be reached" in english(report.messages[0])
    assert f"{report.after.integrated_lufs:.1f} LUFS" in english(report.messages[0])
    assert report.max_reduction_db < 25  # and the noise under the clicks was not blown up
    assert np.isfinite(out).all()


def test_nothing_asked_is_nothing_done():
    mix = sounds.song(3, 3.0).mix
    out, report = mastered(mix)
    assert np.array_equal(out, mix)
    assert report.before == report.after and report.gain_db == 0 and report.messages == ()
    dithered, _ = mastered(mix, dither_bits=16)
    assert 20 * np.log10(np.abs(dithered - mix).max()) < -84  # 1.5 steps of 16 bits are -86.8 dBFS


def test_a_mix_under_the_ceiling_never_meets_the_limiter():
    mix = sounds.song(3, 3.0).mix
    out, report = mastered(mix, ceiling_db=-1.0, dither_bits=32)
    assert np.array_equal(out, mix) and report.limited_share == 0


def test_dither_on_top_stays_under_the_ceiling():
    mix = sounds.tone(997.0, 1.0, RATE, db=-20.0)
    ceiling_db = measure([mix], RATE, 1).true_peak_dbtp  # touched exactly, before dither
    _, report = mastered(mix, ceiling_db=ceiling_db, dither_bits=16)
    assert report.after.true_peak_dbtp <= ceiling_db
    assert report.limited_share > 0


@pytest.mark.parametrize("frames", [1, 441, 44_101, 100_003])
@pytest.mark.parametrize("rates", [(44_100, 48_000), (48_000, 44_100), (44_100, 44_100), (22_050, 96_000)])
def test_the_length_is_exact(frames, rates):
    mix = sounds.noise(3.0, RATE, channels=2)[:, :frames]
    out, _ = mastered(mix, from_rate=rates[0], to_rate=rates[1], ceiling_db=-30.0, target_lufs=-20.0)
    assert out.shape[1] == resampled_frames(frames, *rates)


@pytest.mark.parametrize("rates", [(44_100, 44_100), (44_100, 48_000)])
def test_the_blocks_of_the_mix_do_not_matter(rates):
    mix = sounds.song(3, 2.0).mix
    asked = {"from_rate": rates[0], "to_rate": rates[1], "target_lufs": -12.0, "ceiling_db": -6.0, "fade_in_s": 0.3}
    one, _ = mastered(mix, 1234, **asked)
    other, _ = mastered(mix, 50_000, **asked)
    assert np.abs(one - other).max() < 1e-6  # libsoxr's own rounding; the rest is exact


def test_mono_becomes_stereo_and_back():
    stereo = sounds.noise(1.0, channels=2)
    doubled, report = mastered(stereo[:1], channels_out=2)
    assert np.array_equal(doubled[0], stereo[0]) and np.array_equal(doubled[1], stereo[0])
    assert report.before == report.after
    averaged, _ = mastered(stereo, channels_out=1)
    assert averaged == pytest.approx(stereo.mean(axis=0, keepdims=True), abs=1e-7)


def test_an_inverted_channel_is_turned_over_before_two_become_one():
    left = sounds.noise(1.0)
    averaged, _ = mastered(np.concatenate([left, -left]), channels_out=1, right_inverted=True)
    assert np.array_equal(averaged, left)


@pytest.mark.parametrize("to_rate", [44_100, 48_000])
def test_fades_begin_and_end_in_exact_silence(to_rate):
    mix = np.full((2, 2 * RATE), 0.25, np.float32)
    out, _ = mastered(mix, to_rate=to_rate, fade_in_s=0.5, fade_out_s=0.25, dither_bits=16)
    assert not out[:, 0].any() and not out[:, -1].any()
    assert np.abs(out[0, to_rate // 4] / 0.25) == pytest.approx(0.5, abs=1e-3)  # half way up after half the fade
    assert np.abs(out[0, -to_rate // 8] / 0.25) == pytest.approx(0.5, abs=1e-3)
    assert out[0, to_rate : to_rate + 1000] == pytest.approx(0.25, abs=1e-4)


def test_fades_longer_than_the_song_still_end_in_silence():
    out, _ = mastered(np.ones((1, 1000), np.float32), fade_in_s=5.0, fade_out_s=5.0)
    assert out[0, 0] == out[0, -1] == 0 and out.max() == pytest.approx(0.25, abs=0.01)  # one half, twice


def test_silence_gets_no_gain_and_says_so():
    out, report = mastered(sounds.silence(2.0, channels=2), target_lufs=-14.0, ceiling_db=-1.0, dither_bits=16)
    assert not out.any() and report.gain_db == 0
    assert "silent" in english(report.messages[0])


def test_without_a_ceiling_clipping_is_counted():
    mix = np.zeros((1, RATE), np.float32)
    mix[0, 100:103] = (1.5, -2.0, 1.0)
    out, report = mastered(mix, dither_bits=16)
    assert english(report.messages[0]).startswith("2 samples")
    assert out.max() <= 1.0 and out.min() == -1.0
    _, louder = mastered(sounds.song(3, 3.0).mix, target_lufs=-5.0)
    assert louder.after.integrated_lufs == pytest.approx(-5.0, abs=0.1)
    assert "over full scale" in english(louder.messages[0])


def test_what_floating_point_holds_does_not_clip():
    mix = np.full((1, RATE), 1.5, np.float32)
    out, report = mastered(mix, dither_bits=None, clips=False)
    assert np.array_equal(out, mix) and report.messages == ()
    assert "clip" in english(mastered(mix, dither_bits=None)[1].messages[0])  # a lossy codec's decoder cuts it


def test_the_report_is_json():
    _, report = mastered(sounds.silence(1.0), target_lufs=-14.0)
    assert json.loads(json.dumps(report.as_facts().as_json(), allow_nan=False))["after"]["integrated_lufs"] is None


def test_a_mix_of_another_length_is_refused():
    spec = MasterSpec(frames=100, channels_in=1, channels_out=1, from_rate=RATE, to_rate=RATE)
    with pytest.raises(ValueError, match="99 samples, not 100"):
        master(lambda: iter([np.zeros((1, 99), np.float32)]), spec, list, lambda fraction: None)


def test_a_cancel_stops_the_master():
    def cancelled(fraction: float) -> None:
        raise Cancelled()

    spec = MasterSpec(frames=100, channels_in=1, channels_out=1, from_rate=RATE, to_rate=RATE)
    with pytest.raises(Cancelled):
        master(lambda: iter([np.zeros((1, 100), np.float32)]), spec, list, cancelled)


def test_mastering_leaves_the_threads_of_blas_asleep():
    """Two of them took twice the processor time of one (13 times on a busy machine), for the same samples."""
    script = """if True:
        import psutil, sounds, test_mastering as here
        def spent():
            return {one.id: one.user_time for one in psutil.Process().threads()}
        mix, before = sounds.noise(30.0, here.RATE, db=-20.0, channels=2), spent()
        here.mastered(mix, from_rate=here.RATE, target_lufs=-10.0, ceiling_db=-1.0)
        print(*(seconds - before.get(thread, 0.0) for thread, seconds in spent().items()))
    """
    tests = Path(__file__).parent
    path = os.pathsep.join(map(str, (tests, tests.parents[1], tests.parents[2])))
    environment = {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "2"}
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    own, *others = map(float, told.stdout.split())
    # Half a second of own work; each other thread got half as much again before, and rounding to ticks is .01 s.
    assert others and max(others) <= 0.1 * own


# --- the helpers of the desk


def test_silence_has_no_matching_gain():
    assert gain_db_to_match(-20.0, -14.0) == 6.0
    assert gain_db_to_match(-inf, -14.0) == gain_db_to_match(-14.0, -inf) == gain_db_to_match(-inf, -inf) == 0.0


def test_fades_are_the_same_in_any_blocks():
    sound = sounds.noise(0.2, channels=2)
    whole = np.concatenate(list(faded([sound], 8820, 3000, 4000)), axis=1)
    parts = np.concatenate(list(faded(cut(sound, 777), 8820, 3000, 4000)), axis=1)
    assert np.array_equal(whole, parts)
    assert np.array_equal(whole, sound * fade_gains(0, 8820, 8820, 3000, 4000))
    assert np.array_equal(whole[:, 3000:4820], sound[:, 3000:4820])


def test_channels_that_fit_are_left_alone():
    sound = sounds.noise(0.1, channels=2)
    assert with_channels(sound, 2) is sound
