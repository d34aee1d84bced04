"""A job as a worker sees it: what is known of it, and the folders where its files lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_backend.dsp.signal.segments import Segment
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.job_facts import JobFacts, SongFacts
from audio_backend.models.stages import Phase, isolates
from audio_backend.models.tasks import UnitTask
from audio_backend.models.voices import Voice
from audio_backend.storage.folders import Folders, JobFolder

Report = Callable[[str, float], None]
"""report(stage, fraction 0..1) raises Cancelled when the job was cancelled."""


def unwatched(stage: str, fraction: float) -> None:
    """A Report that nobody reads: of a few seconds, or of one segment."""


def unheard(done: float) -> None:
    """The progress of what is too short for anybody to watch."""


@dataclass(frozen=True)
class Workspace:
    """What all units of a job read and write."""

    facts: JobFacts
    folders: Folders

    @property
    def config(self) -> AudioConfig:
        return self.facts.config

    @property
    def folder(self) -> JobFolder:
        return self.folders.job(self.facts.job_id)

    @property
    def song(self) -> SongFacts:
        if self.facts.song is None:
            raise ValueError("the song isn't decoded yet")
        return self.facts.song

    @property
    def sample_rate(self) -> int:
        return self.song.sample_rate

    @property
    def channels(self) -> int:
        return self.song.channels

    @property
    def frames(self) -> int:
        return self.song.frames

    @property
    def seconds(self) -> float:
        return self.frames / self.sample_rate

    @property
    def segments(self) -> tuple[Segment, ...]:
        return self.song.segments

    @property
    def isolates(self) -> bool:
        return isolates(self.config, self.facts.source)

    @property
    def voice(self) -> Voice:
        if self.facts.voice is None:
            raise ValueError("this job sings with no voice")
        return self.facts.voice

    @property
    def is_vocal_alone(self) -> bool:
        return self.facts.source == "vocals"

    def unit_folder(self, phase: Phase, index: int = 0) -> Path | None:
        """Of the attempt that counts; None where that unit isn't done."""
        attempt = self.facts.attempts.get(phase, {}).get(index)
        return None if attempt is None else self.folder.unit(phase, index, attempt)

    def done_folder(self, phase: Phase, index: int = 0) -> Path:
        """Of a unit that must be done, or there would be no such task."""
        folder = self.unit_folder(phase, index)
        if folder is None:
            raise ValueError(f"{phase}/{index} isn't done")
        return folder

    def attempt_folder(self, task: UnitTask[Any]) -> Path:
        """Where this attempt writes; made on first use."""
        path = self.folder.unit(task.phase, task.index, task.attempt)
        path.mkdir(parents=True, exist_ok=True)
        return path
