"""NSF-HiFiGAN: hidden frames and F0 in, a waveform out.

J. Kong, J. Kim, J. Bae: "HiFi-GAN: Generative Adversarial Networks for Efficient and High Fidelity Speech Synthesis",
NeurIPS 2020, with the harmonic source of Wang et al. (source.py) added at every rate.

A long song is voiced in blocks, because a processor is three to eight times slower once its cache is too small for
what it works on. A block takes along as many frames on either side as its own can depend on, which are thrown away
again, so the blocks leave no trace. They are nested: what the coarse rate depends on reaches over 13 frames, what the
fine rates depend on, over two. Each thread has blocks of its own: none waits for another within a layer.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from audio_backend.engines.nets.vits.noise import Noise
from audio_backend.engines.nets.vits.snake import REACH as SNAKE_REACH
from audio_backend.engines.nets.vits.snake import Snake
from audio_backend.engines.nets.vits.source import HarmonicSource

SLOPE = 0.1
LAST_SLOPE = 0.01
"""torch's default: upstream names none before its last convolution."""
OUTER_FRAMES = 256
FEWEST_FRAMES = 64
"""Of a block: what it takes along beside these would cost more than another thread saves."""
FLOATS_AT_ONCE = {"cpu": 1 << 20, "cuda": 1 << 25}
"""In one tensor of the fine rates: 4 MB, so that the few that are needed together stay in a processor's cache."""


@dataclass(frozen=True)
class GeneratorConfig:
    sample_rate: int
    channels: int = 192
    first_channels: int = 512
    speaker_channels: int = 256
    rates: tuple[int, ...] = (8, 8, 2, 2, 2)
    kernels: tuple[int, ...] = (16, 16, 4, 4, 4)
    resblock_kernels: tuple[int, ...] = (3, 7, 11)
    resblock_dilations: tuple[tuple[int, ...], ...] = ((1, 3, 5),) * 3
    harmonics: int = 9
    """9 in so-vits-svc, 1 in RVC, 0 where a net knows no F0."""
    post_bias: bool = True
    snake: bool = False

    @property
    def hop(self) -> int:
        return math.prod(self.rates)

    @property
    def widths(self) -> tuple[int, ...]:
        """Channels after each upsampling."""
        return tuple(self.first_channels >> stage for stage in range(1, len(self.rates) + 1))

    @property
    def source_strides(self) -> tuple[int, ...]:
        """From the sound's own rate down to that of each stage."""
        return tuple(math.prod(self.rates[stage + 1 :]) for stage in range(len(self.rates)))


class ResBlock(nn.Module):
    """Three pairs of convolutions, the first of each dilated. (B, C, 1, N) -> the same."""

    def __init__(self, channels: int, kernel: int, dilations: tuple[int, ...], snake: bool):
        super().__init__()
        self.convs1 = nn.ModuleList(_same_conv(channels, kernel, dilation) for dilation in dilations)
        self.convs2 = nn.ModuleList(_same_conv(channels, kernel, 1) for _ in dilations)
        self.activations = nn.ModuleList(Snake(channels) for _ in range(2 * len(dilations) if snake else 0))

    def forward(self, x: Tensor) -> Tensor:
        for index, (dilated, plain) in enumerate(zip(self.convs1, self.convs2, strict=True)):
            y = convolve(dilated, self._bent(x, 2 * index))
            x = convolve(plain, self._bent(y, 2 * index + 1)).add_(x)
        return x

    def _bent(self, x: Tensor, index: int) -> Tensor:
        return self.activations[index](x) if self.activations else F.leaky_relu(x, SLOPE)


