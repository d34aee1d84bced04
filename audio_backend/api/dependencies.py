"""What every route needs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Path, Request

from audio_backend.models.base import MOST_INDEX
from audio_backend.studio import Studio

AnId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", description="An id that the studio gave.")]
Index = Annotated[int, Path(ge=0, le=MOST_INDEX, description="The segment, counted from 0.")]
Json = dict[str, Any]


def _studio(request: Request) -> Studio:
    return request.app.state.studio


TheStudio = Annotated[Studio, Depends(_studio)]


VERSIONED = "/api/v1"


def address(request: Request, path: str) -> str:
    """`path` as this caller reaches it: under /api/v1 if it called there, and behind what a proxy puts before it."""
    root = request.scope.get("root_path", "").rstrip("/")
    versioned = request.url.path.removeprefix(root).startswith(f"{VERSIONED}/")
    return f"{root}{VERSIONED if versioned else ''}{path}"


def form_body(required: list[str], **fields: Json) -> Json:
    """The OpenAPI text of a form that is read as a stream."""
    schema = {"type": "object", "required": required, "properties": fields}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


def a_file(text: str) -> Json:
    return {"type": "string", "format": "binary", "description": text}
