"""What the page draws: waveforms and spectrograms of stems, the key of an upload, the rows of progress, the listing."""

from __future__ import annotations

import base64
import io
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pyloudnorm
import pytest
import soundfile
import sounds

RATE = 44_100
SECONDS = 12.0
STAGES = ["decode", "isolate", "pitch", "voice", "backing", "master"]


@pytest.fixture(scope="module")
def upload(studio, tmp_path_factory):
    path = tmp_path_factory.mktemp("songs") / "pictured.wav"
    soundfile.write(path, sounds.song(seed=3, seconds=SECONDS, sample_rate=RATE).mix.T, RATE, subtype="PCM_16")
    return studio.upload(path)


@pytest.fixture(scope="module")
def done(studio, upload):
    """A finished cover with draft stems and a reverb that only `vocals` has, and all progress that was told of it."""
    job_id = studio.start_job(upload["file_id"], profile="fast", config={
        "processing": {"segment_length": 5.0}, "svc": {"voice": "brighter"}, "swiftf0": {"pitch_shift": 5},
        "instrumental": {"stems": True, "transpose": True}, "mixing": {"target_lufs": -20.0, "reverb": 0.2},
    })  # fmt: skip
    seen = []
    while not seen or not seen[-1]["terminal"]:
        seen.append(studio.client.get(f"/jobs/{job_id}/progress", params={"wait": 2}).json())
    assert seen[-1]["status"] == "completed", seen[-1]
    return job_id, seen


