"""A voice, handed to the library of the studio that runs on this computer, over its own API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from secrets import token_hex
from typing import TypeVar
from urllib.error import HTTPError, URLError
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

from pydantic import BaseModel

from audio_backend.answers.voices import Voice
from audio_backend.engines.downloads import Download
from audio_backend.errors import StudioError
from audio_backend.settings import Settings

ANSWER_SECONDS = 3.0
"""A studio that runs here answers at once."""
IMPORT_SECONDS = 900.0
"""It reads and converts the files, and sings three seconds, on a slow processor too."""
CHUNK_BYTES = 1 << 20
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}
"""Addresses that are only listened on, and one that they answer on."""


class KnownVoice(BaseModel):
    """What is read of those in a list."""

    name: str
    kind: str = ""


class KnownVoices(BaseModel):
    items: list[KnownVoice]


T = TypeVar("T", Voice, KnownVoices)


class NobodyThere(StudioError):
    """No studio answers under the address of these settings."""


@dataclass(frozen=True)
class RunningStudio:
    """The one that these settings describe."""

    settings: Settings

    @property
    def address(self) -> str:
        host = EVERYWHERE.get(self.settings.host, self.settings.host)
        return f"http://[{host}]:{self.settings.port}" if ":" in host else f"http://{host}:{self.settings.port}"

    def has_voice(self, name: str) -> bool:
        """Whether a trained voice of this name is in its library. Raises StudioError."""
        known = self._asked(Request(f"{self.address}/voices"), ANSWER_SECONDS, KnownVoices)
        return any((voice.kind, voice.name) == ("checkpoint", name) for voice in known.items)

    def add_voice(self, download: Download, models: Path) -> list[str]:
        """Import its files, with licence and rights; what the studio says of them. Raises StudioError."""
        fields = {"name": download.title, "licence": download.licence, "rights": download.rights}
        return self.imported([file.at(models) for file in download.files], fields).facts.warnings or []

    def imported(self, files: list[Path], fields: dict[str, str]) -> Voice:
        """What became of them. Raises StudioError."""
        form = Form(fields, files)
        request = Request(f"{self.address}/voices/import", data=form.chunks(), headers=form.headers, method="POST")
        return self._asked(request, IMPORT_SECONDS, Voice)

    def _asked(self, request: Request, seconds: float, kind: type[T]) -> T:
        if self.settings.token:
            request.add_header("Authorization", f"Bearer {self.settings.token}")
        try:
            with closing(self._opener.open(request, timeout=seconds)) as response:
                return kind.model_validate_json(response.read())
        except HTTPError as error:
            with closing(error):
                raise _refusal(error) from error
        except URLError as error:
            raise NobodyThere(f"No studio answers on {self.address}.") from error
        except (OSError, HTTPException, ValueError) as error:
            raise StudioError(f"What answers on {self.address} broke off, or is no studio.") from error

    @property
    def _opener(self) -> OpenerDirector:
        """Past every proxy: it is this computer."""
        return build_opener(ProxyHandler({}))


class Form:
    """multipart/form-data, read from the disk while it is sent."""

    def __init__(self, fields: dict[str, str], files: list[Path]):
        self._boundary = token_hex(16)
        texts = [self._head(f'name="{name}"') + value.encode() + b"\r\n" for name, value in fields.items() if value]
        heads = [self._head(f'name="file"; filename="{path.name}"') for path in files]
        self._parts: list[tuple[bytes, Path | None]] = [(text, None) for text in texts]
        self._parts += list(zip(heads, files, strict=True))
        self._end = f"--{self._boundary}--\r\n".encode()

    def _head(self, about: str) -> bytes:
        return f"--{self._boundary}\r\nContent-Disposition: form-data; {about}\r\n\r\n".encode()

    @property
    def headers(self) -> dict[str, str]:
        size = sum(len(head) + (path.stat().st_size + 2 if path else 0) for head, path in self._parts) + len(self._end)
        return {"Content-Type": f"multipart/form-data; boundary={self._boundary}", "Content-Length": str(size)}

    def chunks(self) -> Iterator[bytes]:
        for head, path in self._parts:
            yield head
            if path:
                with path.open("rb") as file:
                    while chunk := file.read(CHUNK_BYTES):
                        yield chunk
                yield b"\r\n"
        yield self._end


def _refusal(error: HTTPError) -> StudioError:
    """The studio's own words, where it has any."""
    try:
        problem = json.load(error)
        return StudioError(str(problem["detail"]), remedy=str(problem["remedy"]))
    except (OSError, ValueError, KeyError, TypeError):
        return StudioError(f"The studio answers {error.code}.")
