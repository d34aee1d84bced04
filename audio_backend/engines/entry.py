"""One row of the catalogue, as data: what an engine is, where its class lies, what it needs. Imports nothing heavy."""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.machinery import PathFinder
from typing import Any, Literal, Protocol, TypeVar, get_args

from audio_backend.engines.base import EngineInfo, Role
from audio_backend.models.base import ID, Group, is_name
from audio_backend.models.stems import SEPARATED_STEMS, VOCALS
from audio_backend.models.voice_options import VoiceOptions
from audio_backend.models.voices import PresetVoice, VoiceKind

T = TypeVar("T")

Argument = Literal["models", "checkpoint", "checkpoint_folder", "content", "members"]
"""The folder of weights; the voice that was trained, and the folder of its files (both None without one); the engine
that hears what is sung, which all such voices share; the two engines of a hybrid."""

LONGEST_ID = 64
"""What a config can name (models.base.EngineName)."""


class Unusable(Exception):
    """Something that a package gave can't be used: the reason, as the end of a sentence."""


def asked(question: Callable[[], T]) -> T:
    """What the code of a package answers. Whatever it raises comes out as Unusable, be it `sys.exit()` or the panic of
    a native library: one broken package must not take the studio with it."""
    try:
        return question()
    except (KeyboardInterrupt, Unusable):
        raise
    except BaseException as error:
        raise Unusable(f"{type(error).__name__}: {error}".rstrip(": ")) from error


@dataclass(frozen=True)
class Available:
    """Nothing is in the way."""


@dataclass(frozen=True)
class Missing:
    """Why an engine can't run here, as the end of a sentence, and what to do about it."""

    reason: str
    remedy: str


Availability = Available | Missing


class Need(Protocol):
    """Something an engine can't do without: a package, a file of weights, an address that answers …"""

    def availability(self) -> Availability:
        """Cheap enough for every listing: nothing heavy is imported, nothing is hashed."""
        ...


@dataclass(frozen=True)
class Package:
    """A Python package; `name` is what is imported, though here it never is."""

    name: str

    def availability(self) -> Availability:
        if self._is_there():
            return Available()
        reason = f"the Python package {self.name} is not installed"
        return Missing(reason, f"Install it again: {reason}.")

    def _is_there(self) -> bool:
        """Also of a module within a package, which is looked for in the package's folder: `find_spec` would import
        the package, or raise where that is missing."""
        package, *within = self.name.split(".")
        spec, name = importlib.util.find_spec(package), package
        for part in within:
            if spec is None or spec.submodule_search_locations is None:
                return False
            name = f"{name}.{part}"
            spec = PathFinder.find_spec(name, spec.submodule_search_locations)
        return spec is not None


@dataclass(frozen=True)
class VoiceAbilities:
    """What a voice engine can sing with, and what it takes beside the voice."""

    kinds: tuple[VoiceKind, ...]
    presets: str = ""
    """"module:function" that gives its own voices by id; empty without any."""
    private_facts: tuple[str, ...] = ()
    """What it keeps of a voice for itself: no listing shows it."""
    blends: bool = False
    """Whether it can sing with several voices at once."""


@dataclass(frozen=True)
class EngineEntry:
    """An engine that this version contains, or that was installed beside it."""

    info: EngineInfo
    factory: str
    """"module:Class", imported only in a worker."""
    needs: tuple[Need, ...] = ()
    arguments: tuple[Argument, ...] = ()
    """What its class is made with."""
    stems: tuple[str, ...] = ()
    """Of a separation engine: what it answers, by models.stems' names; `vocals` is among them."""
    voice: VoiceAbilities | None = None
    """Of a voice engine."""
    options: str = ""
    """"module:Class" of what it can be asked for, light to import: a VoiceOptions, or a Group of any other engine."""

    def availability(self) -> Availability:
        """The first thing that is missing, or Available. An engine that can't be asked is missing, too."""
        return next((answer for answer in self._answers() if isinstance(answer, Missing)), Available())

    def _answers(self) -> Iterator[object]:
        yield from map(_answer_of, self.needs)
        yield self._options()
        yield self._presets()

    @property
    def available(self) -> bool:
        return isinstance(self.availability(), Available)

    def presets(self) -> dict[str, PresetVoice]:
        """Its own voices, by id; none where they can't be read."""
        found = self._presets()
        return {} if isinstance(found, Missing) else dict(found)

    def options_class(self) -> type[Group]:
        """What it can be asked for; where that can't be read, what every engine of its role takes."""
        found = self._options()
        return self._least_options if isinstance(found, Missing) else found

    @property
    def _least_options(self) -> type[Group]:
        return VoiceOptions if self.voice else Group

    def _options(self) -> type[Group] | Missing:
        return _options_at(self.options, self._least_options) if self.options else self._least_options

    def _presets(self) -> dict[str, PresetVoice] | Missing:
        return _presets_at(self.voice.presets) if self.voice and self.voice.presets else {}


