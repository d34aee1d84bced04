"""The ledger is the truth about jobs. A transition is one transaction: load, apply a pure function, save what differs.

Plain synchronous calls; call them through threads from async code. Any thread may use one ledger.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from audio_backend.errors import Conflict, EntryDamaged, KeptError, NotFound
from audio_backend.ledger import admission, history, invalidation, tables, transitions
from audio_backend.ledger.admission import JOBS, Doomed, doom, spare
from audio_backend.ledger.database import Database
from audio_backend.ledger.history import ANY, Picks, created, from_cursor, is_sane, older_than, picked_ids, to_cursor
from audio_backend.ledger.job import DONE, FAILED, QUEUED, RUNNING, Attempt, Job, Unit
from audio_backend.ledger.records import LOCAL_OWNER, AttemptRecord, Event, IdempotentResponse, Timing, Upload, Voice
from audio_backend.ledger.repository import Repository
from audio_backend.ledger.tables import damaged, damaged_columns, whole
from audio_backend.models.stages import PHASES, UnitKey

log = logging.getLogger(__name__)

Change = Callable[[Job], Job]


class Ledger:
    """Jobs, their events, and the shelves `uploads` and `voices`. Opening it makes the tables or brings them up to
    date, unless it is only `looked_at`."""

    def __init__(
        self, url: str, clock: Callable[[], float] = time.time, most_waiting: int | None = None, looked_at: bool = False
    ):
        self._database, self._clock, self._most_waiting = Database(url, looked_at), clock, most_waiting
        self.file = self._database.file
        self.uploads = Repository(self._database, tables.uploads, Upload)
        self.voices = Repository(self._database, tables.voices, Voice)
        self.doomed = Doomed(self._database)

    def close(self) -> None:
        self._database.close()

    def scrub(self) -> None:
        """Leave no trace of what was deleted in the files of the ledger, as far as nobody is reading them just now."""
        self._database.scrub()

    def add_job(self, job: Job, answer: IdempotentResponse | None = None) -> Job:
        """Into the queue, with what is answered to its Idempotency-Key. Raises TooManyRequests, NotFound without its
        upload or voice, Conflict for a taken id."""
        with self._database.write() as connection:
            self._require_entry(connection, job)
            connection.execute(tables.jobs.insert().values(tables.job_row(job)))
            connection.execute(tables.units.insert(), [tables.unit_row(job.id, unit) for unit in job.units])
            history.begin(connection, job, self._clock())
            spare(connection, JOBS, job.id)
            if answer:
                connection.execute(tables.answers.insert().values(tables.record_row(answer)))
        return job

    def require_place(self) -> None:
        """Before anything is made for a job; only `add_job` decides. Raises TooManyRequests."""
        with self._database.read() as connection:
            admission.require_place(connection, self._most_waiting)

    def job(self, job_id: str) -> Job:
        """Raises NotFound."""
        with self._database.read() as connection:
            return _load(connection, job_id)

    def jobs(
        self,
        limit: int = 50,
        cursor: str | None = None,
        states: Collection[str] = (),
        query: str = "",
        owner: str = LOCAL_OWNER,
        picks: Picks = ANY,
    ) -> tuple[list[Job], str | None]:
        """Of one owner, newest first, and the cursor of the next page, if any. `query` looks in title and id."""
        columns = tables.jobs.c
        wanted = select(tables.jobs).where(columns.owner == owner)
        wanted = wanted.order_by(created().desc(), columns.id.desc())
        if states:
            wanted = wanted.where(columns.state.in_(states))
        if query:
            wanted = wanted.where(columns.search.contains(query.casefold(), autoescape=True))
        if picks.batch_id:
            wanted = wanted.where(columns.batch_id == picks.batch_id)
        after = from_cursor(cursor) if cursor else None
        if after and not picks.grouped:
            wanted = wanted.where(older_than(*after))
        with self._database.read() as connection:
            if picks.by_hand:
                wanted = wanted.where(columns.id.in_(picked_ids(connection, wanted, limit + 1, picks, after)))
            found = _load_many(connection, wanted.limit(limit + 1))
        return found[:limit], to_cursor(found[limit - 1]) if len(found) > limit else None

    def batches(self, batch_ids: Collection[str], owner: str = LOCAL_OWNER) -> dict[str, list[Job]]:
        """The jobs of each of these batches, in the order they came in; a batch without any is none."""
        columns = tables.jobs.c
        wanted = select(tables.jobs).where(and_(columns.owner == owner, columns.batch_id.in_(batch_ids)))
        found: dict[str, list[Job]] = {}
        with self._database.read() as connection:
            for job in _load_many(connection, wanted.order_by(created(), columns.id)):
                found.setdefault(job.batch_id or "", []).append(job)
        return found

    def running(self) -> list[Job]:
        """The jobs that were admitted and have not ended, oldest first."""
        with self._database.read() as connection:
            wanted = select(tables.jobs).where(tables.jobs.c.state == RUNNING)
            found = _load_many(connection, wanted.order_by(tables.jobs.c.started, tables.jobs.c.id))
        return self._set_damaged_aside(found)

    def admit(self, most: int) -> list[Job]:
        """Let jobs in by priority, then age, while fewer than `most` are running."""
        columns = tables.jobs.c
        with self._database.write() as connection:
            inside = connection.scalar(select(func.count()).where(columns.state == RUNNING))
            waiting = select(columns.id).where(columns.state == QUEUED)
            waiting = waiting.order_by(columns.priority.desc(), columns.created, columns.id)
            ids = connection.scalars(waiting.limit(max(most - inside, 0))).all()
            now = self._clock()
            admitted = [self._change(connection, id, lambda job: transitions.admit(job, now)) for id in ids]
        return self._set_damaged_aside(admitted)

    def count_work(self, job_ids: Collection[str], seconds: float) -> None:
        """These jobs were worked on for so long."""
        columns = tables.jobs.c
        with self._database.write() as connection:
            worked = tables.jobs.update().where(and_(columns.id.in_(job_ids), columns.state == RUNNING))
            connection.execute(worked.values(worked_s=columns.worked_s + seconds))

    def expire(self, limit_s: float) -> list[Job]:
        """Fail the running jobs that were worked on for longer than they may take."""
        now, columns = self._clock(), tables.jobs.c
        with self._database.write() as connection:
            late = select(columns.id).where(and_(columns.state == RUNNING, columns.worked_s >= limit_s))
            ids = connection.scalars(late).all()
            return [self._change(connection, id, lambda job: transitions.timeout(job, now, limit_s)) for id in ids]

    def wait(self, job_id: str, error: KeptError) -> Job:
        """Begin nothing more of a running job while this lasts."""
        return self._apply(job_id, lambda job: transitions.wait(job, error))

    def go_on(self, job_id: str) -> Job:
        return self._apply(job_id, transitions.go_on)

    def claim(self, key: UnitKey, worker: str) -> Job | None:
        """The job with a new attempt begun, or None when this unit isn't runnable (any more)."""
        begun = []

        def change(job: Job) -> Job:
            claimed = transitions.claim(job, key.phase, key.index, worker, self._clock())
            begun.append(claimed is not job)
            return claimed

        job = self._apply(key.job_id, change)
        return job if begun[0] else None

    def progress(self, job_id: str, attempt: Attempt, fraction: float, stage: str) -> Job:
        """A running attempt's fraction 0..1 and stage. Call it at most twice a second."""
        return self._apply(job_id, lambda job: transitions.advance(job, attempt, fraction, stage))

    def finish_unit(self, job_id: str, attempt: Attempt, result: dict, work_s: float | None = None) -> Job:
        """Commit, if this attempt is still the newest and running; `work_s` is what it took, if anybody measured."""

        def finish(job: Job) -> Job:
            return invalidation.outdated(
                job, transitions.finish_unit(job, attempt, result, self._clock(), work_s), attempt
            )

        return self._apply(job_id, finish)

    def fail_unit(self, job_id: str, attempt: Attempt, error: KeptError, work_s: float | None = None) -> Job:
        return self._apply(job_id, lambda job: transitions.fail_unit(job, attempt, error, self._clock(), work_s))

    def crash_unit(self, job_id: str, attempt: Attempt, error: KeptError, work_s: float | None = None) -> Job:
        return self._apply(job_id, lambda job: transitions.crash_unit(job, attempt, error, self._clock(), work_s))

    def pause_unit(self, job_id: str, attempt: Attempt, error: KeptError) -> Job:
        return self._apply(job_id, lambda job: transitions.pause_unit(job, attempt, error, self._clock()))

    def set_back(self, job_id: str, attempt: Attempt, damaged: Collection[Attempt], error: KeptError) -> Job:
        """Have units made again whose files this attempt found damaged; it waits for them."""
        return self._apply(job_id, lambda job: invalidation.set_back(job, attempt, damaged, error, self._clock()))

    def release_unit(self, job_id: str, attempt: Attempt) -> Job:
        return self._apply(job_id, lambda job: transitions.release_unit(job, attempt, self._clock()))

    def cancel(self, job_id: str) -> Job:
        """Unchanged when it has ended. Raises NotFound."""
        return self._apply(job_id, lambda job: transitions.cancel(job, self._clock()))

    def retry(
        self, job_id: str, segments: Collection[int] | None = None, phase: str = "analyse", settings: dict | None = None
    ) -> Job:
        """Queue these segments (None: all that failed) again, with settings of their own or none. Raises NotFound,
        Conflict, BadInput, TooManyRequests."""
        return self._apply(job_id, lambda job: transitions.retry(job, segments, phase, settings))

    def keep(self, job_id: str, index: int) -> Job:
        """Settle for the original in this segment. Raises NotFound, Conflict."""
        return self._apply(job_id, lambda job: transitions.keep(job, index))

    def rename(self, job_id: str, title: str) -> Job:
        """Raises NotFound."""
        return self._apply(job_id, lambda job: transitions.rename(job, title))

    def remix(self, job_id: str, config: dict) -> Job:
        """Queue the mix again with another config. Raises NotFound, Conflict, TooManyRequests."""
        return self._apply(job_id, lambda job: transitions.remix(job, config))

    def recover(self, worker: str) -> int:
        """At start: what other, dead workers were doing is pending again. How many units that were."""
        return self._release_where(tables.units.c.worker != worker)

    def release(self, worker: str) -> int:
        """At the end: what this worker was doing is pending again."""
        return self._release_where(tables.units.c.worker == worker)

    def purge_job(self, job_id: str) -> None:
        """Forget a job that has ended, with its whole history and what was answered when it was started, and doom its
        files. Raises NotFound, Conflict."""
        with self._database.write() as connection:
            if not _load(connection, job_id).terminal:
                raise Conflict("This job has not ended.", remedy="Cancel it, then delete it.")
            connection.execute(tables.jobs.delete().where(tables.jobs.c.id == job_id))
            admission.forget_answers(connection, "job_id", job_id)
            doom(connection, JOBS, job_id)

    def remove_upload(self, file_id: str) -> None:
        """Forget an upload that no job needs any more, and what was answered when it came, and doom its files. Raises
        NotFound, Conflict."""
        with self._database.write() as connection:
            admission.require_unused(connection, file_id)
            admission.forget_answers(connection, "file_id", file_id)
            self.uploads.remove_within(connection, file_id)

    def remove_voice(self, voice_id: str) -> None:
        """Forget a voice that no job needs any more, and doom its files. Raises NotFound, Conflict."""
        with self._database.write() as connection:
            admission.require_unsung(connection, voice_id)
            self.voices.remove_within(connection, voice_id)

    def events(
        self, job_id: str | None = None, after_seq: int = 0, limit: int = 500, owner: str = LOCAL_OWNER
    ) -> list[Event]:
        """What happened after `after_seq`, in order; of all jobs of the owner when none is named."""
        columns = tables.events.c
        wanted = select(tables.events).where(and_(columns.owner == owner, columns.seq > after_seq))
        wanted = wanted.order_by(columns.seq).limit(limit)
        with self._database.read() as connection:
            rows = connection.execute(wanted if job_id is None else wanted.where(columns.job_id == job_id))
            return whole(Event, tables.events, rows)

    def attempts(self, job_id: str) -> list[AttemptRecord]:
        """Every attempt there was, in the order they began."""
        columns = tables.attempts.c
        with self._database.read() as connection:
            rows = connection.execute(select(tables.attempts).where(columns.job_id == job_id))
            attempts = whole(AttemptRecord, tables.attempts, rows)
        return sorted(
            attempts, key=lambda attempt: (attempt.started, PHASES.index(attempt.phase), attempt.index, attempt.attempt)
        )

    def timings(self, limit: int = 500) -> list[Timing]:
        """Of the units done last, newest first, that said how much sound they worked on (`audio_s`, `quality`)."""
        columns = tables.units.c
        wanted = select(columns.phase, columns.work_s, columns.result)
        wanted = wanted.where(and_(columns.state == DONE, is_sane(columns.work_s)))
        wanted = wanted.order_by(columns.ended.desc()).limit(limit)
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return [
            Timing(row.phase, row.result["audio_s"], row.work_s, row.result.get("quality", ""))
            for row in rows
            if isinstance(row.result, dict)
            and isinstance(row.result.get("audio_s"), int | float)
            and row.result["audio_s"] > 0
        ]

    def stats(self) -> dict:
        """{"jobs": {state: n}, "units": {state: n}, "oldest_queued_s": seconds the longest waiting job has waited}."""
        jobs, units = tables.jobs.c, tables.units.c
        with self._database.read() as connection:
            waiting = and_(jobs.state == QUEUED, is_sane(jobs.created))
            oldest = connection.scalar(select(func.min(jobs.created)).where(waiting))
            return {
                "jobs": _counted(connection, jobs.state),
                "units": _counted(connection, units.state),
                "oldest_queued_s": max(self._clock() - oldest, 0.0) if oldest is not None else 0.0,
            }

    def answer(self, key: str, route: str) -> IdempotentResponse | None:
        """What was answered to this Idempotency-Key before. Raises EntryDamaged."""
        columns = tables.answers.c
        wanted = select(tables.answers).where(and_(columns.key == key, columns.route == route))
        with self._database.read() as connection:
            row = connection.execute(wanted).first()
        if row and (columns := damaged_columns(tables.answers, row._mapping)):
            raise damaged("Idempotency-Key", key, columns)
        return IdempotentResponse(**row._mapping) if row else None

    def damaged(self) -> list[str]:
        """What can't be read any more, as jobs/<id>, uploads/<id>, voices/<id>."""
        with self._database.read() as connection:
            jobs = [f"jobs/{job.id}" for job in _load_many(connection, select(tables.jobs)) if job.damaged]
        return [
            *jobs,
            *(f"uploads/{id}" for id in self.uploads.damaged()),
            *(f"voices/{id}" for id in self.voices.damaged()),
        ]

    def keep_answer(self, answer: IdempotentResponse) -> None:
        """Raises Conflict when there is an answer to this key already."""
        with self._database.write() as connection:
            connection.execute(tables.answers.insert().values(tables.record_row(answer)))

    def forget_answers(self, before: float) -> int:
        """Drop the answers kept before this time (epoch); how many they were."""
        with self._database.write() as connection:
            return connection.execute(tables.answers.delete().where(tables.answers.c.created < before)).rowcount

    def _set_damaged_aside(self, jobs: list[Job]) -> list[Job]:
        """The others. A damaged one has failed in the ledger too, so that it takes nobody's place."""
        if ids := [job.id for job in jobs if job.damaged]:
            log.error("The ledger's entries of these jobs are damaged: %s", ", ".join(ids))
            with self._database.write() as connection:
                failed = tables.jobs.update().where(tables.jobs.c.id.in_(ids)).values(state=FAILED)
                connection.execute(failed)
        return [job for job in jobs if not job.damaged]

    def _require_entry(self, connection: Connection, job: Job) -> None:
        admission.require_place(connection, self._most_waiting)
        admission.require_sources(connection, job)

    def _apply(self, job_id: str, change: Change) -> Job:
        with self._database.write() as connection:
            return self._change(connection, job_id, change)

    def _change(self, connection: Connection, job_id: str, change: Change) -> Job:
        before = _load(connection, job_id)
        after = change(before)
        if before.damaged and after is not before:
            raise EntryDamaged(before.error["detail"] if before.error else "")
        if after.state == QUEUED != before.state:
            self._require_entry(connection, after)
        if after is not before:
            history.save(connection, before, after, self._clock())
        return after

    def _release_where(self, whose: ColumnElement[bool]) -> int:
        columns = tables.units.c
        left = select(columns.job_id, columns.phase, columns.index, columns.attempt)
        left = left.where(and_(columns.state == RUNNING, whose))
        with self._database.write() as connection:
            rows = connection.execute(left).all()
            for job_id, *attempt in rows:
                self._change(connection, job_id, _releasing(Attempt(*attempt), self._clock()))
        return len(rows)


def _releasing(attempt: Attempt, now: float) -> Change:
    return lambda job: transitions.release_unit(job, attempt, now)


def _counted(connection: Connection, state: ColumnElement[str]) -> dict[str, int]:
    return dict(connection.execute(select(state, func.count()).group_by(state)).tuples().all())


def _load(connection: Connection, job_id: str) -> Job:
    found = _load_many(connection, select(tables.jobs).where(tables.jobs.c.id == job_id))
    if not found:
        raise NotFound(f"There is no job {job_id}.")
    return found[0]


def _load_many(connection: Connection, wanted: Select) -> list[Job]:
    rows = connection.execute(wanted).all()
    own: dict[str, list[Unit | None]] = {row.id: [] for row in rows}
    units = select(tables.units).where(tables.units.c.job_id.in_(own))
    for row in connection.execute(units) if own else ():
        own[row.job_id].append(tables.unit_value(row))
    return [tables.job_value(row, own[row.id]) for row in rows]
