"""Errors for people: what happened, why, and what to do.

StudioError                  500 internal
├── BadInput                 422 invalid_request
│   ├── UnreadableAudio      422 unreadable_audio
│   ├── NoAudioStream        422 no_audio_stream
│   ├── EmptyFile            422 empty_file
│   ├── BadConfig            422 invalid_config
│   └── ConsentMissing       422 consent_missing
├── NotFound                 404 not_found
├── Conflict                 409 conflict
│   ├── NotReady             409 not_ready
│   ├── EngineUnavailable    409 model_unavailable
│   ├── FilesDamaged         409 files_damaged
│   ├── EntryDamaged         409 entry_damaged
│   └── StudioRunning        409 studio_running
├── TooLarge                 413 too_large
├── TooLong                  422 too_long
├── TooManyRequests          429 queue_full
├── Forbidden                403 forbidden
├── Unauthorized             401 unauthorized
├── StorageFull              507 storage_full
│   └── FileTooBig           507 file_too_big
├── EngineFailed             500 engine_failed
├── WorkerCrashed            500 worker_crashed
│   └── WorkerHung           500 worker_hung
├── TimedOut                 504 job_timeout
├── DownloadFailed           502 download_failed
├── Cancelled                409 cancelled
└── LostLedger               500 ledger_lost
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict


class KeptError(TypedDict):
    """An error as the ledger and the job report keep it."""

    code: str
    title: str
    detail: str
    remedy: str


class FieldError(TypedDict):
    """What is wrong with one field of what was sent, or one file of a job."""

    field: str
    message: str
    type: NotRequired[str]
    phase: NotRequired[str]
    """Of a file: the unit that made it."""
    index: NotRequired[int]


class StudioError(Exception):
    """An error with an HTTP status, a stable code, and a remedy in words."""

    status = 500
    code = "internal"
    title = "Something went wrong in the studio"
    remedy = "Please try again; if it happens again, report it with the output of `audio-studio doctor`."

    def __init__(self, detail: str = "", *, remedy: str | None = None, errors: list[FieldError] | None = None):
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.remedy = remedy or self.remedy
        self.errors = errors or []

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross a process border whole."""
        return _revive, (type(self), self.detail, self.remedy, self.errors)

    def as_dict(self) -> KeptError:
        return {"code": self.code, "title": self.title, "detail": self.detail, "remedy": self.remedy}


def _revive(kind: type[StudioError], detail: str, remedy: str, errors: list[FieldError]) -> StudioError:
    return kind(detail, remedy=remedy, errors=errors)


class BadInput(StudioError):
    status, code, title = 422, "invalid_request", "The request can't be used as it is"
    remedy = "Correct the fields named in `errors` and send it again."


class UnreadableAudio(BadInput):
    code, title = "unreadable_audio", "This file can't be decoded as audio"
    remedy = "Check that it plays in a music player, or convert it to WAV or FLAC and upload that."


class NoAudioStream(BadInput):
    code, title = "no_audio_stream", "This file has no audio in it"
    remedy = "Choose a file with sound: WAV, FLAC, MP3, OGG, Opus, M4A, AIFF, or a video with an audio track."


class EmptyFile(BadInput):
    code, title = "empty_file", "This file is empty"
    remedy = "Choose a file that contains audio."


class BadConfig(BadInput):
    code, title = "invalid_config", "The settings don't fit together"


class ConsentMissing(BadInput):
    code, title = "consent_missing", "The right to use this voice must be said"


class NotFound(StudioError):
    status, code, title = 404, "not_found", "There is nothing here under this id"
    remedy = "Check the id; it may have been deleted."


class Conflict(StudioError):
    status, code, title = 409, "conflict", "This can't be done in the present state"
    remedy = "Look at the current state and try what it allows."


class NotReady(Conflict):
    code, title = "not_ready", "This isn't ready yet"
    remedy = "Wait for the job to get there (`/jobs/{id}/progress?wait=30`) and ask again."


class EngineUnavailable(Conflict):
    code, title = "model_unavailable", "The engine you named is not available here"
    remedy = "Choose an engine that `/models/status` lists as installed, or send `allow_placeholder: true`."


class FilesDamaged(Conflict):
    """`errors` names the units: phase, index, and in `field` and `message` the file and what is wrong with it."""

    code, title = "files_damaged", "Files of this job are missing or have changed"
    remedy = "Retry the segment that is named, or mix the job again: what doesn't fit is then made again."


