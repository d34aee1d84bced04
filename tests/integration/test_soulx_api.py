"""A clip becomes a voice of SoulX-Singer, and a song is sung with it, through the whole studio; tiny random weights."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile
import sounds
from live import LiveStudio, models_of_its_own
from soulx_checkpoints import write_models

RATE = 44_100
ENGINE = "soulx-singer-svc"
QUICK = {"steps": 4, "guidance": 0, "prompt_seconds": 3}


def flac(samples: np.ndarray) -> bytes:
    body = io.BytesIO()
    soundfile.write(body, samples.T, RATE, format="FLAC")
    return body.getvalue()


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    folder = tmp_path_factory.mktemp("soulx")
    live = LiveStudio(folder, models=models_of_its_own(folder))
    live.start()
    yield live
    live.stop()


@pytest.fixture(scope="module")
def clip():
    return flac(sounds.song(seed=11, seconds=14.0, sample_rate=RATE, voice="bass").vocals)


@pytest.fixture(scope="module")
def voice(studio, clip):
    """The files come while the studio runs: it is asked anew each time."""
    missing = studio.client.post("/voices", data={"name": "Me", "engine": ENGINE}, files={"clip": ("me.flac", clip)})
    assert missing.status_code == 409 and "SoulX-Singer-SVC is missing" in missing.json()["detail"]
    assert "audio-studio models pull soulx-singer-svc" in missing.json()["remedy"]
    assert str(studio.folder / "models" / ENGINE) in missing.json()["remedy"]
    assert "allow_placeholder" not in missing.json()["remedy"], "no stand-in makes a voice of a clip"
    assert missing.json()["remedy"].endswith("ready here: echo."), "of engines that make a voice of a clip"
    write_models(studio.folder / "models")
    made = studio.client.post("/voices", data={"name": "Me", "engine": ENGINE}, files={"clip": ("me.flac", clip)})
    assert made.status_code == 201, made.text
    return made.json()


@pytest.fixture(scope="module")
def song(studio):
    vocals = sounds.song(seed=3, seconds=9.0, sample_rate=RATE, voice="tenor").vocals
    return studio.client.post("/upload", files={"file": ("s.flac", flac(vocals))}).json()["file_id"]


def row(studio) -> dict:
    return next(row for row in studio.client.get("/models/status").json()["engines"] if row["id"] == ENGINE)


def test_a_clip_becomes_a_voice_of_this_engine(studio, voice):
    assert voice["engine"] == ENGINE and voice["kind"] == "clip"
    facts = voice["facts"]
    assert 70 < facts["f0_low_hz"] < facts["f0_median_hz"] < facts["f0_high_hz"] < 260  # E2 to A3, as the bass sings
    assert 3.5 < facts["prompt_seconds"] <= 14.0 and "version" not in facts and "network" not in facts
    assert studio.client.get(f"/voices/{voice['voice_id']}/sample").status_code == 200


def test_the_engine_is_listed_with_its_options(studio, voice):
    listed = row(studio)
    assert listed["state"] in ("installed", "loaded") and listed["neural"] and listed["voice_kinds"] == ["clip"]
    assert "Apache-2.0" in listed["licence"] and listed["vram_mb"] > 1500
    assert {"steps", "guidance", "prompt_seconds", "seed", "strength"} == set(listed["options"])


def test_a_song_is_sung_with_it(studio, voice, song):
    config = {
        "svc": {"engine": ENGINE, "voice": voice["voice_id"], "options": QUICK},
        "swiftf0": {"pitch_shift": "auto"},
    }
    job_id = studio.start_job(song, source="vocals", profile="fast", config=config)
    told = studio.wait(job_id)
    report = studio.client.get(f"/jobs/{job_id}/report").json()
    assert told["status"] == "completed", report
    assert {one["engine"] for one in report["engines"] if one["stage"] == "voice"} == {ENGINE}
    assert report["transposition"]["semitones"] in (0, -12)  # by octaves only, and by the voice's own median
    cover, rate = soundfile.read(io.BytesIO(studio.client.get(f"/jobs/{job_id}/download").content), always_2d=True)
    assert (len(cover), rate) == (9 * RATE, RATE) and np.abs(cover).max() > 0.01
    assert row(studio)["state"] == "loaded"


def test_settings_that_it_doesnt_take_are_told(studio, voice, song):
    config = {"svc": {"engine": ENGINE, "voice": voice["voice_id"], "options": QUICK, "breath": 0.5}}
    answer = studio.client.post("/jobs/validate", json={"file_id": song, "config": config})
    assert answer.status_code == 200 and "svc.breath" in answer.text, answer.text
    config["svc"]["options"] = {"steps": 1000}
    answer = studio.client.post("/jobs/start", json={"file_id": song, "config": config})
    assert answer.status_code == 422 and "steps" in answer.json()["detail"]


def test_another_engines_voice_is_refused_by_name(studio, voice, song):
    config = {"svc": {"engine": ENGINE, "voice": "deeper", "options": QUICK}}
    answer = studio.client.post("/jobs/start", json={"file_id": song, "config": config})
    assert answer.status_code == 422 and "deeper" in answer.text.lower()
