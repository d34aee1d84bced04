"""Jobs that were started together, as one: what it tells, and what is done to all of them at once."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from served import add_finished_job, add_upload, served

from audio_backend.errors import FilesDamaged
from audio_backend.jobs.batches import Names
from audio_backend.jobs.results import LONGEST_NAME_BYTES, Download
from audio_backend.ledger.job import Job
from audio_backend.models.stages import UnitKey


@pytest.fixture
def here(tmp_path):
    with served(tmp_path, max_queued_jobs=10) as (client, studio):
        for name in ("song", "other"):
            add_upload(studio, name)
        yield client, studio


def start(client, *songs, key=None, **more):
    wanted = {"jobs": [{"file_id": song} | more for song in songs]}
    return client.post("/jobs/batch", json=wanted, headers={"Idempotency-Key": key} if key else {})


def batch(client, batch_id):
    return client.get(f"/jobs/batch/{batch_id}").json()


def works(studio, job_id: str, *phases: str) -> None:
    """These phases of a job are done, and the next one is half done."""
    decoded = {
        "frames": 441_000, "sample_rate": 44_100, "channels": 2, "audio_s": 10.0,
        "segments": [{"index": 0, "start": 0, "stop": 441_000}],
    }  # fmt: skip
    studio.ledger.admit(1000)
    for phase in phases:
        attempt = studio.ledger.claim(UnitKey(job_id, phase, 0), "me").unit(phase, 0).current_attempt
        studio.ledger.finish_unit(job_id, attempt, decoded if phase == "decode" else {})


def test_songs_that_were_started_together_are_told_of_as_one(here):
    client, _ = here
    told = start(client, "song", "other", "song").json()
    one = batch(client, told["batch_id"])
    assert one["status"] == "queued"
    assert (one["jobs"], one["states"]["queued"], one["terminal"], one["progress"], one["results"]) == (
        3,
        3,
        False,
        0,
        0,
    )
    assert one["voice"] == {"voice_id": "deeper", "name": "Deeper"} and one["duration_s"] == pytest.approx(30.0)
    ids = [item["job"]["job_id"] for item in told["items"]]
    members = client.get("/jobs", params={"batch_id": told["batch_id"]}).json()["items"]
    assert [job["job_id"] for job in members] == ids[::-1]
    assert {job["batch_id"] for job in members} == {told["batch_id"]}
    assert (
        client.get(f"/jobs/{client.post('/jobs/start', json={'file_id': 'song'}).json()['job_id']}").json()["batch_id"]
        is None
    )


def test_the_time_left_is_that_of_all_and_shrinks_with_what_is_over(here):
    client, _ = here
    told = start(client, "song", "song", "song", "song").json()
    first, *_ = (item["job"]["job_id"] for item in told["items"])
    alone = client.post("/jobs/validate", json={"file_id": "song"}).json()["eta_s"]
    whole = batch(client, told["batch_id"])["eta_s"]
    assert [whole[end] for end in ("low", "high")] == pytest.approx(
        [4 * alone[end] for end in ("low", "high")], abs=0.3
    )
    client.post(f"/jobs/{first}/cancel")
    assert batch(client, told["batch_id"])["eta_s"]["high"] == pytest.approx(3 * alone["high"], abs=0.3)
    assert batch(client, told["batch_id"])["progress"] == 0.25
    assert batch(client, told["batch_id"])["status"] == "running"
    client.post(f"/jobs/batch/{told['batch_id']}/cancel")
    assert batch(client, told["batch_id"])["eta_s"] is None


def test_a_running_job_counts_as_far_as_it_is(here):
    client, studio = here
    told = start(client, "song", "other").json()
    works(studio, told["items"][0]["job"]["job_id"], "decode", "analyse")
    one = batch(client, told["batch_id"])
    assert one["progress"] == pytest.approx(0.43 / 2, abs=0.001) and one["states"]["running"] == 2


def test_what_is_refused_is_told_and_the_same_request_again_brings_it_into_the_same_batch(here):
    client, studio = here
    first = start(client, "song", "gone", "other", key="k").json()
    assert [item["error"] and item["error"]["code"] for item in first["items"]] == [None, "not_found", None]
    add_upload(studio, "gone")
    again = start(client, "song", "gone", "other", key="k").json()
    assert again["batch_id"] == first["batch_id"] and batch(client, first["batch_id"])["jobs"] == 3
    assert [again["items"][at]["job"]["job_id"] for at in (0, 2)] == [
        first["items"][at]["job"]["job_id"] for at in (0, 2)
    ]
    other = start(client, "song", key="k")
    assert other.status_code == 422 and "another body" in other.json()["detail"]


def test_a_power_cut_as_a_job_comes_in_makes_no_second_one_of_it_with_the_same_key(here, monkeypatch):
    client, studio = here
    entered = studio.ledger.add_job

    def power_cut(*job):
        entered(*job)
        raise RuntimeError("no power")

    monkeypatch.setattr(studio.ledger, "add_job", power_cut)
    assert start(client, "song", "other", key="k").status_code == 500
    monkeypatch.undo()
    again = start(client, "song", "other", key="k").json()
    assert all(item["job"] for item in again["items"]) and batch(client, again["batch_id"])["jobs"] == 2


def test_what_is_started_later_can_join_a_batch(here):
    client, _ = here
    first = start(client, "song", "other").json()["batch_id"]
    more = client.post("/jobs/batch", json={"jobs": [{"file_id": "song"}], "batch_id": first}).json()
    assert more["batch_id"] == first and batch(client, first)["jobs"] == 3


def test_a_full_queue_refuses_the_rest_of_a_batch_by_name_of_each(here):
    client, _ = here
    told = start(client, *["song"] * 12).json()
    assert [bool(item["job"]) for item in told["items"]] == [True] * 10 + [False] * 2
    assert {item["error"]["code"] for item in told["items"][10:]} == {"queue_full"}


def test_a_hundred_songs_are_one_batch_and_one_more_is_too_many(tmp_path):
    with served(tmp_path) as (client, studio):
        add_upload(studio)
        told = start(client, *["song"] * 100).json()
        assert batch(client, told["batch_id"])["states"]["queued"] == 100
        assert start(client, *["song"] * 101).status_code == 422


def test_in_the_library_a_batch_is_one_entry_until_one_job_of_it_is_left(here):
    client, _ = here
    client.post("/jobs/start", json={"file_id": "other"})
    told = start(client, "song", "other", "song").json()
    ids = [item["job"]["job_id"] for item in told["items"]]

    def listed(**asked):
        answer = client.get("/jobs", params={"grouped": "true", **asked}).json()
        return [job["job_id"] for job in answer["items"]], [one["jobs"] for one in answer["batches"]]

    assert listed() == ([ids[2], listed()[0][1]], [3])
    client.post(f"/jobs/{ids[2]}/cancel")
    assert listed(status="queued")[0][0] == ids[1] and listed(status="cancelled") == ([ids[2]], [3])
    for job_id in ids[1:]:
        client.delete(f"/jobs/{job_id}", params={"purge": "true"})
    assert listed()[0][0] == ids[0] and listed()[1] == []
    assert batch(client, told["batch_id"])["jobs"] == 1  # under its id it is still there
    client.delete(f"/jobs/{ids[0]}", params={"purge": "true"})
    assert client.get(f"/jobs/batch/{told['batch_id']}").status_code == 404


def test_the_next_page_is_asked_for_as_this_one_was(here):
    client, _ = here
    for _ in range(3):
        start(client, "song", "other")
    page = client.get("/jobs", params={"grouped": "true", "limit": 2})
    following = client.get(page.headers["link"].split(";")[0].strip("<>"))
    assert [len(one.json()["items"]) for one in (page, following)] == [2, 1]
    assert following.json()["batches"][0]["jobs"] == 2


def test_a_damaged_job_stays_in_its_batch_as_a_failed_one_and_goes_with_it(here):
    client, studio = here
    told = start(client, "song", "other").json()
    with closing(studio.ledger._database._engine.raw_connection()) as ledger:
        ledger.execute("UPDATE jobs SET config = '{broken' WHERE id = ?", [told["items"][0]["job"]["job_id"]])
        ledger.commit()
    one = batch(client, told["batch_id"])
    assert (one["status"], one["states"]["failed"], one["states"]["queued"]) == ("running", 1, 1)
    assert client.delete(f"/jobs/batch/{told['batch_id']}", params={"purge": "true"}).json()["jobs"] == 2


def test_cancel_stops_all_that_has_not_ended_and_resume_goes_on_with_all_of_it(here):
    client, studio = here
    told = start(client, "song", "other", "song").json()
    running = told["items"][0]["job"]["job_id"]
    works(studio, running, "decode")
    stopped = client.post(f"/jobs/batch/{told['batch_id']}/cancel").json()
    assert (stopped["status"], stopped["states"]["cancelled"], stopped["terminal"]) == ("cancelled", 3, True)
    client.delete("/uploads/other")
    answer = client.post(f"/jobs/batch/{told['batch_id']}/resume").json()
    assert [item["error"] and item["error"]["status"] for item in answer["items"]] == [None, 409, None]
    assert "has been deleted" in answer["items"][1]["error"]["detail"]
    assert (
        batch(client, told["batch_id"])["states"] | {"queued": 2, "cancelled": 1}
        == batch(client, told["batch_id"])["states"]
    )
    assert client.post("/jobs/batch/nobody/resume").status_code == 404


def test_delete_cancels_and_with_purge_nothing_of_it_is_left(here):
    client, _ = here
    told, other = start(client, "song", "other").json(), start(client, "song", "other").json()
    cancelled = client.delete(f"/jobs/batch/{told['batch_id']}")
    assert cancelled.status_code == 202 and cancelled.json()["states"]["cancelled"] == 2
    purged = client.delete(f"/jobs/batch/{told['batch_id']}", params={"purge": "true"}).json()
    assert (purged["jobs"], purged["purged"]) == (2, True)
    assert client.get(f"/jobs/batch/{told['batch_id']}").status_code == 404
    assert batch(client, other["batch_id"])["states"]["queued"] == 2  # another batch is another batch


def test_settings_are_looked_at_for_all_songs_before_anything_is_started(here):
    client, _ = here
    wanted = {
        "jobs": [
            {"file_id": "song"},
            {"file_id": "gone"},
            {"file_id": "other", "config": {"svc": {"x": 1}}},
            {"file_id": "other"},
        ]
    }
    told = client.post("/jobs/batch/validate", json=wanted).json()
    assert [item["error"] and item["error"]["status"] for item in told["items"]] == [None, 404, 422, None]
    orders = [item["order"] for item in told["items"] if item["order"]]
    assert told["disk_bytes"] == sum(order["disk_bytes"] for order in orders) > 0
    assert told["eta_s"]["high"] == pytest.approx(sum(order["eta_s"]["high"] for order in orders), abs=0.2)
    nothing = client.post("/jobs/batch/validate", json={"jobs": [{"file_id": "gone"}]}).json()
    assert nothing["eta_s"] is None and client.get("/jobs").json()["items"] == []


def covers(studio, monkeypatch, folder: Path, *titles: str) -> dict[str, bytes]:
    """Finished jobs of one batch, with files; what lies in them by the jobs' ids."""
    sounds = {}
    for number, title in enumerate(titles):
        job_id = add_finished_job(studio, f"job{number}", batch_id="both")
        studio.ledger.rename(job_id, title)
        sounds[job_id] = bytes([number]) * (3_000_000 + number)
        (folder / f"{job_id}.wav").write_bytes(sounds[job_id])

    async def download(job_id: str, _format: None, _stem: str) -> Download:
        job = studio.ledger.job(job_id)
        if job.title == "Damaged":
            raise FilesDamaged("Its file is damaged.")
        return Download(folder / f"{job_id}.wav", f"{job.title} (cover).wav", "0", "1/1")

    monkeypatch.setattr(studio.results, "download", download)
    return sounds


