"""Ten seconds of a song in any voice, before there is a job: made by the jobs' own pipeline, and kept."""

from __future__ import annotations

import io
import threading
import time
from itertools import pairwise

import httpx
import numpy as np
import pyloudnorm
import pytest
import soundfile
import sounds
from in_process import MODELS
from live import LiveStudio, models_of_its_own

from audio_backend.models.tasks import AnalyseSong
from audio_backend.pipeline.interactive import song_analysis
from audio_backend.storage.folders import Folders, demo_path

RATE = 44_100


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A studio of its own, whose disk nobody else fills."""
    folder = tmp_path_factory.mktemp("auditions")
    live = LiveStudio(folder, models=models_of_its_own(folder))
    live.start()
    yield live
    live.stop()


@pytest.fixture(scope="module")
def song(own):
    """Band alone for 12 s, then 14 s with a singer: where a song begins is not where somebody sings."""
    made = sounds.song(seed=5, seconds=26.0, sample_rate=RATE)
    mix = made.backing.copy()
    mix[:, 12 * RATE :] = made.mix[:, 12 * RATE :]
    soundfile.write(own.folder / "song.wav", mix.T, RATE, subtype="PCM_16")
    return own.upload(own.folder / "song.wav")["file_id"]


def audition(studio, file_id: str, **asked) -> tuple[np.ndarray, int]:
    """(channels, frames)"""
    answer = studio.client.get(f"/uploads/{file_id}/audition", params=asked)
    assert answer.status_code == 200, answer.text
    samples, rate = soundfile.read(io.BytesIO(answer.content), always_2d=True)
    return samples.T, rate


def kept_files(studio, file_id: str) -> set[str]:
    return {path.name for path in (studio.folder / "in" / file_id / "auditions").glob("*.wav")}


def test_the_best_passage_lies_where_somebody_sings(own, song):
    told = own.client.get(f"/uploads/{song}/excerpts").json()
    best = told["items"][told["best"]]
    assert best["start_s"] >= 10.0 and 9.0 <= best["stop_s"] - best["start_s"] <= 10.001  # 9 s at the song's edge
    assert best["voiced_s"] > 4.0 and best["bleed_db"] < -6.0 and -30.0 < best["loudness_lufs"] < 0.0
    assert all(
        best["voiced_s"] >= other["voiced_s"] for other in told["items"] if other["bleed_db"] >= best["bleed_db"]
    )


def test_every_voice_sings_the_same_ten_seconds_equally_loud(own, song):
    heard = {voice: audition(own, song, **({"voice": voice} if voice else {})) for voice in (None, "deeper", "child")}
    assert {rate for _, rate in heard.values()} == {RATE}  # the song's own
    told = own.client.get(f"/uploads/{song}/excerpts").json()
    best = told["items"][told["best"]]
    frames = round(best["stop_s"] * RATE) - round(best["start_s"] * RATE)
    assert {samples.shape for samples, _ in heard.values()} == {(2, frames)}
    loudness = [pyloudnorm.Meter(RATE).integrated_loudness(samples.T) for samples, _ in heard.values()]
    assert max(loudness) - min(loudness) < 0.3  # the meter's own spread between programs is 0.1 LU
    levels = [samples / np.sqrt(np.square(samples).mean()) for samples, _ in heard.values()]
    assert all(np.abs(one - other).max() > 0.1 for one, other in pairwise(levels))


def test_it_is_the_passage_that_a_cover_of_it_has(own, song):
    """The same pipeline: a job with the audition's settings gives the same samples."""
    start_s, stop_s = 13.0, 19.0
    heard, _ = audition(own, song, voice="deeper", start_s=start_s, stop_s=stop_s, pitch_shift=-12)
    config = {
        "range": {"start": start_s, "stop": stop_s}, "svc": {"voice": "deeper"}, "swiftf0": {"pitch_shift": -12},
        "mixing": {"fade_in": 0.02, "fade_out": 0.02, "target_lufs": -14.0},
    }  # fmt: skip
    job_id = own.start_job(song, profile="fast", config=config)
    assert own.wait(job_id)["status"] == "completed"
    made, _ = soundfile.read(io.BytesIO(own.client.get(f"/jobs/{job_id}/download").content), always_2d=True)
    assert np.array_equal(heard, made.T)


