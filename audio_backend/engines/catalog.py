"""Every engine the studio knows, whether it is here or not, as data: no engine is imported here.

Further engines come from installed packages: each names its EngineEntry under the entry point group
`audio_studio.engines` (docs/tutorial-engines), so that every process of the studio finds the same ones.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, TypedDict, cast

from pydantic import JsonValue, ValidationError

from audio_backend.engines.base import Role
from audio_backend.engines.entries import (
    CONTENTVEC,
    CREPE,
    CREPE_TINY,
    ECHO,
    FCPE,
    HYBRID,
    PYIN,
    RMVPE,
    RVC,
    SOULX,
    SOVITS,
    SPLEETER,
    SWIFTF0,
    UNCONVERTED,
    UNSEPARATED,
)
from audio_backend.engines.entry import EngineEntry, Missing, PlannedEngine, Unusable, asked, usable
from audio_backend.errors import BadConfig, EngineUnavailable, in_fields
from audio_backend.models.base import AUTO, Group
from audio_backend.models.voice_options import SVC_OPTIONS, OptionValue, VoiceOptions
from audio_backend.models.voices import PresetVoice, Voice, VoiceKind

if TYPE_CHECKING:
    from audio_backend.models.audio_config import GenerationConfig
    from audio_backend.models.voice_config import SvcConfig

log = logging.getLogger("audio_studio")

GROUP = "audio_studio.engines"

ENGINES: tuple[EngineEntry, ...] = (
    SWIFTF0, FCPE, CREPE, CREPE_TINY, RMVPE, HYBRID, PYIN, ECHO, SOVITS, RVC, SOULX, UNCONVERTED, SPLEETER, UNSEPARATED,
)  # fmt: skip
"""Those that are part of this version."""

PARTS: tuple[EngineEntry, ...] = (CONTENTVEC,)
"""Of other engines; nobody can choose one."""

PLANNED: tuple[PlannedEngine, ...] = (
    PlannedEngine("hq-svc", "voice", "HQ-SVC"),
    PlannedEngine("seed-vc", "voice", "Seed-VC"),
    PlannedEngine("demucs", "stems", "HTDemucs"),
    PlannedEngine("roformer", "stems", "Mel-Band/BS RoFormer"),
    PlannedEngine("ace-step", "generation", "ACE-Step 1.5"),
    PlannedEngine("heartmula", "generation", "HeartMuLa"),
)

STAND_INS: dict[Role, str] = {"pitch": "pyin", "voice": "unconverted", "stems": "unseparated"}
"""Nothing stands in for a backing that nobody can make."""


class EngineRow(TypedDict):
    """What the API and the command line list of one engine."""

    id: str
    role: Role
    name: str
    summary: str
    state: str
    placeholder: bool
    neural: bool
    weights: dict[str, str]
    licence: str
    vram_mb: int
    range_hz: tuple[float, float] | None
    remedy: str
    stems: list[str]
    voice_kinds: list[str]
    blends: bool
    options: dict[str, JsonValue]
    of_one_voice: list[str]


@dataclass(frozen=True)
class LeftOut:
    """An engine of an installed package that the studio can't take."""

    name: str
    """Of its entry point."""
    value: str
    """Where it lies, as "module:attribute"."""
    reason: str


@dataclass(frozen=True)
class Installed:
    """What was found beside the engines of this version."""

    entries: tuple[EngineEntry, ...]
    left_out: tuple[LeftOut, ...]


def engines() -> tuple[EngineEntry, ...]:
    """Those of this version, and those of installed packages."""
    return (*ENGINES, *_installed_beside().entries)


def left_out() -> tuple[LeftOut, ...]:
    return _installed_beside().left_out


@cache
def _installed_beside() -> Installed:
    """Of other packages. What can't be read, or takes a name that is taken, is left out, and the log says so once."""
    entries = {(entry.info.role, entry.info.id): entry for entry in ENGINES}
    refused = []
    for point in entry_points(group=GROUP):
        try:
            entry = usable(asked(point.load))
            if entries.setdefault((entry.info.role, entry.info.id), entry) is not entry:
                raise Unusable(f"the name “{entry.info.id}” is taken")
        except Unusable as error:
            refused.append(LeftOut(point.name, point.value, str(error)))
            log.warning("The engine “%s” (%s) is left out: %s", point.name, point.value, error)
    return Installed(tuple(entries.values())[len(ENGINES) :], tuple(refused))


