"""Settings that were made and have no effect in this job, each with the reason: nothing is silently ignored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from audio_backend.dsp.level.faders import OFF_DB
from audio_backend.engines import catalog
from audio_backend.models.audio_config import HYBRID, AudioConfig, JobRequest
from audio_backend.models.config_facts import has_sides
from audio_backend.models.job_facts import VoiceBeside
from audio_backend.models.messages import Message, Value
from audio_backend.models.voice_config import HarmonyVoice
from audio_backend.models.voice_options import SVC_OPTIONS
from audio_backend.models.voices import Voice

DRAFT_PANS = ("drums_pan", "bass_pan", "other_pan")
STEM_FIELDS = ("stems", "drums_db", "bass_db", "other_db", *DRAFT_PANS)
MIX_PANS = ("vocal_pan", "double_pan", "harmony_pan", "instrumental_pan")
CLOCK_SECONDS = 0.05
"""The page's clock goes by tenths: what it calls the end may lie so far behind it."""

Reason = tuple[str, tuple[str, ...], Message]
"""Group, its fields, and why they have no effect."""


def without_effect(request: JobRequest, config: AudioConfig) -> list[Message]:
    """One message per reason, naming the fields that were set."""
    messages = []
    for group, fields, reason in _reasons(request, config):
        asked = request.config.get(group, {})
        given = tuple(f"{group}.{field}" for field in fields if field in asked and asked[field] != {})
        if given:
            messages.append(Message("setting_without_effect", given).because(reason))
    if request.instrumental_file_id and not config.instrumental.enabled:
        reason = Message("backing_disabled")
        messages.append(Message("setting_without_effect", ("instrumental_file_id",)).because(reason))
    messages += [*_whispered_harmonies(config), *_unsung(config), *_unused_voices(config)]
    return messages + _out_of_hearing(config)


def _out_of_hearing(config: AudioConfig) -> list[Message]:
    """Of the range that is looked for: what an engine of this job can't hear."""
    messages, wanted = [], config.swiftf0
    for method in wanted.methods if config.follows_pitch else ():
        info = catalog.entry_of("pitch", method).info
        low_hz, high_hz = info.range_hz or (wanted.fmin, wanted.fmax)
        beyond = ("swiftf0.fmin",) * (wanted.fmin < low_hz) + ("swiftf0.fmax",) * (wanted.fmax > high_hz)
        if beyond:
            heard: dict[str, Value] = {"engine": info.name, "low_hz": low_hz, "high_hz": high_hz}
            messages.append(Message("pitch_out_of_hearing", beyond, heard))
    return messages


def _whispers(config: AudioConfig, voice: str | None = None) -> bool:
    """All tone becomes breath, so that it can't be heard where it was moved to; `voice` is the lead's without one."""
    other = config.svc.beside(voice)
    preset = catalog.presets().get(other or config.svc.voice)
    toneless = preset is not None and preset.toneless
    return config.uses_voice and config.svc.strength == 1 and toneless and not (config.svc.blend and not other)


def _whispered_harmonies(config: AudioConfig) -> list[Message]:
    """Harmonies that have no notes: all of them, or some, which are named."""
    audible = config.harmony.audible
    toneless = [voice for voice in audible if _whispers(config, voice.voice)]
    if not toneless:
        return []
    if len(toneless) == len(audible):
        return [Message("whispered_harmonies", ("harmony.voices",))]
    return [Message("some_harmonies_whisper", ("harmony.voices",), {"voices": _numbered(config, toneless)})]


def _numbered(config: AudioConfig, which: Sequence[HarmonyVoice]) -> str:
    voices = enumerate(config.harmony.voices, start=1)
    return ", ".join(f"{number} ({voice.interval})" for number, voice in voices if voice in which)


def _unsung(config: AudioConfig) -> list[Message]:
    """Harmonies that are off while others sing; where all are off, the whole group has no effect."""
    off = [voice for voice in config.harmony.voices if voice not in config.harmony.audible]
    if not off or not config.harmony.audible:
        return []
    return [Message("harmonies_off", ("harmony.voices",), {"voices": _numbered(config, off)})]


def _unused_voices(config: AudioConfig) -> list[Message]:
    """Harmonies that name a voice where none is converted: the singer's own sings them."""
    named = [voice for voice in config.harmony.audible if voice.voice is not None]
    if config.uses_voice or not named:
        return []
    where = ("harmony.voices",)
    return [Message("voices_of_harmonies_unused", where, {"voices": _numbered(config, named)})]


