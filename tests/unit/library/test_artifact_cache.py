"""What is made of songs, voices and jobs is made once, kept whole, and never in the way of a purge."""

import asyncio
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from waiting import until

from audio_backend.dsp.signal.audio import Audio
from audio_backend.errors import EngineFailed, NotFound, StorageFull
from audio_backend.library import artifact_cache
from audio_backend.library.artifact_cache import ArtifactCache, oldest, whole_png, whole_wav
from audio_backend.models.results import UploadPeaksResult
from audio_backend.storage.sound_files import write_sound
from audio_backend.storage.wholeness import fingerprint

OUTLINE = UploadPeaksResult(data=[[-0.5, 0.5]], points=1, duration_s=1.5, sample_rate=8_000)


class Maker:
    """Writes an artifact and counts; it waits until it is let through."""

    def __init__(self, write=lambda: None, value=None, error=None):
        self._write, self._value, self._error = write, value, error
        self.begun, self.gate = 0, asyncio.Event()
        self.gate.set()

    async def __call__(self):
        self.begun += 1
        await self.gate.wait()
        if self._error:
            raise self._error
        self._write()
        return self._value


def sound(path):
    return lambda: write_sound(path, Audio(np.zeros((1, 800), np.float32), 8000))


def test_who_asks_at_once_gets_the_same_one(tmp_path):
    async def work():
        cache, path = ArtifactCache(), tmp_path / "a.wav"
        make = Maker(sound(path))
        make.gate.clear()
        asked = [asyncio.create_task(cache.get(path, whole_wav, make)) for _ in range(5)]
        await until(lambda: make.begun)
        await asyncio.sleep(0.02)
        make.gate.set()
        assert await asyncio.gather(*asked) == [path] * 5
        assert await cache.get(path, whole_wav, make) == path and make.begun == 1

    asyncio.run(work())


def test_one_artifact_does_not_wait_for_another(tmp_path):
    async def work():
        cache, slow = ArtifactCache(), Maker(sound(tmp_path / "slow.wav"))
        slow.gate.clear()
        waiting = asyncio.create_task(cache.get(tmp_path / "slow.wav", whole_wav, slow))
        await until(lambda: slow.begun)
        await cache.get(tmp_path / "fast.wav", whole_wav, Maker(sound(tmp_path / "fast.wav")))
        assert not waiting.done()
        slow.gate.set()
        await waiting

    asyncio.run(work())


def test_a_maker_that_failed_is_followed_by_another(tmp_path):
    async def work():
        cache, path = ArtifactCache(), tmp_path / "a.wav"
        with pytest.raises(EngineFailed):
            await cache.get(path, whole_wav, Maker(error=EngineFailed("no")))
        assert await cache.get(path, whole_wav, Maker(sound(path))) == path

    asyncio.run(work())


def test_a_sound_that_was_cut_off_is_made_again(tmp_path):
    async def work():
        cache, path = ArtifactCache(), tmp_path / "a.wav"
        make = Maker(sound(path))
        await cache.get(path, whole_wav, make)
        whole = path.read_bytes()
        for damage in (whole[:-4], whole[:20], b"", b"RIF", b"no sound at all, and long enough for a head"):
            path.write_bytes(damage)
            await cache.get(path, whole_wav, make)
            assert path.read_bytes() == whole, damage
        assert make.begun == 6

    asyncio.run(work())


@pytest.mark.parametrize("content", [None, b"", b"{", b"[1]", b"null", b"\xff", b'{"points": 1}'])
def test_a_value_that_is_not_there_or_broken_is_made_again(tmp_path, content):
    async def work():
        cache, path, make = ArtifactCache(), tmp_path / "a.json", Maker(value=OUTLINE)
        if content is not None:
            path.write_bytes(content)
        assert await cache.result(path, UploadPeaksResult, make) == OUTLINE
        assert await cache.result(path, UploadPeaksResult, make) == OUTLINE
        assert make.begun == 1 and json.loads(path.read_bytes()) == OUTLINE.as_json()

    asyncio.run(work())


def test_a_value_is_given_also_where_there_is_no_room_to_keep_it(tmp_path, monkeypatch):
    def full(path, value):
        raise StorageFull()

    async def work():
        cache, path, make = ArtifactCache(), tmp_path / "a.json", Maker(value=OUTLINE)
        with monkeypatch.context() as disk:
            disk.setattr(artifact_cache, "write_json", full)
            assert await cache.result(path, UploadPeaksResult, make) == OUTLINE and not path.exists()
        assert await cache.result(path, UploadPeaksResult, make) == OUTLINE
        assert await cache.result(path, UploadPeaksResult, make) == OUTLINE and make.begun == 2

    asyncio.run(work())


