"""SoulX-Singer's flow: from noise to a mel spectrum, in which direction to go at every moment.

A transformer with the layers of Llama (Touvron et al. 2023: RMS norms, SiLU gates, rotary places) that sees all frames
at once. The moment scales every norm (`to_weight`), what is sung is added once, at the bottom. Whose voice it is lies
in the frames before the target: the prompt's mel, beside what it sings, in the same row.

Sums are kept in float32; only what goes into a matrix takes the matrix's precision.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

EPSILON, SLOWEST = 1e-6, 10_000.0
Turns = tuple[Tensor, Tensor]
"""Cosine and sine (T, head) of how far each place is turned."""


@dataclass(frozen=True)
class DitSizes:
    hidden: int = 1024
    heads: int = 16
    layers: int = 22
    inner: int = 4096
    wide: int = 4096
    """Of the small networks around the layers."""
    bands: int = 128


class AdaptiveNorm(nn.Module):
    """A root-mean-square norm whose weight the moment decides."""

    def __init__(self, width: int):
        super().__init__()
        self.to_weight = nn.Linear(width, width)

    def forward(self, hidden: Tensor, moment: Tensor) -> Tensor:
        level = (hidden.square().mean(dim=-1, keepdim=True) + EPSILON).rsqrt()
        return hidden * level * apply(self.to_weight, moment).float()


class Attention(nn.Module):
    def __init__(self, sizes: DitSizes):
        super().__init__()
        self.heads = sizes.heads
        self.q_proj = nn.Linear(sizes.hidden, sizes.hidden, bias=False)
        self.k_proj = nn.Linear(sizes.hidden, sizes.hidden, bias=False)
        self.v_proj = nn.Linear(sizes.hidden, sizes.hidden, bias=False)
        self.o_proj = nn.Linear(sizes.hidden, sizes.hidden, bias=False)

    def forward(self, hidden: Tensor, turns: Turns) -> Tensor:
        """(1, T, hidden) -> the same; every frame sees all others."""
        projected = (apply(project, hidden) for project in (self.q_proj, self.k_proj, self.v_proj))
        query, key, value = (each.unflatten(2, (self.heads, -1)).transpose(1, 2) for each in projected)
        query, key = (_turned(each, turns).to(value.dtype) for each in (query, key))
        return apply(self.o_proj, F.scaled_dot_product_attention(query, key, value).transpose(1, 2).flatten(2))


class FeedForward(nn.Module):
    def __init__(self, sizes: DitSizes):
        super().__init__()
        self.gate_proj = nn.Linear(sizes.hidden, sizes.inner, bias=False)
        self.up_proj = nn.Linear(sizes.hidden, sizes.inner, bias=False)
        self.down_proj = nn.Linear(sizes.inner, sizes.hidden, bias=False)

    def forward(self, hidden: Tensor) -> Tensor:
        return apply(self.down_proj, F.silu(apply(self.gate_proj, hidden)) * apply(self.up_proj, hidden))


class Layer(nn.Module):
    def __init__(self, sizes: DitSizes):
        super().__init__()
        self.self_attn, self.mlp = Attention(sizes), FeedForward(sizes)
        self.input_layernorm = AdaptiveNorm(sizes.hidden)
        self.post_attention_layernorm = AdaptiveNorm(sizes.hidden)

    def forward(self, hidden: Tensor, moment: Tensor, turns: Turns) -> Tensor:
        hidden = hidden + self.self_attn(self.input_layernorm(hidden, moment), turns).float()
        fed: Tensor = hidden + self.mlp(self.post_attention_layernorm(hidden, moment)).float()
        return fed


class Dit(nn.Module):
    """Names as in the file, under `cfm_decoder.model.diff_estimator.`."""

    def __init__(self, sizes: DitSizes):
        super().__init__()
        self.sizes = sizes
        self.layers = nn.ModuleList(Layer(sizes) for _ in range(sizes.layers))
        self.norm = AdaptiveNorm(sizes.hidden)
        self.diff_step_mlp = _two(sizes.hidden, sizes.wide, sizes.hidden)
        self.cond_mlp = _two(sizes.hidden, sizes.wide, sizes.hidden)
        self.mel_mlp = _two(sizes.bands, sizes.wide, sizes.hidden)
        self.mel_out_mlp = _two(sizes.hidden, sizes.wide, sizes.bands)

    def ground(self, condition: Tensor) -> Tensor:
        """(T, hidden) of what is sung -> what it adds to every evaluation. Noughts add something too."""
        return _through(self.cond_mlp, condition).float()

    def forward(self, mel: Tensor, moment: float, ground: Tensor) -> Tensor:
        """(T, bands) at this moment, 0 noise … 1 sound, and (T, hidden) from `ground` -> (T, bands) to go."""
        waves = sincos(moment, self.sizes.hidden).to(mel.device)
        scale = _through(self.diff_step_mlp, waves).float()
        turns = places(len(mel), self.sizes.hidden // self.sizes.heads, mel.device)
        hidden = (_through(self.mel_mlp, mel).float() + ground)[None]
        for layer in self.layers:
            hidden = layer(hidden, scale, turns)
        return _through(self.mel_out_mlp, self.norm(hidden, scale)[0]).float()


def sincos(moment: float, width: int) -> Tensor:
    """(width,) half of it sines, half cosines, from one turn in 2 pi down to a ten-thousandth of it."""
    half = width // 2
    angles = moment * torch.exp(torch.arange(half, dtype=torch.float32) * (-math.log(SLOWEST) / (half - 1)))
    return torch.cat([angles.sin(), angles.cos()])


def places(frames: int, head: int, device: torch.device) -> Turns:
    """Rotary places (Su et al. 2021) 0 … frames - 1: value i and value i + head / 2 are one pair."""
    speeds = SLOWEST ** (-torch.arange(0, head, 2, dtype=torch.float32, device=device) / head)
    angles = torch.outer(torch.arange(frames, dtype=torch.float32, device=device), speeds).repeat(1, 2)
    return angles.cos(), angles.sin()


def _turned(values: Tensor, turns: Turns) -> Tensor:
    first, second = values.chunk(2, dim=-1)
    return values * turns[0] + torch.cat([-second, first], dim=-1) * turns[1]


def apply(linear: nn.Linear, values: Tensor) -> Tensor:
    """In the precision of its weights."""
    made: Tensor = linear(values.to(linear.weight.dtype))
    return made


def _two(inside: int, between: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(inside, between), nn.SiLU(), nn.Linear(between, out))


def _through(two: nn.Sequential, values: Tensor) -> Tensor:
    return apply(cast(nn.Linear, two[2]), F.silu(apply(cast(nn.Linear, two[0]), values)))
