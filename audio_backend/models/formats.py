"""Files of sound: the kinds that are written, the sample rates in Hz that each holds, what is measured of one."""

from __future__ import annotations

from dataclasses import dataclass

from audio_backend.models.messages import Message

LOSSY = ("mp3", "ogg", "m4a")

MP3_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
AAC_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000)
LOWEST_RATE = 8_000
HIGHEST_RATES: dict[str, int] = {"wav": 384_000, "flac": 384_000, "mp3": 48_000, "ogg": 192_000, "m4a": 96_000}
ONLY_RATES: dict[str, tuple[int, ...]] = {"mp3": MP3_RATES, "m4a": AAC_RATES}


def fitting_rate(output_format: str, sample_rate: int) -> int:
    """The rate itself where the format holds it, else the next higher one that it holds, else its highest."""
    within = min(max(sample_rate, LOWEST_RATE), HIGHEST_RATES[output_format])
    rates = ONLY_RATES.get(output_format, (within,))
    return min(rate for rate in rates if rate >= within)


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
