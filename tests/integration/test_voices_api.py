"""Voices: presets, and clips."""

from __future__ import annotations

import io
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import av
import numpy as np
import psutil
import pytest
import soundfile
import sounds

RATE = 44_100


@pytest.fixture(scope="module")
def mine(studio):
    clip = io.BytesIO()
    soundfile.write(
        clip, sounds.song(seed=11, seconds=20.0, sample_rate=RATE, voice="bass").vocals.T, RATE, format="FLAC"
    )
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
    soundfile.write(
        song, sounds.song(seed=3, seconds=8.0, sample_rate=RATE, voice="soprano").vocals.T, RATE, format="FLAC"
    )
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
    assert studio.client.delete("/models/load/voice", params={"engine": "hq-svc"}).status_code == 409


def test_what_a_killed_worker_held_is_not_loaded(studio):
    assert at_rest(studio, lambda: studio.client.post("/models/load/stems")).json()["state"] == "loaded"
    for child in workers(studio):
        child.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while state_of(studio, "spleeter") == "loaded" and time.monotonic() < until:
        time.sleep(0.05)
    assert state_of(studio, "spleeter") == "installed"
    assert (
        at_rest(studio, lambda: studio.client.post("/models/load/stems")).json()["state"] == "loaded"
    )  # and back again


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
    soundfile.write(
        song, sounds.song(seed=3, seconds=6.0, sample_rate=RATE, voice="alto").vocals.T, RATE, format="FLAC"
    )
    made = studio.client.post("/voices", data={"name": "x"}, files={"clip": ("x.flac", clip.getvalue())}).json()
    file_id = studio.client.post("/upload", files={"file": ("s.flac", song.getvalue())}).json()["file_id"]
    job_id = studio.start_job(file_id, source="vocals", profile="fast", config={"svc": {"voice": made["voice_id"]}})
    assert studio.client.delete(f"/voices/{made['voice_id']}").status_code == 200
    job = studio.wait(job_id)
    assert job["status"] == "completed", job
    assert str(studio.folder) not in studio.client.get(f"/jobs/{job_id}/report").text
    told = studio.client.get(f"/jobs/{job_id}").json()["request"]["voice"]
    assert "f0_median_hz" in told and not {"network", "version", "covariance", "cepstra_voiced"} & set(told)


# --- several clips, what is wrong with them, and what can be heard and seen of a voice -------------------------


def wav(samples, rate=RATE, kind="FLAC"):
    clip = io.BytesIO()
    soundfile.write(clip, samples.T, rate, format=kind)
    return clip.getvalue()


def sent(studio, *clips, **form):
    return studio.client.post("/voices", data={"name": "x"} | form, files=[("clip", clip) for clip in clips])


def kept(studio):
    """Everything that requests may have left, but for what belongs to voices and songs."""
    return sorted(path.name for path in (studio.folder / "in").glob("incoming-*")), len(
        list((studio.folder / "in" / "voices").iterdir())
    )


def test_several_clips_become_one_voice(studio):
    tenor = sounds.song(seed=14, seconds=14.0, sample_rate=RATE, voice="tenor").vocals
    high = sounds.song(seed=15, seconds=9.0, sample_rate=96_000, voice="tenor").vocals[:1]
    answer = sent(studio, ("a b.flac", wav(tenor)), ("ż.wav", wav(high, 96_000, "WAV")))
    assert answer.status_code == 201, answer.text
    facts = answer.json()["facts"]
    assert [clip["name"] for clip in facts["clips"]] == ["a b.flac", "ż.wav"]
    assert [round(clip["seconds"]) for clip in facts["clips"]] == [14, 9] and facts["isolated"] is False
    assert facts["duration_seconds"] == pytest.approx(sum(clip["used_seconds"] for clip in facts["clips"]), abs=0.2)
    assert [check["name"] for check in facts["checks"]] == [
        "length", "noise", "bleed", "clipping", "speakers", "bandwidth", "range",
    ]  # fmt: skip
    bad = [check["text"] for check in facts["checks"] if check["verdict"] != "good"]
    assert set(bad) <= set(facts["warnings"])
    assert studio.client.get(f"/voices/{answer.json()['voice_id']}").json() == answer.json()
    assert studio.client.delete(f"/voices/{answer.json()['voice_id']}").status_code == 200


def test_a_bad_clip_is_named_and_nothing_is_kept(studio):
    good = ("good.flac", wav(sounds.song(seed=16, seconds=6.0, sample_rate=RATE).vocals))
    short = wav(sounds.sung_note(200, 0.3, sample_rate=RATE), kind="WAV")
    before = kept(studio)
    for name, content, code in (
        ("empty.wav", b"", "empty_file"),
        ("words.txt", b"no sound at all " * 100, "unreadable_audio"),
        ("silence.wav", wav(0 * sounds.noise(8.0, RATE), kind="WAV"), "invalid_request"),
        ("short.wav", short, "invalid_request"),
        ("noise.wav", wav(sounds.noise(5.0, RATE), kind="WAV"), "invalid_request"),
        ("music.flac", wav(sounds.song(seed=17, seconds=12.0, sample_rate=RATE).backing), "invalid_request"),
    ):
        answer = sent(studio, good, (name, content))
        assert answer.status_code == 422, (name, answer.text)
        assert answer.json()["code"] == code and name in answer.json()["detail"], answer.text
        assert "good.flac" not in answer.json()["detail"]
    assert kept(studio) == before


