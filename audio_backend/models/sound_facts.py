"""What was counted and measured of a sound, as it crosses and as it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from audio_backend.models.messages import Message


@dataclass(frozen=True)
class AudioFacts:
    """What a file really holds: counted, not believed. Goes into JSON by dataclasses.asdict."""

    duration_s: float
    frames: int
    sample_rate: int
    channels: int
    """Of the file; decoding gives at most two."""
    codec: str
    container: str
    has_cover: bool
    tags: dict[str, str]
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class Peaks:
    """Goes into JSON by dataclasses.asdict; wavesurfer takes `data` and `duration_s` as they are."""

    data: list[list[float]]
    """For each channel (1 or 2) min, max, min, max ... from start to end, -1 to 1."""
    points: int
    """Pairs in each channel."""
    duration_s: float
    sample_rate: int
