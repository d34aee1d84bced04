"""The composition root: settings in, a studio out. The only file that picks concrete classes."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from audio_backend.errors import StudioError
from audio_backend.jobs.auditions import Auditions
from audio_backend.jobs.batches import Batches
from audio_backend.jobs.results import Results
from audio_backend.jobs.service import JobService, Parts
from audio_backend.jobs.task_builder import unit_task
from audio_backend.jobs.visuals import Visuals
from audio_backend.ledger.database import file_of
from audio_backend.ledger.job import Job
from audio_backend.ledger.ledger import Ledger
from audio_backend.ledger.ledger_file import require_known_ledger
from audio_backend.library.artifact_cache import ArtifactCache
from audio_backend.library.demo_song import add_demo
from audio_backend.library.leftovers import Leftovers
from audio_backend.library.song_analysis import SongAnalysis
from audio_backend.library.songs import Songs
from audio_backend.library.voice_previews import VoicePreviews
from audio_backend.library.voices import Voices
from audio_backend.models.stages import Phase
from audio_backend.models.tasks import Unit
from audio_backend.scheduler.inline_queue import InlineQueue
from audio_backend.scheduler.scheduler import Scheduler
from audio_backend.settings import Settings
from audio_backend.storage.folders import Folders, demo_path
from audio_backend.system.engine_manager import EngineManager
from audio_backend.system.status import Status
from audio_backend.workers.pool import ProcessPool
from audio_backend.workers.pools import InteractivePool, JobPool

log = logging.getLogger("audio_studio")

ENTRY = "audio_backend.pipeline.worker_entry:open_worker"
INTERACTIVE_PROCESSES = 2
SWEEP_SECONDS = 600.0
"""A studio runs for months: what could not be removed is tried again."""


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
        self.pool = JobPool(settings.slots, ENTRY, self.folders)
        self._interactive_workers = ProcessPool(INTERACTIVE_PROCESSES, ENTRY, self.folders)
        self.scheduler = Scheduler(self.ledger, InlineQueue(self.pool.size), self.pool, settings, self._task)
        interactive = InteractivePool(self._interactive_workers)
        self.interactive = interactive
        self.leftovers = Leftovers(self.ledger, self.folders)
        artifacts = ArtifactCache()
        self.uploads = Songs(self.leftovers, interactive, artifacts, settings)
        self.voices = Voices(self.ledger, self.leftovers, interactive)
        self.voice_previews = VoicePreviews(self.folders, interactive, artifacts, self.voices)
        self.song_analysis = SongAnalysis(artifacts, interactive, self.uploads, self.voices)
        self.engines = EngineManager(self.pool, interactive, self.folders, settings.device)
        parts = Parts(self.engines, self.voices, artifacts, self.leftovers)
        self.jobs = JobService(self.ledger, self.folders, self.scheduler, parts, settings)
        self.auditions = Auditions(self.song_analysis, self.engines, settings)
        self.results = Results(self.ledger, self.folders, interactive, artifacts, settings)
        self.batches = Batches(self.jobs, self.results)
        self.visuals = Visuals(self.ledger, self.folders, interactive, artifacts, settings)
        self.status = Status(settings, self.uploads, interactive)
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
        await self.status.inspect()
        if self.settings.demo and demo_path() is not None:
            await add_demo(self.uploads)

    def _task(self, job: Job, phase: Phase, index: int, attempt: int) -> Unit:
        return unit_task(job, phase, index, attempt, self.settings)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.warning("The studio runs, but could not look at the machine or add the demo song: %s", task.exception())
