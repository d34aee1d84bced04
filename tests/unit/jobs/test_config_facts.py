"""What follows from a config: the same answers that the routes act by."""

import pytest
from served import add_finished_job, add_upload, served, works

from audio_backend.errors import BadConfig
from audio_backend.jobs.retry_settings import refuse_without_effect
from audio_backend.jobs.service import check_remix
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.config_facts import facts_of
from audio_backend.models.segment_settings import SegmentConfig

SECOND_TAKE = {"swiftf0": {"enabled": False}, "svc": {"enabled": False, "double": True}}
THIRDS = {
    "swiftf0": {"enabled": False}, "svc": {"enabled": False}, "harmony": {"voices": [{"interval": "third_above"}]},
}  # fmt: skip
NOTHING = {"swiftf0": {"enabled": False}, "svc": {"enabled": False}}
CONFIGS = [{}, SECOND_TAKE, THIRDS, NOTHING, {"instrumental": {"stems": True}}, {"svc": {"strength": 0.0}},
           {"instrumental": {"split_vocals": False}}, {"instrumental": {"enabled": False, "transpose": True}}]  # fmt: skip


def facts(source="song", own_backing=False, semitones=None, channels=2, **config):
    return facts_of(AudioConfig.model_validate(config), source, own_backing, semitones, channels=channels)


@pytest.mark.parametrize("config", [SECOND_TAKE, THIRDS])
def test_who_sings_beside_the_lead_has_a_pitch_curve_and_a_choice_of_its_engine(config):
    known = facts(**config)
    assert known.follows_pitch and "swiftf0.f0_method" in known.retry_fields
    assert not known.uses_voice and not known.changes_vocal and known.renders_vocals


def test_where_nothing_is_sung_there_is_no_curve():
    known = facts(**NOTHING)
    assert not known.follows_pitch and not known.renders_vocals
    assert known.retry_fields == ["processing.device", "instrumental.quality", "instrumental.engine"]


def test_a_vocal_alone_has_no_backing_to_give():
    alone, together = facts(source="vocals"), facts(source="vocals", own_backing=True)
    assert "instrumental" in alone.stems and "instrumental" not in alone.filled_stems
    assert not alone.has_backing and not alone.isolates
    assert together.has_backing and "instrumental" in together.filled_stems


def tracks(**asked):
    return [(track.stem, track.file, track.fader, track.draft) for track in facts(**asked).mix_tracks]


def test_a_result_is_taken_apart_into_what_can_be_mixed_anew():
    vocals = ("vocals", "prefader_vocals", "mixing.vocal_db", False)
    backing = ("instrumental", "prefader_instrumental", "mixing.instrumental_db", False)
    drafts = [(stem, stem, f"instrumental.{stem}_db", True) for stem in ("drums", "bass", "other")]
    assert tracks() == [vocals, backing]
    assert tracks(source="vocals") == [vocals]
    assert tracks(**SECOND_TAKE) == [vocals, ("double", "prefader_double", "mixing.double_db", False), backing]
    assert tracks(instrumental={"stems": True}) == [vocals, *drafts]
    assert tracks(instrumental={"stems": True, "transpose": True}) == [vocals, backing]
    assert tracks(instrumental={"stems": True}, own_backing=True) == [vocals, backing]


def test_every_track_has_a_place_where_left_and_right_are_two():
    pans = [
        "mixing.vocal_pan",
        "mixing.double_pan",
        *(f"instrumental.{stem}_pan" for stem in ("drums", "bass", "other")),
    ]
    asked = SECOND_TAKE | {"instrumental": {"stems": True}}
    assert [track.pan for track in facts(**asked).mix_tracks] == pans
    for mono in (facts(channels=1, **asked), facts(quality={"channels": 1}, **asked)):
        assert {track.pan for track in mono.mix_tracks} == {None}
        assert not any(field.endswith("_pan") for field in mono.remix_fields)


