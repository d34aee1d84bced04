"""The net of ContentVec, from transformers' parts, and whether a folder's files are ContentVec at all."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import torch
from pydantic import BaseModel, ConfigDict, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers.models.hubert.configuration_hubert import HubertConfig
from transformers.models.hubert.modeling_hubert import HubertModel

from audio_backend.engines.entries import CONTENTVEC_FILES
from audio_backend.engines.entry import Unusable, asked
from audio_backend.errors import EngineUnavailable

HEARING, STEP = 400, 320
"""Samples that a frame hears, and from one frame to the next."""
PROJECTION = "final_proj"
UNNEEDED = ("masked_spec_embed", "label_embs_concat", "mask_emb")
WIDTH, LAYERS, PROJECTED = 768, 12, 256
"""The transformer's channels and layers, and the projection's channels."""
UNREADABLE = (
    SafetensorError, pickle.UnpicklingError, OSError, EOFError, RuntimeError, ValueError, TypeError, AttributeError,
)  # fmt: skip
PREFIX = "hubert."
"""Of names in files that were saved with something on top."""


class _Told(BaseModel):
    """What config.json must say."""

    model_config = ConfigDict(extra="allow")
    model_type: str = "hubert"
    hidden_size: int = WIDTH
    num_hidden_layers: int = LAYERS
    classifier_proj_size: int = PROJECTED
    feat_extract_norm: str = "group"
    do_stable_layer_norm: bool = False
    conv_kernel: tuple[int, ...] = (10, 3, 3, 3, 3, 2, 2)
    conv_stride: tuple[int, ...] = (5, 2, 2, 2, 2, 2, 2)


class Hubert(nn.Module):
    """(samples,) at 16 kHz -> (frames, channels)."""

    def __init__(self, net: HubertModel, projection: nn.Linear):
        super().__init__()
        first, *others = net.feature_extractor.conv_layers
        self.first, self.norm = _conv(first.conv), _norm(first.layer_norm)
        self.activation = cast(nn.Module, first.activation)
        self.others = nn.Sequential(*others)
        self.before, self.encoder, self.projection = net.feature_projection, net.encoder, projection

    @classmethod
    def read(cls, models: Path) -> Hubert:
        """Raises EngineUnavailable for what is missing, damaged, or another net."""
        config, weights = CONTENTVEC_FILES.found(models)
        folder, told, tensors = config.parent, _config(config), _own_names(_tensors(weights))
        if problem := _another_net(told, tensors):
            raise _wrong(folder, problem)
        with torch.device("meta"):
            net, projection = _built(folder, told), nn.Linear(WIDTH, PROJECTED)
        layer = {name.partition(".")[2]: tensor for name, tensor in tensors.items() if name.startswith(PROJECTION)}
        rest = {name: tensor for name, tensor in tensors.items() if not name.startswith((PROJECTION, *UNNEEDED))}
        if hasattr(net, UNNEEDED[0]):
            del net.masked_spec_embed  # only masks have it
        try:
            projection.load_state_dict(layer, assign=True)
            net.load_state_dict(rest, assign=True)
        except RuntimeError as error:
            raise _wrong(folder, "its tensors are not those of its config.json") from error
        return cls(net, projection).eval().requires_grad_(False)

    def forward(self, sound: Tensor, layer: int, blocks: Sequence[tuple[int, int]]) -> Tensor:
        """What the transformer says after `layer` layers; the 9th is projected. `blocks` are frames [start, stop)."""
        norm = self._first_norm(sound, blocks)
        parts = [self._convolved(sound[STEP * a : STEP * (b - 1) + HEARING], norm) for a, b in blocks]
        x = self.before(torch.cat(parts, dim=2).transpose(1, 2))  # (1, T, C)
        x = self.encoder.layer_norm(x + self.encoder.pos_conv_embed(x))
        for block in self.encoder.layers[:layer]:
            x = block(x)
        said: Tensor = (x if layer == LAYERS else self.projection(x))[0]
        return said

    def _first_norm(self, sound: Tensor, blocks: Sequence[tuple[int, int]]) -> tuple[Tensor, Tensor]:
        """Mean and deviation of each channel of the first convolution over the whole sound, (C, 1) each."""
        step, reach = self.first.stride[0], self.first.kernel_size[0]
        frames = (len(sound) - reach) // step + 1
        per_block = (blocks[0][1] - blocks[0][0]) * STEP // step + 1
        total = squares = torch.zeros(self.first.out_channels, 1, dtype=torch.float64, device=sound.device)
        for start in range(0, frames, per_block):
            stop = min(start + per_block, frames)
            x = self.first(sound[None, None, step * start : step * (stop - 1) + reach])[0].double()
            total, squares = total + x.sum(1, keepdim=True), squares + x.square().sum(1, keepdim=True)
        mean = total / frames
        deviation = (squares / frames - mean.square()).clamp(min=0).add(self.norm.eps).sqrt()
        return mean.float(), deviation.float()

    def _convolved(self, sound: Tensor, norm: tuple[Tensor, Tensor]) -> Tensor:
        """(samples,) -> (1, C, frames)."""
        scale, bias = self.norm.weight[:, None], self.norm.bias[:, None]
        x = (self.first(sound[None, None]) - norm[0]).div_(norm[1]).mul_(scale).add_(bias)
        features: Tensor = self.others(self.activation(x))
        return features


def _conv(layer: object) -> nn.Conv1d:
    assert isinstance(layer, nn.Conv1d)
    return layer


def _norm(layer: object) -> nn.GroupNorm:
    assert isinstance(layer, nn.GroupNorm)
    return layer


# ------------------------------------------------------------------ whether it is ContentVec
def _another_net(told: _Told, tensors: Mapping[str, Tensor]) -> str | None:
    """What gives it away, as the end of a sentence. HuBERT itself has every shape of ContentVec: what tells them apart
    is the projection, which ContentVec's files bring along and HuBERT's in this format don't."""
    if told.model_type != "hubert":
        return f"its config.json says that it is {told.model_type}, no HuBERT"
    if (told.hidden_size, told.num_hidden_layers) != (WIDTH, LAYERS):
        return f"it has {told.num_hidden_layers} layers of {told.hidden_size} channels, and ContentVec 12 of 768"
    if told.feat_extract_norm != "group" or told.do_stable_layer_norm:
        return "its layers are normed in another way than ContentVec's"
    if (told.conv_kernel, told.conv_stride) != (_Told().conv_kernel, _Told().conv_stride):
        return "its frames are not 20 ms apart as ContentVec's are"
    if any(name.startswith(("lm_head.", "classifier.", "projector.")) for name in tensors):
        return "it was trained further, to write down words or to sort sounds"
    if not all(bool(tensor.isfinite().all()) for tensor in tensors.values()):
        return "some of its weights are no numbers (NaN or infinite)"
    shape = tuple(tensors[f"{PROJECTION}.weight"].shape) if f"{PROJECTION}.weight" in tensors else None
    if shape is None:
        return (
            "it has no `final_proj`, so it may be plain HuBERT (facebook/hubert-base-ls960), which sings garbled words"
        )
    return None if shape == (PROJECTED, WIDTH) else f"its `final_proj` has the shape {shape}, not (256, 768)"


