"""Tasks and results as JSON: the one place where they are written and read."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from audio_backend.models import results, small_results
from audio_backend.models.results import Result
from audio_backend.models.small_tasks import SmallTask
from audio_backend.models.tasks import Task, TaskOfJob
from audio_backend.models.value import Json

AnyTask = TaskOfJob | SmallTask
AnyResult = (
    results.DecodeResult
    | results.AnalyseResult
    | results.PlanResult
    | results.RenderResult
    | results.FinishResult
    | results.ExportResult
    | results.SegmentPreviewResult
    | results.StemPeaksResult
    | results.StemSpectrogramResult
    | small_results.ProbeResult
    | small_results.UploadPeaksResult
    | small_results.AnalyseSongResult
    | small_results.EnrolVoiceResult
    | small_results.DemoLineResult
    | small_results.VoicePreviewResult
    | small_results.VoicePictureResult
    | small_results.InspectDeviceResult
    | small_results.LoadEngineResult
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
