"""Previews and pictures of voices are made once, and again when anything that they depend on is another."""

from __future__ import annotations

import asyncio
import os

import numpy as np
import pytest

from audio_backend.dsp.signal.audio import Audio
from audio_backend.library import voice_previews
from audio_backend.library.artifact_cache import ArtifactCache
from audio_backend.library.voice_previews import SOURCES, VoicePreviews
from audio_backend.models.tasks import DemoLine, VoicePicture, VoicePreview
from audio_backend.models.voices import read_single_voice
from audio_backend.pipeline.vocal.kept_vocals import CODE
from audio_backend.storage.folders import Folders
from audio_backend.storage.sound_files import write_sound
from audio_backend.storage.wholeness import PACKAGE, files_sha256


class Hand:
    """A desk that writes what it is asked for at once, and counts."""

    def __init__(self, folders):
        self.folders, self.made = folders, []

    async def run(self, task, key):
        self.made.append(task.phase)
        for path in self._paths(task):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_sound(path, Audio(np.zeros((1, 8), np.float32), 8000))

    def _paths(self, task):
        match task:
            case DemoLine():
                return self.folders.demo_line(task.key)
            case VoicePreview():
                return [self.folders.voice_file(task.target, "wav")]
            case VoicePicture():
                return [self.folders.voice_file(task.target, "png")]


class OnePreset:
    def voice(self, voice_id):
        return read_single_voice({"kind": "preset", "name": voice_id, "formant": 0.9})


@pytest.fixture
def views(tmp_path):
    folders = Folders(tmp_path / "in", tmp_path / "out", tmp_path / "models")
    return VoicePreviews(folders, Hand(folders), ArtifactCache(), OnePreset())


def names(views):
    return sorted(path.name for path in (views.folders.models / "samples").iterdir())


def test_a_preview_that_was_cut_off_is_made_again(views):
    first = asyncio.run(views.preview("deeper"))
    whole = first.read_bytes()
    os.truncate(first, len(whole) - 4)
    assert asyncio.run(views.preview("deeper")) == first and first.read_bytes() == whole
    assert views.interactive.made == ["demo_line", "voice_preview", "voice_preview"]


def test_what_is_made_stays_until_the_code_is_another(views, monkeypatch):
    first = asyncio.run(views.preview("deeper"))
    asyncio.run(views.picture("deeper"))
    assert asyncio.run(views.preview("deeper")) == first
    assert views.interactive.made == ["demo_line", "voice_preview", "voice_picture"]
    before = set(names(views))
    (views.folders.models / "samples" / "deeper.wav").write_bytes(b"by the first version")
    (views.folders.models / "samples" / "deeper-er-0123456789abcdef.wav").write_bytes(b"another preset's")
    monkeypatch.setattr(voice_previews, "made_by", lambda: "other code")
    assert asyncio.run(views.preview("deeper")) != first
    asyncio.run(views.picture("deeper"))
    assert views.interactive.made == ["demo_line", "voice_preview", "voice_picture"] * 2
    after = set(names(views)) - {"deeper-er-0123456789abcdef.wav"}
    assert len(after) == len(before) == 4 and not after & before  # a line, its pitch, a preview, a picture


def test_any_change_of_the_code_that_sings_is_another_fingerprint(tmp_path):
    assert all(any(PACKAGE.glob(pattern)) for pattern in (*SOURCES, *CODE))
    seen = {str(path.relative_to(PACKAGE)) for pattern in SOURCES for path in PACKAGE.glob(pattern)}
    assert {
        "engines/voice/echo/engine.py", "engines/voice/echo/learned.py", "dsp/voice/vocoder.py", "dsp/voice/timbre.py",
        "integrations/svc_wrapper.py", "pipeline/interactive/voice_previews.py",
    } <= seen  # fmt: skip
    files = [tmp_path / name for name in ("a.py", "b.py")]
    for path in files:
        path.write_text("SHARE = 0.8\n")
    before = files_sha256(files)
    assert files_sha256(reversed(files)) == before
    files[1].write_text("SHARE = 1.0\n")
    assert files_sha256(files) != before
