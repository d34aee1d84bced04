"""RMVPE: pitch of a voice, also where a band plays beside it, from the file `rmvpe.pt` that people bring.

Whatever lies within `LONGEST` is heard in one look, as by the net's authors; a longer sound in pieces with context. The
net halves its frames five times, so every look begins on a multiple of 32: the halves lie where they always lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from audio_backend.engines.base import Progress
from audio_backend.engines.entries import RMVPE, RMVPE_FILES
from audio_backend.engines.nets.mel_bands import mel_bands
from audio_backend.engines.pitch.frames import Windows, log_mels
from audio_backend.engines.pitch.salience import PitchGrid
from audio_backend.engines.pitch.tracker import PitchTracker, pieces, with_context
from audio_backend.errors import EngineUnavailable

if TYPE_CHECKING:
    from torch import Tensor, nn

    from audio_backend.engines.nets.rmvpe import Rmvpe

GRID = PitchGrid(lowest_hz=31.7, step_cents=20.0)
BANDS = mel_bands(RMVPE.info.sample_rate, 1024, 128, 30.0, 8000.0, "htk")
LONGEST = 3840
"""Frames of a piece, 38 s, so that a segment of the usual length is one: its widest layer takes 63 MB."""
CONTEXT = 320
"""Frames to each side of a piece, 3.2 s."""


class RmvpePitch(PitchTracker):
    info = RMVPE.info
    hop = 160
    grid = GRID
    threshold = 0.03

    def __init__(self, models: Path):
        super().__init__()
        self._models_folder = models

    def _loaded_net(self) -> nn.Module:
        from audio_backend.engines.nets.rmvpe import Rmvpe, RmvpeConfig

        tensors = RMVPE_FILES.tensors(self._models_folder)
        try:
            net = Rmvpe(RmvpeConfig.of(tensors))
            net.load_state_dict(tensors)
        except (KeyError, IndexError, RuntimeError) as error:
            folder = RMVPE_FILES.folder(self._models_folder)
            raise EngineUnavailable(
                f"The file in {folder} holds no weights of RMVPE, or not all of them.",
                remedy=f"Delete it, then run `{RMVPE_FILES.command}`, or put rmvpe.pt there.",
            ) from error
        return net

    def _heard(self, mono: np.ndarray, progress: Progress) -> Iterator[tuple[int, np.ndarray]]:
        import torch

        net = cast("Rmvpe", self._net)
        with torch.inference_mode():
            mel = log_mels(Windows(mono, self.hop, mirrored=True), BANDS, 0.0).to(self._device)
        frames = mel.shape[1]
        for start, stop in pieces(frames, LONGEST):
            progress(start / frames)
            around, inside = with_context(start, stop, CONTEXT, frames)
            with torch.inference_mode():
                yield start, net(whole_periods(mel[None, :, around], net.config.period))[0, inside].cpu().numpy()


def whole_periods(mel: Tensor, period: int) -> Tensor:
    """(1, bands, T) made longer at its end to a multiple of `period`: mirrored, or its last frame held."""
    from torch.nn.functional import pad

    missing = -mel.shape[2] % period
    return pad(mel, (0, missing), mode="reflect" if missing < mel.shape[2] else "replicate")
