"""A second take and harmonies over HTTP: told, listened to, remixed, downloaded."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
import soundfile
import sounds

RATE, SECONDS = 44_100, 9.0


@pytest.fixture(scope="module")
def done(studio, tmp_path_factory):
    path = tmp_path_factory.mktemp("songs") / "together.wav"
    soundfile.write(path, sounds.song(seed=3, seconds=SECONDS, sample_rate=RATE).mix.T, RATE, subtype="PCM_16")
    job_id = studio.start_job(studio.upload(path)["file_id"], profile="fast", config={
        "processing": {"segment_length": 5.0}, "svc": {"voice": "brighter", "double": True},
        "swiftf0": {"style": "snap"}, "harmony": {"voices": [{"interval": "third_above", "pan": -0.5}]},
    })  # fmt: skip
    assert studio.wait(job_id)["status"] == "completed"
    return job_id


def get(studio, job_id, what, **params):
    answer = studio.client.get(f"/jobs/{job_id}/{what}", params=params)
    assert answer.status_code == 200, answer.text
    return answer


def samples(answer):
    return soundfile.read(io.BytesIO(answer.content), always_2d=True)[0].T


def test_the_report_tells_the_key_and_what_each_voice_took(studio, done):
    told = get(studio, done, "report").json()
    assert told["key"]["name"] in ("C major", "A minor")  # the band plays C, a, F, G
    assert 0 <= told["key"]["confidence"] <= 1 and told["key"]["sounds_as"] is None and told["key"]["reason"]
    assert {"double", "harmony", "key"} <= set(told["stages"])
    assert not any("no effect" in line for line in told["warnings"])


@pytest.mark.parametrize("stem", ["double", "harmony"])
def test_each_is_a_stem_like_others(studio, done, stem):
    whole = samples(get(studio, done, "download", stem=stem, format="wav"))
    assert whole.shape == (2, round(SECONDS * RATE)) and np.std(whole) > 0.001
    piece = samples(get(studio, done, "preview", segment=0, stem=stem))
    assert np.std(piece) > 0.001
    outline = get(studio, done, "peaks", stem=stem, points=100).json()
    assert outline["integrated_lufs"] < -20
    get(studio, done, "spectrogram", stem=stem, columns=100, bands=32)


def test_all_stems_are_in_the_zip(studio, done):
    archive = zipfile.ZipFile(io.BytesIO(get(studio, done, "download", stem="all").content))
    names = " ".join(archive.namelist())
    assert "(second take)" in names and "(harmonies)" in names


def test_the_faders_are_remixed_without_an_engine(studio, done):
    before = samples(get(studio, done, "download"))
    renders = [a for a in get(studio, done, "report").json()["attempts"] if a["phase"] == "render"]
    answer = studio.client.post(f"/jobs/{done}/remix", json={"mixing": {"double_db": -60.0, "harmony_db": -60.0}})
    assert answer.status_code == 202, answer.text
    assert studio.wait(done)["status"] == "completed"
    assert [a for a in get(studio, done, "report").json()["attempts"] if a["phase"] == "render"] == renders
    after = samples(get(studio, done, "download"))
    assert after.shape == before.shape and np.std(after - before) > 0.01
    assert not samples(get(studio, done, "download", stem="harmony", format="wav")).any()


def test_a_third_without_a_key_is_refused(studio):
    answer = studio.client.post("/jobs/validate", json={"file_id": "x", "config": {
        "swiftf0": {"key": "chromatic"}, "harmony": {"voices": [{"interval": "third_above"}]},
    }})  # fmt: skip
    assert answer.status_code == 422 and "thirds and fifths need a key" in answer.text


MIXED = ("prefader_vocals", "prefader_double", "prefader_harmony", "prefader_instrumental")


def test_places_are_remixed_and_a_mixer_gets_what_was_there_before_them(studio, done):
    played = {stem: samples(get(studio, done, "download", stem=stem, format="wav")) for stem in MIXED}
    places = {"mixing": {"vocal_pan": -1.0, "double_pan": 1.0, "harmony_pan": 1.0, "instrumental_pan": 0.5}}
    answer = studio.client.post(f"/jobs/{done}/remix", json=places)
    assert answer.status_code == 202, answer.text
    assert studio.wait(done)["status"] == "completed"
    for stem, silent in (("vocals", 1), ("double", 0), ("harmony", 0)):
        sides = np.std(samples(get(studio, done, "download", stem=stem, format="wav")), axis=1)
        assert sides[silent] < 2e-5 < sides[1 - silent] or not sides.any(), stem  # dither; harmonies may be off
    for stem, before in played.items():
        again = samples(get(studio, done, "download", stem=stem, format="wav"))
        assert np.array_equal(again, before), stem
    room = get(studio, done, "download", stem="room", format="wav")
    assert "impulse%20response" in room.headers["content-disposition"] or "impulse response" in str(room.headers)
    assert get(studio, done, "report").json()["config"]["mixing"]["vocal_pan"] == -1.0
    assert "prefader" not in " ".join(
        zipfile.ZipFile(io.BytesIO(get(studio, done, "download", stem="all").content)).namelist()
    )
