"""The whole way over HTTP, as a script goes it."""

from __future__ import annotations

import io
import json
import statistics
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import httpx
import numpy as np
import pytest
import soundfile
import sounds

RATE = 44_100


@pytest.fixture(scope="module")
def song(studio, tmp_path_factory):
    path = tmp_path_factory.mktemp("songs") / "Chanson d’été 🎤.wav"
    soundfile.write(path, sounds.song(seed=3, seconds=12.0, sample_rate=RATE).mix.T, RATE, subtype="PCM_16")
    return studio.upload(path)


@pytest.fixture(scope="module")
def done(studio, song):
    """A finished cover in three segments, in another voice, a fourth up, with draft stems."""
    job_id = studio.start_job(song["file_id"], profile="fast", config={
        "processing": {"segment_length": 5.0}, "svc": {"voice": "brighter"}, "swiftf0": {"pitch_shift": 5},
        "instrumental": {"stems": True}, "mixing": {"target_lufs": -16.0},
    })  # fmt: skip
    seen = []
    while not seen or not seen[-1]["terminal"]:
        seen.append(studio.client.get(f"/jobs/{job_id}/progress", params={"wait": 5}).json())
    return job_id, seen


def test_a_song_comes_back_as_a_cover(studio, song, done):
    job_id, seen = done
    assert seen[-1]["status"] == "completed", seen[-1]
    answer = studio.client.get(f"/jobs/{job_id}/download")
    samples, rate = soundfile.read(io.BytesIO(answer.content), always_2d=True)
    assert (rate, samples.shape) == (44_100, (song["frames"], 2))
    assert answer.headers["x-result-completeness"] == "3/3"
    assert "Chanson%20d" in answer.headers["content-disposition"]


def test_progress_never_goes_back_and_names_stages_and_segments(done):
    _, seen = done
    assert all(a["progress"] <= b["progress"] for a, b in pairwise(seen))
    assert {"isolate", "voice"} <= {one["stage"] for one in seen} | {
        s["stage"] for one in seen for s in one["segments"]
    }
    assert [s["state"] for s in seen[-1]["segments"]] == ["done"] * 3
    running = [one["eta_s"] for one in seen if not one["terminal"]]
    assert running and all(0 <= eta["low"] <= eta["high"] for eta in running)


