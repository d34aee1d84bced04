"""A studio whose folders are full and whose ledger is empty has lost its ledger: it doesn't begin anew in silence."""

from __future__ import annotations

from pathlib import Path

from audio_backend.errors import LostLedger
from audio_backend.ledger.ledger_file import BACKUP, knows_anything
from audio_backend.storage.folders import OWN_ID, Folders, named_folders


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
