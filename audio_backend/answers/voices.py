"""What the API answers of voices."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from audio_backend.answers.base import Answer, Damaged, Epoch, Message


class VoiceCheck(Answer):
    """One thing that was looked at in a voice's clips."""

    name: Literal["length", "noise", "bleed", "clipping", "speakers", "bandwidth", "range"]
    verdict: Literal["good", "fair", "poor"]
    text: str
    message: Message


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
    messages: list[Message] | None = Field(None, description="The same as codes.")
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


class DeletedVoice(Answer):
    voice_id: str
    freed_bytes: int
