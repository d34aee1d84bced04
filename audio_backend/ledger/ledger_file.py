"""What the file of a ledger is, before anybody opens it as one: nothing is made, changed or deleted here.

A studio whose folders are full and whose ledger is empty has lost its ledger: it doesn't begin anew in silence.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from audio_backend.errors import LostLedger
from audio_backend.storage.folders import OWN_ID, Folders, named_folders

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


def require_known_ledger(file: Path, folders: Folders) -> None:
    """Raises LostLedger when the ledger is damaged, or there are songs, voices or jobs and it knows of none at all."""
    if knows_anything(file):
        return
    bases = {"jobs": folders.jobs, "uploads": folders.uploads, "voices": folders.voices}
    counts = {name: len(named_folders(base, OWN_ID)) for name, base in bases.items()}
    if not any(counts.values()):
        return
    state = "is empty" if file.exists() else "is not there"
    found = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    raise LostLedger(
        f"The ledger {file} {state}, but its folders hold what a studio made: {found}.",
        remedy=f"{BACKUP} To begin anew, move the folders of these away, or choose others with AUDIO_STUDIO_UPLOADS "
        "and AUDIO_STUDIO_OUTPUTS. Nothing was changed.",
    )
