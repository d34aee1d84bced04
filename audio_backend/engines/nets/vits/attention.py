"""The transformers of VITS: an encoder with relative attention, and a causal decoder.

J. Kim, J. Kong, J. Son: "Conditional Variational Autoencoder with Adversarial Learning for End-to-End Text-to-Speech",
ICML 2021, §2.5; relative positions after P. Shaw, J. Uszkoreit, A. Vaswani, NAACL 2018. Both are post-norm.

A query knows the positions of its `window` neighbours on either side, and nothing of those further away. So the
position part of the scores is a band along the diagonal, and queries can be worked off in chunks: the result is the
same, and memory grows with the length rather than with its square (8 GB became 0.2 GB at 116 s).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

SCORES_AT_ONCE = 1 << 19
"""Of one head: 2 MB, which is what a processor's cache holds of them."""
FEWEST_QUERIES = 16


@dataclass(frozen=True)
class TransformerConfig:
    hidden: int = 192
    filter: int = 768
    heads: int = 2
    layers: int = 6
    kernel: int = 3
    window: int = 4
    """Neighbours on either side whose distance is known: 4 in so-vits-svc, 10 in RVC."""


class ChannelNorm(nn.Module):
    """LayerNorm over the channels of (B, C, T)."""

    def __init__(self, channels: int):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(channels))
        self.beta = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x.transpose(1, 2), self.gamma.shape, self.gamma, self.beta, 1e-5).transpose(1, 2)


