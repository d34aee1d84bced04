"""A segment that fails, a power cut in the middle, a child that is killed: the job goes on, and says what happened."""

from __future__ import annotations

import io
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
    made = render(tmp_path / "song.wav", tmp_path, CUT | {"swiftf0": {"pitch_shift": 4}}, fail=[("render", 1)], source="vocals")
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


def test_partial_then_mended(studio, tmp_path):
    a_song(tmp_path / "song.wav")
    file_id = studio.upload(tmp_path / "song.wav")["file_id"]
    job_id = studio.start_job(file_id, profile="fast", config=CUT)
    assert studio.wait(job_id)["status"] == "completed"
    good = studio.client.get(f"/jobs/{job_id}/download").content
    decoded = studio.folder / "out" / "jobs" / job_id / "song.wav"
    os.rename(decoded, decoded.with_suffix(".away"))
    decoded.write_bytes(b"broken")
    studio.client.post(f"/jobs/{job_id}/segments/1/retry")
    time.sleep(1.0)
    while studio.client.get(f"/jobs/{job_id}/progress").json()["segments"][1]["state"] not in ("failed", "done"):
        time.sleep(0.1)
    os.replace(decoded.with_suffix(".away"), decoded)
    now = studio.wait(job_id)
    assert now["segments"][1]["state"] == "failed" and now["segments"][1]["error"]["remedy"]
    assert now["status"] in ("partial", "failed") and now["failed_segments"] == [1]
    heard = studio.client.get(f"/jobs/{job_id}/preview", params={"segment": 1})
    assert heard.status_code == 409 and "failed" in heard.json()["detail"] and "stem=original" in heard.json()["remedy"]
    assert studio.client.get(f"/jobs/{job_id}/preview", params={"segment": 1, "stem": "original"}).status_code == 200
    assert studio.client.post(f"/jobs/{job_id}/resume").status_code == 202
    assert studio.wait(job_id)["status"] == "completed"
    assert studio.client.get(f"/jobs/{job_id}/download").content == good


def test_a_failed_segment_that_keeps_the_original_completes_the_job(studio, tmp_path):
    a_song(tmp_path / "song.wav")
    job_id = studio.start_job(studio.upload(tmp_path / "song.wav")["file_id"], profile="fast", config=CUT)
    studio.wait(job_id)
    decoded = studio.folder / "out" / "jobs" / job_id / "song.wav"
    os.rename(decoded, decoded.with_suffix(".away"))
    decoded.write_bytes(b"broken")
    studio.client.post(f"/jobs/{job_id}/segments/1/retry")
    while studio.client.get(f"/jobs/{job_id}/progress").json()["segments"][1]["state"] not in ("failed", "done"):
        time.sleep(0.02)
    os.replace(decoded.with_suffix(".away"), decoded)
    if studio.wait(job_id)["status"] != "partial":  # the mix was quicker than this test: it found no song either
        studio.client.post(f"/jobs/{job_id}/remix", json={"mixing": {"fade_in": 0.1}})
        assert studio.wait(job_id)["status"] == "partial"
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
