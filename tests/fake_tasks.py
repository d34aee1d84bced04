"""Tasks and results with any facts, for pools whose children run fake stages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ConfigDict

from audio_backend.models.results import UnitResult
from audio_backend.models.tasks import Task
from audio_backend.storage.folders import Folders

NOWHERE = Folders(Path("in"), Path("out"), Path("models"))
"""Fake stages are told everything in their tasks."""


class FakeResult(UnitResult):
    model_config = ConfigDict(extra="allow")
    phase: str = "fake"


class FakeTask(Task[FakeResult]):
    model_config = ConfigDict(extra="allow")
    phase: str = "fake"


def fake(task: dict[str, Any]) -> FakeTask:
    return FakeTask(**task)
