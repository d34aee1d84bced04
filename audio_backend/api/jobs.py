"""Jobs: start, watch, fetch, remix, cancel."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Body, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import Field

from audio_backend.answers.base import PitchCurve, Spectrogram, StemPeaks
from audio_backend.answers.jobs import (
    Job,
    Jobs,
    Progress,
    Purged,
    Report,
    Segments,
    Started,
    Validated,
)
from audio_backend.api.dependencies import AnId, Index, TheStudio, address
from audio_backend.api.files import MEDIA_TYPES, EventStream, event_stream, get_and_head, send
from audio_backend.api.problems import answers
from audio_backend.errors import BadInput, FieldError
from audio_backend.jobs.visuals import View
from audio_backend.ledger.history import Picks
from audio_backend.ledger.job import JobKind
from audio_backend.models.audio_config import JobRequest, OutputFormat, Title
from audio_backend.models.base import MOST_INDEX, FieldName, Group, Id, Moment
from audio_backend.models.segment_settings import Retry

router = APIRouter(prefix="/jobs", tags=["jobs"])
REFUSED = answers(404, 409, 413, 429, 507)
"""When work is to be done again."""
DRAWN = answers(404, 409, 507)
"""When something is drawn from a job's files."""

SungStem = Literal["mix", "vocals", "instrumental", "original_vocals", "original", "double", "harmony"]
Stem = Literal[SungStem, "drums", "bass", "other"]
MixerFile = Literal["prefader_vocals", "prefader_instrumental", "prefader_double", "prefader_harmony", "room"]
State = Literal["queued", "running", "completed", "partial", "failed", "cancelled"]
Wait = Annotated[float, Query(ge=0, le=60, description="Seconds to wait for news before answering (long poll).")]


SAME_KEY = "The same key and body give the same job, for a day, and no longer than that job is there."
Purge = Annotated[bool, Query(description="Also delete every file of what is cancelled, and its entry.")]
MOST_DIGITS = 15
SEQUENCE = re.compile(rf"[0-9]{{1,{MOST_DIGITS}}}")


def _known_job(job_id: AnId, studio: TheStudio) -> str:
    """Checked before a stream begins: its status can't be changed later."""
    studio.ledger.job(job_id)
    return job_id


KnownJob = Annotated[str, Depends(_known_job)]


class Remix(Group):
    """New gains, fades, reverb, loudness; nothing is computed by an engine again."""

    mixing: dict[FieldName, Any] = Field(default_factory=dict)
    quality: dict[FieldName, Any] = Field(default_factory=dict)
    instrumental: dict[FieldName, Any] = Field(default_factory=dict)


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


@router.get("", operation_id="list_jobs")
def jobs(
    studio: TheStudio,
    request: Request,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200, description="`next_cursor` of the answer before.")] = None,
    status: Annotated[list[State] | None, Query(description="Only these states; may be repeated.")] = None,
    q: Annotated[str | None, Query(max_length=200, description="Part of the title.")] = None,
    file_id: Annotated[Id | None, Query(description="Only those of this song.")] = None,
    kind: Annotated[JobKind, Query(description="Whole covers, tries of a part of a song, or both.")] = "all",
    batch_id: Annotated[Id | None, Query(description="Only those that were started with this batch.")] = None,
    grouped: Annotated[
        bool, Query(description="Of each batch only the newest that fits; `batches` tells of all.")
    ] = False,
) -> Jobs:
    """Jobs, newest first."""
    page = studio.batches.listing(limit, cursor, status, q, Picks(file_id, kind, batch_id, grouped))
    if page.next_cursor:
        asked = {"q": q, "file_id": file_id, "kind": kind if kind != "all" else None}
        asked |= {"batch_id": batch_id, "grouped": "true" if grouped else None}
        kept = {"limit": limit, "cursor": page.next_cursor, "status": status or []}
        kept |= {name: value for name, value in asked.items() if value}
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
    draft: Annotated[bool, Query(description="false: only what is finished.")] = True,
) -> Response:  # fmt: skip
    """One segment as a WAV, while the others are still at work. Before reverb and mastering.

    Until it is finished this is a draft, made when it is asked for first: sung by what is analysed of the song so far,
    so key and voice may still change. `X-Preview` tells which it is, `draft` or `final`; a segment's `sound` tells
    before.
    """
    made = await studio.results.preview(job_id, segment, stem, draft)
    answer = send(request, made.path, made.etag, media_type="audio/wav")
    answer.headers["X-Preview"] = "draft" if made.is_draft else "final"
    return answer


