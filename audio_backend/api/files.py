"""What is sent that is no JSON: sound (Range, HEAD, strong ETags and 304, file names in any script), and streams."""

from __future__ import annotations

import asyncio
import json
import unicodedata
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from audio_backend.api.problems import Responses, answers
from audio_backend.errors import NotFound

T = TypeVar("T")

LOOK_SECONDS = 0.5
"""How often it is looked whether anybody still waits."""

MEDIA_TYPES = {
    "wav": "audio/wav", "flac": "audio/flac", "mp3": "audio/mpeg", "ogg": "audio/ogg", "m4a": "audio/mp4",
    "zip": "application/zip",
}  # fmt: skip


def get_and_head(
    router: APIRouter, path: str, operation_id: str, *media_types: str, responses: Responses | None = None
) -> Callable:
    """A route of a file that answers HEAD too: FastAPI's `get` alone would answer 405."""
    told = _sent(*media_types) | answers(404) | (responses or {})

    def decorate(function: Callable) -> Callable:
        router.get(path, operation_id=operation_id, response_class=FileResponse, responses=told)(function)
        return router.head(path, include_in_schema=False)(function)

    return decorate


def _sent(*media_types: str) -> Responses:
    """The OpenAPI text of a file that is sent."""
    whole = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in media_types}
    words = {"text/plain": {"schema": {"type": "string"}}}
    return {
        200: {"description": "The file.", "content": whole},
        206: {"description": "The part that `Range` asks for.", "content": whole},
        304: {"description": "The client has it already: `If-None-Match` names its `ETag`."},
        400: {"description": "`Range` is not written as it should be.", "content": words},
        416: {"description": "`Range` begins after the end; `Content-Range` tells the length.", "content": words},
    }


def send(request: Request, path: Path, etag: str, *, media_type: str, filename: str | None = None) -> Response:
    """The file, or the part of it that was asked for, or 304 when the client has it already.

    `filename` makes it an attachment; `etag` identifies the bytes.
    """
    try:
        facts = path.stat()
    except FileNotFoundError:
        gone = NotFound("The file is not there any more.", remedy="Make it again: a new job, or a retry.")
        raise gone from None
    quoted = f'"{etag}"'
    headers = {"ETag": quoted, "Cache-Control": "private, no-cache"}
    if filename is not None:
        headers["Content-Disposition"] = attachment(filename)
    if _matches(request.headers.get("if-none-match"), quoted):
        return Response(status_code=304, headers=headers)
    # deleted from here on, it is hung up on: without these facts that would be a 500
    return FileResponse(path, media_type=media_type, headers=headers, stat_result=facts)


async def while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What is asked for; cancelled as soon as who asked has hung up (then nobody reads the answer: NotFound)."""
    task = asyncio.create_task(work)
    try:
        while not (await asyncio.wait({task}, timeout=LOOK_SECONDS))[0]:
            if await request.is_disconnected():
                raise NotFound("Nobody waits for this any more.")
        return task.result()
    finally:  # also when the studio closes
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def attachment(filename: str) -> str:
    """Content-Disposition with both names (RFC 6266): scripts like curl read only the plain one."""
    plain = unicodedata.normalize("NFKD", filename).encode("ascii", "ignore").decode()
    plain = "".join("_" if c in '"\\/%;' or not c.isprintable() else c for c in plain).strip() or "cover"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def _matches(header: str | None, quoted: str) -> bool:
    if not header:
        return False
    return header.strip() == "*" or quoted in (tag.strip().removeprefix("W/") for tag in header.split(","))


RETRY_MS = 2000
STREAM_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
"""The second one is for nginx, which would collect events before it sends any."""


class EventStream(StreamingResponse):
    media_type = "text/event-stream"


def event_stream(events: AsyncIterator[dict[str, Any] | None]) -> EventStream:
    """Of events with seq, kind and data; None is sent as a comment that keeps proxies from hanging up.

    FastAPI's own streams pass each event through two tasks; who hangs up while one of them waits to hand it on leaves
    a traceback of an ExceptionGroup in the log.
    """
    return EventStream(_lines(events), headers=STREAM_HEADERS)


async def _lines(events: AsyncIterator[dict[str, Any] | None]) -> AsyncIterator[bytes]:
    async for event in events:
        yield _line(event) if event else KEEPALIVE_COMMENT


def _line(event: dict[str, Any]) -> bytes:
    data = json.dumps(event["data"])
    return format_sse_event(data_str=data, event=event["kind"], id=str(event["seq"]), retry=RETRY_MS)


class ZipStream(StreamingResponse):
    media_type = "application/zip"


def zip_stream(pieces: AsyncIterator[bytes], filename: str) -> ZipStream:
    """A ZIP that is made while it is sent."""
    return ZipStream(pieces, headers={"Content-Disposition": attachment(filename), "Cache-Control": "no-store"})
