"""What a job can give, by name: one place, for both houses."""

from __future__ import annotations

from audio_backend.models.audio_config import AudioConfig

SONG_STEMS = ("mix", "vocals", "instrumental", "original_vocals", "original")
BACKING_VOCAL_STEMS = ("double", "harmony")
DRAFT_STEMS = ("drums", "bass", "other")


def backing_vocal_stems(config: AudioConfig) -> tuple[str, ...]:
    """`double`, `harmony`, both, or neither."""
    sung = {"double": config.svc.double, "harmony": bool(config.harmony.audible)}
    return tuple(stem for stem in BACKING_VOCAL_STEMS if sung[stem])


def stems_of(config: AudioConfig) -> tuple[str, ...]:
    """What a job with this config can give."""
    return (*SONG_STEMS, *backing_vocal_stems(config), *(DRAFT_STEMS if config.instrumental.wants_stems else ()))
