"""What all answers of the API have in common; the page's types are generated from these classes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

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
