"""What can be heard and seen of a voice, made in a child when it is asked for first, and kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from audio_backend.answers.voices import Voice
from audio_backend.errors import EngineUnavailable, NotFound, StudioError
from audio_backend.library.artifact_cache import ArtifactCache, whole_png, whole_wav
from audio_backend.library.demo_song import demo_sha256
from audio_backend.library.voices import Voices
from audio_backend.models.messages import Message
from audio_backend.models.tasks import DemoLine, Task, TryVoice, VoiceFile, VoicePicture, VoicePreview
from audio_backend.models.voices import CheckpointVoice, SingleVoice, voice_json
from audio_backend.storage.folders import SAMPLE, Folders, require_demo
from audio_backend.storage.wholeness import code_sha256, is_whole_zip, json_sha256
from audio_backend.workers.pools import InteractivePool

SOURCES = (
    "dsp/**/*.py", "engines/**/*.py", "integrations/*.py", "models/job_facts.py", "models/voice*.py",
    "storage/json_files.py",
    "pipeline/interactive/enrolment.py", "pipeline/interactive/voice_previews.py", "pipeline/vocal/sung_pitch.py",
)  # fmt: skip
"""All that decides how a preview sounds and how a picture looks; a bit more costs only a preview made in vain."""

UNHEARD = (
    "name", "voice_id", "network", "files", "checks", "warnings", "messages", "clips", "licence", "rights", "sources",
)  # fmt: skip
"""Facts that change nothing of how a voice sounds."""

KEY_LENGTH = 16
KEY = "[0-9a-f]" * KEY_LENGTH


def made_by() -> str:
    """The code and the demo song that previews are made of: neither changes while the studio runs."""
    return code_sha256(*SOURCES) + demo_sha256()


class VoicePreviews:
    def __init__(self, folders: Folders, interactive: InteractivePool, artifacts: ArtifactCache, voices: Voices):
        self.folders, self.interactive, self.artifacts, self.voices = folders, interactive, artifacts, voices

    async def sample(self, voice_id: str) -> Path:
        """A few seconds to listen to: a clip's own, a preset's preview, or a trained voice's test conversion, which is
        made now if it could not be made before."""
        voice = await asyncio.to_thread(self.voices.voice, voice_id)
        if voice.kind == "preset":
            return await self.preview(voice_id)
        if isinstance(voice, CheckpointVoice):
            return await self._trial(voice)
        return await asyncio.to_thread(self.voices.sample, voice_id)

    async def tried(self, voice_id: str) -> Voice:
        """A trained voice with what its test conversion told, or with the reason why there is none. Raises NotFound."""
        voice = await asyncio.to_thread(self.voices.voice, voice_id)
        try:
            if isinstance(voice, CheckpointVoice):
                await self._trial(voice)
        except NotFound:
            raise
        except StudioError as error:
            why = Message("voice_not_tried", (), {"detail": error.detail, "remedy": error.remedy})
            return await asyncio.to_thread(self.voices.tried, voice_id, None, [why])
        return await asyncio.to_thread(self.voices.get, voice_id)

    async def _trial(self, voice: CheckpointVoice) -> Path:
        async def make() -> None:
            try:
                line = await self._line()
            except (NotFound, EngineUnavailable):
                line = None  # it is tried on a made tone, and says so
            result = await self.interactive.run(TryVoice(voice=voice, line_key=line), f"try_voice:{voice.id}")
            await asyncio.to_thread(self.voices.tried, voice.id, result, list(result.messages))

        return await self.artifacts.get(self.folders.voice(voice.id) / SAMPLE, whole_wav, make)

    async def preview(self, voice_id: str) -> Path:
        """The demo line in this voice. Raises NotFound, also without a demo song."""
        voice, file = await asyncio.to_thread(self._known, voice_id)

        async def make() -> None:
            await self._run(VoicePreview(voice=voice, target=file, line_key=await self._line()), voice_id)

        return await self.artifacts.get(self.folders.voice_file(file, "wav"), whole_wav, make, _older)

    async def picture(self, voice_id: str) -> Path:
        """A picture of what `sample` plays. Raises NotFound."""
        await self.sample(voice_id)
        _, file = await asyncio.to_thread(self._known, voice_id)
        task = VoicePicture(target=file, preview=file if file.preset else None)
        path = self.folders.voice_file(file, "png")
        return await self.artifacts.get(path, whole_png, partial(self._run, task, voice_id), _older)

    async def _run(self, task: Task[Any], name: str) -> None:
        await self.interactive.run(task, f"{task.phase}:{name}")

    async def _line(self) -> str:
        """The key of the isolated demo line and its pitch, made once for all voices. Raises NotFound."""
        require_demo()
        key = await asyncio.to_thread(_key, "the demo line")
        line, curve = self.folders.demo_line(key)
        make = partial(self._run, DemoLine(key=key), "all")
        await self.artifacts.get(
            line, lambda line: whole_wav(line) if is_whole_zip(curve) else None, make,
            lambda line: (*_older(line), *_older(curve)),
        )  # fmt: skip
        return key

    def _known(self, voice_id: str) -> tuple[SingleVoice, VoiceFile]:
        """The voice, and what is made of it. Raises NotFound."""
        voice = self.voices.voice(voice_id)
        sounds_by = {name: value for name, value in voice_json(voice).items() if name not in UNHEARD}
        return voice, VoiceFile(voice_id=voice_id, preset=voice.kind == "preset", key=_key(sounds_by))


def _key(heard: Any) -> str:
    """16 letters for all that what is made depends on."""
    return json_sha256([made_by(), heard])[:KEY_LENGTH]


def _older(target: Path) -> Iterator[Path]:
    """What earlier code made of the same; the first version's presets had no key in their names."""
    name = target.stem.rpartition("-")[0]
    yield target.with_stem(name)
    yield from (path for path in target.parent.glob(f"{name}-{KEY}{target.suffix}") if path != target)
