"""A draft of drums, bass and other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from songs import easton_ellises, level_db, sdr_db

from audio_backend.dsp.analysis.draft_stems import CONTEXT_SECONDS, draft_split, grid
from audio_backend.dsp.signal.audio import reader


def backing() -> np.ndarray:
    stems = easton_ellises()
    return stems["drums"] + stems["bass"] + stems["other"]


def test_the_draft_tells_drums_bass_and_other_apart():
    sound, stems = backing(), easton_ellises()
    draft = draft_split(reader(sound), 44_100, 0, sound.shape[1])
    # Measured 3.79, 2.78 and 2.61 dB; a third of the backing each would give 1.8, 2.2 and 1.3.
    for stem, least_db in (("drums", 3.6), ("bass", 2.6), ("other", 2.4)):
        assert sdr_db(stems[stem], draft[stem]) > least_db


@pytest.mark.parametrize("sample_rate", [8_000, 44_100, 48_000, 96_000])
def test_the_three_sum_to_the_backing(sample_rate):
    sound = backing()[:, 100_000:150_000]
    draft = draft_split(reader(sound), sample_rate, 0, sound.shape[1])
    assert list(draft) == ["drums", "bass", "other"]
    assert level_db(sum(draft.values()) - sound) < -120  # float32 rounds at about -138 dB here


def test_other_rates_split_alike():
    """A low tone is bass and a click is drums, whatever the rate."""
    for sample_rate in (8_000, 22_050, 48_000, 96_000):
        time = np.arange(sample_rate * 2) / sample_rate
        tone = 0.3 * np.sin(2 * np.pi * 80 * time, dtype=np.float32)
        click = np.zeros_like(tone)
        click[sample_rate] = 0.9
        draft = draft_split(reader((tone + click)[None]), sample_rate, 0, len(tone))
        inner = slice(sample_rate // 4, -sample_rate // 4)
        assert np.abs(draft["drums"][0]).argmax() == sample_rate
        # The low-pass at 300 Hz takes 6 % of 80 Hz, 24 dB down; the click costs the tone a little more.
        assert sdr_db(tone[None, inner], draft["bass"][:, inner]) > 15


@settings(max_examples=15, deadline=None)
@given(start=st.integers(-3_000, 150_000), frames=st.integers(1, 60_000))
def test_the_cut_is_not_heard(start, frames):
    sound = backing()[:, :200_000]
    whole = draft_split(reader(sound), 44_100, -4_000, 220_000)
    part = draft_split(reader(sound), 44_100, start, start + frames)
    for stem in whole:
        assert level_db(part[stem] - whole[stem][:, start + 4_000 : start + 4_000 + frames]) < -120


def test_nothing_beyond_the_stated_context_is_read():
    asked = []

    def read(start: int, stop: int) -> np.ndarray:
        asked.extend((start, stop))
        return np.zeros((1, stop - start), np.float32)

    for sample_rate in (8_000, 11_025, 44_100, 48_000, 192_000):
        asked.clear()
        draft_split(read, sample_rate, 100_000, 200_000)
        assert min(asked) >= 100_000 - CONTEXT_SECONDS * sample_rate
        assert max(asked) <= 200_000 + CONTEXT_SECONDS * sample_rate


def test_memory_is_that_of_a_chunk_not_of_the_range():
    longest = 0

    def read(start: int, stop: int) -> np.ndarray:
        nonlocal longest
        if stop - start != 2_000_000:  # the range itself is read once, as the result needs it
            longest = max(longest, stop - start)
        return np.zeros((1, stop - start), np.float32)

    draft_split(read, 44_100, 0, 2_000_000)
    assert longest < 4 * 44_100


def test_silence_stays_silent_and_mono_stays_mono():
    draft = draft_split(reader(np.zeros((1, 5_000), np.float32)), 44_100, 0, 5_000)
    for samples in draft.values():
        assert samples.shape == (1, 5_000)
        assert samples.dtype == np.float32
        assert not samples.any()


def test_frames_last_93_ms_at_any_rate():
    assert grid(44_100).hop == 1024
    for sample_rate in (16_000, 22_050, 48_000, 96_000, 192_000):
        assert 4 * grid(sample_rate).hop / sample_rate == pytest.approx(0.0929, rel=0.05)
