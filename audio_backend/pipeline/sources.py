"""The uploads that a job is made from: where they lie, and that they are what was uploaded."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from audio_backend.errors import NotFound, UnreadableAudio
from audio_backend.pipeline.task import Task
from audio_backend.storage.fingerprints import known_sha256

FIELDS = {"song": "file_id", "backing": "instrumental_file_id"}


def uploaded(task: Task, which: Literal["song", "backing"]) -> Path:
    """Raises NotFound for an upload that was deleted, UnreadableAudio for one that has changed on the disk.

    Its hash is known since it came in; jobs of earlier versions don't know it.
    """
    path = task.places.upload(task.request[FIELDS[which]]) / "source"
    whose = f"{'The song' if which == 'song' else 'Your own backing'} of “{task.request.get('title', '')}”"
    remedy = "Upload it again and start a new job."
    try:
        same = task.request.get("sha256", {}).get(which) in (None, known_sha256(path))
    except FileNotFoundError as error:
        says = f"{whose} has to be decoded, and its upload is gone from the disk: it was deleted."
        raise NotFound(says, remedy=remedy) from error
    if not same:
        says = f"{whose} is not what was uploaded any more: the file changed on the disk."
        raise UnreadableAudio(says, remedy=remedy)
    return path
