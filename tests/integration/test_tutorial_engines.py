"""An engine of each role comes with a package, runs through the whole studio, and goes with the package."""

from __future__ import annotations

import io
import os
import tomllib
from pathlib import Path

import numpy as np
import pytest
import soundfile
import sounds
from live import LiveStudio

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial-engines"
RATE, SECONDS = 44_100, 7.0
ENGINES = {
    "pitch": "tutorial-pitch", "voice": "tutorial-voice", "stems": "tutorial-separation",
    "generation": "tutorial-generation",
}  # fmt: skip


def install(folder: Path) -> None:
    """As pip does it in editable mode: a folder on the path with the names of the entry points."""
    project = tomllib.loads((TUTORIAL / "pyproject.toml").read_text("utf-8"))["project"]
    info = folder / "tutorial_engines-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tutorial-engines\nVersion: 1.0\n")
    points = project["entry-points"]["audio_studio.engines"]
    lines = "\n".join(f"{name} = {target}" for name, target in points.items())
    (info / "entry_points.txt").write_text(f"[audio_studio.engines]\n{lines}\n")


def started(folder: Path, site: Path | None) -> LiveStudio:
    folder.mkdir()
    studio = LiveStudio(folder)
    path = [str(TUTORIAL), str(site)] if site else []
    studio.env["PYTHONPATH"] = os.pathsep.join([*path, str(Path(__file__).resolve().parents[2])])
    studio.start()
    return studio


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tutorial")
    install(folder / "site")
    made = started(folder / "with", folder / "site")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def song(studio):
    path = studio.folder / "song.wav"
    soundfile.write(path, sounds.song(seed=3, seconds=SECONDS, sample_rate=RATE).mix.T, RATE)
    return studio.upload(path)["file_id"]


def rows(studio) -> dict[tuple[str, str], dict]:
    return {(row["role"], row["id"]): row for row in studio.client.get("/models/status").json()["engines"]}


def made_with(studio, song, overrides, **request) -> tuple[np.ndarray, dict]:
    """The result (channels, frames), and the job's report."""
    job_id = studio.start_job(song, profile="fast", config=overrides, **request)
    assert studio.wait(job_id)["status"] == "completed", studio.client.get(f"/jobs/{job_id}/report").json()
    samples, _ = soundfile.read(io.BytesIO(studio.client.get(f"/jobs/{job_id}/download").content), always_2d=True)
    return samples.T, studio.client.get(f"/jobs/{job_id}/report").json()


def engines_of(report) -> dict[str, str]:
    return {engine["stage"]: engine["engine"] for engine in report["engines"]}


def test_all_four_are_listed_with_what_they_can_do(studio):
    listed = rows(studio)
    assert all(listed[role, name]["state"] == "installed" for role, name in ENGINES.items())
    assert listed["stems", "tutorial-separation"]["stems"] == ["vocals", "other"]
    assert listed["voice", "tutorial-voice"]["voice_kinds"] == ["preset"]
    assert listed["voice", "tutorial-voice"]["options"]["carrier_hz"]["maximum"] == 400.0
    voices = {voice["voice_id"]: voice for voice in studio.client.get("/voices").json()["items"]}
    assert voices["robot"]["engine"] == "tutorial-voice" and "deeper" in voices


def test_a_whole_song_by_engines_of_the_tutorial_alone(studio, song):
    """Cut into two segments."""
    samples, report = made_with(studio, song, {
        "processing": {"segment_length": 5.0}, "swiftf0": {"f0_method": "tutorial-pitch"},
        "svc": {"engine": "tutorial-voice", "voice": "robot", "options": {"carrier_hz": 30.0}},
        "instrumental": {"engine": "tutorial-separation"},
    })  # fmt: skip
    assert engines_of(report) == {
        "isolate": "tutorial-separation", "pitch": "tutorial-pitch", "voice": "tutorial-voice"
    }  # fmt: skip
    assert report["config"]["svc"]["options"] == {"carrier_hz": 30.0}
    assert samples.shape[1] == round(SECONDS * RATE) and np.abs(samples).max() > 0.01
    assert report["pitch"]["median_hz"] > 60


def test_a_backing_from_words_takes_the_place_of_the_songs_own(studio, song):
    """As long as the range, to the sample; the vocal is what it would be without."""
    asked = {"svc": {"enabled": False}, "swiftf0": {"enabled": False}, "range": {"start": 1.0, "stop": 4.5},
             "instrumental": {"generate": {"engine": "tutorial-generation", "prompt": "A soft chord"}}}  # fmt: skip
    samples, report = made_with(studio, song, asked)
    assert engines_of(report)["backing"] == "tutorial-generation"
    assert samples.shape[1] == round(3.5 * RATE)
    job_id = report["job_id"]
    backing, _ = soundfile.read(
        io.BytesIO(studio.client.get(f"/jobs/{job_id}/download", params={"stem": "instrumental"}).content)
    )
    spectrum = np.abs(np.fft.rfft(backing.mean(axis=1)))
    loudest = np.sort(np.argsort(spectrum)[-3:]) * RATE / len(backing)
    assert np.allclose(loudest, [110.0, 137.5, 165.0], atol=1.0)  # A, and the chord above it


@pytest.mark.parametrize(("overrides", "status", "field"), [
    ({"svc": {"engine": "tutorial-voice", "voice": "robot", "options": {"carrier_hz": 900.0}}}, 422,
     "config.svc.options.carrier_hz"),
    ({"svc": {"engine": "tutorial-voice", "voice": "robot", "options": {"speed": 1}}}, 422, "config.svc.options.speed"),
    ({"svc": {"engine": "tutorial-voice", "voice": "deeper"}}, 422, "config.svc.voice"),
    ({"svc": {"engine": "echo", "voice": "robot"}}, 422, "config.svc.voice"),
    ({"instrumental": {"generate": {"engine": "tutorial-generation", "prompt": "A", "options": {"level": 2}}}}, 422,
     "config.instrumental.generate.options.level"),
])  # fmt: skip
def test_what_an_engine_does_not_take_is_refused_by_name(studio, song, overrides, status, field):
    answer = studio.client.post("/jobs/validate", json={"file_id": song, "config": overrides})
    assert answer.status_code == status, answer.text
    assert field in [error["field"] for error in answer.json()["errors"]]


def test_without_the_package_they_are_gone_and_the_studio_says_so(tmp_path):
    """Nothing else was touched, and what they were asked for is refused in words."""
    studio = started(tmp_path / "without", None)
    try:
        assert not set(ENGINES.items()) & set(rows(studio))
        path = tmp_path / "song.wav"
        soundfile.write(path, sounds.song(seconds=2.0, sample_rate=RATE).mix.T, RATE)
        song = studio.upload(path)["file_id"]
        for overrides in (
            {"svc": {"engine": "tutorial-voice"}},
            {"instrumental": {"generate": {"engine": "tutorial-generation", "prompt": "A"}}},
            {"instrumental": {"generate": {"engine": "ace-step", "prompt": "A"}}},
        ):
            answer = studio.client.post("/jobs/start", json={"file_id": song, "config": overrides})
            assert answer.status_code == 409 and answer.json()["remedy"], answer.text
    finally:
        studio.stop()
