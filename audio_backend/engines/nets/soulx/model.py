"""SoulX-Singer-SVC (arXiv 2602.07803): all nets of its one file, under the names they have there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import torch
from torch import Tensor, nn

from audio_backend.engines.nets.soulx.dit import Dit, DitSizes
from audio_backend.engines.nets.soulx.mel import MelSpectrum
from audio_backend.engines.nets.soulx.vocos import Vocos, VocosSizes
from audio_backend.engines.nets.soulx.whisper import WhisperSizes

Shapes = Mapping[str, tuple[int, ...]]

HEAD = 64
"""Values in a head of the transformer; a narrower one has a single head."""

FLOW, SYNTH = "cfm_decoder.model.diff_estimator.", "vocoder.model."


@dataclass(frozen=True)
class SoulxSizes:
    dit: DitSizes = field(default_factory=DitSizes)
    vocos: VocosSizes = field(default_factory=VocosSizes)
    content: int = 512
    f0_bins: int = 361


class SoulxNet(nn.Module):
    def __init__(self, sizes: SoulxSizes):
        super().__init__()
        self.sizes = sizes
        self.f0_encoder = nn.Embedding(sizes.f0_bins, sizes.content)
        flow = {"cond_emb": nn.Linear(sizes.content, sizes.dit.hidden), "diff_estimator": Dit(sizes.dit)}
        self.cfm_decoder = nn.ModuleDict({"model": nn.ModuleDict(flow)})
        self.mel = nn.ModuleDict({"model": MelSpectrum(sizes.dit.bands, sizes.vocos.fft)})
        self.vocoder = nn.ModuleDict({"model": Vocos(sizes.vocos)})

    @property
    def dit(self) -> Dit:
        return cast(Dit, cast(nn.ModuleDict, self.cfm_decoder["model"])["diff_estimator"])

    @property
    def vocos(self) -> Vocos:
        return cast(Vocos, self.vocoder["model"])

    @torch.inference_mode()
    def prompt_mel(self, sound: Tensor) -> Tensor:
        """(samples,) at 24 kHz -> (frames, bands)."""
        mel: Tensor = self.mel["model"](sound)
        return mel

    @torch.inference_mode()
    def condition(self, content: Tensor, bins: Tensor) -> Tensor:
        """(T, content) of words and (T,) steps of pitch -> (T, hidden) what is sung."""
        embed = cast(nn.Linear, cast(nn.ModuleDict, self.cfm_decoder["model"])["cond_emb"])
        sung: Tensor = embed((content + self.f0_encoder(bins).float()).to(embed.weight.dtype))
        return sung


def soulx_sizes(shapes: Shapes) -> SoulxSizes:
    """What a file's tensors say of its nets. Raises KeyError, ValueError where it is another kind of file."""
    bins, content = shapes["f0_encoder.weight"]
    hidden, _ = shapes["cfm_decoder.model.cond_emb.weight"]
    wide, bands = shapes[FLOW + "mel_mlp.0.weight"]
    inner, _ = shapes[FLOW + "layers.0.mlp.up_proj.weight"]
    layers = counted(shapes, re.escape(FLOW) + r"layers\.(\d+)\.")
    dit = DitSizes(hidden, max(hidden // HEAD, 1), layers, inner, wide, bands)
    width, _, _ = shapes[SYNTH + "backbone.embed.weight"]
    between, _ = shapes[SYNTH + "backbone.convnext.0.pwconv1.weight"]
    blocks = counted(shapes, re.escape(SYNTH) + r"backbone\.convnext\.(\d+)\.")
    (fft,) = shapes[SYNTH + "head.istft.window"]
    return SoulxSizes(dit, VocosSizes(bands, width, between, blocks, fft), content, bins)


def whisper_sizes(shapes: Shapes) -> WhisperSizes:
    """Of an encoder's tensors, named without `encoder.`. Raises KeyError, ValueError."""
    inner, width = shapes["layers.0.fc1.weight"]
    return WhisperSizes(width, inner, counted(shapes, r"layers\.(\d+)\."))


def counted(shapes: Shapes, pattern: str) -> int:
    """How many different numbers stand there."""
    found = (re.match(pattern, name) for name in shapes)
    return len({match[1] for match in found if match})


def stays_float32(name: str) -> bool:
    """In half precision, too: spectra, norms, and what makes sound of numbers."""
    spectral = name.startswith("mel.") or name.startswith(SYNTH + "head.")
    normed = name.startswith(SYNTH) and ("norm." in name or name.endswith(".gamma"))
    return spectral or normed
