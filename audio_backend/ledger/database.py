"""The door to SQLite: transactions that take turns, errors in words, and a check of the schema's version.

WAL lets everybody read while one writes; `BEGIN IMMEDIATE` makes writers queue up before they have read anything,
so a transition never works on what another one has changed meanwhile.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, create_engine, event, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, IntegrityError

from audio_backend.errors import Conflict, EarlierLedger, StorageFull, StudioError
from audio_backend.ledger import tables
from audio_backend.ledger.tables import json_or_text

log = logging.getLogger(__name__)

BUSY_MS = 10_000
"""How long a writer waits for one in another process, in milliseconds."""

SCRUB_MS = 200
"""How long scrubbing waits for readers; the next one gets what this one had to leave."""


class Database:
    """One SQLite file. `read()` and `write()` are transactions; any thread may use them.

    Opening makes it or brings it up to date, unless it is only `looked_at`. Raises StudioError.
    """

    def __init__(self, url: str, looked_at: bool = False):
        self.file = file_of(url)
        serializer = partial(json.dumps, allow_nan=False)
        self._engine = create_engine(url, json_serializer=serializer, json_deserializer=json_or_text)
        self._writer = self._engine.execution_options(writes=True)
        self._one_writer = threading.Lock()
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        self._check() if looked_at else self._create()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view."""
        with self._in_words(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """All or nothing, one writer at a time. Raises Conflict when a key is taken, StorageFull, StudioError."""
        with self._one_writer, self._in_words(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        self._engine.dispose()

    def scrub(self) -> None:
        """Empty the log of writes: it still holds pages as they were before something was deleted."""
        try:
            connection = self._engine.raw_connection()  # no transaction: within one there is no checkpoint
        except (sqlite3.Error, DatabaseError) as error:
            log.warning("The ledger's log could not be emptied: %s", error)
            return
        try:
            cursor = connection.cursor()
            for pragma in (f"busy_timeout = {SCRUB_MS}", "wal_checkpoint(TRUNCATE)", f"busy_timeout = {BUSY_MS}"):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()
        except sqlite3.Error as error:
            log.warning("The ledger's log could not be emptied: %s", error)
            connection.invalidate()
        finally:
            connection.close()

    def _check(self) -> None:
        with self.read() as connection:
            version = _version(connection)
        if version + 1 in tables.UPGRADES:
            raise EarlierLedger(f"{self.file.name} has schema {version}, this version {tables.SCHEMA_VERSION}.")
        if version != tables.SCHEMA_VERSION:
            raise _other_version(self.file, version)

    def _create(self) -> None:
        _make_folder(self.file.parent)
        with self.write() as connection:
            known = inspect(connection).get_table_names()
            if not known:
                tables.metadata.create_all(connection)
                connection.execute(tables.schema.insert().values(version=tables.SCHEMA_VERSION))
                return
            version = _upgraded(connection, _version(connection))
            if version == tables.SCHEMA_VERSION:
                tables.metadata.create_all(connection)  # a table that came later hurts no older studio
        if version != tables.SCHEMA_VERSION:
            raise _other_version(self.file, version)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError as error:
            raise Conflict(f"The ledger refused this: {error.orig}") from error
        except DatabaseError as error:
            raise _in_words(self.file, error) from error


def _version(connection: Connection) -> int:
    """0 where there is none."""
    known = inspect(connection).has_table(tables.schema.name)
    return connection.scalar(select(tables.schema.c.version)) if known else 0


def _upgraded(connection: Connection, version: int) -> int:
    """The version of a ledger after every upgrade that leads on from its own; all in the transaction that is open."""
    while version + 1 in tables.UPGRADES:
        version += 1
        for statement in tables.UPGRADES[version]:
            connection.exec_driver_sql(statement)
        connection.execute(tables.schema.update().values(version=version))
    return version


def _prepare(connection, _record) -> None:
    """Before a connection is used; the driver must not begin transactions by itself."""
    connection.isolation_level = None
    connection.text_factory = lambda text: text.decode("utf-8", "replace")  # a damaged letter would fail all rows
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def file_of(url: str) -> Path:
    name = make_url(url).database
    if not name or name == ":memory:":
        raise StudioError("The ledger needs a file.", remedy="Set AUDIO_STUDIO_DATABASE_URL to sqlite:///path/to/file.")
    return Path(name).resolve()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudioError(
            f"The folder of the ledger, {folder}, can't be made: {error.strerror}.",
            remedy="Choose a folder you may write in with AUDIO_STUDIO_OUTPUTS.",
        ) from error


def _other_version(file: Path, version: int) -> StudioError:
    if version > tables.SCHEMA_VERSION:
        return StudioError(
            f"{file} was written by a newer studio (schema {version}, this one knows {tables.SCHEMA_VERSION}).",
            remedy="Install the newer version, or choose another folder.",
        )
    return StudioError(
        f"{file} was written by an older studio, or isn't a ledger (schema {version}, this one needs "
        f"{tables.SCHEMA_VERSION}).",
        remedy="Move that file away, or choose another folder.",
    )


def _in_words(file: Path, error: DatabaseError) -> StudioError:
    name = getattr(error.orig, "sqlite_errorname", "")
    if name.startswith("SQLITE_FULL"):
        return StorageFull(f"The ledger {file} can't grow: the disk is full.")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return StudioError(
            f"The ledger {file} can't be written: {error.orig}.",
            remedy="Give this user the right to write there, or choose another AUDIO_STUDIO_OUTPUTS.",
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StudioError(
            f"The ledger {file} is held by another program: {error.orig}.",
            remedy="Close the other program; a ledger must not lie on a network drive.",
        )
    return StudioError(
        f"The ledger {file} failed: {error.orig}.",
        remedy="Check the disk; if the file is damaged, put a copy of it back from a backup.",
    )
