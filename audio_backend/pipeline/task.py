"""What one unit of work needs to know. Plain JSON on the wire, frozen here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from audio_backend.dsp.signal.segments import Segment
from audio_backend.engines import catalog
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.voice_options import VoiceOptions
from audio_backend.models.voices import Voice, read_voice
from audio_backend.storage.folders import Folders, JobFolder

Report = Callable[[str, float], None]
"""report(stage, fraction 0..1) raises Cancelled when the job was cancelled."""


def unheard(done: float) -> None:
    """The progress of what is too short for anybody to watch."""


@dataclass(frozen=True)
class Task:
    """One attempt at one unit: decode, analyse, plan, render, finish or export."""

    job_id: str
    phase: str
    index: int
    attempt: int
    folders: dict[str, str]
    request: dict[str, Any]
    """file_id, instrumental_file_id, source, title."""
    settings: dict[str, Any]
    """The effective AudioConfig, dumped; already free of absent engines."""
    voice: dict[str, Any]
    limits: dict[str, Any]
    song: dict[str, Any] = field(default_factory=dict)
    """decode's result: frames, sample_rate, channels, segments."""
    done: dict[str, dict[str, int]] = field(default_factory=dict)
    """phase -> segment index -> the attempt that counts."""
    results: dict[str, dict[str, dict]] = field(default_factory=dict)
    """phase -> segment index -> its result, where the phase needs to see them."""
    files: dict[str, dict[str, dict | None]] = field(default_factory=dict)
    """phase -> segment index -> {name: size and hash} of what it made; None of a unit of an earlier version."""
    options: dict[str, Any] = field(default_factory=dict)
    """What an export is asked for: stem, output_format."""

    @cached_property
    def config(self) -> AudioConfig:
        return AudioConfig.model_validate(self.settings)

    @cached_property
    def singer(self) -> Voice:
        """The voice to sing with, or the blend; only where the config uses one."""
        return read_voice(self.voice)

    @cached_property
    def voice_options(self) -> VoiceOptions:
        """Of the chosen voice engine."""
        return catalog.voice_options(self.config.svc)

    @property
    def places(self) -> Folders:
        return Folders.from_dict(self.folders)

    @property
    def folder(self) -> JobFolder:
        return self.places.job(self.job_id)

    @property
    def sample_rate(self) -> int:
        return self.song["sample_rate"]

    @property
    def channels(self) -> int:
        return self.song["channels"]

    @property
    def frames(self) -> int:
        return self.song["frames"]

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        return tuple(Segment(**fields) for fields in self.song["segments"])

    @property
    def segment(self) -> Segment:
        return self.segments[self.index]

    @property
    def here(self):
        """The folder this attempt writes into; made on first use."""
        path = self.folder.unit(self.phase, self.index, self.attempt)
        path.mkdir(parents=True, exist_ok=True)
        return path

    def made(self, phase: str, index: int = 0):
        """The folder of the attempt that counts, or None where that unit isn't done."""
        attempt = self.done.get(phase, {}).get(str(index))
        return None if attempt is None else self.folder.unit(phase, index, attempt)