def test_the_second_time_nothing_is_made_also_after_a_restart(own, song):
    first = own.client.get(f"/uploads/{song}/audition", params={"voice": "airy"})
    files = kept_files(own, song)
    own.stop()
    own.start()
    begun = time.monotonic()
    again = own.client.get(f"/uploads/{song}/audition", params={"voice": "airy"})
    assert again.content == first.content and again.headers["etag"] == first.headers["etag"]
    assert kept_files(own, song) == files and time.monotonic() - begun < 30.0
    part = own.client.get(f"/uploads/{song}/audition", params={"voice": "airy"}, headers={"Range": "bytes=0-43"})
    assert part.status_code == 206 and part.content == first.content[:44]
    kept = own.client.get("/health").json()["disk"]["kept_bytes"]
    freed = own.client.delete(f"/uploads/{song}/kept").json()["freed_bytes"]
    assert freed > len(first.content) and own.client.get("/health").json()["disk"]["kept_bytes"] == kept - freed
    assert own.client.get(f"/uploads/{song}/audition", params={"voice": "airy"}).content == first.content


def test_where_nobody_sings_it_says_so_and_a_named_passage_can_be_heard(own):
    band = sounds.song(seed=5, seconds=12.0, sample_rate=RATE).backing
    soundfile.write(own.folder / "band.wav", band.T, RATE, subtype="PCM_16")
    file_id = own.upload(own.folder / "band.wav")["file_id"]
    told = own.client.get(f"/uploads/{file_id}/excerpts").json()
    assert told["best"] is None and told["message"]["code"] == "no_singing_found" and told["reason"]
    answer = own.client.get(f"/uploads/{file_id}/audition", params={"voice": "deeper"})
    assert answer.status_code == 404 and "Nobody sings" in answer.json()["detail"] and answer.json()["remedy"]
    assert audition(own, file_id, start_s=2.0, stop_s=5.0)[0].shape == (2, 3 * RATE)


def test_the_demo_song_can_be_heard_without_being_uploaded(own):
    told = own.client.get("/uploads/demo/excerpts").json()
    assert told["best"] is not None and told["file_id"] == "demo"
    assert audition(own, "demo", voice="brighter")[0].shape[0] == 2
    assert "demo" not in [one["file_id"] for one in own.client.get("/uploads").json()["items"]]
    assert not (own.folder / "in" / "demo").exists()
    for refused in (own.client.delete("/uploads/demo"), own.client.get("/uploads/demo")):
        assert refused.status_code == 404


@pytest.mark.parametrize(("asked", "status", "word"), [
    ({"voice": "nobody"}, 404, "no voice"),
    ({"start_s": 5, "stop_s": 4}, 422, "passage"),
    ({"start_s": 1, "stop_s": 60}, 422, "passage"),
    ({"start_s": 500}, 422, "ends"),
    ({"voice": "deeper", "pitch_shift": 99}, 422, "pitch_shift"),
    ({"source": "choir"}, 422, "source"),
    ({"stop_s": 5}, 422, "start_s"),
])  # fmt: skip
def test_what_cannot_be_heard_is_refused_in_words(own, song, asked, status, word):
    answer = own.client.get(f"/uploads/{song}/audition", params=asked)
    assert answer.status_code == status
    assert word in answer.json()["detail"] and answer.json()["remedy"], answer.text


