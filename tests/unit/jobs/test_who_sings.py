"""Who sings lead, second take and harmonies, by which engine, and who said that these voices may be used."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from served import add_upload, add_voice, served

from audio_backend.engines import catalog
from audio_backend.engines.catalog import ENGINES
from audio_backend.engines.entry import Package
from audio_backend.errors import Conflict, EngineUnavailable
from audio_backend.jobs.ignored_settings import of_lead_only
from audio_backend.jobs.task_builder import unit_task
from audio_backend.ledger.job import Job
from audio_backend.models.audio_config import AudioConfig, JobRequest, effective_config
from audio_backend.models.job_facts import VoiceBeside
from audio_backend.models.tasks import Render, read_task, write_task
from audio_backend.models.voices import CheckpointVoice, FileFacts

TUTORIAL = str(Path(__file__).parents[3] / "docs" / "tutorial-engines")
OWN = {"voice_rights": "own"}
THIRD = {"interval": "third_above"}


@pytest.fixture
def studio(tmp_path, monkeypatch):
    """A client and its studio: Echo with a clip of somebody, and the tutorial's engine with its robot."""
    with opened(tmp_path, monkeypatch) as both:
        yield both


@pytest.fixture
def of_owner(tmp_path, monkeypatch):
    """The same on a machine whose owner has said that all voices are theirs."""
    with opened(tmp_path, monkeypatch, voice_rights="own") as both:
        yield both


class opened:
    def __init__(self, folder, monkeypatch, **settings):
        monkeypatch.syspath_prepend(TUTORIAL)
        import tutorial_voice

        monkeypatch.setattr(catalog, "_installed_beside", lambda: catalog.Installed((tutorial_voice.ENTRY,), ()))
        self.studio = served(folder, **settings)

    def __enter__(self):
        client, studio = self.studio.__enter__()
        add_upload(studio)
        add_voice(studio)
        return client, studio

    def __exit__(self, *told):
        self.studio.__exit__(*told)
        sys.modules.pop("tutorial_voice")


def config(double: str | None = None, *harmonies: str | None, **svc) -> dict:
    take = {"double": True, "double_voice": double} if double else {}
    return {"svc": take | svc, "harmony": {"voices": [THIRD | {"voice": voice} for voice in harmonies]}}


def validated(client, asked, **more):
    return client.post("/jobs/validate", json={"file_id": "song", "config": asked, **more})


def started(client, asked, **more):
    return client.post("/jobs/start", json={"file_id": "song", "config": asked, **more})


def codes(answer) -> dict[str, dict]:
    return {one["code"]: one for one in answer.json()["messages"]}


# --- engines ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("svc", "engine"), [
    ({}, "echo"),
    ({"voice": "robot"}, "tutorial-voice"),
    ({"voice": "me"}, "echo"),
    ({"blend": [{"voice": "child"}, {"voice": "me"}]}, "echo"),
    ({"blend": [{"voice": "robot"}]}, "tutorial-voice"),
    ({"voice": "robot", "enabled": False}, "auto"),
])  # fmt: skip
def test_without_a_name_it_is_the_voices_own_engine_that_sings(studio, svc, engine):
    client, _ = studio
    answer = validated(client, {"svc": svc})
    assert answer.json()["config"]["svc"]["engine"] == engine, answer.text


def test_a_blend_of_voices_of_two_engines_is_refused_and_names_them(studio):
    client, _ = studio
    answer = validated(client, {"svc": {"blend": [{"voice": "child"}, {"voice": "robot"}]}})
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "config.svc.blend"
    assert "“Robot” (tutorial-voice)" in answer.json()["detail"] and "(echo)" in answer.json()["detail"]


def test_an_engine_that_is_named_has_to_be_the_voices(studio):
    client, _ = studio
    answer = validated(client, {"svc": {"voice": "robot", "engine": "echo"}})
    assert [one["field"] for one in answer.json()["errors"]] == ["config.svc.voice"]


