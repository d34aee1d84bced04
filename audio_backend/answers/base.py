"""What all answers of the API have in common, and what is answered to be drawn: outlines, spectrograms, pitch.

The page's types are generated from these classes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from audio_backend.models import messages

Status = Literal["queued", "running", "completed", "partial", "failed", "cancelled"]
Seconds = Annotated[float, Field(description="Seconds.")]
Epoch = Annotated[float, Field(description="Seconds since 1970-01-01 UTC.")]
Db = Annotated[float | None, Field(description="dB; null for silence.")]


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Message(Answer):
    """One of `warnings` as a code: which settings it is about, and the numbers and names in it."""

    code: str
    fields: list[str] = Field(description="As `group.field` of the config, or a field of the request.")
    values: dict[str, str | int | float | bool | None]


def message_answer(message: messages.Message) -> Message:
    return Message(code=message.code, fields=list(message.fields), values=dict(message.values))


def message_answers(said: Iterable[messages.Message]) -> list[Message]:
    return [message_answer(message) for message in said]


class Fault(Answer):
    """Why something failed, and what to do."""

    code: str
    title: str
    detail: str
    remedy: str


Damaged = Annotated[
    list[str], Field(description="Ids of entries that the ledger can't read any more; they can only be deleted.")
]


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    code: str
    remedy: str
    errors: list[dict[str, Any]] = []


class Peaks(Answer):
    """For drawing: per channel min, max, min, max ... from start to end."""

    model_config = ConfigDict(extra="ignore")
    data: list[list[float]]
    points: int
    duration_s: Seconds
    sample_rate: int


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
