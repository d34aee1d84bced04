"""The stand-in for an isolating engine: it takes the whole song as the vocal."""

from __future__ import annotations

from audio_backend.dsp.signal.audio import ReadSamples, Samples
from audio_backend.engines.base import EngineInfo, Progress


class Unseparated:
    """Needs no weights. The backing, song minus vocal, is silence."""

    info = EngineInfo(
        id="unseparated",
        role="stems",
        name="Unseparated (placeholder)",
        summary="Stand-in without a network: isolates nothing. The whole song is taken as the vocal, "
        "so the backing is silence.",
        sample_rate=44_100,
        neural=False,
        placeholder=True,
        licence="MIT",
    )

    def __init__(self) -> None:
        self.loaded = False

    def load(self, device: str) -> None:
        self.loaded = True

    def unload(self) -> None:
        self.loaded = False

    def vocals(self, read: ReadSamples, start: int, stop: int, quality: str, progress: Progress) -> Samples:
        progress(0.0)
        vocal = read(start, stop)
        progress(1.0)
        return vocal