class Generator(nn.Module):
    def __init__(self, config: GeneratorConfig):
        super().__init__()
        self.config = c = config
        self.conv_pre = nn.Conv1d(c.channels, c.first_channels, 7, padding=3)
        self.cond = nn.Conv1d(c.speaker_channels, c.first_channels, 1)
        if c.harmonics:
            self.m_source = HarmonicSource(c.sample_rate, c.harmonics)
            self.noise_convs = nn.ModuleList(map(_source_conv, c.widths, c.source_strides))
        ins = (c.first_channels, *c.widths)
        self.ups = nn.ModuleList(
            nn.ConvTranspose1d(wide, out, kernel, rate, padding=(kernel - rate) // 2)
            for wide, out, kernel, rate in zip(ins, c.widths, c.kernels, c.rates, strict=False)
        )
        self.resblocks = nn.ModuleList(
            ResBlock(width, kernel, dilations, c.snake)
            for width in c.widths
            for kernel, dilations in zip(c.resblock_kernels, c.resblock_dilations, strict=True)
        )
        self.conv_post = nn.Conv1d(c.widths[-1], 1, 7, padding=3, bias=c.post_bias)
        self.snakes = nn.ModuleList(Snake(width) for width in ins[:-1] if c.snake)
        self.snake_post = Snake(c.widths[-1]) if c.snake else None

    def forward(
        self, x: Tensor, speaker: Tensor, f0: Tensor | None, noise: Noise, turns: Tensor | None = None
    ) -> Tensor:
        """(1, C, T), (1, G, 1 or T), (1, T) in Hz -> (1, T * hop), the source's noise drawn from `noise`."""
        c, frames = self.config, x.shape[2]
        source = (
            self.m_source(f0, c.hop, noise, turns).to(x.dtype)[:, :, None] if c.harmonics else None
        )  # (1, 1, 1, T * hop)
        sound = x.new_empty(1, frames * c.hop)
        threads = torch.get_num_threads() if x.device.type == "cpu" else 1
        blocks = list(_spans(0, frames, _block_frames(frames, threads)))
        if threads == 1 or len(blocks) == 1:
            for block in blocks:
                self._voice(block, x, speaker, source, sound)
            return sound
        with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            deque(pool.map(lambda block: self._voice(block, x, speaker, source, sound), blocks), maxlen=0)
        torch.set_num_threads(threads)  # part of what a thread sets holds for all
        return sound

    @torch.inference_mode()
    def _voice(self, block: range, x: Tensor, speaker: Tensor, source: Tensor | None, sound: Tensor) -> None:
        """Writes these frames into `sound` (1, T * hop)."""
        c, frames = self.config, x.shape[2]
        coarse, fine = self._coarse_reach(), self._fine_reach()
        inner = max(4, FLOATS_AT_ONCE[x.device.type] // max(map(math.prod, zip(c.widths, self._rates(), strict=True))))
        wide = _widened(block, fine, frames)
        taken = _widened(wide, coarse, frames)
        who = speaker if speaker.shape[2] == 1 else _cut(speaker, taken, 1)
        hidden = self._coarse(_cut(x, taken, 1), who, _source_of(source, taken, c.hop))
        for span in _spans(block.start, block.stop, inner):
            near = _widened(span, fine, frames)
            voiced = self._fine(_cut(hidden, near, c.rates[0], taken.start), _source_of(source, near, c.hop))
            sound[:, span.start * c.hop : span.stop * c.hop] = _cut(voiced, span, c.hop, near.start)[:, 0, 0]

    def _coarse(self, x: Tensor, speaker: Tensor, source: Tensor | None) -> Tensor:
        """(1, C, T) -> (1, first width, 1, T * first rate)."""
        x = (self.conv_pre(x) + self.cond(speaker))[:, :, None]
        return self._stage(0, x.contiguous(memory_format=_layout(x)), source)

    def _fine(self, x: Tensor, source: Tensor | None) -> Tensor:
        """-> (1, 1, 1, T * hop)."""
        for stage in range(1, len(self.ups)):
            x = self._stage(stage, x, source)
        x = self.snake_post(x) if self.snake_post else F.leaky_relu(x, LAST_SLOPE)
        return torch.tanh_(convolve(self.conv_post, x))

    def _stage(self, stage: int, x: Tensor, source: Tensor | None) -> Tensor:
        x = self.snakes[stage](x) if self.snakes else F.leaky_relu(x, SLOPE)
        x = convolve(self.ups[stage], x)
        if source is not None:
            x += convolve(self.noise_convs[stage], source)
        several = len(self.config.resblock_kernels)
        first, *others = self.resblocks[several * stage : several * (stage + 1)]
        total = first(x)
        for block in others:
            total += block(x)
        return total.div_(several)  # type: ignore[no-any-return]

    def _rates(self) -> tuple[int, ...]:
        """Of each stage, per frame."""
        return tuple(self.config.hop // stride for stride in self.config.source_strides)

    def _coarse_reach(self) -> int:
        """Frames on either side that a frame of the first stage depends on."""
        return 3 + self._stage_reach(0)

    def _fine_reach(self) -> int:
        """And what a frame of the sound depends on, of the first stage's."""
        last = math.ceil((3 + SNAKE_REACH) / self.config.hop)
        return math.ceil(sum(self._stage_reach_frames(stage) for stage in range(1, len(self.ups))) + last)

    def _stage_reach(self, stage: int) -> int:
        return math.ceil(self._stage_reach_frames(stage))

    def _stage_reach_frames(self, stage: int) -> float:
        c = self.config
        rate = self._rates()[stage]
        before = rate // c.rates[stage]
        pairs = max(
            (kernel - 1) // 2 * (sum(dilations) + len(dilations)) + 2 * len(dilations) * SNAKE_REACH * c.snake
            for kernel, dilations in zip(c.resblock_kernels, c.resblock_dilations, strict=True)
        )
        up = math.ceil(c.kernels[stage] / c.rates[stage]) + SNAKE_REACH * c.snake
        return up / before + 1 / rate + pairs / rate


def convolve(layer: nn.Module, x: Tensor) -> Tensor:
    """A 1-D layer on (B, C, 1, N), whose channels may lie next to one another in memory: torch's fastest way here."""
    assert isinstance(layer, nn.Conv1d | nn.ConvTranspose1d)
    run = F.conv2d if isinstance(layer, nn.Conv1d) else F.conv_transpose2d
    stride, padding, dilation = (1, layer.stride[0]), (0, int(layer.padding[0])), (1, layer.dilation[0])
    return run(x, layer.weight[:, :, None], layer.bias, stride=stride, padding=padding, dilation=dilation)


def _layout(x: Tensor) -> torch.memory_format:
    return torch.channels_last if x.device.type == "cpu" else torch.contiguous_format


def _same_conv(channels: int, kernel: int, dilation: int) -> nn.Conv1d:
    return nn.Conv1d(channels, channels, kernel, dilation=dilation, padding=(kernel - 1) // 2 * dilation)


def _source_conv(width: int, stride: int) -> nn.Conv1d:
    if stride == 1:
        return nn.Conv1d(1, width, 1)
    return nn.Conv1d(1, width, 2 * stride, stride, padding=stride // 2)


def _block_frames(frames: int, threads: int) -> int:
    """So many that every thread has as many blocks as the others."""
    rounds = math.ceil(frames / (OUTER_FRAMES * threads))
    return max(FEWEST_FRAMES, math.ceil(frames / (rounds * threads)))


def _spans(start: int, stop: int, length: int) -> Iterator[range]:
    for first in range(start, stop, length):
        yield range(first, min(first + length, stop))


def _widened(span: range, reach: int, frames: int) -> range:
    return range(max(0, span.start - reach), min(frames, span.stop + reach))


def _cut(x: Tensor, span: range, rate: int, start: int = 0) -> Tensor:
    """These frames of what begins at frame `start` and has `rate` samples per frame."""
    return x[..., (span.start - start) * rate : (span.stop - start) * rate]


def _source_of(source: Tensor | None, span: range, hop: int) -> Tensor | None:
    return None if source is None else _cut(source, span, hop)
