"""What the API answers of jobs, and of how a result was made: engines, times, key, voice, levels."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from audio_backend.answers.base import Answer, Epoch, Fault, Message, Problem, Seconds, Status
from audio_backend.models.config_facts import ConfigFacts
from audio_backend.models.stages import SegmentSound
from audio_backend.models.voice_config import Interval
from audio_backend.models.voices import VoiceRights

SegmentStatus = Literal["pending", "running", "done", "failed", "cancelled", "kept"]


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
    sound: SegmentSound | None = Field(
        description="What `/preview` gives of it now. `draft`: sung by what is analysed of the song so far: key and "
        "voice may still change; `original`: it failed or keeps the original; null: nothing yet."
    )
    settings: dict[str, dict[str, Any]] = Field(
        description="{group: {field: value}} that this segment was retried with, in the place of the job's own."
    )


class Order(Answer):
    """What will run."""

    config: dict[str, Any]
    duration_s: Seconds
    segments: list[SegmentPlace]
    placeholders: list[str]
    warnings: list[str]
    messages: list[Message]
    disk_bytes: int
    facts: ConfigFacts


class VoiceName(Answer):
    """A voice as it was called when the job was started."""

    voice_id: str | None = Field(description="Null for a blend of several.")
    name: str


class Validated(Order):
    eta_s: Eta
    consent_missing: list[VoiceName] = Field(
        description="Voices of which it must be said, to start the job, why they may be used: `consent.voice_rights`."
    )


class Started(Order):
    job_id: str
    status: Status


class StartedItem(Answer):
    """One of several: the job, or why it was not started."""

    index: int
    job: Started | None
    error: Problem | None


class StartedJobs(Answer):
    batch_id: str = Field(description="What these jobs have in common: `GET /jobs/batch/{batch_id}`.")
    items: list[StartedItem]


class ValidatedItem(Answer):
    """One of several: what would run, or why it would not be started."""

    index: int
    order: Validated | None
    error: Problem | None


class ValidatedJobs(Answer):
    items: list[ValidatedItem]
    eta_s: Eta | None = Field(description="Of all that would run, one after the other; null when none would.")
    disk_bytes: int


class JobState(Answer):
    job_id: str
    status: Status
    terminal: bool
    progress: float = Field(ge=0, le=1, description="Never goes back within a run.")
    phase: str
    stage: str
    failed_segments: list[int]
    warnings: list[str]
    messages: list[Message]
    placeholders: list[str]
    worked_s: Seconds = Field(description="What its time limit counts: the time it was worked on, in this run.")
    error: Fault | None


class Segments(JobState):
    segments: list[Segment]


class StageProgress(Answer):
    """One row of the page: a stage of the whole song."""

    name: Literal["decode", "isolate", "pitch", "voice", "backing", "master"]
    state: Literal["pending", "running", "done", "skipped", "failed", "cancelled"] = Field(
        description="`skipped`: these settings don't need it. `failed`: over, and a segment failed in it."
    )
    fraction: float = Field(ge=0, le=1, description="How much of it is over; never goes back within a run.")
    speed: float | None = Field(description="Times real time, measured in this job; null before anything is done.")
    device: str | None = Field(description="cpu or cuda, where it was computed last.")


class Progress(Segments):
    stages: list[StageProgress]
    eta_s: Eta | None
    queue_position: int | None
    stuck: str | None = Field(description="Why it doesn't go on at present, such as a full disk; it will by itself.")


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
    config: dict[str, Any] = Field(description="What made this file; the job's own is what was asked for last.")
    facts: ConfigFacts = Field(description="Of its own config.")
    warnings: list[str]
    messages: list[Message]


class Singer(VoiceName):
    """Who sings one part, and by which engine; the singer's own voice is in none of these."""

    part: Literal["lead", "double", "harmony"]
    interval: Interval | None = Field(description="Of a harmony.")
    engine: str


class Consent(Answer):
    """Why the voices of the job may be used; nobody has checked it."""

    voice_rights: VoiceRights
    statement: str
    by: Literal["request", "setting"] = Field(
        description="Who said it: the request, or AUDIO_STUDIO_VOICE_RIGHTS, which holds for all jobs of the machine."
    )


class JobSummary(JobState):
    title: str
    batch_id: str | None = Field(description="The batch it was started with, if any.")
    file_id: str | None = Field(description="The song, which may have been deleted; null where the entry is damaged.")
    is_try: bool = Field(description="It takes only a range of the song: a take to choose by, and no whole cover.")
    semitones: float | None = Field(description="How far the vocal is moved; null before it is planned.")
    created: Epoch
    started: Epoch | None
    finished: Epoch | None
    priority: int
    result: Result | None
    voice: VoiceName | None = Field(description="Null when no voice is converted.")
    profile: Literal["fast", "balanced", "quality"]
    duration_s: Seconds
    disk_bytes: int


class Job(JobSummary):
    segments: list[Segment]
    request: dict[str, Any]
    config: dict[str, Any]
    source: dict[str, Any]
    run: int
    facts: ConfigFacts
    singers: list[Singer] = Field(description="Lead first; empty when no voice is converted.")
    consent: Consent | None = Field(description="Null where no voice needs it, and none was given.")


