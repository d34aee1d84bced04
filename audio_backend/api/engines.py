"""Engines: what is here, what is loaded, what is missing and what to do."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from audio_backend.answers.system import Engine, Engines
from audio_backend.api.dependencies import TheStudio
from audio_backend.api.problems import answers

router = APIRouter(tags=["engines"])


@router.get("/models/status", operation_id="models_status")
def models_status(studio: TheStudio) -> Engines:
    """One row per engine: installed, loaded, placeholder or missing, with its weights' SHA-256."""
    return Engines(engines=studio.engines.status())


Type = Literal["pitch", "voice", "stems", "generation", "swiftf0", "svc", "instrumental"]
EngineId = Annotated[
    str | None, Query(max_length=64, description="Engine id; the default one of this type without it.")
]


@router.post("/models/load/{type}", operation_id="load_model", responses=answers(409))
async def load_model(type: Type, studio: TheStudio, engine: EngineId = None) -> Engine:
    """Load an engine into the free worker processes now, so that the first job doesn't wait for it. 409 when all of
    them are busy: those load by themselves what they need."""
    return await studio.engines.load(type, engine)


@router.delete("/models/load/{type}", operation_id="unload_model", responses=answers(409))
async def unload_model(type: Type, studio: TheStudio, engine: EngineId = None) -> Engine:
    """Give an engine's memory back: the worker processes that hold it end, and new ones come when there is work.
    409 while a worker is busy. Unloading what isn't loaded changes nothing."""
    return await studio.engines.unload(type, engine)
