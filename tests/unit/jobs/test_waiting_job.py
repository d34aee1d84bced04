"""What the studio tells of a job that waits for room on the disk."""

import asyncio
from types import SimpleNamespace

import pytest

from audio_backend.errors import StorageFull
from audio_backend.jobs.service import JobService, Parts
from audio_backend.ledger.job import Job
from audio_backend.ledger.ledger import Ledger
from audio_backend.models.audio_config import AudioConfig
from audio_backend.settings import Settings
from audio_backend.storage.folders import Folders

FULL = StorageFull("Writing failed: No space left on device.", remedy="Make room in /home/me/outputs; it goes on.")


@pytest.fixture
def jobs(tmp_path):
    """With one job that is running."""
    ledger = Ledger(f"sqlite:///{tmp_path / 'studio.sqlite3'}")
    ledger.add_job(Job(id="j", created=1.0, config=AudioConfig().model_dump(), source={"duration_s": 30.0}))
    ledger.admit(1)
    folders = Folders(tmp_path / "in", tmp_path / "out", tmp_path / "models")
    settings = Settings(_env_file=None)
    yield JobService(ledger, folders, SimpleNamespace(trouble=None), Parts(None, None, None, None), settings)
    ledger.close()


def test_a_job_that_waits_says_why_and_makes_no_promise(jobs):
    before = asyncio.run(jobs.progress("j"))
    assert before.stuck is None and before.eta_s.high > 0 and before.worked_s == 0.0
    jobs.ledger.count_work(["j"], 12.34)
    jobs.ledger.wait("j", FULL.as_dict())
    waiting = asyncio.run(jobs.progress("j"))
    assert (waiting.status, waiting.eta_s, waiting.worked_s) == ("running", None, 12.3)
    assert waiting.stuck == "Writing failed: No space left on device. Make room in …; it goes on."
    jobs.ledger.go_on("j")
    assert asyncio.run(jobs.progress("j")).stuck is None


def test_who_waits_for_news_hears_at_once_that_the_job_has_to_wait(jobs):
    async def told():
        asked = asyncio.create_task(jobs.progress("j", wait_s=30.0))
        await asyncio.sleep(0.05)
        jobs.ledger.wait("j", FULL.as_dict())
        async with asyncio.timeout(10.0):
            return await asked

    assert asyncio.run(told()).stuck
