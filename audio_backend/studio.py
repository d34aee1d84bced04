"""The composition root: settings in, a studio out. The only file that picks concrete classes."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import Any

import psutil

from audio_backend import __version__
from audio_backend.errors import StudioError
from audio_backend.jobs.results import Results
from audio_backend.jobs.service import JobService, Parts
from audio_backend.jobs.task_builder import unit_task
from audio_backend.jobs.visuals import Visuals
from audio_backend.ledger.database import file_of
from audio_backend.ledger.job import Job
from audio_backend.ledger.known_ledger import require_known_ledger
from audio_backend.ledger.ledger import Ledger
from audio_backend.library.demo_song import add_demo
from audio_backend.library.leftovers import Leftovers
from audio_backend.library.song_analysis import SongAnalysis
from audio_backend.library.songs import Songs
from audio_backend.library.voice_previews import VoicePreviews
from audio_backend.library.voices import Voices
from audio_backend.models.audio_config import PROFILES, AudioConfig
from audio_backend.models.results import UnitResult
from audio_backend.models.small_tasks import InspectDevice
from audio_backend.models.tasks import R, Task, Unit
from audio_backend.models.units import Phase
from audio_backend.scheduler.inline_queue import InlineQueue
from audio_backend.scheduler.scheduler import Scheduler
from audio_backend.settings import Settings
from audio_backend.storage.demo_file import demo_path
from audio_backend.storage.folders import Folders
from audio_backend.storage.locks import Locks
from audio_backend.system.doctor import diagnosis
from audio_backend.system.engine_manager import EngineManager
from audio_backend.workers.interactive_pool import InteractivePool
from audio_backend.workers.pool import OnReport, ProcessPool

log = logging.getLogger("audio_studio")

ENTRY = "audio_backend.pipeline.worker_entry:open_worker"
INTERACTIVE_PROCESSES = 2
SWEEP_SECONDS = 600.0
"""A studio runs for months: what could not be removed is tried again."""
FORMATS = ("wav", "flac", "mp3", "ogg", "opus", "m4a", "aac", "aiff", "mp4", "webm", "mkv")


@dataclass
class Total:
    """Of one stage since the start: seconds of work, and of the sound it was done on."""

    work_s: float = 0.0
    audio_s: float = 0.0


class Workers(ProcessPool):
    """The children that compute, and what they have done."""

    def __init__(self, size: int, folders: Folders):
        super().__init__(size, ENTRY, folders)
        self.totals: dict[str, Total] = defaultdict(Total)

    async def run(self, task: Task[R], on_report: OnReport, key: str) -> R:
        result = await super().run(task, on_report, key)
        if isinstance(result, UnitResult):
            for stage, seconds in result.stage_seconds.items():
                self.totals[stage].work_s += seconds
                self.totals[stage].audio_s += result.audio_s
        return result


class Studio:
    """Uploads, voices, jobs, results, engines, over one ledger and two pools of children.

    Raises LostLedger before anything is made.
    """

    def __init__(self, settings: Settings):
        self.settings = settings
        self.folders = Folders(settings.uploads, settings.outputs_folder, settings.models)
        require_known_ledger(file_of(settings.ledger_url), self.folders)
        self.folders.make()
        self.ledger = Ledger(settings.ledger_url, most_waiting=settings.max_queued_jobs)
        self.pool = Workers(settings.slots, self.folders)
        self._interactive_workers = ProcessPool(INTERACTIVE_PROCESSES, ENTRY, self.folders)
        self.scheduler = Scheduler(self.ledger, InlineQueue(settings.slots), self.pool, settings, self._task)
        interactive = InteractivePool(self._interactive_workers)
        self.interactive = interactive
        self.leftovers = Leftovers(self.ledger, self.folders)
        self.uploads = Songs(self.ledger, self.leftovers, interactive, settings)
        self.voices = Voices(self.ledger, self.leftovers, interactive)
        self.voice_previews = VoicePreviews(self.folders, interactive, self.voices)
        self.song_analysis = SongAnalysis(self.folders, interactive, self.uploads, self.voices)
        self.engines = EngineManager(self.pool, interactive, self.folders, settings.device)
        locks = Locks()
        parts = Parts(self.engines, self.voices, locks, self.leftovers)
        self.jobs = JobService(self.ledger, self.folders, self.scheduler, parts, settings)
        self.results = Results(self.ledger, self.folders, interactive, locks, settings)
        self.visuals = Visuals(self.ledger, self.folders, interactive, locks, settings)
        self.machine: dict[str, Any] = {}
        self._open = False

    async def start(self) -> None:
        """Recover what was interrupted, and begin to work. Raises StudioError when another studio is here."""
        if not self.settings.loopback and not self.settings.token:
            raise StudioError(
                f"Listening on {self.settings.host} lets others in, and there is no token.",
                remedy="Set AUDIO_STUDIO_TOKEN to a long random word, or AUDIO_STUDIO_HOST to 127.0.0.1.",
            )
        await self.scheduler.open(partial(self.leftovers.sweep, alone=True))
        self._open = True
        self._background = asyncio.create_task(self._settle_in())
        self._background.add_done_callback(_log_failure)
        self._sweeper = asyncio.create_task(self._sweep_now_and_then())

    async def close(self) -> None:
        """Stop; once is enough. What was running goes on at the next start."""
        if not self._open:
            return
        self._open = False
        for task in (self._background, self._sweeper):
            task.cancel()
        await asyncio.gather(self._background, self._sweeper, return_exceptions=True)
        await asyncio.to_thread(self.leftovers.close)
        await self.scheduler.close()
        await self.pool.aclose()
        await self._interactive_workers.aclose()
        self.ledger.close()

    async def _sweep_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await asyncio.to_thread(self.leftovers.sweep)

    async def _settle_in(self) -> None:
        self.machine = (await self.interactive.run(InspectDevice(), "inspect")).as_json()
        if self.settings.demo and demo_path() is not None:
            await add_demo(self.uploads)

    def _task(self, job: Job, phase: Phase, index: int, attempt: int) -> Unit:
        return unit_task(job, phase, index, attempt, self.settings)

    # ------------------------------------------------------------------ what /health and /limits tell
    def health(self) -> dict[str, Any]:
        stats = self.ledger.stats()
        disk = shutil.disk_usage(self.folders.outputs)
        memory = psutil.virtual_memory()
        return {
            "status": "ok", "version": __version__, "machine": self.machine,
            "queue": {"jobs": stats["jobs"], "units": stats["units"], "slots": self.settings.slots},
            "disk": {"free_bytes": disk.free, "total_bytes": disk.total},
            "memory": {"available_bytes": memory.available, "total_bytes": memory.total},
        }  # fmt: skip

    async def doctor(self) -> dict[str, Any]:
        """Seconds of work at most: it looks at the hardware in a child, and hashes the weights."""
        try:
            machine = (await self.interactive.run(InspectDevice(), "inspect")).as_json()
        except StudioError as error:
            machine = {"trouble": error.detail}
        making = self.leftovers.in_the_making
        return await asyncio.to_thread(diagnosis, self.settings, machine, self.ledger, making)

    def limits(self) -> dict[str, Any]:
        told = self.settings
        return {
            "max_upload_bytes": told.max_upload_bytes, "max_duration_s": told.max_duration_s,
            "max_segments": told.max_segments, "max_concurrent_jobs": told.max_concurrent_jobs,
            "max_queued_jobs": told.max_queued_jobs, "job_timeout_s": told.job_timeout_s, "slots": told.slots,
            "formats": list(FORMATS),
        }  # fmt: skip

    def profiles(self) -> dict[str, Any]:
        return {"profiles": PROFILES, "defaults": AudioConfig().model_dump(), "schema": AudioConfig.model_json_schema()}


def _log_failure(task: asyncio.Task) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.warning("The studio runs, but could not look at the machine or add the demo song: %s", task.exception())
