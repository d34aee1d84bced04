"""Which engines are here, which are loaded, and how to load one."""

from __future__ import annotations

import asyncio
from typing import Any

from audio_backend.answers.engines import Engine
from audio_backend.engines import catalog
from audio_backend.errors import Conflict, EngineUnavailable
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.messages import Message
from audio_backend.models.tasks.small import InspectDevice, LoadEngine
from audio_backend.storage.folders import Folders, new_id
from audio_backend.workers.interactive_pool import InteractivePool, unheard

TYPES = {"swiftf0": "pitch", "svc": "voice", "instrumental": "stems"}
DEFAULTS = {"pitch": "swiftf0", "voice": "echo", "stems": "spleeter"}


class EngineManager:
    def __init__(self, pool: Any, interactive: InteractivePool, folders: Folders, device: str):
        self.pool, self.interactive, self.folders, self.device = pool, interactive, folders, device

    def status(self) -> list[Engine]:
        """As the living processes say it; one that died holds nothing."""
        rows = catalog.status(self.pool.held | self.interactive.pool.held)
        return [Engine(**row) for row in rows]

    async def load(self, type_or_role: str, engine: str | None) -> Engine:
        """Into every worker process that waits for work: it never waits for a song. Those that work load what they need
        by themselves. Raises EngineUnavailable, Conflict when none is free."""
        role, chosen = _named(type_or_role, engine)
        free = self.pool.idle
        if not free:
            remedy = "They load by themselves what they need; or try again when a job has ended."
            raise Conflict("Every worker is busy with a song.", remedy=remedy)
        task = LoadEngine(role=role, engine=chosen, device=self.device)
        await asyncio.gather(*(self.pool.run(task, unheard, f"load:{role}:{chosen}:{new_id()}") for _ in range(free)))
        return self._row(role, chosen)

    async def unload(self, type_or_role: str, engine: str | None) -> Engine:
        """Out of every process, by ending those that hold it; what else they held is loaded again when it is needed.

        Measured on a worker that had isolated with Spleeter: 560 MB; 544 MB after `engine.unload()` and a collection of
        garbage, 360 MB after the C library was told to trim, nothing after its end. Raises EngineUnavailable for an
        unknown engine, Conflict while anything is computed: that would load it again at once.
        """
        role, chosen = _named(type_or_role, engine)
        pools = (self.pool, self.interactive.pool)
        if any(pool.idle < pool.size for pool in pools):
            remedy = "Wait until the running jobs have ended, or cancel them, then unload it."
            raise Conflict("A worker is busy, so the engine is in use or about to be.", remedy=remedy)
        for pool in pools:
            await pool.end_idle(chosen)
        return self._row(role, chosen)

    def _row(self, role: str, engine: str) -> Engine:
        return next(row for row in self.status() if (row.role, row.id) == (role, engine))

    async def choose(
        self, config: AudioConfig, source: str, allow: bool
    ) -> tuple[AudioConfig, list[str], list[Message]]:
        """The config with engines that are here, the placeholders among them, and what to say about it.

        Raises EngineUnavailable for an engine that isn't here and may not be replaced, needed or not.
        """
        wanted = {"swiftf0": ("pitch", "f0_method", config.follows_pitch)}
        wanted["svc"] = ("voice", "engine", config.uses_voice)
        wanted["instrumental"] = ("stems", "engine", source == "song" and config.instrumental.split_vocals)
        overrides, placeholders, messages = {}, [], []
        for group, (role, field, needed) in wanted.items():
            named = getattr(getattr(config, group), field)
            chosen = catalog.choose(role, named, allow)
            if needed and catalog.offer(role, chosen).info.placeholder:
                placeholders.append(chosen)
                values = {"engine": chosen, "asked": named if named != chosen else None}
                messages.append(Message("engine_stand_in", (f"{group}.{field}",), values))
            overrides[group] = {field: chosen}
        if config.processing.device == "auto":
            overrides["processing"] = {"device": self.device}
        if "cuda" in (config.processing.device, self.device) and config.processing.device != "cpu":
            await self._require_gpu()
        return config.overridden(overrides), placeholders, messages

    async def _require_gpu(self) -> None:
        machine = await self.interactive.run(InspectDevice(), "inspect")
        if not machine.cuda:
            raise EngineUnavailable(
                "There is no usable CUDA device here.", remedy="Choose processing.device `auto` or `cpu`."
            )


def _named(type_or_role: str, engine: str | None) -> tuple[str, str]:
    """Role and engine of an address. Raises EngineUnavailable for what isn't part of this version, or isn't here."""
    role = TYPES.get(type_or_role, type_or_role)
    chosen = engine or DEFAULTS[role]
    if engine is None or catalog.offer(role, chosen) is None:
        catalog.choose(role, chosen, allow_placeholder=False)
    return role, chosen
