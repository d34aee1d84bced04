"""An engine that makes a backing: a soft chord, whose root is the first letter of the prompt."""

import numpy as np
from pydantic import Field

from audio_backend.engines.base import EngineInfo
from audio_backend.engines.entry import EngineEntry
from audio_backend.models.base import Group

ENTRY = EngineEntry(
    EngineInfo("tutorial-generation", "generation", "Chord", "From the tutorial.", 32_000, neural=False, licence="MIT"),
    "tutorial_generation:Chord",
    options="tutorial_generation:ChordOptions",
)


class ChordOptions(Group):
    level: float = Field(0.05, ge=0.0, le=0.3, description="How loud each of its three notes is.")


class Chord:
    info, loaded = ENTRY.info, False

    def load(self, device):
        self.loaded = True

    def unload(self):
        self.loaded = False

    def generate(self, request):
        """(2, frames) at 32 kHz."""
        root_hz = 110.0 * 2 ** ((ord(request.prompt[0].upper()) - ord("A")) % 12 / 12)
        seconds = np.arange(request.frames) / self.info.sample_rate
        chord = sum(np.sin(2 * np.pi * root_hz * ratio * seconds) for ratio in (1.0, 1.25, 1.5))
        request.progress(1.0)
        return np.repeat(request.options.level * chord[None], 2, axis=0).astype(np.float32)