def test_who_hangs_up_gives_up_the_place_and_nobody_else_is_harmed(own, song):
    def leave(voice: str) -> None:
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{own.url}/uploads/{song}/audition", params={"voice": voice, "start_s": 14.5}, timeout=0.2)

    leaving = [threading.Thread(target=leave, args=(voice,)) for voice in ("giant", "older", "warmer", "whisper")]
    before = kept_files(own, song)
    for one in leaving:
        one.start()
    for one in leaving:
        one.join()
    assert audition(own, song, voice="child", start_s=14.5)[0].shape == (2, 10 * RATE)
    made = len(kept_files(own, song) - before)
    assert made <= 3  # the one waited for, and at most what had begun before it was known that nobody listens


def test_several_asked_for_at_once_come_in_that_order_beside_a_job(own, song):
    job_id = own.start_job(song, profile="quality")
    order: list[str] = []

    def ask(voice: str) -> None:
        audition(own, song, voice=voice, start_s=15.0)
        order.append(voice)

    asking = []
    for voice in ("deeper", "brighter", "child"):
        asking.append(threading.Thread(target=ask, args=(voice,)))
        asking[-1].start()
        time.sleep(0.3)
    for one in asking:
        one.join()
    assert order == ["deeper", "brighter", "child"]
    assert own.wait(job_id)["status"] == "completed"


def test_a_song_too_long_to_be_held_is_heard_alike(tmp_path, monkeypatch):
    folders = Folders(tmp_path, tmp_path, MODELS)
    folders.upload("song").mkdir()
    soundfile.write(folders.source("song"), sounds.song(seed=5, seconds=26.0).mix.T, 44_100, format="WAV")
    task = AnalyseSong(file_id="song", source="song")
    held = song_analysis.analyse_song(task, folders)
    monkeypatch.setattr(song_analysis, "MOST_KEPT_BYTES", 1)
    assert song_analysis.analyse_song(task, folders) == held and held.best is not None


@pytest.mark.parametrize("damage", [
    lambda passage: (passage / "passage.json").write_text("{"),
    lambda passage: (passage / "passage.json").unlink(),
    lambda passage: (passage / "song.wav").write_bytes((passage / "song.wav").read_bytes()[:-999]),
    lambda passage: (passage / "analyse" / "0000" / "1" / "f0.npz").unlink(),
], ids=["no JSON", "no facts", "cut off", "a file is gone"])  # fmt: skip
def test_a_passage_that_is_not_as_it_was_is_made_again(own, song, damage):
    asked = {"start_s": 16.0, "stop_s": 19.0}
    own.client.delete(f"/uploads/{song}/kept")
    before, _ = audition(own, song, voice="deeper", **asked)
    folder = own.folder / "in" / song / "auditions"
    (passage,) = folder.glob("passage-*")
    damage(passage)
    for file in folder.glob("*.wav"):
        file.unlink()
    assert np.array_equal(audition(own, song, voice="deeper", **asked)[0], before)
    assert not list((own.folder / "in" / song).rglob("*.part"))


def test_what_is_freed_while_an_audition_is_made_harms_nobody(own, song):
    heard = []

    def ask() -> None:
        heard.append(audition(own, song, voice="older", start_s=17.0)[0].shape)

    for pause in (0.05, 0.3, 0.6, 1.0):
        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(pause)
        assert own.client.delete("/uploads/kept").status_code == 200
        asking.join()
    assert len(heard) == 4 and len(set(heard)) == 1


def test_an_explicit_passage_of_the_demo_needs_nothing_before_it(tmp_path):
    live = LiveStudio(tmp_path, models=models_of_its_own(tmp_path))
    live.start()
    try:
        answer = live.client.get("/uploads/demo/audition", params={"start_s": 0, "stop_s": 2})
        assert answer.status_code == 200
        kept = live.client.get("/health").json()["disk"]["kept_bytes"]
        assert live.client.delete("/uploads/kept").json() == {"freed_bytes": kept} and kept > 0
        assert live.client.get("/uploads/demo/peaks").status_code in (200, 404)
        assert not list(demo_path().parent.glob("*.json"))  # nothing is written beside the package's file
    finally:
        live.stop()
