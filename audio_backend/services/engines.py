"""Which engines are here, which are loaded, and how to load one."""

from __future__ import annotations

import asyncio
from typing import Any

from audio_backend.engines import catalog
from audio_backend.errors import EngineUnavailable
from audio_backend.models.audio_config import AudioConfig
from audio_backend.services.desk import Desk, unheard
from audio_backend.storage.places import Places

TYPES = {"swiftf0": "pitch", "svc": "voice", "instrumental": "stems"}
DEFAULTS = {"pitch": "swiftf0", "voice": "echo", "stems": "spleeter"}


class Engines:
    def __init__(self, pool: Any, desk: Desk, places: Places, device: str):
        self.pool, self.desk, self.places, self.device = pool, desk, places, device

    def status(self) -> list[dict[str, Any]]:
        return catalog.status(self.pool.loaded)

    async def load(self, type_or_role: str, engine: str | None) -> dict[str, Any]:
        """Into every worker process. Raises EngineUnavailable."""
        role = TYPES.get(type_or_role, type_or_role)
        chosen = engine or DEFAULTS[role]
        if engine is None or catalog.offer(role, chosen) is None:
            catalog.choose(role, chosen, allow_placeholder=False)
        task = {
            "phase": "load",
            "role": role,
            "engine": chosen,
            "device": self.device,
            "folders": self.places.as_dict(),
        }
        runs = (self.pool.run(task, unheard, f"load:{role}:{chosen}:{slot}") for slot in range(self.pool.size))
        await asyncio.gather(*runs)
        return next(row for row in self.status() if (row["role"], row["id"]) == (role, chosen))

    async def choose(self, config: AudioConfig, source: str, allow: bool) -> tuple[AudioConfig, list[str], list[str]]:
        """The config with engines that are here, the placeholders among them, and what to say about it.

        Raises EngineUnavailable for an engine that isn't here and may not be replaced, needed or not.
        """
        wanted = {"swiftf0": ("pitch", "f0_method", config.follows_pitch)}
        wanted["svc"] = ("voice", "engine", config.uses_voice)
        wanted["instrumental"] = ("stems", "engine", source == "song" and config.instrumental.split_vocals)
        overrides, placeholders, says = {}, [], []
        for group, (role, field, needed) in wanted.items():
            named = getattr(getattr(config, group), field)
            chosen = catalog.choose(role, named, allow)
            if needed and catalog.offer(role, chosen).info.placeholder:
                placeholders.append(chosen)
                says.append(
                    f"{group}.{field}: “{chosen}” is a stand-in" + (f" for “{named}”." * (named != chosen) or ".")
                )
            overrides[group] = {field: chosen}
        if config.processing.device == "auto":
            overrides["processing"] = {"device": self.device}
        if "cuda" in (config.processing.device, self.device) and config.processing.device != "cpu":
            await self._require_gpu()
        return config.overridden(overrides), placeholders, says

    async def _require_gpu(self) -> None:
        machine = await self.desk.run({"phase": "inspect"}, "inspect")
        if not machine["cuda"]:
            raise EngineUnavailable(
                "There is no usable CUDA device here.", remedy="Choose processing.device `auto` or `cpu`."
            )