@get_and_head(router, "/{job_id}/download", "download", *MEDIA_TYPES.values(), responses=answers(409, 507))
async def download(
    job_id: AnId, request: Request, studio: TheStudio,
    format: Annotated[OutputFormat | Literal["zip"] | None, Query(description="The job's own without it.")] = None,
    stem: Annotated[
        Stem | MixerFile | Literal["all"] | None,
        Query(
            description="The mix without it; `all` is a ZIP of every stem, and so is format=zip, without a stem. For a "
            "mixer: `prefader_…` is a stem before its fader, its pan and the added reverb, and `room` the impulse "
            "response of that reverb, as loud as the voice that goes in."
        ),
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
    errors: list[FieldError] = [{"field": f"query.{name}", "message": says} for name in ("format", "stem")]
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


@router.post("/{job_id}/remix", status_code=202, operation_id="remix_job", responses=REFUSED)
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
async def delete(job_id: AnId, studio: TheStudio, response: Response, purge: Purge = False) -> Purged | Segments:
    """Cancel a job; with `purge=true` delete it, files and all."""
    if purge:
        return await studio.jobs.purge(job_id)
    response.status_code = 202
    return await studio.jobs.cancel(job_id)


Otherwise = Annotated[
    Retry | None,
    Body(
        openapi_examples={
            "again": {"summary": "Again, as the job was asked for", "value": {}},
            "better": {"summary": "Isolate better", "value": {"config": {"instrumental": {"quality": "best"}}}},
            "softer": {"summary": "Less of the voice", "value": {"config": {"svc": {"strength": 0.6}}}},
        }
    ),
]


class NewTitle(Group):
    title: Title


@router.post("/{job_id}/segments/{index}/retry", status_code=202, operation_id="retry_segment", responses=REFUSED)
async def retry(job_id: AnId, index: Index, studio: TheStudio, wanted: Otherwise = None) -> Segments:
    """Do one segment again, and the mix; all other segments stay as they are, to the bit.

    With `config` the segment gets settings of its own, until it is retried without. A setting that concerns the song
    as a whole needs a new job.
    """
    return await studio.jobs.retry(job_id, [index], wanted or Retry())


@router.post("/{job_id}/resume", status_code=202, operation_id="resume_job", responses=REFUSED)
async def resume(job_id: AnId, studio: TheStudio, wanted: Otherwise = None) -> Segments:
    """Do all segments again that failed or were cancelled, with `config` if it is given; kept ones stay kept."""
    return await studio.jobs.retry(job_id, None, wanted or Retry())


@router.post("/{job_id}/segments/{index}/keep", operation_id="keep_segment", responses=answers(404, 409))
async def keep(job_id: AnId, index: Index, studio: TheStudio) -> Segments:
    """Keep the original in a segment that failed. The mix has it there already, so nothing is computed; when no segment
    is left that failed, the job is completed. A kept segment can be retried later."""
    return await studio.jobs.keep(job_id, index)


@router.patch("/{job_id}", operation_id="rename_job", responses=answers(404, 409, 413))
async def rename(job_id: AnId, wanted: NewTitle, studio: TheStudio) -> Job:
    """Give the job another title. Downloads are named by it at once; files that exist keep the title in their tags."""
    return await studio.jobs.rename(job_id, wanted.title)


At = Annotated[Moment, Query(description="Seconds from the start of the stem.")]


@router.get("/{job_id}/peaks", operation_id="get_stem_peaks", responses=DRAWN)
async def peaks(
    job_id: AnId, studio: TheStudio, stem: Stem = "mix", points: Annotated[int, Query(ge=10, le=20_000)] = 2_000
) -> StemPeaks:
    """The waveform of a whole stem, and its loudness. `original` from decoding on, all others of a finished job."""
    return await studio.visuals.peaks(job_id, stem, points)


@router.get("/{job_id}/spectrogram", operation_id="get_spectrogram", responses=DRAWN)
async def spectrogram(
    job_id: AnId, studio: TheStudio, stem: Stem = "mix",
    columns: Annotated[int, Query(ge=100, le=4_000)] = 1_200, bands: Annotated[int, Query(ge=32, le=256)] = 160,
    start_s: At = 0.0, stop_s: Annotated[Moment | None, Query(description="The end without it.")] = None,
) -> Spectrogram:  # fmt: skip
    """A stem, or part of it, as a picture: bands in equal steps of pitch from 40 Hz up, each byte a level in dB.

    A byte is the highest level in its column and band. Columns longer than 16 half windows (0.37 s for the treble,
    3 s for the bass) are looked at in 16 places: 8 evenly spread, and the 8 with the fastest changes, so strokes and
    consonants are seen; a short dull sound among livelier ones may not be. Zoom in to see all.
    """
    return await studio.visuals.spectrogram(job_id, stem, View(columns, bands, start_s, stop_s))
