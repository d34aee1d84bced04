"""A hub on this computer, with the faults that networks have: one per request to a path, then it is well."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from audio_backend.engines.downloads import Download, HubFile

REVISION = "1" * 40


class Mirror(ThreadingHTTPServer):
    """`faults[path]` are used up one by one: ("status", 503), ("cut", bytes), ("slow", seconds per 1000 bytes),
    ("whole",) for no Range, ("to", url), ("length", n), ("shifted",), ("tag", text)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hub)
        self.files: dict[str, bytes] = {}
        self.faults: dict[str, list[tuple]] = defaultdict(list)
        self.asked: list[tuple[str, str, str]] = []
        """Path, Range and If-Range of every request."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def offer(self, name: str, *contents: bytes, **facts: object) -> Download:
        """A download of files a.bin, b.bin … with these contents, which lie here."""
        files = []
        for index, content in enumerate(contents):
            path = f"{chr(97 + index)}.bin"
            self.files[f"/some/{name}/resolve/{REVISION}/{path}"] = content
            digest = hashlib.sha256(content).hexdigest()
            files.append(HubFile(f"some/{name}", REVISION, path, f"{name}/{path}", len(content), digest))
        known = {"kind": "weights", "title": name.title(), "summary": "For tests.", "licence": "MIT",
                 "licence_url": "https://example.org/licence"}  # fmt: skip
        return Download(name, files=tuple(files), **known | facts)

    def path(self, file: HubFile) -> str:
        return file.url("")


class Hub(BaseHTTPRequestHandler):
    server: Mirror

    def do_GET(self) -> None:
        ranged, expected = self.headers.get("Range", ""), self.headers.get("If-Range", "")
        self.server.asked.append((self.path, ranged, expected))
        left = self.server.faults[self.path]
        fault, *more = left.pop(0) if left else ("none",)
        content = self.server.files.get(self.path)
        if fault == "status" or content is None:
            self._head(more[0] if more else 404, **({"Retry-After": "7"} if fault == "status" else {}))
        elif fault == "to":
            self._head(302, Location=more[0])
        else:
            self._give(content, ranged, expected, fault, *more)

    def _give(self, content: bytes, ranged: str, expected: str, fault: str, *more: object) -> None:
        tag = f'"{more[0] if fault == "tag" else hashlib.sha256(content).hexdigest()}"'
        begins = int(ranged.removeprefix("bytes=").rstrip("-") or 0)
        if fault == "whole" or (expected and expected != tag):
            begins = 0
        if begins and begins >= len(content):
            return self._head(416)
        rest = content[begins:]
        length = more[0] if fault == "length" else len(rest)
        shown = begins + (1 if fault == "shifted" else 0)
        partial = {"Content-Range": f"bytes {shown}-{len(content) - 1}/{len(content)}"} if begins else {}
        self._head(206 if begins else 200, **{"Content-Length": str(length), "ETag": tag}, **partial)
        self._send(rest[: more[0]] if fault == "cut" else rest, more[0] if fault == "slow" else 0)

    def _send(self, rest: bytes, pause: float) -> None:
        try:
            for at in range(0, len(rest), 1000):
                self.wfile.write(rest[at : at + 1000])
                time.sleep(pause)
        except OSError:  # the other side is gone
            self.close_connection = True

    def _head(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def mirror() -> Iterator[Mirror]:
    with Mirror() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
