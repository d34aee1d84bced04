"""Server-sent events from an async generator, with nothing beside it that could outlive who listens.

FastAPI's own streams pass each event through two tasks; who hangs up while one of them waits to hand it on leaves a
traceback of an ExceptionGroup in the log.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi.responses import StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

RETRY_MS = 2000
HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
"""The second one is for nginx, which would collect events before it sends any."""


class EventStream(StreamingResponse):
    media_type = "text/event-stream"


def event_stream(events: AsyncIterator[dict[str, Any] | None]) -> EventStream:
    """Of events with seq, kind and data; None is sent as a comment that keeps proxies from hanging up."""
    return EventStream(_lines(events), headers=HEADERS)


async def _lines(events: AsyncIterator[dict[str, Any] | None]) -> AsyncIterator[bytes]:
    async for event in events:
        yield _line(event) if event else KEEPALIVE_COMMENT


def _line(event: dict[str, Any]) -> bytes:
    data = json.dumps(event["data"])
    return format_sse_event(data_str=data, event=event["kind"], id=str(event["seq"]), retry=RETRY_MS)
