"""What the ledger knows of a job, as the task a worker gets."""

from __future__ import annotations

from typing import Any

from audio_backend.jobs.retry_settings import placeholders
from audio_backend.ledger.job import DONE, Job
from audio_backend.models.audio_config import merged
from audio_backend.models.segment_settings import heard
from audio_backend.models.units import PHASES, SEGMENT_PHASES
from audio_backend.settings import Settings
from audio_backend.storage.folders import Folders

SONG = ("frames", "sample_rate", "channels", "segments")
RESULTS_SEEN = {
    "plan": ("analyse", "plan"),
    "render": ("plan",),
    "finish": ("plan",),
    "export": ("plan",),
    "preview": ("plan",),
    "stem_peaks": ("plan",),
    "stem_spectrogram": ("plan",),
}

FILES_SEEN = {"decode": (), "analyse": ("decode",), "plan": ("decode", "analyse")}
"""Of which phases a unit uses files; the others use all that came before."""


def task_for(job: Job, phase: str, index: int, attempt: int, folders: Folders, settings: Settings) -> dict[str, Any]:
    """JSON for pipeline.task.Task."""
    request = {**(job.request or {}), "placeholders": placeholders(job)}
    request.pop("segment_settings", None)
    voice = request.pop("voice", {})
    decoded = job.unit("decode").result or {}
    return {
        "job_id": job.id, "phase": phase, "index": index, "attempt": attempt, "folders": folders.as_dict(),
        "request": request, "settings": _settings(job, phase, index), "voice": voice,
        "limits": {"max_duration_s": settings.max_duration_s, "max_segments": settings.max_segments},
        "song": {key: decoded[key] for key in SONG if key in decoded},
        "done": {name: _done(job, name) for name in ("analyse", "plan", "render")},
        "files": {name: _files(job, name) for name in FILES_SEEN.get(phase, PHASES[:-1])},
        "results": {name: _results(job, name) for name in RESULTS_SEEN.get(phase, ())},
        "options": {"kept_result": (job.result or {}).get("attempt"), "made_before": _made_before(job, phase, index)},
    }  # fmt: skip


def _settings(job: Job, phase: str, index: int) -> dict[str, Any]:
    """The job's config; for a segment's own work with its own settings, each where it is read."""
    own = job.segment_settings(index) if phase in SEGMENT_PHASES else {}
    return merged(job.config or {}, heard(own) if phase == "analyse" else own)


def _made_before(job: Job, phase: str, index: int) -> dict | None:
    """The files of the last attempt that was done, where they are made again because they had changed."""
    return next((unit.result.get("files") for unit in job.of(phase) if unit.index == index and unit.result), None)


def _done(job: Job, phase: str) -> dict[str, int]:
    return {str(unit.index): unit.attempt for unit in job.of(phase) if unit.state == DONE}


def _files(job: Job, phase: str) -> dict[str, dict | None]:
    return {str(unit.index): (unit.result or {}).get("files") for unit in job.of(phase) if unit.state == DONE}


def _results(job: Job, phase: str) -> dict[str, dict]:
    return {str(unit.index): unit.result or {} for unit in job.of(phase) if unit.state == DONE}
