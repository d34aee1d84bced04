"""The wrapper gives an engine its rate, and the song its length back."""

import numpy as np
import pytest
import sounds
from sung_voices import Planned, plan_song, request_of

from audio_backend.dsp.pitch.curve_resampling import resampled_curve
from audio_backend.dsp.pitch.f0_curve import F0Curve, cut, shifted
from audio_backend.dsp.pitch.notes import Melody
from audio_backend.dsp.pitch.pitch_style import PitchStyle
from audio_backend.dsp.signal.audio import Audio, reader
from audio_backend.dsp.signal.segments import plan_segments
from audio_backend.dsp.voice.pulses import phase_anchors
from audio_backend.engines.base import EngineInfo, VoicePlan
from audio_backend.engines.pitch.swiftf0 import SwiftF0Engine
from audio_backend.engines.voice.echo.engine import Echo
from audio_backend.engines.voice.echo.presets import presets
from audio_backend.engines.voice.unconverted import Unconverted
from audio_backend.errors import EngineFailed
from audio_backend.integrations.svc_wrapper import SvcWrapper
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper
from audio_backend.models.voice_options import VoiceOptions
from audio_backend.models.voices import voice_json

STILL = {"strength": 0.0, "formant_shift": 1.0}
FULL = {"strength": 1.0, "formant_shift": 1.0}


class Tape:
    """An engine that remembers what it was given and gives back what it is told to."""

    info = EngineInfo("tape", "voice", "Tape", "", 44100, neural=False)

    def __init__(self, sing=lambda vocal: Audio(vocal.samples.copy(), vocal.sample_rate)):
        self.sing, self.heard = sing, []

    def summarise_segment(self, vocal, f0, inner):
        self.heard.append((vocal, f0, inner))
        return {"frames": vocal.frames}

    def plan_song(self, summaries, target_f0, voice, options):
        return VoicePlan({"summaries": summaries, "voice": voice_json(voice)})

    def convert(self, request):
        self.heard.append((request.vocal, request.f0, request.target_f0))
        return self.sing(request.vocal)


CHILD = presets()["child"]
NO_PLAN = Planned({}, None, [])


def converted(engine, vocal, f0, target, planned=NO_PLAN, settings=FULL):
    """By the wrapper."""
    return SvcWrapper(engine).convert(request_of(engine, vocal, f0, target, CHILD, planned, settings))


def region(rate, seconds=3.0, channels=2):
    """The first segment of a song at this rate, its vocal, and its pitch."""
    song = sounds.song(seconds=seconds, sample_rate=rate)
    segment = plan_segments(song.vocals.shape[1], rate, 100.0, 0.5)[0]
    vocal = Audio(reader(song.vocals[:channels])(segment.read_start, segment.read_stop), rate)
    curve = F0Curve(0.005, 0.0, song.f0_hz, (song.f0_hz > 0).astype(np.float32))
    curve = resampled_curve(curve, 0.016, 0.0, round(seconds / 0.016))
    return segment, vocal, cut(curve, segment.read_start / rate, segment.read_stop / rate), curve


@pytest.mark.parametrize("rate", [16000, 22050, 44100, 48000, 96000])
@pytest.mark.parametrize("channels", [1, 2])
def test_the_length_and_the_channels_come_back_exactly(rate, channels):
    _, vocal, curve, _ = region(rate, channels=channels)
    engine = Tape()
    out = converted(engine, vocal, curve, curve)
    assert out.samples.shape == vocal.samples.shape
    assert out.sample_rate == rate
    assert engine.heard[0][0].sample_rate == 44100
    if rate <= 44100:  # above, what lies over 22 kHz is gone
        assert sounds.level_db(out.samples - vocal.samples) < sounds.level_db(vocal.samples) - 50


