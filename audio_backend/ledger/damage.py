"""Rows that are not as the studio wrote them, after a fault of the disk or of another program's hand.

Each is told as damaged by itself; all others are served. Nothing repairs or deletes a damaged row but its owner.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import JSON, Column, Float, Integer, String, Table, Text
from sqlalchemy.engine import Row

from audio_backend.errors import EntryDamaged
from audio_backend.ledger.job import FAILED, Job, Unit
from audio_backend.models.units import PHASES

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
    created, title = values["created"], values["title"]
    return Job(
        id=values["id"], created=created if isinstance(created, float) and math.isfinite(created) else 0.0,
        title=title if isinstance(title, str) else "", config={}, source={}, state=FAILED, damaged=True,
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
