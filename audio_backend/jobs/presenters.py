"""What the API tells of a job, and the report of one: what made it, how long it took, how loud it is, what was odd.

No path, no secret.
"""

from __future__ import annotations

from typing import Any

from audio_backend import __version__
from audio_backend.answers.base import Fault, message_answers
from audio_backend.answers.jobs import (
    Consent,
    JobState,
    JobSummary,
    Report,
    Result,
    Segment,
    Segments,
    Singer,
    StageTime,
    VoiceName,
)
from audio_backend.answers.jobs import Job as JobAnswer
from audio_backend.engines import catalog
from audio_backend.errors import KeptError
from audio_backend.jobs.retry_settings import placeholders
from audio_backend.jobs.stage_progress import semitones_of
from audio_backend.ledger.admission import song_of
from audio_backend.ledger.job import DONE, RUNNING, Job, SegmentProgress, Unit
from audio_backend.ledger.records import AttemptRecord
from audio_backend.library.voices import shown
from audio_backend.messages import english, sentences, with_words
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.base import AUTO
from audio_backend.models.config_facts import ConfigFacts, facts_of
from audio_backend.models.messages import read_message
from audio_backend.models.voices import read_voice
from audio_backend.storage.folders import BACKING

PRIVATE_REQUEST = ("segment_settings", "sha256", "consent_by")


def job_answer(job: Job, disk_bytes: int) -> JobAnswer:
    return JobAnswer(
        **dict(job_summary(job, disk_bytes)),
        segments=[_segment(job, one) for one in job.segments],
        request=_request(job),
        config=job.config or {},
        source=job.source or {},
        run=job.run,
        facts=_facts(job, job.config),
        singers=singers_of(job),
        consent=consent_of(job),
    )


def job_summary(job: Job, disk_bytes: int) -> JobSummary:
    request = job.request or {}
    return JobSummary(
        **dict(_state(job)),
        title=job.title,
        batch_id=job.batch_id,
        file_id=song_of(job.request),
        is_try=job.is_try,
        semitones=semitones_of(job),
        created=job.created,
        started=job.started,
        finished=job.finished,
        priority=job.priority,
        result=_result(job),
        voice=voice_of(job),
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
        sound=job.sound(progress),
        settings=job.segment_settings(progress.index),
    )


def _request(job: Job) -> dict[str, Any]:
    """As it was asked for, its messages both as codes and in English."""
    request = {key: value for key, value in (job.request or {}).items() if key not in PRIVATE_REQUEST}
    beside = (request.get("voices_beside") or {}).items()
    told = {"voices_beside": {voice: one | {"voice": _shown(one["voice"])} for voice, one in beside}} if beside else {}
    return with_words(request) | {"voice": _shown(request.get("voice", {}))} | told


def _shown(voice: dict[str, Any]) -> dict[str, Any]:
    public = shown(voice)
    return public | {"voices": [_shown(one) for one in voice["voices"]]} if "voices" in voice else public


def voice_of(job: Job) -> VoiceName | None:
    """A blend has no id. Jobs of earlier versions know neither id nor name of a clip: its id tells it."""
    voice = (job.request or {}).get("voice")
    if not voice:
        return None
    if voice.get("kind") == "blend":
        return VoiceName(voice_id=None, name=voice["name"])
    voice_id = voice.get("voice_id") or ((job.config or {}).get("svc") or {}).get("voice", "")
    return VoiceName(voice_id=voice_id, name=voice.get("name", voice_id))


def singers_of(job: Job) -> list[Singer]:
    """Of the lead, the second take and the harmonies that are sung, where a voice is converted."""
    config, lead = AudioConfig.model_validate(job.config or {}), voice_of(job)
    if lead is None or not config.uses_voice:
        return []
    engine = config.svc.engine
    if engine == AUTO:  # of an entry that lost it
        engine = catalog.engine_of(read_voice((job.request or {})["voice"]))
    singers = [Singer(part="lead", interval=None, engine=engine, **dict(lead))]
    parts: list[tuple[str, str | None, str | None]] = []
    parts += [("double", None, config.svc.double_voice)] if config.svc.double else []
    parts += [("harmony", one.interval, one.voice) for one in config.harmony.audible]
    beside = (job.request or {}).get("voices_beside") or {}
    for part, interval, voice in parts:
        other = beside.get(config.svc.beside(voice))
        known = {"voice_id": voice, "name": other["voice"].get("name") or voice} if other else dict(lead)
        by = other["engine"] if other else engine
        singers.append(Singer(part=part, interval=interval, engine=by, **known))
    return singers


def consent_of(job: Job) -> Consent | None:
    request = job.request or {}
    said = request.get("consent")
    return Consent(**{"statement": "", **said}, by=request.get("consent_by", "request")) if said else None


