"""Songs that were uploaded: received as a stream, decoded once to know the truth, kept under an id."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from audio_backend.answers.base import Peaks, message_answers
from audio_backend.answers.songs import Deleted
from audio_backend.answers.songs import Upload as UploadAnswer
from audio_backend.errors import BadInput, Conflict, EmptyFile, NotFound, TooLarge
from audio_backend.ledger.admission import UPLOADS
from audio_backend.ledger.idempotency import Idempotency
from audio_backend.ledger.records import Upload
from audio_backend.library.artifact_cache import ArtifactCache, oldest
from audio_backend.library.demo_song import demo_sha256
from audio_backend.library.leftovers import Leftovers
from audio_backend.messages import sentences
from audio_backend.models.base import Json, is_written
from audio_backend.models.formats import AudioFacts
from audio_backend.models.job_facts import UploadedFile
from audio_backend.models.messages import messages_of
from audio_backend.models.results import UploadPeaksResult
from audio_backend.models.tasks import Probe, SongCover, UploadPeaks
from audio_backend.settings import Settings
from audio_backend.storage.atomic_file import no_room
from audio_backend.storage.folders import DEMO, folder_bytes, new_id, remove, require_demo, require_room
from audio_backend.storage.locks import Locks
from audio_backend.storage.wholeness import difference
from audio_backend.workers.pools import InteractivePool

MEDIA_TYPES = {
    "wav": "audio/wav", "flac": "audio/flac", "mp3": "audio/mpeg", "ogg": "audio/ogg", "aiff": "audio/aiff",
    "mov": "audio/mp4", "mp4": "audio/mp4", "aac": "audio/aac", "matroska": "video/x-matroska", "webm": "audio/webm",
    "w64": "audio/wav", "caf": "audio/x-caf",
}  # fmt: skip
LONGEST_NAME = 255
LONGEST_UPLOAD_SECONDS = 6 * 3600.0
"""Of a song that is longer than one job converts, a part is chosen; what is longer still is no song."""
ROOM_STEP_BYTES = 8 << 20
"""How often the free disk is looked at while a file comes in."""
LARGE_VOICE = "Choose the voice's own file: released ones have 50 to 600 MB. AUDIO_STUDIO_MAX_VOICE_BYTES allows more."
NO_PICTURE = "Put one in with a tagger, as JPEG or PNG, and upload the file again; it sounds the same without."
MOST_OUTLINES = 8
"""Kept of a song, each of another number of points: the page asks for one or two."""


@dataclass(frozen=True)
class Picture:
    """A cover picture's file; `media_type` is by its first bytes, not by what its tag says."""

    path: Path
    sha256: str
    media_type: str


@dataclass
class Sink:
    """One file on its way to the disk, with its hash; refuses what is over the limit as soon as it is."""

    path: Path
    filename: str
    max_bytes: int
    kept_free_bytes: int
    remedy: str | None = None
    """Of a file that is too large."""
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def __post_init__(self) -> None:
        require_room(self.path.parent, 0, self.kept_free_bytes)
        self._file = open(self.path, "wb")  # noqa: SIM115 - open for as long as the upload lasts

    def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size > self.max_bytes:
            says = f"“{self.filename}” is larger than {self.max_bytes / 1e6:.4g} MB."
            raise TooLarge(says, remedy=self.remedy)
        if self.size // ROOM_STEP_BYTES != (self.size - len(chunk)) // ROOM_STEP_BYTES:
            require_room(self.path.parent, len(chunk), self.kept_free_bytes)
        try:
            self._file.write(chunk)
        except OSError as error:
            raise no_room(error, "The file could not be kept") or error from error
        self.digest.update(chunk)

    def close(self) -> None:
        try:
            self._file.close()
        except OSError as error:
            raise no_room(error, "The file could not be kept") or error from error

    def abandon(self) -> None:
        with suppress(OSError):  # a full disk was told before; the file is deleted next
            self._file.close()


