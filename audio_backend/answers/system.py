"""What the API answers of the studio itself: limits, health, the doctor's findings, profiles."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from audio_backend.answers.base import Answer, Seconds
from audio_backend.models.config_facts import ConfigFacts


class Limits(Answer):
    max_upload_bytes: int
    max_duration_s: Seconds
    max_segments: int
    max_concurrent_jobs: int
    max_queued_jobs: int
    job_timeout_s: Seconds
    slots: int
    formats: list[str]


class Health(Answer):
    status: Literal["ok"]
    version: str
    machine: dict[str, Any]
    queue: dict[str, Any]
    disk: dict[str, int]
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
