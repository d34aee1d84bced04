"""A separating engine: what both channels share is the vocal, what tells them apart is something else."""

import numpy as np

from audio_backend.engines.base import EngineInfo
from audio_backend.engines.entry import EngineEntry

ENTRY = EngineEntry(
    EngineInfo(
        "tutorial-separation", "stems", "Mid and side", "From the tutorial.", 44_100, neural=False, licence="MIT"
    ),
    "tutorial_separation:MidSide",
    stems=("vocals", "other"),
)


class MidSide:
    info, stems, loaded = ENTRY.info, ENTRY.stems, False

    def load(self, device):
        self.loaded = True

    def unload(self):
        self.loaded = False

    def separate(self, read, start, stop, quality, progress):
        """(2, stop - start) of each stem."""
        mix = read(start, stop)
        middle = np.repeat(mix.mean(axis=0, keepdims=True), 2, axis=0)
        progress(1.0)
        return {"vocals": middle, "other": mix - middle}