class JobCounts(Answer):
    """How many jobs are in which state."""

    queued: int
    running: int
    completed: int
    partial: int
    failed: int
    cancelled: int


class Batch(Answer):
    """Jobs that were started together, as one."""

    batch_id: str
    jobs: int
    status: Status = Field(
        description="That of all; `running` until all have ended, `partial` when they ended differently."
    )
    states: JobCounts
    terminal: bool = Field(description="All of them have ended.")
    progress: float = Field(ge=0, le=1, description="By the length of the songs; what has ended is over, however.")
    eta_s: Eta | None = Field(description="Of all that is left; null when nothing is, or nothing goes on at present.")
    stuck: str | None = Field(description="Why nothing goes on at present, such as a full disk; it will by itself.")
    results: int = Field(description="Of how many there is a cover to download.")
    voice: VoiceName | None = Field(description="That of all of them; null when they differ, or none is converted.")
    created: Epoch
    finished: Epoch | None
    duration_s: Seconds = Field(description="Of all together.")
    disk_bytes: int


class Jobs(Answer):
    items: list[JobSummary]
    batches: list[Batch] = Field(
        description="With `grouped`: those of the jobs in `items`, each of which stands for its batch. What has one "
        "job left is a batch no more."
    )
    next_cursor: str | None


class Purged(Answer):
    job_id: str
    purged: bool
    freed_bytes: int


class PurgedBatch(Answer):
    batch_id: str
    purged: bool
    jobs: int
    freed_bytes: int


class ResumedItem(Answer):
    """One job of a batch: it is queued again, or why it is not."""

    job_id: str
    title: str
    error: Problem | None


class ResumedJobs(Answer):
    batch_id: str
    items: list[ResumedItem]


class StageTime(Answer):
    seconds: float
    rtf: float = Field(description="Seconds of work per second of the song.")


class BlendedVoice(Answer):
    """One of the voices of a blend."""

    name: str
    alpha: float = Field(description="What it alone would take for the singer's formants.")
    weight: float = Field(description="Its mean share over the song; all of them sum to 1.")


class KeySpan(Answer):
    """A part of the song that is in one key."""

    start_s: float
    stop_s: float
    name: str = Field(description="Of the song as it was recorded: `A minor`, or `chromatic`.")
    confidence: float | None = Field(description="0 to 1, the lead over the next key; null when asked for by hand.")
    sounds_as: str | None = Field(description="The key of the voice after it was moved by whole semitones, else null.")


class SongKey(Answer):
    """The key over time that notes are snapped to and harmonies follow; `spans` has more than one where it changes."""

    name: str = Field(description="The key that the song is in for longest: `A minor`, or `chromatic`.")
    confidence: float | None = Field(
        description="0 to 1 that it is the key of the whole song: the lead over the next key, and where the song is in "
        "several, no more than the share of the song that is in this one; null when asked for by hand."
    )
    reason: str
    message: Message = Field(description="The reason as a code.")
    tuning_cents: float = Field(
        description="How far its semitones lie above those of A4 = 440 Hz, −50 to 50; to ±60 for a key by hand."
    )
    sounds_as: str | None = Field(description="The key of the voice after it was moved by whole semitones, else null.")
    spans: list[KeySpan] = Field([], description="In order and without gaps; empty for a job of an earlier version.")


class VoiceTaken(Answer):
    """How the formants are moved towards the voice at strength 1, and why."""

    alpha: float = Field(description="Factor on the singer's formants: below 1 a longer throat, above 1 a shorter one.")
    by: Literal["auto", "hand"] = Field(description="`hand` is svc.formant as a number.")
    reason: str
    message: Message = Field(description="The reason as a code.")
    voices: list[BlendedVoice] = Field(description="Of a blend; else empty.")


class Report(Answer):
    """What made the result."""

    job_id: str
    status: Status
    studio_version: str
    title: str
    source: dict[str, Any]
    config: dict[str, Any]
    placeholders: list[str]
    consent: Consent | None
    singers: list[Singer] = Field(description="Lead first; empty when no voice is converted.")
    engines: list[dict[str, Any]]
    stages: dict[str, StageTime]
    devices: list[str]
    peak_rss_bytes: int
    peak_vram_bytes: int
    sung: bool | None = Field(
        description="Whether anything is sung, beside what the separation left of the band; null: not asked."
    )
    pitch: dict[str, Any] | None
    transposition: dict[str, Any] | None
    key: SongKey | None = Field(description="Null where no scale was needed: only `snap`, thirds and fifths need one.")
    voice: VoiceTaken | None = Field(
        description="Of the lead; null when no voice was planned, or its engine tells nothing."
    )
    voices_beside: dict[str, VoiceTaken] = Field(
        description="The same of voices that sing beside the lead's, by their ids, where their engines tell it."
    )
    reverb_decay_s: float | None
    polarity_inverted: bool = Field(
        description="Left and right of the vocal are opposed: the room gets their difference."
    )
    levels: dict[str, Any] | None
    mastering: dict[str, Any] | None
    result: dict[str, Any] | None
    segments: list[dict[str, Any]]
    attempts: list[dict[str, Any]]
    warnings: list[str]
    messages: list[Message]
    error: Fault | None