def test_options_are_those_of_the_engine_that_was_found(studio):
    client, _ = studio
    answer = validated(client, {"svc": {"voice": "robot", "options": {"carrier_hz": 30.0}}})
    assert answer.json()["config"]["svc"]["options"] == {"carrier_hz": 30.0}
    answer = validated(client, {"svc": {"options": {"carrier_hz": 30.0}}})
    assert [one["field"] for one in answer.json()["errors"]] == ["config.svc.options.carrier_hz"]


def test_a_stand_in_takes_the_place_of_the_voices_own_engine_where_that_may_be(studio, monkeypatch):
    client, _ = studio
    missing = (replace(entry, needs=(Package("nowhere"),)) if entry.info.id == "echo" else entry for entry in ENGINES)
    monkeypatch.setattr(catalog, "ENGINES", tuple(missing))
    assert validated(client, {}).status_code == 409
    answer = validated(client, config("deeper", voice="me"), allow_placeholder=True).json()
    assert (answer["config"]["svc"]["engine"], answer["placeholders"]) == ("unconverted", ["unconverted"])
    said = [one for one in answer["messages"] if one["code"] == "engine_stand_in"]
    assert [(one["fields"], one["values"]["asked"]) for one in said] == [
        (["svc.engine"], "echo"), (["svc.double_voice"], "echo")
    ]  # fmt: skip


# --- voices beside the lead's -----------------------------------------------------------------------------------


def test_a_job_keeps_whom_it_sings_with_and_tells_it(studio):
    client, studio = studio
    job_id = started(client, config("robot", None, "me"), consent=OWN).json()["job_id"]
    told, report = client.get(f"/jobs/{job_id}").json(), client.get(f"/jobs/{job_id}/report").json()
    assert [(one["part"], one["interval"], one["voice_id"], one["name"], one["engine"]) for one in told["singers"]] == [
        ("lead", None, "deeper", "Deeper", "echo"), ("double", None, "robot", "Robot", "tutorial-voice"),
        ("harmony", "third_above", "deeper", "Deeper", "echo"), ("harmony", "third_above", "me", "Me", "echo"),
    ]  # fmt: skip
    assert report["singers"] == told["singers"]
    assert {voice: one["engine"] for voice, one in told["request"]["voices_beside"].items()} == {
        "robot": "tutorial-voice", "me": "echo"
    }  # fmt: skip
    job = studio.ledger.job(job_id)
    task = read_task(write_task(unit_task(job, "decode", 0, 1, studio.settings)))
    assert task.job.voices_beside["me"].voice.f0_median_hz == 200.0 and "me" not in told["config"]["svc"]["voice"]


def test_a_job_outlives_the_clip_that_sings_beside_its_lead(studio):
    """What was learned lies in the job's own folder."""
    client, studio = studio
    (studio.folders.voice("me") / "network.safetensors").write_bytes(b"learned")
    job_id = started(client, config("me"), consent=OWN).json()["job_id"]
    assert client.delete("/voices/me").status_code == 200
    kept = studio.ledger.job(job_id).request["voices_beside"]["me"]["voice"]["network"]
    assert Path(kept).read_bytes() == b"learned" and Path(kept).parent == studio.folders.job(job_id).path
    assert "network" not in client.get(f"/jobs/{job_id}").json()["request"]["voices_beside"]["me"]["voice"]


def test_the_leads_own_voice_named_again_is_the_leads(studio):
    client, studio = studio
    job_id = started(client, config("child", "child", voice="child")).json()["job_id"]
    assert "voices_beside" not in studio.ledger.job(job_id).request
    assert {one["voice_id"] for one in client.get(f"/jobs/{job_id}").json()["singers"]} == {"child"}


@pytest.mark.parametrize(("asked", "field"), [
    (config("nobody"), "config.svc.double_voice"), (config(None, "nobody"), "config.harmony.voices"),
])  # fmt: skip
def test_a_voice_that_is_gone_is_told_by_the_field_that_names_it(studio, asked, field):
    client, _ = studio
    answer = validated(client, asked)
    assert answer.status_code == 404 and answer.json()["errors"][0]["field"] == field and "nobody" in answer.text


