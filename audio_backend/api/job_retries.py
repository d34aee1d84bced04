"""Jobs that are to be mended: a segment again, with another setting, or left as the original; another title."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from audio_backend.answers.jobs import Job, Segments
from audio_backend.api.dependencies import AnId, Index, TheStudio
from audio_backend.api.problems import answers
from audio_backend.models.audio_config import Title
from audio_backend.models.segment_settings import Retry
from audio_backend.models.settings_group import Group

router = APIRouter(prefix="/jobs", tags=["jobs"], responses=answers(404, 409))
REFUSED = answers(413, 429, 507)

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


@router.post("/{job_id}/segments/{index}/keep", operation_id="keep_segment")
async def keep(job_id: AnId, index: Index, studio: TheStudio) -> Segments:
    """Keep the original in a segment that failed. The mix has it there already, so nothing is computed; when no segment
    is left that failed, the job is completed. A kept segment can be retried later."""
    return await studio.jobs.keep(job_id, index)


@router.patch("/{job_id}", operation_id="rename_job", responses=answers(413))
async def rename(job_id: AnId, wanted: NewTitle, studio: TheStudio) -> Job:
    """Give the job another title. Downloads are named by it at once; files that exist keep the title in their tags."""
    return await studio.jobs.rename(job_id, wanted.title)
