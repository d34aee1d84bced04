"""The order of a listing of jobs, newest first, and cursors that say where its next page begins."""

from __future__ import annotations

import base64
import binascii
import json
import math

from sqlalchemy import ColumnElement, and_, case, or_

from audio_backend.errors import BadInput
from audio_backend.ledger import tables
from audio_backend.ledger.job import Job

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
