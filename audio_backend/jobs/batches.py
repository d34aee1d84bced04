"""Jobs that were started together: seen as one, stopped, gone on with, deleted and downloaded as one.

A batch is what its jobs have in common and nothing beside them: it is there as long as one of them is.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain, count
from pathlib import PurePath
from typing import IO

from pydantic import ValidationError

from audio_backend.answers.base import Answer
from audio_backend.answers.jobs import Batch, Eta, JobCounts, Jobs, PurgedBatch, Started, Validated
from audio_backend.errors import NotFound, NotReady, StudioError
from audio_backend.jobs.presenters import voice_of
from audio_backend.jobs.results import Results, fitting_name, safe_name
from audio_backend.jobs.service import JobService
from audio_backend.jobs.stage_progress import in_turn
from audio_backend.ledger.history import Picks
from audio_backend.ledger.job import CANCELLED, FAILED, PARTIAL, QUEUED, RUNNING, STATES, Job
from audio_backend.models.audio_config import JobRequest
from audio_backend.models.segment_settings import Retry
from audio_backend.storage.folders import new_id

CHUNK_BYTES = 1 << 20
MISSING = "Not in here.txt"
Refusal = StudioError | ValidationError


class Named(Answer):
    """What is kept of a batch that came with an Idempotency-Key."""

    batch_id: str


class Batches:
    def __init__(self, jobs: JobService, results: Results):
        self.jobs, self.results, self.ledger = jobs, results, jobs.ledger

    # ------------------------------------------------------------------ start
    async def start(
        self, requests: Sequence[JobRequest], key: str | None, batch_id: str | None = None
    ) -> tuple[str, list[Started | Refusal]]:
        """In this order, each for itself. The same key and body give the same batch: what it has stays, and what was
        refused is tried again. Raises BadInput when the key came with another body."""
        body = hashlib.sha256(
            repr([batch_id, *(one.model_dump() for one in requests)]).encode()
        ).hexdigest()  # also of no UTF-8
        named = await self.jobs.idempotency.once(key, "batch", body, Named, partial(_named, batch_id))
        tried: list[Started | Refusal] = []
        for index, request in enumerate(requests):
            try:
                tried.append(await self.jobs.start(request, key, f"batch:{index}", named.batch_id))
            except (StudioError, ValidationError) as refused:
                tried.append(refused)
        return named.batch_id, tried

    async def validate(self, requests: Sequence[JobRequest]) -> tuple[list[Validated | Refusal], Eta | None]:
        """What would run of them, or why not, and how long all of it would take."""
        tried: list[Validated | Refusal] = []
        for request in requests:
            try:
                tried.append(await self.jobs.validate(request))
            except (StudioError, ValidationError) as refused:
                tried.append(refused)
        return tried, in_turn([one.eta_s for one in tried if isinstance(one, Validated)])

    # ------------------------------------------------------------------ watch
    def listing(
        self, limit: int, cursor: str | None, states: Sequence[str] | None, query: str | None, picks: Picks
    ) -> Jobs:
        """Jobs; `grouped`, one for each batch, with the batches it has two jobs of or more."""
        page = self.jobs.listing(limit, cursor, states, query, picks)
        if not picks.grouped:
            return page
        found = self.ledger.batches({one.batch_id for one in page.items if one.batch_id})
        batches = [self._batch(batch_id, jobs) for batch_id, jobs in found.items() if len(jobs) > 1]
        return page.model_copy(update={"batches": batches})

    def get(self, batch_id: str) -> Batch:
        """Raises NotFound."""
        return self._batch(batch_id, self._jobs(batch_id))

    def _jobs(self, batch_id: str) -> list[Job]:
        found = self.ledger.batches([batch_id])
        if not found:
            raise NotFound(f"There is no batch {batch_id}.", remedy="It may have been deleted; GET /jobs lists all.")
        return found[batch_id]

    def _batch(self, batch_id: str, jobs: list[Job]) -> Batch:
        left = [job for job in jobs if not job.terminal]
        stuck = next(filter(None, map(self.jobs.stuck, left)), None)
        lengths = [(job.source or {}).get("duration_s", 0.0) for job in jobs]
        over = sum(length * (1.0 if job.terminal else job.progress) for job, length in zip(jobs, lengths, strict=True))
        voices = [voice_of(job) for job in jobs]
        return Batch(
            batch_id=batch_id,
            jobs=len(jobs),
            status=_status({job.state for job in jobs}),
            states=JobCounts(**dict.fromkeys(STATES, 0) | Counter(job.state for job in jobs)),
            terminal=not left,
            progress=round(min(over / sum(lengths), 1.0), 4) if sum(lengths) else float(not left),
            eta_s=None if stuck else self.jobs.estimates.together(left, self._others(left)),
            stuck=stuck,
            results=sum(job.result is not None for job in jobs),
            voice=voices[0] if all(voice == voices[0] for voice in voices) else None,
            created=jobs[0].created,
            finished=None if left else max(job.finished or job.created for job in jobs),
            duration_s=sum(lengths),
            disk_bytes=sum(map(self.jobs.disk.bytes_of, jobs)),
        )

    def _others(self, left: list[Job]) -> int:
        """How many jobs of no business of theirs are running."""
        running: int = self.ledger.stats()["jobs"].get(RUNNING, 0)
        return max(running - sum(job.state == RUNNING for job in left), 0)

    # -------------------------------------------------------------- mend, end
    async def cancel(self, batch_id: str) -> Batch:
        """Stop all that has not ended; what waits first, or it would take the places that become free."""
        for state in (QUEUED, RUNNING):
            jobs = await asyncio.to_thread(self._jobs, batch_id)
            await asyncio.gather(*(self._cancel(job.id) for job in jobs if job.state == state))
        return await asyncio.to_thread(self.get, batch_id)

    async def _cancel(self, job_id: str) -> None:
        with suppress(NotFound):  # deleted meanwhile
            await self.jobs.cancel(job_id)

    async def resume(self, batch_id: str) -> list[tuple[Job, StudioError | None]]:
        """Do again what failed or was cancelled, in each of its jobs; those that can't, with why."""
        tried: list[tuple[Job, StudioError | None]] = []
        for job in await asyncio.to_thread(self._jobs, batch_id):
            if job.state not in (PARTIAL, FAILED, CANCELLED):
                continue
            try:
                await self.jobs.retry(job.id, None, Retry())
                tried.append((job, None))
            except StudioError as refused:
                tried.append((job, refused))
        return tried

    async def purge(self, batch_id: str) -> PurgedBatch:
        """Stop and delete all of them, files and all; what another one deletes meanwhile counts for that one."""
        await self.cancel(batch_id)
        gone = freed = 0
        for job in await asyncio.to_thread(self._jobs, batch_id):
            try:
                freed += (await self.jobs.purge(job.id)).freed_bytes
                gone += 1
            except NotFound:
                continue
        return PurgedBatch(batch_id=batch_id, purged=True, jobs=gone, freed_bytes=freed)

    # --------------------------------------------------------------- download
    def finished(self, batch_id: str) -> list[Job]:
        """Those that have a cover. Raises NotFound, NotReady."""
        found = [job for job in self._jobs(batch_id) if job.result is not None]
        if not found:
            raise NotReady("None of these jobs has a cover yet.", remedy="Wait for the first one.")
        return found

    async def zipped(self, jobs: Sequence[Job]) -> AsyncIterator[bytes]:
        """Their covers as one ZIP, made while it is sent: it takes no room on the disk. Names as for single downloads;
        what can't be had is named in a text, and the others are in it."""
        sink, missing, names = _Sink(), [], Names()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
            for job in jobs:
                try:
                    made = await self.results.download(job.id, None, "mix")
                    source = made.path.open("rb")
                except (StudioError, OSError, ValidationError) as error:
                    missing.append(f"{job.title}: {_why(error)}")
                    continue
                with source, archive.open(names.info(made.filename), "w", force_zip64=True) as target:
                    while await asyncio.to_thread(_copy, source, target):
                        yield sink.take()
            if missing:
                archive.writestr(names.info(MISSING), "\n".join(missing) + "\n")
        yield sink.take()


