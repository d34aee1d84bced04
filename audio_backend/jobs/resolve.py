"""From what was asked to what will run: the effective config, the segments, who sings and by which engine, whose right
is to be said, and what to say about them.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from audio_backend.answers.base import message_answers
from audio_backend.answers.jobs import Order, SegmentPlace, VoiceName
from audio_backend.dsp.signal.segments import Segment, plan_segments
from audio_backend.engines import catalog
from audio_backend.errors import BadConfig, BadInput, ConsentMissing, NotFound, TooLong
from audio_backend.jobs.ignored_settings import of_lead_only, unheard, unplaced, without_effect
from audio_backend.ledger.records import Upload
from audio_backend.library.songs import shown_tag
from audio_backend.messages import sentences
from audio_backend.models import voices
from audio_backend.models.audio_config import AudioConfig, ConsentConfig, JobRequest, effective_config
from audio_backend.models.base import is_written
from audio_backend.models.config_facts import facts_of
from audio_backend.models.formats import LOSSY, fitting_rate
from audio_backend.models.job_facts import VoiceBeside
from audio_backend.models.messages import Message, Value, clock, messages_of
from audio_backend.models.stems import backing_vocal_stems
from audio_backend.models.voice_config import BlendVoice, voices_beside
from audio_backend.models.voices import SingleVoice, Voice, VoiceRights, voice_json
from audio_backend.settings import Settings
from audio_backend.system.engine_manager import EngineManager

MOMENTS = 1001
"""At so many, and at all points, the weights of the voices are read for their mean over the song."""

FindVoice = Callable[[str], SingleVoice]
"""find(voice id) -> the voice; raises NotFound, naming it."""


def blended(asked: tuple[BlendVoice, ...], find: FindVoice, start_s: float, stop_s: float) -> Voice:
    """One voice of kind “blend”, or the only one that is heard at all.

    Moments are asked for in seconds of the whole song, and kept in seconds from `start_s` on. Their order is that of
    the ids, so that the same voices make the same sound. Raises NotFound.
    """
    known = {part.voice: find(part.voice) for part in asked}
    there = [(part, share) for part, share in zip(asked, shares(asked, start_s, stop_s), strict=True) if share > 0.0]
    if len(there) == 1:
        return known[there[0][0].voice]
    singles = [
        known[part.voice].model_copy(update={"share": share, "points": _points(part, start_s)})
        for part, share in sorted(there, key=lambda one: one[0].voice)
    ]
    names = (known[part.voice].name or part.voice for part, _ in there)
    return voices.BlendVoice(kind="blend", name=" + ".join(names), voices=tuple(singles))


def shares(asked: tuple[BlendVoice, ...], start_s: float, stop_s: float) -> list[float]:
    """The mean of each voice's weight from start to stop, all brought to a sum of 1."""
    points = [point.at for part in asked for point in part.points if start_s < point.at < stop_s]
    moments = np.unique([*np.linspace(start_s, stop_s, MOMENTS), *points])
    weights = np.array([part.weights_at(moments) for part in asked])
    means = np.trapezoid(weights / weights.sum(axis=0), moments, axis=1) / (stop_s - start_s)
    return [float(mean) for mean in means]


