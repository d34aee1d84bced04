"""Trained voices from the command line: by the studio that runs in these folders, or one of its own for as long as an
import takes."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path
from typing import cast, get_args

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from audio_backend.answers.voices import Voice
from audio_backend.errors import BadInput, StudioRunning
from audio_backend.ledger.database import file_of
from audio_backend.ledger.ledger import Ledger
from audio_backend.library.voices import Provenance
from audio_backend.models.voices import VoiceRights
from audio_backend.settings import Settings
from audio_backend.studio import Studio
from audio_backend.system.voice_handover import NobodyThere, RunningStudio

CHUNK_BYTES = 1 << 20


def import_voice(files: list[Path], name: str, licence: str, rights: str | None, settings: Settings) -> Voice:
    """Raises StudioError."""
    if rights is not None and rights not in get_args(VoiceRights):
        raise BadInput(f"--rights is “{rights}”; it can be {', '.join(get_args(VoiceRights))}.")
    provenance = Provenance(name.strip(), licence.strip(), cast("VoiceRights | None", rights))
    asked = {"name": provenance.name, "licence": provenance.licence, "rights": provenance.rights}
    try:
        return asyncio.run(_imported(files, provenance, settings))
    except StudioRunning as running:
        try:
            return RunningStudio(settings).imported(files, {name: str(one) for name, one in asked.items() if one})
        except NobodyThere as error:  # it runs under another address than these settings say
            raise running from error


async def _imported(files: list[Path], provenance: Provenance, settings: Settings) -> Voice:
    studio = Studio(settings)
    await studio.start()
    try:
        with studio.uploads.receiving("file", most=len(files), of_voices=True) as sinks:
            for path in files:
                sink = sinks.open("file", path.name)
                with path.open("rb") as file:
                    while chunk := file.read(CHUNK_BYTES):
                        sink.write(chunk)
            voice = await studio.voices.import_files(sinks.received, provenance)
        return await studio.voice_previews.tried(voice.voice_id)
    finally:
        await studio.close()


def tell(voice: Voice, out: Console, err: Console) -> None:
    """What came in, and what is odd about it."""
    facts = voice.facts
    for warning in facts.warnings or ():
        err.print(f"[yellow]Note:[/] {escape(warning)}", highlight=False)
    out.print(f"“{escape(voice.name)}” is here: {facts.family} {facts.version}, {facts.sample_rate} Hz, "
              f"with the id {voice.voice_id}.", highlight=False)  # fmt: skip


def list_voices(settings: Settings, out: Console) -> None:
    """The user's own; a studio may run meanwhile."""
    records = []
    if file_of(settings.ledger_url).exists():
        with closing(Ledger(settings.ledger_url, looked_at=True)) as ledger:
            records = ledger.voices.all()
    table = Table("id", "name", "kind", "engine", "rights", "licence")
    for one in records:
        told = (one.id, one.name, one.kind, one.engine, one.facts.get("rights") or "", one.facts.get("licence") or "")
        table.add_row(*map(escape, told))
    out.print(table if records else "There are no voices of your own here yet.")
