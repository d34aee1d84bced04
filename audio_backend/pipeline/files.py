"""Small files that appear whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def write_bytes(path: Path, content: bytes) -> None:
    scratch = path.with_name(path.name + ".part")
    scratch.write_bytes(content)
    os.replace(scratch, path)


def write_json(path: Path, value: Any) -> None:
    write_bytes(path, json.dumps(value).encode())


def read_json(path: Path) -> Any:
    return json.loads(path.read_bytes())
