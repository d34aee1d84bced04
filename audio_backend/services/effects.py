"""Settings that were made and have no effect in this job, each with the reason: nothing is silently ignored."""

from __future__ import annotations

from collections.abc import Iterator

from audio_backend.models.audio_config import AudioConfig, JobRequest

STEM_FIELDS = ("stems", "drums_db", "bass_db", "other_db")


def without_effect(request: JobRequest, config: AudioConfig) -> list[str]:
    """One sentence per reason, naming the fields that were set."""
    says = []
    for group, fields, reason in _reasons(request, config):
        given = [f"{group}.{field}" for field in fields if field in request.config.get(group, {})]
        if given:
            says.append(f"{', '.join(given)}: no effect, because {reason}.")
    if request.instrumental_file_id and not config.instrumental.enabled:
        says.append("instrumental_file_id: no effect, because instrumental.enabled is off.")
    return says


def _reasons(request: JobRequest, config: AudioConfig) -> Iterator[tuple[str, tuple[str, ...], str]]:
    own, alone = bool(request.instrumental_file_id), request.source == "vocals"
    backing = config.instrumental.enabled and (own or not alone)
    if not config.instrumental.enabled:
        yield "instrumental", (*STEM_FIELDS, "transpose"), "instrumental.enabled is off"
        yield "mixing", ("instrumental_db",), "instrumental.enabled is off"
    elif not backing:
        yield "instrumental", (*STEM_FIELDS, "transpose"), "a vocal alone has no backing"
        yield "mixing", ("instrumental_db",), "a vocal alone has no backing"
    elif own:
        yield "instrumental", STEM_FIELDS, "your own backing is used as it is"
    elif not config.instrumental.split_vocals:
        yield "instrumental", (*STEM_FIELDS, "transpose"), "split_vocals is off, so there is no backing"
    if alone:
        yield "instrumental", ("engine", "quality", "split_vocals"), "a vocal alone needs no isolation"
    if backing and config.instrumental.transpose and config.swiftf0.pitch_shift == 0:
        yield "instrumental", ("transpose",), "swiftf0.pitch_shift is 0"
    if not config.changes_vocal:
        yield "instrumental", ("keep_reverb",), "the vocal is not changed"
        yield "mixing", ("match_original_balance",), "the vocal is not changed"
    if not config.uses_voice:
        yield "svc", ("voice", "engine"), "svc is off or its strength is 0"
    if not config.follows_pitch:
        yield "swiftf0", ("fmin", "fmax", "f0_method"), "neither swiftf0 nor svc is on"
    if config.swiftf0.pitch_shift == "auto" and not config.uses_voice:
        yield "swiftf0", ("pitch_shift",), "there is no voice to suit: svc is off or its strength is 0"
