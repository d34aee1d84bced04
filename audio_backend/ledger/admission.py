"""What may come in and what may go: a job into the queue, an upload or a voice away, a folder from the disk.

Each is asked within the transaction that then does it, so that of two that exclude each other only one comes true.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, and_, func, select

from audio_backend.errors import Conflict, NotFound, TooManyRequests
from audio_backend.ledger import tables
from audio_backend.ledger.database import Database
from audio_backend.ledger.job import DONE, QUEUED, RUNNING, Job
from audio_backend.models.voices import TRAINED

UPLOADS, VOICES, JOBS, INCOMING = "uploads", "voices", "jobs", "incoming"
"""`uploads`, `voices` and `jobs` are tables too; `incoming` is a studio's session, whose files are half received."""


KEPT = {table.name: table for table in (tables.uploads, tables.voices, tables.jobs)}


class Doomed:
    """(kind, id) of every folder that is to go: what was deleted, and what is being made and isn't in the ledger yet.

    A folder is doomed before it is made, and spared by the very transaction that enters what lies in it; it is doomed
    again by the transaction that deletes the entry. So whenever a studio dies, its ledger names all that must not be
    left, and nothing else: a lost or empty ledger dooms nothing.
    """

    def __init__(self, database: Database):
        self._database = database

    def all(self) -> list[tuple[str, str]]:
        with self._database.read() as connection:
            return list(connection.execute(select(tables.doomed.c.kind, tables.doomed.c.id)).tuples())

    def add(self, kind: str, id: str) -> None:
        with self._database.write() as connection:
            doom(connection, kind, id)

    def remove(self, kind: str, id: str) -> None:
        """It is gone, or kept after all. Writes nothing where it wasn't doomed."""
        if (kind, id) in self.all():
            with self._database.write() as connection:
                spare(connection, kind, id)

    def kept(self, kind: str) -> set[str]:
        """The ids that the ledger has of a kind: no folder of theirs may go."""
        if kind not in KEPT:
            return set()
        with self._database.read() as connection:
            return set(connection.scalars(select(KEPT[kind].c.id)))


def doom(connection: Connection, kind: str, id: str) -> None:
    """Within the transaction that deletes its entry."""
    connection.execute(tables.doomed.insert().prefix_with("OR IGNORE").values(kind=kind, id=id))


def spare(connection: Connection, kind: str, id: str) -> None:
    """Within the transaction that makes its entry."""
    columns = tables.doomed.c
    connection.execute(tables.doomed.delete().where(and_(columns.kind == kind, columns.id == id)))


def require_place(connection: Connection, most_waiting: int | None) -> None:
    """Raises TooManyRequests when the queue is full."""
    waiting = connection.scalar(select(func.count()).where(tables.jobs.c.state == QUEUED))
    if most_waiting is not None and waiting >= most_waiting:
        raise TooManyRequests(f"{waiting} jobs are waiting already.")


def require_sources(connection: Connection, job: Job) -> None:
    """That what it will be made from is still there: its uploads until they are decoded, its voices when it comes in
    for the first time, for then it takes along what it needs of them, and a trained voice as long as anything is to be
    sung. Raises NotFound, Conflict for a later run."""
    decoded = job.unit("decode").state == DONE
    for file_id in () if decoded else uploads_of(job.request):
        if not _is_there(connection, tables.uploads, file_id):
            raise _gone(job, f"The upload {file_id}")
    for voice in voices_of(job.request):
        needed = job.phase != "finish" if voice.get("kind") == TRAINED else job.run == 1 and not decoded
        if needed and not _is_there(connection, tables.voices, voice["voice_id"]):
            raise _gone(job, f"The voice “{voice.get('name', voice['voice_id'])}”")


def require_unused(connection: Connection, file_id: str) -> None:
    """Raises Conflict while a job that has not ended needs this upload."""
    columns = tables.jobs.c
    wanted = select(columns.title, columns.request).where(columns.state.in_((QUEUED, RUNNING)))
    for title, request in connection.execute(wanted.order_by(columns.created)):
        if file_id in uploads_of(request):
            raise Conflict(f"The job “{title}” still needs this file.", remedy="Cancel the job, or wait for it.")


def require_unsung(connection: Connection, voice_id: str) -> None:
    """Raises Conflict while a job that has not ended sings with this checkpoint: it keeps no copy of the weights."""
    if singing := singing_with(connection, voice_id):
        titles = ", ".join(f"“{title}”" for _, title in singing)
        raise Conflict(f"{titles} still {'sings' if len(singing) == 1 else 'sing'} with this voice.",
                       remedy="Cancel the job, or wait for it.")  # fmt: skip


def singing_with(connection: Connection, voice_id: str) -> list[tuple[str, str]]:
    """Id and title of each job that has not ended and needs the files of this voice, oldest first. Of other kinds than
    checkpoints a job has a copy of its own."""
    columns = tables.jobs.c
    wanted = select(columns.id, columns.title, columns.request).where(columns.state.in_((QUEUED, RUNNING)))
    return [
        (job_id, title)
        for job_id, title, request in connection.execute(wanted.order_by(columns.created))
        if any(one["voice_id"] == voice_id and one.get("kind") == TRAINED for one in voices_of(request))
    ]


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


def song_of(request: Any) -> str | None:
    return request.get("file_id") if isinstance(request, dict) else None


def voices_of(request: Any) -> Iterator[dict[str, Any]]:
    """Those that were brought, of lead and backing vocals; presets can't go."""
    asked = request if isinstance(request, dict) else {}
    voice, beside = asked.get("voice") or {}, asked.get("voices_beside") or {}
    for one in (*voice.get("voices", [voice]), *(other["voice"] for other in beside.values())):
        if one.get("voice_id") and one.get("kind") != "preset":
            yield one


def _is_there(connection: Connection, table: Table, an_id: str) -> bool:
    return connection.scalar(select(table.c.id).where(table.c.id == an_id)) is not None


def _gone(job: Job, what: str) -> NotFound | Conflict:
    if job.run == 1:
        return NotFound(f"{what} has been deleted.", remedy="Choose another one, or add it again.")
    return Conflict(f"{what} has been deleted, and this job has to read it.", remedy="Start a new job.")