def of_lead_only(request: JobRequest, config: AudioConfig, beside: Mapping[str, VoiceBeside]) -> list[Message]:
    """Settings of the lead's voice that were made and that a voice beside it doesn't take, because of its engine."""
    asked, messages = request.config.get("svc", {}), []
    for voice_id, other in beside.items():
        entry = catalog.entry_of("voice", other.engine)
        if entry.info.placeholder:
            continue
        if other.engine == config.svc.engine:
            vain = catalog.options_in_vain(other.engine, asked.get("options") or {}, other.voice)
            fields = [f"svc.options.{name}" for name in vain]
        else:
            known = entry.options_class().model_fields
            fields = [f"svc.{name}" for name in SVC_OPTIONS if name in asked and name not in known]
            fields += ["svc.options"] if asked.get("options") else []
        if fields:
            values = {"voice": other.voice.name or voice_id, "engine": entry.info.name}
            messages.append(Message("setting_of_lead_only", tuple(fields), values))
    return messages


def unplaced(config: AudioConfig, channels: int) -> list[Message]:
    """What was given a place where one channel knows none; `channels` are the song's."""
    if has_sides(config, channels):
        return []
    placed = [f"mixing.{field}" for field in MIX_PANS if getattr(config.mixing, field)]
    placed += [f"instrumental.{field}" for field in DRAFT_PANS if getattr(config.instrumental, field)]
    reason = Message("song_in_mono" if channels == 1 else "result_in_mono")
    messages = [Message("setting_without_effect", tuple(placed)).because(reason)] if placed else []
    if any(voice.pan for voice in config.harmony.audible):
        where = ("harmony.voices",)
        messages.append(Message("pan_in_mono_song" if channels == 1 else "pan_in_mono_result", where))
    return messages


def unheard(config: AudioConfig, voice: Voice | None, song_seconds: float) -> list[Message]:
    """Of a blend: voices that are silent, weights of one that is left alone, points after the end of the song.

    `voice` is what the engine was given. Of a range nothing is told: it leaves points out knowingly.
    """
    if not config.uses_voice or voice is None:
        return []
    heard = {single.voice_id for single in voice.singles}
    return [*_silent(config, heard), *_unshared(config, heard), *_unreached(config, song_seconds)]


def unfollowed(request: JobRequest, config: AudioConfig, voice: Voice | None) -> list[Message]:
    """What was asked of the melody, where the lead's voice is told no pitch, or finds its own."""
    if voice is None:
        return []
    options = catalog.voice_options(config.svc, config.svc.engine)
    if all(options.takes_melody(single) for single in voice.singles):
        return []
    wanted, asked = config.swiftf0, request.config.get("swiftf0", {})
    moved = ("pitch_shift",) * (wanted.pitch_shift != 0 and not config.instrumental.transpose)
    bent = ("vibrato", "preserve_vibrato", "style") * wanted.bends
    given = tuple(f"swiftf0.{field}" for field in (*moved, *bent) if field in asked)
    return [Message("setting_without_effect", given).because(Message("voice_takes_no_pitch"))] if given else []


def _silent(config: AudioConfig, heard: set[str]) -> list[Message]:
    silent = ", ".join(part.voice for part in config.svc.blend if part.voice not in heard)
    return [Message("blend_voices_silent", ("svc.blend",), {"voices": silent})] if silent else []


def _unshared(config: AudioConfig, heard: set[str]) -> list[Message]:
    messages = []
    for part in config.svc.blend if len(heard) == 1 else ():
        if part.voice in heard and (part.points or part.weight != 1.0):
            values = {"part": "points" if part.points else "weight", "voice": part.voice}
            messages.append(Message("blend_voice_alone", ("svc.blend",), values))
    return messages


def _unreached(config: AudioConfig, song_seconds: float) -> list[Message]:
    moments = (point.at for part in config.svc.blend for point in part.points)
    first = min((at for at in moments if at > song_seconds + CLOCK_SECONDS), default=None)
    if first is None:
        return []
    values = {"first_s": first, "duration_s": song_seconds}
    return [Message("blend_points_unreached", ("svc.blend",), values)]


