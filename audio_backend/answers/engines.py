"""What the API answers of engines."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from audio_backend.answers.base import Answer


class Engine(Answer):
    """One engine: is it here, and what to do if not."""

    id: str
    role: Literal["pitch", "voice", "stems"]
    name: str
    summary: str
    state: Literal["installed", "loaded", "placeholder", "missing"]
    placeholder: bool
    neural: bool
    weights: dict[str, str] = Field(description="File name to SHA-256.")
    licence: str
    vram_mb: int
    remedy: str


class Engines(Answer):
    engines: list[Engine]