def test_time_stays_where_it_was():
    """A click goes through two conversions of rate and comes out at its sample."""
    vocal = Audio(sounds.silence(1.0, 48000), 48000)
    vocal.samples[0, 24000] = 0.5
    unvoiced = F0Curve(0.016, -2.0, np.zeros(63), np.zeros(63, np.float32))
    out = converted(Tape(), vocal, unvoiced, unvoiced)
    assert int(np.argmax(np.abs(out.samples[0]))) == 24000


@pytest.mark.parametrize("rate", [44100, 48000])
def test_strength_0_without_a_shift_is_the_very_same_sound(rate):
    _, vocal, curve, song_curve = region(rate)
    for engine in (Echo(), Unconverted(), Tape(lambda vocal: 1 / 0)):
        planned = plan_song(engine, [], song_curve, CHILD, STILL)
        assert converted(engine, vocal, curve, curve, planned, STILL) is vocal


def test_an_engine_that_changes_nothing_is_not_resampled():
    _, vocal, curve, _ = region(48000)
    assert converted(Tape(lambda vocal: vocal), vocal, curve, curve) is vocal


def test_strength_0_with_a_shift_still_moves_the_pitch():
    _, vocal, curve, song_curve = region(48000)
    target = shifted(curve, 5)
    planned = plan_song(Echo(), [], shifted(song_curve, 5), CHILD, STILL)
    out = converted(Echo(), vocal, curve, target, planned, STILL)
    assert out.samples.shape == vocal.samples.shape
    assert sounds.level_db(out.samples - vocal.samples) > sounds.level_db(vocal.samples) - 10


def test_the_engine_hears_the_owned_part_at_its_own_rate():
    segment, vocal, curve, _ = region(48000)
    engine = Tape()
    SvcWrapper(engine).summarise_segment(vocal, curve, segment)
    heard, _, inner = engine.heard[0]
    assert heard.frames == vocal.frames * 147 // 160
    assert (inner.start, inner.stop) == (2 * 44100, 5 * 44100)


def test_a_plan_is_passed_on():
    planned = SvcWrapper(Tape()).plan_song([{"a": 1}], None, CHILD, VoiceOptions())
    assert planned.plan == {"summaries": [{"a": 1}], "voice": voice_json(CHILD)}


@pytest.mark.parametrize(
    "broken",
    [lambda vocal: Audio(vocal.samples[:1], 44100), lambda vocal: Audio(vocal.samples * np.float32(np.nan), 44100)],
)
def test_an_engine_that_gives_nonsense_fails_in_words(broken):
    _, vocal, curve, _ = region(44100)
    with pytest.raises(EngineFailed, match="tape"):
        converted(Tape(broken), vocal, curve, curve)


# --- moving without any voice ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mover():
    engine = SwiftF0Engine()
    engine.load("cpu")
    return SwiftF0Wrapper(engine)


@pytest.mark.parametrize("rate", [16000, 48000])
def test_the_pitch_is_moved_without_a_voice(mover, rate):
    segment, vocal, curve, song_curve = region(rate, seconds=4.0)
    target = mover.target(Melody(curve), -4.0, PitchStyle())
    out = mover.move(vocal, curve, target, 1.0, phase_anchors(shifted(song_curve, -4.0)))
    assert out.samples.shape == vocal.samples.shape
    found = mover.follow(out, segment, None, 50.0, 1100.0, lambda done: None)
    both = found.voiced[: len(curve.f0_hz)] & curve.voiced[: len(found.f0_hz)]
    error = 1200 * np.log2(found.f0_hz[: len(both)][both] / curve.f0_hz[: len(both)][both]) + 400
    assert np.median(np.abs(error)) < 10


def test_formants_alone_are_moved_without_a_voice(mover):
    _, vocal, curve, _ = region(44100)
    out = mover.move(vocal, curve, curve, 1.2, None)
    assert sounds.level_db(out.samples - vocal.samples) > sounds.level_db(vocal.samples) - 20


def test_nothing_to_move_is_the_very_same_sound(mover):
    _, vocal, curve, _ = region(48000)
    assert mover.move(vocal, curve, mover.target(Melody(curve), 0.0, PitchStyle()), 1.0, None) is vocal
