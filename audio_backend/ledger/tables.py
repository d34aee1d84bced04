"""The ledger's tables, and rows as values. Plain SQL only: the same tables hold on any database.

Rows that are not as the studio wrote them, after a fault of the disk or of another program's hand, are each told as
damaged by itself; all others are served. Nothing repairs or deletes a damaged row but its owner.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from sqlalchemy import JSON, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.engine import Row

from audio_backend.errors import EntryDamaged
from audio_backend.ledger.job import FAILED, STATES, UNIT_STATES, Job, Unit, in_order
from audio_backend.ledger.records import LOCAL_OWNER
from audio_backend.models.messages import read_messages
from audio_backend.models.stages import PHASES

log = logging.getLogger(__name__)

Record = TypeVar("Record")

KINDS = {Float: (int, float), Integer: (int,), String: (str,), Text: (str,), JSON: (dict,)}
"""What Python must read in a column, unless its `info` says `kind`; `values` and `most` there say what it can hold."""


def json_or_text(text: Any) -> Any:
    """A column's JSON; what is none stays text, which no column of JSON can hold."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, TypeError, RecursionError):
        return str(text)


def damaged_columns(table: Table, values: Mapping[str, Any]) -> list[str]:
    return [column.name for column in table.columns if column.name in values and not _fits(column, values[column.name])]


def whole(kind: type[Record], table: Table, rows: Iterable[Row]) -> list[Record]:
    """As records, without the damaged ones, of which the log tells."""
    found = []
    for row in rows:
        if columns := damaged_columns(table, row._mapping):
            log.warning("An entry of the ledger's %s is damaged (%s) and left out.", table.name, ", ".join(columns))
        else:
            found.append(kind(**row._mapping))
    return found


def damaged(what: str, an_id: str, columns: Iterable[str]) -> EntryDamaged:
    return EntryDamaged(f"The ledger's entry of the {what} {an_id} is damaged: {', '.join(columns)} can't be read.")


def damaged_job(values: Mapping[str, Any], columns: list[str]) -> Job:
    """A job that has failed because of it, with what can be told of it. Nothing of it runs, and it can be deleted."""
    created, title, batch_id = (values[name] for name in ("created", "title", "batch_id"))
    return Job(
        id=values["id"], created=created if isinstance(created, float) and math.isfinite(created) else 0.0,
        title=title if isinstance(title, str) else "", config={}, source={}, state=FAILED, damaged=True,
        batch_id=batch_id if isinstance(batch_id, str) else None,
        error=damaged("job", values["id"], columns).as_dict(),
    )  # fmt: skip


def damaged_units(units: list[Unit | None]) -> list[str]:
    """What is wrong with the units of a job as a whole; None stands for a damaged row."""
    if None in units:
        return ["a unit"]
    counts = {phase: sum(unit.phase == phase for unit in units) for phase in PHASES}
    if any(counts[phase] != 1 for phase in ("decode", "plan", "finish")) or counts["analyse"] != counts["render"]:
        return ["the list of its units"]
    decoded = next(unit for unit in units if unit.phase == "decode").result or {}
    segments = decoded.get("segments", [])
    return [] if isinstance(segments, list) and len(segments) >= counts["analyse"] else ["its segments"]


def _fits(column: Column, value: Any) -> bool:
    if value is None:
        return bool(column.nullable)
    kinds = column.info.get("kind") or KINDS[type(column.type)]
    if not isinstance(value, kinds) or (isinstance(value, float) and not math.isfinite(value)):
        return False
    return value in column.info.get("values", (value,)) and not ("most" in column.info and value > column.info["most"])


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


SCHEMA_VERSION = 4
UPGRADES = {
    2: (
        "ALTER TABLE jobs ADD COLUMN worked_s FLOAT NOT NULL DEFAULT 0",
        "ALTER TABLE jobs ADD COLUMN waiting JSON",
        "ALTER TABLE units ADD COLUMN work_s FLOAT",
        "ALTER TABLE units ADD COLUMN remade INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE attempts ADD COLUMN work_s FLOAT",
        "UPDATE units SET work_s = ended - started WHERE ended > started",
        "UPDATE attempts SET work_s = ended - started WHERE ended > started",
    ),
    3: (
        f"ALTER TABLE jobs ADD COLUMN owner VARCHAR(64) NOT NULL DEFAULT '{LOCAL_OWNER}'",
        f"ALTER TABLE events ADD COLUMN owner VARCHAR(64) NOT NULL DEFAULT '{LOCAL_OWNER}'",
        f"ALTER TABLE uploads ADD COLUMN owner VARCHAR(64) NOT NULL DEFAULT '{LOCAL_OWNER}'",
        f"ALTER TABLE voices ADD COLUMN owner VARCHAR(64) NOT NULL DEFAULT '{LOCAL_OWNER}'",
        "ALTER TABLE jobs RENAME COLUMN warnings TO messages",
    ),
    4: (
        "ALTER TABLE jobs ADD COLUMN batch_id VARCHAR(64)",
        "CREATE INDEX jobs_by_batch ON jobs (batch_id)",
    ),
}
"""What makes a ledger of the version before into one of this version; a column that is no longer used stays there."""

