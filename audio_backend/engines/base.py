"""What an engine is: a small class with `info`, `load`, `unload` and one verb. Importing one costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio, Samples

Role = Literal["pitch", "voice", "stems"]
Progress = Callable[[float], None]
"""progress(fraction 0..1). It raises Cancelled when the job was cancelled, so call it between chunks."""


@dataclass(frozen=True)
class EngineInfo:
    """What the catalogue and the job report say of an engine."""

    id: str
    role: Role
    name: str
    summary: str
    sample_rate: int
    """The rate it computes at, in Hz; the wrapper resamples to it and back."""
    neural: bool
    placeholder: bool = False
    vram_mb: int = 0
    licence: str = ""
    weights: dict[str, str] = field(default_factory=dict)
    """File name to sha256."""


class Engine(Protocol):
    info: EngineInfo

    @property
    def loaded(self) -> bool: ...

    def load(self, device: str) -> None:
        """Import what is heavy, check the weights, be ready. Raises EngineUnavailable with what to do."""

    def unload(self) -> None: ...


class PitchEngine(Engine, Protocol):
    hop_seconds: float

    def follow(
        self, mono: np.ndarray, fmin_hz: float, fmax_hz: float, progress: Progress
    ) -> tuple[np.ndarray, np.ndarray]:
        """(samples,) at info.sample_rate -> f0 in Hz (0 = unvoiced) and confidence, frame k centred on k * hop."""
        ...


class StemEngine(Engine, Protocol):
    def vocals(
        self, read: Callable[[int, int], Samples], start: int, stop: int, quality: str, progress: Progress
    ) -> Samples:
        """(2, stop - start) of the vocal at info.sample_rate.

        `read(a, b)` gives the stereo mix at that rate on the song's own sample grid, silence outside the song.
        The result of any sample may depend on the song only, never on start and stop: cuts must not be heard.
        """
        ...


class VoiceEngine(Engine, Protocol):
    def describe(self, vocal: Audio, f0: F0Curve, inner: slice) -> dict:
        """What this engine wants to know of one segment's owned part (JSON); `survey` sees them all."""
        ...

    def survey(self, parts: list[dict], f0: F0Curve, voice: dict, settings: dict) -> dict:
        """The per-song first pass: descriptions of all segments -> a plan (JSON) that `convert` gets."""
        ...

    def convert(
        self, vocal: Audio, f0: F0Curve, target_f0: F0Curve, voice: dict, plan: dict, settings: dict, progress: Progress
    ) -> Audio:
        """The same length, rate and channels in the other voice, following target_f0."""
        ...
