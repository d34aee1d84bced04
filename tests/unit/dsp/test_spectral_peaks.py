"""Partials are found where librosa's `piptrack` finds them, and nothing is compiled for it."""

import os
import subprocess
import sys

import numpy as np
import pytest
import sounds

from audio_backend.dsp.signal.spectral_peaks import spectral_peaks
from audio_backend.engines.pitch.pyin import private_librosa

RATE, FFT, HOP = 22_050, 8192, 4096

SIGNALS = {
    "song": sounds.song(seconds=4.0, sample_rate=RATE).mix,
    "noise": sounds.noise(1.0, RATE, channels=2),
    "tone between two bins": sounds.tone(441.7, 1.0, RATE),
    "shorter than a frame": sounds.tone(200.0, 0.1, RATE),
    "silence": sounds.silence(1.0, RATE),
}


@pytest.mark.parametrize("name", SIGNALS)
def test_the_peaks_are_those_of_librosa(name):
    _, hz, magnitude = spectral_peaks(SIGNALS[name], RATE, FFT, HOP, (60.0, 1600.0), 0.05)
    theirs, their_magnitude = private_librosa().piptrack(
        y=SIGNALS[name], sr=RATE, n_fft=FFT, hop_length=HOP, fmin=60.0, fmax=1600.0, threshold=0.05
    )
    known = [np.swapaxes(one, -1, -2) for one in (theirs, their_magnitude)]  # frame by frame, as ours
    found = known[1] > 0
    assert len(hz) == found.sum()
    assert np.allclose(hz, known[0][found], atol=0.01)  # float32 at 1600 Hz
    assert np.allclose(magnitude, known[1][found], rtol=1e-3)


@pytest.mark.parametrize("hz", [82.41, 220.0, 441.7, 1318.5])
def test_a_partial_is_placed_well_within_a_bin_of_the_histogram(hz):
    _, found, magnitude = spectral_peaks(sounds.tone(hz, 2.0, RATE), RATE, FFT, HOP, (60.0, 1600.0), 0.05)
    loudest = found[magnitude > 0.9 * magnitude.max()]
    assert (
        np.abs(1200 * np.log2(loudest / hz)).max() < 3
    )  # a bin is 10 cents; at 82 Hz the bins of the spectrum are 57 apart


def test_looking_for_a_key_compiles_nothing():
    """What is compiled is cached, and two processes that write one cache leave one that ends every later process."""
    program = (
        "import sys, numpy as np; from audio_backend.dsp.signal.audio import Audio; "
        "from audio_backend.dsp.pitch.keys import pitch_histogram; "
        "pitch_histogram(Audio(np.random.default_rng(0).standard_normal((1, 44100)).astype('float32'), 44100)); "
        "assert not {'numba', 'librosa'} & set(sys.modules), 'compiled'"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_stand_in_writes_no_cache_that_others_read(tmp_path):
    """Two processes at once, told to share a folder: it stays empty, and nothing is left behind."""
    program = (
        "import numpy as np; from audio_backend.engines.pitch.pyin import PYin; one = PYin(); one.load('cpu'); "
        "f0, _ = one.follow(np.sin(np.arange(16000) * .1).astype('float32'), 100.0, 400.0, lambda done: None); "
        "assert (f0 > 0).any()"
    )
    for name in ("shared", "temporary"):
        (tmp_path / name).mkdir()
    env = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "shared"), "TMPDIR": str(tmp_path / "temporary")}
    both = [subprocess.Popen([sys.executable, "-c", program], env=env) for _ in range(2)]
    assert [one.wait(120) for one in both] == [0, 0]
    assert not list((tmp_path / "shared").rglob("*"))
    assert not list((tmp_path / "temporary").rglob("*"))
