"""The uploads that a job is made from: where they lie, and that they are what was uploaded."""

from __future__ import annotations

from pathlib import Path

from audio_backend.errors import NotFound, UnreadableAudio
from audio_backend.models.job_facts import UploadedFile
from audio_backend.pipeline.workspace import Workspace
from audio_backend.storage.wholeness import known_sha256


def song_source(job: Workspace) -> Path:
    """Raises NotFound for an upload that was deleted, UnreadableAudio for one that has changed on the disk."""
    return _checked(job, job.facts.upload, "The song")


def backing_source(job: Workspace, upload: UploadedFile) -> Path:
    """Of the user's own backing. Raises the same."""
    return _checked(job, upload, "Your own backing")


def _checked(job: Workspace, upload: UploadedFile, whose: str) -> Path:
    """Its hash is known since it came in; jobs of earlier versions don't know it."""
    path = job.folders.source(upload.file_id)
    name = f"{whose} of “{job.facts.title}”"
    remedy = "Upload it again and start a new job."
    try:
        same = upload.sha256 in (None, known_sha256(path))
    except FileNotFoundError as error:
        gone = f"{name} has to be decoded, and its upload is gone from the disk: it was deleted."
        raise NotFound(gone, remedy=remedy) from error
    if not same:
        changed = f"{name} is not what was uploaded any more: the file changed on the disk."
        raise UnreadableAudio(changed, remedy=remedy)
    return path