def test_every_format_and_stem_can_be_fetched(studio, done):
    job_id, _ = done
    for output_format in ("flac", "mp3", "ogg", "m4a"):
        answer = studio.client.get(f"/jobs/{job_id}/download", params={"format": output_format})
        assert answer.status_code == 200 and len(answer.content) > 10_000, answer.text[:300]
        assert f".{output_format}" in answer.headers["content-disposition"]
    answer = studio.client.get(f"/jobs/{job_id}/download", params={"format": "zip"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        stems = {name.rsplit("(", 1)[1].split(")")[0]: soundfile.read(io.BytesIO(archive.read(name)))[0]
                 for name in archive.namelist()}  # fmt: skip
    assert set(stems) == {
        "cover",
        "vocals",
        "instrumental",
        "original vocals",
        "draft drums",
        "draft bass",
        "draft other",
    }
    draft = stems["draft drums"] + stems["draft bass"] + stems["draft other"]
    assert np.abs(draft - stems["instrumental"]).max() < 4e-4  # four files of 16 bits, dithered: 4 x 1.5 steps and more


def test_one_stem_and_a_zip_of_all_are_not_asked_for_at_once(studio, done):
    url = f"/jobs/{done[0]}/download"
    for asked, says in (
        ({"format": "zip", "stem": "vocals"}, "ask for stem=vocals as it is"),
        ({"format": "zip", "stem": "mix"}, "Leave stem out"),
        ({"format": "mp3", "stem": "all"}, "Leave format out"),
    ):
        for ask in (studio.client.get, studio.client.head):
            assert ask(url, params=asked).status_code == 422, asked
        problem = studio.client.get(url, params=asked).json()
        assert says in problem["remedy"] and problem["code"] == "invalid_request"
        assert [one["field"] for one in problem["errors"]] == ["query.format", "query.stem"]
    archives = [studio.client.get(url, params=asked) for asked in (
        {"format": "zip"}, {"stem": "all"}, {"format": "zip", "stem": "all"}
    )]  # fmt: skip
    assert [answer.headers["content-type"] for answer in archives] == ["application/zip"] * 3
    assert len({answer.headers["etag"] for answer in archives}) == 1
    assert studio.client.get(url, params={"stem": "mix"}).content == studio.client.get(url).content


def test_range_head_and_etag(studio, song, done):
    for url in (f"/jobs/{done[0]}/download", f"/uploads/{song['file_id']}/audio", f"/jobs/{done[0]}/preview?segment=1"):
        whole = studio.client.get(url)
        part = studio.client.get(url, headers={"Range": "bytes=100-199"})
        assert part.status_code == 206 and part.content == whole.content[100:200]
        head = studio.client.head(url)
        assert head.status_code == 200 and head.headers["content-length"] == str(len(whole.content))
        again = studio.client.get(url, headers={"If-None-Match": whole.headers["etag"]})
        assert again.status_code == 304 and not again.content


def test_a_segment_can_be_heard_in_every_stem(studio, done):
    heard = {}
    for stem in ("mix", "vocals", "instrumental", "original_vocals", "original"):
        answer = studio.client.get(f"/jobs/{done[0]}/preview", params={"segment": 1, "stem": stem})
        heard[stem], _ = soundfile.read(io.BytesIO(answer.content), always_2d=True)
    assert len({samples.shape for samples in heard.values()}) == 1
    assert np.abs(heard["original"] - heard["mix"]).max() > 0.01


def test_the_report_says_what_made_it(studio, song, done):
    report = studio.client.get(f"/jobs/{done[0]}/report").json()
    engines = {one["stage"]: one for one in report["engines"]}
    assert engines["isolate"]["engine"] == "spleeter" and len(engines["isolate"]["weights"]) == 2
    assert engines["pitch"]["engine"] == "swiftf0" and engines["voice"]["engine"] == "echo"
    assert {"decode", "isolate", "pitch", "voice", "master"} <= set(report["stages"])
    assert report["peak_rss_bytes"] > 1e8 and report["transposition"]["semitones"] == 5
    assert abs(report["mastering"]["after"]["integrated_lufs"] - -16.0) < 0.3
    assert report["config"]["quality"]["sample_rate"] == "source"


def test_the_pitch_curve_as_json_and_csv(studio, done):
    curve = studio.client.get(f"/jobs/{done[0]}/f0").json()
    voiced = np.array(curve["f0_hz"]) > 0
    ratio = np.array(curve["target_hz"])[voiced] / np.array(curve["f0_hz"])[voiced]
    assert voiced.mean() > 0.3 and np.allclose(ratio, 2 ** (5 / 12), rtol=1e-3)
    csv = studio.client.get(f"/jobs/{done[0]}/f0", params={"format": "csv"}).text.splitlines()
    assert csv[0] == "time_s,f0_hz,confidence,target_hz" and len(csv) == curve["frames"] + 1


def test_events_replay_from_where_they_were_missed(studio, done):
    def ids(after: str | None, address: str = "") -> list[int]:
        headers = {"Last-Event-ID": after} if after else {}
        text = studio.client.get(f"/jobs/{done[0]}/events{address}", headers=headers).text
        return [int(line[4:]) for line in text.splitlines() if line.startswith("id: ")]

    everything = ids(None)
    assert everything == sorted(everything) and len(everything) > 10
    assert ids(str(everything[4])) == everything[5:]
    assert ids(None, f"?after={everything[4]}") == everything[5:]
    # EventSource keeps the address it was opened with when it comes back
    assert ids(str(everything[6]), f"?after={everything[4]}") == everything[7:]


def test_a_remix_takes_no_engine(studio, done):
    job_id, _ = done
    before = studio.client.get(f"/jobs/{job_id}/report").json()
    quiet, _ = soundfile.read(io.BytesIO(studio.client.get(f"/jobs/{job_id}/download").content))
    answer = studio.client.post(f"/jobs/{job_id}/remix", json={"mixing": {"vocal_db": -60.0, "target_lufs": None}})
    assert answer.status_code == 202, answer.text
    assert studio.wait(job_id)["status"] == "completed"
    after = studio.client.get(f"/jobs/{job_id}/report").json()
    again = [a for a in after["attempts"] if a not in before["attempts"]]
    assert {a["phase"] for a in again} == {"finish"}
    remixed, _ = soundfile.read(io.BytesIO(studio.client.get(f"/jobs/{job_id}/download").content))
    backing, _ = soundfile.read(
        io.BytesIO(studio.client.get(f"/jobs/{job_id}/download", params={"stem": "instrumental"}).content)
    )
    assert remixed.shape == quiet.shape and np.abs(remixed - backing).max() < 0.01


def test_a_cancelled_remix_leaves_the_result_and_its_settings(studio, song):
    job_id = studio.start_job(
        song["file_id"], profile="fast", config={"range": {"stop": 6.0}, "svc": {"enabled": False}}
    )
    studio.wait(job_id)
    before = studio.client.get(f"/jobs/{job_id}/download", params={"format": "flac"}).content
    studio.client.post(f"/jobs/{job_id}/remix", json={"mixing": {"vocal_db": -60.0}})
    studio.client.delete(f"/jobs/{job_id}")
    if studio.wait(job_id)["status"] == "cancelled":  # it may have been quicker
        samples = [soundfile.read(io.BytesIO(studio.client.get(f"/jobs/{job_id}/download", params={"format": f}).content))[0]
                   for f in ("wav", "flac")]  # fmt: skip
        assert np.abs(samples[0] - soundfile.read(io.BytesIO(before))[0]).max() < 1e-4
        assert np.abs(samples[0] - samples[1]).max() < 1e-4


def test_what_a_remix_can_not_do_is_said(studio, done):
    answer = studio.client.post(f"/jobs/{done[0]}/remix", json={"instrumental": {"keep_reverb": True}})
    assert answer.status_code == 422 and "new job" in answer.json()["detail"]
    answer = studio.client.post(f"/jobs/{done[0]}/remix", json={"mixing": {"vocal_db": 99}})
    assert answer.status_code == 422 and answer.json()["code"] == "invalid_request"


def test_a_retried_segment_changes_nothing_else(studio, song):
    job_id = studio.start_job(song["file_id"], profile="fast", config={"processing": {"segment_length": 5.0}})
    studio.wait(job_id)
    before = studio.client.get(f"/jobs/{job_id}/download").content
    assert studio.client.post(f"/jobs/{job_id}/segments/1/retry").status_code == 202
    assert studio.wait(job_id)["status"] == "completed"
    assert studio.client.get(f"/jobs/{job_id}/download").content == before  # the same computation, to the bit
    for act in ("segments/7/retry", "segments/7/keep"):
        assert studio.client.post(f"/jobs/{job_id}/{act}").status_code == 404
    assert studio.client.post(f"/jobs/{job_id}/segments/-1/retry").status_code == 422
    assert studio.client.get(f"/jobs/{job_id}/preview", params={"segment": 7}).status_code == 404
    assert studio.client.post(f"/jobs/{job_id}/segments/1/keep").status_code == 409  # nothing failed


@pytest.fixture(scope="module")
def to_mend(studio, song):
    """A finished cover in three segments, as 32-bit floats, to be retried in many ways."""
    job_id = studio.start_job(song["file_id"], profile="fast", config={
        "processing": {"segment_length": 5.0}, "quality": {"bit_depth": 32, "sample_rate": "source"},
        "mixing": {"true_peak_db": None, "match_original_balance": False}, "svc": {"voice": "brighter"},
    })  # fmt: skip
    assert studio.wait(job_id)["status"] == "completed"
    return job_id


def heard(studio, job_id: str) -> np.ndarray:
    return soundfile.read(io.BytesIO(studio.client.get(f"/jobs/{job_id}/download").content), always_2d=True)[0]


@pytest.mark.parametrize(("config", "phases"), [
    ({"svc": {"strength": 0.3}}, {("render", 1)}),
    ({"svc": {"strength": 0}}, {("render", 1)}),
    ({"instrumental": {"quality": "balanced"}}, {("analyse", 1), ("plan", 0), ("render", 1)}),
])  # fmt: skip
def test_one_segment_with_another_setting(studio, to_mend, config, phases):
    before = heard(studio, to_mend)
    known = len(studio.client.get(f"/jobs/{to_mend}/report").json()["attempts"])
    answer = studio.client.post(f"/jobs/{to_mend}/segments/1/retry", json={"config": config})
    assert answer.status_code == 202 and answer.json()["segments"][1]["settings"] == config, answer.text
    assert studio.wait(to_mend)["status"] == "completed"
    report = studio.client.get(f"/jobs/{to_mend}/report").json()
    begun = report["attempts"][known:]  # in the order they began
    assert {(a["phase"], a["index"]) for a in begun} == {*phases, ("finish", 0)}
    assert [one["settings"] for one in report["segments"]] == [{}, config, {}]
    after = heard(studio, to_mend)
    own = slice(round(5.0 * RATE), round(9.0 * RATE))  # segment 1 is 4.5 to 9.5 s with its cross-fades
    others = np.r_[0 : round(4.4 * RATE), round(9.6 * RATE) : len(after)]
    assert np.array_equal(before[others], after[others]) and np.abs(before[own] - after[own]).max() > 1e-3
    # without a body: as the job was asked for, to the bit
    studio.client.post(f"/jobs/{to_mend}/segments/1/retry")
    assert studio.wait(to_mend)["segments"][1]["settings"] == {}
    assert np.array_equal(heard(studio, to_mend), before)


def test_what_can_not_differ_in_one_segment_is_named_and_nothing_is_queued(studio, to_mend, song):
    before = studio.client.get(f"/jobs/{to_mend}").json()
    for config, status, says in (
        ({"svc": {"voice": "child"}}, 422, "svc.voice needs a new job"),
        ({"range": {"stop": 3}}, 422, "range.stop needs a new job"),
        ({"svc": {"strenght": 1}}, 422, "svc.strenght"),
        ({"svc": {"strength": 3}}, 422, "svc.strength"),
        ({"swiftf0": {"f0_method": "pyin"}}, 409, "stand-in"),
        ({"instrumental": {"engine": "demucs"}}, 409, "demucs"),
        ({"processing": {"device": "cuda"}}, 409, "CUDA"),
    ):
        for act in ("segments/1/retry", "resume"):
            answer = studio.client.post(f"/jobs/{to_mend}/{act}", json={"config": config})
            assert answer.status_code == status and says in answer.json()["detail"], answer.text
    assert studio.client.get(f"/jobs/{to_mend}").json() == before
    plain = studio.start_job(
        song["file_id"], profile="fast", config={"range": {"stop": 3.0}, "svc": {"enabled": False}}
    )
    studio.wait(plain)
    answer = studio.client.post(f"/jobs/{plain}/segments/0/retry", json={"config": {"svc": {"strength": 0.5}}})
    assert answer.status_code == 422 and "no voice" in answer.json()["detail"]


def test_a_stand_in_in_one_segment_marks_the_whole_cover(studio, song):
    job_id = studio.start_job(song["file_id"], profile="fast", config={"processing": {"segment_length": 5.0}},
                              allow_placeholder=True)  # fmt: skip
    assert studio.wait(job_id)["placeholders"] == []
    studio.client.post(f"/jobs/{job_id}/segments/0/retry", json={"config": {"swiftf0": {"f0_method": "pyin"}}})
    assert studio.wait(job_id)["placeholders"] == ["pyin"]
    answer = studio.client.get(f"/jobs/{job_id}/download")
    assert "placeholder" in answer.headers["content-disposition"] and b"PLACEHOLDER" in answer.content
    engines = studio.client.get(f"/jobs/{job_id}/report").json()["engines"]
    assert {one["engine"] for one in engines if one["stage"] == "pitch"} == {"swiftf0", "pyin"}


def test_a_lane_at_minus_60_is_mute(studio, to_mend):
    heard(studio, to_mend)
    studio.client.post(f"/jobs/{to_mend}/remix", json={"mixing": {"vocal_db": -60}})
    assert studio.wait(to_mend)["status"] == "completed"
    backing = soundfile.read(io.BytesIO(
        studio.client.get(f"/jobs/{to_mend}/download", params={"stem": "instrumental"}).content), always_2d=True)[0]  # fmt: skip
    assert np.array_equal(heard(studio, to_mend), backing)  # to the bit: at -60 dB a voice would be 1e-4 or so
    vocals = studio.client.get(f"/jobs/{to_mend}/preview", params={"segment": 0, "stem": "vocals"})
    assert not soundfile.read(io.BytesIO(vocals.content))[0].any()
    studio.client.post(f"/jobs/{to_mend}/remix", json={"mixing": {"instrumental_db": -60}})
    assert studio.wait(to_mend)["status"] == "completed" and not heard(studio, to_mend).any()
    studio.client.post(f"/jobs/{to_mend}/remix", json={"mixing": {"instrumental_db": 0, "vocal_db": 0}})
    studio.wait(to_mend)


def test_a_job_gets_another_title(studio, to_mend):
    answer = studio.client.patch(f"/jobs/{to_mend}", json={"title": "Été 🎤"})
    assert answer.status_code == 200 and answer.json()["title"] == "Été 🎤", answer.text
    disposition = studio.client.get(f"/jobs/{to_mend}/download").headers["content-disposition"]
    assert "%C3%89t%C3%A9%20%F0%9F%8E%A4%20%28cover%29" in disposition
    found = studio.client.get("/jobs", params={"q": "été"}).json()["items"]
    assert to_mend in {one["job_id"] for one in found}
    for written in ("宇多田\u3000ヒカル", "👩\u200d🎤", "می\u200cخواهم", "non\u00a0breaking"):
        assert studio.client.patch(f"/jobs/{to_mend}", json={"title": written}).json()["title"] == written
    for wrong in ("", "   ", "\u3000", "\u200d", "a\u0000b", "a\u202eb", "x" * 201, None):
        assert studio.client.patch(f"/jobs/{to_mend}", json={"title": wrong}).status_code == 422, wrong
    assert studio.client.patch("/jobs/nope", json={"title": "x"}).status_code == 404


def test_several_jobs_at_once_each_with_its_own_outcome(studio, song):
    good = {
        "file_id": song["file_id"],
        "profile": "fast",
        "config": {"range": {"stop": 3.0}, "svc": {"enabled": False}},
    }
    bad = [
        good | {"file_id": "nope"},
        good | {"config": {"svc": {"engine": "rvc"}}},
        good | {"config": {"svc": {"x": 1}}},
    ]
    wanted = {"jobs": [good, *bad, good | {"title": "second"}]}
    answers = [studio.client.post("/jobs/batch", json=wanted, headers={"Idempotency-Key": "many"}) for _ in range(2)]
    items = answers[0].json()["items"]
    assert answers[0].status_code == 202 and [one["index"] for one in items] == [0, 1, 2, 3, 4]
    assert [one["error"] and one["error"]["status"] for one in items] == [None, 404, 409, 422, None]
    assert all(one["error"]["remedy"] for one in items[1:4]) and items[3]["error"]["errors"][0]["field"] == "svc.x"
    started = [items[0]["job"]["job_id"], items[4]["job"]["job_id"]]
    again = answers[1].json()["items"]
    assert [again[0]["job"]["job_id"], again[4]["job"]["job_id"]] == started  # nothing is started twice
    assert [studio.wait(one)["status"] for one in started] == ["completed"] * 2
    before = len(studio.client.get("/jobs", params={"limit": 200}).json()["items"])
    for wrong in ({"jobs": []}, {"jobs": [good] * 101}, {"jobs": [good, {}]}):
        assert studio.client.post("/jobs/batch", json=wrong).status_code == 422
    assert len(studio.client.get("/jobs", params={"limit": 200}).json()["items"]) == before


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
def test_addresses_keep_the_prefix_they_were_asked_under(studio, song, prefix):
    body = {
        "file_id": song["file_id"],
        "profile": "fast",
        "config": {"range": {"stop": 2.0}, "svc": {"enabled": False}},
    }
    started = studio.client.post(f"{prefix}/jobs/start", json=body)
    assert started.headers["location"] == f"{prefix}/jobs/{started.json()['job_id']}"
    studio.wait(started.json()["job_id"])
    following = studio.client.get(f"{prefix}/jobs", params={"limit": 1}).headers["link"].split(";")[0].strip("<>")
    assert following.startswith(f"{prefix}/jobs?") and studio.client.get(following).status_code == 200


def test_cancel_stops_within_two_seconds_and_stays(studio, song):
    job_id = studio.start_job(song["file_id"], profile="quality", config={"processing": {"segment_length": 5.0}})
    until = time.monotonic() + 30
    while studio.client.get(f"/jobs/{job_id}/progress").json()["progress"] < 0.05 and time.monotonic() < until:
        time.sleep(0.1)
    started = time.monotonic()
    answer = studio.client.delete(f"/jobs/{job_id}")
    assert answer.status_code == 202 and time.monotonic() - started < 2.0
    assert answer.json()["status"] == "cancelled"
    time.sleep(1.0)
    now = studio.client.get(f"/jobs/{job_id}").json()
    assert now["status"] == "cancelled" and all(s["state"] != "running" for s in now["segments"])
    assert studio.client.get(f"/jobs/{job_id}/download").status_code == 409


def test_health_answers_while_a_job_runs(studio, song):
    job_id = studio.start_job(song["file_id"], profile="balanced", config={"processing": {"segment_length": 5.0}})
    times = []
    while not studio.client.get(f"/jobs/{job_id}/progress").json()["terminal"]:
        started = time.perf_counter()
        assert studio.client.get("/health").json()["status"] == "ok"
        times.append(time.perf_counter() - started)
        time.sleep(0.05)
    assert len(times) > 5 and statistics.median(times) < 0.1  # the bar of the issue


def test_five_jobs_run_and_the_sixth_waits(studio, song):
    wanted = {"profile": "fast", "config": {"processing": {"segment_length": 5.0}, "svc": {"enabled": False}}}
    ids = [studio.start_job(song["file_id"], **wanted) for _ in range(6)]
    most_running, last_in_queue = 0, None
    while True:
        page = studio.client.get("/jobs", params={"limit": 20}).json()["items"]  # one view of all
        states = [next(job for job in page if job["job_id"] == one)["status"] for one in ids]
        most_running = max(most_running, states.count("running"))
        if states.count("running") == 5 and last_in_queue is None:
            last_in_queue = states[5]
        if all(state in ("completed", "failed") for state in states):
            break
        time.sleep(0.05)
    assert states == ["completed"] * 6
    assert most_running == 5 and last_in_queue == "queued"


def test_an_engine_that_is_not_here_is_refused_before_anything_runs(studio, song):
    before = len(studio.client.get("/jobs", params={"limit": 200}).json()["items"])
    for config in (
        {"svc": {"engine": "rvc"}},
        {"svc": {"engine": "rvc", "enabled": False}},
        {"swiftf0": {"f0_method": "pyin"}},
        {"instrumental": {"engine": "demucs"}},
    ):
        for route in ("/jobs/start", "/jobs/validate"):
            answer = studio.client.post(route, json={"file_id": song["file_id"], "config": config})
            assert answer.status_code == 409 and answer.json()["code"] == "model_unavailable", answer.text
            assert answer.headers["content-type"] == "application/problem+json"
    assert len(studio.client.get("/jobs", params={"limit": 200}).json()["items"]) == before


def test_a_stand_in_is_marked_everywhere(studio, song):
    wanted = {"svc": {"engine": "rvc"}, "range": {"stop": 5.0}, "quality": {"output_format": "flac"}}
    job_id = studio.start_job(song["file_id"], profile="fast", config=wanted, allow_placeholder=True)
    assert studio.wait(job_id)["placeholders"] == ["unconverted"]
    answer = studio.client.get(f"/jobs/{job_id}/download")
    assert "placeholder" in answer.headers["content-disposition"] and b"PLACEHOLDER" in answer.content
    report = studio.client.get(f"/jobs/{job_id}/report").json()
    assert report["placeholders"] == ["unconverted"] and any("stand-in" in warning for warning in report["warnings"])
    samples, rate = soundfile.read(io.BytesIO(answer.content))
    assert len(samples) == 5 * rate


def test_unknown_fields_are_named(studio, song):
    answer = studio.client.post("/jobs/start", json={
        "file_id": song["file_id"], "config": {"svc": {"strenght": 1}, "mixing": {"vocal_db": "loud"}},
    })  # fmt: skip
    fields = {error["field"] for error in answer.json()["errors"]}
    assert answer.status_code == 422 and {"svc.strenght", "mixing.vocal_db"} <= fields


def test_the_same_key_starts_one_job(studio, song):
    body = {
        "file_id": song["file_id"],
        "profile": "fast",
        "config": {"range": {"stop": 3.0}, "svc": {"enabled": False}},
    }
    first, second = (
        studio.client.post("/jobs/start", json=body, headers={"Idempotency-Key": "once"}) for _ in range(2)
    )
    assert first.json()["job_id"] == second.json()["job_id"]
    other = studio.client.post("/jobs/start", json=body | {"priority": 1}, headers={"Idempotency-Key": "once"})
    assert other.status_code == 422
    studio.wait(first.json()["job_id"])


def test_a_purged_job_leaves_nothing(studio, song):
    job_id = studio.start_job(song["file_id"], profile="fast", config={"range": {"stop": 5.0}})
    studio.wait(job_id)
    assert (studio.folder / "out" / "jobs" / job_id).exists()
    freed = studio.client.delete(f"/jobs/{job_id}", params={"purge": "true"}).json()["freed_bytes"]
    assert freed > 1e6 and not (studio.folder / "out" / "jobs" / job_id).exists()
    assert studio.client.get(f"/jobs/{job_id}").status_code == 404


def test_no_server_path_goes_out(studio, song, done):
    for url in ("/uploads", "/jobs", f"/jobs/{done[0]}", f"/jobs/{done[0]}/report", f"/jobs/{done[0]}/progress",
                "/health", "/doctor", "/limits", "/models/status", "/voices", "/metrics"):  # fmt: skip
        text = studio.client.get(url).text
        assert str(studio.folder) not in text and "site-packages" not in text, url


def test_limits_and_validate_agree(studio, song):
    answer = studio.client.post("/jobs/validate", json={
        "file_id": song["file_id"], "profile": "quality", "config": {"range": {"start": 2.0, "stop": 60.0}},
    }).json()  # fmt: skip
    assert answer["config"]["quality"] == {
        "sample_rate": "source",
        "bit_depth": 24,
        "channels": "source",
        "output_format": "flac",
    }
    assert answer["duration_s"] == pytest.approx(10.0) and "range.stop" in " ".join(answer["warnings"])
    assert answer["eta_s"]["low"] <= answer["eta_s"]["high"] and answer["disk_bytes"] > 1e6
    answer = studio.client.post(
        "/jobs/validate", json={"file_id": song["file_id"], "config": {"range": {"start": 12.5}}}
    )
    assert answer.status_code == 422


def test_the_doctor_finds_this_studio_well(studio):
    found = studio.client.get("/doctor").json()
    checks = {one["name"]: one for one in found["checks"]}
    assert found["ok"] and {"torch", "disk", "memory", "ledger", "studio", "engine spleeter"} <= set(checks), found
    assert "no other can" in checks["studio"]["detail"] and found["facts"]["torch"].startswith("2.")


def test_metrics_count(studio, done):
    text = studio.client.get("/metrics").text
    assert 'studio_jobs{state="completed"}' in text and "studio_api_seconds_bucket" in text
    assert 'studio_stage_work_seconds_total{stage="isolate"}' in text and "studio_memory_bytes" in text


def test_a_song_tells_its_covers_from_its_tries(studio, song, done):
    job_id, _ = done
    whole, part = (
        {"svc": {"enabled": False}, "range": r} for r in ({"start": 0.0, "stop": 12.0}, {"start": 2.0, "stop": 4.0})
    )
    second, take = (studio.start_job(song["file_id"], profile="fast", config=one) for one in (whole, part))

    def listed(**asked):
        page = studio.client.get("/jobs", params={"limit": 1, "file_id": song["file_id"]} | asked)
        items = page.json()["items"]
        while "link" in page.headers:
            page = studio.client.get(page.headers["link"].split(";")[0].strip("<>"))
            items += page.json()["items"]
        return {one["job_id"]: one for one in items}

    covers, tries = listed(kind="covers"), listed(kind="tries")
    assert {job_id, second} <= set(covers) and take in tries and not set(covers) & set(tries)
    assert not any(one["is_try"] for one in covers.values()) and all(one["is_try"] for one in tries.values())
    assert {one["file_id"] for one in (covers | tries).values()} == {song["file_id"]}
    assert covers[job_id]["semitones"] == 5 and set(listed()) == set(covers) | set(tries)
    assert studio.client.get("/jobs", params={"kind": "demos"}).status_code == 422
    for one in (second, take):
        studio.wait(one)


def test_jobs_are_listed_in_pages(studio, done):
    first = studio.client.get("/jobs", params={"limit": 1, "status": "completed"})
    following = studio.client.get(
        "/jobs", params={"limit": 1, "status": "completed", "cursor": first.json()["next_cursor"]}
    )
    assert first.json()["items"][0]["job_id"] != following.json()["items"][0]["job_id"]
    assert 'rel="next"' in first.headers["link"]
    assert studio.client.get("/jobs", params={"cursor": "nonsense"}).status_code == 422


def test_consent_is_kept(studio, song):
    job_id = studio.start_job(song["file_id"], profile="fast", config={"range": {"stop": 2.0}, "svc": {"enabled": False}},
                              consent={"voice_rights": "own"})  # fmt: skip
    studio.wait(job_id)
    assert json.loads(studio.client.get(f"/jobs/{job_id}/report").text)["consent"]["voice_rights"] == "own"


def test_odd_requests_get_their_answer_and_no_500(studio, song, done):
    deep: dict = {}
    for _ in range(900):
        deep = {"a": deep}
    client = studio.client
    answers = {
        "events of nobody": client.get("/jobs/nope/events"),
        "host": client.get("/limits", headers={"Host": "["}),
        "origin": client.post("/jobs/start", json={}, headers={"Origin": "http://["}),
        "boundary": client.post("/upload", content=b"x", headers={"Content-Type": "multipart/form-data; boundary=" + "x" * 300}),
        "cut": client.post("/upload", content=b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nabc',
                           headers={"Content-Type": "multipart/form-data; boundary=x"}),
        "two files": client.post("/upload", files=[("file", ("a.wav", b"x")), ("file", ("b.wav", b"y"))]),
        "deep": client.post("/jobs/start", json={"file_id": song["file_id"], "config": {"svc": deep}}),
        "cursor": client.get("/jobs", params={"cursor": "WzFl" + "OTk5" * 100 + "LCJ4Il0="}),
        "title": client.post("/jobs/start", json={"file_id": song["file_id"], "title": "a\u0000b"}),
        "no sample": client.post("/jobs/validate", json={"file_id": song["file_id"], "config": {"range": {"stop": 1e-9}}}),
        "method": client.put("/jobs"),
    }  # fmt: skip
    for name, answer in answers.items():
        assert 400 <= answer.status_code < 500 and answer.json()["code"], (name, answer.text)
    assert client.get(f"/jobs/{done[0]}/events", headers={"Last-Event-ID": b"\xb2"}).status_code == 200


def test_settings_without_effect_are_named(studio, song):
    wanted = {
        "instrumental": {"enabled": False, "transpose": True}, "mixing": {"instrumental_db": 3.0},
        "svc": {"enabled": False, "voice": "child"}, "swiftf0": {"fmin": 60.0},
    }  # fmt: skip
    answer = studio.client.post("/jobs/validate", json={"file_id": song["file_id"], "config": wanted}).json()
    text = " ".join(answer["warnings"])
    for field in ("instrumental.transpose", "mixing.instrumental_db", "svc.voice"):
        assert f"{field}" in text, text
    assert "fmin" not in text  # swiftf0 is on: the curve is followed


def test_superseded_attempts_are_cleared_away(studio, song):
    job_id = studio.start_job(song["file_id"], profile="fast", config={"processing": {"segment_length": 5.0}})
    studio.wait(job_id)
    for _ in range(3):
        studio.client.post(f"/jobs/{job_id}/segments/1/retry")
        assert studio.wait(job_id)["status"] == "completed"
    folder = studio.folder / "out" / "jobs" / job_id
    assert [len(list(path.iterdir())) for path in sorted((folder / "render").iterdir())] == [1, 1, 1]
    assert len(list((folder / "exports").iterdir())) == 2  # this result and the one before
    assert studio.client.get(f"/jobs/{job_id}/download").status_code == 200


def test_a_purge_among_downloads_leaves_nothing_and_breaks_nothing(studio, song):
    job_id = studio.start_job(song["file_id"], profile="fast", config={"range": {"stop": 6.0}})
    studio.wait(job_id)
    urls = ["download?format=zip", "download?format=mp3", "preview?segment=0", "download?stem=vocals&format=flac"]

    def fetch(url: str) -> int:
        try:
            return studio.client.get(f"/jobs/{job_id}/{url}").status_code
        except httpx.RemoteProtocolError:  # deleted after the answer had begun: all that is left is to hang up
            return 404

    with ThreadPoolExecutor(8) as crowd:
        fetched = [crowd.submit(fetch, url) for url in urls * 2]
        purged = [crowd.submit(studio.client.delete, f"/jobs/{job_id}", params={"purge": "true"}) for _ in range(3)]
    assert {one.result() for one in fetched} <= {200, 404}
    assert sorted(one.result().status_code for one in purged) == [200, 404, 404]
    assert not (studio.folder / "out" / "jobs" / job_id).exists()
