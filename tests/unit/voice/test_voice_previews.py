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
from audio_backend.storage.png import png
from audio_backend.storage.sound_files import write_sound
from audio_backend.storage.wholeness import PACKAGE, files_sha256

WRITE = {
    ".wav": lambda path: write_sound(path, Audio(np.zeros((1, 8), np.float32), 8000)),
    ".png": lambda path: path.write_bytes(png(np.zeros((4, 60, 3), np.uint8))),
    ".npz": lambda path: np.savez(path, f0=np.zeros(8)),
}


class Hand:
    """A desk that writes what it is asked for at once, and counts."""

    def __init__(self, folders):
        self.folders, self.made = folders, []

    async def run(self, task, key):
        self.made.append(task.phase)
        for path in self._paths(task):
            path.parent.mkdir(parents=True, exist_ok=True)
            WRITE[path.suffix](path)

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


@pytest.mark.parametrize("damage", [
    lambda whole: whole[:-1], lambda whole: whole[:-12], lambda whole: whole[:20], lambda whole: b"",
    lambda whole: bytes(len(whole)), lambda whole: whole[:45] + bytes([whole[45] ^ 1]) + whole[46:], lambda whole: whole + b"\0",
])  # fmt: skip
def test_a_picture_that_is_not_whole_is_made_again(views, damage):
    """It was shown cut off for ever: all that was asked was whether there is a file."""
    first = asyncio.run(views.picture("deeper"))
    whole = first.read_bytes()
    first.write_bytes(damage(whole))
    assert asyncio.run(views.picture("deeper")) == first and first.read_bytes() == whole
    assert asyncio.run(views.picture("deeper")) == first
    assert views.interactive.made == ["demo_line", "voice_preview", "voice_picture", "voice_picture"]


def test_the_pitch_of_the_line_that_was_cut_off_is_found_again(views):
    asyncio.run(views.preview("deeper"))
    (curve,) = (views.folders.models / "samples").glob("*.npz")
    whole = curve.read_bytes()
    os.truncate(curve, len(whole) - 4)
    asyncio.run(views.preview("brighter"))
    assert curve.read_bytes() == whole


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
