"""What the ledger knows of a job, as the tasks a worker gets."""

from __future__ import annotations

from typing import Any

from audio_backend.jobs.retry_settings import placeholders
from audio_backend.ledger.job import DONE, Job
from audio_backend.ledger.job import Unit as LedgerUnit
from audio_backend.models.audio_config import AudioConfig, OutputFormat, merged
from audio_backend.models.base import Json
from audio_backend.models.job_facts import (
    Files,
    JobFacts,
    Limits,
    MixPlan,
    SongFacts,
    UploadedFile,
    VoiceBeside,
)
from audio_backend.models.results import AnalyseResult, DecodeResult, PlanResult, SoundFile, UnitResult
from audio_backend.models.segment_settings import heard
from audio_backend.models.stages import PHASES, SEGMENT_PHASES, Phase
from audio_backend.models.tasks import (
    Analyse,
    AnalysedSegment,
    CanvasSize,
    Decode,
    Draft,
    Export,
    Finish,
    Plan,
    Render,
    SegmentPreview,
    StemPeaks,
    StemSpectrogram,
    Unit,
)
from audio_backend.models.voices import read_single_voice, read_voice
from audio_backend.settings import Settings

BEFORE: dict[Phase, tuple[Phase, ...]] = {"decode": (), "analyse": ("decode",), "plan": ("decode", "analyse")}
"""Of which phases a unit uses files; all other tasks use all that came before a mix."""


def unit_task(job: Job, phase: Phase, index: int, attempt: int, settings: Settings) -> Unit:
    """One attempt at a unit of the ledger."""
    config, kept = _config_of(job, phase, index), (job.result or {}).get("attempt")
    facts = _facts(job, config, settings, BEFORE.get(phase, PHASES[:-1]))
    match phase:
        case "decode":
            return Decode(job=facts, attempt=attempt)
        case "analyse":
            return Analyse(job=facts, index=index, attempt=attempt)
        case "plan":
            before = _files_before(job, phase, index)
            return Plan(job=facts, attempt=attempt, analysed=_analysed(job), files_before=before)
        case "render":
            return Render(job=facts, index=index, attempt=attempt)
        case "finish":
            return Finish(job=facts, attempt=attempt, kept_attempt=kept)


def preview_task(
    job: Job, index: int, stem: str, name: str, settings: Settings, is_draft: bool = False
) -> SegmentPreview:
    """The segment as the job would be mixed now; a draft before it is rendered."""
    facts = _facts(job, AudioConfig.model_validate(job.config), settings)
    draft = _draft(job) if is_draft else None
    return SegmentPreview(job=facts, index=index, stem=stem, name=name, draft=draft)


def _draft(job: Job) -> Draft:
    """Drafts of one run are of one plan; attempts that count are above nought."""
    return Draft(attempt=-job.run, analysed=_analysed(job), earlier=job.unit("plan").attempt)


def export_task(job: Job, stem: str, output_format: OutputFormat, settings: Settings) -> Export:
    """Of the job's result, made with the config that made that."""
    result = SoundFile.model_validate(job.result)
    facts = _facts(job, result.config, settings)
    return Export(job=facts, attempt=result.attempt, stem=stem, output_format=output_format)


def stem_peaks_task(job: Job, stem: str, settings: Settings) -> StemPeaks:
    return StemPeaks(**_stem(job, stem, settings))


def stem_spectrogram_task(job: Job, stem: str, canvas: CanvasSize, settings: Settings) -> StemSpectrogram:
    return StemSpectrogram(**_stem(job, stem, settings), canvas=canvas)


def _stem(job: Job, stem: str, settings: Settings) -> dict[str, Any]:
    """A stem as it lies in the job's result; the song itself is there before there is one."""
    if job.result is None:
        facts = _facts(job, AudioConfig.model_validate(job.config), settings)
        return {"job": facts, "attempt": 0, "stem": stem}
    result = SoundFile.model_validate(job.result)
    return {
        "job": _facts(job, result.config, settings), "attempt": result.attempt, "stem": stem,
        "published": result.file if stem == "mix" else None, "match_db": result.levels.match_db,
    }  # fmt: skip


def _facts(job: Job, config: AudioConfig, settings: Settings, before: tuple[Phase, ...] = PHASES[:-1]) -> JobFacts:
    request = job.request or {}
    backing = request.get("instrumental_file_id")
    return JobFacts(
        job_id=job.id,
        title=request.get("title") or job.title,
        config=config,
        voice=read_voice(request["voice"]) if request.get("voice") else None,
        voices_beside=_voices_beside(request),
        limits=Limits(max_duration_s=settings.max_duration_s, max_segments=settings.max_segments),
        source=request.get("source", "song"),
        upload=_upload(request, "song", request["file_id"]),
        own_backing=_upload(request, "backing", backing) if backing else None,
        folded_down=bool(request.get("folded_down")),
        placeholders=tuple(placeholders(job)),
        song=_song(job),
        attempts={phase: _attempts(job, phase) for phase in ("analyse", "plan", "render")},
        files={phase: _files(job, phase) for phase in before},
        plan=_mix_plan(job),
    )


def _voices_beside(request: Json) -> dict[str, VoiceBeside]:
    """Raises BadInput for a voice that another version kept."""
    kept = request.get("voices_beside") or {}
    return {
        voice_id: VoiceBeside(engine=one["engine"], voice=read_single_voice(one["voice"]))
        for voice_id, one in kept.items()
    }


def _config_of(job: Job, phase: Phase, index: int) -> AudioConfig:
    """The job's config; for a segment's own work with its own settings, each where it is read."""
    own = job.segment_settings(index) if phase in SEGMENT_PHASES else {}
    return AudioConfig.model_validate(merged(job.config or {}, heard(own) if phase == "analyse" else own))


def _upload(request: Json, which: str, file_id: str) -> UploadedFile:
    return UploadedFile(file_id=file_id, sha256=(request.get("sha256") or {}).get(which))


def _song(job: Job) -> SongFacts | None:
    """Known from the last time it was decoded, also while it is decoded again."""
    decoded = job.unit("decode").result
    if not decoded:
        return None
    return DecodeResult.model_validate(decoded).song


def _attempts(job: Job, phase: Phase) -> dict[int, int]:
    return {unit.index: unit.attempt for unit in job.of(phase) if unit.state == DONE}


def _files(job: Job, phase: Phase) -> dict[int, Files | None]:
    return {unit.index: _files_of(unit) for unit in job.of(phase) if unit.state == DONE}


def _files_of(unit: LedgerUnit) -> Files | None:
    return UnitResult.model_validate({"phase": unit.phase, **(unit.result or {})}).files


def _files_before(job: Job, phase: Phase, index: int) -> Files | None:
    """Of the last attempt that was done, where they are made again because they were not what they had been."""
    return _files_of(job.unit(phase, index))


def _analysed(job: Job) -> tuple[AnalysedSegment, ...]:
    done = (AnalyseResult.model_validate(unit.result) for unit in job.of("analyse") if unit.state == DONE)
    return tuple(map(AnalysedSegment.of, done))


def _mix_plan(job: Job) -> MixPlan:
    """What is taken where the song isn't planned, before that."""
    unit = job.unit("plan")
    if unit.state != DONE or not unit.result:
        return MixPlan()
    return PlanResult.model_validate(unit.result).mix
