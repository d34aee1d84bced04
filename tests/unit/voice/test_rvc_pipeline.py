"""The whole way of RVC gives what upstream's gives: index, protection of consonants, pieces, loudness (rvc_pipeline.py
says how what upstream said was kept; with VOICE_ORACLES and faiss it is asked again)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import rvc_pipeline
import tiny_voices
import torch
import voice_oracles
from rvc_pipeline import CASES, GOLDENS, SEED, LocalHearing, PipelineCase, places

from audio_backend.engines.nets.vits.noise import SeededNoise
from audio_backend.engines.voice.conditioning import follow_loudness
from audio_backend.engines.voice.trained.engine import Heard
from audio_backend.engines.voice.trained.frames import Grid, Melody
from audio_backend.engines.voice.trained.options import RvcOptions
from audio_backend.engines.voice.trained.rvc import Rvc

ONE_STEP = 1.0
"""Upstream gives integers of 16 bits, rounded towards zero; ours are compared before they are rounded."""
NEAR = 1e-5 * 32768 * 2
"""As near as the nets come (test_voice_parity.py), when loudness was matched, which at most doubles it here."""
PAD = 100
"""Frames that upstream mirrors at both ends: 1 s."""


def ours(case: PipelineCase, cuts: list[int], folder) -> np.ndarray:
    """(samples,) as upstream goes about it, by our engine's steps."""
    voice = tiny_voices.stored_voice(
        folder, case.net.name, index=bool(case.index_rate), dtype=torch.float32, wordy=True
    )
    engine = Rvc(voice, folder, LocalHearing(case.net.content))
    engine.load("cpu")
    rate, vocal = engine.info.sample_rate, case.vocal()
    options = RvcOptions(index_rate=case.index_rate, protect=case.protect, speaker=str(case.speaker))
    grid = Grid(rate, engine.facts.hop, 0, len(vocal) * rate // 16_000, PAD)
    f0 = case.f0(grid.frames)
    melody = Melody(f0, f0 / np.float32(rate), np.zeros(grid.frames))
    heard, first = engine.listened(vocal, grid, 0.0)
    content = engine.conditioned(heard, grid, first, melody, options)
    region = Heard(grid, np.zeros(grid.frames * grid.hop, np.float32), content, melody, options)
    noise, parts = SeededNoise(SEED), []
    for start, stop in pairwise([0, *(cut // 160 for cut in cuts), None]):
        heard_samples = (stop + 2 * PAD - start + 1 if stop else grid.frames - start) * 160
        frames = 2 * ((heard_samples - 400) // 320 + 1)  # upstream's end where the content ends
        frames = min(frames, (stop or grid.frames) + 2 * PAD - start) if stop else frames
        parts.append(engine.sung(region, slice(start, start + frames), noise)[PAD * grid.hop : -PAD * grid.hop])
    sung = np.concatenate(parts)
    if case.rms_mix_rate < 1:
        sung = follow_loudness(sung, rate, engine._before_hearing(vocal), 16_000, case.rms_mix_rate)
    return sung * (32768 / max(1.0, np.abs(sung).max() / 0.99))


@pytest.fixture(scope="module")
def goldens():
    with np.load(GOLDENS) as kept:
        return dict(kept)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_step_of_the_way_is_upstreams(case, goldens, tmp_path):
    count, *cuts = goldens[f"{case.name} facts"].tolist()
    made = ours(case, cuts, tmp_path)
    expected = goldens[case.name].astype(np.float64)
    assert expected.std() > 300, "a hundredth of full scale, or it would prove nothing"
    assert len(made) == count
    assert np.abs(np.trunc(made[places(count)]) - expected).max() <= ONE_STEP + NEAR


def test_what_is_compared_would_show_a_difference(goldens, tmp_path):
    """Without the index, another protection, cut elsewhere: each is heard far above the tolerance."""
    case = CASES[-1]
    count, *cuts = goldens[f"{case.name} facts"].tolist()
    expected = goldens[case.name].astype(np.float64)
    for changed, others in (
        (PipelineCase(**vars(case) | {"index_rate": 0.0}), cuts),
        (PipelineCase(**vars(case) | {"protect": 0.5}), cuts),
        (case, [cut + 3200 for cut in cuts]),
    ):
        made = ours(changed, others, tmp_path)
        assert np.abs(made[places(count)] - expected).max() > 20


if voice_oracles.FOLDER:

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
    def test_upstream_still_says_so(case, goldens, tmp_path):
        made, cuts = rvc_pipeline.heard_by_upstream(case, tmp_path)
        assert [len(made), *cuts] == goldens[f"{case.name} facts"].tolist()
        assert np.abs(made.astype(int) - ours(case, cuts, tmp_path)).max() <= ONE_STEP + NEAR
