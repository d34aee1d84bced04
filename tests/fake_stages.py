"""Child entries for the tests of the workers. Light to import, so that a child starts in a tenth of a second."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from audio_backend.errors import EngineFailed, EngineUnavailable


class OnlyHere(EngineUnavailable):
    """An error that errors.py doesn't know."""


HELD: list[str] = []


class FakeWorker:
    """Runs a function on each task, whatever folder it is in."""

    def __init__(self, function):
        self.perform = function

    def held(self) -> list[str]:
        """What a child that runs these says it keeps in memory."""
        return HELD


def open_behaviours(folders) -> FakeWorker:
    return FakeWorker(behave)


def open_stages(folders) -> FakeWorker:
    return FakeWorker(stage)


def _load(task: dict, report) -> dict:
    HELD.append(task["what"])
    if task.get("then_fail"):
        raise EngineFailed("loaded, and then out of tune")
    return {}


def behave(task: dict, report) -> dict:
    """What test_worker_pool asks for by name."""
    del task["phase"]
    return BEHAVIOURS[task["do"]](task, report)


def _echo(task: dict, report) -> dict:
    return {"task": task, "pid": os.getpid()}


def _chatter(task: dict, report) -> dict:
    print("x" * 100_000)
    os.write(1, b"a C library speaks\n" * 1000)
    subprocess.run([sys.executable, "-c", "print('so does what I started')"], check=True)
    return {"heard": sys.stdin.read(), "ok": True}


def _reports(task: dict, report) -> dict:
    for step in range(5):
        report(f"stage {step}", step / 4)
    report("too far", 7.0)
    report("not a number", float("nan"))
    return {}


def _values(task: dict, report) -> dict:
    import numpy as np

    arrays = {"gain": np.float32(0.5), "f0": np.arange(3)}
    return {"silence_db": float("-inf"), "path": Path("a/b"), "pair": (1, 2), **arrays}


def _until_cancelled(task: dict, report) -> dict:
    Path(task["sign"]).write_text(str(os.getpid()))
    while True:
        report("waiting", 0.5)
        time.sleep(0.01)


def _c_call(task: dict, report) -> dict:
    Path(task["sign"]).write_text(str(os.getpid()))
    time.sleep(60)
    return {}


def _holds_the_gil(task: dict, report) -> dict:
    Path(task["sign"]).write_text(str(os.getpid()))
    ctypes.PyDLL(None).sleep(60)
    return {}


def _busy(task: dict, report) -> dict:
    Path(task["sign"]).write_text(str(os.getpid()))
    while True:
        pass


def _raise(error: BaseException):
    def stage(task: dict, report) -> dict:
        raise error

    return stage


def _die(number: int):
    return lambda task, report: os.kill(os.getpid(), number)


def _segfault(task: dict, report) -> dict:
    return {"read": ctypes.string_at(0)}


def _starts_another(task: dict, report) -> dict:
    other = subprocess.Popen(["sleep", "60"])
    Path(task["sign"]).write_text(str(other.pid))
    return {"code": other.wait()}


def _threads(task: dict, report) -> dict:
    """What a product of matrices and a network may use here."""
    import psutil

    before = psutil.Process().num_threads()
    import numpy as np

    (np.ones((512, 512), np.float32) @ np.ones((512, 512), np.float32)).sum()
    return {
        "blas_started": psutil.Process().num_threads() - before,
        "engine": int(os.environ["AUDIO_STUDIO_ENGINE_THREADS"]),
    }


def _freezes_once(task: dict, report) -> dict:
    """Stopped by somebody, the first time."""
    if not Path(task["sign"]).exists():
        Path(task["sign"]).write_text(str(os.getpid()))
        os.kill(os.getpid(), signal.SIGSTOP)
    return {"ok": True}


def _naps(task: dict, report) -> dict:
    time.sleep(task["seconds"])
    return {}


BEHAVIOURS = {
    "load": _load,
    "echo": _echo,
    "chatter": _chatter,
    "reports": _reports,
    "values": _values,
    "until_cancelled": _until_cancelled,
    "c_call": _c_call,
    "holds_the_gil": _holds_the_gil,
    "freezes_once": _freezes_once,
    "naps": _naps,
    "busy": _busy,
    "unavailable": _raise(EngineUnavailable("no weights", remedy="fetch them")),
    "only_here": _raise(OnlyHere("no weights either")),
    "bug": _raise(ZeroDivisionError("division by zero")),
    "disk_full": _raise(OSError(28, "No space left on device")),
    "exit": _raise(SystemExit(3)),
    "sigkill": _die(signal.SIGKILL),
    "abort": _die(signal.SIGABRT),
    "segfault": _segfault,
    "threads": _threads,
    "big": lambda task, report: {"numbers": list(range(task["count"]))},
    "not_json": lambda task, report: {"what": object()},
    "starts_another": _starts_another,
}


def stage(task: dict, report) -> dict:
    """One unit of a fake song: sleeps task["seconds"] in small steps and writes what it did into task["trace"]."""
    _trace(task, "began")
    plan = task["plan"]
    if task["attempt"] <= plan.get("crashes", {}).get(task["name"], 0):
        os.kill(os.getpid(), signal.SIGKILL)
    if task["attempt"] <= plan.get("freezes", {}).get(task["name"], 0):
        os.kill(os.getpid(), signal.SIGSTOP)
    if task["name"].split(":")[0] in plan.get("writes", ()) and Path(plan["full"]).exists():
        raise OSError(28, "No space left on device")
    if task["attempt"] <= plan.get("failures", {}).get(task["name"], 0):
        raise EngineFailed(f"{task['name']} can't be sung")
    _work(task, report)
    _trace(task, "ended")
    segments = {"segments": [{"index": i} for i in range(plan["segments"])]} if task["phase"] == "decode" else {}
    return {"audio_s": 30.0, "quality": "fast", "attempt": task["attempt"], **segments}


def _work(task: dict, report) -> None:
    seconds = task["plan"].get("seconds", {}).get(task["phase"], 0.02)
    if task["name"] in task["plan"].get("stuck", ()):
        time.sleep(60)
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        report(task["phase"], 1 - left / seconds)
        time.sleep(min(left, 0.02))


def _trace(task: dict, what: str) -> None:
    line = json.dumps([time.time(), task["job"], task["name"], task["attempt"], what])
    with open(task["trace"], "a") as file:
        file.write(line + "\n")
