"""How words are written down: a template, or a function where one is not enough."""

from __future__ import annotations

from collections.abc import Callable

from audio_backend.models.messages import Message

Words = str | Callable[[Message], str]
"""A template holds names of values, `fields` (the settings, joined) and `because` (the words of the reason)."""


def seconds_in(message: Message, name: str) -> float:
    return float(message.values[name] or 0.0)


def flag_in(message: Message, name: str) -> bool:
    return bool(message.values[name])
