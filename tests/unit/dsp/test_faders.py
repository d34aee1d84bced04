"""The faders of the desk."""

from __future__ import annotations

import numpy as np
import pytest

from audio_backend.dsp.level.faders import apply_fader_db, fader_gain


def test_a_fader_at_the_bottom_is_off():
    sound = np.full((2, 100), 0.5, np.float32)
    assert not apply_fader_db(sound, -60.0).any() and apply_fader_db(sound, -60.0).dtype == np.float32
    assert fader_gain(-60.0) == 0.0
    assert np.abs(apply_fader_db(sound, -59.9)).max() == pytest.approx(0.5 * 10 ** (-59.9 / 20), rel=1e-6)


def test_a_fader_at_zero_is_the_same_sound_to_the_bit():
    sound = np.random.default_rng(1).normal(size=(2, 100)).astype(np.float32)
    assert apply_fader_db(sound, 0.0) is sound and fader_gain(0.0) == 1.0
