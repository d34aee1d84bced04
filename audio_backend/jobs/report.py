"""The report of a job: what made it, how long it took, how loud it is, what was odd."""

from __future__ import annotations

from typing import Any

from audio_backend import __version__
from audio_backend.answers.base import message_answers
from audio_backend.answers.jobs import Report, StageTime
from audio_backend.jobs.presenters import fault
from audio_backend.jobs.retry_settings import placeholders
from audio_backend.ledger.job import DONE, Job, Unit
from audio_backend.ledger.records import AttemptRecord
from audio_backend.messages import english, sentences, with_words
from audio_backend.models.messages import read_message

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
        consent=(job.request or {}).get("consent"),
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
        reverb_decay_s=plan.get("decay_s"),
        levels=result.get("levels"),
        mastering=with_words(result["mastering"]) if "mastering" in result else None,
        result={name: value for name, value in result.items() if name in OF_A_FILE} or None,
        segments=[_segment(job, unit) for unit in job.of("analyse")],
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


def _segment(job: Job, analyse: Unit) -> dict[str, Any]:
    progress = next(one for one in job.segments if one.index == analyse.index)
    settings = job.segment_settings(analyse.index)
    return {"index": analyse.index, "state": progress.state, "error": progress.error, "settings": settings}
