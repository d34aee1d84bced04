"""What a job no longer needs: attempts that a newer one has replaced."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from audio_backend.pipeline.task import Task
from audio_backend.storage.folders import erase

log = logging.getLogger(__name__)


def drop_superseded(task: Task) -> None:
    """Delete attempts that don't count, and results but this one and the one that the ledger still names."""
    for phase, attempts in task.done.items():
        for index, attempt in attempts.items():
            _keep(task.folder.unit(phase, int(index), attempt).parent, {str(attempt)})
    _keep(task.folder.exports(task.attempt).parent, {str(task.attempt), str(task.options.get("kept_result"))})


def drop_unfinished(task: Task) -> None:
    """Delete what this attempt has written so far: nobody will ever use it, and it may be what the disk lacks."""
    unit = (task.phase, task.index, task.attempt)
    for folder in (task.folder.unit(*unit), *([task.folder.exports(task.attempt)] if task.phase == "finish" else ())):
        shutil.rmtree(folder, ignore_errors=True)


def _keep(folder: Path, names: set[str]) -> None:
    """What can't be removed makes the result no worse; it goes next time, or with the job."""
    for attempt in folder.iterdir():
        if attempt.name not in names:
            try:
                erase(attempt)
            except OSError as error:
                log.warning("an attempt that no longer counts could not be removed: %s", error)
