"""The limiter keeps its ceiling, touches nothing it needn't, and stays clean."""

from __future__ import annotations

import numpy as np
import pytest
import sounds
from meters import cut, long_filter_dbtp
from test_loudness import libav

from audio_backend.dsp.level.limiter import Activity, limit

RATE = 48_000


def limited(
    samples: np.ndarray,
    ceiling_db: float,
    frames: int = 30_000,
    activity: Activity | None = None,
    sample_rate: int = RATE,
) -> np.ndarray:
    return np.concatenate(list(limit(cut(samples, frames), sample_rate, len(samples), ceiling_db, activity)), axis=1)


def loud_sounds() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    frames = 2 * RATE
    time = np.arange(frames) / RATE
    return {
        "song": 6 * sounds.song(3, 3.0, RATE).mix,
        "white noise": 0.5 * rng.standard_normal((2, frames)),
        "clipped noise": np.clip(3 * rng.standard_normal((2, frames)), -1, 1),
        "square": 1.5 * np.sign(np.sin(2 * np.pi * 997 * time))[None],
        "a third of the rate": 2 * (np.sin(2 * np.pi / 3 * np.arange(frames) + 0.2) * np.hanning(frames))[None],
        "clicks": 4 * (rng.random((2, frames)) < 1e-4) * rng.standard_normal((2, frames)),
    }


@pytest.mark.parametrize("name", loud_sounds())
@pytest.mark.parametrize("ceiling_db", [-1.0, -6.0])
def test_no_meter_finds_a_peak_over_the_ceiling(name, ceiling_db):
    loud = loud_sounds()[name].astype(np.float32)
    out = limited(loud, ceiling_db)
    assert out.shape == loud.shape
    assert long_filter_dbtp(loud) > ceiling_db + 3
    assert long_filter_dbtp(out) <= ceiling_db
    assert libav(out, RATE)[1] <= ceiling_db
    assert long_filter_dbtp(out) > ceiling_db - 0.4  # no more than needed: 0.1 dB of margin, 0.3 dB between meters


@pytest.mark.parametrize("frames", [77, 8192, 100_000])
def test_the_result_does_not_depend_on_the_blocks(frames):
    loud = (3 * sounds.song(1, 1.5).mix)[:, :50_001]
    assert np.array_equal(limited(loud, -3.0, frames), limited(loud, -3.0, loud.shape[1]))


def test_it_does_not_matter_when_a_song_begins():
    """Gain and filters are carried from block to block: a song that comes later is limited in the same way."""
    loud = 4 * sounds.song(1, 1.0).mix
    later = limited(np.pad(loud, ((0, 0), (5000, 0))), -3.0)[:, 5000:]
    assert np.abs(later - limited(loud, -3.0)).max() < 1e-6  # float32 sums of the filter in another order


@pytest.mark.parametrize("frames", [1, 100, 500, 8191, 8193])
def test_short_sounds_keep_their_length(frames):
    assert limited(np.ones((2, frames), np.float32), -6.0).shape == (2, frames)


def test_what_is_under_the_ceiling_is_untouched():
    quiet, activity = sounds.song(2, 2.0).mix, Activity()
    assert np.array_equal(limited(quiet, -1.0, activity=activity), quiet)
    assert (activity.max_reduction_db, activity.limited_share) == (0.0, 0.0)


def test_a_click_is_forgotten_after_a_quarter_of_a_second():
    sound, activity = sounds.noise(2.0, RATE, db=-30.0, channels=2), Activity()
    sound[0, RATE] = 2.0
    out = limited(sound, 0.0, activity=activity)
    changed = np.flatnonzero((out != sound).any(axis=0))
    assert RATE - changed[0] <= 0.007 * RATE  # look-ahead 5 ms and the filter
    assert changed[-1] - RATE < 0.25 * RATE
    assert activity.max_reduction_db == pytest.approx(6.1, abs=0.3)  # 2.0 is +6.02 dB
    assert activity.limited_share == pytest.approx(len(changed) / (2 * RATE), abs=0.01)


def test_both_channels_are_turned_down_together():
    sound = sounds.noise(1.0, RATE, db=-30.0, channels=2)
    sound[0, 20_000] = 2.0
    out = limited(sound, 0.0)
    near = slice(20_000, 20_100)
    ratio = out[1, near] / sound[1, near]
    assert ratio == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("hz", [30.0, 60.0, 220.0])
def test_bass_stays_clean(hz):
    """Limited by 3 dB, a sine stays a sine: a gain that followed each half wave would give 5 % and more."""
    out = limited(sounds.tone(hz, 3.0, RATE, db=3.0), 0.0)[0, RATE : 2 * RATE]
    spectrum = np.abs(np.fft.rfft(out * np.hanning(RATE)))
    lines = [spectrum[round(hz * k) - 2 : round(hz * k) + 3].max() for k in range(1, 10)]
    assert np.hypot.reduce(lines[1:]) / lines[0] < 0.01


@pytest.mark.parametrize("sample_rate", [8_000, 192_000])
def test_it_works_at_any_rate(sample_rate):
    loud = sounds.noise(0.5, sample_rate, db=0.0, channels=2)
    assert long_filter_dbtp(limited(loud, -1.0, sample_rate=sample_rate)) <= -1.0
