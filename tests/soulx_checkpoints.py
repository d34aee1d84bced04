"""Files as SoulX-Singer-SVC and Whisper-base have them, at any size, filled with numbers from a seed.

All of it is noise, also what training begins with noughts (`to_weight`, `gamma`): else nothing of it would be heard.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from audio_backend.engines.nets.mel_bands import mel_bands
from audio_backend.engines.nets.soulx.dit import DitSizes
from audio_backend.engines.nets.soulx.loading import soulx_shapes
from audio_backend.engines.nets.soulx.mel import SAMPLE_RATE
from audio_backend.engines.nets.soulx.model import SoulxSizes
from audio_backend.engines.nets.soulx.vocos import VocosSizes
from audio_backend.engines.nets.soulx.whisper import WhisperEncoder, WhisperSizes

TINY = SoulxSizes(
    DitSizes(hidden=128, heads=2, layers=2, inner=256, wide=256, bands=128),
    VocosSizes(bands=128, width=32, inner=64, layers=2, fft=1920),
    content=64,
    f0_bins=361,
)
TINY_WHISPER = WhisperSizes(width=64, inner=128, layers=2)


def noise(shapes: dict[str, tuple[int, ...]], seed: int) -> dict[str, torch.Tensor]:
    """Of a size at which a signal stays as large as it was."""
    generator = torch.Generator().manual_seed(seed)
    made = {}
    for name, shape in shapes.items():
        fan = np.sqrt(max(np.prod(shape[1:]), 1)) if len(shape) > 1 else 3.0
        made[name] = torch.randn(shape, generator=generator) / fan
    return made


def soulx_tensors(sizes: SoulxSizes = TINY, seed: int = 1) -> dict[str, torch.Tensor]:
    """With true filters and windows, and a vocoder that speaks at -30 dB or so."""
    tensors = noise(soulx_shapes(sizes), seed)
    fft, bands = sizes.vocos.fft, sizes.dit.bands
    tensors["mel.model.mel_basis"] = torch.from_numpy(
        mel_bands(SAMPLE_RATE, fft, bands, 0.0, SAMPLE_RATE / 2, "slaney")
    )
    for name in ("mel.model.hann_window", "vocoder.model.head.istft.window"):
        tensors[name] = torch.hann_window(fft)
    return tensors


def whisper_tensors(sizes: WhisperSizes = TINY_WHISPER, seed: int = 2) -> dict[str, torch.Tensor]:
    with torch.device("meta"):
        shapes = {name: tuple(tensor.shape) for name, tensor in WhisperEncoder(sizes).state_dict().items()}
    return noise(shapes, seed)


def write_models(folder: Path, seed: int = 1) -> None:
    """Into a folder of models: both files, tiny, the first as upstream saves it, the other with words to leave out."""
    (folder / "soulx-singer-svc").mkdir(parents=True)
    (folder / "whisper-base").mkdir()
    torch.save({"state_dict": soulx_tensors(seed=seed)}, folder / "soulx-singer-svc" / "model-svc.pt")
    encoder = {f"model.encoder.{name}": tensor for name, tensor in whisper_tensors(seed=seed + 1).items()}
    save_file(encoder | {"model.decoder.layer_norm.weight": torch.ones(4)}, folder / "whisper-base/model.safetensors")
