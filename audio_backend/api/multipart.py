"""multipart/form-data streamed straight to where it belongs: nothing is held in memory or in a second place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from audio_backend.errors import BadInput, TooLarge

MAX_FIELD_BYTES = 10_000
MAX_REST_BYTES = 100_000
"""All of a form that isn't in its files: fields, headers, and what stands before and after the parts."""


class Sink(Protocol):
    def write(self, chunk: bytes) -> None: ...


class FormReader:
    """Collects text fields, and hands each file part to a sink made for its field and name; takes no other fields."""

    def __init__(self, open_sink: Callable[[str, str], Sink], *, texts: tuple[str, ...] = (), files: tuple[str, ...]):
        self._texts, self._known = texts, texts + files
        self.fields: dict[str, str] = {}
        self.files: list[tuple[str, Sink]] = []
        self._open_sink = open_sink
        self._header_name, self._header_value = b"", b""
        self._disposition: dict[bytes, bytes] = {}
        self._sink: Sink | None = None
        self._text = b""
        self._rest_bytes = 0
        self._complete = False

    async def read(self, request: Request) -> FormReader:
        """Raises BadInput when the body isn't a form, TooLarge, and what the sinks raise."""
        kind, options = parse_options_header(request.headers.get("content-type", ""))
        if kind != b"multipart/form-data" or b"boundary" not in options:
            raise BadInput(
                "The body must be multipart/form-data.",
                remedy="With curl: -F file=@song.mp3 (without a Content-Type of your own).",
            )
        try:
            parser = MultipartParser(options[b"boundary"], self._callbacks())
            async for chunk in request.stream():
                self._count(len(chunk))
                parser.write(chunk)
            parser.finalize()
            if not self._complete:
                raise FormParserError("its last line is missing")
        except FormParserError as error:
            raise BadInput(f"The form can't be read: {error}.", remedy="Send the file again.") from error
        except ClientDisconnect as error:
            raise BadInput("The connection ended before the whole file had come.", remedy="Send it again.") from error
        return self

    def _count(self, size: int) -> None:
        """Of a chunk; what of it belongs to a file is taken off again when it is written there. Raises TooLarge."""
        if self._rest_bytes > MAX_REST_BYTES:
            raise TooLarge("The form is too large beside its files.", remedy="Send the files and short texts only.")
        self._rest_bytes += size

    def _callbacks(self) -> dict[str, Callable]:
        return {
            "on_part_begin": self._part_begin,
            "on_header_field": lambda data, a, b: self._grow("_header_name", data[a:b]),
            "on_header_value": lambda data, a, b: self._grow("_header_value", data[a:b]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": lambda data, a, b: self._part_data(data[a:b]),
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def _grow(self, name: str, data: bytes) -> None:
        setattr(self, name, getattr(self, name) + data)

    def _part_begin(self) -> None:
        self._disposition, self._sink, self._text = {}, None, b""

    def _header_end(self) -> None:
        if self._header_name.lower() == b"content-disposition":
            self._disposition = parse_options_header(self._header_value)[1]
        self._header_name, self._header_value = b"", b""

    def _headers_finished(self) -> None:
        is_file = b"filename" in self._disposition
        if self._field not in self._known:
            raise self._unknown()
        if not is_file and self._field not in self._texts:
            says = f"“{self._field}” came as text, and must be a file."
            raise _wrong_field(self._field, says, f"With curl a file takes an @: -F {self._field}=@sound.wav")
        if self._field in self.fields:
            raise _wrong_field(self._field, f"The form has the field “{self._field}” twice.", "Send it once.")
        if is_file:
            name = _unescaped(self._disposition[b"filename"].decode("utf-8", "replace"))
            self._sink = self._open_sink(self._field, name)
            self.files.append((self._field, self._sink))

    def _part_data(self, data: bytes) -> None:
        if self._sink is not None:
            self._sink.write(data)
            self._rest_bytes -= len(data)
            return
        self._text += data
        if len(self._text) > MAX_FIELD_BYTES:
            raise TooLarge(f"The field “{self._field}” is too long.", remedy="Send a shorter text.")

    def _part_end(self) -> None:
        if self._sink is None:
            self.fields[self._field] = self._text.decode("utf-8", "replace")

    def _end(self) -> None:
        self._complete = True

    def _unknown(self) -> BadInput:
        """What is misspelt would be as good as not sent."""
        name, takes = self._field[:40], f"it takes {', '.join(self._known)}"
        if not name:
            return BadInput(f"A part of the form has no name; {takes}.")
        return BadInput(
            f"The form has no field “{name}”; {takes}.",
            errors=[{"field": name, "message": f"not a field of this form; {takes}", "type": "extra_forbidden"}],
        )

    @property
    def _field(self) -> str:
        return self._disposition.get(b"name", b"").decode("utf-8", "replace")


def _wrong_field(name: str, says: str, remedy: str) -> BadInput:
    return BadInput(says, remedy=remedy, errors=[{"field": name, "message": says}])


def _unescaped(name: str) -> str:
    """Browsers percent-encode these three in a form's file name, and nothing else (WHATWG HTML, 4.10.22.8)."""
    return name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
