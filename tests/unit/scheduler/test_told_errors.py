"""What crosses the border to a child keeps its words: places on this machine go, the API's own addresses stay."""

from __future__ import annotations

import pytest

from audio_backend.errors import BadInput, EngineUnavailable, NotReady, TooLarge
from audio_backend.workers.protocol import packed, unpacked, without_paths


@pytest.mark.parametrize(
    "error", [EngineUnavailable("gone"), NotReady("not yet"), TooLarge("too much"), BadInput("no")]
)
def test_a_remedy_that_names_an_address_arrives_whole(error):
    """`/models/status` was taken for a file: "Choose an engine that `… lists as installed"."""
    assert unpacked(packed(error)).remedy == error.remedy


@pytest.mark.parametrize(("said", "told"), [
    ("No such file: '/home/bob/models/a.ckpt'", "No such file: '…'"),
    ("/models/status/secret.ckpt is missing", "… is missing"),
    ("`/home/bob/a.ckpt` is missing", "`… is missing"),
    ("C:\\Users\\bob\\a.wav can't be read", "… can't be read"),
    ("`GET /jobs/{id}` lists its segments, of /srv/data/jobs/1", "`GET /jobs/{id}` lists its segments, of …"),
    ("`/models/status` and /srv/models/a", "`/models/status` and …"),
])  # fmt: skip
def test_places_go_and_addresses_in_backticks_stay(said, told):
    assert without_paths(said) == told