def _reasons(request: JobRequest, config: AudioConfig) -> Iterator[Reason]:
    own, alone = bool(request.instrumental_file_id), request.source == "vocals"
    backing = config.instrumental.enabled and (own or config.generates_backing or not alone)
    if not config.instrumental.enabled:
        yield "instrumental", (*STEM_FIELDS, "transpose", "generate"), Message("backing_disabled")
        yield "mixing", ("instrumental_db", "instrumental_pan"), Message("backing_disabled")
    elif not backing:
        yield "instrumental", (*STEM_FIELDS, "transpose"), Message("vocal_has_no_backing")
        yield "mixing", ("instrumental_db", "instrumental_pan"), Message("vocal_has_no_backing")
    elif config.generates_backing:
        yield "instrumental", STEM_FIELDS, Message("backing_generated")
    elif own:
        yield "instrumental", STEM_FIELDS, Message("own_backing_as_it_is")
    elif not config.instrumental.split_vocals:
        yield "instrumental", (*STEM_FIELDS, "transpose"), Message("vocal_not_split")
    if alone:
        yield "instrumental", ("engine", "quality", "split_vocals"), Message("vocal_needs_no_isolation")
    if backing and config.instrumental.transpose and config.swiftf0.pitch_shift == 0:
        yield "instrumental", ("transpose",), Message("pitch_not_shifted")
    if not config.renders_vocals:
        yield "instrumental", ("keep_reverb",), Message("nobody_sings")
    if not config.changes_vocal:
        yield "mixing", ("match_original_balance",), Message("vocal_unchanged")
    if not config.uses_voice:
        yield "svc", ("voice", "engine", "blend", "formant", "breath", "options"), Message("voice_unused")
    elif catalog.entry_of("voice", config.svc.engine).info.placeholder:
        yield "svc", ("voice", "blend", "strength", "formant", "breath", "options"), Message("voice_stand_in")
    elif config.svc.blend:
        yield "svc", ("voice",), Message("blend_in_place")
    if config.uses_voice:
        yield from _unknown_options(config)
    if not config.svc.enabled:
        yield "svc", ("strength",), Message("voice_disabled")
    yield from _melody_reasons(config)
    if config.svc.double_voice and not (config.svc.double and config.uses_voice):
        yield "svc", ("double_voice",), Message("voice_unused" if config.svc.double else "double_disabled")
    if not config.svc.double:
        yield "mixing", ("double_db", "double_pan"), Message("double_disabled")
    elif config.mixing.double_db <= OFF_DB:
        yield "svc", ("double",), Message("double_fader_off")
    if config.harmony.voices and not config.harmony.audible:
        yield "harmony", ("voices",), Message("all_harmonies_off")
    elif config.harmony.audible and config.mixing.harmony_db <= OFF_DB:
        yield "harmony", ("voices",), Message("harmony_fader_off")
    if not config.harmony.audible:
        yield "mixing", ("harmony_db", "harmony_pan"), Message("no_harmonies")
    if not config.follows_pitch:
        yield "swiftf0", ("fmin", "fmax", "f0_method", "hybrid"), Message("pitch_not_followed")
    elif config.swiftf0.f0_method != HYBRID:
        yield "swiftf0", ("hybrid",), Message("one_pitch_engine")
    if config.swiftf0.pitch_shift == "auto" and not config.uses_voice:
        yield "swiftf0", ("pitch_shift",), Message("no_voice_to_suit")


def _unknown_options(config: AudioConfig) -> Iterator[Reason]:
    """Fields of `svc` that another engine than the chosen one reads."""
    entry = catalog.entry_of("voice", config.svc.engine)
    unknown = tuple(name for name in SVC_OPTIONS if name not in entry.options_class().model_fields)
    if unknown and not entry.info.placeholder:
        yield "svc", unknown, Message("no_such_option", (), {"engine": entry.info.name})


def _melody_reasons(config: AudioConfig) -> Iterator[Reason]:
    wanted = config.swiftf0
    if not wanted.preserve_vibrato and wanted.vibrato != 1.0:
        yield "swiftf0", ("vibrato",), Message("vibrato_not_kept")
    if wanted.style == "follow":
        yield "swiftf0", ("style_amount",), Message("style_follow")
    elif not wanted.style_amount:
        yield "swiftf0", ("style",), Message("style_amount_zero")
    if _whispers(config):
        moved = ("pitch_shift",) * (wanted.pitch_shift not in (0, "auto") and not config.instrumental.transpose)
        bent = ("vibrato", "preserve_vibrato", "style") * wanted.bends
        yield "swiftf0", (*moved, *bent), Message("whisper_has_no_pitch")
    if not config.uses_scale:
        yield "swiftf0", ("key",), Message("scale_unused")
