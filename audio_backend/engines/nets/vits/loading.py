"""From a file to a net that sings. Nothing of a file is ever run, and nothing but tensors and plain values is built."""

from __future__ import annotations

import json
import pickle
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from audio_backend.engines.nets.vits import refusals
from audio_backend.engines.nets.vits.inspection import CheckpointFacts, inspect
from audio_backend.engines.nets.vits.names import own_tensors
from audio_backend.engines.nets.vits.refusals import Refusal
from audio_backend.engines.nets.vits.rvc import RvcNet
from audio_backend.engines.nets.vits.sovits import SoVitsConfig, SoVitsNet

LARGEST_BYTES = 2 << 30
"""A training checkpoint of so-vits-svc has 0.54 GB."""
UNSAFE = Refusal(
    "unsafe_file",
    "This file holds more than weights, or isn't whole.",
    "Opening the rest could run a program in it, so it was not opened.",
    "Get the voice again from its author, best of all as .safetensors.",
)
TOO_LARGE = Refusal(
    "too_large",
    "This file is larger than any voice, or unpacks to more than it is.",
    "It was not opened.",
    "Choose the voice's own file: released ones have 50 to 600 MB.",
)


@dataclass(frozen=True)
class VoiceFile:
    tensors: Mapping[str, Tensor]
    settings: Mapping[str, object] = field(default_factory=dict)
    """What else the file says: RVC's config, rate and version."""


def read(path: Path) -> VoiceFile:
    """A .pth or .safetensors. Raises BadInput, its remedy in words, for anything that isn't plain weights."""
    if path.stat().st_size > LARGEST_BYTES:
        raise TOO_LARGE.error()
    return _read_safetensors(path) if _is_safetensors(path) else _read_torch(path)


def _is_safetensors(path: Path) -> bool:
    """By its content: the length of its header, 8 bytes that no pickle and no zip begins with, and its JSON."""
    with path.open("rb") as file:
        return file.read(9)[8:] == b"{"


def _read_torch(path: Path) -> VoiceFile:
    zipped = zipfile.is_zipfile(path)
    if zipped:
        _check_zip(path)
    try:
        content = torch.load(path, map_location="cpu", weights_only=True, mmap=zipped)
    except (pickle.UnpicklingError, RuntimeError, EOFError, AttributeError, TypeError, ValueError, KeyError) as error:
        raise UNSAFE.error() from error
    if not isinstance(content, dict):
        raise refusals.UNKNOWN.error()
    held = content.get("weight", content.get("model", content))
    named = held.items() if isinstance(held, dict) else ()
    tensors = {str(name): value for name, value in named if isinstance(value, Tensor)}
    settings = {str(name): value for name, value in content.items() if not isinstance(value, Tensor | dict)}
    return VoiceFile(tensors, settings)


def _check_zip(path: Path) -> None:
    """torch packs nothing, so a file that unpacks to more than it is wasn't written by torch."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise UNSAFE.error() from error
    if unpacked > path.stat().st_size:
        raise TOO_LARGE.error()


def _read_safetensors(path: Path) -> VoiceFile:
    """Settings lie as JSON in the metadata, under "settings"."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
            told = json.loads((file.metadata() or {}).get("settings", "{}"))
    except (SafetensorError, OSError, ValueError) as error:
        raise UNSAFE.error() from error
    return VoiceFile(tensors, told if isinstance(told, dict) else {})


def facts_of(file: VoiceFile, config: Mapping[str, object] | None = None) -> CheckpointFacts | Refusal:
    """`config` is so-vits-svc's config.json."""
    shapes = {name: tuple(tensor.shape) for name, tensor in file.tensors.items()}
    return inspect(shapes, {**file.settings, **(config or {})})


def load(
    file: VoiceFile,
    config: Mapping[str, object] | None = None,
    *,
    device: str = "cpu",
    dtype: torch.dtype = torch.float32,
) -> SoVitsNet | RvcNet:
    """A net with every tensor of the file in its place. Raises BadInput for what is refused or doesn't fit."""
    facts = facts_of(file, config)
    if isinstance(facts, Refusal):
        raise facts.error()
    with torch.device("meta"):  # no memory, and no random start, for what is replaced anyway
        net = SoVitsNet(facts.config) if isinstance(facts.config, SoVitsConfig) else RvcNet(facts.config)
    try:
        net.load_state_dict(own_tensors(file.tensors, dtype), strict=True, assign=True)
    except (KeyError, RuntimeError) as error:
        raise refusals.BROKEN_CONFIG.error() from error
    return net.to(device).eval().requires_grad_(False)
