"""The network of one voice: “whoever speaks, say it like this voice”, on cepstra every 10 ms.

Three dilated convolutions see 290 ms. It is fitted by echo_fit and sings here in plain numpy: 10 million
multiplications per second of song need no framework, and every frame gets the same answer however the song was cut.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.special import erf

from audio_backend.errors import BadInput, NotFound

FACTS, VERSION = "echo-voice", 1
"""Of the arrays and of what is fed to them; other versions are not read."""

INPUTS, OUTPUTS = 19, 29
"""Cepstra c1..c19 go in, with the voicing beside them; c1..c29 come out. c0, the level, is the singer's."""

CHANNELS, KERNEL, DILATIONS = 96, 5, (1, 2, 4)
LIMIT = 4.0
"""Standard deviations: what is further out was not in the clip."""

SHAPES = {
    "weight_0": (CHANNELS, INPUTS + 1, KERNEL), "weight_1": (CHANNELS, CHANNELS, KERNEL),
    "weight_2": (CHANNELS, CHANNELS, KERNEL), "weight_3": (OUTPUTS, CHANNELS, 1),
    "bias_0": (CHANNELS,), "bias_1": (CHANNELS,), "bias_2": (CHANNELS,), "bias_3": (OUTPUTS,),
    "mean": (OUTPUTS,), "deviation": (OUTPUTS,), "bands_mean": (80,),
}  # fmt: skip


@dataclass(frozen=True)
class VoiceNet:
    """Arrays by the names in SHAPES, float32, and over how many bands its cepstra are taken."""

    arrays: dict[str, np.ndarray]
    bands: int

    def said(self, cepstra: np.ndarray, voicing: np.ndarray) -> np.ndarray:
        """(frames, 19 or more) deviations of a singer's cepstra -> (frames, 29) nats around this voice's mean."""
        wide = np.clip(cepstra[:, :INPUTS], -LIMIT, LIMIT)
        hidden = np.concatenate([wide, voicing[:, None]], axis=1).astype(np.float32)
        for layer, dilation in enumerate(DILATIONS):
            made = _gelu(_convolved(hidden, self.arrays[f"weight_{layer}"], dilation) + self.arrays[f"bias_{layer}"])
            hidden = made if layer == 0 else hidden + made
        out = hidden @ self.arrays["weight_3"][:, :, 0].T + self.arrays["bias_3"]
        return self.arrays["deviation"] * out

    def packed(self) -> str:
        """As text for a plan."""
        return b64encode(self.as_bytes()).decode("ascii")

    def as_bytes(self) -> bytes:
        """A safetensors file; its facts stand under one name, because it writes several in any order."""
        from safetensors.numpy import save

        return save(self.arrays, {FACTS: json.dumps({"version": VERSION, "bands": self.bands})})


def unpacked(text: str) -> VoiceNet:
    """What `packed` made."""
    return net_of(b64decode(text))


def load_net(path: Path) -> VoiceNet:
    """The network that was kept with a voice. Raises NotFound, BadInput with what to do."""
    try:
        return net_of(path.read_bytes())
    except FileNotFoundError as error:
        gone = "What Echo learned of this voice is gone: the voice has been deleted."
        raise NotFound(gone, remedy="Choose another voice, or upload the clip again.") from error
    except (OSError, ValueError) as error:
        raise BadInput(
            f"What Echo learned of this voice can't be read ({error}).", remedy="Upload the clip again."
        ) from error


def net_of(data: bytes) -> VoiceNet:
    """From a safetensors file. Raises ValueError for anything else, another version or another shape."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        facts, arrays = _facts(data), load(data)
    except SafetensorError as error:
        raise ValueError(f"it is no safetensors file: {error}") from error
    if facts.get("version") != VERSION:
        raise ValueError(f"it was made by version {facts.get('version')}, and this is version {VERSION}")
    if {name: array.shape for name, array in arrays.items()} != SHAPES:
        raise ValueError("it holds other arrays")
    return VoiceNet(arrays, facts["bands"])


def _facts(data: bytes) -> dict[str, int]:
    """The facts in the header: 8 bytes of length, then JSON."""
    size = int.from_bytes(data[:8], "little")
    return json.loads(json.loads(data[8 : 8 + size]).get("__metadata__", {}).get(FACTS, "{}"))


def _convolved(frames: np.ndarray, weight: np.ndarray, dilation: int) -> np.ndarray:
    """(frames, in) with (out, in, kernel) -> (frames, out); silence (zeros) beyond both ends."""
    reach = dilation * (weight.shape[2] // 2)
    padded = np.pad(frames, ((reach, reach), (0, 0)))
    taps = (padded[tap * dilation : tap * dilation + len(frames)] @ weight[:, :, tap].T for tap in range(KERNEL))
    return sum(taps)


def _gelu(x: np.ndarray) -> np.ndarray:
    return (0.5 * x * (1.0 + erf(x * np.float32(np.sqrt(0.5))))).astype(np.float32)
