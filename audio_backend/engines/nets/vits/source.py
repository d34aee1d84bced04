"""The harmonic source of a neural source-filter model: sines at F0 and its multiples, noise where nothing is voiced.

X. Wang, S. Takaki, J. Yamagishi: "Neural source-filter waveform models for statistical parametric speech synthesis",
IEEE/ACM TASLP 28, 2020. so-vits-svc adds up phase sample by sample, RVC frame by frame with a wrap that it
interpolates; both follow an F0 that stands still within a frame, so they differ by whole turns, which no sine hears.

The sums are kept in float64 and rounded to float32 where those of the nets' training were, and a turn is taken off
where those saw one: even where the rounding is heard (an F0 decoder that says -200 Hz), it is the same.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from audio_backend.engines.nets.vits.noise import BLOCK, Noise

SINE_AMPLITUDE = 0.1
VOICED_NOISE = 0.003
UNVOICED_NOISE = SINE_AMPLITUDE / 3
"""Standard deviations."""


class HarmonicSource(nn.Module):
    """F0 in Hz (1, T) -> excitation (1, 1, T * hop), always in float32."""

    def __init__(self, sample_rate: int, harmonics: int):
        super().__init__()
        self.l_linear = nn.Linear(harmonics, 1)
        self.sample_rate = sample_rate
        self.harmonics = harmonics

    def forward(self, f0: Tensor, hop: int, noise: Noise, turns: Tensor | None = None) -> Tensor:
        """`turns` (1, T), cycles per sample, take F0's place as far as the phase goes: also where nothing sounds."""
        f0 = f0.float()
        multiples = torch.arange(1, self.harmonics + 1, dtype=torch.float32, device=f0.device)
        if turns is None:
            steps = (f0[0] * multiples[:, None] / self.sample_rate) % 1  # (H, T) per sample
        else:
            steps = (turns[0].to(f0) * multiples[:, None]) % 1
        start = noise.phases(self.harmonics)[0].to(f0.device)
        phase, frames, parts = _Phase(start), max(16, BLOCK // hop // 16 * 16), []
        for first in range(0, f0.shape[1], frames):
            some = slice(first, first + frames)
            sines = phase.sines(steps[:, some].repeat_interleave(hop, dim=1)).T * SINE_AMPLITUDE
            parts.append(self._mixed(sines, (f0[0, some] > 0).repeat_interleave(hop), noise))
        return torch.cat(parts, dim=-1)

    def _mixed(self, sines: Tensor, voiced: Tensor, noise: Noise) -> Tensor:
        """(N, H) and (N,) -> (1, 1, N)."""
        share = voiced.float()[:, None]
        hiss = noise.source(*sines.shape)[0].to(sines.device)
        mixed = sines * share + hiss * (share * VOICED_NOISE + (1 - share) * UNVOICED_NOISE)
        weight, bias = self.l_linear.weight.float(), self.l_linear.bias.float()
        return torch.tanh(nn.functional.linear(mixed, weight, bias)).T[None]


class _Phase:
    """Where each harmonic stands, in turns, from one block to the next."""

    def __init__(self, start: Tensor):
        self.start: Tensor | None = start
        """Added to the very first step, (H,)."""
        self.walked = self.wound = start.new_zeros(len(start), 1, dtype=torch.float64)
        """All turns, and those that are left when whole ones are taken off."""

    def sines(self, steps: Tensor) -> Tensor:
        """steps (H, N) in turns per sample -> (H, N)."""
        begun = self.start is None
        if self.start is not None:
            steps[:, 0] += self.start
        walked = torch.cat([self.walked, steps.double()], dim=1).cumsum(1)
        fractions = walked.float() % 1
        wraps = fractions.diff(dim=1) < 0  # (H, N): between a sample and the one before
        wraps[:, 0] &= begun  # nothing was before the first
        wound = torch.cat([self.wound, (steps - wraps.float()).double()], dim=1).cumsum(1)
        self.start, self.walked, self.wound = None, walked[:, -1:], wound[:, -1:]
        return torch.sin(wound[:, 1:].float() * 2 * math.pi)