def _points(part: BlendVoice, start_s: float) -> tuple[tuple[float, float], ...]:
    """(second, weight) to draw lines between; one where it never changes."""
    if len({point.weight for point in part.points}) == 1:
        return ((0.0, part.points[0].weight),)
    return tuple((point.at - start_s, point.weight) for point in part.points) or ((0.0, part.weight),)


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
    messages: tuple[Message, ...]
    beside: dict[str, VoiceBeside] = field(default_factory=dict)
    """By their ids: who sings second takes and harmonies in the place of the lead."""

    @property
    def title(self) -> str:
        """As asked for, or as the song is called: by its tags, else by its file."""
        named = shown_tag(self.song.facts["tags"], "title")
        return self.request.title or named or self.song.filename.rsplit(".", 1)[0]

    @property
    def of_somebody(self) -> list[VoiceName]:
        """The voices that sing and are no presets: somebody has rights in them."""
        singles = [*(self.voice.singles if self.voice else ()), *(one.voice for one in self.beside.values())]
        names = {one.voice_id: one.name or one.voice_id for one in singles if one.kind != "preset"}
        return [VoiceName(voice_id=voice_id, name=name) for voice_id, name in names.items()]

    def consent(self, usual: VoiceRights | None) -> ConsentConfig | None:
        """What was said of the right to use these voices; `usual` where nothing was, and it is needed. Raises
        ConsentMissing."""
        said, of = self.request.consent, self.of_somebody
        if said or not of:
            return said
        if usual:
            return ConsentConfig(voice_rights=usual)
        raise consent_missing([voice.name for voice in of])

    @property
    def disk_bytes(self) -> int:
        """About what the job will need."""
        facts = self.song.facts
        channels = min(facts["channels"], 2)
        tracks = FULL_LENGTH_FILES + 3 * self.config.instrumental.wants_stems + (self.backing is not None)
        tracks += len(backing_vocal_stems(self.config))
        return int(self.duration_s * facts["sample_rate"] * channels * BYTES_PER_SAMPLE * tracks)

    def kept_request(self, usual_rights: VoiceRights | None) -> dict[str, Any]:
        """What the ledger keeps, so that the job needs neither the request nor the voices any more. Raises
        ConsentMissing."""
        asked = self.request.model_dump(exclude={"config", "consent"})
        consent = self.consent(usual_rights)
        asked["consent"] = consent.model_dump() if consent else None
        asked |= {"consent_by": "setting"} if consent and not self.request.consent else {}
        told = {"placeholders": self.placeholders, "messages": [one.as_dict() for one in self.messages]}
        told["sha256"] = {"song": self.song.sha256} | ({"backing": self.backing.sha256} if self.backing else {})
        told["folded_down"] = self.song.facts["channels"] > 2
        told |= {"voices_beside": {name: one.as_json() for name, one in self.beside.items()}} if self.beside else {}
        return asked | told | {"title": self.title, "voice": voice_json(self.voice) if self.voice else {}}

    @property
    def answer(self) -> Order:
        rate = self.song.facts["sample_rate"]
        places = [
            SegmentPlace(index=one.index, start_s=one.start / rate, stop_s=one.stop / rate) for one in self.segments
        ]
        return Order(
            config=self.config.model_dump(),
            duration_s=self.duration_s,
            segments=places,
            placeholders=self.placeholders,
            warnings=sentences(self.messages),
            messages=message_answers(self.messages),
            disk_bytes=self.disk_bytes,
            facts=facts_of(
                self.config, self.request.source, self.backing is not None, channels=self.song.facts["channels"]
            ),
        )


def consent_missing(names: Sequence[str]) -> ConsentMissing:
    """Of voices that are no presets."""
    named = ", ".join(f"“{name}”" for name in names)
    return ConsentMissing(
        f"Nothing is said of your right to use {named}, which {'is' if len(names) == 1 else 'are'} no preset.",
        remedy="Send consent.voice_rights: own, licensed or public_domain; or set AUDIO_STUDIO_VOICE_RIGHTS for all "
        "jobs of this machine.",
        errors=[{"field": "consent.voice_rights", "message": f"needed for {named}", "type": "missing"}],
    )


async def resolve(
    request: JobRequest, shelf: Any, voices: Any, engines: EngineManager, settings: Settings
) -> ResolvedJob:
    """Check everything that can be checked before a job starts.

    Raises pydantic.ValidationError, NotFound, BadConfig, TooLong, EngineUnavailable.
    """
    config = effective_config(request.profile, request.config)
    _require_words(config)
    song = shelf.get(request.file_id)
    backing = shelf.get(request.instrumental_file_id) if request.instrumental_file_id else None
    start, stop, range_notes = _range(config, song.facts["duration_s"])
    # in a thread: of a trained voice hundreds of megabytes are hashed, once in a process
    voice = await asyncio.to_thread(_voice, config, voices, start, stop) if config.uses_voice else None
    asked = config.overridden({"svc": {"engine": catalog.engine_for(config.svc, voice)}}) if voice else config
    config, placeholders, stand_ins = await engines.choose(asked, request.source, request.allow_placeholder)
    if voice:
        catalog.require_voice(config.svc.engine, voice, "svc.blend" if config.svc.blend else "svc.voice")
        catalog.require_voice_options(config.svc, voice)
    beside, missing = await asyncio.to_thread(_voices_beside, config, voices, request.allow_placeholder)
    if backing and config.instrumental.generate:
        raise BadConfig("A backing was sent, and another one is to be made from words.",
                        remedy="Leave out instrumental_file_id or instrumental.generate.",
                        errors=[{"field": "config.instrumental.generate", "message": "beside a backing of your own"}],
                        )  # fmt: skip
    _require_length(stop - start, backing, settings.max_duration_s)
    rate = song.facts["sample_rate"]
    frames = min(round(stop * rate), song.facts["frames"]) - round(start * rate)
    config, length_notes = _long_enough(request, config, frames, rate, settings.max_segments)
    segments = _segments(config, frames, rate, (start, stop), settings.max_segments)
    return ResolvedJob(
        request, config, song, backing, voice, segments, stop - start, _each_once([*placeholders, *missing]),
        (*messages_of(song.facts), *stand_ins, *missing.values(), *range_notes, *length_notes,
         *unheard(config, voice, song.facts["duration_s"]), *_ignored(request, config, song.facts),
         *of_lead_only(request, config, beside)), beside,
    )  # fmt: skip