def _answer_of(need: Need) -> Availability:
    """Raises nothing: a need that can't tell is missing."""
    try:
        answer = asked(need.availability)
    except Unusable as error:
        return _broken(f"{type(need).__name__} can't tell whether it is there ({error})")
    if isinstance(answer, Available | Missing):
        return answer
    return _broken(f"{type(need).__name__} does not tell whether it is there")


def _broken(reason: str) -> Missing:
    return Missing(reason, f"Install the package it comes with again, or another version of it: {reason}.")


@cache
def _options_at(reference: str, least: type[Group]) -> type[Group] | Missing:
    """The class there, imported once, whose schema can be told as JSON; or why not."""
    try:
        options = asked(lambda: imported(reference))
        if not (isinstance(options, type) and issubclass(options, least)):
            raise Unusable(f"it is no {least.__name__}")
        asked(lambda: json.dumps(options.model_json_schema(), allow_nan=False))
    except Unusable as error:
        return _broken(f"its options ({reference}) can't be read: {error}")
    return options


@cache
def _presets_at(reference: str) -> dict[str, PresetVoice] | Missing:
    """The voices that the function there gives, asked for once; or why not."""
    try:
        voices = asked(lambda: imported(reference)())
        if not isinstance(voices, dict) or not all(isinstance(voice, PresetVoice) for voice in voices.values()):
            raise Unusable("it gives no PresetVoice by id")
        for name, voice in voices.items():
            if not re.fullmatch(ID, str(name)) or voice.id != name:
                raise Unusable(f"the voice “{name}” has another id, or one that can't be asked for")
    except Unusable as error:
        return _broken(f"its voices ({reference}) can't be read: {error}")
    return voices


def usable(found: object) -> EngineEntry:
    """The entry that a package names, if the studio can list it. Raises Unusable."""
    if not isinstance(found, EngineEntry):
        raise Unusable("it is no EngineEntry")
    if wrong := asked(lambda: list(_wrong_in(found))):
        raise Unusable("; ".join(wrong))
    return found


INFO_KINDS: dict[str, type] = {
    "id": str, "role": str, "name": str, "summary": str, "sample_rate": int, "neural": bool, "placeholder": bool,
    "vram_mb": int, "licence": str, "weights": dict,
}  # fmt: skip


def _wrong_in(entry: EngineEntry) -> Iterator[str]:
    """What nobody could list or make: all but what it refers to, which is read when it is asked for."""
    info, voice = entry.info, entry.voice
    if not isinstance(info, EngineInfo):
        yield "its info is no EngineInfo"
        return
    for name, kind in INFO_KINDS.items():
        if not isinstance(getattr(info, name), kind):
            yield f"info.{name} is no {kind.__name__}"
    if info.range_hz is not None and not _is_range(info.range_hz):
        yield "info.range_hz is no pair of numbers, the lower one first"
    if info.role not in get_args(Role):
        yield f"the role “{info.role}” is none of {', '.join(get_args(Role))}"
    if not is_name(info.id) or len(info.id) > LONGEST_ID:
        yield f"its id is no name of 1 to {LONGEST_ID} characters"
    if not all(isinstance(text, str) for text in (*info.weights, *info.weights.values(), entry.factory, entry.options)):
        yield "weights, factory or options are no texts"
    if not all(hasattr(need, "availability") for need in entry.needs):
        yield "one of its needs has no `availability`"
    if not {*entry.arguments} <= {*get_args(Argument)}:
        yield f"its class can only be made with {', '.join(get_args(Argument))}"
    if info.role == "stems" and not {VOCALS} <= {*entry.stems} <= {*SEPARATED_STEMS}:
        yield f"its stems are not `{VOCALS}` and others of {', '.join(SEPARATED_STEMS)}"
    if (info.role == "voice") != isinstance(voice, VoiceAbilities):
        yield "a voice engine, and no other, says in `voice` what it can sing with"
    elif voice is not None and not {*voice.kinds} <= {*get_args(VoiceKind)}:
        yield f"the kinds of its voices are not among {', '.join(get_args(VoiceKind))}"
    elif voice is not None and not (isinstance(voice.presets, str) and isinstance(voice.private_facts, tuple)):
        yield "the presets or private facts of its voices are not what they should be"


def _is_range(found: object) -> bool:
    return isinstance(found, tuple) and len(found) == 2 and all(isinstance(one, int | float) for one in found) and (
        0 < found[0] < found[1]
    )  # fmt: skip


@dataclass(frozen=True)
class PlannedEngine:
    """An engine that people ask for and this version does not contain."""

    id: str
    role: Role
    name: str

    def availability(self) -> Missing:
        return Missing(
            "is not part of this version",
            "Not part of this version of the studio; it can't be installed into it either.",
        )


def imported(name: str) -> Any:
    """What "module:attribute" names. Raises ImportError, AttributeError."""
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)
