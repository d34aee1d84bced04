"""python -m audio_backend.openapi prints the OpenAPI document; a test compares it with docs/openapi.json."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any


def document() -> dict[str, Any]:
    """The document of the API, with every field of the config in words."""
    from audio_backend.main import create_app
    from audio_backend.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        folders = {name: Path(folder) / name for name in ("uploads", "outputs", "models")}
        return create_app(Settings(**folders)).openapi()


if __name__ == "__main__":
    print(json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True))
