"""A studio that dies at its n-th step to the disk or to the ledger, in this process: everything after that step fails
too, as nothing happens after a `kill -9`; so what `finally` would clean up stays as it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audio_backend.ledger.database import Database

STEPS = ("mkdir", "rename", "replace", "unlink", "rmdir")


class Killed(BaseException):
    """Nobody handles this."""


class Steps:
    """Counts them, and from the step `last` + 1 on nothing happens any more."""

    def __init__(self, last: int | None):
        self.taken, self.last = 0, last

    def take(self) -> None:
        if self.last is not None and self.taken >= self.last:
            raise Killed
        self.taken += 1


@contextmanager
def dying(last: int | None) -> Iterator[Steps]:
    """`os` and commits fail after so many steps; with None they are only counted."""
    steps = Steps(last)
    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, _stepping(steps, getattr(os, name)))
        patch.setattr(shutil, "copyfile", _half(steps))
        patch.setattr(Database, "write", _commit(steps, Database.write))
        yield steps


def _stepping(steps: Steps, act: Callable) -> Callable:
    def step(*args, **kwargs):
        steps.take()
        return act(*args, **kwargs)

    return step


def _half(steps: Steps) -> Callable:
    """A copy that is cut off has begun."""

    def copy(source: Path, target: Path) -> Path:
        steps.take()
        content = Path(source).read_bytes()
        Path(target).write_bytes(content[: len(content) // 2])
        steps.take()
        Path(target).write_bytes(content)
        return target

    return copy


def _commit(steps: Steps, write: Callable) -> Callable:
    @contextmanager
    def writing(database: Database) -> Iterator:
        with write(database) as connection:
            yield connection
            steps.take()  # raised in here, it is rolled back

    return writing
