"""Signs of life of a child at work: a word from its heartbeat, a report of progress, the processor time it uses;
measured by a clock that counts work, not the calendar and not sleep.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import psutil

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


HEARTBEAT_SECONDS = 2.0
"""A child at work says this often that it lives, from a thread of its own."""

LOOK_SECONDS = 1.0

SILENT_SECONDS = 20.0
"""Without a word and next to no processor time for so long a process is stopped or locked up. A long call in native
code that lets no other thread speak does compute."""

COMPUTED_SECONDS = 0.2
"""Of processor time is a sign of life: 1 % of one core. Threads that only wait for Python's lock use less."""

STUCK_SECONDS = 900.0
"""Without any progress for so long it turns in circles. Steps of seconds are reported, on a slow machine of minutes."""


class Vitals:
    """Of one task. `clock` counts work, so that a computer that slept finds all its children alive."""

    def __init__(self, clock: Callable[[], float], computed: Callable[[], float]):
        self._clock, self._computed = clock, computed
        self._heard = self._moved_on = clock()
        self._known_computed = computed()

    def spoke(self) -> None:
        self._heard = self._clock()

    def moved_on(self) -> None:
        self._heard = self._moved_on = self._clock()

    def complaint(self) -> str | None:
        """What is wrong, in words, when it must be ended. Ask every LOOK_SECONDS."""
        now, computed = self._clock(), self._computed()
        if computed - self._known_computed >= COMPUTED_SECONDS:
            self._heard, self._known_computed = now, computed
        if now - self._heard >= SILENT_SECONDS:
            return f"The worker process gave no sign of life for {SILENT_SECONDS:.0f} s and was ended."
        if now - self._moved_on >= STUCK_SECONDS:
            return f"The worker process made no progress for {STUCK_SECONDS / 60:.0f} minutes and was ended."
        return None


def processor_seconds(pid: int) -> float:
    """Of all threads of a process, since its start; 0 when it is gone."""
    with suppress(psutil.Error):
        times = psutil.Process(pid).cpu_times()
        return float(times.user + times.system)
    return 0.0
