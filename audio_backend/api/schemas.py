"""What the API answers, with units; the page's types are generated from these."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["queued", "running", "completed", "partial", "failed", "cancelled"]
SegmentStatus = Literal["pending", "running", "done", "failed", "cancelled"]
Seconds = Annotated[float, Field(description="Seconds.")]
Epoch = Annotated[float, Field(description="Seconds since 1970-01-01 UTC.")]
Db = Annotated[float | None, Field(description="dB; null for silence.")]


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Fault(Answer):
    """Why something failed, and what to do."""

    code: str
    title: str
    detail: str
    remedy: str


class Upload(Answer):
    """A song that is here; counted by decoding, not believed from its header."""

    file_id: str
    filename: str
    size_bytes: int
    sha256: str
    duration_s: Seconds
    frames: int
    sample_rate: int
    channels: int
    codec: str
    container: str
    has_cover: bool
    tags: dict[str, str]
    warnings: list[str]
    media_type: str
    created: Epoch


class Uploads(Answer):
    items: list[Upload]


class Peaks(Answer):
    """For drawing: per channel min, max, min, max ... from start to end."""

    model_config = ConfigDict(extra="ignore")
    data: list[list[float]]
    points: int
    duration_s: Seconds
    sample_rate: int


class Voice(Answer):
    """A preset, or a clip; `facts` tell its range and what is good or bad about it."""

    voice_id: str
    name: str
    kind: Literal["preset", "clip"]
    engine: str
    facts: dict[str, Any]
    sample: str
    created: Epoch | None = None


class Voices(Answer):
    items: list[Voice]


class Eta(Answer):
    """Seconds, as a range; `measured_here` is false until this machine has done some work."""

    low: float
    high: float
    measured_here: bool


class SegmentPlace(Answer):
    index: int
    start_s: Seconds
    stop_s: Seconds


class Segment(SegmentPlace):
    """One piece of the song: `fraction` is 0 to 1 over all it goes through."""

    state: SegmentStatus
    phase: str
    stage: str
    fraction: float
    error: Fault | None


class Order(Answer):
    """What will run."""

    config: dict[str, Any]
    duration_s: Seconds
    segments: list[SegmentPlace]
    placeholders: list[str]
    warnings: list[str]
    disk_bytes: int


class Validated(Order):
    eta_s: Eta


class Started(Order):
    job_id: str
    status: Status


class JobState(Answer):
    job_id: str
    status: Status
    terminal: bool
    progress: float = Field(ge=0, le=1, description="Never goes back within a run.")
    phase: str
    stage: str
    failed_segments: list[int]
    warnings: list[str]
    placeholders: list[str]
    error: Fault | None


class Segments(JobState):
    segments: list[Segment]


class Progress(Segments):
    eta_s: Eta | None
    queue_position: int | None


class Result(Answer):
    """The finished file."""

    model_config = ConfigDict(extra="ignore")
    file: str
    stem: str
    output_format: str
    sample_rate: int
    channels: int
    bit_depth: int | None
    frames: int
    bytes: int
    sha256: str
    mastering: dict[str, Any]
    levels: dict[str, Any]
    warnings: list[str]


class JobSummary(JobState):
    title: str
    created: Epoch
    started: Epoch | None
    finished: Epoch | None
    priority: int
    result: Result | None


class Job(JobSummary):
    segments: list[Segment]
    request: dict[str, Any]
    config: dict[str, Any]
    source: dict[str, Any]
    deadline: Epoch | None
    run: int
    disk_bytes: int


class Jobs(Answer):
    items: list[JobSummary]
    next_cursor: str | None


class Purged(Answer):
    job_id: str
    purged: bool
    freed_bytes: int


class PitchCurve(Answer):
    """F0 of the whole song on a uniform grid; 0 Hz is unvoiced; `target_hz` is what was asked for."""

    job_id: str
    hop_s: Seconds
    frames: int
    time_s: list[float]
    f0_hz: list[float]
    confidence: list[float]
    target_hz: list[float]
    voiced: list[bool]


class StageTime(Answer):
    seconds: float
    rtf: float = Field(description="Seconds of work per second of the song.")


class Report(Answer):
    """What made the result."""

    job_id: str
    status: Status
    studio_version: str
    title: str
    source: dict[str, Any]
    config: dict[str, Any]
    placeholders: list[str]
    consent: dict[str, Any] | None
    engines: list[dict[str, Any]]
    stages: dict[str, StageTime]
    devices: list[str]
    peak_rss_bytes: int
    peak_vram_bytes: int
    pitch: dict[str, Any] | None
    transposition: dict[str, Any] | None
    reverb_decay_s: float | None
    levels: dict[str, Any] | None
    mastering: dict[str, Any] | None
    result: dict[str, Any] | None
    segments: list[dict[str, Any]]
    attempts: list[dict[str, Any]]
    warnings: list[str]
    error: Fault | None


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


class Profiles(Answer):
    profiles: dict[str, dict[str, dict[str, Any]]]
    defaults: dict[str, Any]
    schema_: dict[str, Any] = Field(alias="schema")
