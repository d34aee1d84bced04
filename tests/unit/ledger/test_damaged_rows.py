"""A damaged row of the ledger is told of by itself, in words; all others are served, and work goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from served import add_finished_job, add_upload, add_voice, served

from audio_backend.ledger import tables
from audio_backend.ledger.job import Job
from audio_backend.models.stages import UnitKey
from audio_backend.system.doctor import _ledger

GARBAGE = {"no JSON": "{broken", "another kind": "5", "no UTF-8": b"\xff\xfe", "infinite": 9e999}
SLOW = ("/doctor", "/models/status", "/profiles", "/limits")


def damage(studio: Any, table: str, column: str, value: Any, where: str = "1") -> None:
    with closing(sqlite3.connect(studio.ledger.file)) as ledger, ledger:
        text = "CAST(? AS TEXT)" if isinstance(value, bytes) else "?"
        assert ledger.execute(f'UPDATE {table} SET "{column}" = {text} WHERE {where}', [value]).rowcount


def columns(name: str) -> list[str]:
    """But `owner`: under another name a row is another's, and not listed (test_owner.py)."""
    table = tables.metadata.tables[name]
    keys = {column.name for column in table.columns if column.primary_key or column.foreign_keys}
    return [column.name for column in table.columns if column.name not in keys | {"owner"}]


@pytest.fixture
def here(tmp_path) -> Iterator[tuple[Any, Any]]:
    """Two of each; the one called “bad” is to be damaged."""
    with served(tmp_path) as (client, studio):
        for name in ("song", "bad"):
            add_upload(studio, name)
            add_voice(studio, f"{name}-voice")
            add_finished_job(studio, f"{name}-job", batch_id="both")
        yield client, studio


def gets(client: Any, **ids: str) -> dict[str, Any]:
    """What every address that only tells something answers; with ids where it takes them."""
    paths = client.get("/openapi.json").json()["paths"]
    known = {path.format(**ids) for path, methods in paths.items() if "get" in methods and path not in SLOW}
    answers = {path: client.get(path) for path in sorted(known)}
    return {path: one for path, one in answers.items() if "Nobody works here" not in one.text}