def _result(job: Job) -> Result | None:
    if job.result is None:
        return None
    more = {"mastering": with_words(job.result["mastering"]), "facts": _facts(job, job.result["config"])}
    return Result(**with_words(job.result) | more)


def _facts(job: Job, config: dict[str, Any] | None) -> ConfigFacts:
    request, asked = job.request or {}, AudioConfig.model_validate(config or {})
    own_backing = bool(request.get("instrumental_file_id"))
    return facts_of(
        asked, request.get("source", "song"), own_backing, semitones_of(job), backing_made(job), channels_of(job)
    )


def channels_of(job: Job) -> int:
    """Of the song; stereo where the ledger kept nothing of it."""
    return int((job.source or {}).get("channels", 2))


def backing_made(job: Job) -> bool:
    """Whether decoding has left a backing in place of the song's own; of jobs that recorded no files it is believed."""
    decoded = job.unit("decode")
    files = (decoded.result or {}).get("files")
    return decoded.state == DONE and (files is None or BACKING in files)


OF_A_FILE = ("file", "frames", "bytes", "sha256", "sample_rate", "channels", "bit_depth", "output_format")
"""What of a result tells which file it is."""


def report_of(job: Job, attempts: list[AttemptRecord]) -> Report:
    done = [unit for unit in job.units if unit.state == DONE and unit.result]
    results = [unit.result or {} for unit in done]
    plan, result = job.unit("plan").result or {}, job.result or {}
    return Report(
        job_id=job.id,
        status=job.state,
        studio_version=__version__,
        title=job.title,
        source=job.source or {},
        config=result.get("config") or job.config or {},
        placeholders=placeholders(job),
        consent=consent_of(job),
        singers=singers_of(job),
        engines=engines_used(done),
        stages=stage_times(done),
        devices=sorted({result["device"] for result in results if "device" in result}),
        peak_rss_bytes=max((result.get("peak_rss_bytes", 0) for result in results), default=0),
        peak_vram_bytes=max((result.get("peak_vram_bytes", 0) for result in results), default=0),
        sung=plan.get("sung"),
        pitch=plan.get("pitch"),
        transposition=with_reason(plan.get("transposition")),
        key=with_reason(plan.get("key")),
        voice=with_reason(plan.get("voice")),
        voices_beside={voice: with_reason(taken) for voice, taken in (plan.get("voices") or {}).items()},
        reverb_decay_s=plan.get("decay_s"),
        polarity_inverted=bool(plan.get("turned_over")),
        levels=result.get("levels"),
        mastering=with_words(result["mastering"]) if "mastering" in result else None,
        result={name: value for name, value in result.items() if name in OF_A_FILE} or None,
        segments=[_segment_report(job, unit) for unit in job.of("analyse")],
        attempts=[_attempt(record) for record in attempts],
        warnings=sentences(job.messages),
        messages=message_answers(job.messages),
        error=fault(job.error),
    )


def engines_used(done: list[Unit]) -> list[dict[str, Any]]:
    """Each engine once per stage, with its weights' hashes."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for unit in done:
        for engine in (unit.result or {}).get("engines", ()):
            found.setdefault((engine["stage"], engine["engine"]), engine)
    return list(found.values())


def stage_times(done: list[Unit]) -> dict[str, StageTime]:
    """Seconds of work per stage, summed over segments, and the real-time factor of the song that is."""
    results = [(unit.phase, unit.result or {}) for unit in done]
    audio_s = next((result["audio_s"] for phase, result in results if phase == "decode"), 0.0)
    seconds: dict[str, float] = {}
    for _, result in results:
        for stage, spent in result.get("stage_seconds", {}).items():
            seconds[stage] = seconds.get(stage, 0.0) + spent
    return {
        stage: StageTime(seconds=round(spent, 3), rtf=round(spent / audio_s, 4) if audio_s else 0.0)
        for stage, spent in seconds.items()
    }


def with_reason(decision: dict[str, Any] | None) -> dict[str, Any] | None:
    """With its reason both as a code and in English."""
    if decision is None:
        return None
    reason = read_message(decision["reason"])
    return decision | {"reason": english(reason), "message": reason.as_dict()}


def _attempt(record: AttemptRecord) -> dict[str, Any]:
    return {
        "phase": record.phase, "index": record.index, "attempt": record.attempt, "outcome": record.outcome,
        "seconds": record.work_s,
    }  # fmt: skip


def _segment_report(job: Job, analyse: Unit) -> dict[str, Any]:
    progress = next(one for one in job.segments if one.index == analyse.index)
    settings = job.segment_settings(analyse.index)
    return {"index": analyse.index, "state": progress.state, "error": progress.error, "settings": settings}
