"""Health, limits, metrics."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from audio_backend.answers.system import Doctor, Health, Limits, Profiles
from audio_backend.api.dependencies import TheStudio

router = APIRouter(tags=["status"])


@router.get("/health", operation_id="health")
def health(studio: TheStudio) -> Health:
    """Whether the studio is well: version, machine, queue, disk."""
    return studio.status.health()


@router.get("/doctor", operation_id="doctor")
async def doctor(studio: TheStudio) -> Doctor:
    """What `audio-studio doctor` checks: versions, device, memory, disk, folders, weights by their hash, ledger.
    Names no path, user, host or token, so it can be pasted in public."""
    return await studio.status.doctor()


@router.get("/limits", operation_id="limits")
def limits(studio: TheStudio) -> Limits:
    """What this studio takes, in bytes and seconds."""
    return studio.status.limits()


@router.get("/profiles", operation_id="profiles")
def profiles(studio: TheStudio) -> Profiles:
    """The three profiles: only the fields each decides, and the defaults of all others."""
    return studio.status.profiles()


@router.get("/metrics", operation_id="metrics", response_class=PlainTextResponse)
def metrics(request: Request) -> Response:
    """For Prometheus."""
    return Response(generate_latest(request.app.state.registry), media_type=CONTENT_TYPE_LATEST)
