"""The scheduler asks the queue to run what the ledger says is runnable: admission, fairness, recovery in one."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from audio_backend.errors import FilesDamaged, FileTooBig, StorageFull, StudioError, WorkerCrashed
from audio_backend.ledger.job import RUNNING, Attempt, Job, runnable
from audio_backend.ledger.ledger import Ledger
from audio_backend.models.stages import Phase, UnitKey
from audio_backend.models.tasks import R, Task, UnitTask
from audio_backend.scheduler.fairness import Room, next_units
from audio_backend.scheduler.queue import UnitQueue
from audio_backend.settings import Settings
from audio_backend.storage.locks import hold, let_go
from audio_backend.workers.pool import OnReport, ProcessPool
from audio_backend.workers.protocol import in_words

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")
MakeTask = Callable[[Job, Phase, int, int], UnitTask[Any]]
"""make_task(job, phase, index, attempt) -> what a child is to do."""

PERIOD_SECONDS = 2.0
"""How often the scheduler looks by itself: time limits, room on the disk, and whatever a lost message left behind."""

REPORT_SECONDS = 0.5
"""The ledger hears of a unit's progress at most this often, and of each new stage at once."""


class Scheduler:
    """`open()` takes the folder's lock, recovers what a dead studio left, and turns until `close()`."""

    def __init__(self, ledger: Ledger, queue: UnitQueue, pool: ProcessPool, settings: Settings, make_task: MakeTask):
        self._ledger, self._queue, self._pool, self._settings = ledger, queue, pool, settings
        self._make_task = make_task
        self.worker = uuid.uuid4().hex
        self.trouble: StudioError | None = None
        """Why the last turn came to nothing: until it is over, no job goes on and the ledger can't say so."""
        self._last_turn: dict[str, int] = {}
        self._room = Room(settings.outputs_folder, settings.min_free_disk_bytes, pool.clock)
        self._counted_to, self._in_hand = pool.clock(), set[str]()
        self._bell, self._turning, self._closing = asyncio.Event(), asyncio.Lock(), False

    async def open(self, first: Callable[[], None] = lambda: None) -> None:
        """`first` is done before anything works. Raises StudioError when another studio is running on this ledger."""
        self._lock = hold(Path(f"{self._ledger.file}.lock"))
        self._loop = asyncio.get_running_loop()
        self._clerk = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        with ExitStack() as undone:
            undone.callback(let_go, self._lock)
            undone.callback(self._clerk.shutdown)
            await self._enter(first)
            await self._recover()
            undone.pop_all()
        self._queue.open(self._work, self._bell.set)
        self._watch = asyncio.create_task(self._turn_for_ever(), name="scheduler")

    async def _recover(self) -> None:
        try:
            await self._enter(self._ledger.recover, self.worker)
        except StorageFull as error:  # the first turn that can write makes up for it; until then one can delete
            log.warning("%s %s", error.detail, error.remedy)

    async def close(self) -> None:
        """Stop at once; what was running is pending in the ledger and goes on at the next start."""
        self._watch.cancel()
        with suppress(asyncio.CancelledError):
            await self._watch
        self._closing = True
        await self._queue.close()
        await self._enter(self._ledger.release, self.worker)
        self._clerk.shutdown()
        let_go(self._lock)

    def ring(self) -> None:
        """Something is new in the ledger. From any thread."""
        self._loop.call_soon_threadsafe(self._bell.set)

    async def cancel(self, job_id: str) -> Job:
        """Cancelled in the ledger first, then in the children; when this returns nothing of the job runs any more."""
        job = await self._enter(self._ledger.cancel, job_id)
        working = [key for key in self._queue.keys if key.job_id == job_id] if job.terminal else []
        for key in working:
            self._queue.cancel(key)
        for key in working:
            await self._queue.gone(key)
        self._bell.set()
        return job

    async def schedule(self) -> None:
        """One turn; as often as you like."""
        async with self._turning:
            await self._count_work()
            await self._enter(self._ledger.expire, self._settings.job_timeout_s)
            await self._enter(self._ledger.admit, self._settings.max_concurrent_jobs)
            jobs = await self._enter(self._ledger.running)
            self._stop_strays({job.id for job in jobs})
            await self._release_orphans(jobs)
            self._start([await self._with_room(job) for job in jobs])
            self._in_hand = {key.job_id for key in self._queue.keys}

    async def _count_work(self) -> None:
        """The time since the last turn, to the jobs that were in hand then."""
        now = self._pool.clock()
        seconds, self._counted_to = now - self._counted_to, now
        if self._in_hand:
            await self._enter(self._ledger.count_work, self._in_hand, seconds)

    async def _with_room(self, job: Job) -> Job:
        """The job; where the disk is full it waits from now on, where it no longer is it goes on."""
        if job.waiting:
            return await self._enter(self._ledger.go_on, job.id) if self._room.worth_a_try(job.id) else job
        shortage = self._room.shortage() if runnable(job) else None
        return await self._enter(self._ledger.wait, job.id, shortage.as_dict()) if shortage else job

    def _start(self, jobs: list[Job]) -> None:
        self._last_turn = {job.id: self._last_turn.get(job.id, 0) for job in jobs}
        for key in next_units(jobs, self._queue.keys, self._queue.free_slots, self._last_turn):
            self._last_turn[key.job_id] = max(self._last_turn.values()) + 1
            self._queue.ensure(key)

    def _stop_strays(self, running: Collection[str]) -> None:
        """End what works for a job that has ended: cancelled, or beyond its time limit."""
        for key in self._queue.keys:
            if key.job_id not in running:
                self._queue.cancel(key)

    async def _release_orphans(self, jobs: list[Job]) -> None:
        """A unit that the ledger has as running but nobody works on: its last entry could not be written."""
        busy = set(self._queue.keys)
        for job in jobs:
            for unit in job.units:
                if unit.state == RUNNING and UnitKey(job.id, unit.phase, unit.index) not in busy:
                    await self._enter(self._ledger.release_unit, job.id, unit.current_attempt)

    async def _work(self, key: UnitKey) -> None:
        """One attempt: claim, compute in a child, enter the outcome."""
        job_id, phase, index = key.job_id, key.phase, key.index
        job = await self._enter(self._ledger.claim, key, self.worker)
        if job is None:
            return
        attempt, began = job.unit(phase, index).current_attempt, self._pool.clock()
        try:
            with in_words():
                task = self._make_task(job, phase, index, attempt.number)
                result = await self._compute(task, self._reporter(job_id, attempt), key)
        except FilesDamaged as error:
            log.warning("%s: %s", key, error.detail)
            damaged = [  # as this attempt found them
                job.unit(one["phase"], one["index"]).current_attempt for one in error.errors
            ]
            await self._enter(self._ledger.set_back, job_id, attempt, damaged, error.as_dict())
        except StudioError as error:
            log.warning("%s: %s", key, error.detail)
            await self._enter_failure(job_id, attempt, error, self._pool.clock() - began)
        else:
            await self._enter(self._ledger.finish_unit, job_id, attempt, result.as_json(), self._pool.clock() - began)

    async def _compute(self, task: Task[R], on_report: OnReport, key: UnitKey) -> R:
        """In a child. When the queue cancels it the child is asked to stop, so that it stays warm; at the end of the
        studio nobody waits for that."""
        work = asyncio.create_task(self._pool.run(task, on_report, str(key)))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            work.cancel() if self._closing else self._pool.stop(str(key))
            await asyncio.gather(work, return_exceptions=True)
            raise

    async def _enter_failure(self, job_id: str, attempt: Attempt, error: StudioError, work_s: float) -> None:
        """What died is tried again, what lacked room waits for it, and everything else has failed."""
        if isinstance(error, WorkerCrashed):
            await self._enter(self._ledger.crash_unit, job_id, attempt, error.as_dict(), work_s)
        elif isinstance(error, StorageFull) and not isinstance(error, FileTooBig):
            await self._enter(self._ledger.pause_unit, job_id, attempt, self._room.ran_out(job_id, error).as_dict())
        else:
            await self._enter(self._ledger.fail_unit, job_id, attempt, error.as_dict(), work_s)

    def _reporter(self, job_id: str, attempt: Attempt) -> OnReport:
        last, last_stage = float("-inf"), ""

        def on_report(stage: str, fraction: float) -> None:
            nonlocal last, last_stage
            if stage != last_stage or self._loop.time() - last >= REPORT_SECONDS:
                last, last_stage = self._loop.time(), stage
                entry = self._clerk.submit(self._ledger.progress, job_id, attempt, fraction, stage)
                entry.add_done_callback(_log_failure)

        return on_report

    async def _turn_for_ever(self) -> None:
        while True:
            try:
                with in_words():
                    await self.schedule()
                self.trouble = None
            except StudioError as error:
                self.trouble = error
                log.error("the scheduler could not look: %s %s", error.detail, error.remedy)
            with suppress(TimeoutError):
                async with asyncio.timeout(PERIOD_SECONDS):  # wait_for would swallow a cancel that comes with the bell
                    await self._bell.wait()
            self._bell.clear()

    async def _enter(self, entry: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
        """A call to the ledger in its own thread; one after the other, in the order they were made."""
        return await self._loop.run_in_executor(self._clerk, partial(entry, *args, **more))


def _log_failure(entry: Future[Job]) -> None:
    if not entry.cancelled() and entry.exception() is not None:
        log.warning("progress could not be entered in the ledger: %s", entry.exception())
