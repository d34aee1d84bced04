"""SoulX-Singer-SVC and Whisper's encoder from their files: every tensor in its place, or a word about which isn't.

Files are mapped, not read: on a CPU the weights stay the disk's pages, and on their way to a GPU there is one tensor in
memory at a time, so that 2.8 GB never lie there twice. A half-precision copy beside the file would save nothing but
half of the reading.
"""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from audio_backend.engines.entries import SOULX_FILES, WHISPER_FILES
from audio_backend.engines.nets.soulx.model import (
    SoulxNet,
    SoulxSizes,
    soulx_sizes,
    stays_float32,
    whisper_sizes,
)
from audio_backend.engines.nets.soulx.whisper import WhisperEncoder
from audio_backend.errors import EngineUnavailable

SVS_KEY = "note_text_encoder.weight"
"""Only the model that sings from notes and words has it."""

PREFIXES = ("model.encoder.", "encoder.")
NAMED = 5
"""Of tensors that don't fit, as many are told by name."""

PULL_SOULX, PULL_WHISPER = SOULX_FILES.command, WHISPER_FILES.command


def load_soulx(path: Path, device: str) -> SoulxNet:
    """float32 on the CPU; on a GPU half precision but for spectra, norms and the vocoder's head. Raises
    EngineUnavailable."""
    tensors = _read(path, PULL_SOULX)
    if SVS_KEY in tensors:
        raise EngineUnavailable(
            f"{path.name} holds SoulX-Singer-SVS, which sings from notes and words; it can't convert a voice.",
            remedy=f"The file for that is model-svc.pt: run `{PULL_SOULX}`, or put it in {path.parent}.",
        )
    half = torch.float16 if device != "cpu" else torch.float32
    return soulx_of(tensors, path.name, device, half)


def soulx_of(tensors: Mapping[str, Tensor], name: str, device: str, half: torch.dtype) -> SoulxNet:
    """`name` is what the tensors' file is called. Raises EngineUnavailable."""
    try:
        sizes = soulx_sizes({key: tuple(tensor.shape) for key, tensor in tensors.items()})
    except KeyError as error:
        raise _unfit(name, "SoulX-Singer-SVC", [f"missing: {error.args[0]}"], PULL_SOULX) from error
    except ValueError as error:
        raise _unfit(name, "SoulX-Singer-SVC", ["its shapes are others"], PULL_SOULX) from error
    with torch.device("meta"):
        net = SoulxNet(sizes)
    moved = {
        key: tensor.to(device, torch.float32 if stays_float32(key) else half) for key, tensor in tensors.items()
    }  # one after the other: a mapped tensor is read when it is moved
    _fill(net, moved, name, "SoulX-Singer-SVC", PULL_SOULX)
    return net


def soulx_shapes(sizes: SoulxSizes | None = None) -> dict[str, tuple[int, ...]]:
    """Every tensor's name and shape; of the published model where nothing else is said."""
    with torch.device("meta"):
        net = SoulxNet(sizes or SoulxSizes())
    return {name: tuple(tensor.shape) for name, tensor in net.state_dict().items()}


def load_whisper(path: Path, device: str) -> WhisperEncoder:
    """float32 everywhere: it is small. The part of the file that writes words is left where it is. Raises
    EngineUnavailable."""
    named = _read(path, PULL_WHISPER)
    prefix = next((prefix for prefix in PREFIXES if any(name.startswith(prefix) for name in named)), PREFIXES[0])
    tensors = {name.removeprefix(prefix): named[name] for name in named if name.startswith(prefix)}
    try:
        sizes = whisper_sizes({key: tuple(tensor.shape) for key, tensor in tensors.items()})
    except (KeyError, ValueError) as error:
        raise _unfit(path.name, "Whisper", ["it has no encoder"], PULL_WHISPER) from error
    with torch.device("meta"):
        encoder = WhisperEncoder(sizes)
    moved = {key: tensor.to(device, torch.float32) for key, tensor in tensors.items()}
    _fill(encoder, moved, path.name, "Whisper's encoder", PULL_WHISPER)
    return encoder


def _fill(net: nn.Module, tensors: Mapping[str, Tensor], name: str, what: str, pull: str) -> None:
    wanted = {key: tuple(tensor.shape) for key, tensor in net.state_dict().items()}
    if different := _differences(tensors, wanted):
        raise _unfit(name, what, different, pull)
    net.load_state_dict(dict(tensors), strict=True, assign=True)
    net.eval().requires_grad_(False)


def _differences(tensors: Mapping[str, Tensor], wanted: Mapping[str, tuple[int, ...]]) -> list[str]:
    shapes = {key: tuple(tensor.shape) for key, tensor in tensors.items()}
    return [
        *_told("missing", sorted(wanted.keys() - shapes.keys())),
        *_told("too many", sorted(shapes.keys() - wanted.keys())),
        *_told("of another shape", sorted(k for k in wanted.keys() & shapes.keys() if wanted[k] != shapes[k])),
    ]


def _told(what: str, keys: list[str]) -> Iterable[str]:
    if keys:
        yield f"{what}: {', '.join(keys[:NAMED])}" + (f" and {len(keys) - NAMED} more" if len(keys) > NAMED else "")


def _unfit(name: str, what: str, different: list[str], pull: str) -> EngineUnavailable:
    return EngineUnavailable(f"{name} doesn't hold {what} as it was published ({'; '.join(different)}).",
                             remedy=f"Get the file again: `{pull}`.")  # fmt: skip


def _read(path: Path, pull: str) -> Mapping[str, Tensor]:
    """Its tensors by name, mapped. Nothing in a file is ever run."""
    try:
        content = _safetensors(path) if path.suffix == ".safetensors" else _pickled(path)
    except FileNotFoundError as error:
        raise EngineUnavailable(f"{path} isn't there.", remedy=f"Run `{pull}`.") from error
    except (pickle.UnpicklingError, zipfile.BadZipFile, RuntimeError, EOFError, AttributeError, TypeError, ValueError,
            KeyError, OSError) as error:  # fmt: skip
        raise EngineUnavailable(
            f"{path.name} is not a whole file of weights, or holds more than weights, so it was not opened.",
            remedy=f"Get the file again: `{pull}`.",
        ) from error
    return {str(name): tensor for name, tensor in content.items() if isinstance(tensor, Tensor)}


def _pickled(path: Path) -> Mapping[str, Tensor]:
    content = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    held: Mapping[str, Tensor] = content.get("state_dict", content)
    return held


def _safetensors(path: Path) -> Mapping[str, Tensor]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
    except SafetensorError as error:
        raise ValueError(str(error)) from error