def default_of(role: Role) -> str:
    """The first of this version that is no stand-in; empty where there is none."""
    own = (entry.info for entry in ENGINES if entry.info.role == role and not entry.info.placeholder)
    return next((info.id for info in own), "")


def find(role: Role, engine_id: str) -> EngineEntry | None:
    """One that can be chosen."""
    return next((entry for entry in engines() if (entry.info.role, entry.info.id) == (role, engine_id)), None)


def entry_of(role: Role, engine_id: str) -> EngineEntry:
    """Also of a part of other engines. Raises EngineUnavailable for one that isn't known."""
    part = (entry for entry in PARTS if (entry.info.role, entry.info.id) == (role, engine_id))
    entry = find(role, engine_id) or next(part, None)
    if entry is None:
        raise EngineUnavailable(f"The {role} engine “{engine_id}” {_why_not(role, engine_id, None)}.")
    return entry


def choose(role: Role, engine_id: str, allow_placeholder: bool) -> str:
    """The engine that will run: the one that was named, or a stand-in where that is allowed.

    Raises EngineUnavailable when the named engine isn't here, or is itself a stand-in nobody allowed.
    """
    entry = find(role, engine_id)
    if entry and entry.available and (allow_placeholder or not entry.info.placeholder):
        return engine_id
    if allow_placeholder and role in STAND_INS:
        return STAND_INS[role]
    stand_in = " Or send allow_placeholder: true to have a stand-in, marked as such." if role in STAND_INS else ""
    ready = [other.info.id for other in engines() if _usable(other, role)]
    raise _not_ready(role, engine_id, ready, stand_in)


def require_ready(role: Role, engine_id: str, voices: VoiceKind | None = None) -> None:
    """Where nothing may stand in. Raises EngineUnavailable for an engine that isn't here; it names those that are, of
    voice engines those that sing with this kind of voices."""
    entry = find(role, engine_id)
    if entry is None or not _usable(entry, role):
        usable_here = [other for other in engines() if _usable(other, role)]
        ready = [one.info.id for one in usable_here if voices is None or (one.voice and voices in one.voice.kinds)]
        raise _not_ready(role, engine_id, ready)


def _not_ready(role: Role, engine_id: str, ready: list[str], stand_in: str = "") -> EngineUnavailable:
    entry = find(role, engine_id)
    missing = entry.availability() if entry else None
    first = f"{missing.remedy} " if isinstance(missing, Missing) else ""
    return EngineUnavailable(
        f"The {role} engine “{engine_id}” {_why_not(role, engine_id, entry)}.",
        remedy=f"{first}Engines for this that are ready here: {', '.join(ready) or 'none'}.{stand_in}",
    )


def require_still_here(role: Role, engine_id: str) -> None:
    """Raises EngineUnavailable where what a song was begun with is gone: nothing may stand in for it now."""
    entry = find(role, engine_id)
    if entry is None or not entry.available:
        raise EngineUnavailable(
            f"The {role} engine “{engine_id}”, which this job was made with, {_why_not(role, engine_id, entry)}.",
            remedy="Install it again and start the studio anew, or start a new job with another engine.",
        )


def _usable(entry: EngineEntry, role: Role) -> bool:
    return entry.info.role == role and not entry.info.placeholder and entry.available


def _why_not(role: Role, engine_id: str, entry: EngineEntry | None) -> str:
    if entry is None:
        planned = (engine for engine in PLANNED if (engine.role, engine.id) == (role, engine_id))
        return next((engine.availability().reason for engine in planned), "is not known to this studio")
    if isinstance(missing := entry.availability(), Missing):
        return f"can't run: {missing.reason}"
    return "is only a stand-in, and stand-ins were not allowed"


def presets() -> dict[str, PresetVoice]:
    """All voices that engines bring along, by id; the first engine's where two have one id."""
    voices: dict[str, PresetVoice] = {}
    for entry in engines():
        voices |= {voice_id: voice for voice_id, voice in entry.presets().items() if voice_id not in voices}
    return voices


