"""The loudness meter against pyloudnorm, libav and the signals of EBU Tech 3341."""

from __future__ import annotations

from math import inf, pi

import av
import numpy as np
import pyloudnorm
import pytest
import sounds
from meters import cut

from audio_backend.dsp.level.loudness import LoudnessMeter, k_weighting, measure


def stereo_tone(db: float, seconds: float, sample_rate: int = 48_000) -> np.ndarray:
    return np.repeat(sounds.tone(1000.0, seconds, sample_rate, db), 2, axis=0)


def libav(samples: np.ndarray, sample_rate: int) -> tuple[float, float]:
    """(LUFS, dBTP) by FFmpeg's ebur128 filter."""
    graph = av.filter.Graph()
    layout = "stereo" if samples.shape[0] == 2 else "mono"
    source = graph.add_abuffer(sample_rate=sample_rate, format="fltp", layout=layout)
    meter, sink = graph.add("ebur128", "peak=true:metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=layout)
    frame.sample_rate = sample_rate
    graph.push(frame)
    graph.push(None)
    said: dict[str, str] = {}
    while True:
        try:
            said = dict(graph.pull().metadata) or said
        except (av.EOFError, av.BlockingIOError):
            break
    peaks = [float(value) for key, value in said.items() if "true_peaks_ch" in key]
    return float(said["lavfi.r128.I"]), 20 * np.log10(max(peaks))


def test_at_48_khz_the_weighting_is_the_one_printed_in_the_standard():
    printed = [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
    assert k_weighting(48_000) == pytest.approx(np.array(printed), abs=1e-10)


@pytest.mark.parametrize("sample_rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_it_agrees_with_pyloudnorm(sample_rate, channels):
    song = sounds.song(4, 6.0).mix[:channels]  # read at another rate it is another song, and as good a test
    for sound in (song, sounds.noise(3.0, sample_rate, channels=channels), sounds.tone(440.0, 3.0, sample_rate)):
        ours = measure(cut(sound, 10_000), sample_rate, sound.shape[0]).integrated_lufs
        theirs = pyloudnorm.Meter(sample_rate).integrated_loudness(sound.T.astype(np.float64))
        assert ours == pytest.approx(theirs, abs=0.1)  # pyloudnorm's filters differ from the standard's by some 0.05 dB


@pytest.mark.parametrize("sample_rate", [44_100, 48_000])
def test_it_agrees_with_libav(sample_rate):
    sound = sounds.song(9, 6.0).mix
    lufs, dbtp = libav(sound, sample_rate)
    ours = measure([sound], sample_rate, 2)
    assert ours.integrated_lufs == pytest.approx(lufs, abs=0.06)  # libav prints one decimal
    assert ours.true_peak_dbtp == pytest.approx(dbtp, abs=0.15)  # other filters above 18 kHz


@pytest.mark.parametrize("sample_rate", [8_000, 11_025, 44_100, 48_000, 96_000, 192_000])
def test_a_1_khz_tone_at_minus_23_dbfs_is_minus_23_lufs_at_any_rate(sample_rate):
    loudness = measure([stereo_tone(-23.0, 3.0, sample_rate)], sample_rate, 2)
    assert loudness.integrated_lufs == pytest.approx(-23.0, abs=0.1)  # EBU Tech 3341, case 1


def test_quiet_passages_are_gated():
    """EBU Tech 3341, case 3, halved: what is 10 LU below the rest doesn't count."""
    sound = np.concatenate([stereo_tone(db, seconds) for db, seconds in ((-36, 2), (-23, 30), (-36, 2))], axis=1)
    assert measure([sound], 48_000, 2).integrated_lufs == pytest.approx(-23.0, abs=0.1)


def test_what_is_below_minus_70_lufs_is_no_programme():
    faint = np.concatenate([stereo_tone(-72, 15), stereo_tone(-65, 15)], axis=1)  # 7 LU apart: only the absolute gate
    assert measure([faint], 48_000, 2).integrated_lufs == pytest.approx(-65.0, abs=0.1)
    assert measure([stereo_tone(-72, 2)], 48_000, 2).integrated_lufs == -inf


@pytest.mark.parametrize("frames", [1, 37, 4800, 10_000])
def test_the_answer_does_not_depend_on_the_blocks(frames):
    sound = sounds.noise(1.03 if frames > 1 else 0.5, channels=2)
    assert measure(cut(sound, frames), 44_100, 2) == measure([sound], 44_100, 2)  # to the last bit


def test_a_buffer_may_be_used_again_by_the_caller():
    sound, buffer = sounds.noise(1.0), np.empty((1, 441), np.float32)
    meter = LoudnessMeter(44_100, 1)
    for block in cut(sound, 441):
        buffer[:] = block
        meter.add(buffer)
    assert meter.loudness == measure([sound], 44_100, 1)


def test_silence_and_short_sounds_have_no_loudness():
    assert measure([sounds.silence(2.0)], 44_100, 1).integrated_lufs == -inf
    assert measure([sounds.silence(2.0)], 44_100, 1).as_dict() == {
        "integrated_lufs": None,
        "true_peak_dbtp": None,
        "sample_peak_db": None,
    }
    assert measure([], 44_100, 1).integrated_lufs == -inf
    assert measure([sounds.noise(0.39)], 44_100, 1).integrated_lufs == -inf
    assert measure([sounds.noise(0.41)], 44_100, 1).integrated_lufs > -30


def test_the_peak_between_the_samples_is_found():
    """A quarter of the sample rate, sampled at 45 degrees: every sample is 3.01 dB below the crest."""
    crest = np.sin(pi / 2 * np.arange(48_000) + pi / 4) * np.hanning(48_000)
    loudness = measure([crest[None].astype(np.float32)], 48_000, 1)
    assert loudness.true_peak_dbtp - loudness.sample_peak_db == pytest.approx(3.01, abs=0.05)


def test_a_peak_in_the_last_samples_counts():
    """The filter looks ahead: what is still inside it at the end must be flushed."""
    sound = np.zeros((1, 5000), np.float32)
    sound[0, -2:] = 0.5
    assert measure([sound], 48_000, 1).true_peak_dbtp > -4.5  # two equal samples: the crest between is 2.1 dB higher