def _status(states: set[str]) -> str:
    if len(states) == 1:
        return next(iter(states))
    return RUNNING if states & {QUEUED, RUNNING} else PARTIAL


def _why(error: StudioError | OSError | ValidationError) -> str:
    if isinstance(error, ValidationError):
        return "What the ledger kept of its cover can't be read."
    return error.detail if isinstance(error, StudioError) else str(error.strerror)


async def _named(batch_id: str | None) -> Named:
    return Named(batch_id=batch_id or new_id())


class Names:
    """Of what lies in one ZIP: each once, whatever the songs are called."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def info(self, filename: str) -> zipfile.ZipInfo:
        whole = PurePath(safe_name(filename))
        numbered = (fitting_name(whole.stem, f" {number}{whole.suffix}") for number in count(2))
        name = next(one for one in chain([whole.name], numbered) if _folded(one) not in self._taken)
        self._taken.add(_folded(name))
        return zipfile.ZipInfo(name, date_time=time.localtime()[:6])


def _folded(name: str) -> str:
    """The same for names that some file system takes for one: é is one character or two, and case tells nothing."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


class _Sink(io.RawIOBase):
    """What was written since it was taken last; `zipfile` can't go back in it and doesn't need to."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:  # type: ignore[no-untyped-def]
        self._written += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken


def _copy(source: IO[bytes], target: IO[bytes]) -> bool:
    """A piece; whether there was any."""
    piece = source.read(CHUNK_BYTES)
    target.write(piece)
    return bool(piece)
