"""What changed between two values of a job, as rows: its units, attempts and events. And the order of a listing of
jobs, newest first, with cursors that say where its next page begins.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, or_

from audio_backend.errors import BadInput
from audio_backend.ledger import tables
from audio_backend.ledger.admission import song_of
from audio_backend.ledger.job import CANCELLED, PENDING, RUNNING, Job, JobKind, Unit, is_kind
from audio_backend.models.stages import SEGMENT_PHASES

Pair = tuple[Unit | None, Unit]


def save(connection: Connection, before: Job, after: Job, now: float) -> None:
    """Write what differs, with the events that tell of it."""
    changed = changed_units(before, after)
    if tables.job_row(before) != tables.job_row(after):
        connection.execute(tables.jobs.update().where(tables.jobs.c.id == after.id).values(tables.job_row(after)))
    for old, unit in changed:
        _save_unit(connection, after.id, old, unit)
    told = [*unit_events(after, changed), *job_events(before, after)]
    if told:
        where = {"job_id": after.id, "owner": after.owner, "t": now}
        connection.execute(tables.events.insert(), [{**where, "kind": kind, "data": data} for kind, data in told])
    if after.terminal and not before.terminal:
        _forget_progress(connection, after.id)


def begin(connection: Connection, job: Job, now: float) -> None:
    """The first event of a job."""
    data = {"state": job.state, "phase": job.phase, "progress": 0.0, "segments": 0, "waiting": None, "error": None}
    event = {"job_id": job.id, "owner": job.owner, "t": now, "kind": "job", "data": data}
    connection.execute(tables.events.insert().values(event))


def changed_units(before: Job, after: Job) -> list[Pair]:
    """(old or None, new) of every unit that isn't the same any more."""
    known = {(unit.phase, unit.index): unit for unit in before.units}
    pairs = [(known.get((unit.phase, unit.index)), unit) for unit in after.units]
    return [(old, new) for old, new in pairs if old is not new and old != new]


def job_events(before: Job, after: Job) -> Iterator[tuple[str, dict[str, Any]]]:
    """A job's state or phase is news, and that it has to wait, or no longer has."""
    if any(getattr(before, name) != getattr(after, name) for name in ("state", "phase", "run", "waiting")):
        yield (
            "job",
            {
                "state": after.state,
                "phase": after.phase,
                "progress": round(after.progress, 4),
                "segments": len(after.segments),
                "waiting": after.waiting,
                "error": after.error,
            },
        )


def unit_events(after: Job, changed: list[Pair]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A unit's state is news, and how far it has come; not that it was cancelled with its job."""
    for old, unit in changed:
        place = {"phase": unit.phase, "index": unit.index, "attempt": unit.attempt}
        if old and old.state != unit.state and unit.state != CANCELLED:
            sound = {"sound": after.sound(after.segment(unit.index))} if unit.phase in SEGMENT_PHASES else {}
            facts = {"state": unit.state, "progress": round(after.progress, 4), "error": unit.error}
            yield "unit", {**place, **facts, **sound}
        elif old and unit.state == RUNNING:
            yield (
                "progress",
                {
                    **place,
                    "fraction": round(unit.fraction, 4),
                    "stage": unit.stage,
                    "progress": round(after.progress, 4),
                },
            )


def _save_unit(connection: Connection, job_id: str, old: Unit | None, unit: Unit) -> None:
    row, columns = tables.unit_row(job_id, unit), tables.units.c
    if old is None:
        connection.execute(tables.units.insert().values(row))
        return
    here = and_(columns.job_id == job_id, columns.phase == unit.phase, columns.index == unit.index)
    connection.execute(tables.units.update().where(here).values(row))
    if unit.attempt > old.attempt:
        begun = {name: row[name] for name in ("job_id", "phase", "index", "attempt", "worker", "started")}
        connection.execute(tables.attempts.insert().values(begun))
    elif old.state == RUNNING and unit.state != RUNNING:
        _end_attempt(connection, job_id, old, unit)


def _end_attempt(connection: Connection, job_id: str, old: Unit, unit: Unit) -> None:
    columns = tables.attempts.c
    this = and_(
        columns.job_id == job_id,
        columns.phase == unit.phase,
        columns.index == unit.index,
        columns.attempt == unit.attempt,
    )
    connection.execute(
        tables.attempts.update()
        .where(this)
        .values(ended=unit.ended, work_s=unit.work_s, outcome=outcome(old, unit), error=unit.error)
    )


def outcome(old: Unit, unit: Unit) -> str:
    """How an attempt ended."""
    if unit.crashes > old.crashes:
        return "crashed"
    return "released" if unit.state == PENDING else unit.state


def _forget_progress(connection: Connection, job_id: str) -> None:
    """Thousands of fractions tell nothing once a job has ended."""
    columns = tables.events.c
    connection.execute(tables.events.delete().where(and_(columns.job_id == job_id, columns.kind == "progress")))


LATEST = 1e300
"""No time is beyond this."""


def older_than(time: float, id: str) -> ColumnElement[bool]:
    return or_(created() < time, and_(created() == time, tables.jobs.c.id < id))


def created() -> ColumnElement[float]:
    """As `damage.damaged_job` tells it of a row that holds no time."""
    return case((is_sane(tables.jobs.c.created), tables.jobs.c.created), else_=0.0)


def is_sane(column: ColumnElement[float]) -> ColumnElement[bool]:
    """Whether a damaged row doesn't hold text, nothing or infinity there."""
    return column.between(-LATEST, LATEST)


def to_cursor(job: Job) -> str:
    return base64.urlsafe_b64encode(json.dumps([job.created, job.id]).encode()).decode()


def from_cursor(cursor: str) -> tuple[float, str]:
    try:
        time, id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        if not math.isfinite(float(time)):
            raise ValueError("no time")
        return float(time), str(id)
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise BadInput("This cursor is not one the studio gave.", remedy="Start again without a cursor.") from error


@dataclass(frozen=True)
class Picks:
    """Which jobs a listing has: of a song, whole covers or tries of a part, of a batch; `grouped` has of each batch
    only the newest job that is listed."""

    file_id: str | None = None
    kind: JobKind = "all"
    batch_id: str | None = None
    grouped: bool = False

    @property
    def by_hand(self) -> bool:
        """SQL alone can't tell."""
        return self.file_id is not None or self.kind != "all" or self.grouped


ANY = Picks()


def picked_ids(
    connection: Connection, wanted: Select[Any], most: int, picks: Picks, after: tuple[float, str] | None
) -> list[str]:
    """The first of them after this place, by a few columns of each. Song and kind stand in columns of JSON; a batch
    that was on a page before is not on the next one, so grouped ones are gone through from the newest on."""
    columns = tables.jobs.c
    light = wanted.with_only_columns(
        columns.id, created().label("time"), columns.batch_id, columns.request, columns.source
    )
    rows = connection.execute(light)
    fits = (row for row in rows if picks.file_id in (None, song_of(row.request)) and is_kind(picks.kind, row.source))
    listed = _one_of_each_batch(fits) if picks.grouped else fits
    found = list(islice((row.id for row in listed if after is None or _is_older(row, after)), most))
    rows.close()
    return found


def _one_of_each_batch(rows: Iterator[Row[Any]]) -> Iterator[Row[Any]]:
    seen: set[str] = set()
    for row in rows:
        if row.batch_id is None or row.batch_id not in seen:
            yield row
        if row.batch_id is not None:
            seen.add(row.batch_id)


def _is_older(row: Row[Any], place: tuple[float, str]) -> bool:
    """As `older_than` says it in SQL."""
    return bool((row.time, row.id) < place)
