"""The API over a studio in which nobody works: ledger, folders and routes are real, jobs stay in the queue."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from audio_backend.errors import EngineFailed
from audio_backend.ledger.job import Job
from audio_backend.ledger.ledger import Ledger
from audio_backend.ledger.records import Upload, Voice
from audio_backend.main import create_app
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.stages import Phase, UnitKey
from audio_backend.settings import Settings
from audio_backend.studio import Studio

HOST = "http://127.0.0.1"
SEGMENTS = [{"index": 0, "start": 0, "stop": 441_000}]
DECODED = {"frames": 441_000, "sample_rate": 44_100, "channels": 2, "segments": SEGMENTS, "audio_s": 10.0}
SILENT = dict.fromkeys(("integrated_lufs", "true_peak_dbtp", "sample_peak_db"))
MASTERING = {
    "frames": 441_000, "before": SILENT, "after": SILENT, "gain_db": 0.0, "max_reduction_db": 0.0, "limited_share": 0.0,
    "passes": 2,
}  # fmt: skip
RESOLVED = AudioConfig().overridden({"svc": {"engine": "echo"}})
"""As a job keeps it: its voice engine has a name."""
RESULT = {
    "file": "mix.wav", "stem": "mix", "output_format": "wav", "sample_rate": 44_100, "channels": 2, "bit_depth": 16,
    "frames": 441_000, "bytes": 4, "sha256": "0", "mastering": MASTERING, "levels": {}, "warnings": [], "attempt": 1,
    "config": RESOLVED.model_dump(mode="json"),
}  # fmt: skip
FACTS = {
    "duration_s": 10.0, "frames": 441_000, "sample_rate": 44_100, "channels": 2, "codec": "pcm_s16le",
    "container": "wav", "has_cover": False, "tags": {}, "messages": [],
}  # fmt: skip


class QuietPump:
    """Cancels in the ledger, and starts nothing."""

    trouble = None

    def __init__(self, ledger: Ledger):
        self._ledger = ledger

    def ring(self) -> None:
        pass

    async def cancel(self, job_id: str) -> Job:
        return self._ledger.cancel(job_id)


async def nobody_works(*_: Any) -> None:
    raise EngineFailed("Nobody works here.")


@contextmanager
def served(folder: Path, **settings: Any) -> Iterator[tuple[TestClient, Studio]]:
    """Errors that nobody foresaw come as the 500 that a user would see."""
    folders = {name: folder / name for name in ("uploads", "outputs", "models")}
    studio = Studio(Settings(_env_file=None, demo=False, **(folders | {"min_free_disk_bytes": 0} | settings)))
    studio.jobs.scheduler = QuietPump(studio.ledger)
    for pool in (studio.pool, studio._interactive_workers):
        pool.run = nobody_works
    with TestClient(create_app(running=studio), base_url=HOST, raise_server_exceptions=False) as client:
        yield client, studio
    studio.ledger.close()


def add_upload(studio: Studio, file_id: str = "song") -> str:
    folder = studio.folders.upload(file_id)
    folder.mkdir()
    (folder / "source").write_bytes(b"RIFF")
    sha256 = hashlib.sha256(b"RIFF").hexdigest()
    studio.ledger.uploads.add(Upload(file_id, f"{file_id}.wav", sha256, 4, FACTS, time.time()))
    return file_id


def add_voice(studio: Studio, voice_id: str = "me") -> str:
    facts = {"kind": "clip", "f0_median_hz": 200.0, "warnings": []}
    studio.folders.voice(voice_id).mkdir()
    studio.ledger.voices.add(Voice(voice_id, "Me", "clip", "echo", facts, time.time()))
    return voice_id


def add_finished_job(
    studio: Studio,
    job_id: str = "done",
    decoded: dict[str, Any] | None = None,
    batch_id: str | None = None,
    channels: int = 2,
    **asked: Any,
) -> str:
    """With one segment, and no files; `decoded` is what decoding tells beside, `asked` what the job asks for beside."""
    ledger = studio.ledger
    ledger.add_job(Job(
        id=job_id, created=time.time(), title=job_id, source=FACTS | {"channels": channels},
        config=RESOLVED.overridden(asked.pop("config", {})).model_dump(),
        request={"file_id": "song", "voice": {}} | asked, batch_id=batch_id,
    ))  # fmt: skip
    works(studio, job_id, "decode", "analyse", "plan", "render", "finish", decoded=decoded)
    return job_id


def works(studio: Studio, job_id: str, *phases: Phase, decoded: dict[str, Any] | None = None) -> None:
    """These phases of a job with one segment are done, without files."""
    studio.ledger.admit(1000)
    for phase in phases:
        attempt = studio.ledger.claim(UnitKey(job_id, phase, 0), "me").unit(phase, 0).current_attempt
        results = {"decode": DECODED | (decoded or {}), "finish": RESULT}
        studio.ledger.finish_unit(job_id, attempt, results.get(phase, {}))
