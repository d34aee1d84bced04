"""A checkpoint's tensors under the names of our nets: plain weights, and only what a voice needs to sound.

T. Salimans, D. Kingma: "Weight Normalization", NeurIPS 2016: weight = g * v / ‖v‖, the norm over all axes but the
first. torch has written the two under two pairs of names.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

TRAINING_ONLY = "enc_q."
"""The posterior encoder; released voices often lack it."""
SHARED_FLOW = "flow.wn."
"""Listed once more under every coupling."""
NORMED = {".weight_g": ".weight_v", ".parametrizations.weight.original0": ".parametrizations.weight.original1"}


def own_name(name: str) -> str:
    """Of a tensor as if weights had never been normed. Both halves of a pair get the same."""
    for pair in NORMED.items():
        for half in pair:
            if name.endswith(half):
                return name.removesuffix(half) + ".weight"
    return name


def own_tensors(checkpoint: Mapping[str, Tensor], dtype: torch.dtype = torch.float32) -> dict[str, Tensor]:
    """Folded in float32 whatever the file's precision, then `dtype`."""
    kept = {name: tensor for name, tensor in checkpoint.items() if not name.startswith((TRAINING_ONLY, SHARED_FLOW))}
    return {own_name(name): _plain(name, kept).to(dtype) for name in kept if not _is_direction(name)}


def _is_direction(name: str) -> bool:
    return name.endswith(tuple(NORMED.values()))


def _plain(name: str, checkpoint: Mapping[str, Tensor]) -> Tensor:
    for length, direction in NORMED.items():
        if name.endswith(length):
            v = checkpoint[name.removesuffix(length) + direction].float()
            norm = v.norm(dim=tuple(range(1, v.dim())), keepdim=True)
            return v * (checkpoint[name].float() / norm)  # type: ignore[no-any-return]
    return checkpoint[name].float()