def test_all_covers_are_one_zip_under_names_of_their_own(here, monkeypatch, tmp_path):
    client, studio = here
    sounds = covers(studio, monkeypatch, tmp_path, "Evening", "evening", "A/B: 夜", "Evening")
    studio.ledger.add_job(
        Job(id="late", created=9e9, title="Late", config={}, request={"file_id": "song"}, batch_id="both")
    )
    answer = client.get("/jobs/batch/both/download")
    assert (
        answer.headers["content-type"] == "application/zip"
        and '"4 covers.zip"' in answer.headers["content-disposition"]
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "Evening (cover).wav",
            "evening (cover) 2.wav",
            "A_B_ 夜 (cover).wav",
            "Evening (cover) 3.wav",
        ]
        assert [archive.read(name) for name in archive.namelist()] == list(sounds.values())
    assert client.head("/jobs/batch/both/download").status_code == 200


def test_a_cover_that_cannot_be_had_is_named_in_the_zip_and_the_others_are_in_it(here, monkeypatch, tmp_path):
    client, studio = here
    covers(studio, monkeypatch, tmp_path, "Evening", "Damaged", "Morning")
    (tmp_path / "job2.wav").unlink()  # deleted while the ZIP is on its way
    with zipfile.ZipFile(io.BytesIO(client.get("/jobs/batch/both/download").content)) as archive:
        assert archive.namelist() == ["Evening (cover).wav", "Not in here.txt"]
        assert (
            archive.read("Not in here.txt").decode()
            == "Damaged: Its file is damaged.\nMorning: No such file or directory\n"
        )


def test_no_name_in_a_zip_is_too_long_for_a_disk_or_the_same_as_another_there():
    names, long = Names(), f"{'ä' * 121} (cover).wav"
    given = [names.info(name).filename for name in (long, long, "é (cover).wav", "e\u0301 (cover).wav")]
    assert max(len(name.encode()) for name in given) <= LONGEST_NAME_BYTES
    assert len({unicodedata.normalize("NFC", name) for name in given}) == 4


def test_without_a_cover_there_is_no_zip(here):
    client, _ = here
    told = start(client, "song", "other").json()
    answer = client.get(f"/jobs/batch/{told['batch_id']}/download")
    assert answer.status_code == 409 and answer.json()["remedy"] == "Wait for the first one."
