"""CREPE, FCPE and RMVPE say what upstream's nets say, and load upstream's files by name and shape."""

import gzip
import json

import numpy as np
import pytest
import torch
from pitch_parity import GOLDENS, KEYS, TINY_RMVPE, spectrogram, sung, tiny_rmvpe

from audio_backend.engines.entries import CREPE_TINY_WEIGHTS, FCPE_WEIGHTS
from audio_backend.engines.nets.mel_bands import mel_bands
from audio_backend.engines.nets.rmvpe import Rmvpe, RmvpeConfig
from audio_backend.engines.pitch.crepe import CrepeTinyPitch
from audio_backend.engines.pitch.fcpe import FcpePitch
from audio_backend.engines.pitch.rmvpe import whole_periods


def go_on(done):
    pass


@pytest.fixture(scope="module")
def goldens():
    return np.load(GOLDENS)


def test_crepe_hears_what_torchcrepe_hears(goldens):
    engine = CrepeTinyPitch()
    engine.load("cpu")
    heard = np.concatenate([salience for _, salience in engine._heard(sung(), go_on)])
    assert np.abs(heard[::9] - goldens["crepe"][: len(heard[::9])]).max() < 1e-5  # float32 in another order


def test_fcpe_follows_as_torchfcpe_does(goldens):
    engine = FcpePitch()
    engine.load("cpu")
    f0, _ = engine.follow(sung(), *FcpePitch.grid.range_hz, go_on)
    theirs = goldens["fcpe"][: len(f0)]
    both = (f0 > 0) & (theirs > 0)
    assert both.sum() > 110  # 1.2 s are sung
    assert np.abs(1200 * np.log2(f0[both] / theirs[both])).max() < 0.01  # float32 in another order
    assert np.array_equal(f0 > 0, theirs > 0)


def test_rmvpe_says_what_rvc_s_class_says(goldens):
    net = Rmvpe(RmvpeConfig.of(tiny_rmvpe())).eval()
    net.load_state_dict(tiny_rmvpe())
    with torch.inference_mode():
        heard = net(spectrogram())[0, ::16].numpy()
    assert goldens["rmvpe"].std() > 1e-3  # it does say something
    assert np.abs(heard - goldens["rmvpe"]).max() < 1e-5  # float32 in another order


def test_rmvpe_loads_the_names_and_shapes_of_the_real_file():
    shapes = {name: tuple(shape) for name, shape in json.loads(gzip.decompress(KEYS.read_bytes())).items()}
    with torch.device("meta"):
        tensors = {name: torch.empty(shape) for name, shape in shapes.items()}
        assert RmvpeConfig.of(tensors) == RmvpeConfig()
        ours = {name: tuple(tensor.shape) for name, tensor in Rmvpe().state_dict().items()}
    assert ours == shapes
    assert sum(np.prod(shape) for shape in shapes.values()) > 90e6


def test_the_size_of_a_smaller_net_is_read_from_its_weights():
    assert RmvpeConfig.of(tiny_rmvpe()) == TINY_RMVPE


@pytest.mark.parametrize(("frames", "padded"), [(1, 32), (20, 32), (32, 32), (33, 64)])
def test_a_spectrogram_of_any_length_is_brought_to_whole_periods(frames, padded):
    mel = torch.arange(frames, dtype=torch.float32)[None, None].repeat(1, 3, 1)
    whole = whole_periods(mel, 32)
    assert whole.shape == (1, 3, padded)
    assert torch.equal(whole[..., :frames], mel)


@pytest.mark.parametrize(("scale", "knee"), [("slaney", 1000.0), ("htk", None)])
def test_mel_bands_are_triangles_of_one_area(scale, knee):
    bands = mel_bands(16_000, 4096, 40, 0.0, 8000.0, scale)
    assert bands.shape == (40, 2049) and bands.dtype == np.float32
    assert np.allclose(bands.sum(axis=1) * 16_000 / 4096, 1.0, atol=0.02)  # the narrowest has 17 bins
    if knee:
        widths = [np.count_nonzero(band) for band in bands if np.argmax(band) * 16_000 / 4096 < 0.9 * knee]
        assert max(widths) - min(widths) <= 1  # linear below 1 kHz


def test_the_wheels_hold_the_measured_weights():
    for weights in (FCPE_WEIGHTS, CREPE_TINY_WEIGHTS):
        weights.check()
