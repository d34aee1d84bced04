"""Laws of the VITS core: attention that knows its neighbours, a flow that undoes, a source that sings what it is told."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn
from voice_parity import bins

from audio_backend.engines.nets.vits import attention
from audio_backend.engines.nets.vits.attention import (
    AttentionEncoder,
    CausalDecoder,
    RelativeAttention,
    TransformerConfig,
)
from audio_backend.engines.nets.vits.flow import Flow, FlowConfig
from audio_backend.engines.nets.vits.noise import RecordedNoise, SeededNoise
from audio_backend.engines.nets.vits.pitch import pitch_bins
from audio_backend.engines.nets.vits.snake import Snake
from audio_backend.engines.nets.vits.source import HarmonicSource
from audio_backend.engines.nets.vits.speakers import speaker_embedding

SMALL = TransformerConfig(hidden=8, filter=12, heads=2, layers=2, window=3)


def seeded(net: nn.Module, seed: int = 1) -> nn.Module:
    generator = torch.Generator().manual_seed(seed)
    for parameter in net.parameters():
        parameter.data = torch.randn(parameter.shape, generator=generator) * 0.3
    return net.eval().requires_grad_(False)


def by_the_book(layer: RelativeAttention, x: torch.Tensor) -> torch.Tensor:
    """Shaw et al. 2018, one query and one key at a time."""
    q, k, v = (
        conv(x)[0].unflatten(0, (layer.heads, -1)).double() for conv in (layer.conv_q, layer.conv_k, layer.conv_v)
    )
    heads, size, frames = q.shape
    heard = torch.zeros(heads, size, frames, dtype=torch.float64)
    for h in range(heads):
        for i in range(frames):
            near = {j: j - i + layer.window for j in range(frames) if abs(j - i) <= layer.window}
            keys = [k[h, :, j] + (layer.emb_rel_k[0, near[j]] if j in near else 0) for j in range(frames)]
            weights = torch.stack([q[h, :, i] @ key for key in keys]).div(math.sqrt(size)).softmax(0)
            values = [v[h, :, j] + (layer.emb_rel_v[0, near[j]] if j in near else 0) for j in range(frames)]
            heard[h, :, i] = sum(weight * value for weight, value in zip(weights, values, strict=True))
    return layer.conv_o(heard.flatten(0, 1)[None].float())


@pytest.mark.parametrize("frames", [1, 2, 5, 37])
def test_attention_is_that_of_the_paper_in_chunks_of_any_size(frames, monkeypatch):
    layer, x = seeded(RelativeAttention(SMALL)), torch.randn(1, 8, frames, generator=torch.Generator().manual_seed(2))
    expected = by_the_book(layer, x)
    for chunk in (1, 4, 1000):
        monkeypatch.setattr(attention, "FEWEST_QUERIES", chunk)
        monkeypatch.setattr(attention, "SCORES_AT_ONCE", 1)
        assert (layer(x) - expected).abs().max() < 1e-5


def test_the_decoder_hears_nothing_that_is_to_come(monkeypatch):
    monkeypatch.setattr(attention, "FEWEST_QUERIES", 4)
    monkeypatch.setattr(attention, "SCORES_AT_ONCE", 1)
    decoder, x = seeded(CausalDecoder(SMALL)), torch.randn(1, 8, 30)
    other = x.clone()
    other[:, :, 17:] += 1
    assert torch.equal(decoder(x)[:, :, :17], decoder(other)[:, :, :17])
    assert not torch.equal(decoder(x)[:, :, 17], decoder(other)[:, :, 17])


def forwards(flow: Flow, x: torch.Tensor, speaker: torch.Tensor) -> torch.Tensor:
    """Dinh et al. 2015: the shift is added that `undo` takes away."""
    for coupling in flow.flows.values():
        same, shifted = x.chunk(2, dim=1)
        x = torch.cat([same, shifted + coupling.post(coupling.enc(coupling.pre(same), speaker))], dim=1).flip(1)
    return x


TRANSFORMER = TransformerConfig(hidden=6, filter=9, heads=2, layers=3, kernel=5)


@pytest.mark.parametrize("variant", [{}, {"depthwise": True}, {"shared": True}, {"transformer": TRANSFORMER}])
def test_a_flow_undoes_what_it_did(variant):
    flow = seeded(Flow(FlowConfig(channels=8, hidden=6, speaker_channels=5, layers=3, **variant)))
    x, speaker = torch.randn(1, 8, 21), torch.randn(1, 5, 1)
    there = forwards(flow, x, speaker)
    assert (there - x).abs().max() > 0.1
    assert (flow.undo(there, speaker) - x).abs().max() < 1e-5


def test_a_shared_flow_keeps_one_net():
    flow = Flow(FlowConfig(channels=8, hidden=6, speaker_channels=5, shared=True))
    assert len({id(coupling.enc) for coupling in flow.flows.values()}) == 1


@pytest.mark.parametrize("hz", [82.4, 440.0, 1318.5])
def test_the_source_sings_the_asked_f0(hz):
    """To a hundredth of a semitone, in a song longer than any block of it."""
    source = HarmonicSource(44100, 1)
    nn.init.ones_(source.l_linear.weight), nn.init.zeros_(source.l_linear.bias)
    sound = source(torch.full((1, 400), hz), 512, SeededNoise(1)).detach()[0, 0]
    spectrum = torch.fft.rfft(sound * torch.hann_window(len(sound)), n=1 << 22).abs()
    found = spectrum.argmax() * 44100 / (1 << 22)
    assert abs(1200 * math.log2(found / hz)) < 1


def test_the_source_hisses_where_nothing_is_voiced():
    source = HarmonicSource(40000, 1)
    nn.init.ones_(source.l_linear.weight), nn.init.zeros_(source.l_linear.bias)
    f0 = torch.cat([torch.zeros(1, 100), torch.full((1, 100), 200.0)], dim=1)
    hiss, sung = source(f0, 400, SeededNoise(1)).detach()[0, 0].chunk(2)
    assert abs(hiss.std() - 0.1 / 3) < 1e-3  # a third of a sine's amplitude
    assert abs(sung.std() - 0.1 / math.sqrt(2)) < 1e-3


def test_harmonics_start_anywhere_and_the_fundamental_at_zero():
    source = HarmonicSource(44100, 3)
    noise = RecordedNoise(torch.zeros(1), torch.tensor([[0.7, 0.25, 0.5]]), torch.zeros(1, 512, 3))
    heard = []
    for harmonic in range(3):
        source.l_linear.weight.data = torch.eye(3)[harmonic : harmonic + 1]
        nn.init.zeros_(source.l_linear.bias)
        noise = RecordedNoise(noise.latent_noise, noise.starting_phases, noise.source_noise)
        heard.append(source(torch.full((1, 1), 100.0), 512, noise).detach()[0, 0, 0])
    expected = [
        math.tanh(0.1 * math.sin(2 * math.pi * (n * 100 / 44100 + start))) for n, start in ((1, 0), (2, 0.25), (3, 0.5))
    ]
    assert torch.stack(heard).tolist() == pytest.approx(expected, abs=1e-6)


def test_bins_are_those_of_the_notes():
    f0 = torch.tensor([0.0, 30.0, 50.0, 220.0, 440.0, 880.0, 1100.0, 4000.0, -800.0])
    assert pitch_bins(f0).tolist() == [1, 1, 1, 60, 122, 217, 255, 255, 1]


def test_bins_are_rounded_as_rvc_rounds_them():
    f0 = np.linspace(0, 1200, 2001, dtype=np.float32)
    assert np.array_equal(pitch_bins(torch.from_numpy(f0)).numpy(), bins(f0))


def test_a_mixture_lies_between_its_speakers_and_moves():
    table = nn.Embedding(3, 4)
    one, two = (speaker_embedding(table, row) for row in (0, 2))
    assert torch.allclose(speaker_embedding(table, torch.tensor([1.0, 0.0, 1.0])), (one + two) / 2)
    moving = speaker_embedding(table, torch.tensor([[2.0, 0.5], [0.0, 0.0], [0.0, 0.5]]))
    assert moving.shape == (1, 4, 2)
    assert torch.allclose(moving[:, :, 0], one[:, :, 0]) and torch.allclose(moving[:, :, 1], ((one + two) / 2)[:, :, 0])


@pytest.mark.parametrize("speaker", [-1, 3, torch.zeros(3), torch.tensor([2.0, -1.0]), torch.ones(4)])
def test_a_speaker_who_is_not_there_is_told(speaker):
    with pytest.raises(ValueError, match="speaker"):
        speaker_embedding(nn.Embedding(3, 4), speaker)


def test_noise_in_parts_is_the_same_noise():
    whole, parts = SeededNoise(4), SeededNoise(4)
    joined = torch.cat([parts.source(samples, 9) for samples in (1 << 16, 1 << 16, 400)], dim=1)
    assert torch.equal(whole.source(2 * (1 << 16) + 400, 9), joined)


def test_snake_without_a_filter_of_its_own_is_the_papers_formula():
    """An interpolator that repeats and a low-pass that picks leave x + sin²(αx) / β."""
    snake = Snake(1)
    snake.upsample.filter[...] = torch.tensor([0, 0, 0, 0, 0, 0.5, 0.5, 0, 0, 0, 0, 0])
    snake.downsample.lowpass.filter[...] = torch.tensor([0, 0, 0, 0, 0, 0.5, 0.5, 0, 0, 0, 0, 0])
    snake.act.alpha.data.fill_(0.7), snake.act.beta.data.fill_(-0.2)
    x = torch.randn(1, 1, 1, 40)
    expected = x + torch.sin(x * math.exp(0.7)) ** 2 / math.exp(-0.2)
    assert (snake(x) - expected).abs().max() < 1e-5


MEASURED = """
import re, torch
from pathlib import Path
from audio_backend.engines.nets.vits.attention import AttentionEncoder, TransformerConfig
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024
net = AttentionEncoder(TransformerConfig(window=10, layers={layers})).eval()
with torch.inference_mode():
    net(torch.randn(1, 192, 50))
    x, before = torch.randn(1, 192, 10_000), peak()
    net(x)
print(peak() - before)
"""


def test_a_long_song_needs_no_square_of_memory(layers=1):
    """116 s of so-vits-svc in one call, in a fresh process: upstream takes 8 GB. What a layer needs, the next one
    needs again, not in addition."""
    command = [sys.executable, "-c", MEASURED.format(layers=layers)]
    grown = int(subprocess.run(command, capture_output=True, check=True).stdout)
    print(f"{grown / 1e6:.0f} MB")
    assert grown < 0.5e9


def test_an_encoder_keeps_the_length():
    assert seeded(AttentionEncoder(SMALL))(torch.randn(1, 8, 11)).shape == (1, 8, 11)
