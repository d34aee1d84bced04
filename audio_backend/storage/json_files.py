"""Small files that appear whole or not at all. A full disk is StorageFull."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from audio_backend.storage.atomic_file import atomic_file


def write_bytes(path: Path, content: bytes) -> None:
    with atomic_file(path) as file:
        file.write(content)


def write_json(path: Path, value: Any) -> None:
    write_bytes(path, json.dumps(value).encode())


def read_json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def known_json(path: Path) -> Any | None:
    """None where it was not made yet, was taken away just now, or is no JSON any more: then it is made again."""
    try:
        return read_json(path)
    except (FileNotFoundError, ValueError):
        return None