@pytest.mark.parametrize(("asked", "code", "field"), [
    ({"svc": {"double_voice": "robot"}}, "setting_without_effect", "svc.double_voice"),
    (config("robot", enabled=False), "setting_without_effect", "svc.double_voice"),
    (config(None, "robot", strength=0.0), "voices_of_harmonies_unused", "harmony.voices"),
    (config("robot", breath=0.5), "setting_of_lead_only", "svc.breath"),
    (config("child", voice="robot", options={"carrier_hz": 30.0}), "setting_of_lead_only", "svc.options"),
    (config(None, "whisper", None), "some_harmonies_whisper", "harmony.voices"),
    (config(None, "whisper"), "whispered_harmonies", "harmony.voices"),
])  # fmt: skip
def test_what_has_no_effect_on_whom_is_said(studio, asked, code, field):
    client, _ = studio
    answer = validated(client, asked)
    assert field in codes(answer)[code]["fields"], answer.text
    assert not {"{", "}"} & set("".join(answer.json()["warnings"]))


def test_whoever_sings_in_another_voice_than_a_whispering_lead_has_notes(studio):
    client, _ = studio
    assert "whispered_harmonies" not in codes(validated(client, config(None, "child", voice="whisper")))


def test_a_voice_nobody_sings_with_is_not_looked_for(studio):
    """Its harmony is off, or there is no second take."""
    client, _ = studio
    off = {"harmony": {"voices": [THIRD | {"voice": "nobody", "gain_db": -60}]}, "svc": {"double_voice": "nobody"}}
    assert validated(client, off).status_code == 200


def test_a_segment_is_not_made_again_without_the_engine_of_a_voice_beside(studio, monkeypatch):
    _, studio = studio
    left = tuple(one for one in catalog.engines() if one.info.id != "tutorial-voice")
    monkeypatch.setattr(catalog, "engines", lambda: left)
    config, require = AudioConfig().overridden({"svc": {"engine": "echo"}}), studio.jobs.engines.require_still_here
    with pytest.raises(EngineUnavailable, match="tutorial-voice"):
        require(config, "vocals", ["tutorial-voice"])
    require(config.overridden({"svc": {"enabled": False}}), "vocals", ["tutorial-voice"])


def test_an_option_that_a_voice_beside_the_lead_has_nothing_for_is_said():
    asked = {"svc": {"options": {"index_rate": 0.5, "protect": 0.2}}}
    bare = CheckpointVoice(
        kind="checkpoint",
        id="b",
        name="Ben",
        engine="rvc",
        files={"w": FileFacts(bytes=1, sha256="0" * 64)},
        family="rvc", version="v2", sample_rate=40_000, content_encoder="contentvec-layer-12", speakers=[],
        speaker_rows=1, has_f0=True, needs_volume=False, predicts_f0=False, variants=[], has_index=False,
        has_clusters=False,
    )  # fmt: skip
    beside = {"b": VoiceBeside(engine="rvc", voice=bare)}
    config = effective_config("fast", {"svc": {"engine": "rvc", **asked["svc"]}})
    (said,) = of_lead_only(JobRequest(file_id="x", config=asked), config, beside)
    assert (said.fields, said.values["voice"]) == (("svc.options.index_rate",), "Ben")


# --- checkpoints ------------------------------------------------------------------------------------------------


def add_job_with_checkpoint(studio, job_id: str, beside: bool) -> None:
    """As the ledger keeps it: the checkpoint by its id and the fingerprints of its files."""
    trained = {"kind": "checkpoint", "id": "me", "voice_id": "me", "name": "Ada", "engine": "rvc",
               "files": {"weights.safetensors": {"bytes": 3, "sha256": "0"}}}  # fmt: skip
    lead = {"kind": "preset", "id": "deeper", "voice_id": "deeper"}
    asked = (
        {"voices_beside": {"me": {"engine": "rvc", "voice": trained}}, "voice": lead} if beside else {"voice": trained}
    )
    studio.ledger.add_job(Job(id=job_id, created=time.time(), title=job_id, request={"file_id": "song"} | asked))