class FeedForward(nn.Module):
    """Two convolutions; "same" padding, or everything before where it is causal."""

    def __init__(self, config: TransformerConfig, causal: bool):
        super().__init__()
        self.conv_1 = nn.Conv1d(config.hidden, config.filter, config.kernel)
        self.conv_2 = nn.Conv1d(config.filter, config.hidden, config.kernel)
        self.padding = (config.kernel - 1, 0) if causal else ((config.kernel - 1) // 2, config.kernel // 2)

    def forward(self, x: Tensor) -> Tensor:
        hidden = torch.relu_(self.conv_1(F.pad(x, self.padding)))  # (B, filter, T)
        return self.conv_2(F.pad(hidden, self.padding))  # type: ignore[no-any-return]


class Attention(nn.Module):
    """(B, C, T) -> (B, C, T), each frame from all. Queries are worked off in chunks."""

    def __init__(self, config: TransformerConfig):
        super().__init__()
        self.conv_q, self.conv_k, self.conv_v, self.conv_o = (
            nn.Conv1d(config.hidden, config.hidden, 1) for _ in range(4)
        )
        self.heads = config.heads

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = (self._by_head(layer(x)) for layer in (self.conv_q, self.conv_k, self.conv_v))
        query, frames = query / math.sqrt(query.shape[3]), x.shape[2]
        key, value = self.padded(key), self.padded(value)
        heard = torch.empty_like(query, memory_format=torch.contiguous_format)  # (B, H, T, D)
        chunk = max(FEWEST_QUERIES, SCORES_AT_ONCE // frames)
        for start in range(0, frames, chunk):
            some = slice(start, start + chunk)
            heard[:, :, some] = self.attend(query[:, :, some], key, value, start)
        return self.conv_o(heard.transpose(2, 3).reshape(x.shape))  # type: ignore[no-any-return]

    def _by_head(self, x: Tensor) -> Tensor:
        return x.reshape(x.shape[0], self.heads, -1, x.shape[2]).transpose(2, 3)  # (B, C, T) -> (B, H, T, D)

    def padded(self, x: Tensor) -> Tensor:
        """Keys or values (B, H, T, D), as `attend` wants them."""
        return x

    def attend(self, query: Tensor, key: Tensor, value: Tensor, start: int) -> Tensor:
        """What the queries (B, H, L, D) from frame `start` on hear. -> (B, H, L, D)"""
        raise NotImplementedError


class CausalAttention(Attention):
    """Each frame from itself and those before."""

    def attend(self, query: Tensor, key: Tensor, value: Tensor, start: int) -> Tensor:
        scores = query @ key.transpose(2, 3)  # (B, H, L, T)
        later = torch.ones(scores.shape[2:], dtype=torch.bool, device=scores.device).triu_(start + 1)
        return scores.masked_fill_(later, -torch.inf).softmax(dim=-1) @ value


class RelativeAttention(Attention):
    """Each frame from all, and it knows how far its neighbours are away."""

    def __init__(self, config: TransformerConfig):
        super().__init__(config)
        shape = (1, 2 * config.window + 1, config.hidden // config.heads)
        self.emb_rel_k = nn.Parameter(torch.zeros(shape))
        self.emb_rel_v = nn.Parameter(torch.zeros(shape))
        self.window = config.window

    def padded(self, x: Tensor) -> Tensor:
        return F.pad(x, (0, 0, self.window, self.window))  # (B, H, T + 2w, D): now every query has all its neighbours

    def attend(self, query: Tensor, key: Tensor, value: Tensor, start: int) -> Tensor:
        scores = query @ key.transpose(2, 3)  # (B, H, L, T + 2w)
        self._neighbours(scores, start).add_(query @ self.emb_rel_k.transpose(1, 2))
        scores[..., : self.window] = scores[..., -self.window :] = -torch.inf  # before the first frame, after the last
        weights = torch.softmax(scores, dim=-1)
        return weights @ value + self._neighbours(weights, start) @ self.emb_rel_v

    def _neighbours(self, scores: Tensor, start: int) -> Tensor:
        """A view (B, H, L, 2w + 1): row l is the query of frame start + l, whose first neighbour stands in column
        start + l, because of the padding."""
        b, h, rows, columns = scores.shape
        strides = (h * rows * columns, rows * columns, columns + 1, 1)
        return scores.as_strided((b, h, rows, 2 * self.window + 1), strides, start)


class AttentionEncoder(nn.Module):
    """(B, C, T) -> (B, C, T)."""

    def __init__(self, config: TransformerConfig):
        super().__init__()
        self.attn_layers = nn.ModuleList(RelativeAttention(config) for _ in range(config.layers))
        self.norm_layers_1 = nn.ModuleList(ChannelNorm(config.hidden) for _ in range(config.layers))
        self.ffn_layers = nn.ModuleList(FeedForward(config, causal=False) for _ in range(config.layers))
        self.norm_layers_2 = nn.ModuleList(ChannelNorm(config.hidden) for _ in range(config.layers))

    def forward(self, x: Tensor) -> Tensor:
        layers = zip(self.attn_layers, self.norm_layers_1, self.ffn_layers, self.norm_layers_2, strict=True)
        for attend, norm_1, feed, norm_2 in layers:
            x = norm_1(x + attend(x))
            x = norm_2(x + feed(x))
        return x


class CausalDecoder(nn.Module):
    """(B, C, T) -> (B, C, T), no frame hears a later one."""

    def __init__(self, config: TransformerConfig):
        super().__init__()
        self.self_attn_layers = nn.ModuleList(CausalAttention(config) for _ in range(config.layers))
        self.norm_layers_0 = nn.ModuleList(ChannelNorm(config.hidden) for _ in range(config.layers))
        self.ffn_layers = nn.ModuleList(FeedForward(config, causal=True) for _ in range(config.layers))
        self.norm_layers_1 = nn.ModuleList(ChannelNorm(config.hidden) for _ in range(config.layers))

    def forward(self, x: Tensor) -> Tensor:
        for layer in range(len(self.ffn_layers)):
            x = self.block(layer, x)
        return x

    def block(self, layer: int, x: Tensor) -> Tensor:
        x = self.norm_layers_0[layer](x + self.self_attn_layers[layer](x))
        return self.norm_layers_1[layer](x + self.ffn_layers[layer](x))  # type: ignore[no-any-return]
