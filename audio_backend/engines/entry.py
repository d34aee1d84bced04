"""One row of the catalogue, as data: what an engine is, where its class lies, what it needs. Imports nothing heavy."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from typing import Any, Literal, Protocol, cast

from audio_backend.engines.base import EngineInfo, Role
from audio_backend.models.base import Group
from audio_backend.models.voice_options import VoiceOptions
from audio_backend.models.voices import PresetVoice, VoiceKind


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
        if importlib.util.find_spec(self.name) is not None:
            return Available()
        reason = f"the Python package {self.name} is not installed"
        return Missing(reason, f"Install it again: {reason}.")


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
    arguments: tuple[Literal["models", "checkpoint"], ...] = ()
    """What its class is made with: the folder of weights, the voice that was trained."""
    stems: tuple[str, ...] = ()
    """Of a separation engine: what it answers, by models.stems' names; `vocals` is among them."""
    voice: VoiceAbilities | None = None
    """Of a voice engine."""
    options: str = ""
    """"module:Class" of what it can be asked for, light to import: a VoiceOptions, or a Group of any other engine."""

    def availability(self) -> Availability:
        """The first thing that is missing, or Available."""
        answers = (need.availability() for need in self.needs)
        return next((answer for answer in answers if isinstance(answer, Missing)), Available())

    @property
    def available(self) -> bool:
        return isinstance(self.availability(), Available)

    def presets(self) -> dict[str, PresetVoice]:
        """Its own voices, by id."""
        if self.voice is None or not self.voice.presets:
            return {}
        return cast("dict[str, PresetVoice]", imported(self.voice.presets)())

    def options_class(self) -> type[Group]:
        if self.options:
            return cast("type[Group]", imported(self.options))
        return VoiceOptions if self.voice else Group


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
