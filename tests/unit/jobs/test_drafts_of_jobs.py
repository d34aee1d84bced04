"""A draft takes a while, and its job goes on meanwhile: what comes too late is not heard, and doesn't stay."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import soundfile
from served import SEGMENTS, add_upload, served, works

from audio_backend.errors import EngineFailed

ONE_SECOND = [[0.0, 0.0]] * 44_100
DRAFT, FINAL = "draft", "final"
WHOLE = {"read_start": 0, "read_stop": 441_000, "fade_in": 0, "fade_out": 0}


class Worker:
    """Makes previews that are silent; `meanwhile` happens while it is at a draft."""

    def __init__(self, studio):
        self.folders, self.meanwhile, self.made, self.fails = studio.folders, lambda: None, [], False

    async def run(self, task, key):
        folder = self.folders.job(task.job.job_id)
        self.made.append(DRAFT if task.draft else FINAL)
        if task.draft:
            for phase in ("plan", "render"):
                folder.unit(phase, 0, task.draft.attempt).mkdir(parents=True, exist_ok=True)
            self.meanwhile()
            if self.fails:
                raise EngineFailed("FileNotFoundError")
        target = folder.preview(task.name)
        target.parent.mkdir(exist_ok=True)
        soundfile.write(target, ONE_SECOND, 44_100)


@pytest.fixture
def here(tmp_path):
    """A job of which the only segment is analysed."""
    with served(tmp_path) as (client, studio):
        job_id = client.post("/jobs/start", json={"file_id": add_upload(studio)}).json()["job_id"]
        studio.results.interactive = worker = Worker(studio)
        works(studio, job_id, "decode", "analyse", decoded={"segments": [SEGMENTS[0] | WHOLE]})
        yield client, studio, worker, job_id


def finished(studio, job_id):
    works(studio, job_id, "plan", "render", "finish")
    studio.folders.job(job_id).drop_drafts()


def heard(client, job_id, stem="mix"):
    answer = client.get(f"/jobs/{job_id}/preview", params={"segment": 0, "stem": stem})
    return answer.headers.get("x-preview") or answer.json()["code"]


@pytest.mark.parametrize("fails", [False, True])
def test_a_draft_that_the_finished_segment_overtook_is_that_segment_and_nothing_of_it_stays(here, fails):
    client, studio, worker, job_id = here
    worker.meanwhile, worker.fails = lambda: finished(studio, job_id), fails
    assert heard(client, job_id) == FINAL and worker.made == [DRAFT, FINAL]
    assert studio.folders.job(job_id).drafts == []


def test_who_waited_for_a_draft_until_the_segment_was_finished_gets_that(here):
    client, studio, worker, job_id = here
    with ThreadPoolExecutor(1) as pool:
        other = []

        def meanwhile():
            other.append(pool.submit(heard, client, job_id, "vocals"))
            works(studio, job_id, "plan", "render")

        worker.meanwhile = meanwhile
        assert heard(client, job_id) == FINAL and other[0].result(10) == FINAL
    assert worker.made == [DRAFT, FINAL, FINAL]


def test_a_draft_of_a_job_that_is_cancelled_meanwhile_is_refused_and_does_not_stay(here):
    client, studio, worker, job_id = here
    worker.meanwhile = lambda: studio.ledger.cancel(job_id)
    assert heard(client, job_id) == "conflict" and studio.folders.job(job_id).drafts == []


def test_a_draft_that_fails_while_it_is_one_says_why(here):
    client, _, worker, job_id = here
    worker.fails = True
    assert heard(client, job_id) == "engine_failed"


def test_a_job_that_is_gone_on_with_keeps_to_no_draft_of_its_last_run(here):
    client, studio, worker, job_id = here
    assert [heard(client, job_id), heard(client, job_id)] == [DRAFT, DRAFT] and worker.made == [DRAFT]
    studio.ledger.cancel(job_id)
    client.post(f"/jobs/{job_id}/resume")
    studio.ledger.admit(1000)
    assert heard(client, job_id) == DRAFT and worker.made == [DRAFT, DRAFT]
