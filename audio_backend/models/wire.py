"""Tasks and results as JSON: the one place where they are written and read."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from audio_backend.models.frozen_model import Json
from audio_backend.models.results import job, small
from audio_backend.models.results.job import Result
from audio_backend.models.tasks.job import Task, TaskOfJob
from audio_backend.models.tasks.small import SmallTask

AnyTask = TaskOfJob | SmallTask
AnyResult = (
    job.DecodeResult
    | job.AnalyseResult
    | job.PlanResult
    | job.RenderResult
    | job.FinishResult
    | job.ExportResult
    | job.SegmentPreviewResult
    | job.StemPeaksResult
    | job.StemSpectrogramResult
    | small.ProbeResult
    | small.UploadPeaksResult
    | small.AnalyseSongResult
    | small.EnrolVoiceResult
    | small.DemoLineResult
    | small.VoicePreviewResult
    | small.VoicePictureResult
    | small.InspectDeviceResult
    | small.LoadEngineResult
)

TASKS: TypeAdapter[AnyTask] = TypeAdapter(Annotated[AnyTask, Field(discriminator="phase")])
RESULTS: TypeAdapter[AnyResult] = TypeAdapter(Annotated[AnyResult, Field(discriminator="phase")])


def write_task(task: Task[Any]) -> Json:
    return task.model_dump(mode="json")


def read_task(message: Json) -> AnyTask:
    return TASKS.validate_python(message)


def write_result(result: Result) -> Json:
    return result.model_dump(mode="json")


def read_result(message: Json) -> AnyResult:
    return RESULTS.validate_python(message)
