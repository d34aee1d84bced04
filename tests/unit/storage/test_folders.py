"""Names go in, places come out, and no name leads out of its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_backend.errors import NotFound
from audio_backend.models.tasks import VoiceFile
from audio_backend.storage.folders import Folders, new_id

FOLDERS = Folders(Path("/studio/in"), Path("/studio/out"), Path("/studio/models"))


def test_a_file_on_its_way_in_is_found_by_its_name():
    path = FOLDERS.incoming(new_id()) / "voice" / "sample.wav"
    assert FOLDERS.received(FOLDERS.received_name(path)) == path


@pytest.mark.parametrize("name", ["", "incoming-a", "../x", "incoming-a/../../x", "incoming-a/..", "/etc/passwd",
                                  "incoming-a/b/c/d", "voices/v/sample.wav", "incoming-a//x", "incoming-a/.hidden"])  # fmt: skip
def test_a_name_that_leads_elsewhere_is_not_found(name):
    with pytest.raises(NotFound):
        FOLDERS.received(name)


@pytest.mark.parametrize("bad", ["..", "a/b", ""])
def test_ids_and_keys_stay_in_their_folder(bad):
    for ask in (
        lambda: FOLDERS.source(bad), lambda: FOLDERS.demo_line(bad), lambda: FOLDERS.job("j").preview(bad),
        lambda: FOLDERS.voice_file(VoiceFile(voice_id="v", preset=True, key=bad), "wav"),
        lambda: FOLDERS.voice_file(VoiceFile(voice_id=bad, preset=False, key="k"), "wav"),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            ask()


def test_what_is_made_of_a_preset_lies_with_the_models_and_of_a_voice_beside_it():
    mine, preset = (VoiceFile(voice_id="v", preset=preset, key="k") for preset in (False, True))
    assert FOLDERS.voice_file(mine, "png") == Path("/studio/in/voices/v/v-k.png")
    assert FOLDERS.voice_file(preset, "wav") == Path("/studio/models/samples/v-k.wav")
    assert FOLDERS.demo_line("k") == tuple(
        Path(f"/studio/models/samples/demo-line-k.{kind}") for kind in ("wav", "npz")
    )
