"""What a job asks of engines is checked before anything runs, needed or not; and asked again before it is mended."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from served import add_finished_job, add_upload, add_voice, served

from audio_backend.engines import catalog
from audio_backend.engines.entry import Package

TUTORIAL = Path(__file__).resolve().parents[3] / "docs" / "tutorial-engines"
GENERATE = {"engine": "tutorial-generation", "prompt": "A soft one"}
ROBOT = {"engine": "tutorial-voice", "voice": "robot"}


@pytest.fixture
def studio(tmp_path, monkeypatch):
    """A client, and its studio, in which the tutorial's engines for voices and for backings are installed."""
    monkeypatch.syspath_prepend(TUTORIAL)
    import tutorial_generation
    import tutorial_voice

    found = catalog.Installed((tutorial_voice.ENTRY, tutorial_generation.ENTRY), ())
    monkeypatch.setattr(catalog, "_installed_beside", lambda: found)
    with served(tmp_path) as (client, studio):
        add_upload(studio)
        add_upload(studio, "backing")
        add_voice(studio)
        yield client, studio
    for name in ("tutorial_generation", "tutorial_voice"):
        sys.modules.pop(name)


def validated(client, **asked):
    return client.post("/jobs/validate", json={"file_id": "song", **asked})


# --- a backing from words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize(("generate", "status", "says"), [
    ({}, 200, ""),
    ({"engine": "nope"}, 409, "nope"),
    ({"engine": "tutorial-voice"}, 409, "not known"),
    ({"options": {"zzz": 1}}, 422, "level"),
    ({"options": {"level": 9}}, 422, "generate.options.level"),
    ({"prompt": "  \n"}, 422, "generate.prompt"),
    ({"prompt": "a\u0000b"}, 422, "generate.prompt"),
    ({"prompt": "a\u202eb"}, 422, "generate.prompt"),
    ({"prompt": "Two lines:\n\tsoft, 😀"}, 200, ""),
])  # fmt: skip
def test_a_backing_from_words_is_checked_whether_it_is_on_or_off(studio, enabled, generate, status, says):
    client, _ = studio
    answer = validated(client, config={"instrumental": {"enabled": enabled, "generate": GENERATE | generate}})
    assert answer.status_code == status and says in answer.text, answer.text


@pytest.mark.parametrize("enabled", [True, False])
def test_a_backing_from_words_and_one_of_ones_own_exclude_each_other(studio, enabled):
    client, _ = studio
    config = {"instrumental": {"enabled": enabled, "generate": GENERATE}}
    assert validated(client, config=config, instrumental_file_id="backing").status_code == 422


MADE = {"files": {"song.wav": {"bytes": 1, "sha256": "0"}, "backing.wav": {"bytes": 1, "sha256": "0"}}}
NOT_MADE = {"files": {"song.wav": {"bytes": 1, "sha256": "0"}}}


@pytest.mark.parametrize("asked", [
    {"config": {"instrumental": {"enabled": False, "generate": GENERATE}}},
    {"config": {"instrumental": {"enabled": False}}, "instrumental_file_id": "backing"},
])  # fmt: skip
def test_a_remix_switches_on_no_backing_that_was_never_made(studio, asked):
    """The song's own was mixed, and the job's facts named it the generated one."""
    client, service = studio
    add_finished_job(service, "off", NOT_MADE, **asked)
    answer = client.post("/jobs/off/remix", json={"instrumental": {"enabled": True}})
    assert (
        answer.status_code == 422 and "new job" in answer.json()["detail"] and "Start a job" in answer.json()["remedy"]
    )
    assert answer.json()["errors"][0]["field"] == "instrumental.enabled"
    job = client.get("/jobs/off").json()
    assert job["status"] == "completed" and "instrumental.enabled" not in job["facts"]["remix_fields"]
    assert client.post("/jobs/off/remix", json={"instrumental": {"enabled": False}}).status_code == 202


@pytest.mark.parametrize(("decoded", "asked"), [
    (MADE, {"config": {"instrumental": {"enabled": False, "generate": GENERATE}}}),
    (MADE, {"config": {"instrumental": {"enabled": False}}, "instrumental_file_id": "backing"}),
    (NOT_MADE, {"config": {"instrumental": {"enabled": False}}}),
    ({}, {"config": {"instrumental": {"enabled": False}}, "instrumental_file_id": "backing"}),
])  # fmt: skip
def test_a_backing_that_is_there_can_be_switched_on_again(studio, decoded, asked):
    """One that an earlier remix switched off, the song's own, and that of a job that recorded no files."""
    client, service = studio
    add_finished_job(service, "off", decoded, **asked)
    assert "instrumental.enabled" in client.get("/jobs/off").json()["facts"]["remix_fields"]
    answer = client.post("/jobs/off/remix", json={"instrumental": {"enabled": True}})
    assert answer.status_code == 202, answer.text


