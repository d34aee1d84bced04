"""From what was asked to what will run: the effective config, the segments, and what to say about them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from audio_backend.dsp.signal.segments import Segment, plan_segments
from audio_backend.engines import catalog
from audio_backend.errors import BadConfig, BadInput, TooLong
from audio_backend.jobs.blends import blended
from audio_backend.jobs.ignored_settings import unheard, unplaced, without_effect
from audio_backend.ledger.records import Upload
from audio_backend.models.audio_config import AudioConfig, JobRequest, effective_config
from audio_backend.models.formats import LOSSY
from audio_backend.models.stems import backing_vocal_stems
from audio_backend.models.voices import Voice, voice_json
from audio_backend.settings import Settings
from audio_backend.storage.encoding import fitting_rate
from audio_backend.storage.sound_stream import clock
from audio_backend.system.engine_manager import EngineManager

BYTES_PER_SAMPLE = 4
LONGEST_SEGMENT_SECONDS = 120.0
FULL_LENGTH_FILES = 6
"""Song, vocal before and after, a mix on its way, the result, and margins."""


@dataclass(frozen=True)
class ResolvedJob:
    """A request that can run as it is."""

    request: JobRequest
    config: AudioConfig
    song: Upload
    backing: Upload | None
    voice: Voice | None
    """Who sings; None where the voice is not converted."""
    segments: tuple[Segment, ...]
    duration_s: float
    placeholders: list[str]
    warnings: list[str]

    @property
    def title(self) -> str:
        return self.request.title or self.song.filename.rsplit(".", 1)[0]

    @property
    def disk_bytes(self) -> int:
        """About what the job will need."""
        facts = self.song.facts
        channels = min(facts["channels"], 2)
        tracks = FULL_LENGTH_FILES + 3 * self.config.instrumental.wants_stems + (self.backing is not None)
        tracks += len(backing_vocal_stems(self.config))
        return int(self.duration_s * facts["sample_rate"] * channels * BYTES_PER_SAMPLE * tracks)

    def kept_request(self) -> dict[str, Any]:
        """What the ledger keeps, so that the job needs neither the request nor the voice any more."""
        asked = self.request.model_dump(exclude={"config"})
        told = {"placeholders": self.placeholders, "warnings": self.warnings}
        told["sha256"] = {"song": self.song.sha256} | ({"backing": self.backing.sha256} if self.backing else {})
        told["folded_down"] = self.song.facts["channels"] > 2
        return asked | told | {"title": self.title, "voice": voice_json(self.voice) if self.voice else {}}

    def as_json(self) -> dict[str, Any]:
        rate = self.song.facts["sample_rate"]
        return {
            "config": self.config.model_dump(),
            "duration_s": self.duration_s,
            "segments": [{"index": s.index, "start_s": s.start / rate, "stop_s": s.stop / rate} for s in self.segments],
            "placeholders": self.placeholders,
            "warnings": self.warnings,
            "disk_bytes": self.disk_bytes,
        }


async def resolve(
    request: JobRequest, shelf: Any, voices: Any, engines: EngineManager, settings: Settings
) -> ResolvedJob:
    """Check everything that can be checked before a job starts.

    Raises pydantic.ValidationError, NotFound, BadConfig, TooLong, EngineUnavailable.
    """
    config = effective_config(request.profile, request.config)
    song = shelf.get(request.file_id)
    backing = shelf.get(request.instrumental_file_id) if request.instrumental_file_id else None
    config, placeholders, says = await engines.choose(config, request.source, request.allow_placeholder)
    start, stop, range_says = _range(config, song.facts["duration_s"])
    _require_length(stop - start, backing, settings.max_duration_s)
    voice = _voice(config, voices, start, stop) if config.uses_voice else None
    rate = song.facts["sample_rate"]
    frames = min(round(stop * rate), song.facts["frames"]) - round(start * rate)
    config, length_says = _long_enough(request, config, frames, rate, settings.max_segments)
    segments = _segments(config, frames, rate, (start, stop), settings.max_segments)
    return ResolvedJob(
        request, config, song, backing, voice, segments, stop - start, placeholders,
        [*song.facts["warnings"], *says, *range_says, *length_says, *unheard(config, voice, song.facts["duration_s"]),
         *_ignored(request, config, song.facts)],
    )  # fmt: skip


def _voice(config: AudioConfig, voices: Any, start_s: float, stop_s: float) -> Voice:
    """The voice, or the blend. Raises NotFound, and BadConfig where the chosen engine can't sing with it."""
    if config.svc.blend:
        voice = blended(config.svc.blend, voices.voice, start_s, stop_s)
    else:
        voice = voices.voice(config.svc.voice)
    catalog.require_voice(config.svc.engine, voice)
    return voice


