"""Messages in English: what the API calls `warnings` and `reason`, and what the command line prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from audio_backend.messages.words import BACKING, FILE, JOB, MASTER, PLAN, REQUEST, TRAINED, VOICE
from audio_backend.models.messages import TEXT, Message, Words, messages_of

ENGLISH: dict[str, Words] = {TEXT: "{text}", **REQUEST, **JOB, **FILE, **BACKING, **MASTER, **PLAN, **VOICE, **TRAINED}


def english(message: Message) -> str:
    """One sentence, or the phrase of a reason. The bare code where this version has no words for it."""
    words = ENGLISH.get(message.code, message.code)
    sentence = words(message) if callable(words) else words.format_map(_names(message))
    clip = message.values.get("clip")
    return f"“{clip}”: {sentence}" if clip else sentence


def sentences(messages: Iterable[Message]) -> list[str]:
    """In their order, each once."""
    return list(dict.fromkeys(map(english, messages)))


def with_words(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept as JSON, with its messages both as codes and in English."""
    messages = messages_of(payload)
    return {**payload, "warnings": sentences(messages), "messages": [message.as_dict() for message in messages]}


def _names(message: Message) -> dict[str, object]:
    """What a template can name."""
    because = english(message.reason) if "because" in message.values else None
    return {**message.values, "fields": ", ".join(message.fields), "because": because}
