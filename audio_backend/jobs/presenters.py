"""What the API tells of a job. No path, no secret."""

from __future__ import annotations

from typing import Any

from audio_backend.jobs.retry_settings import placeholders
from audio_backend.jobs.stage_progress import semitones_of
from audio_backend.ledger.job import RUNNING, Job, SegmentProgress
from audio_backend.library.voices import shown
from audio_backend.messages import sentences
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.config_facts import facts_of
from audio_backend.models.messages import messages_of

PRIVATE_REQUEST, PRIVATE_RESULT = ("segment_settings", "sha256"), ("loaded",)


def job_json(job: Job, brief: bool = False) -> dict[str, Any]:
    told = progress_json(job) | {
        "title": job.title, "created": job.created, "started": job.started, "finished": job.finished,
        "priority": job.priority, "request": _request(job), "result": _result(job), "voice": _voice(job),
        "profile": (job.request or {}).get("profile", "balanced"),
        "duration_s": (job.source or {}).get("duration_s", 0.0),
    }  # fmt: skip
    if brief:
        return {key: value for key, value in told.items() if key not in ("segments", "request")}
    facts = _facts(job, job.config)
    return told | {"config": job.config or {}, "source": job.source or {}, "run": job.run, "facts": facts}


def progress_json(job: Job) -> dict[str, Any]:
    return {
        "job_id": job.id, "status": job.state, "terminal": job.terminal, "progress": round(job.progress, 4),
        "phase": _phase(job), "stage": _stage(job), "segments": [_segment(job, one) for one in job.segments],
        "failed_segments": [one.index for one in job.segments if one.state == "failed"],
        "warnings": sentences(job.messages), "messages": [one.as_dict() for one in job.messages],
        "placeholders": placeholders(job),
        "worked_s": round(job.worked_s, 1), "error": job.error,
    }  # fmt: skip


def _phase(job: Job) -> str:
    """Where the job is, or where it stopped."""
    stopped = (unit.phase for unit in job.units if unit.state in ("failed", "cancelled"))
    return job.phase if job.state not in ("failed", "cancelled") else next(stopped, job.phase)


def _stage(job: Job) -> str:
    """What is being done now, as a sound engineer would say: the first running unit's own word."""
    running = next((unit for unit in job.units if unit.state == RUNNING), None)
    return job.state if job.state != RUNNING else (running and running.stage) or job.phase


def _segment(job: Job, one: SegmentProgress) -> dict[str, Any]:
    decoded = job.unit("decode").result or {}
    fields, rate = decoded["segments"][one.index], decoded["sample_rate"]
    stage = next((u.stage for u in job.units if u.index == one.index and u.phase == one.phase), "")
    return {
        "index": one.index, "state": one.state, "phase": one.phase, "stage": stage,
        "fraction": round(one.fraction, 4), "start_s": fields["start"] / rate, "stop_s": fields["stop"] / rate,
        "error": one.error, "settings": job.segment_settings(one.index),
    }  # fmt: skip


def _request(job: Job) -> dict[str, Any]:
    request = {key: value for key, value in (job.request or {}).items() if key not in PRIVATE_REQUEST}
    return with_words(request) | {"voice": _shown(request.get("voice", {}))}


def _shown(voice: dict[str, Any]) -> dict[str, Any]:
    told = shown(voice)
    return told | {"voices": [_shown(one) for one in voice["voices"]]} if "voices" in voice else told


def _voice(job: Job) -> dict[str, str | None] | None:
    """A blend has no id. Jobs of earlier versions know neither id nor name of a clip: its id tells it."""
    voice = (job.request or {}).get("voice")
    if not voice:
        return None
    if voice.get("kind") == "blend":
        return {"voice_id": None, "name": voice["name"]}
    voice_id = voice.get("voice_id") or ((job.config or {}).get("svc") or {}).get("voice", "")
    return {"voice_id": voice_id, "name": voice.get("name", voice_id)}


def _result(job: Job) -> dict[str, Any] | None:
    if job.result is None:
        return None
    told = {key: value for key, value in job.result.items() if key not in PRIVATE_RESULT}
    return with_words(told) | {"facts": _facts(job, job.result["config"])}


def _facts(job: Job, config: dict[str, Any] | None) -> dict[str, Any]:
    request, asked = job.request or {}, AudioConfig.model_validate(config or {})
    own_backing = bool(request.get("instrumental_file_id"))
    return facts_of(asked, request.get("source", "song"), own_backing, semitones_of(job)).model_dump()


def with_words(told: dict[str, Any]) -> dict[str, Any]:
    """With its messages both as codes and in English."""
    messages = messages_of(told)
    return told | {"warnings": sentences(messages), "messages": [message.as_dict() for message in messages]}
