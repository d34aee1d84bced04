"""A shelf keeps records of one kind under their ids."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Table, select

from audio_backend.errors import NotFound
from audio_backend.ledger.admission import doom, spare
from audio_backend.ledger.database import Database
from audio_backend.ledger.records import LOCAL_OWNER
from audio_backend.ledger.tables import damaged, damaged_columns, record_row, whole

Record = TypeVar("Record")


class Repository(Generic[Record]):
    """Uploads, voices."""

    def __init__(self, database: Database, table: Table, kind: type[Record]):
        self._database, self._table, self._kind = database, table, kind
        self._name = kind.__name__.lower()

    def add(self, record: Record) -> Record:
        """Raises Conflict when the id is taken."""
        with self._database.write() as connection:
            connection.execute(self._table.insert().values(record_row(record)))
            spare(connection, self._table.name, record.id)
        return record

    def replace(self, record: Any) -> Record:
        """Put a changed record in the place of the old one. Raises NotFound."""
        with self._database.write() as connection:
            changed = connection.execute(
                self._table.update().where(self._table.c.id == record.id).values(record_row(record))
            )
        if not changed.rowcount:
            raise self._missing(record.id)
        return record

    def get(self, id: str) -> Record:
        """Raises NotFound, EntryDamaged."""
        with self._database.read() as connection:
            row = connection.execute(select(self._table).where(self._table.c.id == id)).first()
        if row is None:
            raise self._missing(id)
        if columns := damaged_columns(self._table, row._mapping):
            raise damaged(self._name, id, columns)
        return self._kind(**row._mapping)

    def all(self, owner: str = LOCAL_OWNER, **having: Any) -> list[Record]:
        """Of one owner, newest first, without damaged ones; only those with these values in these columns."""
        wanted = (
            select(self._table)
            .filter_by(owner=owner, **having)
            .order_by(self._table.c.created.desc(), self._table.c.id)
        )
        with self._database.read() as connection:
            return whole(self._kind, self._table, connection.execute(wanted))

    def damaged(self) -> list[str]:
        """The ids of those that can't be read, and only be removed."""
        with self._database.read() as connection:
            rows = connection.execute(select(self._table)).all()
        return sorted(str(row.id) for row in rows if damaged_columns(self._table, row._mapping))

    def remove(self, id: str) -> None:
        """And doom its files. Raises NotFound."""
        with self._database.write() as connection:
            self.remove_within(connection, id)

    def remove_within(self, connection: Connection, id: str) -> None:
        """As part of a larger transaction."""
        if not connection.execute(self._table.delete().where(self._table.c.id == id)).rowcount:
            raise self._missing(id)
        doom(connection, self._table.name, id)

    def _missing(self, id: str) -> NotFound:
        return NotFound(f"There is no {self._name} {id}.")
