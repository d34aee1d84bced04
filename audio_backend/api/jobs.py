"""Jobs: start, watch, fetch, remix, cancel."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import Field, ValidationError

from audio_backend.answers.jobs import (
    Job,
    Jobs,
    Progress,
    Purged,
    Segments,
    Started,
    StartedItem,
    StartedJobs,
    Validated,
)
from audio_backend.answers.report import Report
from audio_backend.answers.visuals import PitchCurve
from audio_backend.api.dependencies import AnId, TheStudio, address
from audio_backend.api.event_stream import EventStream, event_stream
from audio_backend.api.files import MEDIA_TYPES, get_and_head, send
from audio_backend.api.problems import answers, problem_body
from audio_backend.errors import BadInput, StudioError
from audio_backend.models.audio_config import JobRequest, OutputFormat
from audio_backend.models.settings_group import MOST_INDEX, Group

router = APIRouter(prefix="/jobs", tags=["jobs"])

SungStem = Literal["mix", "vocals", "instrumental", "original_vocals", "original", "double", "harmony"]
Stem = Literal[SungStem, "drums", "bass", "other"]
State = Literal["queued", "running", "completed", "partial", "failed", "cancelled"]
Wait = Annotated[float, Query(ge=0, le=60, description="Seconds to wait for news before answering (long poll).")]


SAME_KEY = "The same key and body give the same job, for a day, and no longer than that job is there."
MOST_DIGITS = 15
SEQUENCE = re.compile(rf"[0-9]{{1,{MOST_DIGITS}}}")


def _known_job(job_id: AnId, studio: TheStudio) -> str:
    """Checked before a stream begins: its status can't be changed later."""
    studio.ledger.job(job_id)
    return job_id


KnownJob = Annotated[str, Depends(_known_job)]


class Batch(Group):
    """Several songs with one preset, or one song in several voices."""

    jobs: list[JobRequest] = Field(min_length=1, max_length=20)


class Remix(Group):
    """New gains, fades, reverb, loudness; nothing is computed by an engine again."""

    mixing: dict[str, Any] = Field(default_factory=dict)
    quality: dict[str, Any] = Field(default_factory=dict)
    instrumental: dict[str, Any] = Field(default_factory=dict)


@router.post("/validate", operation_id="validate_job", responses=answers(404, 409, 413))
async def validate(wanted: JobRequest, studio: TheStudio) -> Validated:
    """What would run, without running it: the effective config, the segments, warnings, time and disk needed."""
    return await studio.jobs.validate(wanted)


@router.post(
    "/start", status_code=202, operation_id="start_job",
    responses=answers(404, 409, 413, 429, 507),
)  # fmt: skip
async def start(
    wanted: JobRequest,
    request: Request,
    response: Response,
    studio: TheStudio,
    idempotency_key: Annotated[str | None, Header(description=SAME_KEY)] = None,
) -> Started:
    """Start a job. It runs in the background; `Location` is where to look."""
    job = await studio.jobs.start(wanted, idempotency_key)
    response.headers["Location"] = address(request, f"/jobs/{job.job_id}")
    return job


@router.post("/batch", status_code=202, operation_id="start_jobs", responses=answers(413))
async def start_many(
    wanted: Batch,
    request: Request,
    studio: TheStudio,
    idempotency_key: Annotated[str | None, Header(description=f"For each job of the batch: {SAME_KEY}")] = None,
) -> StartedJobs:
    """Start several jobs in this order, each as `/jobs/start` would: what is wrong with one is told of that one.

    A body that is no list of 1 to 20 job requests is refused as a whole, and nothing is started.
    """
    items = []
    for index, asked in enumerate(wanted.jobs):
        try:
            job = await studio.jobs.start(asked, idempotency_key, f"batch:{index}")
            items.append(StartedItem(index=index, job=job, error=None))
        except (StudioError, ValidationError) as refused:
            items.append(StartedItem(index=index, job=None, error=problem_body(request, refused)))
    return StartedJobs(items=items)


@router.get("", operation_id="list_jobs")
def jobs(
    studio: TheStudio,
    request: Request,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200, description="`next_cursor` of the answer before.")] = None,
    status: Annotated[list[State] | None, Query(description="Only these states; may be repeated.")] = None,
    q: Annotated[str | None, Query(max_length=200, description="Part of the title.")] = None,
) -> Jobs:
    """Jobs, newest first."""
    page = studio.jobs.listing(limit, cursor, status, q)
    if page.next_cursor:
        kept = {"limit": limit, "cursor": page.next_cursor, "status": status or [], "q": [q] if q else []}
        response.headers["Link"] = f'<{address(request, "/jobs")}?{urlencode(kept, doseq=True)}>; rel="next"'
    return page


@router.get("/{job_id}", operation_id="get_job", responses=answers(404))
def job(job_id: AnId, studio: TheStudio) -> Job:
    """Everything about a job: request, effective config, units, warnings, result."""
    return studio.jobs.get(job_id)


@router.get("/{job_id}/progress", operation_id="get_progress", responses=answers(404))
async def progress(job_id: AnId, studio: TheStudio, wait: Wait = 0) -> Progress:
    """Status, progress 0 to 1 that never goes back within a run, stage, each segment, and the time left as a range."""
    return await studio.jobs.progress(job_id, wait)


