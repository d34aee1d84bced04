"""What a child process runs: one task, by name, with engines that stay loaded between tasks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from audio_backend.engines import runtime
from audio_backend.engines.runtime import loaded_engines as held
from audio_backend.errors import StorageFull
from audio_backend.integrations.instrumental_wrapper import InstrumentalWrapper
from audio_backend.integrations.svc_wrapper import SvcWrapper
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper
from audio_backend.pipeline.cleanup import drop_unfinished
from audio_backend.pipeline.device import Device, device_for, inspect_machine
from audio_backend.pipeline.file_checks import check, check_voice, recorded
from audio_backend.pipeline.interactive import enrolment, previews, song_analysis, visuals, voice_previews
from audio_backend.pipeline.processor import Processor
from audio_backend.pipeline.task import Report, Task

__all__ = ["held", "work"]

RECORDED = ("decode", "analyse", "plan", "render")
UNITS = (*RECORDED, "finish")
PHASES = (*UNITS, "export")
OF_A_JOB = (*PHASES, "preview", "stem_peaks", "stem_spectrogram")
DESK = {
    "probe": previews.probe_upload,
    "peaks": previews.upload_peaks,
    "preview": previews.segment_preview,
    "stem_peaks": visuals.stem_peaks,
    "stem_spectrogram": visuals.stem_spectrogram,
    "listen": song_analysis.listen,
    "voice": enrolment.analyse_voice,
    "demo_line": voice_previews.demo_line,
    "voice_preview": voice_previews.voice_preview,
    "voice_picture": voice_previews.voice_picture,
    "inspect": lambda task, report: inspect_machine(),
    "load": lambda task, report: _load_only(task),
}


def work(task: dict[str, Any], report: Report) -> dict[str, Any]:
    """Run one task. Raises StudioError, or whatever an engine raises."""
    phase = task["phase"]
    if phase not in DESK and phase not in PHASES:
        raise ValueError(f"there is no phase {phase!r}")
    job = Task(**task) if phase in OF_A_JOB else None
    if job:
        check(job)
    if phase in DESK:
        return DESK[phase](task, report)
    if phase in ("plan", "render") and job.config.uses_voice:
        check_voice(job)
    device = Device(device_for(job.config.processing.device), Path(job.folders["outputs"]))
    try:
        result = getattr(_processor(job, device), phase)(job, report)
    except (OSError, StorageFull):
        if phase in UNITS:
            drop_unfinished(job)
        raise
    if phase in RECORDED:
        result["files"] = recorded(job)
    if job.config.processing.clear_cache_between_segments:
        device.clear_cache()
    warnings = [*result.get("warnings", ()), *device.notes]
    return result | device.facts() | {"warnings": warnings}


def _load_only(task: dict[str, Any]) -> dict[str, Any]:
    engine = runtime.pool().engine(runtime.EngineKey(task["role"], task["engine"], task["folders"]["models"]))
    with runtime.pool().in_use(engine, device_for(task.get("device", "auto"))):
        return {}


def _processor(job: Task, device: Device) -> Processor:
    config, models = job.config, job.folders["models"]
    voice = job.singer if config.uses_voice else None
    return Processor(
        instrumental=InstrumentalWrapper(runtime.separation_engine(config.instrumental.engine, models)),
        pitch=SwiftF0Wrapper(runtime.pitch_engine(config.swiftf0.f0_method, models)),
        voice=SvcWrapper(runtime.voice_engine(config.svc.engine, models, voice)),
        device=device,
    )
