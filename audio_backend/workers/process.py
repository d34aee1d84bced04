"""The life of a child process: take a task, work, report, answer; and end when the studio has ended.

It talks in frames on what were its standard input and output. Whatever the sound code or a C library prints goes to
standard error, so it can't disturb the talk. A thread listens, so a cancel or the studio's death is noticed at once.
"""

from __future__ import annotations

import faulthandler
import importlib
import logging
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, Protocol

from audio_backend.errors import Cancelled, StudioError
from audio_backend.storage.folders import Folders
from audio_backend.workers.protocol import Json, frame, in_words, packed, read_frame
from audio_backend.workers.vitals import HEARTBEAT_SECONDS

Report = Callable[[str, float], None]
"""report(stage, fraction 0..1). It raises Cancelled when the task was cancelled, so call it between chunks."""


class Worker(Protocol):
    """What the entry of a process gives when it is opened with the studio's folders."""

    def perform(self, message: Json, report: Report) -> Json:
        """A task as JSON gives its result as JSON. Raises StudioError, or whatever goes wrong."""
        ...

    def held(self) -> list[str]:
        """What it keeps in memory for the next task."""
        ...


REPORT_SECONDS = 0.05
"""Reports of the same stage that come faster are not sent; every one of them looks for a cancel."""


class Talk:
    """The frames to the studio, and what was heard from it."""

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO):
        self._incoming, self._outgoing = incoming, outgoing
        self._speaking = threading.Lock()
        self.tasks: queue.SimpleQueue[Json] = queue.SimpleQueue()
        self.stop = threading.Event()
        self._working = threading.Event()

    def say(self, message: bytes) -> None:
        with self._speaking:
            self._outgoing.write(message)
            self._outgoing.flush()

    def answer(self, message: bytes) -> None:
        """The last word about a task."""
        self._working.clear()
        self.say(message)

    def beat(self) -> None:
        """Say that this process lives, for as long as it works: the studio ends one that is stopped or locked up."""
        while self._working.wait():
            time.sleep(HEARTBEAT_SECONDS)
            if self._working.is_set():
                self.say(frame({"alive": True}))

    def listen(self) -> None:
        """Until the studio is gone; then this process, and what it has started, is gone too."""
        while (message := read_frame(self._incoming.read)) is not None:
            if "task" in message:
                self.stop.clear()
                self._working.set()
                self.tasks.put(message["task"])
            else:
                self.stop.set()
        _end()

    def reporter(self) -> Report:
        """A fresh one for each task."""
        last_stage, last_time = "", float("-inf")

        def report(stage: str, fraction: float) -> None:
            nonlocal last_stage, last_time
            if self.stop.is_set():
                raise Cancelled()
            now = time.monotonic()
            if stage == last_stage and now - last_time < REPORT_SECONDS:
                return
            last_stage, last_time = stage, now
            self.say(frame({"report": [str(stage), min(max(0.0, float(fraction)), 1.0)]}))

        return report


def main(entry: str, folders: dict[str, str]) -> None:
    """Serve `package.module:function` for ever. The function is called once, with the folders, and gives a Worker."""
    opened = Folders.from_dict(folders)
    for name in (signal.SIGINT, signal.SIGTERM):  # the studio decides; what this process starts keeps the default
        signal.signal(name, lambda *_: None)
    faulthandler.enable()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s child %(process)d %(name)s: %(message)s")
    talk = Talk(*_take_over_pipes())
    for doing in (talk.listen, talk.beat):
        threading.Thread(target=doing, name=doing.__name__, daemon=True).start()
    while True:
        task = talk.tasks.get()
        talk.answer(_answer(entry, opened, task, talk.reporter()))


def _answer(entry: str, folders: Folders, task: Json, report: Report) -> bytes:
    held: list[str] = []
    try:
        with in_words():
            worker = _worker(entry, folders)
            try:
                result = {**worker.perform(task, report), "peak_rss_bytes": peak_rss_bytes()}
            finally:
                held = worker.held()
            return frame({"result": result, "held": held})
    except StudioError as error:
        return frame({"error": packed(error), "held": held})


@cache
def _worker(entry: str, folders: Folders) -> Worker:
    """Opened at the first task: whatever is wrong with it is the task's error."""
    module, _, name = entry.partition(":")
    worker: Worker = getattr(importlib.import_module(module), name)(folders)
    return worker


def _take_over_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for the talk; give the rest of the process an empty input, and standard error as output."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    return incoming, outgoing


def _end() -> None:
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def peak_rss_bytes() -> int:
    """The most memory this process has held since its start."""
    if sys.platform == "linux":  # getrusage would count the studio's own memory before exec
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