def get(studio, job_id, what, **params):
    answer = studio.client.get(f"/jobs/{job_id}/{what}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def downloaded(studio, job_id, stem):
    answer = studio.client.get(f"/jobs/{job_id}/download", params={"stem": stem, "format": "wav"})
    return soundfile.read(io.BytesIO(answer.content), always_2d=True)[0]


# ------------------------------------------------------------------ peaks
@pytest.mark.parametrize("stem", ["mix", "vocals", "instrumental", "original", "original_vocals", "bass"])
def test_the_outline_and_the_loudness_are_those_of_the_stem_that_is_downloaded(studio, done, stem):
    found = get(studio, done[0], "peaks", stem=stem, points=600)
    samples = downloaded(studio, done[0], stem)
    assert (found["stem"], found["points"], len(found["data"]), len(found["data"][0])) == (stem, 600, 2, 1200)
    assert found["duration_s"] == pytest.approx(SECONDS)
    loudness = pyloudnorm.Meter(RATE).integrated_loudness(samples)
    assert found["integrated_lufs"] == pytest.approx(loudness, abs=0.15)  # the other meter's filters are rounded
    lows, highs = (np.array([channel[k::2] for channel in found["data"]]) for k in (0, 1))
    edges = (np.arange(600) * len(samples) / 600).astype(int)
    truth = np.maximum.reduceat(samples.T, edges, axis=1)
    # dither of a 16-bit file, four decimals; a border lies up to 72 samples elsewhere, and a peak with it
    assert np.median(np.abs(highs - truth)) < 2e-4 and (lows <= highs).all()
    assert highs.max() == pytest.approx(np.clip(samples, -1, 1).max(), abs=3e-4)


def test_no_full_length_file_is_made_for_a_picture_and_it_is_kept(studio, upload):
    job_id = studio.start_job(upload["file_id"], profile="fast", config={"svc": {"enabled": False}})
    studio.wait(job_id)
    folder = studio.folder / "out" / "jobs" / job_id
    before = set(folder.rglob("*.wav"))
    first = get(studio, job_id, "peaks", stem="instrumental")
    get(studio, job_id, "spectrogram", stem="original", columns=100)
    assert set(folder.rglob("*.wav")) == before
    kept = {str(path.relative_to(folder)) for path in folder.rglob("pictures/*.json")}
    assert kept == {
        "exports/1/pictures/peaks-instrumental.json",
        f"pictures/spectrogram-original-100-160-0-{round(SECONDS * RATE)}.json",
    }
    (folder / "analyse").rename(folder / "elsewhere")  # what it was made of is gone: only the kept one can answer
    again = get(studio, job_id, "peaks", stem="instrumental", points=500)
    assert again["points"] == 500 and again["integrated_lufs"] == first["integrated_lufs"]


def test_the_original_can_be_drawn_as_soon_as_it_is_decoded_and_others_when_there_is_a_result(studio, upload):
    job_id = studio.start_job(upload["file_id"], profile="quality", config={"processing": {"segment_length": 5.0}})
    statuses = []
    while True:
        now = studio.client.get(f"/jobs/{job_id}/progress").json()
        decoded = now["stages"][0]["state"] == "done"
        answer = studio.client.get(f"/jobs/{job_id}/peaks", params={"stem": "original"})
        statuses.append(answer.status_code)
        if decoded:
            break
    assert statuses[-1] == 200 and set(statuses) <= {200, 409}
    answer = studio.client.get(f"/jobs/{job_id}/peaks", params={"stem": "vocals"})
    assert answer.status_code == 409 and answer.json()["code"] == "not_ready"
    studio.client.post(f"/jobs/{job_id}/cancel")
    assert studio.client.get(f"/jobs/{job_id}/spectrogram").status_code == 409
    assert get(studio, job_id, "peaks", stem="original")["points"] == 2_000
    stages = studio.client.get(f"/jobs/{job_id}/progress").json()["stages"]
    assert [one["state"] for one in stages] == ["done", "cancelled", "cancelled", "cancelled", "skipped", "cancelled"]


def test_a_stem_that_the_job_never_makes_is_not_found(studio, upload):
    job_id = studio.start_job(
        upload["file_id"], profile="fast", config={"svc": {"enabled": False}, "range": {"stop": 2.0}}
    )
    studio.wait(job_id)
    for what in ("peaks", "spectrogram"):
        answer = studio.client.get(f"/jobs/{job_id}/{what}", params={"stem": "drums"})
        assert answer.status_code == 404 and "instrumental" in answer.json()["remedy"]
        assert studio.client.get(f"/jobs/nobody/{what}").status_code == 404
        assert studio.client.get(f"/jobs/{job_id}/{what}", params={"stem": "all"}).status_code == 422


def test_silence_has_no_loudness_and_a_black_picture(studio, tmp_path):
    soundfile.write(tmp_path / "silence.wav", np.zeros((3 * RATE, 1)), RATE)
    file_id = studio.upload(tmp_path / "silence.wav")["file_id"]
    job_id = studio.start_job(
        file_id, profile="fast", config={"svc": {"enabled": False}, "swiftf0": {"enabled": False}}
    )
    studio.wait(job_id)
    assert get(studio, job_id, "peaks")["integrated_lufs"] is None
    assert not any(base64.b64decode(get(studio, job_id, "spectrogram", columns=100)["data"]))
    heard = studio.client.get(f"/uploads/{file_id}/pitch", params={"voice": "deeper"}).json()
    assert (heard["median_hz"], heard["low_note"], heard["suggestion"], heard["voiced_s"]) == (None, None, None, 0.0)


# ------------------------------------------------------------ spectrogram
def test_the_picture_shows_the_stem(studio, done):
    pictures = {}
    for stem in ("mix", "original_vocals", "bass"):
        found = get(studio, done[0], "spectrogram", stem=stem, columns=300, bands=96)
        assert (found["columns"], found["bands"], found["scale"], found["stop_s"]) == (300, 96, "log", SECONDS)
        pictures[stem] = np.frombuffer(base64.b64decode(found["data"]), np.uint8).reshape(300, 96)
    assert found["low_hz"] == 40.0 and found["high_hz"] == 16_000.0 and found["job_id"] == done[0]
    edges = np.geomspace(40.0, 16_000.0, 97)
    high = edges[:-1] > 3_000
    assert pictures["bass"][:, ~high].max() > pictures["bass"][:, high].max() + 60  # 60 steps are 21 dB
    part = get(studio, done[0], "spectrogram", stem="mix", columns=100, bands=96, start_s=4.0, stop_s=8.0)
    part = np.frombuffer(base64.b64decode(part["data"]), np.uint8).reshape(100, 96).astype(int)
    assert np.abs(part - pictures["mix"][100:200]).max() <= 1  # a part is cut out of the same picture


def test_a_part_that_is_not_there_is_refused_in_words(studio, done):
    for params in ({"start_s": 3, "stop_s": 3}, {"start_s": 4, "stop_s": 1}, {"start_s": 12.5}, {"start_s": "nan"},
                   {"columns": 99}, {"columns": 4001}, {"bands": 31}, {"bands": 257}, {"start_s": -1}):  # fmt: skip
        answer = studio.client.get(f"/jobs/{done[0]}/spectrogram", params=params)
        assert answer.status_code == 422 and answer.json()["errors"], (params, answer.text)
    assert get(studio, done[0], "spectrogram", start_s=10, stop_s=99)["stop_s"] == SECONDS


# ------------------------------------------------------------------- pitch
def test_fewer_points_of_the_curve_are_still_measured_ones(studio, done):
    whole = get(studio, done[0], "f0")
    thin = get(studio, done[0], "f0", points=200)
    step = round(thin["hop_s"] / whole["hop_s"])
    assert step > 1 and thin["frames"] == len(thin["time_s"]) <= 200
    for name in ("time_s", "f0_hz", "confidence", "target_hz", "voiced"):
        assert thin[name] == whole[name][::step]
    csv = studio.client.get(f"/jobs/{done[0]}/f0", params={"format": "csv", "points": 200}).text
    assert len(csv.splitlines()) == whole["frames"] + 1
    assert studio.client.get(f"/jobs/{done[0]}/f0", params={"points": 99}).status_code == 422


def test_the_key_that_is_suggested_is_the_one_the_job_takes(studio, upload):
    url = f"/uploads/{upload['file_id']}/pitch"
    heard = studio.client.get(url, params={"voice": "giant"}).json()
    assert heard["excerpts"] == [{"start_s": 0.0, "stop_s": SECONDS}]  # short enough to be heard whole
    assert heard["listened_s"] == SECONDS and heard["voiced_s"] > 4.0
    job_id = studio.start_job(upload["file_id"], profile="fast", config={
        "svc": {"voice": "giant"}, "swiftf0": {"pitch_shift": "auto"}})  # fmt: skip
    studio.wait(job_id)
    report = studio.client.get(f"/jobs/{job_id}/report").json()
    assert heard["suggestion"]["semitones"] == report["transposition"]["semitones"] == -12
    assert heard["suggestion"]["reason"].startswith(report["transposition"]["reason"])
    assert "heard in 1 excerpt" in heard["suggestion"]["reason"]
    cents = 1200 * np.log2(heard["median_hz"] / report["pitch"]["median_hz"])
    assert abs(cents) < 5  # `fast` isolates the same vocal on the same grid; only the gate at the edges differs
    assert heard["median_note"] == report["pitch"]["median_note"]


def test_one_listening_serves_every_voice_and_everybody_who_asks_at_once(studio, tmp_path):
    vocal = sounds.song(seed=8, seconds=40.0).vocals
    soundfile.write(tmp_path / "vocal.wav", vocal.T, RATE, subtype="PCM_16")
    file_id = studio.upload(tmp_path / "vocal.wav")["file_id"]
    url = f"/uploads/{file_id}/pitch"
    wanted = [{"source": "vocals", "voice": voice} for voice in ("deeper", "child", "airy")] + [{"source": "vocals"}]
    with ThreadPoolExecutor(4) as crowd:
        heard = list(crowd.map(lambda params: studio.client.get(url, params=params).json(), wanted))
    assert len({one["median_hz"] for one in heard}) == 1 and len(heard[0]["excerpts"]) == 3
    assert [one["suggestion"] and one["suggestion"]["semitones"] for one in heard] == [0, 12, 0, None]
    octaves = {one["semitones"]: one["reason"] for one in heard[1]["suggestion"]["octaves"]}
    assert set(octaves) == {-12, 0, 12} and "8 semitones below" in octaves[0] and "4 semitones above" in octaves[12]
    together = studio.client.get(url, params={"source": "vocals", "voice": "child", "transpose": True}).json()
    assert together["suggestion"]["semitones"] == 8
    kept = studio.folder / "in" / file_id / "pitch-vocals.json"
    kept.write_text(kept.read_text().replace('"voiced_s"', '"voiced_s": 1.0, "was"'))
    assert studio.client.get(url, params={"source": "vocals"}).json()["voiced_s"] == 1.0  # read, not heard again
    assert studio.client.get(url, params={"voice": "nobody"}).status_code == 404
    assert studio.client.get("/uploads/nothing/pitch").status_code == 404


# ------------------------------------------------------------------ stages
def test_each_stage_goes_from_pending_to_done_and_never_back(done):
    rows = {name: [seen["stages"][place] for seen in done[1]] for place, name in enumerate(STAGES)}
    order = ["pending", "running", "done"]
    for name, told in rows.items():
        assert {one["name"] for one in told} == {name}
        assert all(a["fraction"] <= b["fraction"] for a, b in pairwise(told)), name
        folders = [order.index(one["state"]) for one in told]
        assert folders == sorted(folders), (name, folders)
        assert (told[-1]["state"], told[-1]["fraction"], told[-1]["device"]) == ("done", 1.0, "cpu"), told[-1]
        assert told[-1]["speed"] > 0, name
    assert all(one["speed"] is None for told in rows.values() for one in told if one["state"] == "pending")


def test_stages_that_the_settings_do_not_need_are_skipped(studio, upload):
    job_id = studio.start_job(upload["file_id"], profile="fast", source="vocals", config={
        "svc": {"enabled": False}, "range": {"stop": 2.0}})  # fmt: skip
    stages = {one["name"]: one for one in studio.wait(job_id)["stages"]}
    assert {name: one["state"] for name, one in stages.items()} == {
        "decode": "done", "isolate": "skipped", "pitch": "done", "voice": "skipped", "backing": "skipped",
        "master": "done",
    }  # fmt: skip
    assert (stages["isolate"]["fraction"], stages["isolate"]["speed"], stages["isolate"]["device"]) == (0.0, None, None)


# ----------------------------------------------------------------- listing
def test_the_listing_tells_voice_profile_length_and_room(studio, upload, done, tmp_path):
    clip = tmp_path / "clip.wav"
    soundfile.write(clip, sounds.song(seed=4, seconds=20.0, voice="alto").vocals.T, RATE)
    with open(clip, "rb") as file:
        voice = studio.client.post("/voices", data={"name": "Tante Žofie"}, files={"file": ("clip.wav", file)}).json()
    mine = studio.start_job(
        upload["file_id"], profile="fast", config={"range": {"stop": 3.0}, "svc": {"voice": voice["voice_id"]}}
    )
    plain = studio.start_job(
        upload["file_id"], profile="balanced", config={"svc": {"enabled": False}, "range": {"stop": 2.0}}
    )
    studio.wait(mine), studio.wait(plain)
    listed = {one["job_id"]: one for one in studio.client.get("/jobs", params={"limit": 100}).json()["items"]}
    assert listed[mine]["voice"] == {"voice_id": voice["voice_id"], "name": "Tante Žofie"}
    assert listed[done[0]]["voice"] == {"voice_id": "brighter", "name": "Brighter"}
    assert (listed[plain]["voice"], listed[plain]["profile"], listed[plain]["duration_s"]) == (None, "balanced", 2.0)
    for job_id in (mine, plain, done[0]):
        folder = studio.folder / "out" / "jobs" / job_id
        truth = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        assert listed[job_id]["disk_bytes"] == truth == studio.client.get(f"/jobs/{job_id}").json()["disk_bytes"]


def test_the_room_that_a_job_takes_grows_with_what_is_fetched(studio, upload):
    job_id = studio.start_job(
        upload["file_id"], profile="fast", config={"svc": {"enabled": False}, "range": {"stop": 3.0}}
    )
    studio.wait(job_id)
    room = [studio.client.get(f"/jobs/{job_id}").json()["disk_bytes"]]
    for url in ("download?stem=vocals", "preview?segment=0", "peaks", "peaks?stem=original", "spectrogram"):
        time.sleep(0.02)  # a file system may keep time in steps of 10 ms
        assert studio.client.get(f"/jobs/{job_id}/{url}").status_code == 200
        room.append(studio.client.get(f"/jobs/{job_id}").json()["disk_bytes"])
    assert all(a < b for a, b in pairwise(room)), room


def test_a_stem_over_full_scale_is_floating_point_and_nothing_of_it_clips(studio, tmp_path):
    """The page plays it as loud as `integrated_lufs` says; 16 bits would cut 6 dB off its peaks."""
    song = sounds.song(seed=5, seconds=6.0, sample_rate=RATE).mix
    loud = (song * (2.0 / np.abs(song).max())).astype(np.float32)
    soundfile.write(tmp_path / "hot.wav", loud.T, RATE, subtype="FLOAT")
    job_id = studio.start_job(studio.upload(tmp_path / "hot.wav")["file_id"], profile="fast")
    assert studio.wait(job_id)["status"] == "completed"
    answer = studio.client.get(f"/jobs/{job_id}/download", params={"stem": "original", "format": "wav"})
    with soundfile.SoundFile(io.BytesIO(answer.content)) as file:
        assert file.subtype == "FLOAT"
        np.testing.assert_allclose(file.read(dtype="float32").T, loud, atol=1e-6)  # the very samples
    told = get(studio, job_id, "peaks", stem="original")["integrated_lufs"]
    assert told == pytest.approx(pyloudnorm.Meter(RATE).integrated_loudness(loud.T.astype(np.float64)), abs=0.2)
    with soundfile.SoundFile(io.BytesIO(studio.client.get(f"/jobs/{job_id}/download").content)) as file:
        assert file.subtype == "PCM_16" and np.abs(file.read()).max() < 1.0  # the cover went through the limiter
