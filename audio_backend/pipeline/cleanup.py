"""What a job no longer needs: attempts that a newer one has replaced."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from audio_backend.models.tasks import Finish, Unit
from audio_backend.pipeline.workspace import Workspace
from audio_backend.storage.folders import erase

log = logging.getLogger(__name__)


def drop_superseded(job: Workspace, task: Finish) -> None:
    """Delete attempts that don't count, and results but this one and the one that the ledger still names."""
    for phase, attempts in job.facts.attempts.items():
        for index, attempt in attempts.items():
            _drop_others(job.folder.unit(phase, index, attempt).parent, {attempt})
    _drop_others(job.folder.exports(task.attempt).parent, {task.attempt, task.kept_attempt})
    job.folder.drop_drafts()


def drop_unfinished(job: Workspace, task: Unit) -> None:
    """Delete what this attempt has written so far: nobody will ever use it, and it may be what the disk lacks."""
    shutil.rmtree(job.folder.unit(task.phase, task.index, task.attempt), ignore_errors=True)
    if isinstance(task, Finish):
        shutil.rmtree(job.folder.exports(task.attempt), ignore_errors=True)


def _drop_others(folder: Path, kept: set[int | None]) -> None:
    """What can't be removed makes the result no worse; it goes next time, or with the job."""
    names = {str(attempt) for attempt in kept}
    for attempt in folder.iterdir():
        if attempt.name not in names:
            try:
                erase(attempt)
            except OSError as error:
                log.warning("an attempt that no longer counts could not be removed: %s", error)
