"""What crosses the border between the studio and its children: frames of JSON, and errors that keep their words.

A frame is the length of its JSON in eight bytes, big-endian, and the JSON.
"""

from __future__ import annotations

import json
import logging
import math
import re
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any

from audio_backend import errors
from audio_backend.errors import EngineFailed, StudioError
from audio_backend.storage.atomic_file import no_room

PATHS = re.compile(
    r"(?P<address>`(?:[A-Z]+ )?/(?:doctor|health|jobs|limits|models|uploads|voices)\b[^\s`]*`)"
    r"|(?:[A-Za-z]:)?(?:[/\\][^\s/\\'\"“”:,;]+){2,}"
)
"""Absolute paths of two parts or more; the API's own addresses, which stand in backticks, are told apart."""

Json = dict[str, Any]
"""A message. Not from `models`: a process that only talks is there in a tenth of a second."""

log = logging.getLogger(__name__)

LENGTH = struct.Struct(">Q")


def frame(message: Json) -> bytes:
    body = json.dumps(plain(message), allow_nan=False).encode()
    return LENGTH.pack(len(body)) + body


def read_frame(read: Callable[[int], bytes]) -> Json | None:
    """The next message of a blocking stream, or None at its end."""
    head = read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = read(length)
    return parse(body) if len(body) == length else None


def parse(body: bytes) -> Json:
    message: Json = json.loads(body)
    return message


def plain(value: Any) -> Any:
    """The value as JSON can hold it: arrays are lists, paths are strings, infinite levels (of silence) are null."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, PurePath):
        return str(value)
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    raise TypeError(f"{type(value).__name__} can't be put into a result")


def without_paths(text: str) -> str:
    """An error's text without the places on this machine that it names."""
    return PATHS.sub(lambda found: found["address"] or "…", text)


@contextmanager
def in_words() -> Iterator[None]:
    """Whatever goes wrong inside comes out as a StudioError. The one place that catches everything: what nobody
    foresaw is logged with its traceback, and the studio keeps playing."""
    try:
        yield
    except StudioError:
        raise
    except Exception as error:
        if full := no_room(error, "Writing failed"):
            raise full from error
        log.exception("unforeseen")
        raise EngineFailed(f"{type(error).__name__}: {without_paths(str(error))}") from error


def packed(error: StudioError) -> Json:
    """An error as JSON; one that only an engine knows crosses as its nearest relative in errors.py."""
    kind = next(kind for kind in type(error).__mro__ if kind.__module__ == errors.__name__)
    told = {"detail": without_paths(error.detail), "remedy": without_paths(error.remedy)}
    return {"kind": kind.__name__, "errors": error.errors} | told


def unpacked(packed_error: Json) -> StudioError:
    kind: type[StudioError] = getattr(errors, packed_error["kind"])
    return kind(packed_error["detail"], remedy=packed_error["remedy"], errors=packed_error["errors"])
