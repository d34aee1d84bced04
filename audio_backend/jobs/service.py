"""Jobs: start, watch, mend, cancel, delete."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from zipfile import BadZipFile

from audio_backend.answers.base import PitchCurve
from audio_backend.answers.jobs import Job as JobAnswer
from audio_backend.answers.jobs import Jobs, Progress, Purged, Report, Segments, Started, Validated
from audio_backend.errors import BadConfig, Conflict, FilesDamaged, NotFound, NotReady
from audio_backend.jobs.presenters import backing_made, channels_of, job_answer, job_summary, report_of, segments_answer
from audio_backend.jobs.resolve import BYTES_PER_SAMPLE, ResolvedJob, resolve
from audio_backend.jobs.retry_settings import checked
from audio_backend.jobs.stage_progress import Estimates, stage_rows
from audio_backend.ledger.admission import JOBS
from audio_backend.ledger.history import ANY, Picks
from audio_backend.ledger.idempotency import Idempotency, answer_of
from audio_backend.ledger.job import DONE, QUEUED, Job
from audio_backend.ledger.ledger import Ledger
from audio_backend.ledger.records import Event, IdempotentResponse
from audio_backend.library.artifact_cache import ArtifactCache
from audio_backend.library.leftovers import DiskUsage, Leftovers
from audio_backend.library.voices import Voices
from audio_backend.models.audio_config import AudioConfig, JobRequest, effective_config
from audio_backend.models.base import Json
from audio_backend.models.config_facts import REMIX_INSTRUMENTAL, has_sides, misses_backing
from audio_backend.models.segment_settings import Retry
from audio_backend.models.stems import BACKING_VOCAL_STEMS, backing_vocal_stems
from audio_backend.models.voices import voice_json
from audio_backend.settings import Settings
from audio_backend.storage.folders import Folders, new_id, require_room
from audio_backend.storage.json_files import load_curve
from audio_backend.system.engine_manager import EngineManager
from audio_backend.workers.protocol import without_paths

Fields = dict[str, dict[str, Any]]
"""{group: {field: value}}"""
AnswerOf = Callable[[Started], IdempotentResponse]

POLL_SECONDS = 0.2
QUIET_SECONDS = 15.0
"""After so long proxies begin to think that nobody is there."""


@dataclass(frozen=True)
class Parts:
    """What starting and ending jobs needs beside the ledger."""

    engines: EngineManager
    voices: Voices
    artifacts: ArtifactCache
    leftovers: Leftovers


class JobService:
    def __init__(self, ledger: Ledger, folders: Folders, scheduler: Any, parts: Parts, settings: Settings):
        self.ledger, self.folders, self.scheduler, self.settings = ledger, folders, scheduler, settings
        self.engines, self.voices, self.artifacts = parts.engines, parts.voices, parts.artifacts
        self.leftovers = parts.leftovers
        self.estimates = Estimates(ledger, folders, settings.slots)
        self.disk = DiskUsage(folders)
        self.idempotency = Idempotency(ledger)
        self._usual_rights = settings.voice_rights or None
        self._ending = False

    # ------------------------------------------------------------------ start
    async def validate(self, request: JobRequest) -> Validated:
        resolved = await self._resolve(request)
        eta = await asyncio.to_thread(self.estimates.whole, resolved.duration_s, resolved.config, request.file_id)
        needs = [] if request.consent or self._usual_rights else resolved.of_somebody
        return Validated(**dict(resolved.answer), eta_s=eta, consent_missing=needs)

    async def start(
        self, request: JobRequest, idempotency_key: str | None = None, route: str = "start", batch_id: str | None = None
    ) -> Started:
        """Into the queue. Raises what `validate` raises, ConsentMissing, TooManyRequests, StorageFull."""
        effective_config(request.profile, request.config)  # what isn't a config must not get further
        body = hashlib.sha256(request.model_dump_json().encode()).hexdigest()
        answer = partial(answer_of, idempotency_key, route, body) if idempotency_key else None
        start = partial(self._start, request, batch_id, answer)
        return await self.idempotency.once(
            idempotency_key, route, body, Started, start, self._started_before, keeps=True
        )

    async def _start(self, request: JobRequest, batch_id: str | None, answer: AnswerOf | None) -> Started:
        resolved = await self._resolve(request)
        resolved.consent(self._usual_rights)  # before anything is made
        await asyncio.to_thread(self._require_place, resolved)
        started = await asyncio.to_thread(self._enter, resolved, batch_id, answer)
        self.scheduler.ring()
        return started

    def _started_before(self, known: Json) -> Started:
        """What an earlier version answered, with what this one tells beside it of the job. Raises NotFound."""
        job = self.get(known["job_id"])
        kept = {name: value for name, value in known.items() if name in Started.model_fields}
        now = job.model_dump(include={"config", "placeholders", "warnings", "messages", "facts"})
        return Started.model_validate({"disk_bytes": 0, "segments": [], **kept, **now})

    def _enter(self, resolved: ResolvedJob, batch_id: str | None, answer: AnswerOf | None) -> Started:
        """In the ledger, with what it needs of the voice in its folder; or nothing of it."""
        job_id, request = new_id(), resolved.kept_request(self._usual_rights)
        with self.leftovers.making(JOBS, job_id) as folder:
            if resolved.voice:
                request["voice"] = voice_json(self.voices.snapshot_for_job(resolved.voice, folder))
            for voice_id, beside in resolved.beside.items():
                kept = self.voices.snapshot_beside(beside.voice, folder)
                request["voices_beside"][voice_id] = beside.model_copy(update={"voice": kept}).as_json()
            job = Job(
                id=job_id, created=time.time(), title=resolved.title, priority=resolved.request.priority,
                config=resolved.config.model_dump(), request=request,
                source=resolved.song.facts | {"duration_s": resolved.duration_s}, messages=resolved.messages,
                batch_id=batch_id,
            )  # fmt: skip
            started = Started(**dict(resolved.answer), job_id=job.id, status=job.state)
            self.ledger.add_job(job, answer(started) if answer else None)
            return started

    async def _resolve(self, request: JobRequest) -> ResolvedJob:
        return await resolve(request, self.ledger.uploads, self.voices, self.engines, self.settings)

    def _require_place(self, resolved: ResolvedJob) -> None:
        self.ledger.require_place()
        require_room(self.folders.outputs, resolved.disk_bytes, self.settings.min_free_disk_bytes)

    def _require_room_again(self, job: Job) -> None:
        """A mix on its way and its result, about."""
        decoded = job.unit("decode").result or {}
        needed = 3 * BYTES_PER_SAMPLE * decoded.get("frames", 0) * decoded.get("channels", 0)
        require_room(self.folders.outputs, needed, self.settings.min_free_disk_bytes)

    # ------------------------------------------------------------------ watch
    def listing(
        self, limit: int, cursor: str | None, states: Sequence[str] | None, query: str | None, picks: Picks = ANY
    ) -> Jobs:
        found, following = self.ledger.jobs(limit, cursor, states or (), query or "", picks=picks)
        items = [job_summary(job, self.disk.bytes_of(job)) for job in found]
        return Jobs(items=items, batches=[], next_cursor=following)

    def get(self, job_id: str) -> JobAnswer:
        job = self.ledger.job(job_id)
        return job_answer(job, self.disk.bytes_of(job))

    async def progress(self, job_id: str, wait_s: float = 0.0) -> Progress:
        """At once, or as soon as there is news within `wait_s` seconds, or when the job has ended."""
        until = time.monotonic() + wait_s
        job = await asyncio.to_thread(self.ledger.job, job_id)
        seen = _signature(job)
        while not (job.terminal or self._ending) and _signature(job) == seen and time.monotonic() < until:
            await asyncio.sleep(POLL_SECONDS)
            job = await asyncio.to_thread(self.ledger.job, job_id)
        return await asyncio.to_thread(self._progress, job)

    def _progress(self, job: Job) -> Progress:
        stats = self.ledger.stats()["jobs"]
        place = None
        if job.state == QUEUED:
            waiting, _ = self.ledger.jobs(limit=1000, states=(QUEUED,))
            place = 1 + sum((-other.priority, other.created) < (-job.priority, job.created) for other in waiting)
        stuck = self.stuck(job)
        eta = None if job.terminal or stuck else self.estimates.remaining(job, stats.get("running", 0))
        known = dict(segments_answer(job))
        return Progress(**known, stages=stage_rows(job), eta_s=eta, queue_position=place, stuck=stuck)

    def stuck(self, job: Job) -> str | None:
        """Why it doesn't go on although nothing is wrong with it; it does by itself as soon as it can."""
        if job.waiting:
            return without_paths(f"{job.waiting['detail']} {job.waiting['remedy']}")
        if job.terminal or not self.scheduler.trouble:
            return None
        return without_paths(f"{self.scheduler.trouble.detail} {self.scheduler.trouble.remedy}")

    async def follow(self, job_id: str, after_seq: int) -> AsyncIterator[dict[str, Any] | None]:
        """Events of a job until it has ended or is deleted, or the studio ends; None when it has long been quiet."""
        quiet_since = time.monotonic()
        while not self._ending:
            over, news = await asyncio.to_thread(self._news, job_id, after_seq)
            for event in news:
                after_seq, quiet_since = event.seq, time.monotonic()
                yield {"seq": event.seq, "kind": event.kind, "data": event.data | {"t": event.t}}
            if over and not news:
                return
            if time.monotonic() - quiet_since >= QUIET_SECONDS:
                quiet_since = time.monotonic()
                yield None
            if not news:
                await asyncio.sleep(POLL_SECONDS)

    def _news(self, job_id: str, after_seq: int) -> tuple[bool, list[Event]]:
        """Whether the job is over, looked at before its events so that none is missed, and those after `after_seq`."""
        try:
            over = self.ledger.job(job_id).terminal
        except NotFound:
            over = True
        return over, self.ledger.events(job_id, after_seq)

    def end_waiting(self) -> None:
        """The studio is about to end: whoever waits for news gets what there is, and streams are over."""
        self._ending = True

    def f0(self, job_id: str, points: int | None = None) -> PitchCurve:
        """The pitch curve of the song; with `points`, every n-th frame of it, so that they are no more.

        Raises NotReady before it is followed, Conflict where it wasn't asked for.
        """
        job = self.ledger.job(job_id)
        unit = job.unit("plan")
        if not AudioConfig.model_validate(job.config).follows_pitch:
            raise Conflict("This job follows no pitch, because both swiftf0 and svc are off.")
        if unit.state != "done":
            raise NotReady("The pitch of the whole song isn't known yet.")
        try:
            curve, more = load_curve(self.folders.job(job_id).unit("plan", 0, unit.attempt) / "f0.npz")
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            remedy = "Mix the job again: then it is made again."
            raise FilesDamaged("The pitch curve of this job (f0.npz) can't be read.", remedy=remedy) from error
        step = slice(None, None, -(-len(curve.f0_hz) // points) if points else 1)
        return PitchCurve(
            job_id=job_id,
            hop_s=curve.hop_seconds * step.step,
            frames=len(curve.f0_hz[step]),
            time_s=curve.times_seconds[step].round(6).tolist(),
            f0_hz=curve.f0_hz[step].round(3).tolist(),
            confidence=curve.confidence[step].round(4).tolist(),
            target_hz=more["target_hz"][step].round(3).tolist(),
            voiced=curve.voiced[step].tolist(),
        )

    def report(self, job_id: str) -> Report:
        return report_of(self.ledger.job(job_id), self.ledger.attempts(job_id))

    # ------------------------------------------------------------- mend, end
    async def retry(self, job_id: str, segments: list[int] | None, wanted: Retry) -> Segments:
        """Segments again (None: all that failed), with other settings for them alone or with the job's own.

        What was done is analysed again, unless all that changes is how it is rendered. Raises BadConfig,
        EngineUnavailable, NotFound, Conflict, TooManyRequests, and then nothing is queued.
        """
        before = await asyncio.to_thread(self.ledger.job, job_id)
        settings = await checked(before, wanted.settings, self.engines)
        self._require_room_again(before)
        done = {one.index for one in before.segments if one.state == "done"}
        phase = "analyse" if segments and not settings and done.issuperset(segments) else "render"
        job = await asyncio.to_thread(self.ledger.retry, job_id, segments, phase, settings)
        self.scheduler.ring()
        return segments_answer(job)

    async def keep(self, job_id: str, segment: int) -> Segments:
        """Settle for the original in a segment that failed. Raises NotFound, Conflict."""
        return segments_answer(await asyncio.to_thread(self.ledger.keep, job_id, segment))

    async def rename(self, job_id: str, title: str) -> JobAnswer:
        await asyncio.to_thread(self.ledger.rename, job_id, title)
        return await asyncio.to_thread(self.get, job_id)

    async def remix(self, job_id: str, changes: Fields) -> Segments:
        """Mix again. Raises BadConfig for what would need an engine, ValidationError, Conflict, TooManyRequests."""
        before = await asyncio.to_thread(self.ledger.job, job_id)
        config = AudioConfig.model_validate(before.config)
        check_remix(config, changes)
        if changes.get("instrumental", {}).get("enabled"):
            _require_backing(before, config)
        self._require_room_again(before)
        mixed = _with_its_stems(config, changes)
        _require_sides(mixed, changes, before)
        job = await asyncio.to_thread(self.ledger.remix, job_id, mixed.model_dump())
        self.scheduler.ring()
        return segments_answer(job)

    async def cancel(self, job_id: str) -> Segments:
        return segments_answer(await self.scheduler.cancel(job_id))

    async def purge(self, job_id: str) -> Purged:
        """Cancel if need be, then delete every file and the entry."""
        await self.cancel(job_id)
        async with self.artifacts.purge(job_id):  # previews and exports of this job have ended, and no new one begins
            forget = partial(self.ledger.purge_job, job_id)
            freed = await asyncio.to_thread(self.leftovers.delete, JOBS, job_id, forget)
        return Purged(job_id=job_id, purged=True, freed_bytes=freed)


def _signature(job: Job) -> tuple[Any, ...]:
    units = tuple((unit.state, unit.stage) for unit in job.units)
    return job.state, job.run, job.waiting, round(job.progress, 3), units


def _require_backing(job: Job, config: AudioConfig) -> None:
    """Raises BadConfig where the job's backing was off when it was to be made: the song's own is not it."""
    own = bool((job.request or {}).get("instrumental_file_id"))
    if job.unit("decode").state == DONE and misses_backing(config, own) and not backing_made(job):
        which = "your own backing was not brought" if own else "no backing was made from words"
        raise BadConfig(f"instrumental.enabled needs a new job: it was off, so {which} into this one.",
                        remedy="Start a job with instrumental.enabled: true.",
                        errors=[{"field": "instrumental.enabled", "message": "needs a new job"}])  # fmt: skip


def _with_its_stems(config: AudioConfig, changes: Fields) -> AudioConfig:
    """Draft stems that were asked for by a fader alone are made, and stay, also when that is at nought again."""
    mixed = config.overridden(changes)
    return mixed.overridden({"instrumental": {"stems": config.instrumental.wants_stems}})


def _require_sides(config: AudioConfig, changes: Fields, job: Job) -> None:
    """Raises BadConfig for a place where there is no left and right."""
    channels = channels_of(job)
    if has_sides(config, channels):
        return
    which, remedy = ("result", "Ask for quality.channels 2 with it.")
    if channels == 1:
        which, remedy = "song", "Upload it in stereo."
    for group, fields in changes.items():
        for field in (field for field, value in fields.items() if field.endswith("_pan") and value):
            raise BadConfig(f"{group}.{field} has no effect, because the {which} is mono.", remedy=remedy,
                            errors=[{"field": f"{group}.{field}", "message": "has no effect in mono"}])  # fmt: skip


def check_remix(config: AudioConfig, changes: Fields) -> None:
    if not changes:
        raise BadConfig(
            "Nothing was asked to be mixed differently.", remedy="Send mixing, quality or instrumental gains."
        )
    for stem in (stem for stem in BACKING_VOCAL_STEMS if stem not in backing_vocal_stems(config)):
        for field in (f"{stem}_db", f"{stem}_pan"):
            wanted = changes.get("mixing", {}).get(field)
            if wanted is not None and wanted != getattr(config.mixing, field):
                raise BadConfig(f"mixing.{field} needs the stem “{stem}”, and this job made none.",
                                remedy="Start a job with svc.double or harmony.voices.")  # fmt: skip
    for field in changes.get("instrumental", {}):
        if field not in REMIX_INSTRUMENTAL:
            raise BadConfig(f"instrumental.{field} needs a new job: it can't be changed by mixing again.")
        if field.endswith(("_db", "_pan")) and not config.instrumental.wants_stems:
            raise BadConfig(f"instrumental.{field} needs draft stems, and this job made none.",
                            remedy="Start a job with instrumental.stems: true.")  # fmt: skip
