"""What the API answers, with units; the page's types are generated from these."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from audio_backend.api.problems import Problem
from audio_backend.models.config_facts import ConfigFacts

Status = Literal["queued", "running", "completed", "partial", "failed", "cancelled"]
SegmentStatus = Literal["pending", "running", "done", "failed", "cancelled", "kept"]
Seconds = Annotated[float, Field(description="Seconds.")]
Epoch = Annotated[float, Field(description="Seconds since 1970-01-01 UTC.")]
Db = Annotated[float | None, Field(description="dB; null for silence.")]


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Message(Answer):
    """One of `warnings` as a code: which settings it is about, and the numbers and names in it."""

    code: str
    fields: list[str] = Field(description="As `group.field` of the config, or a field of the request.")
    values: dict[str, str | int | float | bool | None]


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
    same_as: str | None = Field(description="`file_id` of the oldest upload with the same bytes; null for that itself.")
    is_demo: bool


class Deleted(Answer):
    file_id: str
    freed_bytes: int


class DeletedVoice(Answer):
    voice_id: str
    freed_bytes: int


Damaged = Annotated[
    list[str], Field(description="Ids of entries that the ledger can't read any more; they can only be deleted.")
]


class Uploads(Answer):
    items: list[Upload]
    damaged: Damaged


class Peaks(Answer):
    """For drawing: per channel min, max, min, max ... from start to end."""

    model_config = ConfigDict(extra="ignore")
    data: list[list[float]]
    points: int
    duration_s: Seconds
    sample_rate: int


class Excerpt(Answer):
    start_s: Seconds
    stop_s: Seconds


class Octave(Answer):
    """One key that could be chosen, and where it puts the melody."""

    semitones: int
    reason: str


class Suggestion(Octave):
    """What `pitch_shift: auto` would do with this song and this voice."""

    voice_median_hz: float = Field(description="Where the voice likes to sing.")
    octaves: list[Octave]


class UploadPitch(Answer):
    """Where an upload is sung, heard in a few excerpts; the notes are null when nothing is sung in them.

    Of a song with a band the separated vocal is asked for evidence of a singer: what is left of the band is none.
    """

    model_config = ConfigDict(extra="ignore")
    file_id: str
    source: Literal["song", "vocals"]
    voiced_s: Seconds
    listened_s: Seconds
    excerpts: list[Excerpt]
    median_hz: float | None
    low_hz: float | None = Field(description="5 % of what is sung lies below.")
    high_hz: float | None = Field(description="5 % of what is sung lies above.")
    median_note: str | None
    low_note: str | None
    high_note: str | None
    suggestion: Suggestion | None = Field(description="Null without a voice, and when nothing is sung.")


class StemPeaks(Peaks):
    """The waveform of a whole stem, and how loud it is: the page plays two stems at equal loudness."""

    stem: str
    integrated_lufs: float | None = Field(description="LUFS (ITU-R BS.1770-4) of the whole stem; null for silence.")


class Spectrogram(Answer):
    """A sound as a picture."""

    model_config = ConfigDict(extra="ignore")
    job_id: str
    stem: str
    columns: int
    bands: int
    start_s: Seconds
    stop_s: Seconds
    low_hz: float = Field(description="Lower edge of the first band.")
    high_hz: float = Field(description="Upper edge of the last band: 16 kHz, or half the sample rate.")
    scale: Literal["log"] = Field(description="Bands are equal steps of pitch.")
    floor_db: float = Field(description="Level of byte 0, or less; 0 dB is a sine at full scale.")
    ceiling_db: float = Field(description="Level of byte 255, or more.")
    data: str = Field(description="Base64 of columns * bands bytes: column by column, the lowest band first.")


class VoiceCheck(Answer):
    """One thing that was looked at in a voice's clips."""

    name: Literal["length", "noise", "bleed", "clipping", "speakers", "bandwidth", "range"]
    verdict: Literal["good", "fair", "poor"]
    text: str


class VoiceClip(Answer):
    """One of the recordings a voice was made of."""

    name: str
    seconds: float = Field(description="Length of the file, as far as that is known.")
    used_seconds: float = Field(description="What was left of it without pauses, and without what was too much.")
    isolated: bool = Field(description="What played beside the voice was taken away.")


class VoiceFacts(BaseModel):
    """What is known of a voice. All but `kind` may be missing: of presets most are, of older clips some."""

    model_config = ConfigDict(extra="allow")
    kind: Literal["preset", "clip"]
    summary: str | None = Field(None, description="What a preset is like.")
    range_shift_semitones: float | None = Field(None, description="Where a preset likes to sing, against the song.")
    f0_median_hz: float | None = None
    f0_low_hz: float | None = Field(None, description="5 % of the voice lies below.")
    f0_high_hz: float | None = Field(None, description="5 % of the voice lies above.")
    median_note: str | None = None
    low_note: str | None = None
    high_note: str | None = None
    duration_seconds: float | None = Field(None, description="Of all clips together, as they are used.")
    voiced_seconds: float | None = None
    unvoiced_seconds: float | None = Field(None, description="Consonants and breath.")
    trimmed_seconds: float | None = Field(None, description="Pauses, and what had no voice in it.")
    bandwidth_hz: float | None = Field(None, description="Up to where there is voice.")
    brightness_db: float | None = Field(None, description="Level of 2 to 8 kHz against that below 750 Hz.")
    snr_db: float | None = Field(None, description="The voice over the pauses, before anything was taken away.")
    learned: float | None = Field(None, description="How much of other voices is mended by its network; null without.")
    isolated: bool | None = Field(None, description="What played beside the voice was taken away, in one clip or more.")
    clips: list[VoiceClip] | None = None
    checks: list[VoiceCheck] | None = Field(None, description="Always all seven, in one order; older clips have none.")
    warnings: list[str] | None = Field(None, description="Texts of checks that are not good, and about the files.")


class Voice(Answer):
    """A preset, or a clip; `facts` tell its range and what is good or bad about it."""

    voice_id: str
    name: str
    kind: Literal["preset", "clip"]
    engine: str
    facts: VoiceFacts
    sample: str
    preview: str
    picture: str
    created: Epoch | None = None


class Voices(Answer):
    items: list[Voice]
    damaged: Damaged


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


class Validated(Order):
    eta_s: Eta


class Started(Order):
    job_id: str
    status: Status


class StartedItem(Answer):
    """One of several: the job, or why it was not started."""

    index: int
    job: Started | None
    error: Problem | None


class StartedJobs(Answer):
    items: list[StartedItem]


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


class VoiceName(Answer):
    """A voice as it was called when the job was started."""

    voice_id: str | None = Field(description="Null for a blend of several.")
    name: str


class JobSummary(JobState):
    title: str
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
