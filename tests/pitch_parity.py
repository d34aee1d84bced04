"""What upstream's pitch nets say of the same sounds: `PITCH_ORACLES=FOLDER python tests/pitch_parity.py` writes it down.

FOLDER is made by `pip install --no-deps --target FOLDER infer-rvc-python==1.3.1`; torchcrepe and torchfcpe lie in the
studio's environment. All three are entered without what they import and don't need for this (torchaudio, resampy …).
"""

from __future__ import annotations

import gzip
import importlib
import json
import os
import sys
import types
from pathlib import Path

import numpy as np
import sounds
import torch

from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.resampling import at_rate
from audio_backend.engines.nets.rmvpe import Rmvpe, RmvpeConfig

GOLDENS = Path(__file__).parent / "unit/nets/pitch_goldens.npz"
KEYS = Path(__file__).parent / "unit/nets/rmvpe_keys.json.gz"
TINY_RMVPE = RmvpeConfig(width=2, levels=5, blocks=1, middle=1, recurrent=8)
FRAMES = 64
"""Of the random spectrogram that RMVPE looks at."""


def sung() -> np.ndarray:
    """(samples,) at 16 kHz: a vibrato, a glide in noise, silence."""
    note = sounds.sung_note(220.0, 0.7, vibrato_cents=80.0)
    hiss = sounds.noise(0.5, db=-35.0, seed=4)
    low = sounds.sung_note(110.0, 0.5) + hiss
    samples = np.concatenate([note, low, sounds.silence(0.2)], axis=1).astype(np.float32)
    return at_rate(Audio(samples, 44_100), 16_000).samples[
        0, :-7
    ]  # no whole hops: upstream gives one frame more of those


def tiny_rmvpe(seed: int = 5) -> dict[str, torch.Tensor]:
    """Weights of a small RMVPE, with norms that do something."""
    torch.manual_seed(seed)
    net = Rmvpe(TINY_RMVPE)
    for part in net.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.running_mean.normal_(0, 0.1)
            part.running_var.uniform_(0.5, 1.5)
            torch.nn.init.uniform_(part.weight, 0.5, 1.5)
            torch.nn.init.normal_(part.bias, 0, 0.1)
    return net.state_dict()


def spectrogram() -> torch.Tensor:
    """(1, 128, FRAMES)."""
    return torch.from_numpy(np.random.default_rng(6).normal(-4, 2, (1, 128, FRAMES)).astype(np.float32))


def _bare(name: str, path: Path | None = None, **attributes: object) -> None:
    module = types.ModuleType(name)
    if path:
        module.__path__ = [str(path)]
    vars(module).update(attributes)
    sys.modules[name] = module


def crepe_says(mono: np.ndarray) -> np.ndarray:
    """(frames, 360) of the tiny one, a frame every 16 ms."""
    for name in ("torchaudio", "resampy", "tqdm"):
        _bare(name)
    crepe = importlib.import_module("torchcrepe")
    with torch.inference_mode():
        windows = next(iter(crepe.preprocess(torch.from_numpy(mono)[None], 16_000, 256)))
        return crepe.infer(windows, "tiny").numpy()


def fcpe_says(mono: np.ndarray) -> np.ndarray:
    """(frames,) in Hz, a frame every 10 ms."""
    _bare("torchaudio")
    _bare("torchaudio.transforms", Resample=object)
    _bare("einops", rearrange=None, repeat=None)
    _bare("local_attention", LocalAttention=object)
    model = importlib.import_module("torchfcpe").spawn_bundled_infer_model("cpu")
    return model.infer(torch.from_numpy(mono.copy())[None], sr=16_000, threshold=0.05)[0, :, 0].numpy()


def rmvpe_net(**size: int) -> torch.nn.Module:
    folder = Path(os.environ["PITCH_ORACLES"], "infer_rvc_python")
    _bare("infer_rvc_python", folder)
    _bare("infer_rvc_python.lib", folder / "lib")
    rmvpe = importlib.import_module("infer_rvc_python.lib.rmvpe")
    c = {"blocks": 4, "middle": 4, "width": 16, "levels": 5} | size
    net = rmvpe.E2E(c["blocks"], 1, (2, 2), c["levels"], c["middle"], 1, c["width"])
    if size:
        net.fc[0] = rmvpe.BiGRU(3 * 128, TINY_RMVPE.recurrent, 1)
        net.fc[1] = torch.nn.Linear(2 * TINY_RMVPE.recurrent, 360)
    return net.eval()


def rmvpe_says() -> np.ndarray:
    """(FRAMES, 360)."""
    net = rmvpe_net(blocks=1, middle=1, width=2)
    net.load_state_dict(tiny_rmvpe())
    with torch.inference_mode():
        return net(spectrogram())[0].numpy()


if __name__ == "__main__":
    mono = sung()
    np.savez_compressed(GOLDENS, crepe=crepe_says(mono)[::9], fcpe=fcpe_says(mono), rmvpe=rmvpe_says()[::16])
    full = {name: list(tensor.shape) for name, tensor in rmvpe_net().state_dict().items()}
    KEYS.write_bytes(gzip.compress(json.dumps(full).encode(), mtime=0))
