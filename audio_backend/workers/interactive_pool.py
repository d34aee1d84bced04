"""The interactive pool: processes for small tasks beside the jobs, so that these never wait for a song."""

from __future__ import annotations

from contextlib import suppress

from audio_backend.errors import WorkerHung
from audio_backend.models.tasks import R, Task
from audio_backend.storage.folders import new_id
from audio_backend.workers.pool import ProcessPool


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
