"""What a worker can be asked beside the jobs: uploads, voices, engines, the hardware."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import PlainSerializer

from audio_backend.models.frozen_model import FrozenModel
from audio_backend.models.results.small import (
    AnalyseSongResult,
    DemoLineResult,
    EnrolVoiceResult,
    InspectDeviceResult,
    LoadEngineResult,
    ProbeResult,
    UploadPeaksResult,
    VoicePictureResult,
    VoicePreviewResult,
)
from audio_backend.models.tasks.facts import SourceKind
from audio_backend.models.tasks.job import Task
from audio_backend.models.voices import SingleVoice, voice_json


class Probe(Task[ProbeResult]):
    """`received` is a file on its way in, by its name under the uploads."""

    phase: Literal["probe"] = "probe"
    received: str
    max_duration_s: float


class UploadPeaks(Task[UploadPeaksResult]):
    phase: Literal["peaks"] = "peaks"
    file_id: str
    points: int


class AnalyseSong(Task[AnalyseSongResult]):
    """Where an upload is sung."""

    phase: Literal["listen"] = "listen"
    file_id: str
    source: SourceKind


class Recording(FrozenModel):
    """A file on its way in, and what the user calls it."""

    received: str
    name: str


Isolate = Literal["auto", "always", "never"]
"""What plays beside the voice is taken away where it is heard, in any case, or never."""


class EnrolVoice(Task[EnrolVoiceResult]):
    """What is kept of a voice goes into the folder `into`, named as `received` files are."""

    phase: Literal["voice"] = "voice"
    recordings: tuple[Recording, ...]
    isolate: Isolate = "auto"
    into: str
    engine: str
    """Which the voice is for."""


class DemoLine(Task[DemoLineResult]):
    """`key` stands for all that it is made of."""

    phase: Literal["demo_line"] = "demo_line"
    key: str


class VoiceFile(FrozenModel):
    """What was made of a voice to hear or to see: beside a user's own voice, and a preset's beside the models."""

    voice_id: str
    preset: bool
    key: str
    """Stands for all that it is made of."""


class VoicePreview(Task[VoicePreviewResult]):
    """The demo line in a voice."""

    phase: Literal["voice_preview"] = "voice_preview"
    voice: Annotated[SingleVoice, PlainSerializer(voice_json)]
    target: VoiceFile
    line_key: str


class VoicePicture(Task[VoicePictureResult]):
    """Of a preset's preview, or of a user's own sample."""

    phase: Literal["voice_picture"] = "voice_picture"
    target: VoiceFile
    preview: VoiceFile | None


class InspectDevice(Task[InspectDeviceResult]):
    phase: Literal["inspect"] = "inspect"


class LoadEngine(Task[LoadEngineResult]):
    phase: Literal["load"] = "load"
    role: Literal["pitch", "voice", "stems", "generation"]
    engine: str
    device: Literal["auto", "cpu", "cuda"]


SmallTask = (
    Probe | UploadPeaks | AnalyseSong | EnrolVoice | DemoLine | VoicePreview | VoicePicture | InspectDevice | LoadEngine
)
