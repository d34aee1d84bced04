"""What can be pulled by name: the catalogue's own laws, and how the API tells what of it is here."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import PurePosixPath

import pytest
from served import served

from audio_backend.engines import downloads
from audio_backend.engines.downloads import CONTENTVEC, DOWNLOADS, find, with_needs
from audio_backend.errors import NotFound

CONTENTVEC_CONFIG = {
    "activation_dropout": 0.1, "apply_spec_augment": True, "architectures": ["HubertModelWithFinalProj"],
    "attention_dropout": 0.1, "bos_token_id": 1, "classifier_proj_size": 256, "conv_bias": False,
    "conv_dim": [512] * 7, "conv_kernel": [10, 3, 3, 3, 3, 2, 2], "conv_stride": [5, 2, 2, 2, 2, 2, 2],
    "ctc_loss_reduction": "sum", "ctc_zero_infinity": False, "do_stable_layer_norm": False, "eos_token_id": 2,
    "feat_extract_activation": "gelu", "feat_extract_norm": "group", "feat_proj_dropout": 0.0,
    "feat_proj_layer_norm": True, "final_dropout": 0.1, "hidden_act": "gelu", "hidden_dropout": 0.1,
    "hidden_size": 768, "initializer_range": 0.02, "intermediate_size": 3072, "layer_norm_eps": 1e-05,
    "layerdrop": 0.1, "mask_feature_length": 10, "mask_feature_min_masks": 0, "mask_feature_prob": 0.0,
    "mask_time_length": 10, "mask_time_min_masks": 2, "mask_time_prob": 0.05, "model_type": "hubert",
    "num_attention_heads": 12, "num_conv_pos_embedding_groups": 16, "num_conv_pos_embeddings": 128,
    "num_feat_extract_layers": 7, "num_hidden_layers": 12, "pad_token_id": 0, "torch_dtype": "float32",
    "transformers_version": "4.27.3", "use_weighted_layer_sum": False, "vocab_size": 32,
}  # fmt: skip
"""The settings of ContentVec as its folder on the hub has them: the same bytes as transformers writes."""


@pytest.mark.parametrize("download", DOWNLOADS, ids=lambda one: one.name)
def test_every_file_is_pinned_to_a_commit_and_a_hash_and_stays_in_its_own_folder(download):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", download.name)
    own = PurePosixPath("voices", download.name) if download.kind == "voice" else PurePosixPath(download.name)
    for file in download.files:
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256) and re.fullmatch(r"[0-9a-f]{40}", file.revision)
        assert file.bytes > 0 and PurePosixPath(file.place).parent == own
        assert file.url("https://hub") == f"https://hub/{file.repository}/resolve/{file.revision}/{file.path}"
    assert download.licence and download.licence_url.startswith("https://") and download.summary
    assert bool(download.rights) == (download.kind == "voice")


def test_no_two_share_a_name_or_a_place():
    assert max(Counter(one.name for one in DOWNLOADS).values()) == 1
    assert max(Counter(file.place for one in DOWNLOADS for file in one.files).values()) == 1


def test_a_voice_brings_what_it_is_of_no_use_without_first_and_once():
    assert [one.name for one in with_needs(("vctk-p231", "saisho-utane", "contentvec"))] == [
        "contentvec", "vctk-p231", "saisho-utane",
    ]  # fmt: skip
    assert [one.name for one in with_needs(("soulx-singer-svc",))] == ["whisper-base", "soulx-singer-svc"]


def test_a_name_that_is_none_is_told_those_that_are():
    with pytest.raises(NotFound) as refused:
        find("contentvek")
    assert all(one.name in refused.value.remedy for one in DOWNLOADS)


def test_the_pinned_settings_of_contentvec_are_those_its_net_is_built_for():
    """Written out as transformers writes them: the hash in the catalogue is the hash of these very numbers."""
    text = json.dumps(CONTENTVEC_CONFIG, indent=2, sort_keys=True) + "\n"
    pinned = next(file for file in CONTENTVEC.files if file.path == "config.json")
    assert (len(text), hashlib.sha256(text.encode()).hexdigest()) == (pinned.bytes, pinned.sha256)


def test_the_api_lists_all_of_them_with_state_address_and_command(tmp_path):
    hub = "http://127.0.0.1:9/mirror"
    with served(tmp_path, hub_url=f"{hub}/") as (client, _):
        folder = tmp_path / "models" / "contentvec"
        folder.mkdir()
        (folder / "config.json").write_bytes(bytes(1388))
        CONTENTVEC.files[1].part(tmp_path / "models").write_bytes(bytes(1000))
        rows = {row["name"]: row for row in client.get("/models/downloads").json()["downloads"]}
    assert [*rows] == [one.name for one in DOWNLOADS]
    row = rows["contentvec"]
    assert (row["state"], row["verified"], row["received_bytes"]) == ("partial", False, 2388)
    assert row["command"] == "audio-studio models pull contentvec" and row["licence"] == "MIT"
    assert [file["state"] for file in row["files"]] == ["present", "partial"]
    assert row["files"][0]["url"].startswith(f"{hub}/lengyue233/content-vec-best/resolve/")
    assert rows["rmvpe"]["state"] == "missing" and rows["vctk-p231"]["needs"] == ["contentvec"]


def test_a_record_that_is_no_json_is_as_good_as_none(tmp_path):
    (tmp_path / "contentvec").mkdir()
    (tmp_path / "contentvec" / downloads.RECORD).write_text("[1, 2")
    assert not CONTENTVEC.here(tmp_path).verified
