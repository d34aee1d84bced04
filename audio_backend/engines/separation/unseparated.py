"""The stand-in for an isolating engine: it takes the whole song as the vocal."""

from __future__ import annotations

from audio_backend.dsp.signal.audio import ReadSamples, Samples
from audio_backend.engines.base import Progress
from audio_backend.engines.entries import UNSEPARATED
from audio_backend.models.stems import VOCALS


class Unseparated:
    """Needs no weights. The backing, song minus vocal, is silence."""

    info = UNSEPARATED.info
    stems = UNSEPARATED.stems

    def __init__(self) -> None:
        self.loaded = False

    def load(self, device: str) -> None:
        self.loaded = True

    def unload(self) -> None:
        self.loaded = False

    def separate(
        self, read: ReadSamples, start: int, stop: int, quality: str, progress: Progress
    ) -> dict[str, Samples]:
        progress(0.0)
        vocal = read(start, stop)
        progress(1.0)
        return {VOCALS: vocal}
