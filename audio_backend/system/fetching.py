"""One file of known length over HTTP into a part file: it goes on where it stopped, and tries again what may pass.

Plain `urllib`: huggingface_hub 2.4.0 takes no file from a mirror that only has the same paths (it wants the hub's own
headers), and compares nothing with a pinned hash (docs/adr/0024-downloads-by-name.md).
"""

from __future__ import annotations

import os
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import IO, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from audio_backend import __version__
from audio_backend.errors import DownloadFailed, StudioError
from audio_backend.storage.atomic_file import NewFile, no_room

TRIES = 5
"""In a row, without a byte in between."""
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
SILENCE_SECONDS = 30.0
"""A server that sends nothing for so long is tried again."""
CHUNK_BYTES = 256 * 1024
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""HTTP statuses that may be another one in a moment."""
REFUSING = {
    401: "asks for an account (401): this file isn't open to everybody any more",
    403: "refuses this file (403)",
    404: "has no such file (404)",
    410: "has no such file any more (410)",
}
ANOTHER_WAY = "Look at AUDIO_STUDIO_HUB_URL, or get the file in another way and put it in its place by hand."
HEADERS: Final = {"User-Agent": f"audio-studio/{__version__}", "Accept-Encoding": "identity"}


@dataclass(frozen=True)
class Listener:
    """Who is told how far it is; what `received` raises ends the download, and what came stays."""

    received: Callable[[int], None]
    """Bytes of the file that are here."""
    say: Callable[[str], None]
    """What happened, as a sentence."""


class Unreachable(DownloadFailed):
    """Nobody answers there: perhaps this computer is offline."""


class Passing(Exception):
    """Trouble that another try may not have: what happened, as a sentence."""

    def __init__(self, words: str, pause: float | None = None, offline: bool = False):
        super().__init__(words)
        self.pause, self.offline = pause, offline


class Redirects(HTTPRedirectHandler):
    """To other hosts as well, for the hash says what is right; never from https to http."""

    def __init__(self, say: Callable[[str], None]):
        self._say, self._told = say, {""}

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        if after.scheme != before.scheme and after.scheme != "https":
            raise DownloadFailed(
                f"{before.hostname} leads on to {after.scheme}://{after.hostname}, which isn't safe.",
                remedy=ANOTHER_WAY,
            )
        if after.hostname and after.hostname != before.hostname and after.hostname not in self._told:
            self._told.add(after.hostname)
            self._say(f"{before.hostname} leads on to {after.hostname}.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@dataclass
class Transfer:
    """Brings `part` to `bytes` bytes of what lies at `url`; `sleep` is called with the seconds between two tries."""

    url: str
    part: Path
    bytes: int
    listener: Listener
    sleep: Callable[[float], None] = time.sleep
    _opener: OpenerDirector = field(init=False)
    _new_bytes: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._opener = build_opener(Redirects(self.listener.say))

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def _tag(self) -> Path:
        """Where the server's name for this content is kept, so that it goes on with the same one only."""
        return self.part.with_suffix(".tag")

    def run(self) -> None:
        """Raises DownloadFailed, of which Unreachable is one, and StorageFull; what came is kept."""
        failures = 0
        while (have := self._have()) < self.bytes:
            try:
                self._go_on(have)
            except Passing as trouble:
                failures = 1 if self._have() > have else failures + 1
                self._pause_after(trouble, failures)
        self._tag.unlink(missing_ok=True)

    def forget(self) -> None:
        """What came was wrong."""
        self.part.unlink(missing_ok=True)
        self._tag.unlink(missing_ok=True)

    def _have(self) -> int:
        size = self.part.stat().st_size if self.part.exists() else 0
        if size > self.bytes:  # of another length it can't become the right one
            self.forget()
            return 0
        return size

    def _pause_after(self, trouble: Passing, failures: int) -> None:
        if trouble.offline and not self._new_bytes:
            raise Unreachable(str(trouble)) from trouble
        if failures >= TRIES:
            raise DownloadFailed(f"{trouble} It was tried {TRIES} times.") from trouble
        pause = min(trouble.pause or FIRST_PAUSE_SECONDS * 2 ** (failures - 1), LONGEST_PAUSE_SECONDS)
        self.listener.say(f"{trouble} Trying again in {pause:.0f} s.")
        self.sleep(pause)

    def _go_on(self, have: int) -> None:
        """One request, from `have` on."""
        try:
            with closing(self._opener.open(self._request(have), timeout=SILENCE_SECONDS)) as response:
                begins = self._beginning(response, have)
                self._write(response, begins)
        except HTTPError as error:
            with closing(error):
                raise self._refusal(error, have) from error
        except URLError as error:
            raise self._unreachable(error.reason) from error
        except (OSError, HTTPException) as error:
            raise Passing(f"The connection to {self.host} broke off ({type(error).__name__}).") from error

    def _request(self, have: int) -> Request:
        headers = dict(HEADERS)
        if have:
            headers["Range"] = f"bytes={have}-"
            if tag := self._known_tag():
                headers["If-Range"] = tag
        return Request(self.url, headers=headers)

    def _known_tag(self) -> str:
        try:
            return self._tag.read_text("utf-8").strip()
        except (OSError, ValueError):
            return ""

    def _beginning(self, response: HTTPResponse, have: int) -> int:
        """From which byte on it is that the server sends. Raises DownloadFailed for a file of another length."""
        if response.status == 206:
            start, whole = _content_range(response.headers.get("Content-Range", ""))
            if start != have:
                self.forget()
                raise Passing(f"{self.host} sent another part than the one that was asked for.")
        else:
            start, whole = 0, response.headers.get("Content-Length", "")
            if have:
                self.listener.say(f"{self.host} can't go on where it stopped, so it begins anew.")
        if whole.isdecimal() and int(whole) != self.bytes:
            raise DownloadFailed(
                f"What {self.host} has under this address is {int(whole):,} bytes long, not {self.bytes:,}: "
                "it isn't the file that was pinned.",
                remedy=ANOTHER_WAY,
            )
        return start

    def _write(self, response: HTTPResponse, begins: int) -> None:
        self._keep_tag(response)
        done = begins
        with self._disk_explained():
            file = NewFile(self.part, "ab" if begins else "wb")
        with file:
            while done < self.bytes and (chunk := response.read(min(CHUNK_BYTES, self.bytes - done))):
                with self._disk_explained():
                    file.write(chunk)
                done += len(chunk)
                self._new_bytes += len(chunk)
                self.listener.received(done)
            with self._disk_explained():
                os.fsync(file.fileno())
        if done < self.bytes:
            raise Passing(f"{self.host} ended after {done:,} of {self.bytes:,} bytes.")

    @contextmanager
    def _disk_explained(self) -> Iterator[None]:
        """What the disk refuses is no trouble of the network. Raises StudioError, StorageFull where it has no room."""
        try:
            yield
        except OSError as error:
            if full := no_room(error, f"{self.part.name} could not be written on"):
                raise full from error
            raise StudioError(
                f"{self.part} can't be written: {error.strerror}.",
                remedy="Give this user the right to write there, or let AUDIO_STUDIO_MODELS be another folder.",
            ) from error

    def _keep_tag(self, response: HTTPResponse) -> None:
        """Only a strong one says that the bytes are the same."""
        tag = response.headers.get("ETag", "")
        with self._disk_explained():
            if tag.startswith('"'):
                self._tag.write_text(tag, "utf-8")
            else:
                self._tag.unlink(missing_ok=True)

    def _refusal(self, error: HTTPError, have: int) -> Exception:
        if error.code == 416 and have:
            self.forget()
            return Passing(f"{self.host} has nothing from byte {have:,} on, so it begins anew.")
        if error.code in PASSING:
            after = error.headers.get("Retry-After", "")
            pause = float(after) if after.isdecimal() else None
            return Passing(f"{self.host} can't send it just now ({error.code}).", pause)
        return DownloadFailed(
            f"{self.host} {REFUSING.get(error.code, f'answers {error.code}')}: {self.url}.", remedy=ANOTHER_WAY
        )

    def _unreachable(self, reason: object) -> Exception:
        if isinstance(reason, ssl.SSLCertVerificationError):
            return DownloadFailed(
                f"The certificate of {self.host} can't be trusted here: {reason.verify_message}.",
                remedy="Look at this computer's clock, and at what stands between it and the network.",
            )
        if isinstance(reason, socket.gaierror):
            return Passing(f"{self.host} can't be found: is this computer offline?", offline=True)
        told = getattr(reason, "strerror", None) or str(reason)
        return Passing(f"{self.host} doesn't answer ({told}).", offline=True)


def _content_range(value: str) -> tuple[int, str]:
    """ "bytes 5-9/10" → (5, "10"); (−1, "") for what says nothing."""
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", value)
    return (int(found[1]), found[2]) if found else (-1, "")
