"""The machine an engine runs on: its device, and its lease of the GPU."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from audio_backend.engines import runtime
from audio_backend.engines.base import Engine
from audio_backend.models.messages import Message
from audio_backend.models.results import InspectDeviceResult

T = TypeVar("T")


@dataclass(frozen=True)
class Device:
    """`cuda` or `cpu`, and the file by which processes queue for the GPU."""

    device: str
    gpu_lock: Path
    notes: list[Message] = field(default_factory=list)
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
        self.notes.append(Message("gpu_memory_ran_out", (), {"engine": engine.info.name}))
        with runtime.pool().in_use(engine, "cpu"):
            return work()

    def peak_vram_bytes(self) -> int | None:
        """For the report: the most memory that tensors took since the last time; None without a GPU."""
        if self.device != "cuda":
            return None
        import torch

        peak = torch.cuda.max_memory_allocated()
        torch.cuda.reset_peak_memory_stats()
        return peak

    def device_used_by(self, engine: Engine) -> str:
        """Where an engine computed: small ones never use the GPU, and a note says that its memory had run out."""
        large = any(part.info.vram_mb for part in getattr(engine, "members", (engine,)))
        return self.device if large and not self.notes else "cpu"

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

        with open(self.gpu_lock, "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _out_of_gpu_memory(error: RuntimeError) -> bool:
    """torch.OutOfMemoryError, by name: torch may not be imported here."""
    return type(error).__name__ == "OutOfMemoryError"


def device_for(asked: str) -> str:
    """`cuda` where it is asked for, or allowed and there; `cpu` otherwise."""
    if asked == "auto":
        return "cuda" if _cuda_usable() else "cpu"
    return asked


def inspect_device() -> InspectDeviceResult:
    """What `doctor` and `/health` tell of the hardware."""
    try:
        import torch
    except ImportError:
        return InspectDeviceResult(torch="missing: run `make setup`", cpu_count=os.cpu_count(), cuda=False)
    if not _cuda_usable():
        return InspectDeviceResult(torch=str(torch.__version__), cpu_count=os.cpu_count(), cuda=False)
    free, total = torch.cuda.mem_get_info()
    return InspectDeviceResult(
        torch=str(torch.__version__),
        cpu_count=os.cpu_count(),
        cuda=True,
        gpu=torch.cuda.get_device_name(),
        vram_free_bytes=free,
        vram_total_bytes=total,
    )


def _cuda_usable() -> bool:
    import torch

    return torch.cuda.is_available()
