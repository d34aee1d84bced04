"""Engines of this process: made once, kept loaded between tasks, and unloaded when others need their memory.

Only a worker imports this: it is where the catalogue's names become classes.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from audio_backend.engines import catalog
from audio_backend.engines.base import (
    Engine,
    EnrollingEngine,
    GenerationEngine,
    PitchEngine,
    Role,
    SeparationEngine,
    VoiceEngine,
)
from audio_backend.engines.entries import CONTENTVEC
from audio_backend.engines.entry import EngineEntry, Unusable, asked, imported
from audio_backend.errors import EngineUnavailable
from audio_backend.models.audio_config import DEFAULT_HYBRID
from audio_backend.models.voices import CheckpointVoice, Voice
from audio_backend.settings import Settings
from audio_backend.storage.folders import Folders


@dataclass(frozen=True)
class EngineKey:
    """One engine in memory. Two voices that were trained are two, though one class sings with both."""

    role: Role
    engine_id: str
    models: Path
    """The folder of its weights."""
    checkpoint_id: str = ""
    members: tuple[str, ...] = ()
    """Of a hybrid: the engines it hears with."""


@dataclass(frozen=True)
class Trained:
    """A voice that was trained, and the folder where its files lie."""

    voice: CheckpointVoice
    folder: Path


class EnginePool:
    """Engines that stay loaded, `budget_mb` of them at most; what is at work stays whatever it takes."""

    def __init__(self, budget_mb: int):
        self.budget_mb = budget_mb
        self._engines: OrderedDict[EngineKey, Engine] = OrderedDict()
        """The one used last comes last."""
        self._parts: dict[EngineKey, tuple[Engine, ...]] = {}
        """What an engine shares with others: loaded with it, and in use with it."""
        self._users: Counter[EngineKey] = Counter()
        self._lock = threading.RLock()

    def engine(self, key: EngineKey, trained: Trained | None = None) -> Engine:
        """Made, not loaded. Raises EngineUnavailable for one that isn't known, or that can't be imported."""
        with self._lock:
            if key not in self._engines:
                self._engines[key] = self._new_engine(key, trained)
            return self._engines[key]

    def _new_engine(self, key: EngineKey, trained: Trained | None) -> Engine:
        entry = catalog.entry_of(key.role, key.engine_id)
        members = [self.engine(EngineKey(key.role, member, key.models)) for member in key.members]
        content = None
        if "content" in entry.arguments:
            content = self.engine(EngineKey(CONTENTVEC.info.role, CONTENTVEC.info.id, key.models))
        self._parts[key] = (*members, *([content] if content else []))
        given: dict[str, Path | CheckpointVoice | Engine | list[Engine] | None] = {
            "models": key.models,
            "checkpoint": trained.voice if trained else None,
            "checkpoint_folder": trained.folder if trained else None,
            "content": content,
            "members": members,
        }
        made_by = _class_of(entry)
        return cast(Engine, made_by(**{name: given[name] for name in entry.arguments}))

    @contextmanager
    def in_use(self, engine: Engine, device: str) -> Iterator[None]:
        """Loaded with its parts, and left so until the end; what was used longest ago makes room. Raises
        EngineUnavailable."""
        with ExitStack() as stack:
            for one in (*self._parts_of(engine), engine):
                stack.enter_context(self._one_in_use(one, device))
            yield

    def _parts_of(self, engine: Engine) -> tuple[Engine, ...]:
        return next((parts for key, parts in self._parts.items() if self._engines.get(key) is engine), ())

    @contextmanager
    def _one_in_use(self, engine: Engine, device: str) -> Iterator[None]:
        with self._lock:
            key = next((key for key, known in self._engines.items() if known is engine), None)
            if key is not None:
                self._engines.move_to_end(key)
                self._users[key] += 1
                if not engine.loaded:
                    self._make_room(engine.info.vram_mb)
        try:
            engine.load(device)
            yield
        finally:
            if key is not None:
                with self._lock:
                    self._users[key] -= 1

    @property
    def loaded(self) -> list[Engine]:
        return [engine for engine in self._engines.values() if engine.loaded]

    def _make_room(self, needed_mb: int) -> None:
        """Unload those used longest ago, until this much more fits; small engines and those in use stay."""
        for key, engine in self._engines.items():
            if needed_mb == 0 or sum(other.info.vram_mb for other in self.loaded) + needed_mb <= self.budget_mb:
                return
            if engine.loaded and engine.info.vram_mb and not self._users[key]:
                engine.unload()


def _class_of(entry: EngineEntry) -> Callable[..., object]:
    try:
        return asked(lambda: cast(Callable[..., object], imported(entry.factory)))
    except Unusable as error:
        raise EngineUnavailable(
            f"The {entry.info.role} engine “{entry.info.id}” can't be imported: {error}.",
            remedy="Install it again, or choose another engine.",
        ) from error


@cache
def pool() -> EnginePool:
    """The one of this process."""
    return EnginePool(Settings().engine_memory_mb)


def pitch_engine(engine_id: str, models: Path, hybrid: tuple[str, ...] = DEFAULT_HYBRID) -> PitchEngine:
    """`hybrid` are the two that the engine of that name hears with."""
    joint = "members" in catalog.entry_of("pitch", engine_id).arguments
    return cast(PitchEngine, pool().engine(EngineKey("pitch", engine_id, models, members=hybrid if joint else ())))


def engine_by_name(role: Role, engine_id: str, models: Path) -> Engine:
    """Without a job: a hybrid of the usual two, and no voice. Raises EngineUnavailable for one that needs a voice."""
    return pitch_engine(engine_id, models) if role == "pitch" else pool().engine(EngineKey(role, engine_id, models))


def separation_engine(engine_id: str, models: Path) -> SeparationEngine:
    return cast(SeparationEngine, pool().engine(EngineKey("stems", engine_id, models)))


def voice_engine(engine_id: str, folders: Folders, voice: Voice | None = None) -> VoiceEngine:
    """The engine for a voice: one of its own for a checkpoint, one for all other voices. Raises EngineUnavailable."""
    trained = Trained(voice, folders.voice(voice.id)) if isinstance(voice, CheckpointVoice) else None
    key = EngineKey("voice", engine_id, folders.models, trained.voice.id if trained else "")
    return cast(VoiceEngine, pool().engine(key, trained))


def enrolling_engine(engine_id: str, folders: Folders) -> EnrollingEngine:
    """Its entry says that it sings with clips."""
    return cast(EnrollingEngine, voice_engine(engine_id, folders))


def generation_engine(engine_id: str, models: Path) -> GenerationEngine:
    return cast(GenerationEngine, pool().engine(EngineKey("generation", engine_id, models)))


def loaded_engines() -> list[str]:
    """Ids of the engines this process holds in memory."""
    return sorted({engine.info.id for engine in pool().loaded})
