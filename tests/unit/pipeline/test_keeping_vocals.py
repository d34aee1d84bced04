"""What is kept of a song never stands in the way of a cover."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from audio_backend.dsp.signal.segments import Segment
from audio_backend.engines.entries import SPLEETER
from audio_backend.errors import StorageFull
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.job_facts import UploadedFile
from audio_backend.pipeline.vocal import kept_vocals
from audio_backend.pipeline.vocal.kept_vocals import kept_or_isolated
from audio_backend.storage.folders import Folders

SEGMENT = Segment(0, 0, 800, -100, 900, 0, 0)


@pytest.fixture
def folders(tmp_path):
    made = Folders(tmp_path, tmp_path, tmp_path)
    made.upload("song").mkdir()
    return made


def isolated(folders, level: float = 0.5, device: str = "cpu", **groups):
    """One segment of a job; the engine, when it is asked, gives a vocal of this level."""
    job = SimpleNamespace(folders=folders, config=AudioConfig.model_validate(groups), frames=1000, sample_rate=8000,
                          channels=1, facts=SimpleNamespace(upload=UploadedFile(file_id="song", sha256="s"), keeps_vocals=True))  # fmt: skip
    vocal, kept = kept_or_isolated(
        job, SEGMENT, SPLEETER.info, lambda: device, lambda: np.full((1, 1000), level, np.float32)
    )
    return float(vocal.max()), kept


def test_the_same_question_has_the_same_answer_and_another_one_its_own(folders):
    assert isolated(folders, 0.5) == (0.5, False)
    assert isolated(folders, 0.1) == (0.5, True)
    assert isolated(folders, 0.2, instrumental={"quality": "best"}) == (np.float32(0.2), False)
    assert isolated(folders, 0.3, range={"start": 0.5}) == (np.float32(0.3), False)
    assert isolated(folders, 0.4, device="cuda") == (np.float32(0.4), False)


def test_of_a_song_that_is_gone_nothing_is_kept(folders):
    shutil.rmtree(folders.upload("song"))
    assert isolated(folders) == (0.5, False) and not folders.upload("song").exists()


def test_on_a_disk_without_room_the_vocal_is_made_and_nothing_is_kept(folders, monkeypatch):
    monkeypatch.setattr(kept_vocals, "KEPT_FREE_BYTES", 1 << 62)
    assert isolated(folders) == (0.5, False) and not any(folders.vocals("song").iterdir())

    def full(path, audio):
        raise StorageFull()

    monkeypatch.setattr(kept_vocals, "KEPT_FREE_BYTES", 0)
    monkeypatch.setattr(kept_vocals, "write_sound", full)
    assert isolated(folders) == (0.5, False) and not any(folders.vocals("song").iterdir())


def test_of_too_many_those_used_longest_ago_go(folders, monkeypatch):
    monkeypatch.setattr(kept_vocals, "MOST_BYTES", 2 * 5000)  # 1000 float samples and a head are 4 to 5 kB
    isolated(folders, range={"start": 0.1})
    isolated(folders, range={"start": 0.2})
    assert isolated(folders, range={"start": 0.1})[1]
    isolated(folders, range={"start": 0.3})
    assert isolated(folders, range={"start": 0.1})[1] and not isolated(folders, range={"start": 0.2})[1]
    assert len(list(folders.vocals("song").glob("*.wav"))) == len(list(folders.vocals("song").glob("*.json"))) == 2
