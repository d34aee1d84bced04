"""A song's best sung seconds, and how they sound in a voice: what one hears before there is a job.

One audition is made at a time, in the order in which they are asked for, by a process that works on no job: a running
job goes on beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_backend.answers.base import message_answer
from audio_backend.answers.songs import SongExcerpt, SongExcerpts
from audio_backend.engines import catalog
from audio_backend.errors import BadInput, NotFound
from audio_backend.library.artifact_cache import whole_wav
from audio_backend.library.song_analysis import SongAnalysis
from audio_backend.messages import english
from audio_backend.models.audio_config import AudioConfig, effective_config
from audio_backend.models.job_facts import JobFacts, Limits, SourceKind, suited
from audio_backend.models.messages import Message
from audio_backend.models.results import SungPassage
from audio_backend.models.tasks import Audition
from audio_backend.models.voices import SingleVoice, voice_json
from audio_backend.settings import Settings
from audio_backend.storage.wholeness import code_sha256, json_sha256
from audio_backend.system.engine_manager import EngineManager

LONGEST_SECONDS = 30.0
"""Of a passage: longer ones are jobs."""

LEVEL_LUFS = -14.0
"""Of every audition, so that a voice is never preferred for being louder; as loud as streaming services play."""

FADE_SECONDS = 0.02
"""A passage begins and ends within the song: no click."""

CODE = ("dsp/**/*.py", "engines/**/*.py", "integrations/*.py", "models/*.py", "pipeline/**/*.py", "storage/**/*.py")
"""All that decides how an audition sounds; a bit more costs only one made in vain."""

KEY_LENGTH = 32


@dataclass(frozen=True)
class Wanted:
    """Which passage of which song, and in whose voice: None for the singer's own."""

    file_id: str
    source: SourceKind
    voice_id: str | None
    start_s: float | None
    stop_s: float | None
    semitones: float | None
    """None finds the key that suits the voice, as a job with `pitch_shift: auto` does."""


