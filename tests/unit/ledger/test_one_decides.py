"""Of two requests that exclude each other one comes true: a full queue, what a job needs deleted, an answer outlived."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from served import add_finished_job, add_upload, add_voice, served

CLIP = {"svc": {"voice": "me"}}
BLEND = {"svc": {"blend": [{"voice": "me"}, {"voice": "deeper"}]}}


@pytest.fixture
def here(tmp_path):
    with served(tmp_path, max_queued_jobs=20) as (client, studio):
        for file_id in ("song", "backing"):
            add_upload(studio, file_id)
        add_voice(studio)
        yield client, studio


def start(client, key: str | None = None, **wanted):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(
        "/jobs/start", json={"file_id": "song", "consent": {"voice_rights": "own"}, **wanted}, headers=headers
    )


def at_once(*acts):
    """What each gives when all begin together."""
    ready = Barrier(len(acts))

    def go(act):
        ready.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as crowd:
        return [one.result() for one in [crowd.submit(go, act) for act in acts]]


# ------------------------------------------------------------------ the queue
def test_the_queue_takes_exactly_as_many_as_it_may(here):
    client, studio = here
    answers = at_once(*[lambda: start(client)] * 60)
    codes = [answer.status_code for answer in answers]
    assert (codes.count(202), codes.count(429)) == (20, 40)
    assert studio.ledger.stats()["jobs"] == {"queued": 20}
    assert len(list(studio.folders.jobs.iterdir())) == 0 and studio.ledger.doomed.all() == []


def test_a_batch_takes_what_there_is_room_for_and_says_of_the_others_why(here):
    client, _ = here
    batch = {"jobs": [{"file_id": "song"}] * 12}
    items = [
        one
        for answer in at_once(*[lambda: client.post("/jobs/batch", json=batch)] * 3)
        for one in answer.json()["items"]
    ]
    assert sum(one["job"] is not None for one in items) == 20
    assert {one["error"]["code"] for one in items if one["error"]} == {"queue_full"}


def test_what_comes_back_into_a_full_queue_is_refused_too_and_stays_as_it_was(here):
    client, studio = here
    add_finished_job(studio, "done")
    before = studio.ledger.job("done")
    for _ in range(20):
        assert start(client).status_code == 202
    for act in ("segments/0/retry", "remix"):
        answer = client.post(f"/jobs/done/{act}", json={"mixing": {"vocal_db": 1.0}} if act == "remix" else {})
        assert answer.status_code == 429 and answer.headers["retry-after"], answer.text
    assert studio.ledger.job("done") == before


# ------------------------------------------- deleting what a job is made from
NEEDED = {
    "the song": ("/uploads/song", {}),
    "the backing": ("/uploads/backing", {"instrumental_file_id": "backing"}),
    "the voice": ("/voices/me", {"config": CLIP}),
    "a voice of a blend": ("/voices/me", {"config": BLEND}),
}


@pytest.mark.parametrize("what", NEEDED)
def test_what_is_deleted_while_a_job_is_being_started_starts_none(here, monkeypatch, what):
    client, studio = here
    address, wanted = NEEDED[what]
    snapshot_for_job = studio.voices.snapshot_for_job

    def deleted_meanwhile(*args):
        assert client.delete(address).status_code == 200
        return snapshot_for_job(*args)

    monkeypatch.setattr(studio.voices, "snapshot_for_job", deleted_meanwhile)
    answer = start(client, **wanted)
    assert answer.status_code == 404 and answer.json()["code"] == "not_found", answer.text
    assert studio.ledger.stats()["jobs"] == {} and studio.ledger.doomed.all() == []


@pytest.mark.parametrize("what", ["the song", "the backing"])
def test_what_a_job_needs_that_was_started_meanwhile_is_not_deleted(here, monkeypatch, what):
    client, studio = here
    address, wanted = NEEDED[what]
    delete = studio.leftovers.delete

    def started_meanwhile(*args):
        assert start(client, **wanted).status_code == 202
        return delete(*args)

    monkeypatch.setattr(studio.leftovers, "delete", started_meanwhile)
    answer = client.delete(address)
    assert answer.status_code == 409 and "still needs" in answer.json()["detail"]
    assert client.get(address).status_code == 200


def test_a_start_and_a_deletion_at_once_never_both_come_true(here):
    client, studio = here
    for number in range(10):
        file_id = add_upload(studio, f"song{number}")
        started, deleted = at_once(
            lambda file_id=file_id: start(client, file_id=file_id),
            lambda file_id=file_id: client.delete(f"/uploads/{file_id}"),
        )
        assert (started.status_code, deleted.status_code) in {(202, 409), (404, 200)}
        assert len(client.get("/jobs").json()["items"]) == studio.ledger.stats()["jobs"].get("queued", 0)


def test_a_job_that_has_not_read_its_song_is_not_resumed_without_it(here, monkeypatch):
    client, studio = here
    job_id = start(client).json()["job_id"]
    client.post(f"/jobs/{job_id}/cancel")
    retry = studio.ledger.retry

    def deleted_meanwhile(*args):
        assert client.delete("/uploads/song").status_code == 200
        return retry(*args)

    monkeypatch.setattr(studio.ledger, "retry", deleted_meanwhile)
    answer = client.post(f"/jobs/{job_id}/resume")
    assert answer.status_code == 409 and "new job" in answer.json()["remedy"]
    assert studio.ledger.job(job_id).state == "cancelled"


def test_a_job_that_has_read_its_song_needs_it_no_longer(here):
    client, studio = here
    add_finished_job(studio, "done")
    assert client.delete("/uploads/song").status_code == 200
    assert client.post("/jobs/done/segments/0/retry").status_code == 202


def test_a_job_outlives_its_voice(here):
    client, _ = here
    job_id = start(client, config=CLIP).json()["job_id"]
    assert client.delete("/voices/me").status_code == 200
    client.post(f"/jobs/{job_id}/cancel")
    assert client.post(f"/jobs/{job_id}/resume").status_code == 202


# -------------------------------------------------------------------- answers
def test_a_key_is_forgotten_with_its_job(here):
    client, _ = here
    first = start(client, "once").json()["job_id"]
    assert start(client, "once").json()["job_id"] == first
    assert client.delete(f"/jobs/{first}", params={"purge": "true"}).status_code == 200
    again = start(client, "once")
    assert again.status_code == 202 and again.json()["job_id"] != first
    assert client.get(f"/jobs/{again.json()['job_id']}").status_code == 200


def test_a_key_of_a_batch_is_forgotten_for_the_job_that_is_gone_alone(here):
    client, _ = here
    batch = {"jobs": [{"file_id": "song"}, {"file_id": "song", "priority": 1}]}

    def ids() -> list[str]:
        answer = client.post("/jobs/batch", json=batch, headers={"Idempotency-Key": "many"})
        return [one["job"]["job_id"] for one in answer.json()["items"]]

    first = ids()
    client.delete(f"/jobs/{first[0]}", params={"purge": "true"})
    again = ids()
    assert again[0] != first[0] and again[1] == first[1]


@pytest.mark.parametrize("missing", [
    ("messages",), ("facts",), ("messages", "facts", "placeholders"), ("config",), ("disk_bytes", "segments"),
])  # fmt: skip
def test_what_an_earlier_version_answered_is_answered_in_the_fields_of_this_one(here, missing):
    """The fields were absent, and the log had a block of pydantic's warnings."""
    client, studio = here
    first = start(client, "early").json()
    kept = studio.ledger.answer("early", "start")
    earlier = {name: value for name, value in kept.response.items() if name not in missing} | {"songs": 1}
    studio.ledger.forget_answers(kept.created + 1)
    studio.ledger.keep_answer(replace(kept, response=earlier))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again = start(client, "early").json()
    assert set(again) == set(first) and again["job_id"] == first["job_id"]
    assert {name for name in first if again[name] != first[name]} <= {"disk_bytes", "segments"} & set(missing)


def test_a_cancelled_job_keeps_its_key(here):
    client, _ = here
    first = start(client, "once").json()["job_id"]
    client.post(f"/jobs/{first}/cancel")
    assert start(client, "once").json()["job_id"] == first
