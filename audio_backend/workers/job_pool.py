"""The processes that work on jobs, and how much they have done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from audio_backend.models.results import UnitResult
from audio_backend.models.tasks import R, Task
from audio_backend.storage.folders import Folders
from audio_backend.workers.pool import OnReport, ProcessPool


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
