"""Limits are enforced with clear answers, and a stranger's page gets nothing."""

from __future__ import annotations

import io
import os

import httpx
import numpy as np
import pytest
import soundfile
import sounds
from live import LiveStudio


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    live = LiveStudio(
        tmp_path_factory.mktemp("small"), max_upload_bytes=200_000, max_duration_s=5.0, max_segments=2, max_queued_jobs=1,
        max_concurrent_jobs=1, job_timeout_s=1.5,
    )  # fmt: skip
    live.start()
    yield live
    live.stop()


def mp3(seconds: float) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, sounds.song(seconds=seconds, sample_rate=22_050).mix[0], 22_050, format="MP3")
    return out.getvalue()


def test_limits_are_told(small):
    told = small.client.get("/limits").json()
    assert (told["max_upload_bytes"], told["max_duration_s"], told["max_segments"]) == (200_000, 5.0, 2)


def test_a_large_file_is_refused_while_it_comes(small):
    answer = small.client.post("/upload", files={"file": ("big.wav", os.urandom(300_000))})
    assert answer.status_code == 413 and answer.json()["code"] == "too_large" and "/limits" in answer.json()["remedy"]
    assert not [name for name in os.listdir(small.folder / "in") if name.startswith("incoming")]


def test_of_a_long_song_a_part_is_asked_for(small):
    """A file that was refused whole could never be given the range that the remedy named."""
    song = small.client.post("/upload", files={"file": ("long.mp3", mp3(7.0))}).json()
    assert song["duration_s"] == pytest.approx(7.0, abs=0.1)
    refused = small.client.post("/jobs/validate", json={"file_id": song["file_id"]})
    assert refused.status_code == 422 and refused.json()["code"] == "too_long"
    assert "range.start" in refused.json()["remedy"] and refused.json()["errors"][0]["field"] == "config.range.stop"
    part = {"file_id": song["file_id"], "config": {"range": {"start": 1.5, "stop": 6.0}}}
    assert small.client.post("/jobs/validate", json=part).json()["duration_s"] == 4.5
    short = small.client.post("/upload", files={"file": ("short.mp3", mp3(4.0))}).json()
    with_it = {"file_id": short["file_id"], "instrumental_file_id": song["file_id"]}
    refused = small.client.post("/jobs/validate", json=with_it)
    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "instrumental_file_id"


def test_what_no_job_could_hold_is_refused_while_it_is_read(tmp_path):
    hours = tmp_path / "hours.flac"
    with soundfile.SoundFile(hours, "w", 8_000, 1, format="FLAC") as file:
        for _ in range(6 * 60 + 1):
            file.write(np.zeros(60 * 8_000, np.int16))
    live = LiveStudio(tmp_path)
    live.start()
    try:
        answer = live.client.post("/upload", files={"file": ("hours.flac", hours.read_bytes())})
    finally:
        live.stop()
    assert answer.status_code == 422 and answer.json()["code"] == "too_long" and "6:00:00" in answer.json()["detail"]


def test_jobs_time_out_and_queues_fill_up(small):
    file_id = small.client.post("/upload", files={"file": ("song.mp3", mp3(4.5))}).json()["file_id"]
    slow = {"file_id": file_id, "profile": "quality"}
    answers = [small.client.post("/jobs/start", json=slow) for _ in range(4)]
    assert 429 in {answer.status_code for answer in answers}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["code"] == "queue_full" and refused.headers["retry-after"]
    ended = small.wait(answers[0].json()["job_id"])
    assert ended["status"] == "failed" and ended["error"]["code"] == "job_timeout"


def test_a_profiles_segments_are_stretched_for_a_long_song_but_not_those_asked_for(tmp_path):
    live = LiveStudio(tmp_path, max_segments=2)
    live.start()
    try:
        file_id = live.client.post("/upload", files={"file": ("song.mp3", mp3(50.0))}).json()["file_id"]
        plain = live.client.post("/jobs/validate", json={"file_id": file_id, "profile": "fast"}).json()
        assert len(plain["segments"]) == 2 and plain["config"]["processing"]["segment_length"] > 25.0
        assert any("in place of 20 s" in one for one in plain["warnings"])
        by_name = {"file_id": file_id, "config": {"processing": {"segment_length": 20}}}
        refused = live.client.post("/jobs/validate", json=by_name)
        assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "config.processing.segment_length"
        wanted = float(refused.json()["remedy"].split("segment_length to ")[1].split()[0])
        by_name["config"]["processing"]["segment_length"] = wanted  # what the remedy says is taken
        assert live.client.post("/jobs/validate", json=by_name).status_code == 200
    finally:
        live.stop()


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
def test_other_sites_are_turned_away(small, headers):
    answer = small.client.post("/jobs/start", json={}, headers=headers)
    assert answer.status_code == 403 and answer.json()["code"] == "forbidden"


def test_a_token_is_needed_where_one_is_set(tmp_path):
    live = LiveStudio(tmp_path, token="open sesame")
    live.client.headers["Authorization"] = "Bearer open sesame"
    live.start()
    try:
        assert live.client.get("/limits").status_code == 200
        stranger = {"Authorization": "Bearer guess"}
        assert live.client.get("/limits", headers=stranger).json()["code"] == "unauthorized"
        assert httpx.get(f"{live.url}/limits", params={"token": "open sesame"}).status_code == 200
        assert live.client.get("/", headers=stranger).status_code == 200  # the page itself holds no secret
    finally:
        live.stop()


def test_a_page_of_an_allowed_origin_may_call(tmp_path):
    live = LiveStudio(tmp_path, origins="https://band.example")
    live.start()
    try:
        asked = {"Origin": "https://band.example", "Access-Control-Request-Method": "POST"}
        answer = live.client.options("/jobs/start", headers=asked)
        assert answer.headers["access-control-allow-origin"] == "https://band.example"
        answer = live.client.post("/jobs/validate", json={}, headers={"Origin": "https://band.example"})
        assert answer.status_code == 422 and answer.headers["access-control-allow-origin"] == "https://band.example"
    finally:
        live.stop()


def test_beyond_loopback_there_is_no_start_without_a_token(tmp_path):
    live = LiveStudio(tmp_path, host="0.0.0.0")
    with pytest.raises(AssertionError, match="AUDIO_STUDIO_TOKEN"):
        live.start()
