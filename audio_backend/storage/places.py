"""Where things lie on the disk. Ids go in, paths come out; no path ever comes from a request."""

from __future__ import annotations

import os
import re
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from audio_backend.errors import NotFound, StorageFull, StudioError

REMOVED = "removed-"
"""What a folder is called while it is being deleted."""

ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")


def new_id() -> str:
    return uuid.uuid4().hex


def checked(an_id: str) -> str:
    """An id that can't leave its folder. Raises NotFound."""
    if not ID.match(an_id):
        raise NotFound(f"“{an_id[:80]}” is not an id")
    return an_id


@dataclass(frozen=True)
class Places:
    """The three folders of a studio."""

    uploads: Path
    outputs: Path
    models: Path

    def make(self) -> None:
        """Raises StudioError for a folder that can't be made."""
        for folder in (self.uploads, self.voices, self.jobs, self.models):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StudioError(
                    f"The folder {folder} can't be made: {error.strerror}.",
                    remedy="Choose folders you may write in: AUDIO_STUDIO_UPLOADS, _OUTPUTS, _MODELS.",
                ) from error

    @property
    def voices(self) -> Path:
        return self.uploads / "voices"

    @property
    def jobs(self) -> Path:
        return self.outputs / "jobs"

    def upload(self, file_id: str) -> Path:
        return self.uploads / checked(file_id)

    def voice(self, voice_id: str) -> Path:
        return self.voices / checked(voice_id)

    def job(self, job_id: str) -> JobFolder:
        return JobFolder(self.jobs / checked(job_id))

    def as_dict(self) -> dict[str, str]:
        return {"uploads": str(self.uploads), "outputs": str(self.outputs), "models": str(self.models)}

    @classmethod
    def from_dict(cls, folders: dict[str, str]) -> Places:
        return cls(Path(folders["uploads"]), Path(folders["outputs"]), Path(folders["models"]))


@dataclass(frozen=True)
class JobFolder:
    """One job's files. What an attempt makes lies in a folder of its own; the ledger says which attempt counts."""

    path: Path

    @property
    def song(self) -> Path:
        return self.path / "song.wav"

    @property
    def own_backing(self) -> Path:
        return self.path / "backing.wav"

    def unit(self, phase: str, index: int, attempt: int) -> Path:
        return self.path / phase / f"{index:04d}" / str(attempt)

    def exports(self, attempt: int) -> Path:
        return self.path / "exports" / str(attempt)


def require_room(folder: Path, needed_bytes: int, kept_free_bytes: int) -> None:
    """Raises StorageFull, in words, unless that much fits and leaves what must stay free."""
    free = shutil.disk_usage(folder).free
    if free < needed_bytes + kept_free_bytes:
        usable = max(free - kept_free_bytes, 0)
        raise StorageFull(f"This needs about {needed_bytes / 1e6:.0f} MB, and {usable / 1e6:.0f} MB may be used.")


def folder_bytes(folder: Path) -> int:
    """What lies in it now; files that vanish meanwhile count nothing."""
    total = 0
    for base, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(base, name)).st_size
            except FileNotFoundError:
                continue
    return total


def remove(folder: Path) -> int:
    """Delete a folder and all in it; the bytes won. A folder that isn't there wins nothing."""
    away = folder.with_name(f"{REMOVED}{new_id()}")
    try:
        os.rename(folder, away)  # at once, so that nobody finds half of it
    except FileNotFoundError:
        return 0
    won = folder_bytes(away)
    shutil.rmtree(away)
    return won
