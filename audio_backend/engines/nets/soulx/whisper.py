"""What is sung, without who sings it: the encoder of Whisper (Radford et al. 2022), 50 frames a second.

Only the part of its file that listens is read. SoulX-Singer was trained on features with two habits of their own: they
are those of the sound's true length, and what is missing to 30 s is filled with noughts after that, not with silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from audio_backend.engines.nets.mel_bands import mel_bands

SAMPLE_RATE, FFT, HOP, BANDS = 16_000, 400, 160, 80
FLOOR, RANGE = 1e-10, 8.0
"""Powers of ten under the loudest that are told apart."""

LONGEST_FRAMES = 1500
"""30 s: it has learned no further places."""

HEAD = 64
"""Values in a head, in every Whisper there is."""


@dataclass(frozen=True)
class WhisperSizes:
    width: int = 512
    inner: int = 2048
    layers: int = 6

    @property
    def heads(self) -> int:
        return max(self.width // HEAD, 1)


class SelfAttention(nn.Module):
    def __init__(self, sizes: WhisperSizes):
        super().__init__()
        self.heads = sizes.heads
        self.k_proj = nn.Linear(sizes.width, sizes.width, bias=False)
        self.v_proj = nn.Linear(sizes.width, sizes.width)
        self.q_proj = nn.Linear(sizes.width, sizes.width)
        self.out_proj = nn.Linear(sizes.width, sizes.width)

    def forward(self, hidden: Tensor) -> Tensor:
        projected = (project(hidden) for project in (self.q_proj, self.k_proj, self.v_proj))
        query, key, value = (each.unflatten(2, (self.heads, -1)).transpose(1, 2) for each in projected)
        mixed: Tensor = self.out_proj(F.scaled_dot_product_attention(query, key, value).transpose(1, 2).flatten(2))
        return mixed


class Layer(nn.Module):
    def __init__(self, sizes: WhisperSizes):
        super().__init__()
        self.self_attn = SelfAttention(sizes)
        self.self_attn_layer_norm = nn.LayerNorm(sizes.width)
        self.fc1 = nn.Linear(sizes.width, sizes.inner)
        self.fc2 = nn.Linear(sizes.inner, sizes.width)
        self.final_layer_norm = nn.LayerNorm(sizes.width)

    def forward(self, hidden: Tensor) -> Tensor:
        hidden = hidden + self.self_attn(self.self_attn_layer_norm(hidden))
        fed: Tensor = hidden + self.fc2(F.gelu(self.fc1(self.final_layer_norm(hidden))))
        return fed


class WhisperEncoder(nn.Module):
    """Names as in its file, under `encoder.`."""

    def __init__(self, sizes: WhisperSizes):
        super().__init__()
        self.conv1 = nn.Conv1d(BANDS, sizes.width, 3, padding=1)
        self.conv2 = nn.Conv1d(sizes.width, sizes.width, 3, stride=2, padding=1)
        self.embed_positions = nn.Embedding(LONGEST_FRAMES, sizes.width)
        self.layers = nn.ModuleList(Layer(sizes) for _ in range(sizes.layers))
        self.layer_norm = nn.LayerNorm(sizes.width)

    def forward(self, features: Tensor) -> Tensor:
        """(80, 3000) -> (1500, width), after the last norm."""
        hidden = F.gelu(self.conv2(F.gelu(self.conv1(features[None])))).transpose(1, 2) + self.embed_positions.weight
        for layer in self.layers:
            hidden = layer(hidden)
        heard: Tensor = self.layer_norm(hidden)[0]
        return heard

    @torch.inference_mode()
    def content(self, sound: np.ndarray, frames: int) -> Tensor:
        """(samples,) at 16 kHz, 30 s at most -> (frames, width); noughts where the sound has ended."""
        if len(sound) > LONGEST_FRAMES * 2 * HOP:
            raise ValueError(f"{len(sound) / SAMPLE_RATE:.1f} s at once, and Whisper hears 30 s")
        place = self.embed_positions.weight
        heard: Tensor = self(_filled(log_mel(torch.from_numpy(sound))).to(place.device, place.dtype))
        valid = min(-(-len(sound) // (2 * HOP)), LONGEST_FRAMES, frames)
        return F.pad(heard[:valid].float(), (0, 0, 0, frames - valid))


def log_mel(sound: Tensor) -> Tensor:
    """(samples,) -> (80, samples // 160), the loudest of this very sound at 1.5 or less."""
    padded = F.pad(sound, (0, max(FFT // 2 + 1 - len(sound), 0)))
    window = torch.hann_window(FFT)
    spectrum = torch.stft(padded, FFT, HOP, window=window, center=True, pad_mode="reflect", return_complex=True)
    power = spectrum[:, : len(sound) // HOP].abs().square()
    levels = (_filters() @ power).clamp(min=FLOOR).log10()
    return (torch.maximum(levels, levels.max() - RANGE) + 4.0) / 4.0 if levels.numel() else levels


@cache
def _filters() -> Tensor:
    return torch.from_numpy(mel_bands(SAMPLE_RATE, FFT, BANDS, 0.0, SAMPLE_RATE / 2, "slaney"))


def _filled(features: Tensor) -> Tensor:
    """To 30 s, with noughts: silence would be about -1."""
    return F.pad(features, (0, 2 * LONGEST_FRAMES - features.shape[1]))
