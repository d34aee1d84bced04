"""What the API answers of voices."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from audio_backend.answers.base import Answer, Damaged, Epoch, Message
from audio_backend.models.voices import VoiceRights


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


class VoiceSpeaker(Answer):
    """One of the voices in a trained net."""

    name: str
    row: int = Field(description="Its row in the table of speakers; a net may have rows without a name.")


class VoiceSource(Answer):
    """A file that came in, or lay in an archive, and what it was taken for."""

    name: str = Field(description="Of one in an archive with its path in there.")
    kind: Literal["archive", "weights", "config", "index", "features", "clusters", "unused"]
    bytes: int


class VoiceFacts(BaseModel):
    """What is known of a voice. All but `kind` may be missing: of presets most are, of older clips some."""

    model_config = ConfigDict(extra="allow")
    kind: Literal["preset", "clip", "checkpoint"]
    summary: str | None = Field(None, description="What a preset is like.")
    range_shift_semitones: float | None = Field(None, description="Where a preset likes to sing, against the song.")
    f0_median_hz: float | None = None
    f0_low_hz: float | None = Field(
        None, description="5 % of a clip's voice lies below; of a trained one: the lowest pitch that it followed."
    )
    f0_high_hz: float | None = Field(
        None, description="5 % of a clip's voice lies above; of a trained one: the highest pitch that it followed."
    )
    range_by: Literal["test", "hand"] | None = Field(
        None, description="How the range of a trained voice is known: by its test conversion, or set by you."
    )
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
    family: Literal["so-vits-svc", "rvc"] | None = Field(None, description="What a trained voice was trained with.")
    version: Literal["4.0", "4.1", "fork", "v1", "v2"] | None = None
    sample_rate: int | None = Field(None, description="Of a trained voice, in Hz.")
    content_encoder: Literal["contentvec-layer-9", "contentvec-layer-12"] | None = None
    speakers: list[VoiceSpeaker] | None = Field(None, description="Of a trained voice, as far as they have names.")
    speaker_rows: int | None = Field(None, description="How many speakers its net has room for.")
    has_f0: bool | None = Field(None, description="It follows a pitch; an RVC voice without it is for speech.")
    needs_volume: bool | None = None
    predicts_f0: bool | None = Field(None, description="It can make up its own pitch, which is meant for speech.")
    variants: list[str] | None = Field(None, description="Of depthwise, shared-flow, transformer-flow, snake.")
    has_index: bool | None = Field(None, description="Vectors for retrieval are there.")
    has_clusters: bool | None = Field(None, description="Centres of clusters (so-vits-svc's kmeans) are there.")
    sources: list[VoiceSource] | None = Field(None, description="The files a trained voice came in.")
    licence: str | None = Field(None, description="What you noted of its licence.")
    rights: VoiceRights | None = Field(None, description="Why you may sing with it, as you stated.")
    messages: list[Message] | None = Field(None, description="The same as codes.")
    warnings: list[str] | None = Field(None, description="Texts of checks that are not good, and about the files.")


class VoiceFindings(Answer):
    """What the files of a trained voice were found to be; nothing is kept."""

    name: str
    engine: str
    facts: VoiceFacts
    same_as: str | None = Field(description="Id of a voice that has these very weights.")


class Voice(Answer):
    """A preset, a clip, or a trained checkpoint; `facts` tell its range and what is good or bad about it."""

    voice_id: str
    name: str
    kind: Literal["preset", "clip", "checkpoint"]
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
