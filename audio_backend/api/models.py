"""Engines: what is here, what is loaded, what is missing and what to do."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from audio_backend.api import schemas
from audio_backend.api.common import TheStudio
from audio_backend.api.problems import RESPONSES

router = APIRouter(tags=["engines"])


@router.get("/models/status", operation_id="models_status")
def models_status(studio: TheStudio) -> schemas.Engines:
    """One row per engine: installed, loaded, placeholder or missing, with its weights' SHA-256."""
    return {"engines": studio.engines.status()}


@router.post("/models/load/{type}", operation_id="load_model", responses={409: RESPONSES[409]})
async def load_model(
    type: Literal["pitch", "voice", "stems", "swiftf0", "svc", "instrumental"],
    studio: TheStudio,
    engine: Annotated[str | None, Query(description="Engine id; the default one of this type without it.")] = None,
) -> schemas.Engine:
    """Load an engine into the worker processes now, so that the first job doesn't wait for it."""
    return await studio.engines.load(type, engine)
