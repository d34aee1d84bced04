"""Which engines are here, which are loaded, and how to load one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audio_backend.answers.system import Download, DownloadFile, Engine
from audio_backend.engines import catalog
from audio_backend.engines.base import Role
from audio_backend.errors import Conflict, EngineUnavailable
from audio_backend.models.audio_config import HYBRID, AudioConfig
from audio_backend.models.base import AUTO
from audio_backend.models.messages import Message, Value
from audio_backend.models.stages import isolates
from audio_backend.models.tasks import InspectDevice, LoadEngine
from audio_backend.models.voice_options import SVC_OPTIONS
from audio_backend.storage.folders import Folders, new_id
from audio_backend.workers.pools import InteractivePool, unheard

if TYPE_CHECKING:
    from audio_backend.engines.downloads import Here

ROLES: dict[str, Role] = {
    "swiftf0": "pitch", "svc": "voice", "instrumental": "stems",
    "pitch": "pitch", "voice": "voice", "stems": "stems", "generation": "generation",
}  # fmt: skip
"""By the names that addresses use: a group of settings, or the role itself."""


@dataclass(frozen=True)
class Choice:
    """Where a config names an engine, and whether this job needs it."""

    group: str
    field: str
    role: Role
    needed: bool

    def named_in(self, config: AudioConfig) -> str:
        return str(getattr(getattr(config, self.group), self.field))


class EngineManager:
    def __init__(self, pool: Any, interactive: InteractivePool, folders: Folders, device: str):
        self.pool, self.interactive, self.folders, self.device = pool, interactive, folders, device

    def status(self) -> list[Engine]:
        """As the living processes say it; one that died holds nothing."""
        rows = catalog.status(self.pool.held | self.interactive.pool.held)
        return [Engine.model_validate(row) for row in rows]

    def downloads(self, hub: str) -> list[Download]:
        """What can be pulled by name, and what of it is here; nothing is hashed for it."""
        from audio_backend.engines.downloads import DOWNLOADS  # here, because few ask for it

        return [_download(download.here(self.folders.models), hub) for download in DOWNLOADS]

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

    def _row(self, role: Role, engine: str) -> Engine:
        return next(row for row in self.status() if (row.role, row.id) == (role, engine))

    async def choose(
        self, config: AudioConfig, source: str, allow: bool
    ) -> tuple[AudioConfig, list[str], list[Message]]:
        """The config with engines that are here, the placeholders among them, and what to say about it. A voice engine
        that is still `auto` is nobody's: the config converts no voice.

        Raises EngineUnavailable for an engine that isn't here and may not be replaced, needed or not.
        """
        overrides: dict[str, dict[str, Any]] = {}
        placeholders, messages = [], []
        for choice in _choices(config, source):
            named = choice.named_in(config)
            if named == AUTO and not choice.needed:
                continue
            chosen = catalog.choose(choice.role, named, allow)
            if choice.needed and catalog.entry_of(choice.role, chosen).info.placeholder:
                placeholders.append(chosen)
                values = {"engine": chosen, "asked": named if named != chosen else None}
                messages.append(Message("engine_stand_in", (f"{choice.group}.{choice.field}",), values))
            overrides[choice.group] = {choice.field: chosen}
        if overrides["swiftf0"]["f0_method"] == HYBRID:
            members = tuple(catalog.choose("pitch", name, allow) for name in config.swiftf0.hybrid)
            same = len({*members}) < 2  # one engine stands in for both: that is no hybrid
            overrides["swiftf0"] |= {"f0_method": members[0]} if same else {"hybrid": members}
            told = _stood_in(config, members) if config.follows_pitch else ()
            placeholders += list(dict.fromkeys(name for name, _ in told if name not in placeholders))
            messages += [message for _, message in told]
        if generate := config.instrumental.generate:
            catalog.choose("generation", generate.engine, allow)
            catalog.generation_options(generate)
        if overrides.get("svc", {"engine": AUTO})["engine"] != config.svc.engine:
            overrides["svc"]["options"] = {}  # they were the other engine's
        if config.processing.device == "auto":
            overrides["processing"] = {"device": self.device}
        if "cuda" in (config.processing.device, self.device) and config.processing.device != "cpu":
            await self._require_gpu()
        effective = config.overridden(overrides)
        if effective.svc.engine == AUTO:
            return effective, placeholders, messages
        options = catalog.voice_options(effective.svc, effective.svc.engine).model_dump(exclude=set(SVC_OPTIONS))
        return effective.overridden({"svc": {"options": options}}), placeholders, messages

    def require_still_here(self, config: AudioConfig, source: str, beside: Iterable[str] = ()) -> None:
        """What a segment of this job needs to be made again; `beside` are the engines of voices beside the lead's.
        Raises EngineUnavailable."""
        for choice in _choices(config, source):
            if choice.needed:
                catalog.require_still_here(choice.role, choice.named_in(config))
        for method in config.swiftf0.methods if config.follows_pitch else ():
            catalog.require_still_here("pitch", method)
        for engine in beside if config.uses_voice else ():
            catalog.require_still_here("voice", engine)

    async def _require_gpu(self) -> None:
        machine = await self.interactive.run(InspectDevice(), "inspect")
        if not machine.cuda:
            raise EngineUnavailable(
                "There is no usable CUDA device here.", remedy="Choose processing.device `auto` or `cpu`."
            )


def _download(here: Here, hub: str) -> Download:
    known = here.download
    files = [
        DownloadFile(
            url=file.url(hub), place=file.place, bytes=file.bytes, sha256=file.sha256, state=here.files[file.place]
        )
        for file in known.files
    ]
    return Download(
        name=known.name, kind=known.kind, title=known.title, summary=known.summary, licence=known.licence,
        licence_url=known.licence_url, bytes=known.bytes, received_bytes=here.received_bytes, state=here.state,
        verified=here.verified, source=known.source, needs=list(known.needs), command=known.command, files=files,
    )  # fmt: skip


def _choices(config: AudioConfig, source: str) -> tuple[Choice, ...]:
    return (
        Choice("swiftf0", "f0_method", "pitch", config.follows_pitch),
        Choice("svc", "engine", "voice", config.uses_voice),
        Choice("instrumental", "engine", "stems", isolates(config, source)),
    )


def _stood_in(config: AudioConfig, members: tuple[str, ...]) -> list[tuple[str, Message]]:
    """The stand-ins among those that hear as a hybrid, and what to say of each."""
    told = []
    for asked, name in zip(config.swiftf0.hybrid, members, strict=True):
        if catalog.entry_of("pitch", name).info.placeholder:
            values: dict[str, Value] = {"engine": name, "asked": asked if asked != name else None}
            told.append((name, Message("engine_stand_in", ("swiftf0.hybrid",), values)))
    return told


def _named(type_or_role: str, engine: str | None) -> tuple[Role, str]:
    """Role and engine of an address. Raises EngineUnavailable for what isn't part of this version, or isn't here."""
    role = ROLES[type_or_role]
    chosen = engine or catalog.default_of(role)
    if engine is None or catalog.find(role, chosen) is None:
        catalog.require_ready(role, chosen)
    return role, chosen
