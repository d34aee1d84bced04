"""What the API answers of engines."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from audio_backend.answers.base import Answer


class Engine(Answer):
    """One engine: is it here, and what to do if not."""

    id: str
    role: Literal["pitch", "voice", "stems", "generation"]
    name: str
    summary: str
    state: Literal["installed", "loaded", "placeholder", "missing"]
    placeholder: bool
    neural: bool
    weights: dict[str, str] = Field(description="File name to SHA-256.")
    licence: str
    vram_mb: int
    remedy: str
    stems: list[str] = Field(description="Of a separating engine: what it takes a song apart into.")
    voice_kinds: list[Literal["preset", "clip", "checkpoint"]] = Field(
        description="Of a voice engine: the kinds of voices it sings with."
    )
    options: dict[str, JsonValue] = Field(
        description="Of a voice engine: the JSON schema of each option; those that are no field of `svc` go into "
        "`svc.options`."
    )


class Engines(Answer):
    engines: list[Engine]
