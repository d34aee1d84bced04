"""Export: one more file of a finished job, another format or a stem."""

from __future__ import annotations

from audio_backend.models.results import ExportResult
from audio_backend.models.tasks import Export
from audio_backend.pipeline.mixdown.publish import Publication, publish
from audio_backend.pipeline.workspace import Report, Workspace


def export_file(job: Workspace, task: Export, report: Report) -> ExportResult:
    wanted = Publication(task.stem, task.output_format, task.attempt)
    return ExportResult(**dict(publish(job, wanted, lambda done: report("export", done))))
