"""What decides whether a job may come into the queue, and an upload may go: each asked within the transaction that then
does it, so that of two that exclude each other only one comes true.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, and_, func, select

from audio_backend.errors import Conflict, NotFound, TooManyRequests
from audio_backend.ledger import tables
from audio_backend.ledger.job import DONE, QUEUED, RUNNING, Job


def require_place(connection: Connection, most_waiting: int | None) -> None:
    """Raises TooManyRequests when the queue is full."""
    waiting = connection.scalar(select(func.count()).where(tables.jobs.c.state == QUEUED))
    if most_waiting is not None and waiting >= most_waiting:
        raise TooManyRequests(f"{waiting} jobs are waiting already.")


def require_sources(connection: Connection, job: Job) -> None:
    """That what it will be made from is still there: its uploads until they are decoded, and its voices when it comes
    in for the first time, for then it takes along what it needs of them. Raises NotFound, Conflict for a later run."""
    if job.unit("decode").state == DONE:
        return
    for file_id in uploads_of(job.request):
        if not _is_there(connection, tables.uploads, file_id):
            raise _gone(job, f"The upload {file_id}")
    for voice in voices_of(job.request) if job.run == 1 else ():
        if not _is_there(connection, tables.voices, voice["voice_id"]):
            raise _gone(job, f"The voice “{voice.get('name', voice['voice_id'])}”")


def require_unused(connection: Connection, file_id: str) -> None:
    """Raises Conflict while a job that has not ended needs this upload."""
    columns = tables.jobs.c
    wanted = select(columns.title, columns.request).where(columns.state.in_((QUEUED, RUNNING)))
    for title, request in connection.execute(wanted.order_by(columns.created)):
        if file_id in uploads_of(request):
            raise Conflict(f"The job “{title}” still needs this file.", remedy="Cancel the job, or wait for it.")


def forget_answers(connection: Connection, field: str, gone: str) -> None:
    """What was answered with something that is no longer there: the same Idempotency-Key makes it anew."""
    columns = tables.answers.c
    for key, route, response in connection.execute(select(columns.key, columns.route, columns.response)).all():
        if isinstance(response, dict) and response.get(field) == gone:
            connection.execute(tables.answers.delete().where(and_(columns.key == key, columns.route == route)))


def uploads_of(request: Any) -> list[str]:
    """The ids of the song and of an own backing."""
    named = (request.get(field) for field in ("file_id", "instrumental_file_id")) if isinstance(request, dict) else ()
    return [file_id for file_id in named if file_id]


def voices_of(request: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """Those that were brought; presets can't go."""
    voice = (request or {}).get("voice") or {}
    for one in voice.get("voices", [voice]):
        if one.get("voice_id") and one.get("kind") != "preset":
            yield one


def _is_there(connection: Connection, table: Table, an_id: str) -> bool:
    return connection.scalar(select(table.c.id).where(table.c.id == an_id)) is not None


def _gone(job: Job, what: str) -> NotFound | Conflict:
    if job.run == 1:
        return NotFound(f"{what} has been deleted.", remedy="Choose another one, or add it again.")
    return Conflict(f"{what} has been deleted, and this job has to read it.", remedy="Start a new job.")