metadata = MetaData()


def _json(name: str, **more: Any) -> Column[Any]:
    return Column(name, JSON(none_as_null=True), **more)


def _owner() -> Column[Any]:
    return Column("owner", String(64), nullable=False)


def _job_id(**kind: Any) -> Column[Any]:
    return Column("job_id", String(64), ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False, **kind)


schema = Table("schema_version", metadata, Column("version", Integer, primary_key=True, autoincrement=False))

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("created", Float, nullable=False),
    Column("title", Text, nullable=False),
    Column("search", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", String(16), nullable=False, info={"values": STATES}),
    Column("started", Float),
    Column("finished", Float),
    Column("worked_s", Float, nullable=False),
    Column("run", Integer, nullable=False),
    Column("high_water", Float, nullable=False, info={"most": 1.0}),
    *map(_json, ("config", "request", "source", "waiting", "error", "result")),
    _json("messages", info={"kind": list}),
    _owner(),
    Column("batch_id", String(64)),
    Index("jobs_by_batch", "batch_id"),
    Index("jobs_by_state", "state", "priority", "created"),
    Index("jobs_by_age", "created", "id"),
)

units = Table(
    "units",
    metadata,
    _job_id(primary_key=True),
    Column("phase", String(16), primary_key=True, info={"values": PHASES}),
    Column("index", Integer, primary_key=True, autoincrement=False),
    Column("state", String(16), nullable=False, info={"values": UNIT_STATES}),
    Column("attempt", Integer, nullable=False),
    Column("crashes", Integer, nullable=False),
    Column("remade", Integer, nullable=False),
    Column("fraction", Float, nullable=False, info={"most": 1.0}),
    Column("stage", Text, nullable=False),
    Column("worker", String(64), nullable=False),
    Column("started", Float),
    Column("ended", Float),
    Column("work_s", Float),
    _json("result"),
    _json("error"),
    Index("units_by_state", "state", "worker"),
    Index("units_by_end", "ended"),
)

attempts = Table(
    "attempts",
    metadata,
    _job_id(primary_key=True),
    Column("phase", String(16), primary_key=True, info={"values": PHASES}),
    Column("index", Integer, primary_key=True, autoincrement=False),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("worker", String(64), nullable=False),
    Column("started", Float, nullable=False),
    Column("ended", Float),
    Column("work_s", Float),
    Column("outcome", String(16)),
    _json("error"),
)

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    _job_id(),
    Column("t", Float, nullable=False),
    Column("kind", String(16), nullable=False),
    _json("data", nullable=False),
    _owner(),
    Index("events_of_job", "job_id", "seq"),
    sqlite_autoincrement=True,
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("filename", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    _json("facts", nullable=False),
    Column("created", Float, nullable=False),
    _owner(),
)

voices = Table(
    "voices",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("engine", String(64), nullable=False),
    _json("facts", nullable=False),
    Column("created", Float, nullable=False),
    _owner(),
)

answers = Table(
    "idempotency",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("route", String(255), primary_key=True),
    Column("body_sha256", String(64), nullable=False),
    _json("response", nullable=False),
    Column("created", Float, nullable=False),
)


doomed = Table(
    "doomed",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("id", String(64), primary_key=True),
)


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def job_row(job: Job) -> dict[str, Any]:
    row = {name: getattr(job, name) for name in _names(jobs) if name not in ("search", "messages")}
    messages = [message.as_dict() for message in job.messages]
    return {**row, "search": f"{job.title} {job.id}".casefold(), "messages": messages}


def unit_row(job_id: str, unit: Unit) -> dict[str, Any]:
    return {"job_id": job_id, **{name: getattr(unit, name) for name in _names(units) if name != "job_id"}}


def job_value(row: Row, own: list[Unit | None]) -> Job:
    """With its units, of which None stands for a damaged row."""
    values = dict(row._mapping)
    if columns := [*damaged_columns(jobs, values), *damaged_units(own)]:
        return damaged_job(values, columns)
    del values["search"]
    messages = read_messages(values.pop("messages"))
    return Job(**values, messages=messages, units=in_order(own))


def unit_value(row: Row) -> Unit | None:
    """None for a damaged one."""
    values = dict(row._mapping)
    del values["job_id"]
    return None if damaged_columns(units, values) else Unit(**values)


def record_row(record: Any) -> dict[str, Any]:
    return asdict(record)
