"""Settings of melody and voices beside the lead: what they need, what they cost, and when they do nothing."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from audio_backend.errors import BadConfig
from audio_backend.jobs.ignored_settings import unplaced, without_effect
from audio_backend.jobs.service import check_remix
from audio_backend.messages import sentences
from audio_backend.models.audio_config import AudioConfig, JobRequest
from audio_backend.models.stems import SONG_STEMS, backing_vocal_stems, stems_of
from audio_backend.pipeline.vocal.backing_vocals import performed_parts

THIRD, OCTAVE, OFF = ({"interval": "third_above"}, {"interval": "octave_below"},
                      {"interval": "fifth_above", "gain_db": -60.0})  # fmt: skip


def config(**groups) -> AudioConfig:
    return AudioConfig.model_validate(groups | {"svc": {"engine": "echo"} | groups.get("svc", {})})


def said(**groups) -> list[str]:
    return sentences(without_effect(JobRequest(file_id="a", config=groups), config(**groups)))


# --- what is needed -------------------------------------------------------------------------------------------


def test_defaults_sing_nothing_beside_and_bend_nothing():
    plain = config()
    assert not plain.swiftf0.bends and not plain.uses_scale and plain.backing_vocals == 0
    assert stems_of(plain) == SONG_STEMS
    assert plain.work_profile["render"] == "in place"


@pytest.mark.parametrize("voice", [THIRD, {"interval": "fifth_below"}])
def test_thirds_and_fifths_need_a_key(voice):
    with pytest.raises(ValidationError, match="chromatic"):
        config(swiftf0={"key": "chromatic"}, harmony={"voices": [voice]})
    config(swiftf0={"key": "chromatic", "style": "snap"}, harmony={"voices": [OCTAVE]})


@pytest.mark.parametrize("wanted", [{"vibrato": 0.5}, {"style": "smooth"}, {"style": "snap"}])
def test_a_pitch_that_is_not_moved_is_not_bent(wanted):
    with pytest.raises(ValidationError, match=r"swiftf0\.enabled"):
        config(swiftf0={"enabled": False, **wanted})


def test_only_snap_thirds_and_fifths_look_for_a_key():
    assert config(swiftf0={"style": "snap"}).uses_scale
    assert config(harmony={"voices": [THIRD]}).uses_scale
    for groups in ({"swiftf0": {"style": "snap", "style_amount": 0}}, {"swiftf0": {"style": "smooth"}},
                   {"harmony": {"voices": [OCTAVE]}}, {"svc": {"double": True}}, {"harmony": {"voices": [OFF]}}):  # fmt: skip
        assert not config(**groups).uses_scale, groups


def test_harmonies_follow_the_pitch_even_where_it_is_not_moved():
    off = {"svc": {"enabled": False}, "swiftf0": {"enabled": False}}
    assert not config(**off).follows_pitch
    assert config(**off, harmony={"voices": [OCTAVE]}).follows_pitch
    assert not config(**off, harmony={"voices": [OCTAVE]}).changes_vocal


# --- what is sung and what it costs ---------------------------------------------------------------------------


def test_each_audible_voice_is_sung():
    wanted = config(svc={"double": True}, harmony={"voices": [THIRD, OFF, OCTAVE]})
    assert [part.name for part in performed_parts(wanted)] == ["double", "harmony_1", "harmony_2"]
    assert backing_vocal_stems(wanted) == ("double", "harmony")
    assert stems_of(wanted)[-2:] == ("double", "harmony")
    assert wanted.work_profile["render"] == "in place, 3 beside"


def test_deeper_vibrato_is_work_of_the_vocoder():
    assert config(swiftf0={"vibrato": 1.5}).work_profile["render"] == "moved"


# --- what has no effect ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("groups", "field", "reason"), [
    ({"swiftf0": {"preserve_vibrato": False, "vibrato": 1.5}}, "swiftf0.vibrato", "preserve_vibrato is off"),
    ({"swiftf0": {"style_amount": 0.5}}, "swiftf0.style_amount", "style is `follow`"),
    ({"swiftf0": {"style": "snap", "style_amount": 0.0}}, "swiftf0.style", "style_amount is 0"),
    ({"swiftf0": {"key": "A minor"}}, "swiftf0.key", "neither `snap` nor thirds"),
    ({"harmony": {"voices": [OFF]}}, "harmony.voices", "all of them are off"),
    ({"mixing": {"harmony_db": 3.0}}, "mixing.harmony_db", "there are no harmonies"),
    ({"mixing": {"double_db": 0.0}}, "mixing.double_db", "svc.double is off"),
    ({"mixing": {"double_pan": 0.2}}, "mixing.double_pan", "svc.double is off"),
    ({"mixing": {"harmony_pan": 0.2}}, "mixing.harmony_pan", "there are no harmonies"),
    ({"mixing": {"instrumental_pan": 0.2}, "instrumental": {"enabled": False}}, "mixing.instrumental_pan", "instrumental.enabled is off"),
])  # fmt: skip
def test_what_does_nothing_is_said(groups, field, reason):
    assert any(line.startswith(field) and reason in line for line in said(**groups)), said(**groups)


def test_a_single_harmony_that_is_off_is_named_by_its_number():
    says = ["harmony.voices: no effect of 2 (fifth_above), because gain_db is −60, which is off."]
    assert said(harmony={"voices": [THIRD, OFF, OCTAVE]}) == says


def test_where_one_channel_is_all_there_is_no_place():
    aside, quiet = {**THIRD, "pan": -0.5}, {**OFF, "pan": 0.5}
    assert (
        unplaced(config(harmony={"voices": [aside]}), 2)
        == unplaced(config(harmony={"voices": [THIRD, quiet]}), 1)
        == []
    )
    assert sentences(unplaced(config(harmony={"voices": [THIRD, aside]}), 1)) == [
        "harmony.voices: no effect of pan, because the song is mono."
    ]
    to_mono = config(harmony={"voices": [aside]}, quality={"channels": 1})
    drums = config(mixing={"vocal_pan": 0.5, "double_pan": 0.0}, instrumental={"drums_pan": -0.1})
    assert unplaced(drums, 2) == []
    assert sentences(unplaced(drums, 1)) == [
        "mixing.vocal_pan, instrumental.drums_pan: no effect, because the song is mono."
    ]
    result = config(mixing={"instrumental_pan": 1.0}, quality={"channels": 1})
    assert sentences(unplaced(result, 2)) == ["mixing.instrumental_pan: no effect, because the result is mono."]
    assert "the result is mono; at a side a voice is up to 3 dB softer" in sentences(unplaced(to_mono, 2))[0]


@pytest.mark.parametrize(("svc", "reason"), [
    ({"engine": "unconverted", "strength": 0.5, "voice": "child"}, "svc.voice, svc.strength: no effect, because the stand"),
    ({"enabled": False, "strength": 0.5}, "svc.strength: no effect, because svc is off."),
])  # fmt: skip
def test_strength_without_effect_is_said(svc, reason):
    assert any(line.startswith(reason) for line in said(svc=svc)), said(svc=svc)


def test_a_whisper_has_no_pitch_to_move_or_to_bend():
    whisper, style = {"voice": "whisper"}, {"style": "snap", "style_amount": 1.0}
    assert said(svc=whisper, swiftf0={"pitch_shift": 7, **style}) == [
        "swiftf0.pitch_shift, swiftf0.style: no effect, because a whisper has no pitch."
    ]
    assert "they only add breath" in said(svc=whisper, harmony={"voices": [THIRD]})[0]
    for svc, swiftf0 in ((whisper | {"strength": 0.5}, {"pitch_shift": 7}), ({"voice": "airy"}, {"pitch_shift": 7}),
                         (whisper, {"pitch_shift": "auto"}), (whisper, {"pitch_shift": 0})):  # fmt: skip
        assert said(svc=svc, swiftf0=swiftf0) == []
    assert said(svc=whisper, swiftf0={"pitch_shift": 7}, instrumental={"transpose": True}) == []  # the backing is moved


def test_strength_0_takes_away_the_rest_and_not_itself():
    assert said(svc={"strength": 0.0, "voice": "child"}) == [
        "svc.voice: no effect, because svc is off or its strength is 0."
    ]


def test_a_kept_reverb_does_something_to_whoever_sings():
    off, kept = {"svc": {"enabled": False}}, {"instrumental": {"keep_reverb": True}}
    assert any(line.startswith("instrumental.keep_reverb") for line in said(**off, **kept))
    assert said(**off, **kept, harmony={"voices": [OCTAVE]}) == []  # they are sung without the late reverb
    assert said(svc={"enabled": False, "double": True}, **kept) == []


def test_what_does_something_is_not_said():
    assert said(swiftf0={"style": "snap", "style_amount": 0.5, "key": "A minor", "vibrato": 2.0}) == []
    assert said(svc={"double": True}, mixing={"double_db": 0.0, "harmony_db": 1.0}, harmony={"voices": [OCTAVE]}) == []
    assert said(harmony={"voices": []}) == []


def test_a_remix_moves_only_faders_that_are_there():
    plain, both = config(), config(svc={"double": True}, harmony={"voices": [OCTAVE]})
    for stem in ("double", "harmony"):
        with pytest.raises(BadConfig, match=stem):
            check_remix(plain, {"mixing": {f"{stem}_db": -3.0}})
        check_remix(both, {"mixing": {f"{stem}_db": -3.0}})
    check_remix(plain, {"mixing": plain.mixing.model_dump()})
