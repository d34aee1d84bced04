"""The studio's page: what Vite built of `audio_frontend/` into `audio_backend/page/`."""

from __future__ import annotations

import mimetypes
import os
import re
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers, MutableHeaders
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
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""What vite.config.js (`compressed`) leaves beside each file that gets smaller by it; the smallest first."""
ABOVE_ZERO = re.compile(r"q=(1(\.0*)?|0\.\d*[1-9]\d*)")

WORKER = "serviceworker.js"
"""It answers for `/` when the studio doesn't, though it lies below `/page/`."""

mimetypes.add_type("application/manifest+json", ".webmanifest")
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


def _encodings(accepted: str) -> list[str]:
    """Of ENCODINGS, those that an `Accept-Encoding` header takes."""
    taken: dict[str, bool] = {}
    for part in accepted.lower().replace(" ", "").split(","):
        name, _, quality = part.partition(";")
        taken[name] = not quality or ABOVE_ZERO.fullmatch(quality) is not None
    return [name for name in ENCODINGS if taken.get(name, taken.get("*", False))]


def _sent_as(plain: Path, headers: Headers) -> tuple[Path, str | None]:
    """The file that answers, and how it is encoded. A range is meant of what is in the file: the plain one."""
    if "range" not in headers:
        for name in _encodings(headers.get("accept-encoding", "")):
            small = plain.with_name(plain.name + ENCODINGS[name])
            if small.is_file():
                return small, name
    return plain, None


class Built(StaticFiles):
    """Files whose name holds a hash of their content never change. Without a build there are none."""

    async def check_config(self) -> None:
        """An unbuilt page is no mistake of the server's: 404, and `/` tells what to do."""

    def file_response(self, full_path: str | os.PathLike, stat_result: os.stat_result, scope: Scope,
                      status_code: int = 200) -> Response:  # fmt: skip
        plain = Path(full_path)
        sent, encoding = _sent_as(plain, Headers(scope=scope))
        answer = super().file_response(sent, sent.stat(), scope, status_code)
        if encoding and answer.status_code != 304:
            answer.headers["Content-Encoding"] = encoding
        answer.headers["Vary"] = "Accept-Encoding"
        hashed = plain.stem.count("-") >= 1
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        if plain.name == WORKER:
            answer.headers["Service-Worker-Allowed"] = "/"
        return answer


def serve_page(app: FastAPI, folder: Path = FOLDER) -> None:
    """`/` is the page, `/page/…` its parts; both open to all, for they hold no secret. `/docs` shows the API."""

    files = Built(directory=folder, check_dir=False)

    def part(request: Request, name: str, unbuilt: str) -> Response:
        built = folder / name
        if not built.exists():
            return HTMLResponse(unbuilt, status_code=503)
        return files.file_response(built, built.stat(), request.scope)

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    def index(request: Request) -> Response:
        return part(request, "index.html", UNBUILT)

    @app.api_route("/docs", methods=["GET", "HEAD"], include_in_schema=False)
    def docs(request: Request) -> Response:
        return part(request, "docs.html", UNBUILT_DOCS)

    @app.get("/favicon.ico", include_in_schema=False)
    def icon() -> RedirectResponse:
        return RedirectResponse("/page/icon.svg")

    app.add_middleware(HtmlHeaders)
    app.mount("/page", files, name="page")
