"""Settings that were made and have no effect in this job, each with the reason: nothing is silently ignored."""

from __future__ import annotations

from collections.abc import Iterator

from audio_backend.dsp.level.faders import OFF_DB
from audio_backend.engines import catalog
from audio_backend.models.audio_config import AudioConfig, JobRequest
from audio_backend.models.voice_options import SVC_OPTIONS
from audio_backend.models.voices import Voice

STEM_FIELDS = ("stems", "drums_db", "bass_db", "other_db")
CLOCK_SECONDS = 0.05
"""The page's clock goes by tenths: what it calls the end may lie so far behind it."""


def without_effect(request: JobRequest, config: AudioConfig) -> list[str]:
    """One sentence per reason, naming the fields that were set."""
    says = []
    for group, fields, reason in _reasons(request, config):
        given = [f"{group}.{field}" for field in fields if field in request.config.get(group, {})]
        if given:
            says.append(f"{', '.join(given)}: no effect, because {reason}.")
    if request.instrumental_file_id and not config.instrumental.enabled:
        says.append("instrumental_file_id: no effect, because instrumental.enabled is off.")
    if config.harmony.audible and _whispers(config):
        says.append("harmony.voices: no notes, because a whisper has no pitch; they only add breath.")
    return says + _unsung(config)


def _whispers(config: AudioConfig) -> bool:
    """All tone becomes breath, so that it can't be heard where it was moved to."""
    preset = catalog.presets().get(config.svc.voice)
    toneless = preset is not None and preset.toneless
    return config.uses_voice and config.svc.strength == 1 and not config.svc.blend and toneless


def _unsung(config: AudioConfig) -> list[str]:
    """Harmonies that are off while others sing; where all are off, the whole group has no effect."""
    voices = enumerate(config.harmony.voices, start=1)
    off = [f"{number} ({voice.interval})" for number, voice in voices if voice not in config.harmony.audible]
    if not off or not config.harmony.audible:
        return []
    return [f"harmony.voices: no effect of {', '.join(off)}, because gain_db is −60, which is off."]


def unplaced(config: AudioConfig, channels: int) -> list[str]:
    """Harmonies that were given a place where one channel knows none; `channels` are the song's."""
    mono = "song" if channels == 1 else "result" if config.quality.channels == 1 else None
    if not mono or not any(voice.pan for voice in config.harmony.audible):
        return []
    if mono == "result":
        return ["harmony.voices: no place for pan, because the result is mono; at a side a voice is up to 3 dB softer."]
    return ["harmony.voices: no effect of pan, because the song is mono."]


def unheard(config: AudioConfig, voice: Voice | None, song_seconds: float) -> list[str]:
    """Of a blend: voices that are silent, weights of one that is left alone, points after the end of the song.

    `voice` is what the engine was given. Of a range nothing is told: it leaves points out knowingly.
    """
    if not config.uses_voice or voice is None:
        return []
    heard = {single.voice_id for single in voice.singles}
    return [*_silent(config, heard), *_unshared(config, heard), *_unreached(config, song_seconds)]


def _silent(config: AudioConfig, heard: set[str]) -> list[str]:
    silent = [part.voice for part in config.svc.blend if part.voice not in heard]
    return [f"svc.blend: no effect of {', '.join(silent)}, because its weight is 0 all the time."] if silent else []


def _unshared(config: AudioConfig, heard: set[str]) -> list[str]:
    says = []
    for part in config.svc.blend if len(heard) == 1 else ():
        if part.voice in heard and (part.points or part.weight != 1.0):
            what = "points" if part.points else "weight"
            says.append(f"svc.blend: no effect of the {what} of {part.voice}, because nobody else is heard.")
    return says


def _unreached(config: AudioConfig, song_seconds: float) -> list[str]:
    moments = (point.at for part in config.svc.blend for point in part.points)
    first = min((at for at in moments if at > song_seconds + CLOCK_SECONDS), default=None)
    if first is None:
        return []
    ends = f"because the song ends at {song_seconds:.2f} s"
    return [f"svc.blend: the points from {first:g} s on are not reached, {ends}."]


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
    if not config.renders_vocals:
        yield "instrumental", ("keep_reverb",), "the vocal is not changed, and nobody sings beside it"
    if not config.changes_vocal:
        yield "mixing", ("match_original_balance",), "the vocal is not changed"
    if not config.uses_voice:
        yield "svc", ("voice", "engine", "blend", "formant", "breath"), "svc is off or its strength is 0"
    elif catalog.entry_of("voice", config.svc.engine).info.placeholder:
        yield "svc", ("voice", "blend", "strength", "formant", "breath"), "the stand-in converts nothing"
    elif config.svc.blend:
        yield "svc", ("voice",), "svc.blend takes its place"
    if config.uses_voice:
        yield from _unknown_options(config)
    if not config.svc.enabled:
        yield "svc", ("strength",), "svc is off"
    yield from _melody_reasons(config)
    if not config.svc.double:
        yield "mixing", ("double_db",), "svc.double is off"
    elif config.mixing.double_db <= OFF_DB:
        yield "svc", ("double",), "the first mix has mixing.double_db at −60, which is off"
    if config.harmony.voices and not config.harmony.audible:
        yield "harmony", ("voices",), "all of them are off"
    elif config.harmony.audible and config.mixing.harmony_db <= OFF_DB:
        yield "harmony", ("voices",), "the first mix has mixing.harmony_db at −60, which is off"
    if not config.harmony.audible:
        yield "mixing", ("harmony_db",), "there are no harmonies"
    if not config.follows_pitch:
        yield "swiftf0", ("fmin", "fmax", "f0_method"), "neither swiftf0 nor svc is on"
    if config.swiftf0.pitch_shift == "auto" and not config.uses_voice:
        yield "swiftf0", ("pitch_shift",), "there is no voice to suit: svc is off or its strength is 0"


def _unknown_options(config: AudioConfig) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Fields of `svc` that another engine than the chosen one reads."""
    entry = catalog.entry_of("voice", config.svc.engine)
    unknown = tuple(name for name in SVC_OPTIONS if name not in entry.options().model_fields)
    if unknown and not entry.info.placeholder:
        yield "svc", unknown, f"the engine {entry.info.name} has no such option"


def _melody_reasons(config: AudioConfig) -> Iterator[tuple[str, tuple[str, ...], str]]:
    wanted = config.swiftf0
    if not wanted.preserve_vibrato and wanted.vibrato != 1.0:
        yield "swiftf0", ("vibrato",), "preserve_vibrato is off, which leaves none"
    if wanted.style == "follow":
        yield "swiftf0", ("style_amount",), "style is `follow`"
    elif not wanted.style_amount:
        yield "swiftf0", ("style",), "style_amount is 0"
    if _whispers(config):
        moved = ("pitch_shift",) * (wanted.pitch_shift not in (0, "auto") and not config.instrumental.transpose)
        bent = ("vibrato", "preserve_vibrato", "style") * wanted.bends
        yield "swiftf0", (*moved, *bent), "a whisper has no pitch"
    if not config.uses_scale:
        yield "swiftf0", ("key",), "neither `snap` nor thirds or fifths are asked for"
