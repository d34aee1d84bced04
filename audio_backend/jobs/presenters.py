"""What the API tells of a job. No path, no secret."""

from __future__ import annotations

from typing import Any

from audio_backend.answers.base import Fault, message_answers
from audio_backend.answers.jobs import Job as JobAnswer
from audio_backend.answers.jobs import JobState, JobSummary, Result, Segment, Segments, VoiceName
from audio_backend.errors import KeptError
from audio_backend.jobs.retry_settings import placeholders
from audio_backend.jobs.stage_progress import semitones_of
from audio_backend.ledger.admission import song_of
from audio_backend.ledger.job import RUNNING, Job, SegmentProgress
from audio_backend.library.voices import shown
from audio_backend.messages import sentences, with_words
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.config_facts import ConfigFacts, facts_of

PRIVATE_REQUEST = ("segment_settings", "sha256")


def job_answer(job: Job, disk_bytes: int) -> JobAnswer:
    return JobAnswer(
        **dict(job_summary(job, disk_bytes)),
        segments=[_segment(job, one) for one in job.segments],
        request=_request(job),
        config=job.config or {},
        source=job.source or {},
        run=job.run,
        facts=_facts(job, job.config),
    )


def job_summary(job: Job, disk_bytes: int) -> JobSummary:
    request = job.request or {}
    return JobSummary(
        **dict(_state(job)),
        title=job.title,
        file_id=song_of(job.request),
        is_try=job.is_try,
        semitones=semitones_of(job),
        created=job.created,
        started=job.started,
        finished=job.finished,
        priority=job.priority,
        result=_result(job),
        voice=_voice(job),
        profile=request.get("profile", "balanced"),
        duration_s=(job.source or {}).get("duration_s", 0.0),
        disk_bytes=disk_bytes,
    )


def segments_answer(job: Job) -> Segments:
    return Segments(**dict(_state(job)), segments=[_segment(job, one) for one in job.segments])


def _state(job: Job) -> JobState:
    return JobState(
        job_id=job.id,
        status=job.state,
        terminal=job.terminal,
        progress=round(job.progress, 4),
        phase=_phase(job),
        stage=_stage(job),
        failed_segments=[one.index for one in job.segments if one.state == "failed"],
        warnings=sentences(job.messages),
        messages=message_answers(job.messages),
        placeholders=placeholders(job),
        worked_s=round(job.worked_s, 1),
        error=fault(job.error),
    )


def fault(error: KeptError | None) -> Fault | None:
    return Fault(**error) if error else None


def _phase(job: Job) -> str:
    """Where the job is, or where it stopped."""
    stopped = (unit.phase for unit in job.units if unit.state in ("failed", "cancelled"))
    return job.phase if job.state not in ("failed", "cancelled") else next(stopped, job.phase)


def _stage(job: Job) -> str:
    """What is being done now, as a sound engineer would say: the first running unit's own word."""
    running = next((unit for unit in job.units if unit.state == RUNNING), None)
    return job.state if job.state != RUNNING else (running and running.stage) or job.phase


def _segment(job: Job, progress: SegmentProgress) -> Segment:
    decoded = job.unit("decode").result or {}
    fields, rate = decoded["segments"][progress.index], decoded["sample_rate"]
    stages = (u.stage for u in job.units if u.index == progress.index and u.phase == progress.phase)
    return Segment(
        index=progress.index,
        state=progress.state,
        phase=progress.phase,
        stage=next(stages, ""),
        fraction=round(progress.fraction, 4),
        start_s=fields["start"] / rate,
        stop_s=fields["stop"] / rate,
        error=fault(progress.error),
        settings=job.segment_settings(progress.index),
    )


def _request(job: Job) -> dict[str, Any]:
    """As it was asked for, its messages both as codes and in English."""
    request = {key: value for key, value in (job.request or {}).items() if key not in PRIVATE_REQUEST}
    return with_words(request) | {"voice": _shown(request.get("voice", {}))}


def _shown(voice: dict[str, Any]) -> dict[str, Any]:
    public = shown(voice)
    return public | {"voices": [_shown(one) for one in voice["voices"]]} if "voices" in voice else public


def _voice(job: Job) -> VoiceName | None:
    """A blend has no id. Jobs of earlier versions know neither id nor name of a clip: its id tells it."""
    voice = (job.request or {}).get("voice")
    if not voice:
        return None
    if voice.get("kind") == "blend":
        return VoiceName(voice_id=None, name=voice["name"])
    voice_id = voice.get("voice_id") or ((job.config or {}).get("svc") or {}).get("voice", "")
    return VoiceName(voice_id=voice_id, name=voice.get("name", voice_id))


def _result(job: Job) -> Result | None:
    if job.result is None:
        return None
    more = {"mastering": with_words(job.result["mastering"]), "facts": _facts(job, job.result["config"])}
    return Result(**with_words(job.result) | more)


def _facts(job: Job, config: dict[str, Any] | None) -> ConfigFacts:
    request, asked = job.request or {}, AudioConfig.model_validate(config or {})
    own_backing = bool(request.get("instrumental_file_id"))
    return facts_of(asked, request.get("source", "song"), own_backing, semitones_of(job))
