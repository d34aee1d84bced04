"""What the studio has to say of a song, a voice or a job: a code with its fields and values, and no sentence.

`audio_backend.messages` puts it into English for the API and the command line, the page into its own words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator

Value = str | int | float | bool | None

TEXT = "text"
"""The code of a sentence that an earlier version kept: `values["text"]` is all of it."""


@dataclass(frozen=True)
class Message:
    """A warning or a reason. `fields` are the settings it is about, `values` what its words need."""

    code: str
    fields: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.code, self.fields, frozenset(self.values.items())))

    def because(self, reason: Message) -> Message:
        """The same with a reason: its code as `because`, its values beside the own ones."""
        return Message(self.code, self.fields, {**self.values, **reason.values, "because": reason.code})

    @property
    def reason(self) -> Message:
        """What `because` took in; its values are among the own ones."""
        values = {name: value for name, value in self.values.items() if name != "because"}
        return Message(str(self.values["because"]), (), values)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"code": self.code, "fields": list(self.fields), "values": dict(self.values)}


def read_message(stored: object) -> Message:
    """From JSON; earlier versions kept sentences."""
    if isinstance(stored, Message):
        return stored
    if isinstance(stored, dict) and isinstance(stored.get("code"), str):
        return Message(stored["code"], tuple(stored.get("fields", ())), dict(stored.get("values", {})))
    return Message(TEXT, (), {"text": str(stored)})


def read_messages(stored: Iterable[object] | None) -> tuple[Message, ...]:
    """In their order, each once."""
    return tuple(dict.fromkeys(map(read_message, stored or ())))


def messages_of(result: Mapping[str, Any] | None) -> tuple[Message, ...]:
    """Of the JSON of a unit's result, or of a request, also where an earlier version called them `warnings`."""
    found = result or {}
    return read_messages([*found.get("warnings", ()), *found.get("messages", ())])


StoredMessage = Annotated[Message, BeforeValidator(read_message)]
"""Of a model that reads JSON, also that of earlier versions."""


Words = str | Callable[[Message], str]
"""A template holds names of values, `fields` (the settings, joined) and `because` (the words of the reason)."""


def seconds_in(message: Message, name: str) -> float:
    return float(message.values[name] or 0.0)


def flag_in(message: Message, name: str) -> bool:
    return bool(message.values[name])


def clock(seconds: float) -> str:
    """3:20, 1:02:03, or 0.4 s below one second."""
    if seconds < 1.0:
        return f"{seconds:.2g} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