class Sinks:
    """The files of a request, one as a rule. What isn't taken over is deleted when the request ends."""

    def __init__(self, folder: Path, settings: Settings, fields: tuple[str, ...], most: int, of_voices: bool):
        self._folder, self._settings, self.fields, self._most = folder, settings, fields, most
        self._of_voices = of_voices
        self._open: list[Sink] = []

    def open(self, field_name: str, filename: str) -> Sink:
        """Raises BadInput for one file too many, or one in a field that takes none."""
        if len(self._open) == self._most or field_name not in self.fields:
            count = "exactly one file" if self._most == 1 else f"1 to {self._most} files"
            more = "; several files are several requests" if self._most == 1 else ", once for each file"
            raise BadInput(
                f"The form takes {count}, in the field “{self.fields[0]}”.",
                remedy=f"With curl: -F {self.fields[0]}=@sound.wav{more}.",
            )
        limits, path = self._settings, self._folder / str(len(self._open))
        most, remedy = limits.max_upload_bytes, None
        if self._of_voices:
            most, remedy = limits.max_voice_bytes, LARGE_VOICE
        sink = Sink(path, shown_name(filename), most, limits.min_free_disk_bytes, remedy)
        self._open.append(sink)
        return sink

    @property
    def received(self) -> list[Sink]:
        """In the order they came."""
        return list(self._open)

    def close(self) -> None:
        for sink in self._open:
            sink.abandon()


def shown_name(filename: str) -> str:
    """The last part of a path, without control characters; what is shown, never where it is stored."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if is_written(c))[:LONGEST_NAME] or "unnamed"


class Songs:
    def __init__(
        self, leftovers: Leftovers, interactive: InteractivePool, artifacts: ArtifactCache, settings: Settings
    ):
        self.leftovers, self.interactive, self.artifacts, self.settings = leftovers, interactive, artifacts, settings
        self.ledger, self.folders = leftovers.ledger, leftovers.folders
        self.idempotency = Idempotency(self.ledger)
        self.locks = Locks()

    @contextmanager
    def receiving(self, *fields: str, most: int = 1, of_voices: bool = False) -> Iterator[Sinks]:
        """A scratch folder for one request's files, of trained voices or sound; gone when it ends."""
        folder = self.folders.incoming(self.leftovers.session)
        folder.mkdir(parents=True)
        sinks = Sinks(folder, self.settings, fields or ("file",), most, of_voices)
        try:
            yield sinks
        finally:
            sinks.close()
            shutil.rmtree(folder, ignore_errors=True)

    async def add(self, sink: Sink, idempotency_key: str | None = None) -> UploadAnswer:
        """Keep a received file. Raises BadInput when it isn't usable sound; then nothing is left of it."""
        sink.close()
        if sink.size == 0:
            raise EmptyFile(f"“{sink.filename}” is 0 bytes long.")
        body = sink.digest.hexdigest()
        return await self.idempotency.once(idempotency_key, "upload", body, UploadAnswer, lambda: self._probed(sink))

    async def _probed(self, sink: Sink) -> UploadAnswer:
        return await asyncio.to_thread(self.keep, sink, await self.probe(sink.path))

    async def probe(self, path: Path) -> AudioFacts:
        """What a file really holds. In a child: a broken file must never take the studio down."""
        received = self.folders.received_name(path)
        task = Probe(received=received, max_duration_s=LONGEST_UPLOAD_SECONDS)
        return (await self.interactive.run(task, f"probe:{received}")).facts

    def keep(self, sink: Sink, facts: AudioFacts) -> UploadAnswer:
        upload = Upload(new_id(), sink.filename, sink.digest.hexdigest(), sink.size, asdict(facts), time.time())
        with self.leftovers.making(UPLOADS, upload.id) as folder:
            folder.mkdir()
            os.replace(sink.path, self.folders.source(upload.id))
            return self._answer(self.ledger.uploads.add(upload))

    def get(self, file_id: str) -> UploadAnswer:
        return self._answer(self.ledger.uploads.get(file_id))

    def listing(self) -> list[UploadAnswer]:
        uploads = self.ledger.uploads.all()
        twins: dict[str, list[Upload]] = defaultdict(list)
        for upload in uploads:
            twins[upload.sha256].append(upload)
        return [upload_answer(upload, twins[upload.sha256]) for upload in uploads]

    def demo(self) -> UploadAnswer | None:
        """The demo song, where it is among the uploads."""
        return next((one for one in self.listing() if one.is_demo and not one.same_as), None)

    def _answer(self, upload: Upload) -> UploadAnswer:
        return upload_answer(upload, self.ledger.uploads.all(sha256=upload.sha256))

    def uploaded(self, file_id: str) -> UploadedFile:
        """By which a worker knows it, also the demo song. Raises NotFound."""
        if file_id == DEMO:
            require_demo()
            return UploadedFile(file_id=DEMO, sha256=demo_sha256())
        return UploadedFile(file_id=file_id, sha256=self.ledger.uploads.get(file_id).sha256)

    def name_of(self, file_id: str) -> str:
        """What its file is called. Raises NotFound."""
        return DEMO if file_id == DEMO else self.ledger.uploads.get(file_id).filename

    def source(self, file_id: str) -> Path:
        """Raises NotFound, Conflict for a file that is not what was uploaded any more."""
        if file_id == DEMO:
            self.folders.upload(DEMO).mkdir(parents=True, exist_ok=True)
            return require_demo()
        upload = self.ledger.uploads.get(file_id)
        path = self.folders.source(upload.id)
        if path.exists() and (says := difference(path, {"bytes": upload.size, "sha256": upload.sha256})):
            raise Conflict(f"The file of “{upload.filename}” {says}.", remedy="Delete it and upload it again.")
        return path

    async def peaks(self, file_id: str, points: int) -> Peaks:
        await asyncio.to_thread(self.source, file_id)  # which may have to hash it
        task = UploadPeaks(file_id=file_id, points=points)
        outline = await self.artifacts.result(
            self.folders.upload(file_id) / f"peaks-{points}.json",
            UploadPeaksResult,
            lambda: self.interactive.run(task, f"peaks:{file_id}:{points}"),
            oldest("peaks-*.json", MOST_OUTLINES),
        )
        return Peaks(**outline.as_json())

    def kept_bytes(self) -> int:
        """Of all that is kept of songs to be faster, and can be made again."""
        return sum(map(folder_bytes, self.folders.kept()))

    def free(self, file_id: str | None = None) -> int:
        """Delete it, of one song or of all; the bytes won. Raises NotFound."""
        if file_id is not None:
            self.ledger.uploads.get(file_id)
        return sum(map(_freed, list(self.folders.kept(file_id or "*"))))

    async def cover(self, file_id: str) -> Picture:
        """The picture in its tags. Raises NotFound where there is none that can be shown, Conflict as `source` does."""
        upload = await asyncio.to_thread(self.ledger.uploads.get, file_id)
        if not upload.facts["has_cover"]:
            raise NotFound(f"“{upload.filename}” has no picture in its tags.", remedy=NO_PICTURE)
        await asyncio.to_thread(self.source, file_id)
        path, task = self.folders.cover(file_id), SongCover(file_id=file_id)

        async def make() -> Json:
            return (await self.interactive.run(task, f"cover:{file_id}")).as_json()

        made = await self.artifacts.fingerprinted(path, make)
        if made["media_type"] is None:
            raise NotFound(f"The picture in “{upload.filename}” is none that can be shown.", remedy=NO_PICTURE)
        return Picture(path, made["sha256"], made["media_type"])

    def delete(self, file_id: str) -> Deleted:
        """Raises Conflict while a job that has not ended needs it."""
        freed = self.leftovers.delete(UPLOADS, file_id, lambda: self.ledger.remove_upload(file_id))
        return Deleted(file_id=file_id, freed_bytes=freed)


