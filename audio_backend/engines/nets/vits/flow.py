"""The normalizing flow of VITS, run backwards: what was said, in the voice of a speaker.

VITS (Kim et al., ICML 2021, §2.5.2) after Glow-TTS (Kim et al., NeurIPS 2020) and WaveGlow's gated convolutions
(Prenger et al., ICASSP 2019). A coupling layer leaves one half of the channels alone and shifts the other half by
what a small net (WN) makes of the first: undoing it is a subtraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from audio_backend.engines.nets.vits.attention import CausalDecoder, TransformerConfig


@dataclass(frozen=True)
class FlowConfig:
    channels: int = 192
    hidden: int = 192
    speaker_channels: int = 256
    couplings: int = 4
    layers: int = 4
    """Of each WN: 4 in so-vits-svc, 3 in RVC."""
    kernel: int = 5
    depthwise: bool = False
    """so-vits-svc 4.1, use_depthwise_conv: each wide convolution in two cheap ones."""
    shared: bool = False
    """so-vits-svc 4.1, flow_share_parameter: one WN for all couplings."""
    transformer: TransformerConfig | None = None
    """so-vits-svc 4.1, use_transformer_flow: causal transformers in the place of WN."""


class DepthwiseConv(nn.Module):
    def __init__(self, channels: int, out: int, kernel: int):
        super().__init__()
        self.depth_conv = nn.Conv1d(channels, channels, kernel, padding=kernel // 2, groups=channels)
        self.point_conv = nn.Conv1d(channels, out, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.point_conv(self.depth_conv(x))  # type: ignore[no-any-return]


class WN(nn.Module):
    """(B, C, T) and the speaker (B, G, 1 or T) -> (B, C, T)."""

    def __init__(self, c: FlowConfig):
        super().__init__()
        self.hidden = c.hidden
        self.cond_layer = nn.Conv1d(c.speaker_channels, 2 * c.hidden * c.layers, 1)
        self.in_layers = nn.ModuleList(
            DepthwiseConv(c.hidden, 2 * c.hidden, c.kernel)
            if c.depthwise
            else nn.Conv1d(c.hidden, 2 * c.hidden, c.kernel, padding=c.kernel // 2)
            for _ in range(c.layers)
        )
        widths = [2 * c.hidden] * (c.layers - 1) + [c.hidden]  # the last has no successor to pass anything on to
        self.res_skip_layers = nn.ModuleList(nn.Conv1d(c.hidden, width, 1) for width in widths)

    def forward(self, x: Tensor, speaker: Tensor) -> Tensor:
        conditions = self.cond_layer(speaker).split(2 * self.hidden, dim=1)
        skipped = torch.zeros_like(x)
        for convolve, res_skip, condition in zip(self.in_layers, self.res_skip_layers, conditions, strict=True):
            passed = res_skip(gated(convolve(x) + condition))  # (B, 2C, T), at last (B, C, T)
            if passed.shape[1] > self.hidden:
                x = x + passed[:, : self.hidden]
            skipped += passed[:, -self.hidden :]
        return skipped


class ConditionedTransformer(CausalDecoder):
    """so-vits-svc 4.1's other choice: a WN's gate before each block of a causal transformer."""

    def __init__(self, c: FlowConfig, transformer: TransformerConfig):
        super().__init__(transformer)
        self.hidden = c.hidden
        self.cond_pre = nn.Conv1d(c.hidden, 2 * c.hidden, 1)
        self.cond_layer = nn.Conv1d(c.speaker_channels, 2 * c.hidden * transformer.layers, 1)

    def forward(self, x: Tensor, speaker: Tensor) -> Tensor:  # type: ignore[override]
        for layer, condition in enumerate(self.cond_layer(speaker).split(2 * self.hidden, dim=1)):
            x = self.block(layer, gated(self.cond_pre(x) + condition))
        return x


class Coupling(nn.Module):
    """Mean-only: half of the channels is shifted, none is scaled."""

    def __init__(self, c: FlowConfig, enc: nn.Module):
        super().__init__()
        self.pre = nn.Conv1d(c.channels // 2, c.hidden, 1)
        self.enc = enc
        self.post = nn.Conv1d(c.hidden, c.channels // 2, 1)

    def undo(self, x: Tensor, speaker: Tensor) -> Tensor:
        same, shifted = x.chunk(2, dim=1)
        return torch.cat([same, shifted - self.post(self.enc(self.pre(same), speaker))], dim=1)


class Flow(nn.Module):
    """Couplings at the even places; the odd ones turn the channels round, without parameters."""

    def __init__(self, c: FlowConfig):
        super().__init__()
        shared = _enc(c) if c.shared else None
        couplings = [Coupling(c, shared or _enc(c)) for _ in range(c.couplings)]
        self.flows = nn.ModuleDict({str(2 * index): coupling for index, coupling in enumerate(couplings)})

    def undo(self, x: Tensor, speaker: Tensor) -> Tensor:
        """(B, C, T) of the prior -> (B, C, T) that the generator voices."""
        for coupling in reversed(list(self.flows.values())):
            x = cast("Coupling", coupling).undo(x.flip(1), speaker)
        return x


def _enc(c: FlowConfig) -> nn.Module:
    return ConditionedTransformer(c, c.transformer) if c.transformer else WN(c)


def gated(x: Tensor) -> Tensor:
    """(B, 2C, T) -> (B, C, T)."""
    value, gate = x.chunk(2, dim=1)
    return value.tanh() * gate.sigmoid()
