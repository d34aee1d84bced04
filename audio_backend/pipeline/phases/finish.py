"""Finish: mix, join, master and encode."""

from __future__ import annotations

from audio_backend.models.results import FinishResult
from audio_backend.models.stages import MIXED
from audio_backend.models.tasks import Finish
from audio_backend.pipeline.cleanup import drop_superseded
from audio_backend.pipeline.mixdown import tracks
from audio_backend.pipeline.mixdown.publish import Publication, publish
from audio_backend.pipeline.timings import Timings
from audio_backend.pipeline.workspace import Report, Workspace


def finish_song(job: Workspace, task: Finish, report: Report) -> FinishResult:
    timings = Timings()
    mixing = "backing" if tracks.moves_backing(job) else "master"
    wanted = Publication("mix", job.config.quality.output_format, task.attempt)
    with timings.stage("master"):
        report(mixing, 0.0)
        made = publish(job, wanted, lambda done: report(mixing if done < MIXED else "master", done))
    drop_superseded(job, task)
    return FinishResult(**dict(made), audio_s=job.seconds, stage_seconds=timings.seconds)
