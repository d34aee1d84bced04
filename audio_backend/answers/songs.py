"""What the API answers of songs that were uploaded."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from audio_backend.answers.base import Answer, Damaged, Epoch, Message, Seconds


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
    has_cover: bool = Field(description="A picture is in its tags; `/uploads/{file_id}/cover` serves it if it can.")
    title: str | None = Field(description="From its tags; null where they have none.")
    artist: str | None = Field(description="From its tags; null where they have none.")
    tags: dict[str, str]
    warnings: list[str]
    messages: list[Message]
    media_type: str
    created: Epoch
    same_as: str | None = Field(description="`file_id` of the oldest upload with the same bytes; null for that itself.")
    is_demo: bool


class Uploads(Answer):
    items: list[Upload]
    damaged: Damaged


class Deleted(Answer):
    file_id: str
    freed_bytes: int


class Freed(Answer):
    freed_bytes: int


class Excerpt(Answer):
    start_s: Seconds
    stop_s: Seconds


class SongExcerpt(Excerpt):
    """Up to ten seconds of a song in which somebody sings most."""

    voiced_s: Seconds = Field(description="How long somebody sings in them.")
    bleed_db: float | None = Field(
        description="How loud the isolated vocal is while nobody sings, against while somebody does, in dB: what is "
        "left of the band. Null without either."
    )
    loudness_lufs: float | None = Field(description="LUFS (ITU-R BS.1770-4) of the song there; null for silence.")


class SongExcerpts(Answer):
    """Passages of a song to hear it by, one from each third."""

    file_id: str
    source: Literal["song", "vocals"]
    items: list[SongExcerpt]
    best: int | None = Field(description="Which of them has most singing and least bleed; null where nobody sings.")
    reason: str | None = Field(description="Why there is none.")
    message: Message | None


class Octave(Answer):
    """One key that could be chosen, and where it puts the melody."""

    semitones: int
    reason: str
    message: Message = Field(description="The reason as a code.")


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
