"""What the small tasks beside the jobs give."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from audio_backend.models.frozen_model import FrozenModel, is_absent
from audio_backend.models.results.job import Result
from audio_backend.models.song_plan import Transposition
from audio_backend.models.sound_facts import AudioFacts


class ProbeResult(Result):
    phase: Literal["probe"] = "probe"
    facts: AudioFacts


class UploadPeaksResult(Result):
    phase: Literal["peaks"] = "peaks"
    data: list[list[float]]
    points: int
    duration_s: float
    sample_rate: int


class Excerpt(FrozenModel):
    """What was analysed of a song."""

    start_s: float
    stop_s: float


class AnalyseSongResult(Result):
    """Where a song is sung, by a few excerpts; no pitch where next to nothing is."""

    phase: Literal["listen"] = "listen"
    voiced_s: float
    listened_s: float
    excerpts: tuple[Excerpt, ...]
    sung_median_hz: float
    median_hz: float | None = None
    low_hz: float | None = None
    high_hz: float | None = None
    median_note: str | None = None
    low_note: str | None = None
    high_note: str | None = None


class EnrolVoiceResult(Result):
    phase: Literal["voice"] = "voice"
    facts: dict[str, JsonValue]


class DemoLineResult(Result):
    phase: Literal["demo_line"] = "demo_line"


class VoicePreviewResult(Result):
    phase: Literal["voice_preview"] = "voice_preview"
    transposition: Transposition


class VoicePictureResult(Result):
    phase: Literal["voice_picture"] = "voice_picture"


class LoadEngineResult(Result):
    phase: Literal["load"] = "load"


class InspectDeviceResult(Result):
    """The hardware, as `doctor` and `/health` tell it."""

    phase: Literal["inspect"] = "inspect"
    torch: str
    cpu_count: int | None
    cuda: bool
    gpu: str | None = Field(None, exclude_if=is_absent)
    vram_free_bytes: int | None = Field(None, exclude_if=is_absent)
    vram_total_bytes: int | None = Field(None, exclude_if=is_absent)
