"""Trained voices have hundreds of megabytes: while their files are read, the studio goes on answering."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from served import add_upload, served

from audio_backend.library import voices as library
from audio_backend.library.voices import Provenance, Voices
from audio_backend.storage.folders import WEIGHTS


def on_the_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


class Stopped(Exception):
    """What comes after is of no interest here."""


@pytest.mark.parametrize("asked", ["import_files", "inspect_files"])
def test_what_was_imported_is_hashed_in_a_thread(asked, tmp_path, monkeypatch):
    (tmp_path / WEIGHTS).write_bytes(b"weights")
    seen = []
    monkeypatch.setattr(library, "fingerprint", lambda path: seen.append(on_the_loop()) or {"sha256": "0"})

    async def found(*asked):
        return SimpleNamespace(facts=None), tmp_path

    def stop(*asked):
        raise Stopped

    voices = Voices(None, SimpleNamespace(folders=None), None)
    monkeypatch.setattr(voices, "_found", found)
    monkeypatch.setattr(voices, "_same", stop)
    monkeypatch.setattr(voices, "_twins", stop)
    with pytest.raises((Stopped, AttributeError)):
        asyncio.run(getattr(voices, asked)([], Provenance()))
    assert seen == [False]


def test_a_job_looks_its_voices_up_in_a_thread(tmp_path):
    with served(tmp_path) as (client, studio):
        add_upload(studio)
        seen, known = [], studio.voices.voice
        studio.voices.voice = lambda voice_id: seen.append(on_the_loop()) or known(voice_id)
        wanted = {"svc": {"voice": "deeper", "double": True, "double_voice": "child"}}
        answer = client.post("/jobs/validate", json={"file_id": "song", "config": wanted})
        assert answer.status_code == 200, answer.text
        assert seen == [False, False]