def _range(config: AudioConfig, duration_s: float) -> tuple[float, float, list[str]]:
    start, stop = config.range.start, config.range.stop
    if start >= duration_s:
        raise BadInput(
            f"range.start is {start:g} s, and the song ends at {duration_s:.2f} s.",
            errors=[{"field": "config.range.start", "message": "after the end of the song"}],
        )
    if stop is not None and stop > duration_s:
        return (
            start,
            duration_s,
            [f"range.stop lies after the end: the result ends with the song, at {duration_s:.2f} s."],
        )
    return start, duration_s if stop is None else stop, []


def _require_length(seconds: float, backing: Upload | None, most_s: float) -> None:
    """Raises TooLong."""
    most = clock(most_s)
    if seconds > most_s:
        raise TooLong(
            f"It is {clock(seconds)} long; one job converts at most {most}.",
            remedy=f"Choose a part of it with range.start and range.stop, up to {most_s:g} s.",
            errors=[{"field": "config.range.stop", "message": f"at most {most} from its start: choose a part"}],
        )
    if backing and backing.facts["duration_s"] > most_s:
        raise TooLong(
            f"Your backing is {clock(backing.facts['duration_s'])} long; at most {most} are taken.",
            errors=[{"field": "instrumental_file_id", "message": f"longer than {most_s:g} s"}],
        )


def _needed_length_s(duration_s: float, most: int, overlap_s: float) -> float:
    """Whole seconds that make at most so many segments, with a second to spare."""
    return math.ceil(duration_s / most + overlap_s) + 1.0


def _long_enough(
    request: JobRequest, config: AudioConfig, frames: int, rate: int, most: int
) -> tuple[AudioConfig, list[str]]:
    """A profile's segments are stretched for a long song, which is said; a length asked for by name is left alone."""
    wanted = config.processing
    needed = _needed_length_s(frames / rate, most, wanted.overlap_duration)
    by_name = "segment_length" in request.config.get("processing", {})
    if by_name or needed > LONGEST_SEGMENT_SECONDS or frames < 1:
        return config, []
    if len(plan_segments(frames, rate, wanted.segment_length, wanted.overlap_duration)) <= most:
        return config, []
    says = f"Segments last {needed:g} s in place of {wanted.segment_length:g} s: at most {most} of them are taken."
    return config.overridden({"processing": {"segment_length": needed}}), [says]


def _segments(config: AudioConfig, frames: int, rate: int, span: tuple[float, float], most: int) -> tuple[Segment, ...]:
    start, stop = span
    if frames < 1:
        raise BadInput(
            f"The range from {start:g} to {stop:g} s holds no sample.",
            remedy=f"Choose at least {1 / rate:.6f} s, one sample of this song.",
            errors=[{"field": "config.range", "message": "holds no sample"}],
        )
    wanted = config.processing
    segments = plan_segments(frames, rate, wanted.segment_length, wanted.overlap_duration)
    if len(segments) > most:
        needed = _needed_length_s(stop - start, most, wanted.overlap_duration)
        raise BadConfig(
            f"{stop - start:.0f} s in segments of {wanted.segment_length:g} s make {len(segments)}; "
            f"at most {most} are taken.",
            remedy=f"Set processing.segment_length to {needed:.0f} s or more, or choose a shorter range.",
            errors=[{"field": "config.processing.segment_length", "message": "makes too many segments"}],
        )
    return segments


def _ignored(request: JobRequest, config: AudioConfig, facts: dict[str, Any]) -> list[str]:
    """Fields that were set and have no effect here, each with the reason."""
    says = []
    quality = config.quality
    if quality.output_format in LOSSY and "bit_depth" in request.config.get("quality", {}):
        says.append(f"quality.bit_depth has no meaning for {quality.output_format} and is ignored.")
    if quality.sample_rate == "source":
        rate = fitting_rate(quality.output_format, facts["sample_rate"])
        if rate != facts["sample_rate"]:
            says.append(f"{quality.output_format} can't hold {facts['sample_rate']} Hz; the result has {rate} Hz.")
    says += without_effect(request, config) + unplaced(config, facts["channels"])
    if facts["channels"] > 2:
        says.append(f"The song has {facts['channels']} channels and is folded down to stereo.")
    return says