@pytest.mark.parametrize("beside", [False, True])
def test_a_trained_voice_stays_while_a_job_sings_with_it(studio, beside):
    _, studio = studio
    add_job_with_checkpoint(studio, "singing", beside)
    with pytest.raises(Conflict, match="“singing” still sings with this voice"):
        studio.ledger.remove_voice("me")
    studio.ledger.cancel("singing")
    studio.ledger.remove_voice("me")
    assert [one.id for one in studio.ledger.voices.all()] == []


def test_a_trained_voice_is_kept_by_reference(studio):
    _, studio = studio
    add_job_with_checkpoint(studio, "singing", beside=True)
    task = unit_task(studio.ledger.job("singing"), "render", 0, 1, studio.settings)
    sung = read_task(write_task(task))
    assert isinstance(sung, Render) and sung.job.voices_beside["me"].voice.files["weights.safetensors"].bytes == 3


# --- consent ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [
    {"svc": {"voice": "me"}}, {"svc": {"blend": [{"voice": "child"}, {"voice": "me"}]}}, config("me"),
    config(None, "me"), config("me", "me", voice="me"),
])  # fmt: skip
def test_a_job_with_a_voice_that_is_no_preset_says_why_it_may_be_used(studio, asked):
    client, studio = studio
    told = validated(client, asked).json()
    assert told["consent_missing"] == [{"voice_id": "me", "name": "Me"}]
    answer = started(client, asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "consent_missing")
    assert [one["field"] for one in answer.json()["errors"]] == ["consent.voice_rights"] and "“Me”" in answer.text
    assert studio.ledger.jobs()[0] == []
    assert validated(client, asked, consent=OWN).json()["consent_missing"] == []
    job_id = started(client, asked, consent={"voice_rights": "licensed", "statement": "By letter"}).json()["job_id"]
    said = {"voice_rights": "licensed", "statement": "By letter", "by": "request"}
    assert client.get(f"/jobs/{job_id}").json()["consent"] == said
    assert client.get(f"/jobs/{job_id}/report").json()["consent"] == said


@pytest.mark.parametrize(
    "asked", [{}, {"svc": {"voice": "me", "enabled": False}}, config("child"), config(None, "robot")]
)
def test_presets_and_the_singers_own_voice_need_no_statement(studio, asked):
    client, _ = studio
    answer = started(client, asked)
    assert answer.status_code == 202 and validated(client, asked).json()["consent_missing"] == []
    assert client.get(f"/jobs/{answer.json()['job_id']}").json()["consent"] is None


def test_a_statement_of_something_else_is_refused_by_its_field(studio):
    client, _ = studio
    answer = started(client, {"svc": {"voice": "me"}}, consent={"voice_rights": "mine"})
    assert answer.status_code == 422 and "consent.voice_rights" in answer.json()["errors"][0]["field"]


def test_of_a_batch_each_job_says_it_for_itself(studio):
    client, _ = studio
    mine = {"file_id": "song", "config": {"svc": {"voice": "me"}}}
    items = client.post("/jobs/batch", json={"jobs": [mine, mine | {"consent": OWN}]}).json()["items"]
    assert items[0]["error"]["code"] == "consent_missing" and items[1]["job"]["status"] == "queued"


def test_on_ones_own_machine_it_is_said_once_for_all_jobs(of_owner):
    client, _ = of_owner
    assert client.get("/limits").json()["voice_rights"] == "own"
    assert validated(client, {"svc": {"voice": "me"}}).json()["consent_missing"] == []
    job_id = started(client, {"svc": {"voice": "me"}}).json()["job_id"]
    said = client.get(f"/jobs/{job_id}/report").json()["consent"]
    assert said == {"voice_rights": "own", "statement": "", "by": "setting"}
    preset = started(client, {}).json()["job_id"]
    assert client.get(f"/jobs/{preset}").json()["consent"] is None
