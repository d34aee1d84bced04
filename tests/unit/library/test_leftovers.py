"""What was deleted is gone and what was half made never stays, wherever the studio dies; and nothing else is touched."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import sqlite3
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from crash_points import Killed, dying

from audio_backend.dsp.signal.audio import Audio
from audio_backend.jobs.resolve import ResolvedJob
from audio_backend.jobs.service import JobService, Parts
from audio_backend.ledger.ledger import Ledger
from audio_backend.library import leftovers as module
from audio_backend.library.artifact_cache import ArtifactCache
from audio_backend.library.leftovers import Leftovers, still_there, unknown
from audio_backend.library.songs import Songs
from audio_backend.library.voices import Voices
from audio_backend.models.audio_config import AudioConfig, JobRequest
from audio_backend.models.formats import AudioFacts
from audio_backend.models.results import EnrolVoiceResult
from audio_backend.models.voices import BlendVoice, ClipVoice, PresetVoice
from audio_backend.settings import Settings
from audio_backend.storage.atomic_file import atomic_file
from audio_backend.storage.folders import NETWORK, REMOVED, SAMPLE, Folders
from audio_backend.storage.sound_files import write_sound

SECRET = b"my own singing voice"
"""In every file and every name of what is deleted; nothing on the disk may hold it afterwards."""
FACTS = AudioFacts(1.0, 8000, 8000, 1, "pcm", "wav", has_cover=False, tags={}, messages=())
SETTINGS = Settings(_env_file=None, min_free_disk_bytes=0)


class InteractivePool:
    """Learns a voice without listening."""

    def __init__(self, folders):
        self.folders = folders

    async def run(self, task, key):
        words = self.folders.received(task.recordings[0].received).read_bytes()
        for name in (SAMPLE, NETWORK):
            (self.folders.received(task.into) / name).write_bytes(words)
        return EnrolVoiceResult(facts={"name": "", "kind": "clip", "warnings": []})


class Small:
    """Ledger, uploads, voices and jobs in one folder, without children."""

    def __init__(self, folder: Path):
        self.folders = Folders(folder / "in", folder / "out", folder / "models")
        self.folders.make()
        self.ledger = Ledger(f"sqlite:///{folder / 'out' / 'studio.sqlite3'}")
        self.leftovers = Leftovers(self.ledger, self.folders)
        artifacts = ArtifactCache()
        self.uploads = Songs(self.leftovers, InteractivePool(self.folders), artifacts, SETTINGS)
        self.voices = Voices(self.ledger, self.leftovers, InteractivePool(self.folders))
        scheduler = SimpleNamespace(ring=lambda: None, cancel=self._cancel, trouble=None)
        self.jobs = JobService(
            self.ledger, self.folders, scheduler, Parts(None, self.voices, artifacts, self.leftovers), SETTINGS
        )
        self.leftovers.sweep(alone=True)

    async def _cancel(self, job_id):
        return self.ledger.cancel(job_id)

    # ------------------------------------------------------------ what is made and deleted
    def upload(self, words=SECRET) -> str:
        with self.uploads.receiving() as sinks:
            sink = sinks.open("file", f"{words.decode()}.wav")
            sink.write(words)
            sink.close()
            made = self.uploads.keep(sink, FACTS).file_id
        (self.folders.upload(made) / "pitch-song.json").write_bytes(words)
        return made

    def voice(self, words=SECRET) -> str:
        with self.uploads.receiving("clip") as sinks:
            sink = sinks.open("clip", "me.wav")
            sink.write(words)
            made = asyncio.run(self.voices.add(words.decode(), [sink])).voice_id
        (self.folders.voice(made) / f"{made}-0123456789abcdef.png").write_bytes(words)
        return made

    def job(self, voice_id: str, words=SECRET) -> str:
        learned = self.voices.voice(voice_id)
        song = SimpleNamespace(facts=asdict(FACTS), filename=f"{words.decode()}.wav", sha256="")
        file_id = next((one.id for one in reversed(self.ledger.uploads.all())), None) or self.upload()
        request = JobRequest(file_id=file_id, title=words.decode(), consent={"voice_rights": "own"})
        preset = PresetVoice(kind="preset", voice_id="other", name=learned.name, network=learned.network)
        voice = BlendVoice(kind="blend", voices=(learned, preset))
        job_id = self.jobs._enter(
            ResolvedJob(request, AudioConfig(), song, None, voice, (), 1.0, [], ()), None, None
        ).job_id
        exports = self.folders.job(job_id).exports(1)
        for name in ("mix.wav", "pictures/peaks.json"):
            (exports / name).parent.mkdir(parents=True, exist_ok=True)
            (exports / name).write_bytes(words)
        return job_id

    def export(self, job_id: str) -> None:
        """As pipeline.mixdown.publish does: a mix on its way, and the file that is made of it."""
        exports = self.folders.job(job_id).exports(1)
        scratch = exports / "vocals.flac.mix.wav"
        write_sound(scratch, Audio(np.zeros((1, 8), np.float32), 8000))
        with atomic_file(exports / "vocals.flac") as file:
            file.write(b"a stem")
        scratch.unlink()

    def purge(self, job_id: str) -> None:
        asyncio.run(self.jobs.purge(job_id))


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def entries(studio: Small) -> dict[str, set[str]]:
    return {kind: studio.ledger.doomed.kept(kind) for kind in ("uploads", "voices", "jobs")}


def on_disk(studio: Small) -> dict[str, set[str]]:
    bases = {"uploads": studio.folders.uploads, "voices": studio.folders.voices, "jobs": studio.folders.jobs}
    return {kind: {one.name for one in base.iterdir()} - {"voices"} for kind, base in bases.items()}


def prepared(folder: Path) -> dict[str, str]:
    """One of each that is to stay, one of each that may go, in a studio that was closed in peace."""
    studio, stays = Small(folder), b"a voice that stays"
    upload, voice = studio.upload(stays), studio.voice(stays)
    ids = {"upload": studio.upload(), "voice": studio.voice(), "stays": upload, "stays_voice": voice}
    ids |= {"stays_job": studio.job(voice, stays), "job": studio.job(ids["voice"])}
    studio.leftovers.close()
    studio.ledger.close()
    return ids


ACTS = {
    "an upload is kept": lambda studio, ids: studio.upload(),
    "an upload is deleted": lambda studio, ids: studio.uploads.delete(ids["upload"]),
    "a voice is learned": lambda studio, ids: studio.voice(),
    "a voice is deleted": lambda studio, ids: studio.voices.delete(ids["voice"]),
    "a job is started": lambda studio, ids: studio.job(ids["stays_voice"]),
    "a job is purged": lambda studio, ids: studio.purge(ids["job"]),
    "a stem is exported": lambda studio, ids: studio.export(ids["stays_job"]),
    "the studio is opened and closed": lambda studio, ids: studio.leftovers.close(),
}


@pytest.mark.parametrize("act", ACTS, ids=lambda name: name.replace(" ", "-"))
def test_wherever_it_dies_nothing_is_left_and_nothing_is_missing(tmp_path, act):
    ids = prepared(tmp_path / "as it was")
    whole = shutil.copytree(tmp_path / "as it was", tmp_path / "whole")
    with dying(None) as counted:
        ACTS[act](Small(whole), ids)
    assert counted.taken >= 2
    for last in range(counted.taken):
        folder = shutil.copytree(tmp_path / "as it was", tmp_path / f"dies after {last}")
        before = files(folder / "in") | files(folder / "out" / "jobs")
        with dying(last), pytest.raises(Killed):
            ACTS[act](Small(folder), ids)
        with dying(last // 2), suppress(Killed):  # and once more, while it cleans up
            Small(folder)
        _check(Small(folder), before, ids)
        shutil.rmtree(folder)


def _check(studio: Small, before: dict[str, bytes], ids: dict[str, str]) -> None:
    known, after = entries(studio), files(studio.folders.uploads) | files(studio.folders.jobs)
    assert on_disk(studio) == known  # nothing half received, half deleted or unheard of
    assert {"stays", "stays_voice", "stays_job"} <= {
        name for name, an_id in ids.items() if an_id in set().union(*known.values())
    }
    kept = set().union(*known.values())
    assert {name: content for name, content in before.items() if kept & set(Path(name).parts)}.items() <= after.items()
    assert not [name for name in after if name.endswith((".part", ".mix.wav"))]
    assert studio.ledger.doomed.all() == [("incoming", studio.leftovers.session)]
    for kind in ("uploads", "voices", "jobs"):  # what isn't in the ledger can't be read anywhere, nor in the ledger
        for an_id in known[kind] - set(ids.values()):
            _delete(studio, kind, an_id)  # what was made in this act, and whole
    for name, delete in (("upload", studio.uploads.delete), ("voice", studio.voices.delete), ("job", studio.purge)):
        if ids[name] in kept:
            delete(ids[name])
    assert not [path for path, content in files(studio.folders.uploads.parent).items() if SECRET in content]
    studio.ledger.close()


def _delete(studio: Small, kind: str, an_id: str) -> None:
    {"uploads": studio.uploads.delete, "voices": studio.voices.delete, "jobs": studio.purge}[kind](an_id)


def test_a_lost_ledger_costs_nothing_but_is_told(tmp_path):
    ids = prepared(tmp_path)
    before = files(tmp_path / "in") | files(tmp_path / "out" / "jobs")
    for ending in ("", "-wal", "-shm"):
        (tmp_path / "out" / f"studio.sqlite3{ending}").unlink(missing_ok=True)
    studio = Small(tmp_path)
    studio.leftovers.sweep()
    assert files(tmp_path / "in") | files(tmp_path / "out" / "jobs") == before
    told = unknown(studio.ledger, studio.folders)
    assert (
        f"uploads/{ids['upload']}".replace("uploads", "in") in told and f"jobs/{ids['job']}" in told and len(told) == 6
    )


def test_the_ledger_of_another_studio_costs_nothing(tmp_path):
    prepared(tmp_path / "mine")
    prepared(tmp_path / "other")
    before = files(tmp_path / "mine" / "in")
    shutil.copyfile(tmp_path / "other" / "out" / "studio.sqlite3", tmp_path / "mine" / "out" / "studio.sqlite3")
    Small(tmp_path / "mine").leftovers.sweep()
    assert files(tmp_path / "mine" / "in") == before


def test_what_the_user_put_there_stays(tmp_path):
    studio = Small(tmp_path)
    mine = ("in/incoming-songs/a.wav", "in/removed-vocals/a.wav", "in/voices/removed-me/a.wav", "in/incoming-0123",
            "in/.a.part", f"in/{'a' * 32}/source", "out/jobs/notes.txt", "in/incoming-0123abcd/a.wav")  # fmt: skip
    for name in mine:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"mine")
        os.utime(tmp_path / name, (1.0, 1.0))
    target = tmp_path / "elsewhere"
    target.mkdir()
    (target / "a.wav").write_bytes(b"mine")
    (tmp_path / "in" / f"removed-{'b' * 32}").symlink_to(target)
    studio.leftovers.sweep(alone=True)
    assert all((tmp_path / name).read_bytes() == b"mine" for name in mine) and (target / "a.wav").exists()


def test_another_studios_guest_is_left_alone_until_it_is_abandoned(tmp_path):
    """Two studios may share a folder of uploads; nobody knows whether the other one is alive."""
    studio = Small(tmp_path)
    guests = [tmp_path / "in" / f"incoming-{'c' * 32}{more}" for more in ("", f"-{'d' * 32}")]  # of 1.0, and of today
    for guest in guests:
        guest.mkdir()
        (guest / "0").write_bytes(b"half a song")
    studio.leftovers.sweep(alone=True)
    assert all(guest.exists() for guest in guests)
    for path in (path for guest in guests for path in (guest / "0", guest)):
        os.utime(path, (time.time() - 7200.0,) * 2)
    studio.leftovers.sweep()
    assert not any(guest.exists() for guest in guests)


def test_while_it_works_only_old_parts_are_swept(tmp_path):
    studio = Small(tmp_path)
    job = studio.job(studio.voice())
    parts = [studio.folders.job(job).path / f".{letter * 32}.part" for letter in "ef"]
    for part in parts:
        part.write_bytes(b"on its way")
    os.utime(parts[0], (time.time() - 7200.0,) * 2)
    studio.leftovers.sweep()
    assert [part.exists() for part in parts] == [False, True]
    studio.leftovers.sweep(alone=True)
    assert not parts[1].exists()


def test_where_an_audition_worked_goes_when_it_is_old_and_at_the_start(tmp_path):
    """A folder of its own, with folders in it: killed, it stays behind."""
    studio = Small(tmp_path)
    places = [studio.folders.auditions(studio.upload()) / f".{letter * 32}.part" for letter in "ef"]
    for place in places:
        (place / "jobs" / "analyse").mkdir(parents=True)
        (place / "jobs" / "analyse" / "vocal.wav").write_bytes(SECRET)
    os.utime(places[0], (time.time() - 7200.0,) * 2)
    studio.leftovers.sweep()
    assert [place.exists() for place in places] == [False, True]
    studio.leftovers.sweep(alone=True)
    assert not places[1].exists() and places[1].parent.exists()


def test_what_is_being_made_is_not_swept(tmp_path):
    studio = Small(tmp_path)
    with studio.leftovers.making("uploads", "a" * 32) as folder, studio.uploads.receiving() as sinks:
        folder.mkdir()
        sinks.open("file", "a.wav").write(b"half")
        studio.leftovers.sweep()
        assert folder.exists() and list(studio.folders.uploads.glob("incoming-*/0"))
        assert still_there(studio.ledger, studio.folders, studio.leftovers.in_the_making) == []
    assert not folder.exists()  # the ledger never heard of it


@pytest.mark.parametrize("kind", ["a folder that can't be removed", "a folder without rights", "a file of that name"])
def test_leftovers_never_stop_the_start(tmp_path, monkeypatch, caplog, kind):
    studio = Small(tmp_path)
    voice = studio.voice()
    stuck = studio.folders.voices / f"{REMOVED}{'a' * 32}"
    if kind == "a file of that name":
        for name in (stuck, studio.folders.uploads / f"incoming-{'b' * 32}"):
            name.write_bytes(b"?")
    else:
        stuck.mkdir()
        (stuck / "sample.wav").write_bytes(SECRET)
    if kind == "a folder that can't be removed":
        monkeypatch.setattr(os, "unlink", _refusing(os.unlink))
    if kind == "a folder without rights":
        stuck.chmod(0)
    studio.ledger.close()
    caplog.set_level(logging.WARNING)
    again = Small(tmp_path)
    assert again.voices.get(voice).voice_id == voice
    if kind == "a folder that can't be removed":
        assert "could not be removed" in caplog.text and still_there(again.ledger, again.folders) == [
            f"voices/{stuck.name}"
        ]
        monkeypatch.undo()
        again.leftovers.sweep()
    assert stuck.exists() == (kind == "a file of that name")


def _refusing(unlink):
    def refuse(path, **kwargs):
        if "sample.wav" in str(path):
            raise PermissionError(1, "Operation not permitted", str(path))
        return unlink(path, **kwargs)

    return refuse


def test_a_voice_whose_files_are_held_is_deleted_and_they_go_later(tmp_path, monkeypatch):
    studio = Small(tmp_path)
    voice = studio.voice()
    monkeypatch.setattr(os, "unlink", _refusing(os.unlink))
    assert studio.voices.delete(voice).model_dump() == {"voice_id": voice, "freed_bytes": 0}
    assert len(still_there(studio.ledger, studio.folders, studio.leftovers.in_the_making)) == 1
    monkeypatch.undo()
    studio.leftovers.sweep()
    assert on_disk(studio)["voices"] == set() and not still_there(
        studio.ledger, studio.folders, studio.leftovers.in_the_making
    )


def test_a_ledger_of_the_former_version_opens_and_learns_to_doom(tmp_path):
    upload = prepared(tmp_path)["upload"]
    with sqlite3.connect(tmp_path / "out" / "studio.sqlite3") as ledger:
        ledger.execute("DROP TABLE doomed")
    ledger.close()
    studio = Small(tmp_path)
    studio.uploads.delete(upload)
    assert not studio.folders.upload(upload).exists() and len(entries(studio)["voices"]) == 2


def test_a_job_that_can_not_be_entered_leaves_no_voice_behind(tmp_path):
    studio = Small(tmp_path)
    voice = studio.voice()
    (studio.folders.voice(voice) / NETWORK).unlink()
    learned = ClipVoice(kind="clip", name="gone", network=str(studio.folders.voice(voice) / NETWORK))
    with pytest.raises(module.StudioError), studio.leftovers.making("jobs", "a" * 32) as folder:
        studio.voices.snapshot_for_job(learned, folder)
    assert on_disk(studio)["jobs"] == set()


def test_closing_waits_for_a_sweep_that_is_at_work(tmp_path):
    """The ledger is closed and the folders are let go next."""
    ledger = Ledger(f"sqlite:///{tmp_path / 'out' / 's.sqlite3'}")
    folders = Folders(tmp_path / "in", tmp_path / "out", tmp_path / "models")
    folders.make()
    leftovers, ended, may_go_on = Leftovers(ledger, folders), [], threading.Event()
    leftovers._sweep_names = lambda: (may_go_on.wait(10), ended.append("sweep"))
    sweeping = threading.Thread(target=leftovers.sweep)
    sweeping.start()
    ending = threading.Thread(target=lambda: (leftovers.close(), ended.append("close")))
    ending.start()
    ending.join(0.2)
    assert ended == []
    may_go_on.set()
    for thread in (sweeping, ending):
        thread.join(10)
    assert ended == ["sweep", "close"]
    ledger.close()
