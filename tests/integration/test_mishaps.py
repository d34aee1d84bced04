"""A segment that fails, a power cut in the middle, a child that is killed: the job goes on, and says what happened."""

from __future__ import annotations

import io
import json
import os
import signal
import time

import numpy as np
import psutil
import pytest
import soundfile
import sounds
from in_process import OFF, render
from live import LiveStudio

RATE = 44_100
CUT = {"processing": {"segment_length": 5.0}, "quality": {"sample_rate": RATE}, "instrumental": {"quality": "fast"}}


def a_song(path, seconds: float = 13.0) -> np.ndarray:
    mix = sounds.song(seed=4, seconds=seconds, sample_rate=RATE).mix
    soundfile.write(path, mix.T, RATE, subtype="PCM_16")
    return soundfile.read(path, always_2d=True)[0].T


@pytest.mark.parametrize("phase", ["analyse", "render"])
def test_a_failed_segment_keeps_the_original_sound(tmp_path, phase):
    song = a_song(tmp_path / "song.wav")
    wanted = CUT | {"swiftf0": {"pitch_shift": 4}, "mixing": {"vocal_db": -3.0, "true_peak_db": None}}
    made = render(tmp_path / "song.wav", tmp_path, wanted, fail=[(phase, 1)])
    own = slice(round(5.0 * RATE), round(9.0 * RATE))  # segment 1 is 4.5 to 9.5 s, without its cross-fades
    assert made.samples.shape == song.shape
    assert np.abs(made.samples[:, own] - song[:, own]).max() < 6e-5  # dither and rounding at 16 bits: under 2 steps
    assert np.abs(made.samples[:, : 4 * RATE] - song[:, : 4 * RATE]).max() > 0.01


def test_a_failed_segment_of_a_vocal_keeps_the_singer(tmp_path):
    vocals = sounds.song(seed=4, seconds=13.0, sample_rate=RATE).vocals
    soundfile.write(tmp_path / "song.wav", vocals.T, RATE, subtype="FLOAT")
    made = render(
        tmp_path / "song.wav", tmp_path, CUT | {"swiftf0": {"pitch_shift": 4}}, fail=[("render", 1)], source="vocals"
    )
    own = slice(round(5.0 * RATE), round(9.0 * RATE))
    assert np.abs(made.samples[:, own] - vocals[:, own]).max() < 6e-5


def test_over_your_own_backing_a_lost_segment_is_the_song_not_a_hole(tmp_path):
    song = a_song(tmp_path / "song.wav")
    backing = sounds.song(seed=4, seconds=13.0, sample_rate=RATE).backing
    soundfile.write(tmp_path / "backing.wav", backing.T, RATE, subtype="FLOAT")
    made = render(tmp_path / "song.wav", tmp_path, CUT, fail=[("analyse", 1)], backing=tmp_path / "backing.wav")
    own = slice(round(5.0 * RATE), round(9.0 * RATE))
    assert np.abs(made.samples[:, own] - song[:, own]).max() < 6e-5


def test_nothing_failed_and_nothing_changed_is_the_song(tmp_path):
    song = a_song(tmp_path / "song.wav", 11.0)
    made = render(tmp_path / "song.wav", tmp_path, OFF | CUT, fail=[("analyse", 0)])
    assert np.abs(made.samples - song).max() < 6e-5


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """A studio in which the segments that `faulty.faults` names fail."""
    folder = tmp_path_factory.mktemp("faulty")
    live = LiveStudio(folder, faults=folder / "faults")
    live.faults = folder / "faults"
    live.start()
    yield live
    live.stop()


@pytest.fixture
def one_failed(faulty, tmp_path):
    """A finished job, its cover, and then segment 1 failed when it was retried."""
    a_song(tmp_path / "song.wav")
    job_id = faulty.start_job(faulty.upload(tmp_path / "song.wav")["file_id"], profile="fast", config=CUT)
    assert faulty.wait(job_id)["status"] == "completed"
    good = faulty.client.get(f"/jobs/{job_id}/download").content
    faulty.faults.write_text("1")
    faulty.client.post(f"/jobs/{job_id}/segments/1/retry")
    assert faulty.wait(job_id)["status"] == "partial"
    faulty.faults.unlink()
    return job_id, good


def test_partial_then_mended(faulty, one_failed):
    studio, (job_id, good) = faulty, one_failed
    now = studio.client.get(f"/jobs/{job_id}/progress").json()
    assert now["segments"][1]["state"] == "failed" and now["segments"][1]["error"]["remedy"]
    assert now["failed_segments"] == [1]
    heard = studio.client.get(f"/jobs/{job_id}/preview", params={"segment": 1})
    assert heard.status_code == 409 and "failed" in heard.json()["detail"] and "stem=original" in heard.json()["remedy"]
    assert studio.client.get(f"/jobs/{job_id}/preview", params={"segment": 1, "stem": "original"}).status_code == 200
    assert studio.client.post(f"/jobs/{job_id}/resume").status_code == 202
    assert studio.wait(job_id)["status"] == "completed"
    assert studio.client.get(f"/jobs/{job_id}/download").content == good


