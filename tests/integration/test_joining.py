"""Length to the sample, and seams nobody hears."""

from __future__ import annotations

import numpy as np
import pytest
import sounds
from in_process import OFF, merged, render, write
from scipy.signal import butter, sosfiltfilt

from audio_backend.dsp.signal.resampling import resampled_frames
from audio_backend.storage.probe import probe

QUICK = {"instrumental": {"quality": "fast"}}


@pytest.mark.parametrize(("rate", "to_rate", "frames"), [
    (44_100, 48_000, 44_100 * 7 + 1), (48_000, 44_100, 48_000 * 7 + 13), (22_050, 48_000, 160_001), (96_000, 44_100, 700_003),
])  # fmt: skip
def test_the_result_is_exactly_as_long_as_the_song(tmp_path, rate, to_rate, frames):
    mix = sounds.song(seed=1, seconds=frames / rate + 0.1, sample_rate=rate).mix[:, :frames]
    write(tmp_path / "song.wav", mix, rate)
    wanted = {"quality": {"sample_rate": to_rate}, "processing": {"segment_length": 5.0}}
    made = render(tmp_path / "song.wav", tmp_path, merged(OFF, wanted, {"instrumental": {"split_vocals": False}}))
    for output_format in ("wav", "flac", "mp3", "m4a", "ogg"):
        counted = probe(made.export_path("mix", output_format), 60.0).frames
        assert counted == resampled_frames(frames, rate, to_rate), output_format


def steps(samples: np.ndarray) -> np.ndarray:
    """How far each sample lies from what its neighbours foretell: clicks stand out."""
    return np.abs(np.diff(samples, n=3, axis=-1)).max(axis=0)


@pytest.mark.parametrize("overlap", [0.0, 0.5])
def test_tones_have_no_step_at_a_seam(tmp_path, overlap):
    """A tone converted in 5 s segments has, at its seams, no larger third difference than elsewhere."""
    rate = 44_100
    tone = sounds.sung_note(220.0, 16.0, sample_rate=rate)
    write(tmp_path / "song.wav", np.atleast_2d(tone), rate)
    (tmp_path / "whole").mkdir(), (tmp_path / "cut").mkdir()
    whole, cut = (
        render(tmp_path / "song.wav", tmp_path / name, {
            "processing": {"segment_length": length, "overlap_duration": overlap}, "swiftf0": {"pitch_shift": 4},
            "svc": {"voice": "brighter"}, "quality": {"bit_depth": 32, "sample_rate": rate},
        }, source="vocals") for name, length in (("whole", 60.0), ("cut", 5.0))
    )  # fmt: skip
    difference = cut.samples - whole.samples
    assert 20 * np.log10(difference.std() / whole.samples.std()) < -50  # the same pulses at the same places
    height = steps(cut.samples)
    seams = [5.0 - max(overlap, 0.02) / 2 + k * (5.0 - max(overlap, 0.02)) for k in range(3)]
    inside = np.concatenate([height[round((s - 0.3) * rate) : round((s + 0.3) * rate)] for s in seams])
    away = height[round(1.0 * rate) : round(4.0 * rate)]
    assert inside.max() <= 1.25 * away.max()  # the same pulses; 25 % for noise that differs by position


def level_db(samples: np.ndarray, rate: int) -> np.ndarray:
    """RMS in dB of every 20 ms."""
    hop = rate // 50
    frames = samples.shape[-1] // hop
    return 10 * np.log10(np.square(samples[..., : frames * hop]).reshape(-1, frames, hop).mean(axis=(0, 2)) + 1e-9)


@pytest.mark.parametrize("shift", [0, 5])
def test_a_cut_render_has_the_energy_of_an_uncut_one(tmp_path, shift):
    """Music, converted whole and in 5 s segments: no 20 ms at a seam differs more than elsewhere, beyond 1 dB."""
    rate = 44_100
    song = sounds.song(seed=5, seconds=16.0, sample_rate=rate)
    write(tmp_path / "song.wav", song.mix, rate)
    wanted = {"swiftf0": {"pitch_shift": shift}, "quality": {"bit_depth": 32, "sample_rate": rate},
              "mixing": {"true_peak_db": None, "match_original_balance": False}}  # fmt: skip
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    whole = render(tmp_path / "song.wav", tmp_path / "a", merged(QUICK, wanted, {"processing": {"segment_length": 60}}))
    cut = render(tmp_path / "song.wav", tmp_path / "b", merged(QUICK, wanted, {"processing": {"segment_length": 5}}))
    difference = np.abs(level_db(cut.samples, rate) - level_db(whole.samples, rate))
    near = np.zeros(len(difference), bool)
    for start in (4.5, 9.0, 13.5):
        near[round((start - 0.1) * 50) : round((start + 0.6) * 50)] = True
    assert difference[near].max() <= difference[~near].max() + 1.0


def test_isolation_does_not_depend_on_the_cut(tmp_path):
    rate = 48_000
    write(tmp_path / "song.wav", sounds.song(seed=6, seconds=14.0, sample_rate=rate).mix, rate)
    vocals = []
    for name, length in (("a", 60.0), ("b", 5.0)):
        (tmp_path / name).mkdir()
        wanted = {"processing": {"segment_length": length}, "quality": {"bit_depth": 32}}
        vocals.append(
            render(tmp_path / "song.wav", tmp_path / name, merged(OFF, QUICK, wanted)).export("original_vocals")
        )
    assert 20 * np.log10(np.abs(vocals[0] - vocals[1]).max() + 1e-12) < -90  # float32 rounding of the resampler


def test_transposed_backing_stays_in_time(tmp_path):
    """Drums moved by 3 semitones with the voice: the envelopes agree best at less than 10 ms."""
    rate = 44_100
    song = sounds.song(seed=8, seconds=14.0, sample_rate=rate)
    write(tmp_path / "song.wav", song.backing, rate)
    wanted = {"swiftf0": {"pitch_shift": 3}, "instrumental": {"transpose": True, "quality": "fast"},
              "processing": {"segment_length": 5}, "quality": {"bit_depth": 32, "sample_rate": rate}}  # fmt: skip
    moved = render(tmp_path / "song.wav", tmp_path, wanted | {"svc": {"enabled": False}}).export("instrumental")
    low = butter(2, 50, fs=rate, output="sos")
    a, b = (sosfiltfilt(low, np.abs(x).mean(axis=0))[:: rate // 1000] for x in (song.backing, moved))
    lags = np.arange(-40, 41)
    scores = [np.corrcoef(a[100:-100], np.roll(b, -lag)[100:-100])[0, 1] for lag in lags]
    assert abs(lags[int(np.argmax(scores))]) < 10
