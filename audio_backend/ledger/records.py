"""What the ledger keeps besides jobs, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LOCAL_OWNER = "local"
"""Whose everything is, as long as there are no accounts."""


@dataclass(frozen=True)
class Upload:
    """A file that was uploaded: `facts` are what probing found (duration, rate, channels, codec)."""

    id: str
    filename: str
    sha256: str
    size: int
    facts: dict
    created: float
    owner: str = LOCAL_OWNER


@dataclass(frozen=True)
class Voice:
    """A voice of the user: `facts` are what its engine needs to find and use it."""

    id: str
    name: str
    kind: Literal["clip", "checkpoint"]
    engine: str
    facts: dict
    created: float
    owner: str = LOCAL_OWNER


@dataclass(frozen=True)
class IdempotentResponse:
    """What a route answered to an Idempotency-Key, so that the same request sent twice acts once."""

    key: str
    route: str
    body_sha256: str
    response: dict
    created: float


@dataclass(frozen=True)
class Event:
    """One line of a job's history; `seq` grows over all jobs. Kinds: job, unit, progress."""

    seq: int
    job_id: str
    t: float
    kind: str
    data: dict
    owner: str


@dataclass(frozen=True)
class AttemptRecord:
    """One attempt of one unit. `outcome`: done, failed, crashed, released or cancelled; None while it runs."""

    job_id: str
    phase: str
    index: int
    attempt: int
    worker: str
    started: float
    ended: float | None
    work_s: float | None
    outcome: str | None
    error: dict | None


@dataclass(frozen=True)
class Timing:
    """How long one unit took: seconds of sound, seconds of work, at which quality. For estimates."""

    phase: str
    audio_s: float
    work_s: float
    quality: str
