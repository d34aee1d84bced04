"""What an upload sounds like before any job: where it is sung, and which key would suit a voice."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from audio_backend.dsp.pitch import transposition
from audio_backend.dsp.pitch.f0_curve import note_name, signed
from audio_backend.library.artifact_cache import ArtifactCache
from audio_backend.library.songs import Songs
from audio_backend.library.voices import Voices
from audio_backend.models.tasks.facts import SourceKind
from audio_backend.models.tasks.small import AnalyseSong
from audio_backend.models.voices import SingleVoice
from audio_backend.workers.interactive_pool import InteractivePool

OCTAVES = (-12, 0, 12)


class SongAnalysis:
    def __init__(self, artifacts: ArtifactCache, interactive: InteractivePool, uploads: Songs, voices: Voices):
        self.artifacts, self.interactive, self.uploads, self.voices = artifacts, interactive, uploads, voices

    async def pitch(self, file_id: str, source: SourceKind, voice_id: str | None, transpose: bool) -> dict[str, Any]:
        """Where the upload is sung; with a voice, how far to move it. Raises NotFound."""
        path = await asyncio.to_thread(self.uploads.source, file_id)
        voice = await asyncio.to_thread(self.voices.voice, voice_id) if voice_id else None
        analysis = await self._analysed(path, file_id, source)
        public = {name: value for name, value in analysis.items() if name != "sung_median_hz"}
        return public | {"file_id": file_id, "source": source, "suggestion": _suggestion(analysis, voice, transpose)}

    async def _analysed(self, path: Path, file_id: str, source: SourceKind) -> dict[str, Any]:
        async def make() -> dict[str, Any]:
            task = AnalyseSong(file_id=file_id, source=source)
            return (await self.interactive.run(task, f"listen:{file_id}:{source}")).as_json()

        return await self.artifacts.json(path.with_name(f"pitch-{source}.json"), make)


def _suggestion(analysis: dict[str, Any], voice: SingleVoice | None, transpose: bool) -> dict[str, Any] | None:
    if voice is None or analysis["median_hz"] is None:
        return None
    song = analysis["sung_median_hz"]
    wanted = voice.median_hz(song)
    auto = transposition.suited(song, voice, transpose)
    count = len(analysis["excerpts"])
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
