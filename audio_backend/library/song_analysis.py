"""What an upload sounds like before any job: where it is sung, and which key would suit a voice."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from audio_backend.dsp.pitch import transposition
from audio_backend.dsp.pitch.f0_curve import note_name, signed
from audio_backend.errors import NotFound
from audio_backend.library.songs import Songs
from audio_backend.library.voices import Voices
from audio_backend.models.voices import SingleVoice
from audio_backend.storage.folders import Folders
from audio_backend.storage.json_files import known_json, write_json
from audio_backend.storage.locks import Locks
from audio_backend.workers.interactive_pool import InteractivePool

OCTAVES = (-12, 0, 12)


class SongAnalysis:
    def __init__(self, folders: Folders, interactive: InteractivePool, uploads: Songs, voices: Voices):
        self.folders, self.interactive, self.uploads, self.voices = folders, interactive, uploads, voices
        self._locks = Locks()

    async def pitch(self, file_id: str, source: str, voice_id: str | None, transpose: bool) -> dict[str, Any]:
        """Where the upload is sung; with a voice, how far to move it. Raises NotFound."""
        path = await asyncio.to_thread(self.uploads.source, file_id)
        voice = await asyncio.to_thread(self.voices.voice, voice_id) if voice_id else None
        heard = await self._heard(file_id, path, source)
        told = {name: value for name, value in heard.items() if name != "sung_median_hz"}
        return told | {"file_id": file_id, "source": source, "suggestion": _suggestion(heard, voice, transpose)}

    async def _heard(self, file_id: str, path: Path, source: str) -> dict[str, Any]:
        """What was heard before, or is now; asked twice at the same time, it is heard once."""
        kept = path.with_name(f"pitch-{source}.json")
        async with self._locks.of((file_id, source)):
            if known := await asyncio.to_thread(known_json, kept):
                return known
            task = {"phase": "listen", "path": str(path), "source": source, "folders": self.folders.as_dict()}
            heard = await self.interactive.run(task, f"listen:{file_id}:{source}")
            await asyncio.to_thread(_keep, kept, heard)
            return heard


def _suggestion(heard: dict[str, Any], voice: SingleVoice | None, transpose: bool) -> dict[str, Any] | None:
    if voice is None or heard["median_hz"] is None:
        return None
    song = heard["sung_median_hz"]
    wanted = voice.median_hz(song)
    auto = transposition.suited(song, voice, transpose)
    count = len(heard["excerpts"])
    where = f"heard in {count} excerpt{'s' if count > 1 else ''}"
    steps = sorted({*OCTAVES, auto["semitones"]})
    return {
        "semitones": auto["semitones"],
        "reason": f"{auto['reason']} ({where})",
        "voice_median_hz": wanted,
        "octaves": [{"semitones": step, "reason": _lands(song, wanted, step)} for step in steps],
    }


def _lands(song_hz: float, voice_hz: float, semitones: int) -> str:
    """Where the melody's middle comes to lie, seen from the voice."""
    moved = song_hz * 2 ** (semitones / 12)
    away = round(transposition.semitones_between(voice_hz, moved))
    side = "right at the voice's own" if away == 0 else f"{abs(away)} semitone{'s' * (abs(away) > 1)} "
    side += "" if away == 0 else ("above" if away > 0 else "below") + " the voice's own"
    return f"{signed(semitones)}: the middle of the song at {note_name(moved)}, {side}"


def _keep(path: Path, heard: dict[str, Any]) -> None:
    try:
        write_json(path, heard)
    except FileNotFoundError as error:
        raise NotFound("The upload was deleted while it was being listened to.") from error
