"""Dither: the right noise in the right place, every time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import sounds
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_backend.dsp.signal.dither import dither

SONG = sounds.song(7, 1.0).mix


def test_sixteen_bits_leave_half_a_step_of_noise():
    error = dither(SONG, 16, 0, 1) - SONG
    assert sounds.level_db(error) == pytest.approx(-96.3, abs=0.1)  # TPDF and rounding: half a step, -6 dB of -90.3
    assert np.abs(error).max() <= 1.5 / 32768 + 1e-9


def test_the_result_lies_on_the_grid():
    for bits, steps in ((16, 2**15), (24, 2**23)):
        on_grid = dither(SONG, bits, 0, 1).astype(np.float64) * steps
        assert np.array_equal(on_grid, np.rint(on_grid))


def test_the_error_is_noise_and_not_distortion():
    """A tone of half a step: rounding alone would erase it, dither keeps it at its level."""
    tone = sounds.tone(1000.0, 4.0, db=-96.3)
    spectrum = np.abs(np.fft.rfft(dither(tone, 16, 0, 3)[0] * np.hanning(tone.shape[1]))) * 4 / tone.shape[1]
    assert 20 * np.log10(spectrum[4000]) == pytest.approx(-96.3, abs=1.0)  # the noise in this bin is 40 dB lower
    assert spectrum[12_000] < spectrum[4000] / 10  # no third harmonic: a square wave has one of a third


def test_noise_of_the_channels_differs():
    level = np.full((2, 50_000), 0.25, np.float32)
    noise = dither(level, 16, 0, 1) - level
    assert abs(np.corrcoef(noise)[0, 1]) < 0.02  # 1 / sqrt(50 000) is 0.0045


@settings(max_examples=30, deadline=None)
@given(cuts=st.lists(st.integers(0, SONG.shape[1]), max_size=4), channels=st.sampled_from([1, 2]))
def test_any_block_can_be_made_again(cuts, channels):
    whole = dither(SONG[:channels], 16, 0, 5)
    edges = [0, *sorted(cuts), SONG.shape[1]]
    parts = [dither(SONG[:channels, a:b], 16, a, 5) for a, b in pairwise(edges)]
    assert np.array_equal(np.concatenate(parts, axis=1), whole)


def test_another_seed_is_other_noise():
    assert not np.array_equal(dither(SONG, 16, 0, 5), dither(SONG, 16, 0, 6))


def test_silence_stays_silent():
    sound = SONG.copy()
    sound[:, 10_000:20_000] = 0.0
    assert not dither(sound, 16, 0, 1)[:, 10_000:20_000].any()


def test_full_scale_stops_and_does_not_wrap():
    loud = np.array([[1.5, 1.0, -1.0, -1.5]], np.float32)
    for bits, steps in ((16, 2**15), (24, 2**23)):
        out = dither(np.repeat(loud, 100, axis=1), bits, 0, 1)
        assert out.max() == np.float32(1 - 1 / steps) and out.min() == -1.0
        assert np.array_equal(np.sign(out), np.sign(np.repeat(loud, 100, axis=1)))


def test_twenty_four_bits_are_only_rounded():
    error = dither(SONG, 24, 0, 1).astype(np.float64) - SONG
    assert np.abs(error).max() <= 0.5 / 2**23
