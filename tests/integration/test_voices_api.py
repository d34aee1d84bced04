"""Voices: presets, and clips."""

from __future__ import annotations

import io
import signal
import time

import psutil
import pytest
import soundfile
import sounds

RATE = 44_100


@pytest.fixture(scope="module")
def mine(studio):
    clip = io.BytesIO()
    soundfile.write(clip, sounds.song(seed=11, seconds=20.0, sample_rate=RATE, voice="bass").vocals.T, RATE, format="FLAC")
    answer = studio.client.post("/voices", data={"name": "Łukasz 🎙"}, files={"clip": ("me.flac", clip.getvalue())})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_clip_becomes_a_voice_with_its_range(studio, mine):
    assert mine["name"] == "Łukasz 🎙" and mine["kind"] == "clip"
    facts = mine["facts"]
    assert 70 < facts["f0_low_hz"] < facts["f0_median_hz"] < facts["f0_high_hz"] < 260  # E2 to A3, as the bass sings
    assert "cepstra_voiced" not in facts
    listed = studio.client.get("/voices").json()["items"]
    assert [v["kind"] for v in listed].index("clip") == sum(v["kind"] == "preset" for v in listed) >= 5


def test_samples_can_be_heard(studio, mine):
    for voice in (mine["voice_id"], "child"):
        answer = studio.client.get(f"/voices/{voice}/sample")
        samples, rate = soundfile.read(io.BytesIO(answer.content))
        assert 2.0 < len(samples) / rate <= 10.0 and abs(samples).max() > 0.01


def test_auto_transposes_by_octaves_with_the_reason_in_words(studio, mine):
    song = io.BytesIO()
    soundfile.write(song, sounds.song(seed=3, seconds=8.0, sample_rate=RATE, voice="soprano").vocals.T, RATE, format="FLAC")
    file_id = studio.client.post("/upload", files={"file": ("s.flac", song.getvalue())}).json()["file_id"]
    job_id = studio.start_job(file_id, source="vocals", profile="fast", config={
        "svc": {"voice": mine["voice_id"]}, "swiftf0": {"pitch_shift": "auto"},
    })  # fmt: skip
    assert studio.wait(job_id)["status"] == "completed"
    report = studio.client.get(f"/jobs/{job_id}/report").json()
    assert report["transposition"]["semitones"] in (-12, -24) and "song median" in report["transposition"]["reason"]
    curve = studio.client.get(f"/jobs/{job_id}/f0").json()
    assert max(curve["target_hz"]) < max(curve["f0_hz"]) / 1.9


def test_a_voice_used_by_a_job_may_be_deleted(studio):
    clip = io.BytesIO()
    soundfile.write(clip, sounds.song(seed=12, seconds=12.0, sample_rate=RATE).vocals.T, RATE, format="FLAC")
    made = studio.client.post("/voices", data={"name": "x"}, files={"clip": ("x.flac", clip.getvalue())}).json()
    gone = studio.client.delete(f"/voices/{made['voice_id']}")
    assert gone.status_code == 200 and gone.json()["voice_id"] == made["voice_id"] and gone.json()["freed_bytes"] > 1e5
    assert studio.client.get(f"/voices/{made['voice_id']}").status_code == 404
    assert not (studio.folder / "in" / "voices" / made["voice_id"]).exists()
    assert studio.client.delete("/voices/deeper").status_code == 409


def test_clips_without_a_voice_are_refused(studio):
    clip = io.BytesIO()
    soundfile.write(clip, sounds.noise(5.0, RATE).T, RATE, format="WAV")
    answer = studio.client.post("/voices", data={"name": "noise"}, files={"clip": ("n.wav", clip.getvalue())})
    assert answer.status_code == 422 and "voice" in answer.json()["detail"]
    answer = studio.client.post("/voices", data={"name": " "}, files={"clip": ("n.wav", clip.getvalue())})
    assert answer.status_code == 422


def test_an_unknown_voice_is_named_before_the_job(studio, mine):
    song = io.BytesIO()
    soundfile.write(song, sounds.song(seconds=2.0, sample_rate=RATE).mix.T, RATE, format="FLAC")
    file_id = studio.client.post("/upload", files={"file": ("s.flac", song.getvalue())}).json()["file_id"]
    answer = studio.client.post("/jobs/start", json={"file_id": file_id, "config": {"svc": {"voice": "elvis"}}})
    assert answer.status_code == 404 and "elvis" in answer.json()["detail"] and "deeper" in answer.json()["remedy"]


def test_engines_can_be_loaded_ahead(studio):
    loaded = studio.client.post("/models/load/stems").json()
    assert (loaded["id"], loaded["state"]) == ("spleeter", "loaded")
    assert studio.client.post("/models/load/voice", params={"engine": "rvc"}).status_code == 409
    rows = {(row["role"], row["id"]): row for row in studio.client.get("/models/status").json()["engines"]}
    assert rows["voice", "rvc"]["state"] == "missing" and rows["voice", "rvc"]["remedy"]
    assert rows["pitch", "pyin"]["state"] == "placeholder"


