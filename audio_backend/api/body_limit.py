"""Bodies have a limit: a JSON of 200 MB would be read whole, and nobody else answered meanwhile."""

from __future__ import annotations

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from audio_backend.api.dependencies import VERSIONED
from audio_backend.api.problems import problem
from audio_backend.errors import TooLarge

MOST_BYTES = 1_000_000
"""A batch of 20 jobs, each a blend of 8 voices with 100 points, has 700 kB."""

STREAMED = {"/upload", "/voices"}
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
