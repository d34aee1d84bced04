"""FCPE: pitch by a net of convolutions over a spectrogram, from the weights inside the torchfcpe package.

What it says of a window is the pitch half a hop, 5 ms, before the window's middle: so it was trained. Measured on a
vibrato of 150 cents, windows that are centred on the frames give a curve that is 5 ms early and 16 cents off.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import numpy as np

from audio_backend.engines.base import Progress
from audio_backend.engines.entries import FCPE, FCPE_WEIGHTS
from audio_backend.engines.nets.mel_bands import mel_bands
from audio_backend.engines.pitch.frames import Windows, log_mels
from audio_backend.engines.pitch.salience import PitchGrid
from audio_backend.engines.pitch.tracker import PitchTracker, pieces, with_context
from audio_backend.engines.weights import unpickled_arrays

if TYPE_CHECKING:
    from torch import Tensor, nn

    from audio_backend.engines.nets.fcpe import Fcpe

LOWEST_HZ, HIGHEST_HZ = 32.7, 1975.5
GRID = PitchGrid(LOWEST_HZ, float(1200 * np.log2(HIGHEST_HZ / LOWEST_HZ) / 359))
LONGEST = 3000
"""Frames of a piece, 30 s: its widest layer takes 25 MB."""
LEAST_POWER = 1e-9
BANDS = mel_bands(FCPE.info.sample_rate, 1024, 128, 0.0, 8000.0, "slaney")


class FcpePitch(PitchTracker):
    info = FCPE.info
    hop = 160
    grid = GRID
    threshold = 0.05

    def _loaded_net(self) -> nn.Module:
        from audio_backend.engines.nets.fcpe import Fcpe, own_names

        net = Fcpe()
        net.load_state_dict(own_names(unpickled_arrays(FCPE_WEIGHTS.check(), FCPE_WEIGHTS.inside)))
        return net

    def _heard(self, mono: np.ndarray, progress: Progress) -> Iterator[tuple[int, np.ndarray]]:
        import torch

        net = cast("Fcpe", self._net)
        with torch.inference_mode():
            mel = self._log_mels(mono).to(self._device)
            frames, reach = mel.shape[1], net.config.reach
            cuts = [with_context(start, stop, 1, frames) for start, stop in pieces(frames, LONGEST)]
            moments = net.moments((mel[:, around], inside) for around, inside in cuts) if frames else None
        for start, stop in pieces(frames, LONGEST):
            progress(start / frames)
            around, inside = with_context(start, stop, reach, frames)
            with torch.inference_mode():
                yield start, net(mel[None, :, around], moments)[0, inside].cpu().numpy()

    def _log_mels(self, mono: np.ndarray) -> Tensor:
        """(128, frames). Of whole hops, and the last one again, as the net has always heard a sound end."""
        mel = log_mels(Windows(mono, self.hop, mirrored=True, late=self.hop // 2), BANDS, LEAST_POWER)
        last = len(mono) // self.hop
        if 0 < last < mel.shape[1]:
            mel[:, last] = mel[:, last - 1]
        return mel
