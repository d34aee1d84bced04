"""ContentVec: what is sung, as far as possible without who sings it; 50 frames a second.

K. Qian et al.: "ContentVec: An Improved Self-Supervised Speech Representation by Disentangling Speakers", ICML 2022, a
HuBERT (Hsu et al., IEEE/ACM TASLP 29, 2021). Voices of 256 channels hear its 9th layer through `final_proj`, those of
768 its 12th.

One for all voices of a process. A whole region is heard at once: only what takes much memory, the convolutions before
the transformer, goes in blocks, and leaves no trace; the statistics of the first one's norm are gathered beforehand.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audio_backend.engines.base import give_back, require_device, share_torch_threads
from audio_backend.engines.entries import CONTENTVEC
from audio_backend.engines.voice.trained.frames import CONTENT_HOP, CONTENT_WINDOW
from audio_backend.errors import EngineFailed

if TYPE_CHECKING:
    from audio_backend.engines.voice.trained.hubert import Hubert

PROJECTED_LAYER, LAST_LAYER = 9, 12
BLOCK_FRAMES = 500
"""10 s: 65 MB in the widest of the convolutions."""


class ContentVec:
    info = CONTENTVEC.info

    def __init__(self, models: Path):
        self._models = models
        self._net: Hubert | None = None
        self._device = "cpu"

    @property
    def loaded(self) -> bool:
        return self._net is not None

    def load(self, device: str) -> None:
        """At once when it is there. Raises EngineUnavailable without the files, for other ones, or without GPU."""
        if self.loaded and device == self._device:
            return
        from audio_backend.engines.voice.trained.hubert import Hubert

        share_torch_threads()
        require_device(device)
        self._net = Hubert.read(self._models).to(device)
        self._device = device

    def unload(self) -> None:
        self._net = None
        give_back(self._device)

    def hear(self, mono: np.ndarray, layer: int) -> np.ndarray:
        """(samples,) at 16 kHz -> (frames, 256 for layer 9, 768 for layer 12); frame k begins at sample 320 k. Silence
        is added to what is shorter than a frame."""
        import torch

        if self._net is None:
            raise EngineFailed("ContentVec was asked before it was loaded.")
        sound = np.pad(mono, (0, max(0, CONTENT_WINDOW - len(mono)))).astype(np.float32)
        with torch.inference_mode():
            heard = self._net(torch.from_numpy(sound).to(self._device), layer, self._blocks(len(sound)))
        return heard.cpu().numpy()  # type: ignore[no-any-return]

    @staticmethod
    def _blocks(samples: int) -> list[tuple[int, int]]:
        frames = (samples - CONTENT_WINDOW) // CONTENT_HOP + 1
        return [(start, min(start + BLOCK_FRAMES, frames)) for start in range(0, frames, BLOCK_FRAMES)]
