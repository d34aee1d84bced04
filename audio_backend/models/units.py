"""The units of a job: phases in the order of the song, and the key under which everybody knows one unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Phase = Literal["decode", "analyse", "plan", "render", "finish"]

PHASES: tuple[Phase, ...] = ("decode", "analyse", "plan", "render", "finish")
SEGMENT_PHASES: tuple[Phase, ...] = ("analyse", "render")
"""Have one unit for each segment; the others have one for the song."""


@dataclass(frozen=True)
class UnitKey:
    """One unit in the queue, in the pool and in the logs."""

    job_id: str
    phase: Phase
    index: int

    def __str__(self) -> str:
        return f"{self.job_id}:{self.phase}:{self.index}"