def damaged(path):
    facts = path.with_name("a.flac.json")
    return {
        "changed": lambda: path.write_bytes(b"other"),
        "cut off": lambda: os.truncate(path, 3),
        "gone": path.unlink,
        "unknown": facts.unlink,
        "told wrongly": lambda: facts.write_text("{"),
        "told by an earlier version": lambda: facts.write_text('{"sha256": "0"}'),
    }


@pytest.mark.parametrize("damage", damaged(Path("a.flac")))
def test_a_file_that_is_not_what_was_made_is_made_again(tmp_path, damage):
    async def work():
        cache, path, begun = ArtifactCache(), tmp_path / "a.flac", []

        async def make():
            begun.append(1)
            path.write_bytes(b"music")
            return fingerprint(path) | {"stem": "mix"}

        first = await cache.fingerprinted(path, make)
        assert await cache.fingerprinted(path, make) == first and len(begun) == 1 and first["stem"] == "mix"
        damaged(path)[damage]()
        assert await cache.fingerprinted(path, make) == first and path.read_bytes() == b"music" and len(begun) == 2
        await cache.fingerprinted(path, make, key="of other stems")
        await cache.fingerprinted(path, make, key="of other stems")
        assert len(begun) == 3

    asyncio.run(work())


def test_what_lost_its_owner_while_it_was_made_is_not_found_and_leaves_nothing(tmp_path):
    async def work():
        cache, folder = ArtifactCache(), tmp_path / "song"
        for get, value in (
            (lambda make: cache.result(folder / "a.json", UploadPeaksResult, make), OUTLINE),
            (lambda make: cache.fingerprinted(folder / "a.flac", make), {}),
            (lambda make: cache.get(folder / "a.png", whole_png, make), None),
        ):
            folder.mkdir()
            with pytest.raises(NotFound):
                await get(Maker(lambda: shutil.rmtree(folder), value=value))
            assert not folder.exists()

    asyncio.run(work())


def test_a_purge_waits_for_what_is_made_and_what_comes_then_waits_for_the_purge():
    async def work():
        cache, order, made, purged = ArtifactCache(), [], asyncio.Event(), asyncio.Event()

        async def use(owner, name, end=None):
            async with cache.use(owner):
                order.append(f"{name} begins")
                if end:
                    await end.wait()
                order.append(f"{name} ends")

        async def purge(name):
            async with cache.purge("job"):
                order.append(f"{name} begins")
                await purged.wait()
                order.append(f"{name} ends")

        tasks = [asyncio.create_task(use("job", "first", made)), asyncio.create_task(use("job", "second", made))]
        await asyncio.sleep(0)
        tasks += [asyncio.create_task(purge("purge")), asyncio.create_task(purge("again"))]
        await asyncio.sleep(0)
        tasks += [asyncio.create_task(use("job", "late")), asyncio.create_task(use("other", "neighbour"))]
        await asyncio.sleep(0.01)
        assert order == ["first begins", "second begins", "neighbour begins", "neighbour ends"]
        made.set()
        await asyncio.sleep(0.01)
        assert order[4:] == ["first ends", "second ends", "purge begins"]
        purged.set()
        await asyncio.gather(*tasks)
        assert order[7] == "purge ends" and set(order[8:]) == {"again begins", "again ends", "late begins", "late ends"}
        again = order.index("again begins")
        assert order[again + 1] == "again ends"  # alone, too
        assert not cache._users and not cache._purged

    asyncio.run(work())


def test_a_purge_that_was_given_up_lets_others_on():
    async def work():
        cache = ArtifactCache()
        async with cache.use("job"):
            purge = asyncio.create_task(cache.purge("job").__aenter__())
            await asyncio.sleep(0)
            purge.cancel()
            await asyncio.gather(purge, return_exceptions=True)
        async with asyncio.timeout(5), cache.use("job"), cache.use("job"):
            pass

    asyncio.run(work())


def test_the_oldest_of_too_many_go(tmp_path):
    async def work():
        cache = ArtifactCache()
        for number in range(6):
            (tmp_path / "other.json").write_bytes(b"{}")
            await cache.result(
                tmp_path / f"view-{number}.json", UploadPeaksResult, Maker(value=OUTLINE), oldest("view-*.json", 4)
            )
            os.utime(tmp_path / f"view-{number}.json", (number, number))
        left = {path.name for path in tmp_path.iterdir()}
        assert left == {"other.json", *(f"view-{number}.json" for number in (2, 3, 4, 5))}

    asyncio.run(work())