# --- an engine that is gone -------------------------------------------------------------------------------------


def gone(monkeypatch) -> None:
    found = catalog._installed_beside()
    monkeypatch.setattr(catalog, "_installed_beside", lambda: catalog.Installed((), found.left_out))


def not_ready(monkeypatch) -> None:
    found = catalog._installed_beside()
    entries = tuple(replace(entry, needs=(Package("no_such_package"),)) for entry in found.entries)
    monkeypatch.setattr(catalog, "_installed_beside", lambda: catalog.Installed(entries, ()))


@pytest.mark.parametrize("lose", [gone, not_ready])
@pytest.mark.parametrize("allow_placeholder", [False, True])
@pytest.mark.parametrize("body", [None, {}, {"config": {"svc": {"strength": 0.5}}}])
@pytest.mark.parametrize("way", ["segments/0/retry", "resume"])
def test_a_finished_cover_is_not_begun_again_with_an_engine_that_is_gone(
    studio, monkeypatch, lose, allow_placeholder, body, way
):  # fmt: skip
    """Without a body nobody looked: the segment failed, and a completed job was one no longer."""
    client, service = studio
    add_finished_job(service, "robot", config={"svc": ROBOT}, allow_placeholder=allow_placeholder)
    lose(monkeypatch)
    answer = client.post(f"/jobs/robot/{way}", json=body)
    assert answer.status_code == 409 and "tutorial-voice" in answer.text and answer.json()["remedy"], answer.text
    assert client.get("/jobs/robot").json()["status"] == "completed"


def test_an_engine_that_is_gone_and_not_needed_is_in_nobodys_way(studio, monkeypatch):
    client, service = studio
    add_finished_job(service, "off", config={"svc": ROBOT | {"enabled": False}})
    gone(monkeypatch)
    assert client.post("/jobs/off/segments/0/retry").status_code == 202


def test_a_stand_in_that_a_job_was_begun_with_is_there(studio):
    client, service = studio
    add_finished_job(service, "plain", config={"svc": {"engine": "unconverted"}}, allow_placeholder=True)
    assert client.post("/jobs/plain/segments/0/retry").status_code == 202


# --- options ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("svc", "because"), [
    ({"engine": "rvc"}, "voice_stand_in"), ({"engine": "nope"}, "voice_stand_in"),
    (ROBOT | {"enabled": False}, "voice_unused"), (ROBOT | {"strength": 0}, "voice_unused"),
])  # fmt: skip
def test_options_that_do_nothing_are_told(studio, svc, because):
    client, _ = studio
    for options, told in (({"carrier_hz": 40.0}, True), ({}, False)):
        answer = validated(client, config={"svc": svc | {"options": options}}, allow_placeholder=True).json()
        found = [one for one in answer["messages"] if "svc.options" in one["fields"]]
        assert [one["values"]["because"] for one in found] == [because] * told
        assert any("svc.options" in warning for warning in answer["warnings"]) == told


@pytest.mark.parametrize(("options", "words"), [
    ({"speed": 1}, "is no option of this engine, which takes carrier_hz"),
    ({"carrier_hz": 900}, "less than or equal to 400"),
    ({"carrier_hz": True}, "`true` is no number"),
])  # fmt: skip
def test_what_is_wrong_with_an_option_is_said_in_the_studios_words(studio, options, words):
    client, _ = studio
    error = validated(client, config={"svc": ROBOT | {"options": options}}).json()
    assert words in error["errors"][0]["message"] and "Value error" not in error["detail"]
    assert [one["field"] for one in error["errors"]] == [f"config.svc.options.{next(iter(options))}"]


def test_an_engine_without_options_says_that_it_takes_none(studio):
    client, _ = studio
    assert "takes none" in validated(client, config={"svc": {"options": {"speed": 1}}}).json()["detail"]


@pytest.mark.parametrize("svc", [
    {"blend": [{"voice": "robot"}, {"voice": "child"}]},
    {"engine": "echo", "blend": [{"voice": "robot"}]},
    {"engine": "tutorial-voice", "blend": [{"voice": "robot"}, {"voice": "child"}]},
])  # fmt: skip
def test_a_voice_of_a_blend_that_the_engine_can_not_sing_with_is_one_of_the_blend(studio, svc):
    client, _ = studio
    assert [one["field"] for one in validated(client, config={"svc": svc}).json()["errors"]] == ["config.svc.blend"]
