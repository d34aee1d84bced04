"""A job refers to a trained voice and keeps no copy: so it can't go while one sings with it, and only a new song needs
it again."""

from __future__ import annotations

import time

import pytest
import tiny_voices
from served import add_finished_job, add_upload, served

from audio_backend.ledger.records import Voice
from audio_backend.models.voices import voice_json


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDIO_STUDIO_MODELS", str(tmp_path / "models"))  # where the catalogue looks for ContentVec
    with served(tmp_path) as (client, studio):
        add_upload(studio)
        voice = tiny_voices.stored_voice(studio.folders.voice("ann"), voice_id="ann")
        files = {name: file.model_dump() for name, file in voice.files.items()}
        facts = {
            "kind": "checkpoint",
            "files": files,
            "messages": [],
            "sources": [],
            "version": "v2",
            "licence": "CC BY",
        }
        studio.ledger.voices.add(Voice("ann", "Ann", "checkpoint", "rvc", facts, time.time()))
        tiny_voices.write_contentvec(studio.folders.models)
        yield client, studio


def start(client):
    return client.post("/jobs/start", json={
        "file_id": "song", "consent": {"voice_rights": "own"}, "config": {"svc": {"voice": "ann", "engine": "rvc"}},
    })  # fmt: skip


def started(client) -> str:
    answer = start(client)
    assert answer.status_code == 202, answer.text
    return answer.json()["job_id"]


def test_it_can_not_be_deleted_while_a_job_sings_with_it(here):
    client, studio = here
    job_id = started(client)
    refused = client.delete("/voices/ann")
    assert refused.status_code == 409 and "song" in refused.json()["detail"], refused.text
    assert (studio.folders.voice("ann") / "weights.safetensors").exists()
    client.post(f"/jobs/{job_id}/cancel")
    assert client.delete("/voices/ann").status_code == 200
    assert not studio.folders.voice("ann").exists()


def test_a_job_keeps_its_id_and_fingerprints_and_no_file(here):
    client, studio = here
    job_id = started(client)
    kept = studio.ledger.job(job_id).request["voice"]
    assert kept["id"] == kept["voice_id"] == "ann" and set(kept["files"]) == {"weights.safetensors"}
    assert not {"sources", "messages", "licence"} & set(kept)  # told by the voice itself
    assert not list(studio.folders.job(job_id).path.rglob("*.safetensors"))


def test_a_song_that_is_to_be_sung_again_needs_it_and_a_mix_does_not(here):
    client, studio = here
    add_finished_job(studio, "done", voice=voice_json(studio.voices.voice("ann")))
    assert client.delete("/voices/ann").status_code == 200
    again = client.post("/jobs/done/segments/0/retry", json={})
    assert again.status_code == 409 and "“Ann” has been deleted" in again.json()["detail"], again.text
    assert studio.ledger.job("done").state == "completed"
    assert client.post("/jobs/done/remix", json={"mixing": {"vocal_db": 1.0}}).status_code == 202


def test_it_is_listed_with_what_is_known_of_it_and_without_its_files(here):
    client, _ = here
    facts = client.get("/voices/ann").json()["facts"]
    assert facts["version"] == "v2" and facts["licence"] == "CC BY" and "files" not in facts
    assert client.get("/voices").json()["damaged"] == []
    assert client.get("/health").json()["disk"]["voices_bytes"] > 100_000


def test_a_file_that_has_changed_starts_no_job(here):
    client, studio = here
    with (studio.folders.voice("ann") / "weights.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"!")
    answer = start(client)
    assert answer.status_code == 409 and "weights.safetensors" in answer.json()["detail"]
    assert "import it again" in answer.json()["remedy"]