class EntryDamaged(Conflict):
    code, title = "entry_damaged", "The ledger's entry of this is damaged"
    remedy = "Its files still lie in the studio's folders: save what you need of them, then delete it and add it again."


class TooLarge(StudioError):
    status, code, title = 413, "too_large", "This is larger than the studio takes"
    remedy = "See `/limits`; shorten or compress the file (FLAC halves a WAV)."


class TooLong(StudioError):
    status, code, title = 422, "too_long", "The audio is longer than this studio takes"
    remedy = "Cut the file into shorter ones."


class TooManyRequests(StudioError):
    status, code, title = 429, "queue_full", "The queue is full"
    remedy = "Wait for a job to finish, then send it again."


class Forbidden(StudioError):
    status, code, title = 403, "forbidden", "This request comes from another site"
    remedy = "Use the studio's own page or a script; other origins must be allowed in AUDIO_STUDIO_ORIGINS."


class Unauthorized(StudioError):
    status, code, title = 401, "unauthorized", "A token is needed"
    remedy = "Open the page as /?token=…, or send `Authorization: Bearer …`, with the token of AUDIO_STUDIO_TOKEN."


class StorageFull(StudioError):
    status, code, title = 507, "storage_full", "There is not enough room on the disk"
    remedy = "Delete old jobs or uploads, or move the folders to a larger disk, then try again."


class FileTooBig(StorageFull):
    """There is room, but not for one file of this size: waiting for more would help nobody."""

    code, title = "file_too_big", "This disk can't hold a file this large"
    remedy = "Choose a shorter range, or move the folders to a disk with another file system (FAT ends at 4 GB)."


class EngineFailed(StudioError):
    code, title = "engine_failed", "An engine failed on this audio"
    remedy = "Retry the segment, or choose another engine or quality for it."


class WorkerCrashed(StudioError):
    code, title = "worker_crashed", "The process that computed this died"
    remedy = "Usually memory ran out: close other programs, choose the fast profile, and retry the segment."


class WorkerHung(WorkerCrashed):
    code, title = "worker_hung", "The process that computed this stood still"
    remedy = "Try it again; if it happens again, close other programs, choose the fast profile, or restart the studio."


class TimedOut(StudioError):
    status, code, title = 504, "job_timeout", "The job took longer than its time limit"
    remedy = "Choose the fast profile or a shorter range, or raise AUDIO_STUDIO_JOB_TIMEOUT_S."


class StudioRunning(Conflict):
    """Another studio holds these folders."""

    code, title = "studio_running", "Another studio is running"


class DownloadFailed(StudioError):
    """A file that is pulled by name did not come, or not the right one."""

    status, code, title = 502, "download_failed", "A file could not be downloaded"
    remedy = "Try it again: what came is kept, and it goes on from there."


class Cancelled(StudioError):
    status, code, title = 409, "cancelled", "This was cancelled"
    remedy = "Start it again if you want it after all."


class LostLedger(StudioError):
    """The studio doesn't start: what it makes from now on would hide that it knows nothing of what is there."""

    code, title = "ledger_lost", "The ledger of this studio is lost or damaged"


class EarlierLedger(StudioError):
    """Told where a ledger is only looked at: whoever works with it brings it up to date."""

    code, title = "ledger_earlier", "The ledger was written by an earlier version"
    remedy = "The next start of the studio brings it up to date."


def in_fields(errors: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """pydantic's errors as field, message and type, without its own words and the kinds that a value could have had."""
    return [
        {"field": ".".join(_path(one["loc"], one["type"])), "message": told(one["msg"]), "type": one["type"]}
        for one in errors
    ]


def told(message: str) -> str:
    """A message of pydantic without the words it puts before those of our own."""
    return message.removeprefix("Value error, ")


KINDS = ("bool", "int", "float", "str")
LONGEST_PART = 64


def _path(loc: tuple[str | int, ...], kind: str) -> list[str]:
    """Without what pydantic adds to the name of a field: which of its kinds was tried, or that its name is wrong."""
    parts = [str(part) for part in loc]
    last = parts[-1] if parts else ""
    a_kind = last in KINDS and kind not in ("extra_forbidden", "missing", "value_error")
    if a_kind or last == "[key]" or last.startswith(("literal[", "constrained-", "function-")):
        parts = parts[:-1]
    return [part if len(part) <= LONGEST_PART else f"{part[:LONGEST_PART]}…" for part in parts]
