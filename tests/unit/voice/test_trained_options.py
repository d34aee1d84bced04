"""What a voice of the library can't do is said where a job is asked for, by the field that asked for it."""

from __future__ import annotations

import pytest

from audio_backend.engines import catalog
from audio_backend.errors import BadConfig
from audio_backend.models.audio_config import effective_config
from audio_backend.models.voices import CheckpointVoice, FileFacts

FACTS = {
    "family": "so-vits-svc", "version": "4.1", "sample_rate": 44_100, "content_encoder": "contentvec-layer-12",
    "speakers": [{"name": "ann", "row": 0}, {"name": "ben", "row": 2}], "speaker_rows": 3, "has_f0": True,
    "needs_volume": False, "predicts_f0": False, "variants": [], "has_index": False, "has_clusters": False, "sources": [],
}  # fmt: skip


def asked(options: dict, engine: str = "so-vits-svc", **facts) -> None:
    voice = CheckpointVoice(
        kind="checkpoint", id="v", name="Ann", engine=engine, files={"weights.safetensors": FileFacts(bytes=1, sha256="0")},
        **{**FACTS, "family": engine, **facts},
    )  # fmt: skip
    svc = effective_config("balanced", {"svc": {"voice": "v", "options": options}}).svc
    catalog.require_options(svc, engine, voice)


WRONG = {
    "a speaker that isn't there": ("so-vits-svc", {"speaker": "zoe"}, "speaker", "Its speakers are ann, ben"),
    "a row that isn't there": ("rvc", {"speaker": "7"}, "speaker", "Its speakers are"),
    "a mixture of nobody": ("so-vits-svc", {"speaker_mix": "zoe:1"}, "speaker_mix", "Its speakers are"),
    "no mixture": ("so-vits-svc", {"speaker_mix": "ann"}, "speaker_mix", "Write"),
    "no index": ("rvc", {"index_rate": 0.5}, "index_rate", ".index"),
    "no clusters": ("so-vits-svc", {"cluster_ratio": 0.5}, "cluster_ratio", "kmeans"),
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
    "options", [{}, {"speaker": "ben"}, {"speaker": "2"}, {"speaker_mix": "ann:1, ben:2"}, {"index_rate": 0}]
)
def test_what_it_can_do_is_taken(options):
    asked(options)


def test_the_usual_index_rate_of_rvc_needs_no_index_and_one_that_is_there_serves():
    asked({}, "rvc")
    asked({"index_rate": 0.5}, "rvc", has_index=True)
