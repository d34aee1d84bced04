"""Engines stay loaded between tasks, one for each voice that was trained, and make room for one another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audio_backend.engines import catalog, runtime
from audio_backend.engines.base import EngineInfo
from audio_backend.engines.entry import EngineEntry
from audio_backend.engines.runtime import EngineKey, EnginePool, Trained, loaded_engines
from audio_backend.errors import EngineUnavailable
from audio_backend.models.tasks import LoadEngine
from audio_backend.models.voices import CheckpointVoice
from audio_backend.pipeline.worker_entry import Worker
from audio_backend.storage.folders import Folders

LARGE = EngineInfo("large", "voice", "Large", "", 44_100, neural=True, vram_mb=600)


class Large:
    info = LARGE

    def __init__(self, models, checkpoint):
        self.models, self.checkpoint, self.loaded = models, checkpoint, False

    def load(self, device):
        self.loaded = True

    def unload(self):
        self.loaded = False


ENTRY = EngineEntry(LARGE, f"{__name__}:Large", arguments=("models", "checkpoint"))


@pytest.fixture(autouse=True)
def known(monkeypatch):
    monkeypatch.setattr(catalog, "ENGINES", (*catalog.ENGINES, ENTRY))


def trained(name):
    return CheckpointVoice(kind="checkpoint", id=name, engine="large", files={"g.pth": {"bytes": 1, "sha256": "0"}})


def of_voice(pool, name):
    return pool.engine(EngineKey("voice", "large", Path("models"), name), Trained(trained(name), Path("voices", name)))


def use(pool, engine):
    with pool.in_use(engine, "cpu"):
        assert engine.loaded


def test_the_same_engine_is_made_once_and_stays_loaded():
    pool = EnginePool(2000)
    engine = of_voice(pool, "a")
    use(pool, engine)
    assert of_voice(pool, "a") is engine and engine.loaded
    assert (engine.models.name, engine.checkpoint.id) == ("models", "a")


def test_two_trained_voices_are_two_engines():
    pool = EnginePool(2000)
    assert of_voice(pool, "a") is not of_voice(pool, "b")
    assert pool.engine(EngineKey("pitch", "pyin", Path("x"))) is not pool.engine(EngineKey("pitch", "pyin", Path("y")))


def test_what_was_used_longest_ago_makes_room():
    pool = EnginePool(1300)
    first, second, third = (of_voice(pool, name) for name in "abc")
    for engine in (first, second, first, third):
        use(pool, engine)
    assert [engine.loaded for engine in (first, second, third)] == [True, False, True]


def test_what_is_in_use_is_never_unloaded_and_small_engines_stay():
    pool = EnginePool(700)
    small = pool.engine(EngineKey("voice", "echo", Path("models")))
    first, second = (of_voice(pool, name) for name in "ab")
    use(pool, small)
    with pool.in_use(first, "cpu"):
        use(pool, second)
        assert first.loaded
    use(pool, of_voice(pool, "c"))
    assert small.loaded and not first.loaded and not second.loaded


def test_an_engine_that_is_not_known_or_can_not_be_imported_says_so(monkeypatch):
    pool = EnginePool(1000)
    with pytest.raises(EngineUnavailable, match="not known"):
        pool.engine(EngineKey("voice", "nobody", Path("models")))
    monkeypatch.setattr(catalog, "ENGINES", (replace(ENTRY, factory="no_such_module:Engine"),))
    with pytest.raises(EngineUnavailable, match="can't be imported"):
        pool.engine(EngineKey("voice", "large", Path("models")))


@pytest.mark.parametrize("does", ["raise RuntimeError('no GPU')", "1 / 0", "import sys; sys.exit(3)", "def ("])
def test_a_class_whose_module_raises_says_so_and_ends_no_process(tmp_path, monkeypatch, does):
    name = f"broken_engine_{abs(hash(does))}"
    (tmp_path / f"{name}.py").write_text(does)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(catalog, "ENGINES", (replace(ENTRY, factory=f"{name}:Engine"),))
    with pytest.raises(EngineUnavailable, match="can't be imported"):
        EnginePool(1000).engine(EngineKey("voice", "large", Path("models")))


def test_what_is_loaded_is_told_by_its_ids():
    assert loaded_engines() == sorted(set(loaded_engines()))


def test_a_hybrid_that_no_job_asks_for_is_of_the_usual_two(tmp_path):
    """As `POST /models/load/pitch?engine=hybrid` has it."""
    folders = Folders(tmp_path / "in", tmp_path / "out", tmp_path / "models")
    Worker(folders).work(LoadEngine(role="pitch", engine="hybrid", device="cpu"), lambda *_: None)
    engine = runtime.engine_by_name("pitch", "hybrid", folders.models)
    assert engine.loaded and [member.info.id for member in engine.members] == ["swiftf0", "fcpe"]
