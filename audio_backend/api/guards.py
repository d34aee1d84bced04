"""Who may call, and how much: this machine's own pages and scripts, anybody else only with a token; and bodies have a
limit, for a JSON of 200 MB would be read whole, and nobody else answered meanwhile.
"""

from __future__ import annotations

import secrets
import time
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from audio_backend.api.dependencies import VERSIONED
from audio_backend.api.problems import problem
from audio_backend.api.system import API_SECONDS
from audio_backend.errors import Forbidden, StudioError, TooLarge, Unauthorized
from audio_backend.settings import Settings

MOST_BYTES = 4_000_000
"""A batch of 100 jobs, each a blend of 8 voices with 100 points, has 3.5 MB."""

STREAMED = {"/upload", "/voices", "/voices/import"}
"""Forms with files, which `FormReader` limits while they go to the disk."""


class BodyLimit:
    """ASGI middleware: 413 for what is announced as too large, and for what becomes so while it comes (chunked)."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_streamed(request := Request(scope)):
            await self.app(scope, receive, send)
        elif _announced(request) > MOST_BYTES:
            says = f"The body is larger than {MOST_BYTES // 1000} kB."
            await problem(request, TooLarge(says, remedy="Send less at once."))(scope, receive, send)
        else:
            await self.app(scope, _limited(receive), send)


def _is_streamed(request: Request) -> bool:
    root = request.scope.get("root_path", "").rstrip("/")
    path = request.url.path.removeprefix(root).removeprefix(VERSIONED)
    return request.method == "POST" and path in STREAMED


def _announced(request: Request) -> int:
    """Content-Length; 0 where there is none, or none that is a number."""
    told = request.headers.get("content-length", "")
    return int(told[:20]) if told.isdecimal() else 0


def _limited(receive: Receive) -> Receive:
    """Raises HTTPException, the only kind that FastAPI lets through while it reads a body."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MOST_BYTES:
            raise HTTPException(413)
        return message

    return counted


def _open_to_all(path: str) -> bool:
    """The page itself holds no secret; what it asks for needs the token."""
    return path in ("/", "/favicon.ico") or path.startswith("/page/")


def _host_name(host: str) -> str:
    """The name in a Host header, without the port; empty when it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


SAFE = ("GET", "HEAD", "OPTIONS")
LOCAL_NAMES = {"localhost", "127.0.0.1", "::1"}


def allowed_origins(settings: Settings) -> list[str]:
    """Other sites whose pages may call."""
    return [origin.strip() for origin in settings.origins.split(",") if origin.strip()]


class Guards:
    """ASGI middleware: Host (DNS rebinding), Origin (other sites' scripts), token; a request id; latency."""

    def __init__(self, app: ASGIApp, settings: Settings):
        self.app, self.settings = app, settings
        self.origins = allowed_origins(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        request_id = request.headers.get("x-request-id", "")[:64] or secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = time.perf_counter(), [500]

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
                message.setdefault("headers", []).append((b"x-request-id", request_id.encode("latin-1", "replace")))
            await send(message)

        try:
            self._check(request)
        except StudioError as error:
            await problem(request, error)(scope, receive, answer)
        else:
            await self.app(scope, receive, answer)
        finally:
            self._observe(scope, status[0], time.perf_counter() - started)

    def _check(self, request: Request) -> None:
        host = _host_name(request.headers.get("host", ""))
        if self.settings.loopback and host not in LOCAL_NAMES:
            raise Forbidden(f"The studio doesn't answer under the name “{host}”.", remedy="Use http://127.0.0.1.")
        origin = request.headers.get("origin")
        if origin and request.method not in SAFE and not self._same_site(origin, request.headers.get("host", "")):
            raise Forbidden(f"A page of {origin} may not change anything here.")
        if self.settings.token and not _open_to_all(request.url.path) and not self._token_given(request):
            raise Unauthorized("This studio needs a token.")

    def _same_site(self, origin: str, host: str) -> bool:
        return origin in self.origins or origin.partition("://")[2] == host

    def _token_given(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").removeprefix("Bearer ") or request.query_params.get(
            "token", ""
        )
        return secrets.compare_digest(given.encode(), self.settings.token.encode())

    def _observe(self, scope: Scope, status: int, seconds: float) -> None:
        route = scope.get("route")
        API_SECONDS.labels(scope["method"], getattr(route, "path", "other"), str(status)).observe(seconds)
