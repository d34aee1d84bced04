"""What the API answers of how a result was made: engines, times, key, voice, levels."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from audio_backend.answers.base import Answer, Fault, Message, Status


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
    consent: dict[str, Any] | None
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
    voice: VoiceTaken | None = Field(description="Null when no voice was planned, or by a stand-in.")
    reverb_decay_s: float | None
    levels: dict[str, Any] | None
    mastering: dict[str, Any] | None
    result: dict[str, Any] | None
    segments: list[dict[str, Any]]
    attempts: list[dict[str, Any]]
    warnings: list[str]
    messages: list[Message]
    error: Fault | None
