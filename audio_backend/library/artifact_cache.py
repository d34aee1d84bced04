"""What is made of a song, a voice or a job when somebody asks for it first, and kept beside it: curves to draw,
previews, exports. It lies in its owner's folder, so it counts as the owner's room and goes when the owner goes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from audio_backend.errors import NotFound, StorageFull
from audio_backend.models.results import Result
from audio_backend.storage.json_files import known_json, write_json
from audio_backend.storage.locks import Locks
from audio_backend.storage.wholeness import difference, is_whole, is_whole_png

Json = dict[str, Any]
T = TypeVar("T")
R = TypeVar("R", bound=Result)

Read = Callable[[Path], T | None]
"""What lies there; None where nothing does or it isn't whole, so that it is made (again)."""
Make = Callable[[], Awaitable[T]]
Stale = Callable[[Path], Iterable[Path]]
"""What is of no use beside the artifact that was just made."""


class ArtifactCache:
    """Each artifact is made by one at a time, whoever waits for it gets the same one, and files appear whole: makers
    write by an atomic rename (storage/atomic_file.py)."""

    def __init__(self) -> None:
        self._locks = Locks()
        self._users, self._purged = Counter[str](), set[str]()
        self._news = asyncio.Event()

    async def get(
        self, path: Path, read: Read[T], make: Callable[[], Awaitable[object]], stale: Stale | None = None
    ) -> T:
        """What lies at `path`, or what `make` puts there. Raises NotFound when its owner went meanwhile."""
        if (found := await asyncio.to_thread(read, path)) is not None:
            return found
        async with self._locks.of(path):
            if (found := await asyncio.to_thread(read, path)) is not None:
                return found
            await make()
            await asyncio.to_thread(_drop, stale(path) if stale else ())
            if (found := await asyncio.to_thread(read, path)) is None:
                raise NotFound("What this is made of was deleted meanwhile.")
            return found

    async def result(self, path: Path, kind: type[R], make: Make[R], stale: Stale | None = None) -> R:
        """What a small task gave, kept as JSON; made again where it isn't readable as that. Where there is no room for
        it, it is made again the next time."""
        made: list[R] = []

        async def keep() -> None:
            made.append(await make())
            with suppress(StorageFull):
                await asyncio.to_thread(_write, path, made[0].as_json())

        return await self.get(path, lambda path: made[0] if made else _read(kind, path), keep, stale)

    async def fingerprinted(self, path: Path, make: Make[Json], key: str = "") -> Json:
        """A file, by what `make` told of it, `bytes` and `sha256` among it; made again when either is another one, or
        when it was made for another key."""
        facts_path = path.with_name(f"{path.name}.json")

        def facts(path: Path) -> Json | None:
            known = _known(facts_path)
            if known is None or "bytes" not in known or known.get("key", "") != key:
                return None
            return None if difference(path, known) else known

        async def keep() -> None:
            await asyncio.to_thread(_write, facts_path, await make() | {"key": key})

        return await self.get(path, facts, keep)

    @asynccontextmanager
    async def use(self, owner: str) -> AsyncIterator[None]:
        """Nothing of this owner is purged in this block; while it is being purged, the block waits."""
        while owner in self._purged:
            await self._news.wait()
        self._users[owner] += 1
        try:
            yield
        finally:
            self._users[owner] -= 1
            self._tell()

    @asynccontextmanager
    async def purge(self, owner: str) -> AsyncIterator[None]:
        """All that is being made of this owner has ended, and nothing more begins before the block is over."""
        while owner in self._purged:
            await self._news.wait()
        self._purged.add(owner)
        try:
            while self._users[owner] > 0:
                await self._news.wait()
            yield
        finally:
            self._purged.discard(owner)
            self._tell()

    def _tell(self) -> None:
        self._users = +self._users  # who uses nothing any more takes no memory
        self._news.set()
        self._news = asyncio.Event()


def whole_wav(path: Path) -> Path | None:
    return path if is_whole(path) else None


def whole_png(path: Path) -> Path | None:
    return path if is_whole_png(path) else None


def oldest(pattern: str, most: int) -> Stale:
    """The oldest of too many in the same folder."""

    def beyond(path: Path) -> list[Path]:
        return sorted(path.parent.glob(pattern), key=_changed)[:-most]

    return beyond


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _known(path: Path) -> Json | None:
    value = known_json(path)
    return value if isinstance(value, dict) else None


def _read(kind: type[R], path: Path) -> R | None:
    with suppress(ValidationError):
        return kind.model_validate(_known(path))
    return None


def _drop(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _write(path: Path, value: Json) -> None:
    try:
        write_json(path, value)
    except FileNotFoundError as error:
        raise NotFound("What this is made of was deleted meanwhile.") from error
