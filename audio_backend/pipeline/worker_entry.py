"""What a child process runs: one task after the other, with engines that stay loaded between them."""

from __future__ import annotations

from dataclasses import dataclass

from audio_backend.engines import runtime
from audio_backend.errors import StorageFull
from audio_backend.models import tasks
from audio_backend.models.base import Json
from audio_backend.models.results import LoadEngineResult, Result, UnitResult
from audio_backend.models.tasks import (
    AnyTask,
    Export,
    Finish,
    SegmentPreview,
    StemPeaks,
    StemSpectrogram,
    TaskOfJob,
    Unit,
    read_task,
    write_result,
)
from audio_backend.pipeline.cleanup import drop_unfinished
from audio_backend.pipeline.device import Device, device_for, inspect_device
from audio_backend.pipeline.engines import engines_for
from audio_backend.pipeline.file_checks import check, check_voice, recorded_files
from audio_backend.pipeline.interactive import auditions, enrolment, previews, song_analysis, visuals, voice_previews
from audio_backend.pipeline.processor import Processor
from audio_backend.pipeline.voice_import import trial, voice_import
from audio_backend.pipeline.workspace import Report, Workspace
from audio_backend.storage.folders import Folders


@dataclass(frozen=True)
class Worker:
    """Does what it is asked in one studio's folders."""

    folders: Folders

    def perform(self, message: Json, report: Report) -> Json:
        """A task as JSON, its result as JSON."""
        return write_result(self.work(read_task(message), report))

    def held(self) -> list[str]:
        """What stays in memory for the next task: ids of engines."""
        return runtime.loaded_engines()

    def work(self, task: AnyTask, report: Report) -> Result:
        """Raises StudioError, or whatever an engine raises."""
        match task:
            case tasks.Probe():
                return previews.probe_upload(task, self.folders)
            case tasks.UploadPeaks():
                return previews.upload_peaks(task, self.folders)
            case tasks.SongCover():
                return previews.song_cover(task, self.folders)
            case tasks.AnalyseSong():
                return song_analysis.analyse_song(task, self.folders)
            case tasks.Audition():
                return auditions.audition(task, self.folders)
            case tasks.EnrolVoice():
                return enrolment.enrol_voice(task, self.folders)
            case tasks.ImportVoice():
                return voice_import.import_voice(task, self.folders)
            case tasks.TryVoice():
                return trial.try_voice(task, self.folders)
            case tasks.DemoLine():
                return voice_previews.demo_line(task, self.folders)
            case tasks.VoicePreview():
                return voice_previews.voice_preview(task, self.folders)
            case tasks.VoicePicture():
                return voice_previews.voice_picture(task, self.folders)
            case tasks.InspectDevice():
                return inspect_device()
            case tasks.LoadEngine():
                return self._load(task)
        return self._work_on_job(task, report)

    def _work_on_job(self, task: TaskOfJob, report: Report) -> Result:
        job = Workspace(task.job, self.folders)
        check(job, task)
        match task:
            case SegmentPreview():
                return previews.segment_preview(job, task)
            case StemPeaks():
                return visuals.stem_peaks(job, task)
            case StemSpectrogram():
                return visuals.stem_spectrogram(job, task)
        return run_unit(job, task, report)

    def _load(self, task: tasks.LoadEngine) -> LoadEngineResult:
        engine = runtime.engine_by_name(task.role, task.engine, self.folders.models)
        with runtime.pool().in_use(engine, device_for(task.device)):
            return LoadEngineResult()


def open_worker(folders: Folders) -> Worker:
    return Worker(folders)


def run_unit(job: Workspace, task: Unit | Export, report: Report) -> UnitResult:
    """With the files that were made, where it was computed, and what was odd there."""
    if task.phase in ("plan", "render") and job.config.uses_voice:
        check_voice(job)
    engines = engines_for(job)
    try:
        result = Processor(job, engines).run(task, report)
    except (OSError, StorageFull):
        if not isinstance(task, Export):
            drop_unfinished(job, task)
        raise
    files = None if isinstance(task, Finish | Export) else recorded_files(job, task)
    if job.config.processing.clear_cache_between_segments:
        engines.device.clear_cache()
    return result.model_copy(update=_machine_facts(engines.device, result) | {"files": files})


def _machine_facts(device: Device, result: UnitResult) -> dict[str, object]:
    messages = (*result.messages, *device.notes)
    return {"device": device.device, "peak_vram_bytes": device.peak_vram_bytes(), "messages": messages}
