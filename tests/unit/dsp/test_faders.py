"""The faders of the desk."""

from __future__ import annotations

import numpy as np
import pytest

from audio_backend.dsp.level.faders import apply_fader_db, apply_pan, fader_gain, pan_gains


def test_a_fader_at_the_bottom_is_off():
    sound = np.full((2, 100), 0.5, np.float32)
    assert not apply_fader_db(sound, -60.0).any() and apply_fader_db(sound, -60.0).dtype == np.float32
    assert fader_gain(-60.0) == 0.0
    assert np.abs(apply_fader_db(sound, -59.9)).max() == pytest.approx(0.5 * 10 ** (-59.9 / 20), rel=1e-6)


def test_a_fader_at_zero_is_the_same_sound_to_the_bit():
    sound = np.random.default_rng(1).normal(size=(2, 100)).astype(np.float32)
    assert apply_fader_db(sound, 0.0) is sound and fader_gain(0.0) == 1.0


# ------------------------------------------------------------------ place
LAW_DB = {-1.0: (3.010, None), -0.5: (2.323, -5.333), 0.0: (0.0, 0.0), 0.5: (-5.333, 2.323), 1.0: (None, 3.010)}
"""By hand: 20 lg(sqrt 2 cos 22.5°) is 2.323 dB, 20 lg(sqrt 2 sin 22.5°) -5.333; None is off. gain.test.js has the same."""


@pytest.mark.parametrize("pan", LAW_DB)
def test_left_and_right_follow_the_law(pan):
    for gain, db in zip(pan_gains(pan), LAW_DB[pan], strict=True):
        assert gain < 1e-15 if db is None else 20 * np.log10(gain) == pytest.approx(db, abs=0.001)


def test_a_place_costs_no_loudness_and_mirrors():
    for pan in np.linspace(-1, 1, 41):
        left, right = pan_gains(pan)
        assert left**2 + right**2 == pytest.approx(2.0) and pan_gains(-pan) == pytest.approx((right, left))


def test_in_the_middle_it_is_the_same_sound_to_the_bit():
    sound = np.random.default_rng(1).normal(size=(2, 100)).astype(np.float32)
    assert apply_pan(sound, 0.0) is sound
    aside = apply_pan(sound, -0.5)
    assert aside.dtype == np.float32 and np.allclose(aside, [1.30656 * sound[0], 0.541196 * sound[1]], rtol=1e-5)