def _each_once(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _require_words(config: AudioConfig) -> None:
    """Raises BadConfig for a prompt of nothing that could be read; kept jobs are as they are."""
    prompt = config.instrumental.generate.prompt if config.instrumental.generate else "none is asked for"
    if not prompt.strip() or not all(is_written(letter) or letter in "\n\r\t" for letter in prompt):
        raise BadConfig("A prompt has words, and no control characters beside tabs and ends of lines.",
                        errors=[{"field": "config.instrumental.generate.prompt", "message": "has no words, or "
                                 "control characters in it"}])  # fmt: skip


def _voice(config: AudioConfig, voices: Any, start_s: float, stop_s: float) -> Voice:
    """The voice of the lead, or the blend. Raises NotFound."""
    if config.svc.blend:
        return blended(config.svc.blend, voices.voice, start_s, stop_s)
    voice: Voice = voices.voice(config.svc.voice)
    return voice


def _voices_beside(config: AudioConfig, voices: Any, allow: bool) -> tuple[dict[str, VoiceBeside], dict[str, Message]]:
    """Those with their own engines, by their ids, and what to say of stand-ins, by these. Raises NotFound, BadConfig
    and EngineUnavailable."""
    beside, stand_ins = {}, {}
    for voice_id, fields in voices_beside(config.svc, config.harmony).items():
        try:
            voice = voices.voice(voice_id)
        except NotFound as error:
            raise NotFound(error.detail, remedy=error.remedy, errors=[
                {"field": f"config.{field}", "message": "there is no such voice"} for field in fields
            ]) from error  # fmt: skip
        own = catalog.engine_of(voice)
        engine = catalog.choose("voice", own, allow)
        catalog.require_voice(engine, voice, fields[0])
        beside[voice_id] = VoiceBeside(engine=engine, voice=voice)
        if engine != own:
            stand_ins[engine] = Message("engine_stand_in", tuple(fields), {"engine": engine, "asked": own})
    return beside, stand_ins


def _range(config: AudioConfig, duration_s: float) -> tuple[float, float, list[Message]]:
    start, stop = config.range.start, config.range.stop
    if start >= duration_s:
        raise BadInput(
            f"range.start is {start:g} s, and the song ends at {duration_s:.2f} s.",
            errors=[{"field": "config.range.start", "message": "after the end of the song"}],
        )
    if stop is not None and stop > duration_s:
        return start, duration_s, [Message("range_beyond_end", ("range.stop",), {"duration_s": duration_s})]
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
) -> tuple[AudioConfig, list[Message]]:
    """A profile's segments are stretched for a long song, which is said; a length asked for by name is left alone."""
    wanted = config.processing
    needed = _needed_length_s(frames / rate, most, wanted.overlap_duration)
    by_name = "segment_length" in request.config.get("processing", {})
    if by_name or needed > LONGEST_SEGMENT_SECONDS or frames < 1:
        return config, []
    if len(plan_segments(frames, rate, wanted.segment_length, wanted.overlap_duration)) <= most:
        return config, []
    values = {"length_s": needed, "asked_s": wanted.segment_length, "most": most}
    stretched = Message("segments_stretched", ("processing.segment_length",), values)
    return config.overridden({"processing": {"segment_length": needed}}), [stretched]


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


def _ignored(request: JobRequest, config: AudioConfig, facts: dict[str, Any]) -> list[Message]:
    """Fields that were set and have no effect here, each with the reason."""
    messages = _unwritten(request, config, facts["sample_rate"])
    messages += [*without_effect(request, config), *unplaced(config, facts["channels"])]
    if facts["channels"] > 2:
        messages.append(Message("song_folded_down", (), {"channels": facts["channels"]}))
    return messages


def _unwritten(request: JobRequest, config: AudioConfig, song_hz: int) -> list[Message]:
    """What the format of the result can't hold."""
    messages, output_format = [], config.quality.output_format
    if output_format in LOSSY and "bit_depth" in request.config.get("quality", {}):
        ignored: dict[str, Value] = {"output_format": output_format}
        messages.append(Message("bit_depth_without_meaning", ("quality.bit_depth",), ignored))
    if config.quality.sample_rate == "source":
        rate = fitting_rate(output_format, song_hz)
        if rate != song_hz:
            held: dict[str, Value] = {"output_format": output_format, "song_hz": song_hz, "result_hz": rate}
            messages.append(Message("sample_rate_unfit", ("quality.sample_rate",), held))
    return messages
