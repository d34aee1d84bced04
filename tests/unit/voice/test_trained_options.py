"""What a voice of the library can't do is said where a job is asked for, by the field that asked for it."""

from __future__ import annotations

import pytest

from audio_backend.engines import catalog
from audio_backend.errors import BadConfig
from audio_backend.jobs.ignored_settings import unfollowed
from audio_backend.models.audio_config import JobRequest, effective_config
from audio_backend.models.voices import CheckpointVoice, FileFacts

FACTS = {
    "family": "so-vits-svc", "version": "4.1", "sample_rate": 44_100, "content_encoder": "contentvec-layer-12",
    "speakers": [{"name": "ann", "row": 0}, {"name": "ben", "row": 2}], "speaker_rows": 3, "has_f0": True,
    "needs_volume": False, "predicts_f0": False, "variants": [], "has_index": False, "has_clusters": False, "sources": [],
}  # fmt: skip


def voice_of(engine: str = "so-vits-svc", **facts) -> CheckpointVoice:
    return CheckpointVoice(
        kind="checkpoint", id="v", name="Ann", engine=engine, files={"weights.safetensors": FileFacts(bytes=1, sha256="0")},
        **{**FACTS, "family": engine, **facts},
    )  # fmt: skip


def asked(options: dict, engine: str = "so-vits-svc", **facts) -> None:
    voice = voice_of(engine, **facts)
    svc = effective_config("balanced", {"svc": {"voice": "v", "options": options}}).svc
    catalog.require_options(svc, engine, voice)


WRONG = {
    "a speaker that isn't there": ("so-vits-svc", {"speaker": "zoe"}, "speaker", "Its speakers are ann, ben"),
    "a row that isn't there": ("rvc", {"speaker": "7"}, "speaker", "Its speakers are"),
    "a mixture of nobody": ("so-vits-svc", {"speaker_mix": "zoe:1"}, "speaker_mix", "Its speakers are"),
    "no mixture": ("so-vits-svc", {"speaker_mix": "ann"}, "speaker_mix", "Write"),
    "no index": ("rvc", {"index_rate": 0.5}, "index_rate", ".index"),
    "no clusters": ("so-vits-svc", {"cluster_ratio": 0.5}, "cluster_ratio", "kmeans"),
    "a mixture of nobody later on": ("so-vits-svc", {"speaker_mix": "ann:0=1 2=0"}, "speaker_mix", "Write"),
    "no melody of its own": ("so-vits-svc", {"auto_f0": True}, "auto_f0", "auto_f0"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_it_is_refused_with_its_field_and_what_to_do(kind):
    engine, options, field, remedy = WRONG[kind]
    with pytest.raises(BadConfig) as refused:
        asked(options, engine)
    assert [one["field"] for one in refused.value.errors] == [f"config.svc.options.{field}"]
    assert remedy in refused.value.remedy


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"speaker": "ben"},
        {"speaker": "2"},
        {"speaker_mix": "ann:1, ben:2"},
        {"speaker_mix": "ann:0=1 9=0, ben:5=0 9=1"},
        {"index_rate": 0},
    ],
)
def test_what_it_can_do_is_taken(options):
    asked(options)


def test_the_usual_index_rate_of_rvc_needs_no_index_and_one_that_is_there_serves():
    asked({}, "rvc")
    asked({"index_rate": 0.75}, "rvc")
    asked({"index_rate": 0.5}, "rvc", has_index=True)


NO_PITCH = {"without F0": ("rvc", {}, False), "its own melody": ("so-vits-svc", {"auto_f0": True}, True)}
MELODY = {"pitch_shift": 5, "vibrato": 0.5}


def told(engine: str, options: dict, has_f0: bool, swiftf0: dict) -> list:
    wanted = {"svc": {"voice": "v", "engine": engine, "options": options}, "swiftf0": swiftf0}
    request = JobRequest(file_id="song", config=wanted)
    return unfollowed(request, effective_config("balanced", wanted), voice_of(engine, has_f0=has_f0))


@pytest.mark.parametrize("kind", NO_PITCH)
def test_a_melody_that_a_voice_never_hears_of_is_told_as_without_effect(kind):
    (message,) = told(*NO_PITCH[kind], MELODY)
    assert message.fields == ("swiftf0.pitch_shift", "swiftf0.vibrato")
    assert "voice_takes_no_pitch" in str(message.as_dict())


def test_of_a_voice_that_follows_and_of_what_nobody_asked_for_nothing_is_told():
    assert told("rvc", {}, True, MELODY) == told("so-vits-svc", {}, True, MELODY) == []
    assert told("rvc", {}, False, {}) == []


@pytest.mark.parametrize("engine", ["rvc", "so-vits-svc"])
def test_the_schema_tells_by_which_fact_of_a_voice_an_option_is_refused(engine):
    """The page shuts such options by it: one rule, told in two ways."""
    fields = catalog.entry_of("voice", engine).options_class().model_json_schema()["properties"]
    wanting = {name: field["needs"] for name, field in fields.items() if "needs" in field}
    assert wanting
    for name, fact in wanting.items():
        value = True if fields[name]["type"] == "boolean" else 0.5
        with pytest.raises(BadConfig):
            asked({name: value}, engine, **{fact: False})
        asked({name: value}, engine, **{fact: True})
