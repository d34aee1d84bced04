"""so-vits-svc 4.0 and 4.1, and what the fork trains: content, F0 and a speaker in, a sung voice out.

VITS (Kim et al., ICML 2021) with the text encoder fed by ContentVec (Qian et al., ICML 2022) and the generator by a
harmonic source. The posterior encoder serves training alone and isn't here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import torch
from torch import Tensor, nn

from audio_backend.engines.nets.vits.attention import AttentionEncoder, CausalDecoder, TransformerConfig
from audio_backend.engines.nets.vits.flow import Flow, FlowConfig
from audio_backend.engines.nets.vits.generator import Generator, GeneratorConfig
from audio_backend.engines.nets.vits.noise import Noise
from audio_backend.engines.nets.vits.pitch import BINS, around_mean, f0_of, log_f0, pitch_bins
from audio_backend.engines.nets.vits.speakers import Speaker, speaker_embedding

T = TypeVar("T")
NOISE_SCALE = 0.4
"""Upstream's command line: less is steadier and duller, more is livelier and hoarser."""


@dataclass(frozen=True)
class SoVitsConfig:
    generator: GeneratorConfig
    flow: FlowConfig
    encoder: TransformerConfig = field(default_factory=TransformerConfig)
    content_channels: int = 768
    speakers: int = 200
    volume: bool = False
    auto_f0: bool = False


class PriorEncoder(nn.Module):
    """(1, C, T) and pitch bins (1, T) -> mean and log deviation, (1, C, T) each."""

    def __init__(self, c: SoVitsConfig):
        super().__init__()
        self.f0_emb = nn.Embedding(BINS, c.encoder.hidden)
        self.enc_ = AttentionEncoder(c.encoder)
        self.proj = nn.Conv1d(c.encoder.hidden, 2 * c.flow.channels, 1)

    def forward(self, x: Tensor, bins: Tensor) -> tuple[Tensor, Tensor]:
        mean, log_deviation = self.proj(self.enc_(x + self.f0_emb(bins).transpose(1, 2))).chunk(2, dim=1)
        return mean, log_deviation


class F0Decoder(nn.Module):
    """The melody as this speaker would speak it."""

    def __init__(self, c: SoVitsConfig):
        super().__init__()
        hidden = c.encoder.hidden
        self.f0_prenet = nn.Conv1d(1, hidden, 3, padding=1)
        self.cond = nn.Conv1d(c.flow.speaker_channels, hidden, 1)
        self.prenet = nn.Conv1d(hidden, hidden, 3, padding=1)
        self.decoder = CausalDecoder(c.encoder)
        self.proj = nn.Conv1d(hidden, 1, 1)

    def forward(self, x: Tensor, f0: Tensor, voiced: Tensor, speaker: Tensor) -> Tensor:
        """(1, C, T), (1, T), (1, T), (1, G, 1 or T) -> F0 in Hz (1, T)."""
        melody = around_mean(log_f0(f0[:, None]), voiced[:, None].to(f0))
        x = self.prenet(x + self.cond(speaker) + self.f0_prenet(melody.to(x)))
        return f0_of(self.proj(self.decoder(x)).float())[:, 0]


class SoVitsNet(nn.Module):
    def __init__(self, config: SoVitsConfig):
        super().__init__()
        self.config = c = config
        hidden = c.encoder.hidden
        self.emb_g = nn.Embedding(c.speakers, c.flow.speaker_channels)
        self.pre = nn.Conv1d(c.content_channels, hidden, 5, padding=2)
        self.emb_uv = nn.Embedding(2, hidden)
        self.emb_vol = nn.Linear(1, hidden) if c.volume else None
        self.f0_decoder = F0Decoder(c) if c.auto_f0 else None
        self.enc_p = PriorEncoder(c)
        self.flow = Flow(c.flow)
        self.dec = Generator(c.generator)

    @torch.inference_mode()
    def infer(
        self,
        content: Tensor,
        f0: Tensor,
        voiced: Tensor,
        *,
        noise: Noise,
        speaker: Speaker = 0,
        volume: Tensor | None = None,
        noise_scale: float = NOISE_SCALE,
        predict_f0: bool = False,
        turns: Tensor | None = None,
    ) -> Tensor:
        """content (1, C, T), f0 in Hz (1, T) without gaps, voiced and volume (1, T) -> samples (1, T * hop), float32.
        `turns` as in HarmonicSource; an F0 that the net finds itself has none.

        Raises ValueError where the net lacks what is asked of it.
        """
        content = content.to(self.pre.weight)
        g = speaker_embedding(self.emb_g, speaker)
        x = self.pre(content) + self.emb_uv(voiced.long()).transpose(1, 2)
        if self.emb_vol:
            x = x + self.emb_vol(_given(volume, "needs the volume of each frame")[:, :, None].to(x)).transpose(1, 2)
        if predict_f0:
            f0, turns = _given(self.f0_decoder, "has no F0 decoder")(x, f0, voiced, g), None
        mean, log_deviation = self.enc_p(x, pitch_bins(f0))
        draw = noise.latent(*mean.shape[1:]).to(mean)
        z = self.flow.undo(mean + draw * log_deviation.exp() * noise_scale, g)
        sound = self.dec(z, g, f0, noise, turns).float()
        noise.unused(sound.shape[1])
        return sound  # type: ignore[no-any-return]


def _given(value: T | None, what: str) -> T:
    if value is None:
        raise ValueError(f"this voice {what}")
    return value