def private_facts() -> frozenset[str]:
    """Facts of voices that only engines read."""
    return frozenset(name for entry in engines() if entry.voice for name in entry.voice.private_facts)


def engine_of(voice: Voice) -> str:
    """The engine that a voice was made for; of a blend the one that all its voices have in common. Raises BadConfig."""
    own = [(single.name or single.voice_id, single.engine or default_of("voice")) for single in voice.singles]
    if len({engine for _, engine in own}) == 1:
        return own[0][1]
    named = ", ".join(f"“{name}” ({engine})" for name, engine in own)
    raise BadConfig(f"These voices are of different engines, and one engine sings a blend: {named}.",
                    remedy="Blend voices of one engine: /voices tells each voice's engine.",
                    errors=[{"field": "config.svc.blend", "message": "voices of different engines"}])  # fmt: skip


def engine_for(svc: SvcConfig, voice: Voice) -> str:
    """The engine that sings the lead: the one that was named, or the voice's own. Raises BadConfig."""
    return engine_of(voice) if svc.engine == AUTO else svc.engine


def voice_options(svc: SvcConfig, engine_id: str) -> VoiceOptions:
    """What the lead's engine is asked for: its own options, and those of `svc` that it knows. Raises BadConfig."""
    twice = [(name, f"is a field of svc itself: set svc.{name}") for name in svc.options if name in SVC_OPTIONS]
    if twice:
        raise _bad_options("svc.options", engine_id, twice)
    return _voice_options(svc, engine_id, svc.options)


def require_options(svc: SvcConfig, engine_id: str, voice: Voice) -> None:
    """Raises BadConfig for options that the lead's voice can't do, such as a speaker it doesn't have."""
    options = voice_options(svc, engine_id)
    misfits = [misfit for single in voice.singles for misfit in options.misfits(single)]
    if misfits:
        told = " ".join(f"svc.options.{one.option}: {one.why}" for one in misfits)
        raise BadConfig(told, remedy=misfits[0].remedy, errors=[
            {"field": f"config.svc.options.{one.option}", "message": f"{one.why} {one.remedy}"} for one in misfits
        ])  # fmt: skip


def voice_options_beside(svc: SvcConfig, engine_id: str, lead_engine: str, voice: Voice) -> VoiceOptions:
    """What the engine of a voice beside the lead's is asked for. The fields of `svc` are for everybody; its `options`
    are for voices of the lead's engine, but those that are about one voice or that this voice has nothing for, and
    other engines take their usual ones."""
    left_out = (*_voice_options_class(engine_id).of_one_voice, *options_in_vain(engine_id, svc.options, voice))
    shared = {name: value for name, value in svc.options.items() if name not in left_out}
    return _voice_options(svc, engine_id, shared if engine_id == lead_engine else {})


def options_in_vain(engine_id: str, options: Mapping[str, OptionValue], voice: Voice) -> list[str]:
    """Those of the lead's options that this voice of the same engine can't do: an index rate without an index."""
    known = _voice_options_class(engine_id)
    shared = {name: value for name, value in options.items() if name in known.model_fields}
    asked_for = cast(VoiceOptions, _checked_options("svc.options", engine_id, known, shared))
    vain = [misfit.option for single in voice.singles for misfit in asked_for.misfits(single)]
    return [name for name in vain if name not in known.of_one_voice]


def _voice_options(svc: SvcConfig, engine_id: str, own: Mapping[str, OptionValue]) -> VoiceOptions:
    options = _voice_options_class(engine_id)
    known = {name: getattr(svc, name) for name in SVC_OPTIONS if name in options.model_fields}
    return cast(VoiceOptions, _checked_options("svc.options", engine_id, options, {**own, **known}))


def _voice_options_class(engine_id: str) -> type[VoiceOptions]:
    return cast(type[VoiceOptions], entry_of("voice", engine_id).options_class())


