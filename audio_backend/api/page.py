"""The studio's page: what Vite built of `audio_frontend/` into `audio_backend/page/`."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDER = Path(__file__).resolve().parent.parent / "page"
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; "
    "style-src 'self' 'unsafe-inline'; script-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere. Inline styles: sliders and waveforms set positions."""

HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",  # the address may hold a token
    "X-Content-Type-Options": "nosniff",
}
UNBUILT = """<!doctype html><html lang="en"><title>Audio Studio</title>
<body style="font: 16px/1.5 system-ui; max-width: 34rem; margin: 4rem auto; padding: 0 1rem">
<h1>The studio runs, but its page was not built</h1>
<p>The page needs Node 20 once: run <code>make page</code> and reload.</p>
<p>Everything works without it too: <a href="/openapi.json">the REST interface</a>,
and <code>audio-studio cover</code>.</p>"""
UNBUILT_DOCS = """<!doctype html><html lang="en"><title>Audio Studio · API</title>
<body style="font: 16px/1.5 system-ui; max-width: 34rem; margin: 4rem auto; padding: 0 1rem">
<h1>The page that shows the API was not built</h1>
<p>It needs Node 20 once: run <code>make page</code> and reload.</p>
<p>The same as a document, for people and programs: <a href="/openapi.json">openapi.json</a>.</p>"""


class HtmlHeaders:
    """ASGI middleware: whatever is HTML carries these headers, by whichever address it was reached."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.update(HEADERS)
            await send(message)

        await self.app(scope, receive, answer)


class Built(StaticFiles):
    """Files whose name holds a hash of their content never change. Without a build there are none."""

    async def check_config(self) -> None:
        """An unbuilt page is no mistake of the server's: 404, and `/` tells what to do."""

    def file_response(self, full_path: str | os.PathLike, stat_result: os.stat_result, scope: Scope,
                      status_code: int = 200) -> Response:  # fmt: skip
        answer = super().file_response(full_path, stat_result, scope, status_code)
        hashed = Path(full_path).stem.count("-") >= 1
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer


def serve_page(app: FastAPI, folder: Path = FOLDER) -> None:
    """`/` is the page, `/page/…` its parts; both open to all, for they hold no secret. `/docs` shows the API."""

    def part(name: str, unbuilt: str) -> Response:
        built = folder / name
        return FileResponse(built) if built.exists() else HTMLResponse(unbuilt, status_code=503)

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    def index() -> Response:
        return part("index.html", UNBUILT)

    @app.api_route("/docs", methods=["GET", "HEAD"], include_in_schema=False)
    def docs() -> Response:
        return part("docs.html", UNBUILT_DOCS)

    @app.get("/favicon.ico", include_in_schema=False)
    def icon() -> RedirectResponse:
        return RedirectResponse("/page/icon.svg")

    app.add_middleware(HtmlHeaders)
    app.mount("/page", Built(directory=folder, check_dir=False), name="page")
