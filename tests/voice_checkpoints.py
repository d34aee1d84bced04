"""Checkpoints as so-vits-svc and RVC write them, filled with numbers from a seed, at any size."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path

import torch

RVC_RATES = {
    ("v1", 32): ((10, 4, 2, 2, 2), (16, 16, 4, 4, 4)),
    ("v1", 40): ((10, 10, 2, 2), (16, 16, 4, 4)),
    ("v1", 48): ((10, 6, 2, 2, 2), (16, 16, 4, 4, 4)),
    ("v2", 32): ((10, 8, 2, 2), (20, 16, 4, 4)),
    ("v2", 40): ((10, 10, 2, 2), (16, 16, 4, 4)),
    ("v2", 48): ((12, 10, 2, 2), (24, 20, 4, 4)),
}
OLD, NEW = (".weight_g", ".weight_v"), (".parametrizations.weight.original0", ".parametrizations.weight.original1")


def sovits_model(
    content: int = 768, speaker: int = 768, hidden: int = 192, filter_: int = 768, first: int = 512, speakers: int = 200
) -> dict:
    """A config.json's `model`; the fork's constructor takes it too."""
    return {
        "inter_channels": hidden, "hidden_channels": hidden, "filter_channels": filter_, "n_heads": 2, "n_layers": 6,
        "kernel_size": 3, "p_dropout": 0.1, "resblock": "1", "resblock_kernel_sizes": [3, 7, 11],
        "resblock_dilation_sizes": [[1, 3, 5]] * 3, "upsample_rates": [8, 8, 2, 2, 2],
        "upsample_initial_channel": first, "upsample_kernel_sizes": [16, 16, 4, 4, 4], "gin_channels": speaker,
        "ssl_dim": content, "n_speakers": speakers,
    }  # fmt: skip


def sovits_config(**model) -> dict:
    return {
        "model": sovits_model(**model),
        "data": {"sampling_rate": 44100, "hop_length": 512},
        "spk": {"ann": 0, "ben": 1},
    }


def rvc_list(
    version: str,
    rate: int,
    speaker: int = 256,
    hidden: int = 192,
    filter_: int = 768,
    first: int = 512,
    speakers: int = 109,
) -> list:
    rates, kernels = RVC_RATES[version, rate]
    return [
        513 if rate == 32 else 1025, 32, hidden, hidden, filter_, 2, 6, 3, 0, "1", [3, 7, 11], [[1, 3, 5]] * 3,
        list(rates), first, list(kernels), speakers, speaker, rate * 1000,
    ]  # fmt: skip


@cache
def manifests() -> dict[str, dict[str, tuple[int, ...]]]:
    """Every tensor's name and shape, by family."""
    listed = json.loads(gzip.decompress((Path(__file__).parent / "unit/nets/manifests.json.gz").read_bytes()))
    return {family: {name: tuple(shape) for name, shape in names.items()} for family, names in listed.items()}


def filled(
    shapes: dict[str, tuple[int, ...]], seed: int, dtype: torch.dtype = torch.float32
) -> dict[str, torch.Tensor]:
    """Numbers of a trained net's size; lengths of weight-normed layers are above zero."""
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    for name, shape in shapes.items():
        drawn = torch.randn(shape, generator=generator)
        if name.endswith((OLD[0], NEW[0])):
            drawn = drawn.abs() * 0.5 + 0.3
        fan = torch.tensor(shape[1:]).prod().clamp(min=1).sqrt() if len(shape) > 1 else 10
        tensors[name] = (drawn if name.endswith((OLD[0], NEW[0])) else drawn / fan).to(dtype)
    return tensors


def renamed(names, old=OLD, new=NEW):
    """Under torch's other pair of names for weight norm."""
    pairs = dict(zip(old, new, strict=True))
    return {
        next((name.removesuffix(a) + b for a, b in pairs.items() if name.endswith(a)), name): value
        for name, value in names.items()
    }
