"""The machine an engine runs on: its device, and its lease of the GPU."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from audio_backend.engines import runtime
from audio_backend.engines.base import Engine

T = TypeVar("T")


@dataclass(frozen=True)
class Device:
    """`cuda` or `cpu`, and the folder in which processes queue for the GPU."""

    device: str
    outputs: Path
    notes: list[str] = field(default_factory=list)
    """What the report should say of this machine's troubles."""

    def run(self, engine: Engine, work: Callable[[], T]) -> T:
        """Load an engine and work with it, holding the GPU: two segments at once would need 9 to 12 GB, not 8.

        When the GPU's memory runs out the CPU does it, and `notes` says so.
        """
        with self._lease():
            try:
                with runtime.pool().in_use(engine, self.device):
                    return work()
            except RuntimeError as error:
                if not _out_of_gpu_memory(error):
                    raise
        engine.unload()
        self.clear_cache()
        self.notes.append(f"The GPU's memory ran out in {engine.info.name}; this segment was computed on the CPU.")
        with runtime.pool().in_use(engine, "cpu"):
            return work()

    def facts(self) -> dict[str, Any]:
        """For the report: the device, and on a GPU the most memory its tensors took since the last time."""
        if self.device != "cuda":
            return {"device": self.device}
        import torch

        peak = torch.cuda.max_memory_allocated()
        torch.cuda.reset_peak_memory_stats()
        return {"device": self.device, "peak_vram_bytes": peak}

    def device_used_by(self, engine: Engine) -> str:
        """Where an engine computed: small ones never use the GPU, and a note says that its memory had run out."""
        return self.device if engine.info.vram_mb and not self.notes else "cpu"

    def clear_cache(self) -> None:
        """Give unused GPU memory back."""
        if self.device == "cuda":
            import torch

            gc.collect()
            torch.cuda.empty_cache()

    @contextmanager
    def _lease(self) -> Iterator[None]:
        if self.device != "cuda" or os.name == "nt":
            yield
            return
        import fcntl

        with open(self.outputs / "gpu.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _out_of_gpu_memory(error: RuntimeError) -> bool:
    """torch.OutOfMemoryError, by name: torch may not be imported here."""
    return type(error).__name__ == "OutOfMemoryError"


def device_for(wanted: str) -> str:
    """`cuda` where it is wanted, or allowed and there; `cpu` otherwise."""
    if wanted == "auto":
        return "cuda" if _cuda_usable() else "cpu"
    return wanted


def inspect_machine() -> dict[str, Any]:
    """What `doctor` and `/health` tell of the hardware."""
    try:
        import torch
    except ImportError:
        return {"torch": "missing: run `make setup`", "cpu_count": os.cpu_count(), "cuda": False}
    facts: dict[str, Any] = {"torch": torch.__version__, "cpu_count": os.cpu_count(), "cuda": _cuda_usable()}
    if facts["cuda"]:
        free, total = torch.cuda.mem_get_info()
        facts |= {"gpu": torch.cuda.get_device_name(), "vram_free_bytes": free, "vram_total_bytes": total}
    return facts


def _cuda_usable() -> bool:
    import torch

    return torch.cuda.is_available()