class Auditions:
    def __init__(self, analysis: SongAnalysis, engines: EngineManager, settings: Settings):
        self._analysis, self._engines, self._settings = analysis, engines, settings
        self._songs, self._voices = analysis.uploads, analysis.voices
        self._interactive, self._artifacts = analysis.interactive, analysis.artifacts
        self._turn = asyncio.Semaphore(1)

    async def excerpts(self, file_id: str, source: SourceKind) -> SongExcerpts:
        """Where it is sung, and which of these passages shows the singer best. Raises NotFound."""
        analysis = await self._analysis.analysed(file_id, source)
        best = analysis.best
        nobody = None if best is not None else Message("no_singing_found")
        return SongExcerpts(
            file_id=file_id,
            source=source,
            items=[SongExcerpt(**passage.model_dump()) for passage in analysis.passages],
            best=best,
            reason=english(nobody) if nobody else None,
            message=message_answer(nobody) if nobody else None,
        )

    async def audition(self, wanted: Wanted) -> Path:
        """The passage as a WAV, as loud as every other one of this song. Raises NotFound, also where nobody sings and
        no passage is named, BadInput, EngineUnavailable."""
        await asyncio.to_thread(self._songs.source, wanted.file_id)
        passage = await self._passage(wanted)
        voice = await asyncio.to_thread(self._voices.voice, wanted.voice_id) if wanted.voice_id else None
        config = await self._config(wanted, passage, voice)
        upload = await asyncio.to_thread(self._songs.uploaded, wanted.file_id)
        source = wanted.source if voice else "vocals"  # nothing is taken apart where nothing is sung anew
        shared = _key([upload.sha256, source, *_decisive(config), config.svc.engine if voice else None])
        name = await asyncio.to_thread(self._songs.name_of, wanted.file_id)
        facts = JobFacts(
            job_id=shared, title=name, config=config, voice=voice, source=source, upload=upload, keeps_vocals=False,
            limits=Limits(max_duration_s=LONGEST_SECONDS + 1, max_segments=1),
        )  # fmt: skip
        key = _key([shared, config.model_dump(mode="json"), voice_json(voice) if voice else None])
        target = self._songs.folders.audition(wanted.file_id, key)
        return await self._artifacts.get(target, whole_wav, lambda: self._in_turn(lambda: self._make(facts, key)))

    async def _make(self, facts: JobFacts, key: str) -> None:
        file_id, folders = facts.upload.file_id, self._songs.folders
        if whole_wav(folders.audition(file_id, key)):
            return  # by one who hung up meanwhile
        await self._interactive.run(Audition(job=facts, key=key), f"audition:{key}")

    async def _in_turn(self, work: Callable[[], Awaitable[None]]) -> None:
        """Whoever hangs up while waiting gives up the place; what has begun is finished, for it is kept."""
        begun = False

        async def run() -> None:
            nonlocal begun
            async with self._turn:
                begun = True
                await work()

        task = asyncio.create_task(run())
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            if begun:
                task.add_done_callback(_forget)
            else:
                task.cancel()
            raise

    async def _passage(self, wanted: Wanted) -> tuple[float, float]:
        """In seconds of the song. Raises NotFound, BadInput."""
        if wanted.start_s is None:
            if wanted.stop_s is not None:
                says = "stop_s needs start_s, where the passage begins."
                raise BadInput(says, errors=[{"field": "query.start_s", "message": "missing beside stop_s"}])
            analysis = await self._analysis.analysed(wanted.file_id, wanted.source)
            if analysis.best is None:
                raise NotFound("Nobody sings in this song, as far as one can hear: there is no passage to audition.",
                               remedy="Name one with start_s and stop_s, or choose another song.")  # fmt: skip
            return _edges(analysis.passages[analysis.best])
        stop_s = wanted.stop_s if wanted.stop_s is not None else wanted.start_s + LONGEST_SECONDS / 3
        if not 0.5 <= stop_s - wanted.start_s <= LONGEST_SECONDS:
            says = f"A passage is 0.5 to {LONGEST_SECONDS:g} s long; this one has {stop_s - wanted.start_s:g} s."
            raise BadInput(says, errors=[{"field": "query.stop_s", "message": "not a passage"}])
        return wanted.start_s, stop_s

    async def _config(self, wanted: Wanted, passage: tuple[float, float], voice: SingleVoice | None) -> AudioConfig:
        start_s, stop_s = passage
        changes: dict[str, dict[str, Any]] = {
            "range": {"start": start_s, "stop": stop_s},
            "processing": {"segment_length": 120.0, "device": self._settings.device},
            "mixing": {"fade_in": FADE_SECONDS, "fade_out": FADE_SECONDS, "target_lufs": LEVEL_LUFS},
            "swiftf0": {"pitch_shift": await self._semitones(wanted, voice) if voice else 0.0},
            "svc": {"enabled": False},
        }
        if voice:
            changes["svc"] = {"voice": wanted.voice_id, "engine": catalog.engine_of(voice)}
        config = effective_config("fast", changes)
        if voice is None:
            return config.overridden({"swiftf0": {"enabled": False}})
        chosen, _, _ = await self._engines.choose(config, wanted.source, False)
        catalog.require_voice(chosen.svc.engine, voice)
        return chosen

    async def _semitones(self, wanted: Wanted, voice: SingleVoice) -> float:
        """In one key for all passages of a song: that of a whole cover."""
        if wanted.semitones is not None:
            return wanted.semitones
        analysis = await self._analysis.analysed(wanted.file_id, wanted.source)
        return suited(analysis.sung_median_hz, voice, False).semitones


def _edges(passage: SungPassage) -> tuple[float, float]:
    return passage.start_s, passage.stop_s


def _decisive(config: AudioConfig) -> list[Any]:
    """What of a config decides what decoding and analysing give."""
    return [config.range.model_dump(), config.instrumental.model_dump(), config.swiftf0.f0_method, config.swiftf0.fmin,
            config.swiftf0.fmax, config.processing.device]  # fmt: skip


def _key(decisive: list[Any]) -> str:
    return json_sha256([code_sha256(*CODE), decisive])[:KEY_LENGTH]


def _forget(task: asyncio.Task[None]) -> None:
    """Nobody waits for it any more; who asks next is told what goes wrong then."""
    if not task.cancelled():
        task.exception()
