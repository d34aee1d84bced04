"""A blend is made of its voices: all of one where it has all the weight, between them where they share it."""

import json
from functools import cache

import numpy as np
import pytest
import sounds
from sung_voices import as_voice, plan_song, sing
from test_echo import AS_ASKED, PRESETS, RATE, convert, distance_db, timbre_db, truth
from test_echo_learned import enrol

from audio_backend.dsp.signal.audio import Audio
from audio_backend.engines.base import VoicePlan
from audio_backend.engines.voice.echo.blended_mapping import BlendedMapping
from audio_backend.engines.voice.echo.engine import Echo
from audio_backend.engines.voice.echo.options import EchoOptions
from audio_backend.engines.voice.echo.plan import SpectralMapping
from audio_backend.errors import NotFound
from audio_backend.jobs.resolve import blended, shares
from audio_backend.messages import english
from audio_backend.models.job_facts import suited
from audio_backend.models.voice_config import BlendVoice

SAME_DB = -100
"""Under what 16 bits can hold; float32 alone gives about -140."""


@pytest.fixture(scope="module")
def tenor():
    return sounds.song(seconds=4.5)


@pytest.fixture(scope="module")
def alto(tmp_path_factory):
    facts, net = enrol()
    path = tmp_path_factory.mktemp("voice") / "network.safetensors"
    path.write_bytes(net.as_bytes())
    return facts | {"name": "Alto", "network": str(path)}


@pytest.fixture(scope="module")
def alone(tenor, alto):
    """alone("giant", 4) -> what that voice makes of the tenor, 4 semitones up."""
    voices = PRESETS | {"alto": alto}
    return cache(lambda name, semitones=0: convert(tenor, voices[name], semitones)[0])


@pytest.fixture(scope="module")
def blend(alto):
    """blend(alto=0.5, giant=[(0, 1), (2, 0)]) -> the voice, as a job keeps it."""
    known = PRESETS | {"alto": as_voice(alto)}

    def find(name):
        return known[name].model_copy(update={"voice_id": name})

    def made(start_s=0.0, stop_s=4.5, **weights):
        return blended(tuple(asked(name, weight) for name, weight in weights.items()), find, start_s, stop_s)

    return made


def asked(name, weight):
    if isinstance(weight, list):
        return BlendVoice(voice=name, points=[{"at": at, "weight": w} for at, w in weight])
    return BlendVoice(voice=name, weight=weight)


def apart_db(a, b):
    return sounds.level_db(a - b) - sounds.level_db(b)


# --- weights --------------------------------------------------------------------------------------------------


def test_one_voice_with_all_the_weight_is_that_voice(blend, alto):
    alone = as_voice(alto | {"voice_id": "alto"})
    assert blend(alto=0.3) == alone
    assert blend(alto=0.7, giant=0.0) == alone
    assert blend(alto=[(0, 1), (3, 1)], giant=[(1, 0), (2, 0)]) == alone


def test_a_voice_that_is_heard_for_a_moment_only_is_kept(blend):
    """10 ms of a song of 10 minutes lie between the moments at which weights are read."""
    flash = blend(alto=1.0, giant=[(100.0, 0.0), (100.005, 1.0), (100.01, 0.0)], stop_s=600.0)
    assert len(flash.voices) == 2


def test_shares_are_the_mean_over_what_is_sung():
    fading = (asked("a", [(0, 1), (10, 0)]), asked("b", [(0, 0), (10, 1)]))
    assert np.allclose(shares(fading, 0.0, 10.0), [0.5, 0.5])
    assert np.allclose(shares(fading, 0.0, 5.0), [0.75, 0.25])
    assert np.allclose(shares((asked("a", 0.2), asked("b", 0.6)), 3.0, 5.0), [0.25, 0.75])