def test_a_form_that_makes_no_sense_is_explained(studio):
    good = wav(sounds.sung_note(200, 2.0, sample_rate=RATE))
    clip = ("a.flac", good)
    before = kept(studio)
    assert "isolate" in sent(studio, clip, isolate="maybe").text and sent(studio, clip, isolate="").status_code == 422
    assert "same recording" in sent(studio, clip, ("b.flac", good)).json()["detail"]
    nine = sent(studio, *[(f"{i}.flac", good + bytes([i])) for i in range(9)])
    assert nine.status_code == 422 and "8" in nine.json()["detail"]
    assert studio.client.post("/voices", files={"clip": clip}).status_code == 422
    assert studio.client.post("/voices", data={"name": "x"}).status_code == 422
    assert sent(studio, clip, name="x" * 81).status_code == 422
    twice = sent(studio, clip, name=["me", "you"])
    assert twice.status_code == 422 and "“name” twice" in twice.json()["detail"]
    assert twice.json()["errors"][0]["field"] == "name" and "@" not in twice.json()["remedy"]
    no_file = sent(studio, clip, clip="b.wav")  # curl -F clip=b.wav, without the @
    assert no_file.status_code == 422 and "“clip” came as text" in no_file.json()["detail"]
    assert "-F clip=@" in no_file.json()["remedy"]
    assert kept(studio) == before


@pytest.mark.parametrize("wrong", [{"nam": "me"}, {"isolat": "never"}, {"Name": "me"}])
def test_a_misspelt_field_is_named_with_those_there_are(studio, wrong):
    before, clip = (
        kept(studio),
        ("a.flac", wav(sounds.song(seed=11, seconds=12.0, sample_rate=RATE, voice="bass").vocals)),
    )
    answer = sent(studio, clip, **wrong)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert error["field"] == next(iter(wrong)) and "name, isolate, engine, clip, file" in error["message"]
    assert f"“{next(iter(wrong))}”" in answer.json()["detail"]
    file = studio.client.post("/voices", data={"name": "me"}, files={"clips": clip})
    assert file.status_code == 422 and file.json()["errors"][0]["field"] == "clips"
    assert "A part of the form has no name" in sent(studio, clip, **{"": "x"}).json()["detail"]
    assert kept(studio) == before


def test_of_a_long_recording_the_first_two_minutes_are_used_and_that_is_said(studio):
    verse = sounds.song(seed=18, seconds=20.0, sample_rate=16_000, voice="alto").vocals
    long = np.concatenate([verse] * 7, axis=1)
    answer = sent(studio, ("long.wav", wav(long, 16_000, "WAV")), isolate="never")
    assert answer.status_code == 201, answer.text
    facts = answer.json()["facts"]
    assert facts["duration_seconds"] <= 120.0 and facts["clips"][0]["seconds"] == 140.0
    assert any("2:00 of 2:20" in text for text in facts["warnings"])
    studio.client.delete(f"/voices/{answer.json()['voice_id']}")


def test_a_preview_is_the_demo_line_in_that_voice(studio, mine):
    heard = {}
    for voice in (mine["voice_id"], "child", "giant"):
        told = studio.client.get(f"/voices/{voice}").json()
        answer = studio.client.get(told["preview"])
        assert answer.status_code == 200 and answer.headers["content-type"] == "audio/wav", answer.text
        samples, rate = soundfile.read(io.BytesIO(answer.content))
        assert 5.0 < len(samples) / rate <= 10.0 and 0.05 < abs(samples).max() <= 1.0
        heard[voice] = samples[:, 0]
        again = studio.client.get(told["preview"], headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
    for one, other in (("child", "giant"), ("child", mine["voice_id"])):
        assert np.std(heard[one] - heard[other]) > 0.3 * np.std(heard[one])  # the same line, another voice
    assert studio.client.get("/voices/child/sample").content == studio.client.get("/voices/child/preview").content
    assert studio.client.get(f"/voices/{mine['voice_id']}/sample").content != studio.client.get(mine["preview"]).content


def test_a_picture_shows_what_the_sample_plays(studio, mine):
    for voice in (mine["voice_id"], "child"):
        answer = studio.client.get(f"/voices/{voice}/picture")
        assert answer.status_code == 200 and answer.headers["content-type"] == "image/png"
        with av.open(io.BytesIO(answer.content), format="png_pipe") as picture:
            pixels = next(picture.decode(video=0)).to_ndarray(format="rgb24")
        assert pixels.shape == (200, 1000, 3)
        assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 100  # neither one colour nor two
        assert (pixels == (90, 235, 255)).all(axis=2).any(axis=0).mean() > 0.2  # the pitch, in a fifth of all columns
    assert studio.client.get("/voices/nobody/picture").status_code == 404
    assert studio.client.head("/voices/child/picture").status_code == 200


def test_two_that_ask_at_once_get_the_same_and_a_deleted_voice_is_gone(studio):
    clip = wav(sounds.song(seed=13, seconds=6.0, sample_rate=RATE).vocals)
    made = sent(studio, ("x.flac", clip)).json()
    with ThreadPoolExecutor(4) as several:
        answers = list(
            several.map(lambda kind: studio.client.get(made[kind]), ("preview", "preview", "picture", "picture"))
        )
    assert [answer.status_code for answer in answers] == [200] * 4
    assert answers[0].content == answers[1].content and answers[2].content == answers[3].content
    other = sent(studio, ("y.flac", clip + b"\0")).json()
    with ThreadPoolExecutor(2) as several:
        asked = several.submit(lambda: studio.client.get(other["preview"]))
        time.sleep(0.1)
        assert studio.client.delete(f"/voices/{other['voice_id']}").status_code == 200
    assert asked.result().status_code in (200, 404)
    assert not (studio.folder / "in" / "voices" / other["voice_id"]).exists()
    for kind in ("sample", "preview", "picture"):
        assert studio.client.get(other[kind]).status_code == 404
    studio.client.delete(f"/voices/{made['voice_id']}")