@pytest.mark.parametrize("stem", ["drums", "bass", "other"])
def test_a_draft_with_a_place_of_its_own_is_split(stem):
    assert (
        facts(instrumental={f"{stem}_pan": 0.2}).splits_backing
        and not facts(instrumental={f"{stem}_pan": 0}).splits_backing
    )


def test_the_backing_moves_as_far_as_the_plan_says():
    moving = {"instrumental": {"transpose": True}, "swiftf0": {"pitch_shift": "auto"}}
    assert facts(**moving).moves_backing and not facts(**moving, semitones=0.0).moves_backing
    assert not facts(**moving, source="vocals").moves_backing


def takes(check, *asked):
    try:
        check(*asked)
    except BadConfig:
        return False
    return True


@pytest.mark.parametrize("config", CONFIGS)
def test_a_remix_takes_just_the_fields_that_are_named(config):
    asked = AudioConfig.model_validate(config)
    free = set(facts(**config).remix_fields)
    for group in ("mixing", "quality", "instrumental"):
        for field, value in asked.model_dump()[group].items():
            changed = value + 0.5 if field.endswith(("_db", "_pan")) and isinstance(value, float) else value
            name = f"{group}.{field}"
            assert takes(check_remix, asked, {group: {field: changed}}) == (name in free), name


@pytest.mark.parametrize("source", ["song", "vocals"])
@pytest.mark.parametrize("config", CONFIGS)
def test_a_retry_takes_just_the_fields_that_are_named(config, source):
    asked = AudioConfig.model_validate(config)
    free = set(facts(source=source, **config).retry_fields)
    for group, fields in SegmentConfig().model_dump().items():
        for field, value in fields.items():
            name = f"{group}.{field}"
            assert takes(refuse_without_effect, asked, source, {group: {field: value}}) == (name in free), name


def test_a_job_and_its_result_tell_their_facts(tmp_path):
    with served(tmp_path) as (client, studio):
        add_upload(studio)
        add_finished_job(studio)
        job = client.get("/jobs/done").json()
        assert job["facts"] == job["result"]["facts"] == facts().model_dump()
        answer = client.post("/jobs/validate", json={"file_id": "song", "source": "vocals", "config": SECOND_TAKE})
        assert answer.json()["facts"] == facts(source="vocals", **SECOND_TAKE).model_dump()


def test_draft_stems_stay_when_the_fader_they_were_made_for_is_at_nought_again(tmp_path):
    with served(tmp_path) as (client, studio):
        add_upload(studio)
        job = add_finished_job(studio, config={"instrumental": {"drums_pan": 0.5}})
        assert client.post(f"/jobs/{job}/remix", json={"instrumental": {"drums_pan": 0.0}}).status_code == 202
        works(studio, job, "finish")
        facts = client.get(f"/jobs/{job}").json()["facts"]
        assert "drums" in facts["stems"] and "instrumental.drums_db" in facts["remix_fields"]
        assert client.post(f"/jobs/{job}/remix", json={"instrumental": {"drums_db": -3.0}}).status_code == 202


def test_a_remix_is_refused_a_place_where_there_is_no_left_and_right(tmp_path):
    """And takes it together with the two channels that it needs."""
    aside = {"mixing": {"vocal_pan": -0.5}}
    with served(tmp_path) as (client, studio):
        add_upload(studio)
        add_finished_job(studio, "mono", channels=1)
        add_finished_job(studio, "folded", config={"quality": {"channels": 1}})
        for job, why in (("mono", "the song is mono"), ("folded", "the result is mono")):
            refused = client.post(f"/jobs/{job}/remix", json=aside)
            assert refused.status_code == 422 and why in refused.json()["detail"]
            assert refused.json()["errors"][0]["field"] == "mixing.vocal_pan"
        assert client.post("/jobs/mono/remix", json={"mixing": {"vocal_pan": 0.0, "vocal_db": -3.0}}).status_code == 202
        assert client.post("/jobs/folded/remix", json=aside | {"quality": {"channels": 2}}).status_code == 202
        assert client.get("/jobs/mono").json()["facts"]["mix_tracks"][0]["pan"] is None