@pytest.fixture
def held(faulty, tmp_path):
    """A job of which the first segment is analysed, and no other one."""
    a_song(tmp_path / "song.wav")
    faulty.faults.write_text("hold")
    job_id = faulty.start_job(faulty.upload(tmp_path / "song.wav")["file_id"], profile="fast", config=CUT)
    until = time.monotonic() + 60
    while (
        not (now := faulty.client.get(f"/jobs/{job_id}/progress").json())["segments"] or not now["segments"][0]["sound"]
    ):
        assert not now["terminal"] and time.monotonic() < until, now
        time.sleep(0.05)
    yield job_id, now
    faulty.faults.unlink(missing_ok=True)


def test_the_first_segment_is_heard_as_a_draft_and_later_as_it_is_mixed(faulty, held):
    job_id, now = held
    assert [one["sound"] for one in now["segments"]] == ["draft", None, None]
    url = f"/jobs/{job_id}/preview"
    refused = faulty.client.get(url, params={"segment": 0, "draft": "false"})
    assert refused.status_code == 409 and refused.json()["code"] == "not_ready", refused.text
    assert faulty.client.get(url, params={"segment": 1}).status_code == 409
    draft = faulty.client.get(url, params={"segment": 0})
    assert draft.status_code == 200 and draft.headers["x-preview"] == "draft", draft.text
    assert faulty.client.get(url).headers["etag"] == draft.headers["etag"]  # the first of which there is anything
    part = faulty.client.get(url, params={"segment": 0}, headers={"Range": "bytes=100-199"})
    assert part.status_code == 206 and part.content == draft.content[100:200]
    faulty.faults.unlink()
    assert faulty.wait(job_id)["status"] == "completed"
    final = faulty.client.get(url, params={"segment": 0})
    assert final.headers["x-preview"] == "final" and final.headers["etag"] != draft.headers["etag"]
    lengths = {soundfile.info(io.BytesIO(answer.content)).frames for answer in (draft, final)}
    assert len(lengths) == 1
    job = faulty.client.get(f"/jobs/{job_id}/progress").json()
    assert [one["sound"] for one in job["segments"]] == ["final"] * 3
    lines = faulty.client.get(f"/jobs/{job_id}/events").text.splitlines()
    told = [json.loads(line.removeprefix("data: ")) for line in lines if '"sound"' in line]
    of_first = [one["sound"] for one in told if one["index"] == 0]
    assert of_first == [None, "draft", "draft", "final"], told  # analysed: begun, done; rendered: begun, done


def test_of_a_cancelled_job_there_are_no_drafts(faulty, held):
    job_id, _ = held
    faulty.client.post(f"/jobs/{job_id}/cancel")
    answer = faulty.client.get(f"/jobs/{job_id}/preview", params={"segment": 0})
    assert answer.status_code == 409 and "cancelled" in answer.json()["detail"], answer.text


def test_damaged_files_are_made_again_bit_for_bit_and_named(studio, tmp_path):
    """A file that was cut off was silence in a mix that said completed; one that was missing failed every resume."""
    a_song(tmp_path / "song.wav")
    file_id = studio.upload(tmp_path / "song.wav")["file_id"]
    job_id = studio.start_job(file_id, profile="fast", config=CUT | {"swiftf0": {"pitch_shift": 3}})
    studio.wait(job_id)
    good, folder = studio.client.get(f"/jobs/{job_id}/download").content, studio.folder / "out" / "jobs" / job_id
    os.truncate(folder / "render" / "0001" / "1" / "vocal.wav", 100_000)
    (folder / "analyse" / "0002" / "1" / "vocal.wav").unlink()
    (folder / "song.wav").write_bytes(b"broken")
    heard = studio.client.get(f"/jobs/{job_id}/preview", params={"segment": 1, "stem": "vocals"})
    assert (
        heard.status_code == 409 and heard.json()["code"] == "files_damaged" and "segment 1" in heard.json()["detail"]
    )
    studio.client.post(f"/jobs/{job_id}/remix", json={"mixing": {"vocal_db": 0.0}})
    now = studio.wait(job_id)
    assert now["status"] == "completed" and sum("made again" in one for one in now["warnings"]) == 3
    assert studio.client.get(f"/jobs/{job_id}/download").content == good
    for result in folder.glob("exports/*/mix.*"):  # of this run, and of the one before
        os.truncate(result, 1000)
    assert studio.client.get(f"/jobs/{job_id}/download").content == good
    studio.client.delete(f"/uploads/{file_id}")
    (folder / "song.wav").unlink()
    studio.client.post(f"/jobs/{job_id}/remix", json={"mixing": {"vocal_db": -1.0}})
    now = studio.wait(job_id)
    assert now["status"] == "failed" and "“song”" in now["error"]["detail"] and "gone" in now["error"]["detail"]


