"""Sound over HTTP: Range, HEAD, strong ETags and 304, and file names in any script."""

from __future__ import annotations

from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse

MEDIA_TYPES = {
    "wav": "audio/wav", "flac": "audio/flac", "mp3": "audio/mpeg", "ogg": "audio/ogg", "m4a": "audio/mp4",
    "zip": "application/zip",
}  # fmt: skip

METHODS = ["GET", "HEAD"]


def send(request: Request, path: Path, etag: str, *, media_type: str, filename: str | None = None) -> Response:
    """The file, or the part of it that was asked for, or 304 when the client has it already.

    `filename` makes it an attachment; `etag` identifies the bytes.
    """
    quoted = f'"{etag}"'
    headers = {"ETag": quoted, "Cache-Control": "private, no-cache"}
    if _matches(request.headers.get("if-none-match"), quoted):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, media_type=media_type, filename=filename, headers=headers)


def _matches(header: str | None, quoted: str) -> bool:
    if not header:
        return False
    return header.strip() == "*" or quoted in (tag.strip().removeprefix("W/") for tag in header.split(","))
