"""What an engine gives that it should not give is told in words: which engine, and what came in place of what."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio, reader
from audio_backend.dsp.signal.segments import plan_segments
from audio_backend.engines.base import ConversionRequest, EngineInfo
from audio_backend.errors import EngineFailed
from audio_backend.integrations.generation_wrapper import GenerationWrapper
from audio_backend.integrations.instrumental_wrapper import InstrumentalWrapper
from audio_backend.integrations.svc_wrapper import SvcWrapper
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper
from audio_backend.models.audio_config import GenerationConfig
from audio_backend.models.base import Group
from audio_backend.models.voice_options import VoiceOptions
from audio_backend.models.voices import PresetVoice

RATE, FRAMES = 44_100, 44_100
SONG = np.zeros((2, FRAMES), np.float32)
SEGMENT = plan_segments(FRAMES, RATE, 30.0, 0.5)[0]
HOP = 0.01
CURVE = F0Curve(HOP, 0.0, np.full(101, 220.0), np.ones(101, np.float32))
VOICE = PresetVoice(kind="preset", id="a", name="A")
LONG = SEGMENT.read_stop - SEGMENT.read_start


class Odd:
    """An engine of any role that gives what it is told to."""

    info = EngineInfo("odd", "voice", "Odd", "", RATE, neural=False)
    stems, hop_seconds = ("vocals",), HOP

    def __init__(self, given):
        self.given = given
        self.generate = self.separate = self.follow = self.convert = self.plan_song = self.summarise_segment = self.give

    def give(self, *_):
        return self.given


NONSENSE = {
    "nothing": (lambda width, frames: None, "nothing .None."),
    "a text": (lambda width, frames: "x", "kind str"),
    "a list": (lambda width, frames: [0.0] * frames, "kind list"),
    "integers": (lambda width, frames: np.full((width, frames), 1000, np.int16), "int16"),
    "complex": (lambda width, frames: np.zeros((width, frames), np.complex64), "complex64"),
    "objects": (lambda width, frames: np.full((width, frames), None), "object"),
    "NaN": (lambda width, frames: np.full((width, frames), np.nan, np.float32), "no numbers"),
    "infinite": (lambda width, frames: np.full((width, frames), np.inf), "no numbers"),
    "more than a float32 holds": (lambda width, frames: np.full((width, frames), 1e300), "no numbers"),
    "half": (lambda width, frames: np.zeros((width, frames // 2), np.float32), "in place of"),
    "turned": (lambda width, frames: np.zeros((frames, width), np.float32), "in place of"),
    "flat": (lambda width, frames: np.zeros(frames, np.float32), "in place of"),
    "five channels": (lambda width, frames: np.zeros((5, frames), np.float32), "in place of"),
}


def generated(given):
    config = GenerationConfig(engine="odd", prompt="A")
    return GenerationWrapper(Odd(given)).backing(reader(SONG), RATE, (2, FRAMES), config, Group(), print)


def separated(given):
    return InstrumentalWrapper(Odd(given)).vocals(reader(SONG), RATE, 2, SEGMENT, "fast", print)


def converted(given):
    moved = replace(CURVE, f0_hz=CURVE.f0_hz * 1.1)
    request = ConversionRequest(Audio(SONG, RATE), CURVE, moved, VOICE, {}, VoiceOptions(), [], 1.0, print)
    return SvcWrapper(Odd(given)).convert(request)


def followed(given):
    return SwiftF0Wrapper(Odd(given)).follow_clip(Audio(SONG, RATE), 60.0, 800.0, print)


@pytest.mark.parametrize(("make", "words"), NONSENSE.values(), ids=NONSENSE)
@pytest.mark.parametrize("role", ["backing", "stem", "voice"])
def test_sound_that_is_none(role, make, words):
    ask, given = {
        "backing": lambda: (generated, make(2, FRAMES)),
        "stem": lambda: (separated, {"vocals": make(2, LONG)}),
        "voice": lambda: (converted, Audio(make(2, FRAMES), RATE)),
    }[role]()
    with pytest.raises(EngineFailed, match=f"“odd”.*{words}"):
        ask(given)


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.float16])
def test_sound_of_any_precision_is_sound(kind):
    assert generated(np.full((1, FRAMES), 0.25, kind)).dtype == np.float32
    assert separated({"vocals": np.full((2, LONG), 0.25, kind), "more": None}).dtype == np.float32
    assert converted(Audio(np.full((2, FRAMES), 0.25, kind), RATE)).samples.dtype == np.float32


@pytest.mark.parametrize("given", [None, "x", [SONG], SONG, {}, {"vocals": None}])
def test_stems_that_are_none(given):
    with pytest.raises(EngineFailed, match="“odd”"):
        separated(given)


@pytest.mark.parametrize("given", [None, "x", SONG, Audio(SONG, 22_050)])
def test_a_vocal_that_is_none(given):
    with pytest.raises(EngineFailed, match="“odd”"):
        converted(given)


@pytest.mark.parametrize("given", [None, "x", 5, [{}]])
def test_a_summary_or_a_plan_that_is_none(given):
    wrapper = SvcWrapper(Odd(given))
    with pytest.raises(EngineFailed, match="“odd”"):
        wrapper.summarise_segment(Audio(np.zeros((2, LONG), np.float32), RATE), CURVE, SEGMENT)
    with pytest.raises(EngineFailed, match=r"“odd”.*plan"):
        wrapper.plan_song([], CURVE, VOICE, VoiceOptions())


GOOD = np.full(100, 220.0)


@pytest.mark.parametrize("given", [
    None, "xy", GOOD, (GOOD,), (GOOD, GOOD, GOOD), (GOOD, None), (None, GOOD), (GOOD, GOOD[:50]), (GOOD * np.nan, GOOD),
    (GOOD, GOOD * np.nan), (-GOOD, GOOD), (GOOD[:, None], GOOD), (np.full(100, "a"), GOOD), (np.ones(500), np.ones(500)),
])  # fmt: skip
def test_a_pitch_that_is_none(given):
    with pytest.raises(EngineFailed, match="“odd”"):
        followed(given)


def test_a_pitch_is_a_pitch():
    assert len(followed((GOOD, np.ones(100, np.float32))).f0_hz) == 100
