"""A clock for limits: it counts work, not the calendar and not sleep."""

from __future__ import annotations

import time
from collections.abc import Callable

MOST_SECONDS = 5.0
"""A longer gap between two looks counts as this: the computer slept, or the whole studio was stopped. Linux and macOS
leave sleep out of time.monotonic by themselves, Windows doesn't."""


class WorkClock:
    """Seconds in which this studio was awake. Somebody must look every second or two; the event loop's thread only."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic):
        self._monotonic, self._last, self._total = monotonic, monotonic(), 0.0

    def __call__(self) -> float:
        now = self._monotonic()
        self._total += min(max(now - self._last, 0.0), MOST_SECONDS)
        self._last = now
        return self._total
