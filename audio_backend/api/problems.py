"""Every error leaves as RFC 9457 problem+json, with a stable code and a remedy."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

from audio_backend.answers.base import Problem
from audio_backend.errors import BadInput, NotFound, StudioError, TooLarge, in_fields
from audio_backend.workers.protocol import without_paths

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

log = logging.getLogger("audio_studio")


Responses = dict[int | str, dict[str, Any]]

TEXTS = {
    401: "A token is needed, or another one.",
    403: "Under this name the studio doesn't answer, or the request comes from another site.",
    404: "There is nothing under this id.",
    409: "Not possible in the present state.",
    413: "The body or the file is too large; see `/limits`.",
    422: "The request can't be used as it is; `errors` names the fields.",
    429: "The queue is full; `Retry-After` says when to try again, in seconds.",
    500: "Something went wrong in the studio.",
    507: "There is not enough room on the disk.",
}


def answers(*codes: int) -> Responses:
    """The OpenAPI text of problems."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {code: {"description": TEXTS[code], "content": content} for code in codes}


EVERYWHERE = answers(401, 403, 422, 500)


def problem(request: Request, error: StudioError, headers: dict[str, str] | None = None) -> JSONResponse:
    body = problem_body(request, error).model_dump()
    return JSONResponse(body, error.status, headers=headers, media_type="application/problem+json")


def problem_body(request: Request, error: StudioError | ValidationError) -> Problem:
    if isinstance(error, ValidationError):
        error = from_validation(error)
    request_id = request.scope.get("state", {}).get("request_id", "")
    detail = without_paths(error.detail) if error.status >= 500 else error.detail
    return Problem(
        title=error.title, status=error.status, detail=detail, code=error.code, remedy=error.remedy,
        errors=error.errors, instance=f"{request.url.path}#{request_id}", type=f"urn:audio-studio:{error.code}",
    )  # fmt: skip


def from_validation(error: RequestValidationError | ValidationError) -> BadInput:
    """Name every wrong field, and what is wrong with it."""
    errors = in_fields(error.errors())
    named = "; ".join(f"{one['field']}: {one['message']}".removeprefix(": ") for one in errors[:5])
    return BadInput(f"Not usable as it is: {named}", errors=errors)


def install(app: FastAPI) -> None:
    """Make every way to fail answer in the same form."""

    @app.exception_handler(StudioError)
    async def studio_error(request: Request, error: StudioError) -> JSONResponse:
        if error.status >= 500:
            log.error("%s %s: %s", request.method, request.url.path, error.detail)
        return problem(request, error, {"Retry-After": "30"} if error.status == 429 else None)

    @app.exception_handler(RequestValidationError)
    async def bad_request(request: Request, error: RequestValidationError) -> JSONResponse:
        return problem(request, from_validation(error))

    @app.exception_handler(ValidationError)
    async def bad_config(request: Request, error: ValidationError) -> JSONResponse:
        return problem(request, from_validation(error))

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        headers = dict(error.headers or {})
        if error.status_code == 405 and (methods := _methods_taken(request)):
            headers["Allow"] = ", ".join(methods)  # the router names those of one route alone
        return problem(request, _from_http(request, error), headers)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.exception("%s %s", request.method, request.url.path, exc_info=error)
        return problem(request, StudioError("An error nobody foresaw; the log has the details."))


def _methods_taken(request: Request) -> list[str]:
    """All that this address takes; empty below a mount, which takes any and decides by itself."""
    routes = [route for route in request.app.routes if not isinstance(route, Mount)]
    return [
        method for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] == Match.FULL for route in routes)
    ]  # fmt: skip


def _from_http(request: Request, error: HTTPException) -> StudioError:
    if error.status_code == 404:
        return NotFound(f"There is no {request.url.path} here.", remedy="See /docs for what there is.")
    if error.status_code == 413:
        return TooLarge("The body of this request is too large.", remedy="Send less at once.")
    made = StudioError(str(error.detail), remedy="See /docs for what this address takes.")
    made.status, made.code, made.title = error.status_code, "http_error", str(error.detail)
    return made
