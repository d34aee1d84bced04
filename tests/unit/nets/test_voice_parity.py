"""Our nets sound as upstream's do: what those said is kept in goldens.npz (tests/voice_parity.py makes it).

With VOICE_ORACLES set, also at full size against the oracles themselves.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
import voice_oracles
from voice_checkpoints import filled
from voice_parity import CASES, GOLDEN_FRAMES, GOLDENS, TINY, own, song

from audio_backend.engines.nets.vits import generator
from audio_backend.engines.nets.vits.noise import RecordedNoise, SeededNoise

NEAR = 1e-5
"""Of a sound between -1 and 1; float32 sums in another order differ by less than 1e-6 here."""


@pytest.fixture(scope="module")
def goldens():
    with np.load(GOLDENS) as kept:
        shapes = json.loads(kept["shapes"].tobytes())
        return {case.name: (shapes[case.name], torch.from_numpy(kept[case.name])) for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_seed_gives_upstreams_sound(case, goldens):
    shapes, expected = goldens[case.name]
    assert 0.002 < expected.std() < 0.6, "neither silent nor at its ceiling, or it would prove nothing"
    net = own(case, filled(shapes, 1), **TINY)
    sound = case.sung(net, song(case, GOLDEN_FRAMES), SeededNoise(9))
    assert sound.shape == expected.shape
    assert (sound - expected).abs().max() <= NEAR


@pytest.mark.parametrize("case", [CASES[0], CASES[6], CASES[-1]], ids=lambda case: case.name)
def test_blocks_leave_no_trace(case, goldens, monkeypatch):
    """A long song is voiced in blocks; here, so small that there are many, and then in one."""
    net = own(case, filled(goldens[case.name][0], 1), **TINY)
    tune, sounds = song(case, 120), {}
    for frames, floats in ((7, 1), (10_000, 1 << 40)):
        monkeypatch.setattr(generator, "OUTER_FRAMES", frames)
        monkeypatch.setattr(generator, "FEWEST_FRAMES", 1)
        monkeypatch.setattr(generator, "FLOATS_AT_ONCE", {"cpu": floats})
        sounds[frames] = case.sung(net, tune, SeededNoise(3))
    assert (sounds[7] - sounds[10_000]).abs().max() < NEAR


def test_threads_share_the_blocks_and_give_the_same(goldens, monkeypatch):
    monkeypatch.setattr(generator, "FEWEST_FRAMES", 4)
    case, before = CASES[0], torch.get_num_threads()
    net, sounds = own(case, filled(goldens[case.name][0], 1), **TINY), {}
    try:
        for threads in (1, 3):
            torch.set_num_threads(threads)
            sounds[threads] = case.sung(net, song(case, 50), SeededNoise(3))
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)
    assert (sounds[1] - sounds[3]).abs().max() < NEAR


if voice_oracles.FOLDER:

    @pytest.mark.parametrize("frames", [172, 2000])
    @pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
    def test_full_size_beside_the_oracle(case, frames):
        oracle = case.oracle()
        tensors = filled({name: tuple(tensor.shape) for name, tensor in oracle.state_dict().items()}, frames)
        oracle.load_state_dict(tensors)
        tune = song(case, frames)
        with torch.inference_mode(), voice_oracles.recorded_draws() as draws:
            expected = case.heard_by(oracle, tune)
        sound = case.sung(own(case, tensors), tune, RecordedNoise(*draws[:3]))
        difference = (sound - expected).abs().max()
        print(f"{case.name}, {frames} frames: {difference:.1e} of {expected.std():.2f}")
        assert 0.001 < expected.std() < 0.9
        assert difference <= NEAR
