"""The report of a job: what made it, how long it took, how loud it is, what was odd."""

from __future__ import annotations

from typing import Any

from audio_backend import __version__
from audio_backend.jobs.retry_settings import placeholders
from audio_backend.ledger.job import DONE, Job, Unit
from audio_backend.ledger.records import AttemptRecord
from audio_backend.messages import sentences


def report_of(job: Job, attempts: list[AttemptRecord]) -> dict[str, Any]:
    done = [unit for unit in job.units if unit.state == DONE and unit.result]
    plan = job.unit("plan").result or {}
    return {
        "job_id": job.id, "status": job.state, "studio_version": __version__, "title": job.title,
        "source": job.source or {}, "config": (job.result or {}).get("config") or job.config or {},
        "placeholders": placeholders(job),
        "consent": (job.request or {}).get("consent"), "engines": engines_used(done), "stages": stage_times(done),
        "devices": sorted({unit.result["device"] for unit in done if "device" in unit.result}),
        "peak_rss_bytes": max((unit.result.get("peak_rss_bytes", 0) for unit in done), default=0),
        "peak_vram_bytes": max((unit.result.get("peak_vram_bytes", 0) for unit in done), default=0),
        "sung": plan.get("sung"), "pitch": plan.get("pitch"), "transposition": plan.get("transposition"),
        "key": plan.get("key"), "voice": plan.get("voice"),
        "reverb_decay_s": plan.get("decay_s"),
        "levels": (job.result or {}).get("levels"), "mastering": (job.result or {}).get("mastering"),
        "result": {k: v for k, v in (job.result or {}).items() if k in ("file", "frames", "bytes", "sha256",
                   "sample_rate", "channels", "bit_depth", "output_format")} or None,
        "segments": [_segment(job, unit) for unit in job.of("analyse")],
        "attempts": [{"phase": a.phase, "index": a.index, "attempt": a.attempt, "outcome": a.outcome,
                      "seconds": a.work_s} for a in attempts],
        "warnings": sentences(job.messages), "messages": [one.as_dict() for one in job.messages],
        "error": job.error,
    }  # fmt: skip


def engines_used(done: list[Unit]) -> list[dict[str, Any]]:
    """Each engine once per stage, with its weights' hashes."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for unit in done:
        for engine in unit.result.get("engines", ()):
            found.setdefault((engine["stage"], engine["engine"]), engine)
    return list(found.values())


def stage_times(done: list[Unit]) -> dict[str, dict[str, float]]:
    """Seconds of work per stage, summed over segments, and the real-time factor of the song that is."""
    audio_s = next((unit.result["audio_s"] for unit in done if unit.phase == "decode"), 0.0)
    seconds: dict[str, float] = {}
    for unit in done:
        for stage, spent in unit.result.get("stage_seconds", {}).items():
            seconds[stage] = seconds.get(stage, 0.0) + spent
    return {
        stage: {"seconds": round(spent, 3), "rtf": round(spent / audio_s, 4) if audio_s else 0.0}
        for stage, spent in seconds.items()
    }


def _segment(job: Job, analyse: Unit) -> dict[str, Any]:
    progress = next(one for one in job.segments if one.index == analyse.index)
    settings = job.segment_settings(analyse.index)
    return {"index": analyse.index, "state": progress.state, "error": progress.error, "settings": settings}
