"""What a job no longer needs: attempts that a newer one has replaced."""

from __future__ import annotations

import shutil
from pathlib import Path

from audio_backend.pipeline.task import Task

KEPT_RESULTS = 2
"""This result, and the one before it, which the ledger names until this one is committed."""


def drop_superseded(task: Task) -> None:
    """Delete attempts at analyse, plan and render that don't count, and all but the newest two results."""
    for phase, attempts in task.done.items():
        for index, attempt in attempts.items():
            _keep(task.folder.unit(phase, int(index), attempt).parent, {str(attempt)})
    results = sorted(task.folder.exports(task.attempt).parent.iterdir(), key=lambda one: int(one.name))
    for old in results[:-KEPT_RESULTS]:
        shutil.rmtree(old)


def _keep(folder: Path, names: set[str]) -> None:
    for attempt in folder.iterdir():
        if attempt.name not in names:
            shutil.rmtree(attempt)
