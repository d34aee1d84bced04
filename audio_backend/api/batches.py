"""Batches: jobs that are started, watched, stopped and fetched together."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from pydantic import Field

from audio_backend.answers.jobs import (
    Batch,
    PurgedBatch,
    ResumedItem,
    ResumedJobs,
    Started,
    StartedItem,
    StartedJobs,
    Validated,
    ValidatedItem,
    ValidatedJobs,
)
from audio_backend.api.dependencies import AnId, TheStudio
from audio_backend.api.files import ZipStream, get_and_head, zip_stream
from audio_backend.api.jobs import SAME_KEY, Purge
from audio_backend.api.problems import answers, problem_body
from audio_backend.models.audio_config import JobRequest
from audio_backend.models.base import Group, Id

router = APIRouter(prefix="/jobs/batch", tags=["jobs"])

MOST_TOGETHER = 100
"""As many as may wait, by default."""


class Together(Group):
    """Several songs with one preset, or one song in several voices."""

    jobs: list[JobRequest] = Field(min_length=1, max_length=MOST_TOGETHER)
    batch_id: Id | None = Field(None, description="Of an earlier answer: these join that batch.")


@router.post("", status_code=202, operation_id="start_jobs", responses=answers(413))
async def start_many(
    wanted: Together,
    request: Request,
    studio: TheStudio,
    idempotency_key: Annotated[str | None, Header(description=f"For each job of the batch: {SAME_KEY}")] = None,
) -> StartedJobs:
    """Start several jobs in this order, each as `/jobs/start` would: what is wrong with one is told of that one.

    A body that is no list of 1 to 100 job requests is refused as a whole, and nothing is started. With the same key
    what was refused is tried again, and joins its batch.
    """
    batch_id, tried = await studio.batches.start(wanted.jobs, idempotency_key, wanted.batch_id)
    items = [
        StartedItem(index=index, job=one, error=None) if isinstance(one, Started)
        else StartedItem(index=index, job=None, error=problem_body(request, one))
        for index, one in enumerate(tried)
    ]  # fmt: skip
    return StartedJobs(batch_id=batch_id, items=items)


@router.post("/validate", operation_id="validate_jobs", responses=answers(413))
async def validate_many(wanted: Together, request: Request, studio: TheStudio) -> ValidatedJobs:
    """What would run of these, or why not, each as `/jobs/validate` tells; time and disk of all."""
    tried, eta = await studio.batches.validate(wanted.jobs)
    items = [
        ValidatedItem(index=index, order=one, error=None) if isinstance(one, Validated)
        else ValidatedItem(index=index, order=None, error=problem_body(request, one))
        for index, one in enumerate(tried)
    ]  # fmt: skip
    return ValidatedJobs(items=items, eta_s=eta, disk_bytes=sum(one.order.disk_bytes for one in items if one.order))


@router.get("/{batch_id}", operation_id="get_batch", responses=answers(404))
def batch(batch_id: AnId, studio: TheStudio) -> Batch:
    """Jobs that were started together, as one; they themselves are `GET /jobs?batch_id=…`."""
    return studio.batches.get(batch_id)


@router.post("/{batch_id}/cancel", status_code=202, operation_id="cancel_batch", responses=answers(404))
async def cancel_batch(batch_id: AnId, studio: TheStudio) -> Batch:
    """Stop all of its jobs that have not ended; what is finished stays."""
    return await studio.batches.cancel(batch_id)


@router.post("/{batch_id}/resume", status_code=202, operation_id="resume_batch", responses=answers(404))
async def resume_batch(batch_id: AnId, request: Request, studio: TheStudio) -> ResumedJobs:
    """Do again what failed or was cancelled in any of its jobs; what is wrong with one is told of that one."""
    items = [
        ResumedItem(job_id=job.id, title=job.title, error=problem_body(request, refused) if refused else None)
        for job, refused in await studio.batches.resume(batch_id)
    ]
    return ResumedJobs(batch_id=batch_id, items=items)


@router.delete(
    "/{batch_id}", operation_id="delete_batch",
    responses=answers(404) | {202: {"description": "Cancelled.", "model": Batch}},
)  # fmt: skip
async def delete_batch(
    batch_id: AnId, studio: TheStudio, response: Response, purge: Purge = False
) -> PurgedBatch | Batch:
    """Cancel all of its jobs; with `purge=true` delete them, files and all."""
    response.status_code = 200 if purge else 202
    return await (studio.batches.purge if purge else studio.batches.cancel)(batch_id)


@get_and_head(router, "/{batch_id}/download", "download_batch", "application/zip", responses=answers(409))
def download_batch(batch_id: AnId, studio: TheStudio) -> ZipStream:
    """The covers that are finished as one ZIP, which is made while it is sent, so it has no length and no `Range`."""
    jobs = studio.batches.finished(batch_id)
    return zip_stream(studio.batches.zipped(jobs), f"{len(jobs)} covers.zip")
