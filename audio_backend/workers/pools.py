"""The two pools of the studio: one works on jobs and counts what it did, one is for small tasks beside them."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass

from audio_backend.errors import WorkerHung
from audio_backend.models.results import UnitResult
from audio_backend.models.tasks import R, Task
from audio_backend.storage.folders import Folders, new_id
from audio_backend.workers.pool import OnReport, ProcessPool


class InteractivePool:
    def __init__(self, pool: ProcessPool):
        self.pool = pool

    async def run(self, task: Task[R], key: str) -> R:
        """Raises StudioError. `key` says in logs what it is. A child that stood still was no fault of the task's: it
        is tried once more."""
        with suppress(WorkerHung):
            return await self._run(task, key)
        return await self._run(task, key)

    async def _run(self, task: Task[R], key: str) -> R:
        return await self.pool.run(task, unheard, f"{key}:{new_id()}")


def unheard(stage: str, fraction: float) -> None:
    """Small tasks are too short for anybody to watch."""


@dataclass
class StageTotal:
    """Of one stage since the start: seconds of work, and of the sound it was done on."""

    work_s: float = 0.0
    audio_s: float = 0.0


class JobPool(ProcessPool):
    """A ProcessPool that adds up the stages of its tasks."""

    def __init__(self, size: int, entry: str, folders: Folders):
        super().__init__(size, entry, folders)
        self.totals: dict[str, StageTotal] = defaultdict(StageTotal)

    async def run(self, task: Task[R], on_report: OnReport, key: str) -> R:
        result = await super().run(task, on_report, key)
        if isinstance(result, UnitResult):
            for stage, seconds in result.stage_seconds.items():
                self.totals[stage].work_s += seconds
                self.totals[stage].audio_s += result.audio_s
        return result