def test_a_voice_gets_another_name(studio, mine):
    answer = studio.client.patch(f"/voices/{mine['voice_id']}", json={"name": " Łucja "})
    assert answer.status_code == 200 and answer.json() == mine | {"name": "Łucja"}
    assert studio.client.patch("/voices/deeper", json={"name": "x"}).status_code == 409
    assert studio.client.patch("/voices/nope", json={"name": "x"}).status_code == 404
    for wrong in ("", "  ", "x" * 81, "a\u0000b", None):
        assert studio.client.patch(f"/voices/{mine['voice_id']}", json={"name": wrong}).status_code == 422, wrong


def state_of(studio, engine: str) -> str:
    rows = studio.client.get("/models/status").json()["engines"]
    return next(row["state"] for row in rows if row["id"] == engine)


def workers(studio) -> list[psutil.Process]:
    return psutil.Process(studio.process.pid).children(recursive=True)


def at_rest(studio, act):
    """The answer once no worker is busy: the tests before this one may have left something to end."""
    until = time.monotonic() + 60
    while (answer := act()).status_code == 409 and "busy" in answer.json()["detail"] and time.monotonic() < until:
        time.sleep(0.2)
    return answer


def test_an_unloaded_engine_gives_its_memory_back(studio):
    assert at_rest(studio, lambda: studio.client.post("/models/load/stems")).json()["state"] == "loaded"
    before = {one.pid for one in workers(studio)}
    held = sum(one.memory_info().rss for one in workers(studio))
    answer = at_rest(studio, lambda: studio.client.delete("/models/load/stems"))
    assert answer.status_code == 200 and answer.json()["state"] == "installed", answer.text
    left = workers(studio)
    assert {one.pid for one in left} < before
    assert held - sum(one.memory_info().rss for one in left) > 500e6  # two processes with torch: 430 MB each
    assert studio.client.delete("/models/load/stems").json()["state"] == "installed"  # again: nothing to do
    assert studio.client.delete("/models/load/voice", params={"engine": "rvc"}).status_code == 409


def test_what_a_killed_worker_held_is_not_loaded(studio):
    assert at_rest(studio, lambda: studio.client.post("/models/load/stems")).json()["state"] == "loaded"
    for child in workers(studio):
        child.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while state_of(studio, "spleeter") == "loaded" and time.monotonic() < until:
        time.sleep(0.05)
    assert state_of(studio, "spleeter") == "installed"
    assert at_rest(studio, lambda: studio.client.post("/models/load/stems")).json()["state"] == "loaded"  # and back again


def test_loading_does_not_wait_for_a_song(studio):
    song = io.BytesIO()
    soundfile.write(song, sounds.song(seed=3, seconds=40.0, sample_rate=RATE).mix.T, RATE, format="FLAC")
    file_id = studio.client.post("/upload", files={"file": ("s.flac", song.getvalue())}).json()["file_id"]
    job_id = studio.start_job(file_id, profile="quality", config={
        "processing": {"segment_length": 20.0, "max_concurrent_segments": 2}
    })  # fmt: skip
    answers = []
    while not (now := studio.client.get(f"/jobs/{job_id}/progress").json())["terminal"]:
        running = sum(one["state"] == "running" for one in now["segments"])
        begun = time.monotonic()
        answer = studio.client.delete("/models/load/stems")
        answers.append((running, answer.status_code, time.monotonic() - begun))
        if running == 2 and len(answers) > 3:
            answers.append((running, studio.client.post("/models/load/stems").status_code, time.monotonic() - begun))
            break
        time.sleep(0.05)
    studio.client.delete(f"/jobs/{job_id}")
    assert (2, 409) in {(running, status) for running, status, _ in answers}
    assert studio.wait(job_id)["status"] in ("cancelled", "completed")


def test_what_was_learned_of_a_clip_lies_with_the_voice(studio, mine):
    assert mine["facts"]["learned"] > 0.2
    assert "network" not in mine["facts"]
    assert (studio.folder / "in" / "voices" / mine["voice_id"] / "network.safetensors").stat().st_size > 1e5


def test_a_job_keeps_its_voice_when_that_is_deleted(studio):
    """Deleted at once: the job has its own copy of what was learned."""
    clip, song = io.BytesIO(), io.BytesIO()
    soundfile.write(clip, sounds.song(seed=13, seconds=20.0, sample_rate=RATE).vocals.T, RATE, format="FLAC")
    soundfile.write(song, sounds.song(seed=3, seconds=6.0, sample_rate=RATE, voice="alto").vocals.T, RATE, format="FLAC")
    made = studio.client.post("/voices", data={"name": "x"}, files={"clip": ("x.flac", clip.getvalue())}).json()
    file_id = studio.client.post("/upload", files={"file": ("s.flac", song.getvalue())}).json()["file_id"]
    job_id = studio.start_job(file_id, source="vocals", profile="fast", config={"svc": {"voice": made["voice_id"]}})
    assert studio.client.delete(f"/voices/{made['voice_id']}").status_code == 200
    job = studio.wait(job_id)
    assert job["status"] == "completed", job
    assert str(studio.folder) not in studio.client.get(f"/jobs/{job_id}/report").text
