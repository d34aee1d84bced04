"""What an engine is: a small class with `info`, `load`, `unload` and the verbs of its role. To import one is cheap."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from pydantic import JsonValue

from audio_backend.errors import EngineUnavailable

if TYPE_CHECKING:
    import numpy as np

    from audio_backend.dsp.pitch.f0_curve import F0Curve
    from audio_backend.dsp.signal.audio import Audio, ReadSamples, Samples
    from audio_backend.dsp.voice.clip_checks import RecordingQuality
    from audio_backend.models.base import Group
    from audio_backend.models.messages import Message
    from audio_backend.models.voice_options import VoiceOptions
    from audio_backend.models.voices import Voice, VoiceReport

Role = Literal["pitch", "voice", "stems", "generation"]

Progress = Callable[[float], None]
"""progress(fraction 0..1). It raises Cancelled when the job was cancelled, so call it between chunks."""

JsonObject = dict[str, JsonValue]
"""What an engine keeps between two of its verbs. Only it knows what is in there, and checks it when it comes back."""


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
    """What it holds in memory while it is loaded; small engines, which always run on the CPU, say 0."""
    licence: str = ""
    weights: dict[str, str] = field(default_factory=dict)
    """File name to sha256."""
    range_hz: tuple[float, float] | None = None
    """Of a pitch engine: what it can hear, where it says so."""


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


class SeparationEngine(Engine, Protocol):
    stems: tuple[str, ...]
    """What it answers, by the names in models.stems; `vocals` is always among them."""

    def separate(
        self, read: ReadSamples, start: int, stop: int, quality: str, progress: Progress
    ) -> dict[str, Samples]:
        """Each declared stem, (2, stop - start) at info.sample_rate.

        `read(a, b)` gives the stereo mix at that rate on the song's own sample grid, silence outside the song.
        The result of any sample may depend on the song only, never on start and stop: cuts must not be heard.
        """
        ...


@dataclass(frozen=True)
class GenerationRequest:
    """A backing that shall be made from words, for a song that is there."""

    prompt: str
    frames: int
    """How long it shall be, in samples at info.sample_rate."""
    song: ReadSamples
    """(2, n) of the song at that rate, silence outside it: its tempo, its key and its form are to be heard there."""
    seed: int
    """The same seed gives the same backing."""
    options: Group
    """Of the class that the engine's entry names."""
    progress: Progress


class GenerationEngine(Engine, Protocol):
    def generate(self, request: GenerationRequest) -> Samples:
        """(1 or 2, request.frames) at info.sample_rate."""
        ...


@dataclass(frozen=True)
class VoicePlan:
    """What a voice engine decides once for a whole song."""

    plan: JsonObject
    """Comes back with every segment."""
    report: VoiceReport | None = None
    """What is told of it, where there is something to tell."""


@dataclass(frozen=True)
class ConversionRequest:
    """One vocal that shall be sung by another voice."""

    vocal: Audio
    f0: F0Curve
    """As it was sung. Both curves begin where the vocal begins, on the song's 80 ms grid."""
    target_f0: F0Curve
    voice: Voice
    plan: JsonObject
    options: VoiceOptions
    """Of the class that the engine's entry names."""
    phase: list[float]
    """Of the song's whole target curve (dsp.voice.pulses.phase_anchors): it keeps neighbouring segments together."""
    formant_shift: float
    """Factor on the formants, beside all that the voice does to them."""
    progress: Progress


class VoiceEngine(Engine, Protocol):
    def summarise_segment(self, vocal: Audio, f0: F0Curve, inner: slice) -> JsonObject:
        """What this engine wants to know of one segment's owned part, whichever voice will sing it: `plan_song` of all
        its voices sees them."""
        ...

    def plan_song(
        self, summaries: Sequence[JsonObject], target_f0: F0Curve, voice: Voice, options: VoiceOptions
    ) -> VoicePlan:
        """The per-song first pass. `target_f0` is the whole song's, from 0 s on. Raises BadInput for a voice it can't
        sing with."""
        ...

    def convert(self, request: ConversionRequest) -> Audio:
        """The vocal in the other voice, as long, as wide and at the same rate, following target_f0."""
        ...


@dataclass(frozen=True)
class Enrolment:
    """A voice of an engine, made from recordings."""

    facts: JsonObject
    """What is kept of it: the fields of models.voices.ClipVoice, and what only the engine reads."""
    learned: bytes | None = None
    """A file of its own, where something was learned."""
    messages: tuple[Message, ...] = ()


class EnrollingEngine(VoiceEngine, Protocol):
    """A voice engine that sings with clips: its entry's kinds have `clip` among them."""

    def enrol(self, clip: Audio, f0: F0Curve, quality: RecordingQuality) -> Enrolment:
        """A voice from recordings, cleaned and joined, (1, frames); f0 from 0 s on. Raises BadInput where there is no
        voice."""
        ...


ENGINE_THREADS = "AUDIO_STUDIO_ENGINE_THREADS"
"""The variable by which a child is told its share of the processors."""


def share_torch_threads() -> None:
    """Give torch this process's share. Where nobody has told it, torch keeps what it takes by itself."""
    import torch

    told = os.environ.get(ENGINE_THREADS)
    if told and torch.get_num_threads() != int(told):
        torch.set_num_threads(int(told))


def require_device(device: str) -> None:
    """`cpu`, `cuda` or `cuda:1`. Raises EngineUnavailable where there is no GPU for it."""
    import torch

    if device.startswith("cuda") and not torch.cuda.is_available():
        raise EngineUnavailable("There is no usable GPU here.", remedy="Choose device `auto` or `cpu`.")


def give_back(device: str) -> None:
    """The memory of a GPU that was just let go: torch keeps it otherwise."""
    if device.startswith("cuda"):
        import torch

        torch.cuda.empty_cache()
