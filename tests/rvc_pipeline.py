"""The whole way of RVC, from a vocal to what is sung, beside upstream's `VC.pipeline`: the same tiny net, the same noise,
and in place of ContentVec one that hears each frame by itself.

`VOICE_ORACLES=FOLDER python tests/rvc_pipeline.py` (FOLDER also with faiss-cpu) makes tests/unit/voice/rvc_pipeline.npz
anew: what upstream says of each case at a thousand places, and where it cut.
"""

from __future__ import annotations

import sys
import types
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tiny_voices
import torch
import voice_oracles
from voice_parity import TINY, RvcCase, bins

GOLDENS = Path(__file__).parent / "unit/voice/rvc_pipeline.npz"
PLACES = 1000
SEED = 11


@dataclass(frozen=True)
class PipelineCase:
    version: str = "v2"
    rate: int = 40
    with_f0: bool = True
    index_rate: float = 0.75
    protect: float = 0.33
    rms_mix_rate: float = 0.25
    seconds: float = 2.0
    speaker: int = 1
    cut_every: int = 60
    """In seconds, as upstream's x_center; twice as long is its x_max."""
    draw: int = 5
    """Of the vocal's noise, on which it depends where exactly it is cut."""

    @property
    def name(self) -> str:
        return "_".join(map(str, vars(self).values()))

    @property
    def net(self) -> RvcCase:
        return RvcCase(self.version, self.rate, self.with_f0)

    def vocal(self) -> np.ndarray:
        """(samples,) float32 at 16 kHz: notes that swell, and half a second of near silence after each cut's place."""
        count = round(self.seconds * 16_000)
        t, draw = np.arange(count) / 16_000, np.random.default_rng(self.draw)
        phase = np.cumsum(220 + 60 * np.sin(2 * np.pi * 0.7 * t)) / 16_000
        tone = sum(np.sin(2 * np.pi * k * phase) / k for k in range(1, 9)) * (0.12 + 0.08 * np.sin(2 * np.pi * 1.3 * t))
        loud = np.abs((t + 0.04) % self.cut_every) > 0.1 if self.cut_every < self.seconds else np.ones(count)
        return ((tone + 0.01 * draw.normal(size=count)) * (0.001 + 0.999 * loud)).astype(np.float32)

    def f0(self, frames: int) -> np.ndarray:
        """(frames,) every 10 ms, of the vocal with a second of its mirror at both ends; with gaps."""
        at = np.arange(frames) / 100 - 1.0
        f0 = 220 + 60 * np.sin(2 * np.pi * 0.7 * at)
        return np.where(np.arange(frames) % 37 < 30, f0, 0.0).astype(np.float32)


CASES = [
    PipelineCase(),
    PipelineCase("v1", 48, protect=0.5, speaker=0),
    PipelineCase("v2", 32, index_rate=0.0, rms_mix_rate=1.0),
    PipelineCase("v1", 40, with_f0=False, rms_mix_rate=1.0),
    PipelineCase(index_rate=0.4, protect=0.1, seconds=5.0, cut_every=2, draw=18),
]


def features(sound: np.ndarray, channels: int) -> np.ndarray:
    """(samples,) -> (frames, channels): each frame of 25 ms by itself, every 20 ms, as ContentVec counts them."""
    starts = 320 * np.arange((len(sound) - 400) // 320 + 1)
    parts = sound.astype(np.float64)[starts[:, None] + np.arange(400)].reshape(len(starts), 8, 50)
    told = np.concatenate([parts.mean(2), np.sqrt(np.square(parts).mean(2))], axis=1)
    mixing = np.random.default_rng(8).normal(size=(16, channels))
    return np.tanh(4 * told @ mixing).astype(np.float32)


class LocalHearing:
    """In place of ContentVec."""

    loaded = True

    def __init__(self, channels: int):
        self.channels = channels

    def load(self, device: str) -> None:
        """Nothing."""

    def hear(self, sound: np.ndarray, layer: int) -> np.ndarray:
        return features(sound, self.channels)


# ------------------------------------------------------------------ upstream's
def upstream():
    """Its module, its third parties left out."""
    voice_oracles.rvc(RvcCase("v2", 40).settings(**TINY)["config"], "v2", True)
    sys.path.append(voice_oracles.FOLDER)
    for name in ("parselmouth", "torchcrepe"):
        sys.modules.setdefault(name, types.ModuleType(name))
    import infer_rvc_python.root_pipe

    return infer_rvc_python.root_pipe


class Hubert:
    """As fairseq's, which the package expects."""

    def __init__(self, channels: int):
        self.channels = channels

    def extract_features(self, source, padding_mask, output_layer):
        return (torch.from_numpy(features(source[0].numpy(), self.channels))[None],)

    def final_proj(self, logits):
        return logits


def heard_by_upstream(case: PipelineCase, folder: Path) -> tuple[np.ndarray, list[int]]:
    """int16 samples, and the samples at 16 kHz at which it cut."""
    module = upstream()
    config = types.SimpleNamespace(
        x_pad=1, x_query=1, x_center=case.cut_every, x_max=2 * case.cut_every, is_half=False, device="cpu"
    )
    pipe = module.VC(case.rate * 1000, config)
    oracle = case.net.oracle(**TINY)
    oracle.load_state_dict(tiny_voices.tensors_of(case.net.name, wordy=True), strict=False)
    pipe.get_f0 = lambda path, sound, frames, *rest: (bins(case.f0(frames)), case.f0(frames))
    lengths, once = [], pipe.vc

    def recorded(model, net, speaker, sound, *rest):
        lengths.append(len(sound))
        return once(model, net, speaker, sound, *rest)

    pipe.vc = recorded
    index = tiny_voices.write_index(folder / "added.index", case.net.content) if case.index_rate else ""
    torch.manual_seed(SEED)
    made = pipe.pipeline(
        Hubert(case.net.content), oracle, case.speaker, case.vocal(), "", [0, 0, 0], 0, "", str(index), case.index_rate,
        int(case.with_f0), 3, case.rate * 1000, 0, case.rms_mix_rate, case.version, case.protect,
    )  # fmt: skip
    cuts, start = [], 0
    for length in lengths[:-1]:
        start += length - 32_000 - 160
        cuts.append(start)
    return made, cuts


def places(count: int) -> np.ndarray:
    """Some of what was sung, to be kept."""
    return np.sort(np.random.default_rng(2).choice(count, PLACES, replace=False))


def make_goldens() -> None:
    kept = {}
    for case in CASES:
        made, cuts = heard_by_upstream(case, Path("/tmp"))
        assert all(cut % 320 == 0 for cut in cuts), f"{case}: cuts at {cuts}, between two frames of content"
        print(case, len(made), cuts, made.std())
        kept[case.name] = made[places(len(made))]
        kept[f"{case.name} facts"] = np.array([len(made), *cuts])
    np.savez_compressed(GOLDENS, **kept)


if __name__ == "__main__":
    make_goldens()
