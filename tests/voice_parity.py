"""The cases in which our nets are compared with upstream's: the same weights, the same song, the same noise.

`VOICE_ORACLES=FOLDER python tests/voice_parity.py` makes tests/unit/nets/goldens.npz anew: what the oracles say of tiny
nets, so that the comparison needs them no longer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import voice_oracles
from voice_checkpoints import RVC_RATES, filled, rvc_list, sovits_model

from audio_backend.engines.nets.vits import loading
from audio_backend.engines.nets.vits.loading import VoiceFile
from audio_backend.engines.nets.vits.noise import Noise

GOLDENS = Path(__file__).parent / "unit/nets/goldens.npz"
GOLDEN_FRAMES = 6
TINY = {"hidden": 16, "filter_": 32, "first": 64, "speakers": 3}
NOISE_SCALE = 0.4


@dataclass(frozen=True)
class SoVitsCase:
    content: int
    speaker: int
    predict_f0: bool = False
    """By the F0 decoder."""

    @property
    def name(self) -> str:
        named = {(256, 256): "4.0", (768, 768): "4.1", (768, 256): "fork"}[self.content, self.speaker]
        return f"so-vits-svc {named}{', its own F0' if self.predict_f0 else ''}"

    def settings(self, **size: int) -> dict:
        model = sovits_model(**{"content": self.content, "speaker": self.speaker, **size})
        return {"model": model, "data": {"sampling_rate": 44100}}

    def oracle(self, **size: int) -> torch.nn.Module:
        return voice_oracles.sovits(self.settings(**size)["model"])

    def heard_by(self, oracle: torch.nn.Module, song: Song) -> torch.Tensor:
        f0 = interpolated(song.f0)
        g = torch.full((1, 1), song.speaker)
        return oracle.infer(song.content, f0, song.voiced, g, NOISE_SCALE, self.predict_f0)[:, 0]

    def sung(self, net, song: Song, noise: Noise) -> torch.Tensor:
        return net.infer(
            song.content, interpolated(song.f0), song.voiced,
            speaker=song.speaker, noise=noise, noise_scale=NOISE_SCALE, predict_f0=self.predict_f0,
        )  # fmt: skip


@dataclass(frozen=True)
class RvcCase:
    version: str
    rate: int
    with_f0: bool = True

    @property
    def name(self) -> str:
        return f"RVC {self.version} {self.rate}k{'' if self.with_f0 else ' without F0'}"

    @property
    def content(self) -> int:
        return 256 if self.version == "v1" else 768

    def settings(self, **size: int) -> dict:
        return {"config": rvc_list(self.version, self.rate, **size), "sr": f"{self.rate}k", "f0": int(self.with_f0)}

    def oracle(self, **size: int) -> torch.nn.Module:
        return voice_oracles.rvc(self.settings(**size)["config"], self.version, self.with_f0)

    def heard_by(self, oracle: torch.nn.Module, song: Song) -> torch.Tensor:
        phone, lengths = song.content.transpose(1, 2), torch.tensor([song.content.shape[2]])
        melody = (torch.from_numpy(bins(song.f0.numpy())), song.f0) if self.with_f0 else ()
        return oracle.infer(phone, lengths, *melody, torch.tensor([song.speaker]))[0][:, 0]

    def sung(self, net, song: Song, noise: Noise) -> torch.Tensor:
        return net.infer(song.content, song.f0 if self.with_f0 else None, speaker=song.speaker, noise=noise)


Case = SoVitsCase | RvcCase
CASES: list[Case] = [
    *(SoVitsCase(*sizes, predict) for sizes in ((256, 256), (768, 768), (768, 256)) for predict in (False, True)),
    *(RvcCase(version, rate) for version, rate in RVC_RATES),
    RvcCase("v1", 40, with_f0=False),
    RvcCase("v2", 48, with_f0=False),
]


@dataclass(frozen=True)
class Song:
    content: torch.Tensor
    """(1, C, T)"""
    f0: torch.Tensor
    """(1, T) in Hz, 0 where nothing is voiced."""
    voiced: torch.Tensor
    speaker: int = 2


def song(case: Case, frames: int, seed: int = 5) -> Song:
    """A melody from 80 to 1000 Hz that glides and rests."""
    generator = torch.Generator().manual_seed(seed)
    content = torch.randn(1, case.content, frames, generator=generator)
    steps = torch.randn(1, frames, generator=generator) * 0.05
    f0 = (220 * torch.exp2(steps.cumsum(1))).clamp(80, 1000)
    voiced = (torch.arange(frames)[None] % 43 < 37) & (torch.arange(frames)[None] % 5 != 1)
    return Song(content, f0 * voiced, voiced.float())


def interpolated(f0: torch.Tensor) -> torch.Tensor:
    known = np.flatnonzero(f0[0].numpy())
    return torch.from_numpy(np.interp(np.arange(f0.shape[1]), known, f0[0, known].numpy()))[None].float()


def bins(f0: np.ndarray) -> np.ndarray:
    """RVC's, on its way from Hz to the net: 255 steps of mel from 50 to 1100 Hz, 1 for what is unvoiced."""
    lowest, highest, mel = (1127 * np.log1p(hz / 700) for hz in (50.0, 1100.0, f0.astype(np.float64)))
    return np.rint(np.clip((mel - lowest) * 254 / (highest - lowest) + 1, 1, 255)).astype(np.int64)


def own(case: Case, tensors: dict[str, torch.Tensor], **size: int):
    return loading.load(VoiceFile(tensors, {}), case.settings(**size))


def make_goldens() -> None:
    kept: dict[str, np.ndarray] = {}
    shapes = {}
    for case in CASES:
        oracle = case.oracle(**TINY)
        shapes[case.name] = {n: list(t.shape) for n, t in oracle.state_dict().items() if not n.startswith("enc_q.")}
        oracle.load_state_dict(filled(shapes[case.name], 1), strict=False)
        torch.manual_seed(9)
        with torch.inference_mode():
            kept[case.name] = case.heard_by(oracle, song(case, GOLDEN_FRAMES)).numpy()
        print(case.name, kept[case.name].shape, kept[case.name].std())
    np.savez_compressed(GOLDENS, shapes=np.frombuffer(json.dumps(shapes).encode(), np.uint8), **kept)


if __name__ == "__main__":
    make_goldens()
