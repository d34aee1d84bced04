"""A studio that has lost its ledger says so before anything is made, and nothing of what it made is touched."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from served import add_finished_job, add_upload
from typer.testing import CliRunner

from audio_backend.cli import app
from audio_backend.errors import LostLedger
from audio_backend.ledger.ledger import Ledger
from audio_backend.library.leftovers import Leftovers
from audio_backend.settings import Settings
from audio_backend.storage.folders import new_id
from audio_backend.studio import Studio
from audio_backend.system.doctor import diagnosis

MACHINE = {"torch": "2.13.0", "cpu_count": 2, "cuda": False}


def settings(folder: Path) -> Settings:
    return Settings(_env_file=None, demo=False, **{name: folder / name for name in ("uploads", "outputs", "models")})


def ledger_file(folder: Path) -> Path:
    return folder / "outputs" / "studio.sqlite3"


def library(folder: Path, songs: int = 40) -> None:
    """Songs and a finished job, in a studio that was closed in peace."""
    studio = Studio(settings(folder))
    for _ in range(songs):
        add_upload(studio, new_id())
    job_id = new_id()
    add_upload(studio, "song")
    add_finished_job(studio, job_id)
    exports = studio.folders.job(job_id).exports(1)
    exports.mkdir(parents=True)
    (exports / "mix.wav").write_bytes(b"a cover")
    studio.ledger.close()


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def emptied(file: Path) -> None:
    """As a version that did not look would have made it anew."""
    file.unlink()
    Ledger(f"sqlite:///{file}").close()


def half(file: Path) -> None:
    content = file.read_bytes()
    assert len(content) > 8 * 4096
    file.write_bytes(content[: len(content) // 2 // 4096 * 4096])


LOSSES: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "0 bytes": lambda file: file.write_bytes(b""),
    "0 bytes, and its log": lambda file: (
        file.write_bytes(b""),
        file.with_name(f"{file.name}-wal").write_bytes(b"7" * 9000),
    ),
    "made anew": emptied,
    "half of it": half,
    "its first 50 bytes": lambda file: file.write_bytes(file.read_bytes()[:50]),
    "another kind of file": lambda file: file.write_bytes(b"Dear diary, " * 5000),
    "zeros": lambda file: file.write_bytes(bytes(file.stat().st_size)),
    "a torn page": lambda file: file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 8192 + file.read_bytes()[12288:]),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_lost_ledger_is_told_and_nothing_is_touched(tmp_path, loss):
    library(tmp_path)
    LOSSES[loss](ledger_file(tmp_path))
    before = files(tmp_path)
    with pytest.raises(LostLedger) as told:
        Studio(settings(tmp_path))
    assert str(ledger_file(tmp_path)) in told.value.detail and "backup" in told.value.remedy
    assert files(tmp_path) == before


@pytest.mark.parametrize("loss", ["gone", "0 bytes, and its log", "made anew"])
def test_doctor_touches_nothing_of_a_lost_ledger(tmp_path, loss):
    """Looking for leftovers, it made a new one over what was left."""
    library(tmp_path)
    LOSSES[loss](ledger_file(tmp_path))
    before = files(tmp_path)
    found = {one["name"]: one for one in diagnosis(settings(tmp_path), MACHINE).model_dump()["checks"]}
    assert found["ledger"]["state"] == "problem" and "backup" in found["ledger"]["remedy"]
    assert found["leftovers"]["state"] == "warning"
    assert files(tmp_path) == before


@pytest.mark.parametrize("loss", ["gone", "half of it"])
def test_the_start_ends_in_words(tmp_path, loss, monkeypatch):
    library(tmp_path)
    LOSSES[loss](ledger_file(tmp_path))
    for name in ("uploads", "outputs", "models"):
        monkeypatch.setenv(f"AUDIO_STUDIO_{name.upper()}", str(tmp_path / name))
    ended = CliRunner().invoke(app, ["serve", "--port", "0"])
    assert ended.exit_code == 4 and "Traceback" not in ended.output
    assert "lost or damaged" in " ".join((ended.stderr or ended.output).split())


def test_a_ledger_that_is_put_back_starts_as_before(tmp_path):
    library(tmp_path)
    kept = ledger_file(tmp_path).read_bytes()
    ledger_file(tmp_path).unlink()
    with pytest.raises(LostLedger):
        Studio(settings(tmp_path))
    ledger_file(tmp_path).write_bytes(kept)
    studio = Studio(settings(tmp_path))
    assert len(studio.uploads.listing()) == 41 and len(studio.jobs.listing(10, None, None, None).items) == 1
    studio.ledger.close()


@pytest.mark.parametrize("folder", ["fresh", "with an empty file", "with what is the user's own", "used and emptied"])
def test_a_studio_with_nothing_to_lose_starts(tmp_path, folder):
    if folder != "fresh":
        (tmp_path / "outputs").mkdir()
    if folder == "with an empty file":
        ledger_file(tmp_path).touch()
    if folder == "with what is the user's own":
        (tmp_path / "outputs" / "jobs" / "my notes").mkdir(parents=True)
        (tmp_path / "uploads" / "voices" / ".keep").mkdir(parents=True)
    if folder == "used and emptied":
        studio = Studio(settings(tmp_path))
        studio.uploads.delete(add_upload(studio, new_id()))
        studio.ledger.close()
    Studio(settings(tmp_path)).ledger.close()


def test_what_only_the_log_of_writes_holds_yet_is_known(tmp_path):
    """As after a power cut: the entries lie in the -wal file."""
    library(tmp_path / "a", songs=1)
    file = ledger_file(tmp_path / "a")
    with closing(sqlite3.connect(file)) as reader:  # keeps the log from being emptied
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM uploads").fetchone()
        studio = Studio(settings(tmp_path / "a"))
        add_upload(studio, new_id())
        copy = {name: content for name, content in files(tmp_path / "a").items() if not name.endswith("-shm")}
    for name, content in copy.items():
        (tmp_path / "b" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "b" / name).write_bytes(content)
    again = Studio(settings(tmp_path / "b"))
    assert len(again.uploads.listing()) == 3
    for one in (studio, again):
        one.ledger.close()


def test_no_sweep_over_an_empty_ledger_deletes_a_result(tmp_path):
    library(tmp_path)
    studio = Studio(settings(tmp_path))
    folders = studio.folders
    studio.ledger.close()
    emptied(ledger_file(tmp_path))
    before = files(tmp_path / "uploads") | files(tmp_path / "outputs" / "jobs")
    ledger = Ledger(f"sqlite:///{ledger_file(tmp_path)}")
    Leftovers(ledger, folders).sweep(alone=True)
    ledger.close()
    assert files(tmp_path / "uploads") | files(tmp_path / "outputs" / "jobs") == before


def test_a_studio_of_a_second_start_knows_its_ledger(tmp_path):
    async def once() -> None:
        studio = Studio(settings(tmp_path))
        await studio.start()
        await studio.close()

    for _ in range(2):
        asyncio.run(once())
