"""What a song is taken apart into, and what a job can give, by name: one place, for both houses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audio_backend.models.audio_config import AudioConfig

VOCALS = "vocals"
"""What every separating engine answers, whatever else it does."""

SONG_STEMS = ("mix", VOCALS, "instrumental", "original_vocals", "original")
BACKING_VOCAL_STEMS = ("double", "harmony")
DRAFT_STEMS = ("drums", "bass", "other")
PREFADER = {stem: f"prefader_{stem}" for stem in (VOCALS, "instrumental", *BACKING_VOCAL_STEMS)}
"""What a mixer plays of a stem, by its name: without the fader, the pan and the added reverb that lie in the stem.
Draft stems are without them as they are."""

ROOM = "room"
"""The impulse response of the added reverb: what a mixer plays the voices through."""

SEPARATED_STEMS = (VOCALS, *DRAFT_STEMS)
"""What a separating engine may declare."""


def before_fader(name: str) -> str:
    """The stem that a file of the mixer becomes; others are themselves."""
    return next((stem for stem, prefader in PREFADER.items() if prefader == name), name)


def backing_vocal_stems(config: AudioConfig) -> tuple[str, ...]:
    """`double`, `harmony`, both, or neither."""
    sung = {"double": config.svc.double, "harmony": bool(config.harmony.audible)}
    return tuple(stem for stem in BACKING_VOCAL_STEMS if sung[stem])


def stems_of(config: AudioConfig) -> tuple[str, ...]:
    """What a job with this config can give."""
    return (*SONG_STEMS, *backing_vocal_stems(config), *(DRAFT_STEMS if config.instrumental.wants_stems else ()))


def mixer_files_of(config: AudioConfig) -> tuple[str, ...]:
    """What a mixer needs beside them."""
    return (*(PREFADER[stem] for stem in (VOCALS, "instrumental", *backing_vocal_stems(config))), ROOM)
