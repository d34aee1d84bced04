"""Child processes that stay warm: heavy computing runs here, so a crash, an endless C call or a full memory costs one
task and never the studio."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast

from audio_backend.engines.base import ENGINE_THREADS
from audio_backend.errors import Cancelled, Conflict, WorkerCrashed, WorkerHung
from audio_backend.models.results import Result
from audio_backend.models.tasks import R, Task, read_result, write_task
from audio_backend.storage.folders import Folders
from audio_backend.workers.protocol import LENGTH, Json, frame, parse, unpacked
from audio_backend.workers.vitals import LOOK_SECONDS, Vitals, WorkClock, processor_seconds

log = logging.getLogger(__name__)

OnReport = Callable[[str, float], None]

NATIVE_FAULTS = ("SIGSEGV", "SIGBUS", "SIGILL", "SIGABRT", "SIGFPE")
"""A process dies of these in compiled code, not for want of memory."""

GRACE_SECONDS = 1.2
"""How long a cancelled task may take to notice before its process is ended."""

ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "BLIS_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "NUMEXPR_NUM_THREADS",
    ),
    "1",
)
"""The products of sound code are small: threads of BLAS would spin between them, for up to 13 times the processor time
and nothing won. Networks are told their threads apart from this."""

BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from audio_backend.workers.process import main; main(sys.argv[2], json.loads(sys.argv[3]))"
)
"""A child gets the studio's own import path, and never runs the studio's main script."""


class WorkerProcess:
    """One process, and the talk with it."""

    def __init__(self, process: Process):
        if process.stdin is None or process.stdout is None:
            raise ValueError("a worker process is talked to through pipes")
        self._process, self._input, self._output = process, process.stdin, process.stdout
        self._complaint: str | None = None
        self.busy = False
        self.held: frozenset[str] = frozenset()
        """What it keeps in memory since its last task, by its own word: ids of engines."""

    @classmethod
    async def start(cls, entry: str, folders: Folders, threads: int) -> WorkerProcess:
        path = json.dumps([folder or os.getcwd() for folder in sys.path])
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-c",
                BOOT,
                path,
                entry,
                json.dumps(folders.as_dict()),
                stdin=PIPE,
                stdout=PIPE,
                stderr=_stderr(),
                env=_environment(threads),
                start_new_session=True,
                limit=2**20,
            )
        except OSError as error:
            raise WorkerCrashed(f"A worker process could not be started: {error.strerror}.") from error
        return cls(process)

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    @property
    def pid(self) -> int:
        return self._process.pid

    async def perform(self, task: Json, on_report: OnReport, clock: WorkClock) -> Json:
        """The result. Raises what the task raised, WorkerCrashed when the process dies, WorkerHung when it hangs."""
        message, vitals = frame({"task": task}), Vitals(clock, lambda: processor_seconds(self.pid))
        self.busy = True
        watch = asyncio.create_task(self._watch(vitals))
        try:
            self._input.write(message)
            await self._input.drain()
            answer = await self._answer(on_report, vitals)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            await self.end()
            if self._complaint:
                raise WorkerHung(self._complaint) from error
            code = self._process.returncode
            raise WorkerCrashed(epitaph(code), remedy=remedy(code)) from error
        finally:
            watch.cancel()
        self.busy, self.held = False, frozenset(answer["held"])
        if "error" in answer:
            raise unpacked(answer["error"])
        result: Json = answer["result"]
        return result

    def ask_to_stop(self) -> None:
        self._input.write(frame({"stop": True}))

    def kill(self) -> None:
        """The process and all it has started."""
        if not self.alive:
            return
        if not hasattr(os, "killpg"):
            self._process.kill()
            return
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    async def end(self) -> None:
        """Gone for good: reaped, and its pipes closed. A process that is dying by itself may say why first."""
        if self._output.at_eof():
            with suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._process.wait()
        self.kill()
        await self._process.communicate()

    async def _watch(self, vitals: Vitals) -> None:
        """End the process when it hangs: its pipe ends with it."""
        while (complaint := vitals.complaint()) is None:
            await asyncio.sleep(LOOK_SECONDS)
        log.warning("process %d: %s", self.pid, complaint)
        self._complaint = complaint
        self.kill()

    async def _answer(self, on_report: OnReport, vitals: Vitals) -> Json:
        """What comes after the signs of life and the reports."""
        while not (message := await self._heard()).keys() & {"result", "error"}:
            if "report" in message:
                vitals.moved_on()
                on_report(*message["report"])
            else:
                vitals.spoke()
        return message

    async def _heard(self) -> Json:
        (length,) = LENGTH.unpack(await self._output.readexactly(LENGTH.size))
        return parse(await self._output.readexactly(length))


@dataclass
class Errand:
    """A task on its way: waiting for a child (none yet), or with one."""

    work: asyncio.Task[Json] | None = None
    child: WorkerProcess | None = None
    stopped: bool = False
    reaper: asyncio.TimerHandle | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def give_up(self) -> None:
        if self.work is not None:
            self.work.cancel()


class ProcessPool:
    """`size` children that run `entry` ("package.module:function"), started when first needed and kept warm.

    The function is given the folders once, and gives a workers.process.Worker; tasks name what lies in them.
    """

    def __init__(self, size: int, entry: str, folders: Folders, read: Callable[[Json], Result] = read_result):
        self.size, self._entry, self._folders, self._read = size, entry, folders, read
        self._threads = max(1, _cpus() // size)
        self.clock = WorkClock()
        self._seats: asyncio.LifoQueue[WorkerProcess | None] = asyncio.LifoQueue()
        for _ in range(size):
            self._seats.put_nowait(None)
        self._errands: dict[str, Errand] = {}
        self._children: set[WorkerProcess] = set()
        self._closed = False

    async def run(self, task: Task[R], on_report: OnReport, key: str) -> R:
        """The task's result. Raises its StudioError, WorkerCrashed, or Cancelled."""
        answer = await self._run(write_task(task), on_report, key)
        return cast(R, self._read(answer))  # a result has its task's phase

    async def _run(self, task: Json, on_report: OnReport, key: str) -> Json:
        if self._closed:
            raise Cancelled("The studio is closing.")
        if key in self._errands:
            raise Conflict(f"The task {key} is running already.")
        errand = self._errands[key] = Errand()
        errand.work = work = asyncio.create_task(self._serve(errand, task, on_report), name=key)
        try:
            result = await work
        except (WorkerCrashed, asyncio.CancelledError) as error:
            caller = asyncio.current_task()
            if errand.stopped and not (caller and caller.cancelling()):
                raise Cancelled() from error
            raise
        finally:
            self._finish(key, errand)
        if errand.stopped:
            raise Cancelled()
        return result

    def stop(self, key: str) -> None:
        """Ask the task to stop, and end its process after two seconds if it doesn't. Nothing when there is none."""
        errand = self._errands.get(key)
        if errand is None or errand.stopped:
            return
        errand.stopped = True
        if errand.child is None:
            errand.give_up()
            return
        errand.child.ask_to_stop()
        errand.reaper = asyncio.get_running_loop().call_later(GRACE_SECONDS, errand.child.kill)

    async def cancel(self, key: str) -> None:
        """`stop`, and wait until it has stopped."""
        errand = self._errands.get(key)
        if errand is not None:
            self.stop(key)
            await errand.over.wait()

    async def aclose(self) -> None:
        """End all children at once."""
        self._closed = True
        for errand in list(self._errands.values()):
            errand.stopped = True
            errand.give_up()
        for errand in list(self._errands.values()):
            await errand.over.wait()
        for child in list(self._children):
            await self._end(child)

    @property
    def pids(self) -> list[int]:
        """Of the children that are waiting for work or working."""
        return [child.pid for child in self._children if child.alive]

    @property
    def idle(self) -> int:
        """Seats that would take a task at once."""
        return self._seats.qsize()

    @property
    def held(self) -> set[str]:
        """What the living children keep in memory."""
        return set().union(*(child.held for child in self._children if child.alive))

    async def end_idle(self, holding: str) -> None:
        """End the waiting children that keep this in memory. New ones come when there is work."""
        seats = [self._seats.get_nowait() for _ in range(self._seats.qsize())]
        leaving = [child for child in seats if child is not None and holding in child.held]
        for child in reversed(seats):  # as they lay: the last one used is the first to be used again
            self._seats.put_nowait(None if child in leaving else child)
        await asyncio.gather(*map(self._end, leaving))

    async def _serve(self, errand: Errand, task: Json, on_report: OnReport) -> Json:
        seated = await self._seats.get()
        try:
            if seated is None or not seated.alive:
                seated = await self._replaced(seated)
            errand.child = seated
            return await seated.perform(task, on_report, self.clock)
        finally:
            await self._stand_up(seated)

    async def _stand_up(self, child: WorkerProcess | None) -> None:
        """Leave a warm child in the seat, or an empty seat."""
        warm = child if child is not None and child.alive and not child.busy else None
        try:
            if child is not None and warm is None:
                await self._end(child)
        finally:
            self._seats.put_nowait(warm)

    async def _replaced(self, dead: WorkerProcess | None) -> WorkerProcess:
        if dead is not None:
            await self._end(dead)
        child = await WorkerProcess.start(self._entry, self._folders, self._threads)
        self._children.add(child)
        return child

    async def _end(self, child: WorkerProcess) -> None:
        await child.end()
        self._children.discard(child)

    def _finish(self, key: str, errand: Errand) -> None:
        if errand.reaper is not None:
            errand.reaper.cancel()
        del self._errands[key]
        errand.over.set()