@router.get("/{job_id}/events", operation_id="get_events", response_class=EventStream, responses=answers(404))
def events(
    job_id: KnownJob, studio: TheStudio,
    after: Annotated[int, Query(ge=0, lt=10**MOST_DIGITS, description="Only events with a larger id.")] = 0,
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventStream:  # fmt: skip
    """Server-sent events until the job has ended: all, or those after the later of `Last-Event-ID` and `after`."""
    seen = int(last_event_id) if last_event_id and SEQUENCE.fullmatch(last_event_id) else 0
    return event_stream(studio.jobs.follow(job_id, max(after, seen)))


@get_and_head(router, "/{job_id}/preview", "get_preview", "audio/wav", responses=answers(409, 507))
async def preview(
    job_id: AnId, request: Request, studio: TheStudio,
    segment: Annotated[int | None, Query(ge=0, le=MOST_INDEX, description="Without it the newest one.")] = None,
    stem: SungStem = "mix",
) -> Response:  # fmt: skip
    """One finished segment as a WAV, while the others are still at work. Before reverb and mastering."""
    path, etag = await studio.results.preview(job_id, segment, stem)
    return send(request, path, etag, media_type="audio/wav")


@get_and_head(router, "/{job_id}/download", "download", *MEDIA_TYPES.values(), responses=answers(409, 507))
async def download(
    job_id: AnId, request: Request, studio: TheStudio,
    format: Annotated[OutputFormat | Literal["zip"] | None, Query(description="The job's own without it.")] = None,
    stem: Annotated[
        Stem | Literal["all"] | None,
        Query(description="The mix without it; `all` is a ZIP of every stem, and so is format=zip, without a stem."),
    ] = None,
) -> Response:  # fmt: skip
    """The finished cover, or a stem as it lies in the mix. `X-Result-Completeness` tells finished/all segments."""
    made = await studio.results.download(job_id, *_one_or_all(format, stem))
    answer = send(request, made.path, made.sha256, media_type=MEDIA_TYPES[made.path.suffix[1:]], filename=made.filename)
    answer.headers["X-Result-Completeness"] = made.completeness
    return answer


def _one_or_all(wanted: OutputFormat | Literal["zip"] | None, stem: str | None) -> tuple[OutputFormat | None, str]:
    """Format and stem of one file, or of the ZIP, which has all stems in a lossless format of the job's choice."""
    if (wanted == "zip" and stem in (None, "all")) or (stem == "all" and wanted is None):
        return None, "all"
    if wanted == "zip":
        says = f"format=zip is a ZIP of every stem, and stem={stem} is one of them."
        raise _contradiction(says, f"Leave stem out for the ZIP, or ask for stem={stem} as it is or with format=flac.")
    if stem == "all":
        says = f"stem=all is a ZIP of every stem, lossless as the job decides; format={wanted} is one file."
        raise _contradiction(says, f"Leave format out for the ZIP, or ask for one stem with format={wanted}.")
    return wanted, stem or "mix"


def _contradiction(says: str, remedy: str) -> BadInput:
    errors = [{"field": f"query.{name}", "message": says} for name in ("format", "stem")]
    return BadInput(says, remedy=remedy, errors=errors)


@router.get(
    "/{job_id}/f0", operation_id="get_f0", response_model=PitchCurve,
    responses={200: {"content": {"text/csv": {}}}} | answers(404, 409),
)  # fmt: skip
def f0(
    job_id: AnId, studio: TheStudio, format: Literal["json", "csv"] = "json",
    points: Annotated[
        int | None, Query(ge=100, le=20_000, description="At most so many frames, evenly taken; the CSV stays whole.")
    ] = None,
) -> Response:  # fmt: skip
    """The pitch curve of the song: time in s, F0 in Hz (0 unvoiced), confidence, and the F0 that was asked for.

    With `points` every value is still a measured one; `hop_s` is the spacing that is left.
    """
    curve = studio.jobs.f0(job_id, points if format == "json" else None)
    if format == "json":
        return JSONResponse(curve.model_dump())
    rows = zip(curve.time_s, curve.f0_hz, curve.confidence, curve.target_hz, strict=True)
    lines = ["time_s,f0_hz,confidence,target_hz", *(",".join(f"{value:g}" for value in row) for row in rows)]
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/csv")


@router.get("/{job_id}/report", operation_id="get_report", responses=answers(404))
def report(job_id: AnId, studio: TheStudio) -> Report:
    """Engines and weights per stage, effective config, times and RTF, memory, loudness, warnings."""
    return studio.jobs.report(job_id)


@router.post("/{job_id}/remix", status_code=202, operation_id="remix_job", responses=answers(404, 409, 413, 429, 507))
async def remix(job_id: AnId, wanted: Remix, studio: TheStudio) -> Segments:
    """Mix and master again with other settings, in seconds."""
    return await studio.jobs.remix(job_id, wanted.model_dump(exclude_defaults=True))


@router.post("/{job_id}/cancel", status_code=202, operation_id="cancel_job", responses=answers(404))
async def cancel(job_id: AnId, studio: TheStudio) -> Segments:
    """Stop at once; what is finished stays."""
    return await studio.jobs.cancel(job_id)


@router.delete(
    "/{job_id}", operation_id="delete_job",
    responses={202: {"description": "Cancelled.", "model": Segments}} | answers(404),
)  # fmt: skip
async def delete(
    job_id: AnId, studio: TheStudio, response: Response,
    purge: Annotated[bool, Query(description="Also delete every file of the job, and its entry.")] = False,
) -> Purged | Segments:  # fmt: skip
    """Cancel a job; with `purge=true` delete it, files and all."""
    if purge:
        return await studio.jobs.purge(job_id)
    response.status_code = 202
    return await studio.jobs.cancel(job_id)
