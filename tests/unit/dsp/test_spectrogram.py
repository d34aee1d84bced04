"""The picture shows a sound where it is, in time and in pitch, however long the song."""

from __future__ import annotations

import numpy as np
import pytest
import sounds

from audio_backend.dsp.analysis.spectrogram import CEILING_DB, FLOOR_DB, Canvas, Painter

RATE = 44_100
DB_PER_STEP = (CEILING_DB - FLOOR_DB) / 255


def drawn(samples, columns=100, bands=160, start=0, stop=None, rate=RATE, block=65_536):
    """(columns, bands) in dB."""
    canvas = Canvas(rate, start, samples.shape[1] if stop is None else stop, columns, bands)
    painter = Painter(canvas)
    for at in range(0, samples.shape[1], block):
        painter.add(samples[:, at : at + block])
    picture = np.frombuffer(painter.picture(), np.uint8).reshape(columns, bands)
    return FLOOR_DB + picture * DB_PER_STEP


def band_of(hz, bands=160, rate=RATE):
    return int(np.searchsorted(Canvas(rate, 0, 1, 1, bands).edges_hz, hz) - 1)


@pytest.mark.parametrize("hz", [61.3, 110.0, 261.6, 330.0, 440.0, 1000.0, 1290.0, 3520.0, 12_000.0])
def test_a_sine_lights_the_band_that_holds_it_and_only_its_neighbours(hz):
    middle = drawn(sounds.tone(hz, 3.0, db=-6.0))[50]
    home = band_of(hz)
    assert abs(int(middle.argmax()) - home) <= 1
    assert middle[home] > -6.0 - 3.0  # between two bins a Hann window loses 1.4 dB, and bass bands are interpolated
    edges = Canvas(RATE, 0, 1, 1, 160).edges_hz
    away = np.abs(np.sqrt(edges[:-1] * edges[1:]) - hz)
    lobe = 2.5 * RATE / (16_384 if hz < 320 else 4_096 if hz < 1280 else 2_048)
    far = (away > lobe) & (np.abs(np.arange(160) - home) > 1)
    # side lobes of a Hann window are 31 dB under its peak; the next lens may be a little wider
    assert middle[far & (np.abs(np.arange(160) - home) < 12)].max() < -6.0 - 30.0
    assert middle[np.abs(np.arange(160) - home) > 12].max() < -6.0 - 45.0


def test_bass_bands_narrower_than_the_windows_resolution_are_not_shifted():
    hz = 19 * RATE / 16_384  # in the middle of a bin, 51.1 Hz; with 256 bands one is 1.2 Hz wide, and a bin 2.7
    middle = drawn(sounds.tone(hz, 3.0), bands=256)[50]
    home = band_of(hz, bands=256)
    assert middle.argmax() == home
    assert middle[home - 3 : home] == pytest.approx(middle[home + 1 : home + 4][::-1], abs=6.0)  # bands aren't centred


def test_levels_are_decibels_of_a_full_scale_sine_on_both_channels():
    both = np.repeat(sounds.tone(1000.0, 2.0, db=0.0), 2, axis=0)
    assert drawn(both)[50].max() == pytest.approx(0.0, abs=1.5)  # scalloping of a Hann window: at most 1.42 dB
    assert drawn(both * np.float32(0.01))[50].max() == pytest.approx(-40.0, abs=1.5 + DB_PER_STEP)


def test_silence_is_all_zero():
    assert (drawn(np.zeros((2, RATE), np.float32)) == FLOOR_DB).all()


@pytest.mark.parametrize("seconds", [4, 90, 600])
def test_a_click_is_seen_in_its_own_column_however_long_the_song(seconds):
    """90 s in 100 columns is 0.9 s each: far more half windows than are looked at."""
    rate = 8_000
    samples = np.zeros((1, seconds * rate), np.float32)
    samples[0, int(0.5737 * samples.shape[1])] = 1.0
    treble = drawn(samples, columns=100, bands=64, rate=rate)[:, -8:].max(axis=1)
    assert treble.argmax() == 57
    reach = round(0.064 / (seconds / 100) + 0.5)  # the treble's window at 8 kHz is 512 samples
    assert (np.delete(treble, range(57 - reach, 58 + reach)) == FLOOR_DB).all()


def test_a_stroke_among_steady_tones_is_seen_in_a_long_column():
    rate, samples = 8_000, 0.3 * sounds.tone(200.0, 300.0, 8_000)
    for seconds in (31.4, 154.9, 277.7):
        at = round(seconds * rate)
        samples[0, at : at + 80] += 0.2 * np.random.default_rng(1).standard_normal(80).astype(np.float32)
    treble = drawn(samples, bands=64, rate=rate)[:, -8:].mean(axis=1)
    assert sorted(treble.argsort()[-3:]) == [10, 51, 92]


def test_a_part_is_the_same_as_in_the_whole():
    song = sounds.song(seed=5, seconds=8.0).mix
    whole = drawn(song, columns=400)
    part = drawn(song, columns=100, start=2 * RATE, stop=4 * RATE)
    assert np.abs(part - whole[100:200]).max() <= DB_PER_STEP  # the same looks; sums of float32


def test_a_channel_that_is_turned_over_does_not_blank_the_picture():
    left = sounds.noise(1.0, RATE)
    over, twice = drawn(np.concatenate([left, -left])), drawn(np.concatenate([left, left]))
    assert np.array_equal(over, twice) and over.any()


def test_blocks_change_nothing():
    song = sounds.song(seed=5, seconds=3.0).mix
    assert (drawn(song, block=1_001) == drawn(song)).all()


def test_very_short_parts_and_low_rates_have_their_picture():
    song = sounds.song(seed=5, seconds=2.0, sample_rate=8_000).mix
    assert drawn(song, columns=4_000, bands=256, start=8_000, stop=8_010, rate=8_000).max() > FLOOR_DB
    assert Canvas(8_000, 0, 1, 1, 32).high_hz == 4_000.0


def test_memory_follows_the_column_and_not_the_song():
    painter = Painter(Canvas(RATE, 0, 600 * RATE, 1_200, 160))
    longest = 0
    for _ in range(60):
        painter.add(np.zeros((2, 65_536), np.float32))
        longest = max(longest, len(painter._held))
    assert longest < RATE + 2 * 16_384 + 65_536


def test_what_lies_behind_the_part_is_not_waited_for():
    painter = Painter(Canvas(RATE, 0, RATE, 100, 160))
    painter.add(np.zeros((2, 2 * RATE), np.float32))
    assert painter.complete