def generation_options(generate: GenerationConfig) -> Group:
    """What the chosen engine is asked for beside the prompt. Raises BadConfig."""
    options = entry_of("generation", generate.engine).options_class()
    return _checked_options("instrumental.generate.options", generate.engine, options, generate.options)


def _checked_options(field: str, engine_id: str, options: type[Group], values: Mapping[str, OptionValue]) -> Group:
    try:
        return options.model_validate(values)
    except ValidationError as error:
        unknown = f"is no option of this engine, which takes {_names_of(options)}"
        wrong = [
            (one["field"], unknown if one["type"] == "extra_forbidden" else one["message"])
            for one in in_fields(error.errors())
        ]
        raise _bad_options(field, engine_id, wrong) from error


def _names_of(options: type[Group]) -> str:
    """Of its own options; what is a field of `svc` isn't set here."""
    return ", ".join(name for name in options.model_fields if name not in SVC_OPTIONS) or "none"


def _bad_options(field: str, engine_id: str, wrong: list[tuple[str, str]]) -> BadConfig:
    named = "; ".join(f"{field}.{name}: {message}" for name, message in wrong)
    return BadConfig(
        f"Not usable by the engine “{engine_id}”: {named}",
        errors=[{"field": f"config.{field}.{name}", "message": message} for name, message in wrong],
    )


def require_voice(engine_id: str, voice: Voice, field: str = "svc.voice") -> None:
    """Raises BadConfig, by the field that named it, for a voice this engine can't sing with. A stand-in takes any."""
    entry = entry_of("voice", engine_id)
    if entry.info.placeholder or entry.voice is None:
        return
    if voice.kind == "blend" and not entry.voice.blends:
        raise BadConfig(f"The voice engine “{engine_id}” can't sing with several voices at once.",
                        remedy="Choose one voice, or another engine.",
                        errors=[{"field": "config.svc.blend", "message": "several voices"}])  # fmt: skip
    for single in voice.singles:
        if single.kind not in entry.voice.kinds or (single.engine and single.engine != engine_id):
            made_for = f"“{single.engine}”" if single.engine else "another engine"
            raise BadConfig(f"The voice “{single.name}” was made for {made_for}, and svc.engine is “{engine_id}”.",
                            remedy="Choose that engine, or a voice of this one: /voices tells each voice's engine.",
                            errors=[{"field": f"config.{field}", "message": "of another engine"}])  # fmt: skip


def status(loaded: set[str]) -> list[EngineRow]:
    """One row per engine: what it is, whether it is here, and what to do if it isn't."""
    return [*(_row(entry, entry.info.id in loaded) for entry in engines()), *map(_planned_row, PLANNED)]


def _row(entry: EngineEntry, loaded: bool) -> EngineRow:
    info, availability, options = entry.info, entry.availability(), entry.options_class()
    missing = isinstance(availability, Missing)
    state = "missing" if missing else "placeholder" if info.placeholder else "loaded" if loaded else "installed"
    return {
        "id": info.id, "role": info.role, "name": info.name, "summary": info.summary, "state": state,
        "placeholder": info.placeholder, "neural": info.neural, "weights": info.weights, "licence": info.licence,
        "vram_mb": info.vram_mb, "range_hz": info.range_hz,
        "remedy": availability.remedy if isinstance(availability, Missing) else "",
        "stems": list(entry.stems), "voice_kinds": list(entry.voice.kinds if entry.voice else ()),
        "blends": entry.voice is not None and entry.voice.blends,
        "options": options.model_json_schema().get("properties", {}),
        "of_one_voice": _of_one_voice(options),
    }  # fmt: skip


def _of_one_voice(options: type[Group]) -> list[str]:
    named = options.of_one_voice if issubclass(options, VoiceOptions) else ()
    return [name for name in named if name in options.model_fields]


def _planned_row(engine: PlannedEngine) -> EngineRow:
    return {
        "id": engine.id, "role": engine.role, "name": engine.name, "summary": "", "state": "missing",
        "placeholder": False, "neural": True, "weights": {}, "licence": "", "vram_mb": 0, "range_hz": None,
        "remedy": engine.availability().remedy, "stems": [], "voice_kinds": [], "blends": False, "options": {},
        "of_one_voice": [],
    }  # fmt: skip
