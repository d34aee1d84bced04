"""Other settings for one segment: whether they make sense here, and what the job then says of itself."""

from __future__ import annotations

from audio_backend.engines import catalog
from audio_backend.engines.base import Role
from audio_backend.errors import BadConfig
from audio_backend.ledger.job import Job
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.base import Json
from audio_backend.models.segment_settings import Settings
from audio_backend.models.stages import isolates
from audio_backend.system.engine_manager import EngineManager

ENGINE_FIELDS: tuple[tuple[str, str, Role], ...] = (
    ("instrumental", "engine", "stems"),
    ("swiftf0", "f0_method", "pitch"),
)


async def checked(job: Job, settings: Settings, engines: EngineManager) -> Settings:
    """The settings with engines that are here. Raises BadConfig, EngineUnavailable, pydantic.ValidationError.

    Without settings, too: an engine that is gone would end the segment, and with it a cover that was finished."""
    config, request = AudioConfig.model_validate(job.config), job.request or {}
    source, beside = request.get("source", "song"), engines_beside(request)
    if not settings:
        engines.require_still_here(config, source, beside)
        return {}
    refuse_without_effect(config, source, settings)
    wanted = config.overridden(settings)
    chosen, _, _ = await engines.choose(wanted, source, request.get("allow_placeholder", False))
    effective = chosen.model_dump()
    own = {group: {field: effective[group][field] for field in fields} for group, fields in settings.items()}
    engines.require_still_here(config.overridden(own), source, beside)
    return own


def engines_beside(request: Json) -> list[str]:
    """Those of the voices that sing beside the lead's."""
    return [beside["engine"] for beside in (request.get("voices_beside") or {}).values()]


def placeholders(job: Job) -> list[str]:
    """The stand-ins of the job, and those that single segments were given."""
    found = list((job.request or {}).get("placeholders", []))
    for segment in job.segments:
        own = job.segment_settings(segment.index)
        for group, field, role in ENGINE_FIELDS:
            entry = catalog.find(role, own.get(group, {}).get(field, ""))
            if entry and entry.info.placeholder and entry.info.id not in found:
                found.append(entry.info.id)
    return found


def refuse_without_effect(config: AudioConfig, source: str, settings: Settings) -> None:
    reasons = {
        "instrumental": None if isolates(config, source) else "this job isolates nothing",
        "svc": None if config.uses_voice else "this job converts no voice, so none was planned",
        "swiftf0": None if config.follows_pitch else "this job follows no pitch",
    }
    for group, fields in settings.items():
        if reason := reasons.get(group):
            raise BadConfig(
                f"{group}.{next(iter(fields))} needs a new job: {reason}.",
                remedy="Start a job with it, or retry without it.",
                errors=[{"field": f"config.{group}", "message": reason, "type": "without_effect"}],
            )
