"""What no engine changed passes through untouched: output minus input stays under -84 dBFS."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
import sounds
from in_process import OFF, render

NULL_DB = -84.0
"""One 16-bit step is -90 dBFS; TPDF dither and rounding peak at 1.5 steps, -86.8 dBFS."""


def peak_db(samples: np.ndarray) -> float:
    return 20 * np.log10(np.abs(samples).max() + 1e-12)


def a_song(path, rate: int, channels: int, seconds: float = 12.3) -> np.ndarray:
    """A mix that peaks at -0.1 dBFS, as mastered songs do, written with 24 bits."""
    mix = sounds.song(seed=3, seconds=seconds, sample_rate=rate).mix[:channels]
    mix = mix / np.abs(mix).max() * 10 ** (-0.1 / 20)
    soundfile.write(path, mix.T, rate, subtype="PCM_24")
    return soundfile.read(path, always_2d=True)[0].T


@pytest.mark.parametrize(
    ("rate", "channels", "segment", "overlap", "bits"),
    [
        (44_100, 2, 5.0, 0.0, 16), (48_000, 2, 5.0, 2.0, 16), (22_050, 1, 7.5, 0.5, 16), (96_000, 2, 30.0, 0.5, 16),
        (44_100, 1, 120.0, 2.0, 24), (48_000, 1, 5.0, 0.5, 24), (22_050, 2, 5.0, 2.0, 24), (96_000, 1, 5.0, 0.0, 24),
    ],
)  # fmt: skip
def test_engines_that_change_nothing_give_back_the_song(tmp_path, rate, channels, segment, overlap, bits):
    song = a_song(tmp_path / "song.wav", rate, channels)
    made = render(tmp_path / "song.wav", tmp_path, OFF | {
        "processing": {"segment_length": segment, "overlap_duration": overlap},
        "quality": {"sample_rate": rate, "bit_depth": bits}, "instrumental": {"quality": "fast"},
    })  # fmt: skip
    assert made.samples.shape == song.shape
    assert peak_db(made.samples - song) < NULL_DB


def test_vocals_and_backing_sum_to_the_song(tmp_path):
    song = a_song(tmp_path / "song.wav", 48_000, 2)
    made = render(tmp_path / "song.wav", tmp_path, OFF | {"quality": {"bit_depth": 32}})
    total = made.export("vocals") + made.export("instrumental")
    assert peak_db(total - song) < -120  # two float32 files, each rounded once


def test_strength_zero_changes_nothing(tmp_path):
    song = a_song(tmp_path / "song.wav", 44_100, 2)
    made = render(tmp_path / "song.wav", tmp_path, {"svc": {"strength": 0.0}, "quality": {"sample_rate": 44_100}})
    assert peak_db(made.samples - song) < NULL_DB


def test_a_changed_gain_is_heard_so_the_null_test_can_fail(tmp_path):
    song = a_song(tmp_path / "song.wav", 44_100, 2)
    made = render(tmp_path / "song.wav", tmp_path, OFF | {
        "quality": {"sample_rate": 44_100}, "mixing": {"vocal_db": -1.0}, "instrumental": {"quality": "fast"},
    })  # fmt: skip
    assert peak_db(made.samples - song) > -40


def test_faders_that_are_off_leave_nothing(tmp_path):
    a_song(tmp_path / "song.wav", 44_100, 2, 6.0)
    off = {"drums_db": -60.0, "bass_db": -60.0, "other_db": -60.0}
    wanted = OFF | {"mixing": {"vocal_db": -60.0}, "instrumental": off, "quality": {"bit_depth": 32}}
    made = render(tmp_path / "song.wav", tmp_path, wanted)
    assert not made.samples.any()
    assert np.abs(made.export("original_vocals")).max() > 0.01 and np.abs(made.export("drums")).max() > 0.01
