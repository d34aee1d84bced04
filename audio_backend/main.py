"""The HTTP application: `create_app(settings)`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from audio_backend import __version__
from audio_backend.answers.base import Problem
from audio_backend.api import batches, jobs, page, problems, songs, system, voices
from audio_backend.api.dependencies import VERSIONED
from audio_backend.api.guards import BodyLimit, Guards, allowed_origins
from audio_backend.models.audio_config import AudioConfig
from audio_backend.settings import Settings
from audio_backend.studio import Studio

ROUTERS = (
    songs.router,
    voices.router,
    batches.router,
    jobs.router,
    system.engines_router,
    system.router,
)


def create_app(settings: Settings | None = None, running: Studio | None = None) -> FastAPI:
    """A studio behind HTTP: one that runs already, or one that the lifespan starts. The lifespan ends it."""
    settings = settings or (running.settings if running else Settings())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        studio = running or Studio(settings)
        app.state.studio = studio
        app.state.registry = system.registry(studio)
        if running is None:
            await studio.start()
        try:
            yield
        finally:
            await studio.close()

    app = FastAPI(
        title="Wan2GP Audio Studio", version=__version__, lifespan=lifespan,
        description="A song goes in, a cover comes out. Errors are RFC 9457 problem+json with a `code` and a `remedy`.",
        servers=[{"url": "/"}, {"url": VERSIONED}], responses=problems.EVERYWHERE,
        docs_url=None, redoc_url=None,  # theirs come from a CDN; page.py has our own
    )  # fmt: skip
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
        app.include_router(router, prefix=VERSIONED, include_in_schema=False)
    page.serve_page(app)
    _describe(app, settings)
    app.add_middleware(BodyLimit)
    app.add_middleware(Guards, settings=settings)
    if origins := allowed_origins(settings):  # outermost: a browser asks before it sends a token
        app.add_middleware(CORSMiddleware, allow_origins=origins, allow_methods=["*"], allow_headers=["*"])
    return app


TOKEN = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "The token of AUDIO_STUDIO_TOKEN, where one is set."},
    "query": {
        "type": "apiKey", "in": "query", "name": "token",
        "description": "The same, for what can send no header: sound, pictures, event streams.",
    },
}  # fmt: skip


def _describe(app: FastAPI, settings: Settings) -> None:
    """Put every field of the config into the OpenAPI document, for requests carry only overrides of it; and how the
    token is given, which only a studio of this computer alone can do without."""
    plain = app.openapi

    def in_full() -> dict[str, Any]:
        document = plain()
        schema = AudioConfig.model_json_schema(ref_template="#/components/schemas/{model}")
        groups = schema.pop("$defs")
        document["components"]["schemas"] |= groups | {"AudioConfig": schema, "Problem": Problem.model_json_schema()}
        document["components"]["securitySchemes"] = TOKEN
        document["security"] = [{}] * (not settings.token) + [{name: []} for name in TOKEN]
        return document

    app.openapi = in_full  # type: ignore[method-assign] # FastAPI's own way to extend the document
