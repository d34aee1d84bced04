"""One song, unit by unit: decode → analyse each segment → plan the song → render each segment → finish."""

from __future__ import annotations

from dataclasses import dataclass

from audio_backend.models.results import UnitResult
from audio_backend.models.tasks import Analyse, Decode, Export, Finish, Plan, Render, Unit
from audio_backend.pipeline.engines import Engines
from audio_backend.pipeline.phases.analyse import analyse_segment
from audio_backend.pipeline.phases.decode import decode_song
from audio_backend.pipeline.phases.export import export_file
from audio_backend.pipeline.phases.finish import finish_song
from audio_backend.pipeline.phases.plan import plan_song
from audio_backend.pipeline.phases.render import render_segment
from audio_backend.pipeline.workspace import Report, Workspace


@dataclass(frozen=True)
class Processor:
    """A job and the engines that make it."""

    job: Workspace
    engines: Engines

    def run(self, task: Unit | Export, report: Report) -> UnitResult:
        match task:
            case Decode():
                return decode_song(self.job, self.engines, report)
            case Analyse():
                return analyse_segment(self.job, task, self.engines, report)
            case Plan():
                return plan_song(self.job, task, self.engines, report)
            case Render():
                return render_segment(self.job, task, self.engines, report)
            case Finish():
                return finish_song(self.job, task, report)
            case Export():
                return export_file(self.job, task, report)
