"""Folders that are to go: what was deleted, and what is being made and isn't in the ledger yet.

A folder is doomed before it is made, and spared by the very transaction that enters what lies in it; it is doomed again
by the transaction that deletes the entry. So whenever a studio dies, its ledger names all that must not be left, and
nothing else: a lost or empty ledger dooms nothing.
"""

from __future__ import annotations

from sqlalchemy import Connection, and_, select

from audio_backend.ledger import tables
from audio_backend.ledger.database import Database

UPLOADS, VOICES, JOBS, INCOMING = "uploads", "voices", "jobs", "incoming"
"""`uploads`, `voices` and `jobs` are tables too; `incoming` is a studio's session, whose files are half received."""

KEPT = {table.name: table for table in (tables.uploads, tables.voices, tables.jobs)}


class Doomed:
    """(kind, id) of every folder that is to go."""

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