def test_a_failed_segment_that_keeps_the_original_completes_the_job(faulty, one_failed):
    studio, (job_id, _) = faulty, one_failed
    mixed = studio.client.get(f"/jobs/{job_id}/download").content
    kept = studio.client.post(f"/jobs/{job_id}/segments/1/keep")
    now = kept.json()
    assert kept.status_code == 200 and (now["status"], now["failed_segments"]) == ("completed", []), now
    assert now["segments"][1]["state"] == "kept" and now["segments"][1]["error"] is None
    assert "From 0:04 to 0:09 the original is kept, by your choice." in now["warnings"]
    got = studio.client.get(f"/jobs/{job_id}/download")
    assert got.content == mixed and got.headers["x-result-completeness"] == "2/3"  # kept is not converted
    assert studio.client.post(f"/jobs/{job_id}/segments/1/keep").status_code == 409
    assert studio.client.post(f"/jobs/{job_id}/resume").status_code == 409
    events = studio.client.get(f"/jobs/{job_id}/events").text
    assert '"state":"kept"' in events.replace(" ", "")
    assert "keeps the original" in studio.client.get(f"/jobs/{job_id}/preview", params={"segment": 1}).json()["detail"]
    studio.client.post(f"/jobs/{job_id}/remix", json={"mixing": {"vocal_db": -3}})
    now = studio.wait(job_id)
    assert now["status"] == "completed" and any("the original is kept" in one for one in now["warnings"])
    assert studio.client.post(f"/jobs/{job_id}/segments/1/retry").status_code == 202
    now = studio.wait(job_id)
    assert (now["status"], now["segments"][1]["state"], now["warnings"]) == ("completed", "done", [])


def test_a_power_cut_costs_only_what_was_in_flight(tmp_path):
    a_song(tmp_path / "song.wav", 24.0)
    live = LiveStudio(tmp_path)
    live.start()
    file_id = live.upload(tmp_path / "song.wav")["file_id"]
    wanted = {"profile": "fast", "config": CUT | {"swiftf0": {"pitch_shift": 3}}}
    whole = live.start_job(file_id, **wanted)
    live.wait(whole)
    expected = live.client.get(f"/jobs/{whole}/download").content
    job_id = live.start_job(file_id, **wanted)
    while live.client.get(f"/jobs/{job_id}/progress").json()["progress"] < 0.3:
        time.sleep(0.05)
    children = psutil.Process(live.process.pid).children(recursive=True)
    live.kill()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive  # children end with their parent
    live.start()
    try:
        assert live.wait(job_id)["status"] == "completed"
        assert live.client.get(f"/jobs/{job_id}/download").content == expected
        attempts = live.client.get(f"/jobs/{job_id}/report").json()["attempts"]
        done = [(a["phase"], a["index"]) for a in attempts if a["outcome"] == "done"]
        assert len(done) == len(set(done)) and len(attempts) - len(done) <= 2  # two slots were in flight
    finally:
        live.stop()


def test_a_killed_child_costs_one_more_try(studio, tmp_path):
    a_song(tmp_path / "song.wav", 24.0)
    file_id = studio.upload(tmp_path / "song.wav")["file_id"]
    job_id = studio.start_job(file_id, profile="fast", config=CUT)
    while studio.client.get(f"/jobs/{job_id}/progress").json()["progress"] < 0.1:
        time.sleep(0.05)
    busiest = max(psutil.Process(studio.process.pid).children(recursive=True), key=lambda child: child.cpu_percent(0.2))
    busiest.send_signal(signal.SIGKILL)
    assert studio.wait(job_id)["status"] == "completed"
    samples, _ = soundfile.read(io.BytesIO(studio.client.get(f"/jobs/{job_id}/download").content))
    assert len(samples) == 24 * RATE


def test_a_new_ledger_deletes_no_cover(tmp_path):
    """Moving a damaged ledger away is what the studio itself advises: the covers stay."""
    cover = tmp_path / "out" / "jobs" / "0123abcd" / "exports" / "1" / "mix.flac"
    cover.parent.mkdir(parents=True)
    cover.write_bytes(b"music")
    (tmp_path / "out" / "jobs" / "removed-0123").mkdir()
    live = LiveStudio(tmp_path)
    live.start()
    live.stop()
    assert cover.exists() and not (tmp_path / "out" / "jobs" / "removed-0123").exists()


def test_two_studios_do_not_share_a_folder(studio):
    second = LiveStudio(studio.folder)
    with pytest.raises(AssertionError, match="Another studio"):
        second.start()
