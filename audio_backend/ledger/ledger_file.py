"""What the file of a ledger is, before anybody opens it as one: nothing is made, changed or deleted here."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from audio_backend.errors import LostLedger

KNOWN = {
    "jobs": "SELECT 1 FROM jobs", "uploads": "SELECT 1 FROM uploads", "voices": "SELECT 1 FROM voices",
    "doomed": "SELECT 1 FROM doomed WHERE kind != 'incoming'",
}  # fmt: skip
DAMAGED = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
BACKUP = "Put a copy of the ledger back from a backup, together with its -wal file if there is one."


def knows_anything(file: Path) -> bool:
    """Whether it has an entry of anything that lies in the folders. Raises LostLedger for a damaged file.

    What can't be opened for other reasons is not told here: whoever opens it does.
    """
    if not _bytes(file):
        return False  # not even opened: SQLite would delete its log of writes
    written = _bytes(file.with_name(f"{file.name}-wal"))
    way = "mode=ro" if written else "immutable=1"  # without a log to read, none is made
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?{way}", uri=True)) as ledger:
            return _looked_through(file, ledger)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "").startswith(DAMAGED):
            raise _damaged(file, str(error)) from error
        return True


def _looked_through(file: Path, ledger: sqlite3.Connection) -> bool:
    (says,) = ledger.execute("PRAGMA quick_check(1)").fetchone()
    if says != "ok":
        raise _damaged(file, says.splitlines()[-1])
    there = {name for (name,) in ledger.execute("SELECT name FROM sqlite_master")}
    return any(ledger.execute(f"{query} LIMIT 1").fetchone() for name, query in KNOWN.items() if name in there)


def _damaged(file: Path, why: str) -> LostLedger:
    return LostLedger(f"The ledger {file} is damaged: {why}.", remedy=f"{BACKUP} Nothing was changed.")


def _bytes(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