def epitaph(code: int | None) -> str:
    """Why a process died, in words."""
    if code is not None and code < 0:
        name = signal.Signals(-code).name if -code in {s.value for s in signal.Signals} else "unknown"
        reason = ", usually because memory ran out" if name == "SIGKILL" else ""
        reason = ", a fault in native code" if name in NATIVE_FAULTS else reason
        return f"The worker process was killed by signal {-code} ({name}){reason}."
    return f"The worker process ended by itself with exit code {code}."


def remedy(code: int | None) -> str | None:
    """What to do about it; None where the usual advice holds."""
    if code is None or -code not in {getattr(signal, name, None) for name in NATIVE_FAULTS}:
        return None
    return (
        "Run `audio-studio doctor`, which tries every native library by itself. Where it finds nothing, retry the "
        "segment; if it dies again, choose another engine or quality for it."
    )


def _environment(threads: int) -> dict[str, str]:
    """The studio's own, but one thread for BLAS and its like; a network gets the child's share of the processors, or
    as many as the user has said by OMP_NUM_THREADS."""
    said = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    return {**os.environ, **ONE_THREAD, ENGINE_THREADS: said if said.isdigit() and int(said) else str(threads)}


def _stderr() -> int | None:
    return None if sys.__stderr__ is not None else DEVNULL


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
