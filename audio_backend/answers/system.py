"""What the API answers of the studio itself: engines, limits, health, the doctor's findings, profiles."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, JsonValue

from audio_backend.answers.base import Answer, Seconds
from audio_backend.models.config_facts import ConfigFacts
from audio_backend.models.voices import VoiceRights


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
    range_hz: tuple[float, float] | None = Field(
        None, description="Of a pitch engine: the lowest and the highest pitch it can hear; null where it doesn't say."
    )
    remedy: str
    stems: list[str] = Field(description="Of a separating engine: what it takes a song apart into.")
    voice_kinds: list[Literal["preset", "clip", "checkpoint"]] = Field(
        description="Of a voice engine: the kinds of voices it sings with."
    )
    blends: bool = Field(description="Of a voice engine: it can sing with several voices at once.")
    options: dict[str, JsonValue] = Field(
        description="Of a voice engine: the JSON schema of each option; those that are no field of `svc` go into "
        "`svc.options`."
    )
    of_one_voice: list[str] = Field(
        description="Those of `options` that are about one voice, such as which of its speakers sings: they mean "
        "nothing for another one."
    )


class Engines(Answer):
    engines: list[Engine]


class DownloadFile(Answer):
    """One file of a download: where it comes from, and its place below the folder of models."""

    url: str
    place: str
    bytes: int
    sha256: str
    state: Literal["present", "partial", "missing", "other"] = Field(
        description="As sizes tell; `other`: a file lies there that has another size."
    )


class Download(Answer):
    """What `audio-studio models pull` gets by this name."""

    name: str
    kind: Literal["weights", "voice"]
    title: str
    summary: str
    licence: str
    licence_url: str
    bytes: int
    received_bytes: int
    state: Literal["present", "partial", "missing"]
    verified: bool = Field(
        description="Each file had the pinned hash when it was last hashed, and didn't change since."
    )
    source: str = Field(description="Of a hash that was found in one place only: which; empty where two agree.")
    needs: list[str] = Field(description="Names that are pulled along.")
    command: str
    files: list[DownloadFile]


class Downloads(Answer):
    downloads: list[Download]


class Limits(Answer):
    max_upload_bytes: int
    max_voice_bytes: int = Field(description="Of one file of a trained voice.")
    max_duration_s: Seconds
    max_segments: int
    max_concurrent_jobs: int
    max_queued_jobs: int
    job_timeout_s: Seconds
    slots: int
    formats: list[str]
    voice_rights: VoiceRights | None = Field(
        description="What jobs of this machine say of the right to use their voices where they say nothing."
    )


class Health(Answer):
    status: Literal["ok"]
    version: str
    machine: dict[str, Any]
    queue: dict[str, Any]
    disk: dict[str, int] = Field(
        description="In bytes; `kept_bytes` are kept of songs to be faster, and can be freed by "
        "`DELETE /uploads/kept`; `voices_bytes` are those of your own voices."
    )
    memory: dict[str, int]


class Check(Answer):
    """One thing the doctor looked at; `remedy` is empty where all is well."""

    name: str
    state: Literal["ok", "warning", "problem"]
    detail: str
    remedy: str


class Doctor(Answer):
    """`ok` means that no check is a problem. Safe to paste in public."""

    ok: bool
    checks: list[Check]
    facts: dict[str, Any]


class Profiles(Answer):
    profiles: dict[str, dict[str, dict[str, Any]]]
    defaults: dict[str, Any]
    schema_: dict[str, Any] = Field(alias="schema")
    facts: dict[str, ConfigFacts] = Field(description="By profile: what follows from it, for a whole song.")
    sample_rates: dict[str, list[int]] = Field(
        description="Hz that a format of the result can hold; one that isn't named here holds any that can be asked."
    )
