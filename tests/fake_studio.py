"""A studio without sound: ledger, queue, pool and pump over the fake stages. Run as a script it can be killed."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

from fake_tasks import NOWHERE, FakeResult, FakeTask, fake

from audio_backend.ledger.job import Job
from audio_backend.ledger.ledger import Ledger
from audio_backend.scheduler.inline_queue import InlineQueue
from audio_backend.scheduler.scheduler import Scheduler
from audio_backend.settings import Settings
from audio_backend.workers.pool import ProcessPool


class FakeStudio:
    """Ledger, queue, pool and pump over the fake stages, in one folder."""

    def __init__(self, folder: Path, **settings):
        self.trace = folder / "trace"
        self.settings = Settings(_env_file=None, outputs=folder, **{"slots": 2, **settings})
        self.ledger = Ledger(self.settings.ledger_url)
        self.pool = ProcessPool(self.settings.slots, "fake_stages:open_stages", NOWHERE, read=FakeResult.model_validate)
        self.scheduler = Scheduler(self.ledger, InlineQueue(self.pool.size), self.pool, self.settings, self._task)

    async def __aenter__(self) -> FakeStudio:
        await self.scheduler.open()
        return self

    async def __aexit__(self, *_) -> None:
        await self.scheduler.close()
        await self.pool.aclose()
        self.ledger.close()

    def submit(self, id: str, priority: int = 0, at_once: int = 2, **plan) -> None:
        config = {"processing": {"max_concurrent_segments": at_once}}
        plan = {"segments": 3, **plan}
        self.ledger.add_job(Job(id=id, created=time.time(), title=id, priority=priority, config=config, request=plan))
        self.scheduler.ring()

    async def until(self, id: str, holds=lambda job: job.terminal, seconds: float = 30.0) -> Job:
        """The job as soon as `holds(job)`."""
        deadline = time.monotonic() + seconds
        while not holds(job := self.ledger.job(id)):
            if time.monotonic() > deadline:
                raise AssertionError(f"{id} is {job.state} in {job.phase} after {seconds} s: {job.segments}")
            await asyncio.sleep(0.01)
        return job

    def traces(self, what: str) -> list[tuple[str, str, int]]:
        """(job, unit, attempt) in the order in which they began or ended."""
        lines = [json.loads(line) for line in self.trace.read_text().splitlines()] if self.trace.exists() else []
        return [(job, name, attempt) for _, job, name, attempt, kind in lines if kind == what]

    def _task(self, job: Job, phase: str, index: int, attempt: int) -> FakeTask:
        return FakeTask(
            phase=phase,
            name=f"{phase}:{index}",
            attempt=attempt,
            job=job.id,
            plan=job.request,
            trace=str(self.trace),
        )


async def serve(folder: Path) -> None:
    """A studio in a process of its own, for tests that kill it."""
    async with FakeStudio(folder):
        print("open", flush=True)
        await asyncio.sleep(120)


async def hold_children(signs: list[str]) -> None:
    """Two children that never end, for the test that kills their parent."""
    pool = ProcessPool(2, "fake_stages:open_behaviours", NOWHERE, read=dict)
    names = ("c_call", "busy")
    await asyncio.gather(
        *(
            pool.run(fake({"do": name, "sign": sign}), lambda *_: None, name)
            for name, sign in zip(names, signs, strict=True)
        )
    )


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        asyncio.run(serve(Path(sys.argv[2])))
    else:
        asyncio.run(hold_children(sys.argv[2:]))
