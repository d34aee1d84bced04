"""What an upload sounds like before any job: where it is sung, and which key would suit a voice."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from audio_backend.answers.base import message_answer
from audio_backend.answers.songs import Octave, Suggestion, UploadPitch
from audio_backend.dsp.pitch.scales import semitones_between
from audio_backend.library.artifact_cache import ArtifactCache
from audio_backend.library.songs import Songs
from audio_backend.library.voices import Voices
from audio_backend.messages import english
from audio_backend.models.job_facts import SourceKind, suited
from audio_backend.models.messages import Message
from audio_backend.models.results import AnalyseSongResult
from audio_backend.models.tasks import AnalyseSong
from audio_backend.models.voices import SingleVoice
from audio_backend.workers.pools import InteractivePool

OCTAVES = (-12, 0, 12)


class SongAnalysis:
    def __init__(self, artifacts: ArtifactCache, interactive: InteractivePool, uploads: Songs, voices: Voices):
        self.artifacts, self.interactive, self.uploads, self.voices = artifacts, interactive, uploads, voices

    async def pitch(self, file_id: str, source: SourceKind, voice_id: str | None, transpose: bool) -> UploadPitch:
        """Where the upload is sung; with a voice, how far to move it. Raises NotFound."""
        voice = await asyncio.to_thread(self.voices.voice, voice_id) if voice_id else None
        analysis = await self.analysed(file_id, source)
        suggestion = _suggestion(analysis, voice, transpose)
        return UploadPitch(**analysis.as_json(), file_id=file_id, source=source, suggestion=suggestion)

    async def analysed(self, file_id: str, source: SourceKind) -> AnalyseSongResult:
        """Where somebody sings in it. Raises NotFound."""
        await asyncio.to_thread(self.uploads.source, file_id)
        task = AnalyseSong(file_id=file_id, source=source)
        return await self.artifacts.result(
            self.uploads.folders.upload(file_id) / f"pitch-{source}.json",
            AnalyseSongResult,
            lambda: self.interactive.run(task, f"listen:{file_id}:{source}"),
        )


def _suggestion(analysis: AnalyseSongResult, voice: SingleVoice | None, transpose: bool) -> Suggestion | None:
    if voice is None or analysis.median_hz is None:
        return None
    song_hz = analysis.sung_median_hz
    voice_hz = voice.median_hz(song_hz)
    auto = suited(song_hz, voice, transpose)
    reason = replace(auto.reason, values={**auto.reason.values, "excerpts": len(analysis.excerpts)})
    return Suggestion(
        semitones=int(auto.semitones),
        reason=english(reason),
        message=message_answer(reason),
        voice_median_hz=voice_hz,
        octaves=[_octave(song_hz, voice_hz, step) for step in sorted({*OCTAVES, int(auto.semitones)})],
    )


def _octave(song_hz: float, voice_hz: float, semitones: int) -> Octave:
    """Where the melody's middle comes to lie, seen from the voice."""
    melody_hz = song_hz * 2 ** (semitones / 12)
    away = round(semitones_between(voice_hz, melody_hz))
    lands = Message("melody_lands", (), {"semitones": semitones, "melody_hz": melody_hz, "away_semitones": away})
    return Octave(semitones=semitones, reason=english(lands), message=message_answer(lands))
