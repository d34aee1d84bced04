"""RVC v1 and v2: the same VITS as so-vits-svc's with another front, three layers per flow and one sine.

VITS (Kim et al., ICML 2021) fed by ContentVec: 256 channels of layer 9 in v1, 768 of layer 12 in v2. Always 100 frames
a second.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from audio_backend.engines.nets.vits.attention import AttentionEncoder, TransformerConfig
from audio_backend.engines.nets.vits.flow import Flow, FlowConfig
from audio_backend.engines.nets.vits.generator import SLOPE, Generator, GeneratorConfig
from audio_backend.engines.nets.vits.noise import Noise
from audio_backend.engines.nets.vits.pitch import BINS, pitch_bins
from audio_backend.engines.nets.vits.speakers import Speaker, speaker_embedding

NOISE_SCALE = 0.66666
"""Upstream's, which offers no other."""


@dataclass(frozen=True)
class RvcConfig:
    generator: GeneratorConfig
    flow: FlowConfig
    encoder: TransformerConfig = field(default_factory=lambda: TransformerConfig(window=10))
    content_channels: int = 768
    speakers: int = 109

    @property
    def has_f0(self) -> bool:
        return self.generator.harmonics > 0


class PriorEncoder(nn.Module):
    """(1, C, T) and F0 in Hz (1, T) -> mean and log deviation, (1, C, T) each."""

    def __init__(self, c: RvcConfig):
        super().__init__()
        self.scale = math.sqrt(c.encoder.hidden)
        self.emb_phone = nn.Linear(c.content_channels, c.encoder.hidden)
        self.emb_pitch = nn.Embedding(BINS, c.encoder.hidden) if c.has_f0 else None
        self.encoder = AttentionEncoder(c.encoder)
        self.proj = nn.Conv1d(c.encoder.hidden, 2 * c.flow.channels, 1)

    def forward(self, content: Tensor, f0: Tensor | None) -> tuple[Tensor, Tensor]:
        x = self.emb_phone(content.transpose(1, 2))  # (1, T, hidden)
        if self.emb_pitch and f0 is not None:
            x = x + self.emb_pitch(pitch_bins(f0))
        x = F.leaky_relu(x * self.scale, SLOPE).transpose(1, 2)
        mean, log_deviation = self.proj(self.encoder(x)).chunk(2, dim=1)
        return mean, log_deviation


class RvcNet(nn.Module):
    def __init__(self, config: RvcConfig):
        super().__init__()
        self.config = c = config
        self.emb_g = nn.Embedding(c.speakers, c.flow.speaker_channels)
        self.enc_p = PriorEncoder(c)
        self.flow = Flow(c.flow)
        self.dec = Generator(c.generator)

    @torch.inference_mode()
    def infer(
        self,
        content: Tensor,
        f0: Tensor | None,
        *,
        noise: Noise,
        speaker: Speaker = 0,
        noise_scale: float = NOISE_SCALE,
        turns: Tensor | None = None,
    ) -> Tensor:
        """content (1, C, T), f0 (1, T) in Hz and 0 where unvoiced -> samples (1, T * hop), float32. `turns` as in
        HarmonicSource. A net without F0 doesn't look at it; raises ValueError where one with F0 gets none."""
        if self.config.has_f0 and f0 is None:
            raise ValueError("this voice needs the F0 of each frame")
        content = content.to(self.enc_p.emb_phone.weight)
        g = speaker_embedding(self.emb_g, speaker)
        mean, log_deviation = self.enc_p(content, f0)
        draw = noise.latent(*mean.shape[1:]).to(mean)
        z = self.flow.undo(mean + draw * log_deviation.exp() * noise_scale, g)
        return self.dec(z, g, f0, noise, turns).float()  # type: ignore[no-any-return]