@pytest.mark.parametrize("value", GARBAGE.values(), ids=GARBAGE)
@pytest.mark.parametrize("table", ["jobs", "units", "attempts", "events"])
def test_a_damaged_job_is_a_failed_one_and_the_other_is_served_as_it_was(here, table, value):
    client, studio = here
    key = "id" if table == "jobs" else "job_id"
    before = client.get("/jobs/song-job").json()
    for column in columns(table):
        with closing(sqlite3.connect(studio.ledger.file)) as ledger:
            kept = ledger.execute(f'SELECT rowid, "{column}" FROM {table} WHERE {key} = ?', ["bad-job"]).fetchall()
        damage(studio, table, column, value, f"{key} = 'bad-job'")
        answers = gets(client, job_id="bad-job", batch_id="both", file_id="bad", voice_id="bad-voice")
        assert {path: a.text for path, a in answers.items() if a.status_code >= 500} == {}, column
        listed = {one["job_id"]: one for one in answers["/jobs"].json()["items"]}
        assert set(listed) == {"song-job", "bad-job"} and listed["song-job"]["status"] == "completed", column
        assert client.get("/jobs/song-job").json() == before
        if listed["bad-job"]["status"] != "completed":
            assert listed["bad-job"]["error"]["code"] == "entry_damaged"
        with closing(sqlite3.connect(studio.ledger.file)) as ledger, ledger:
            ledger.executemany(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', [(old, row) for row, old in kept])
    assert client.get("/jobs/bad-job").json()["status"] == "completed"  # put back, it is what it was


@pytest.mark.parametrize("column", ["config", "request", "source", "result", "messages"])
def test_a_job_that_is_no_json_says_so_and_can_be_deleted_but_not_resumed(here, column):
    client, studio = here
    damage(studio, "jobs", column, "{broken", "id = 'bad-job'")
    told = client.get("/jobs/bad-job").json()
    assert told["status"] == "failed" and column in told["error"]["detail"] and told["error"]["remedy"]
    for act in ("resume", "segments/0/retry", "segments/0/keep"):
        assert client.post(f"/jobs/bad-job/{act}").status_code in (404, 409)
    assert client.patch("/jobs/bad-job", json={"title": "x"}).json()["code"] == "entry_damaged"
    assert client.delete("/jobs/bad-job", params={"purge": "true"}).status_code == 200
    assert [one["job_id"] for one in client.get("/jobs").json()["items"]] == ["song-job"]


@pytest.mark.parametrize("value", GARBAGE.values(), ids=GARBAGE)
@pytest.mark.parametrize("column", ["source", "request"])
def test_a_damaged_job_is_listed_among_the_covers_so_that_it_can_be_deleted(here, column, value):
    client, studio = here
    damage(studio, "jobs", column, value, "id = 'bad-job'")
    ids = {one["job_id"] for one in client.get("/jobs", params={"kind": "covers"}).json()["items"]}
    assert ids == {"song-job", "bad-job"}
    assert client.get("/jobs", params={"kind": "tries"}).json()["items"] == []
    of_the_song = client.get("/jobs", params={"file_id": "song"})
    assert of_the_song.status_code == 200 and "song-job" in {one["job_id"] for one in of_the_song.json()["items"]}


def test_damaged_jobs_take_nobodys_place(here):
    _, studio = here
    ledger = studio.ledger
    for number in range(4):
        ledger.add_job(Job(id=f"j{number}", created=float(number), config={}))
    assert [job.id for job in ledger.admit(2)] == ["j0", "j1"]
    damage(studio, "jobs", "config", "{broken", "id IN ('j0', 'j2')")
    assert [job.id for job in ledger.running()] == ["j1"]
    assert ledger.admit(2) == [] and [job.id for job in ledger.admit(2)] == ["j3"]
    assert {job.id for job in ledger.running()} == {"j1", "j3"}


@pytest.mark.parametrize("value", ["{broken", 9e999, b"\xff"])
def test_a_time_that_is_damaged_hides_nobody(here, value):
    client, studio = here
    for number in range(3):
        studio.ledger.add_job(Job(id=f"j{number}", created=float(number + 1), config={}, title="queued"))
    damage(studio, "jobs", "created", value, "id = 'j1'")
    assert studio.ledger.stats()["oldest_queued_s"] > 0
    seen, cursor = [], None
    while True:
        page = client.get("/jobs", params={"limit": 1} | ({"cursor": cursor} if cursor else {})).json()
        seen += [one["job_id"] for one in page["items"]]
        if not (cursor := page["next_cursor"]):
            break
    assert sorted(seen) == ["bad-job", "j0", "j1", "j2", "song-job"]


def test_a_job_damaged_in_the_midst_of_work_stops_nobody_else(here):
    _, studio = here
    ledger = studio.ledger
    for name in ("a", "b"):
        ledger.add_job(Job(id=name, created=1.0, config={}))
    ledger.admit(5)
    attempt = ledger.claim(UnitKey("a", "decode", 0), "me").unit("decode", 0).current_attempt
    damage(studio, "units", "result", "{broken", "job_id = 'a'")
    assert ledger.finish_unit("a", attempt, {"segments": [{}]}).damaged
    assert ledger.recover("other") == 1 and [job.id for job in ledger.running()] == ["b"]
    assert ledger.expire(0.0) == [ledger.job("b")]


@pytest.mark.parametrize("value", GARBAGE.values(), ids=GARBAGE)
@pytest.mark.parametrize("kind", ["uploads", "voices"])
def test_what_is_damaged_on_a_shelf_is_named_and_the_others_are_listed(here, kind, value):
    client, studio = here
    bad, good, name = ("bad", "song", "file_id") if kind == "uploads" else ("bad-voice", "song-voice", "voice_id")
    damage(studio, kind, "facts", value, f"id = '{bad}'")
    answers = gets(client, file_id=bad, voice_id=bad, job_id="song-job", batch_id="both")
    assert {path: a.text for path, a in answers.items() if a.status_code >= 500} == {}
    listed = answers[f"/{kind}"].json()
    assert listed["damaged"] == [bad] and good in {one[name] for one in listed["items"]}
    assert bad not in {one[name] for one in listed["items"]}
    one = client.get(f"/{kind}/{bad}")
    assert one.status_code == 409 and one.json()["code"] == "entry_damaged" and one.json()["remedy"]
    started = client.post(
        "/jobs/start", json={"file_id": bad if kind == "uploads" else "song", "config": {"svc": {"voice": bad}}}
    )
    assert started.status_code == 409
    assert client.delete(f"/{kind}/{bad}").status_code == 200
    assert client.get(f"/{kind}").json()["damaged"] == []


def test_a_damaged_answer_to_a_key_starts_no_second_job(here):
    client, studio = here
    body, headers = {"file_id": "song"}, {"Idempotency-Key": "once"}
    assert client.post("/jobs/start", json=body, headers=headers).status_code == 202
    damage(studio, "idempotency", "response", "{broken")
    again = client.post("/jobs/start", json=body, headers=headers)
    assert again.status_code == 409 and again.json()["code"] == "entry_damaged"
    assert studio.ledger.stats()["jobs"]["queued"] == 1
    assert client.delete("/uploads/bad").status_code == 200  # whose answers are looked through as well


def test_the_doctor_names_what_is_damaged(here, tmp_path: Path):
    _, studio = here
    assert _ledger(studio.settings, studio.ledger).state == "ok"
    damage(studio, "jobs", "request", "{broken", "id = 'bad-job'")
    damage(studio, "voices", "facts", "{broken", "id = 'bad-voice'")
    found = _ledger(studio.settings, studio.ledger)
    assert found.state == "warning" and "jobs/bad-job, voices/bad-voice" in found.detail and found.remedy