def _wrong(folder: Path, problem: str) -> EngineUnavailable:
    return EngineUnavailable(
        f"What lies in {folder} is not ContentVec: {problem}.",
        remedy=f"Remove the folder and run `{CONTENTVEC_FILES.command}`, or put ContentVec's files there by hand.",
    )


def _config(file: Path) -> _Told:
    try:
        return _Told.model_validate_json(file.read_bytes())
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        raise _wrong(file.parent, "its config.json can't be read as one of a HuBERT") from error


def _tensors(file: Path) -> Mapping[str, Tensor]:
    """Nothing but tensors is read, and nothing kept beside it: what a pull pinned is all that lies there."""
    try:
        if file.suffix == ".safetensors":
            return load_file(file)
        content: Any = torch.load(file, map_location="cpu", weights_only=True)
    except UNREADABLE as error:
        raise _wrong(file.parent, "its file of weights isn't whole, or holds more than weights") from error
    if not isinstance(content, dict):
        raise _wrong(file.parent, "its file holds no weights")
    return {str(name): tensor for name, tensor in content.items() if isinstance(tensor, Tensor)}


def _built(folder: Path, told: _Told) -> HubertModel:
    """Without its tensors. Of what config.json says only transformers knows all, and it refuses in many ways."""
    try:
        return asked(lambda: HubertModel(HubertConfig(**{**told.model_dump(), "attn_implementation": "sdpa"})))
    except Unusable as error:
        raise _wrong(folder, "no net can be built from its config.json") from error


def _own_names(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """In float32, under the names of transformers' present version."""
    names = {
        "pos_conv_embed.conv.weight_g": "pos_conv_embed.conv.parametrizations.weight.original0",
        "pos_conv_embed.conv.weight_v": "pos_conv_embed.conv.parametrizations.weight.original1",
    }
    own = {}
    for name, tensor in tensors.items():
        name = name.removeprefix(PREFIX)
        for old, new in names.items():
            name = name.replace(old, new)
        own[name] = tensor.float()
    return own
