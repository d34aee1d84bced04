"""What every task of a job knows: the job, its song, what units have made so far."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, PlainSerializer

from audio_backend.dsp.signal.segments import Segment
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.frozen_model import FrozenModel
from audio_backend.models.units import Phase
from audio_backend.models.voices import FileFacts, Voice, voice_json

SourceKind = Literal["song", "vocals"]

DEFAULT_DECAY_SECONDS = 0.8
"""Reverberation time assumed where the vocal has no pause to measure it in."""


Files = dict[str, FileFacts]
"""By the names of the files that a unit has made."""


class UploadedFile(FrozenModel):
    """An upload that the job is made from; jobs of earlier versions don't know its hash."""

    file_id: str
    sha256: str | None = None


class Limits(FrozenModel):
    max_duration_s: float
    max_segments: int


class SongFacts(FrozenModel):
    """The decoded song and how it is cut."""

    frames: int
    sample_rate: int
    channels: int
    segments: tuple[Segment, ...]


SentVoice = Annotated[Voice, PlainSerializer(voice_json)]
"""Only what was said of it crosses, as it is kept."""


class MixPlan(FrozenModel):
    """What the mix must know of the song's plan."""

    semitones: int | float = 0.0
    decay_s: float = DEFAULT_DECAY_SECONDS
    polarity_inverted: bool = False


class JobFacts(FrozenModel):
    """One job, as it is when a task of it begins."""

    job_id: str
    title: str
    config: AudioConfig
    """Effective, and free of engines that aren't here; a segment's own work has the segment's own settings in it."""
    voice: SentVoice | None = None
    """To sing with, or a blend; None where the config uses none."""
    limits: Limits
    source: SourceKind
    upload: UploadedFile
    own_backing: UploadedFile | None = None
    folded_down: bool = False
    """The upload has more than two channels."""
    placeholders: tuple[str, ...] = ()
    song: SongFacts | None = None
    """None until it is decoded."""
    attempts: dict[Phase, dict[int, int]] = Field(default_factory=dict)
    """Phase -> segment -> the attempt that counts."""
    files: dict[Phase, dict[int, Files | None]] = Field(default_factory=dict)
    """Phase -> segment -> what it made; None of a unit of an earlier version."""
    plan: MixPlan = MixPlan()
