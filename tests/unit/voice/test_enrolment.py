"""A voice from its recordings: how much of each is used, and what is said of it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
import sounds
from songs import loaded_spleeter

from audio_backend.dsp.signal.audio import Audio, reader
from audio_backend.dsp.signal.segments import Segment
from audio_backend.engines.base import Enrolment
from audio_backend.engines.voice.echo.engine import Echo
from audio_backend.errors import EngineUnavailable
from audio_backend.integrations.instrumental_wrapper import InstrumentalWrapper
from audio_backend.messages import sentences
from audio_backend.models.messages import messages_of
from audio_backend.models.tasks import EnrolVoice, Recording
from audio_backend.pipeline.interactive import enrolment
from audio_backend.pipeline.interactive.enrolment import RecordedFile, recordings, shared_out
from audio_backend.storage.folders import Folders

RATE = 44_100


@pytest.mark.parametrize(
    ("lengths", "shares"),
    [([60.0], [120.0]), ([300.0], [120.0]), ([100.0, 10.0], [110.0, 60.0]), ([90.0, 90.0], [60.0, 60.0])],
)
def test_two_minutes_are_shared_out(lengths, shares):
    assert shared_out(lengths, 120.0) == shares
    used = sum(min(a, b) for a, b in zip(lengths, shared_out(lengths, 120.0), strict=True))
    assert used == pytest.approx(min(sum(lengths), 120.0))


def memo(folder, name, seconds):
    """A recording of noise at 8 kHz; an OGG's header tells no length."""
    samples = 0.1 * np.random.default_rng(1).standard_normal(round(seconds * 8000)).astype(np.float32)
    soundfile.write(folder / name, samples, 8000)
    return RecordedFile(folder / name, name)


@pytest.mark.parametrize(
    ("lengths", "used"),
    [
        ({"a.ogg": 20, "b.ogg": 20, "c.wav": 200}, [20, 20, 80]),
        ({"a.ogg": 100, "b.wav": 10}, [100, 10]),
        ({"a.ogg": 130, "b.ogg": 90, "c.wav": 30}, [45, 45, 30]),
    ],
)
def test_what_a_short_recording_leaves_others_get_whatever_their_headers_tell(tmp_path, lengths, used):
    read = list(recordings([memo(tmp_path, name, seconds) for name, seconds in lengths.items()]))
    assert [one.sound.duration_seconds for one in read] == pytest.approx(used, abs=0.1)  # one packet of an OGG


def test_a_recording_that_is_just_used_up_is_known_to_its_end(tmp_path):
    (read,) = recordings([memo(tmp_path, "a.ogg", 120.0)])
    assert read.seconds == 120.0 and read.sound.frames == 120 * RATE


@pytest.fixture
def folders(tmp_path):
    folders = Folders(tmp_path, tmp_path / "out", tmp_path)
    folders.received(INTO).mkdir(parents=True)
    return folders


INTO = "incoming-session-request/voice"


def enrolled(folders, clip, isolate="auto"):
    """What is kept of one recording."""
    incoming = folders.received(INTO).parent / "0"
    incoming.write_bytes(clip.read_bytes())
    recording = Recording(received=folders.received_name(incoming), name=clip.name)
    task = EnrolVoice(recordings=(recording,), isolate=isolate, into=INTO, engine="echo")
    return enrolment.enrol_voice(task, folders).facts


def sung(path, seconds, rate=RATE):
    """Of a short verse again and again."""
    verse = sounds.song(seconds=4.0, sample_rate=rate).vocals.T
    soundfile.write(path, np.tile(verse, (round(seconds / 4), 1)), rate)
    return path


def test_without_the_isolating_engine_a_clip_is_taken_as_it_is_and_that_is_said(tmp_path, folders, monkeypatch):
    def missing(*_):
        raise EngineUnavailable("not installed")

    monkeypatch.setattr(enrolment, "isolated", missing)
    clip = sung(tmp_path / "a.wav", 4.0)
    facts = enrolled(folders, clip)
    assert facts["isolated"] is False and any("Nobody listened" in text for text in sentences(messages_of(facts)))
    with pytest.raises(EngineUnavailable, match=r"a\.wav"):
        enrolled(folders, clip, "always")


@pytest.mark.parametrize(("name", "words"), [("long.ogg", "the first 2:00 are used"), ("long.wav", "2:00 of 2:04 are")])
def test_a_recording_that_is_cut_is_named(tmp_path, folders, monkeypatch, name, words):
    monkeypatch.setattr(Echo, "enrol", lambda *_: Enrolment({}))
    facts = enrolled(folders, sung(tmp_path / name, 124.0, 16_000), "never")
    (told,) = (text for text in sentences(messages_of(facts)) if name in text)
    assert words in told
    assert facts["clips"][0]["seconds"] == pytest.approx(120.0 if name == "long.ogg" else 124.0, abs=0.1)


def test_a_long_recording_is_isolated_in_two_pieces_at_once_as_one_after_the_other(monkeypatch):
    """To the bit, and in their order."""
    mix = Audio(sounds.song(seed=5, seconds=40.0, sample_rate=RATE).mix, RATE)
    stems = loaded_spleeter()
    monkeypatch.setattr(enrolment, "separation_engine", lambda *_: stems)
    edges = [0, round(enrolment.ISOLATED_SECONDS * RATE), mix.frames]
    parts = [
        InstrumentalWrapper(stems).vocals(
            reader(mix.samples), RATE, mix.channels, Segment(0, a, b, a, b, 0, 0), "fast", lambda _: None
        )
        for a, b in pairwise(edges)
    ]
    np.testing.assert_array_equal(enrolment.isolated(mix, Path()), np.concatenate(parts, axis=1))