def test_moments_are_those_of_the_whole_song(blend):
    """In a range from 2 s on, what was asked for at 3 s happens 1 s after its beginning."""
    made = blend(start_s=2.0, stop_s=4.0, deeper=[(3.0, 1.0), (4.0, 0.0)], child=1.0)
    assert {voice.voice_id: voice.points for voice in made.voices} == {
        "deeper": ((1.0, 1.0), (2.0, 0.0)), "child": ((0.0, 1.0),)
    }  # fmt: skip


def test_weights_sum_to_one_and_lines_are_drawn_between_points(blend):
    voice = blend(deeper=[(0, 1), (4, 0)], child=[(0, 0), (4, 1)], giant=1.0)
    mappings = [
        SpectralMapping(alpha=1.0, offset_voiced=[], offset_unvoiced=[], points=one.points) for one in voice.voices
    ]
    weights = BlendedMapping(mappings, EchoOptions(), 1.0, 8000.0).weights(-20, 1000)
    assert np.allclose(weights.sum(axis=1), 1.0)
    order = [one.voice_id for one in voice.voices]
    assert np.allclose(weights[20 + 200], [{"child": 0.125, "deeper": 0.375, "giant": 0.5}[name] for name in order])


def test_an_unknown_voice_is_named():
    def facts(name):
        raise NotFound(f"There is no voice “{name}”.")

    with pytest.raises(NotFound, match="nobody"):
        blended((asked("nobody", 0.0), asked("deeper", 1.0)), facts, 0.0, 1.0)


# --- sound ----------------------------------------------------------------------------------------------------


def test_a_half_of_each_lies_between_them(tenor, blend, alone):
    """From each of both no further than they are from each other, and much nearer than to the other one's side."""
    for name, other in (("alto", "giant"), ("deeper", "child")):
        a, b = (timbre_db(alone(one), tenor) for one in (name, other))
        made, plan = convert(tenor, blend(**{name: 0.5, other: 0.5}))
        half, whole = timbre_db(made, tenor), distance_db(a, b)
        along = float((half - a) @ (b - a) / ((b - a) @ (b - a)))
        assert 0.35 < along < 0.65, along  # 0 is the one, 1 the other
        assert max(distance_db(half, a), distance_db(half, b)) < 0.75 * whole
        alphas = [one.alpha for one in plan.mappings]
        assert plan.alpha == pytest.approx(np.sqrt(np.prod(alphas)), abs=1e-4)


def test_the_more_weight_the_nearer(tenor, blend, alone):
    mixed = [convert(tenor, blend(alto=weight, giant=1 - weight))[0] for weight in (0.25, 0.75)]
    away = [distance_db(timbre_db(one, tenor), timbre_db(alone("alto"), tenor)) for one in (alone("giant"), *mixed)]
    assert away == sorted(away, reverse=True)


def test_the_same_voices_in_another_order_are_the_same_sound(tenor, blend):
    one, _ = convert(tenor, blend(alto=0.5, whisper=0.2, deeper=0.3))
    other, _ = convert(tenor, blend(deeper=0.3, alto=0.5, whisper=0.2))
    assert np.array_equal(one, other)


@pytest.mark.parametrize("semitones", [0, 4])
def test_a_voice_that_has_all_the_weight_for_a_while_is_alone_there(tenor, blend, alone, semitones):
    """The first and the last second and a half of a song that goes from one voice to another."""
    made, _ = convert(tenor, blend(alto=[(1.8, 1), (2.7, 0)], older=[(1.8, 0), (2.7, 1)]), semitones)
    early, late = slice(0, round(1.6 * RATE)), slice(round(2.9 * RATE), None)
    for place, name in ((early, "alto"), (late, "older")):
        assert apart_db(made[:, place], alone(name, semitones)[:, place]) < SAME_DB
    assert apart_db(made[:, late], alone("alto", semitones)[:, late]) > -25