def _freed(folder: Path) -> int:
    """What somebody else has put in its place goes too, and nothing behind it."""
    if folder.is_symlink() or not folder.is_dir():
        folder.unlink(missing_ok=True)
        return 0
    return remove(folder)


def upload_answer(upload: Upload, twins: list[Upload]) -> UploadAnswer:
    """What the API says of an upload, among all with the same bytes. No path."""
    facts = upload.facts
    messages = messages_of(facts)
    return UploadAnswer(
        file_id=upload.id,
        filename=upload.filename,
        size_bytes=upload.size,
        sha256=upload.sha256,
        duration_s=facts["duration_s"],
        frames=facts["frames"],
        sample_rate=facts["sample_rate"],
        channels=facts["channels"],
        codec=facts["codec"],
        container=facts["container"],
        has_cover=facts["has_cover"],
        title=shown_tag(facts["tags"], "title"),
        artist=shown_tag(facts["tags"], "artist"),
        tags=facts["tags"],
        warnings=sentences(messages),
        messages=message_answers(messages),
        media_type=MEDIA_TYPES.get(facts["container"].split(",")[0], "application/octet-stream"),
        created=upload.created,
        same_as=_same_as(upload, twins),
        is_demo=upload.sha256 == demo_sha256(),
    )


def shown_tag(tags: dict[str, str], name: str) -> str | None:
    """In one line and not too long for one; None where nothing of it can be read."""
    line = " ".join(tags.get(name, "").split())
    return "".join(c for c in line if is_written(c))[:LONGEST_NAME].strip() or None


def _same_as(upload: Upload, twins: list[Upload]) -> str | None:
    """The oldest of them, unless it is this one."""
    oldest = min(twins, key=lambda other: (other.created, other.id), default=upload)
    return None if oldest.id == upload.id else oldest.id
