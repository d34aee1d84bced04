"""Engines of this process: made once, kept loaded between tasks, and unloaded when others need their memory.

Only a worker imports this: it is where the catalogue's names become classes.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator
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
from audio_backend.engines.entry import Unusable, asked, imported
from audio_backend.errors import EngineUnavailable
from audio_backend.models.audio_config import DEFAULT_HYBRID
from audio_backend.models.voices import CheckpointVoice, Voice
from audio_backend.settings import Settings


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


class EnginePool:
    """Engines that stay loaded, `budget_mb` of them at most; what is at work stays whatever it takes."""

    def __init__(self, budget_mb: int):
        self.budget_mb = budget_mb
        self._engines: OrderedDict[EngineKey, Engine] = OrderedDict()
        """The one used last comes last."""
        self._users: Counter[EngineKey] = Counter()
        self._lock = threading.RLock()

    def engine(self, key: EngineKey, checkpoint: CheckpointVoice | None = None) -> Engine:
        """Made, not loaded. Raises EngineUnavailable for one that isn't known, or that can't be imported."""
        with self._lock:
            if key not in self._engines:
                members = [self.engine(EngineKey(key.role, member, key.models)) for member in key.members]
                self._engines[key] = _new_engine(key, checkpoint, members)
            return self._engines[key]

    @contextmanager
    def in_use(self, engine: Engine, device: str) -> Iterator[None]:
        """Loaded, and left so until the end; what was used longest ago makes room. Raises EngineUnavailable.

        Of a hybrid, both its engines are.
        """
        with ExitStack() as members:
            for member in getattr(engine, "members", ()):
                members.enter_context(self.in_use(member, device))
            with self._alone_in_use(engine, device):
                yield

    @contextmanager
    def _alone_in_use(self, engine: Engine, device: str) -> Iterator[None]:
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


def _new_engine(key: EngineKey, checkpoint: CheckpointVoice | None, members: list[Engine]) -> Engine:
    entry = catalog.entry_of(key.role, key.engine_id)
    given: dict[str, Path | CheckpointVoice | list[Engine] | None] = {
        "models": key.models, "checkpoint": checkpoint, "members": members,
    }  # fmt: skip
    try:
        made_by = asked(lambda: imported(entry.factory))
    except Unusable as error:
        raise EngineUnavailable(
            f"The {key.role} engine “{key.engine_id}” can't be imported: {error}.",
            remedy="Install it again, or choose another engine.",
        ) from error
    return cast(Engine, made_by(**{name: given[name] for name in entry.arguments}))


@cache
def pool() -> EnginePool:
    """The one of this process."""
    return EnginePool(Settings().engine_memory_mb)


def pitch_engine(engine_id: str, models: Path, hybrid: tuple[str, ...] = DEFAULT_HYBRID) -> PitchEngine:
    """`hybrid` are the two that the engine of that name hears with."""
    joint = "members" in catalog.entry_of("pitch", engine_id).arguments
    return cast(PitchEngine, pool().engine(EngineKey("pitch", engine_id, models, members=hybrid if joint else ())))


def separation_engine(engine_id: str, models: Path) -> SeparationEngine:
    return cast(SeparationEngine, pool().engine(EngineKey("stems", engine_id, models)))


def voice_engine(engine_id: str, models: Path, voice: Voice | None = None) -> VoiceEngine:
    """The engine for a voice: one of its own for a checkpoint, one for all other voices."""
    checkpoint = voice if isinstance(voice, CheckpointVoice) else None
    key = EngineKey("voice", engine_id, models, checkpoint.id if checkpoint else "")
    return cast(VoiceEngine, pool().engine(key, checkpoint))


def enrolling_engine(engine_id: str, models: Path) -> EnrollingEngine:
    """Its entry says that it sings with clips."""
    return cast(EnrollingEngine, voice_engine(engine_id, models))


def generation_engine(engine_id: str, models: Path) -> GenerationEngine:
    return cast(GenerationEngine, pool().engine(EngineKey("generation", engine_id, models)))


def loaded_engines() -> list[str]:
    """Ids of the engines this process holds in memory."""
    return sorted({engine.info.id for engine in pool().loaded})