@pytest.mark.parametrize("semitones", [0, -5])
def test_cuts_are_not_heard_while_a_blend_changes(blend, semitones):
    """With one plan, as in a song; what changes belongs to the song's time, not to the segment's."""
    song, engine = sounds.song(seconds=7.5, voice="tenor"), Echo()
    voice = blend(stop_s=7.5, alto=[(0, 1), (7, 0)], whisper=[(3, 0), (4, 1), (5, 0)], child=[(2, 0), (7, 1)])
    whole, plan = convert(song, voice, semitones)
    engine.plan_song = lambda *asked: VoicePlan(plan.plan)
    pieces, _ = convert(song, voice, semitones, seconds=5.0, engine=engine)
    settled = slice(2205, -2205)
    assert apart_db(pieces[:, settled], whole[:, settled]) < -50


def test_strength_0_is_the_very_same_sound(tenor, blend):
    vocal, curve, engine = Audio(tenor.vocals, RATE), truth(tenor), Echo()
    voice = blend(alto=[(0, 1), (4, 0)], whisper=0.5)
    plan = plan_song(engine, [engine.summarise_segment(vocal, curve, slice(0, vocal.frames))], curve, voice, AS_ASKED)
    still = {"strength": 0.0, "formant_shift": 1.0, "breath": 0.5, "formant": 1.2}
    assert sing(engine, vocal, curve, curve, voice, plan, still) is vocal


def test_a_blend_is_as_loud_as_the_singer_and_silence_stays_silent(tenor, blend):
    voice = blend(alto=[(0, 1), (4, 0)], whisper=[(0, 0), (4, 1)])
    made, plan = convert(tenor, voice)
    assert abs(sounds.level_db(made) - sounds.level_db(tenor.vocals)) < 1.0  # a dB is just noticeable
    none = truth(tenor)
    quiet = Audio(np.zeros_like(tenor.vocals), RATE)
    assert np.abs(sing(Echo(), quiet, none, none, voice, plan, AS_ASKED).samples).max() < 1e-5


def test_a_plan_with_many_voices_stays_small(tenor, alto):
    """Eight networks in one plan: 5 MB, read once per segment."""
    voices = [alto | {"voice_id": str(i), "share": 0.125, "points": [[0.0, 1.0]]} for i in range(8)]
    _, plan = convert(tenor, {"kind": "blend", "name": "eight", "voices": voices})
    assert len(json.dumps(plan.plan)) < 6e6


# --- what is told ---------------------------------------------------------------------------------------------


def test_what_was_taken_is_told(tenor, blend):
    _, plan = convert(tenor, blend(deeper=0.75, child=[(0, 0.25), (2, 0.25)]))
    told = plan.told
    assert (told["by"], told["alpha"]) == ("auto", plan.alpha)
    assert {v["name"]: v["weight"] for v in told["voices"]} == {"Deeper": 0.75, "Child-like": 0.25}
    assert told["alpha"] == pytest.approx(0.86**0.75 * 1.23**0.25, abs=1e-4)
    assert "changes" not in told["reason"]
    _, moving = convert(tenor, blend(deeper=[(0, 1), (4, 0)], child=1.0))
    assert "changes" in moving.told["reason"]
    _, by_hand = convert(tenor, blend(deeper=0.5, child=0.5), settings=AS_ASKED | {"formant": 0.9})
    assert (by_hand.told["by"], by_hand.alpha) == ("hand", 0.9)
    assert {one.alpha for one in by_hand.mappings} == {0.9}


def test_the_key_suits_the_middle_of_the_blend(blend, alto):
    """Half an alto of 300 Hz, half a giant 9 semitones below a song of 200 Hz."""
    voice = blend(alto=0.5, giant=0.5)
    expected = np.sqrt(alto["f0_median_hz"] * 200 * 2 ** (-9 / 12))
    assert voice.median_hz(200.0) == pytest.approx(expected)
    assert "Alto 50 %" in english(suited(200.0, voice, True).reason)
    assert suited(0.0, voice, True).semitones == 0
