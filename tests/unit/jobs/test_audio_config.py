"""What may be asked for: a number is a number, on or off is on or off."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from audio_backend.errors import in_fields
from audio_backend.models.audio_config import AudioConfig, JobRequest, effective_config
from audio_backend.models.base import Group, kinds
from audio_backend.models.segment_settings import Retry

FIELDS = {
    (group, field): kinds(about.annotation)
    for group, one in AudioConfig.model_fields.items()
    for field, about in one.annotation.model_fields.items()
}
NUMBERS = [name for name, allowed in FIELDS.items() if allowed & {int, float}]
SWITCHES = [name for name, allowed in FIELDS.items() if bool in allowed]


def wrong(check) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        check()
    return [f"{one['field']}: {one['message']}" for one in in_fields(refused.value.errors())]


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize(("group", "field"), NUMBERS)
def test_true_and_false_are_no_numbers(group, field, given):
    says = f"{group}.{field}: `{str(given).lower()}` is no number"
    assert wrong(lambda: effective_config("balanced", {group: {field: given}})) == [says]
    assert wrong(lambda: AudioConfig().overridden({group: {field: given}})) == [says]


def test_the_fields_that_are_numbers_are_found():
    """Among them those that may also be a word, null, or one of a few."""
    assert {("svc", "formant"), ("swiftf0", "pitch_shift"), ("mixing", "vocal_db"), ("mixing", "true_peak_db"),
            ("quality", "channels"), ("quality", "sample_rate"), ("range", "stop")} <= set(NUMBERS)  # fmt: skip
    assert len(NUMBERS) >= 28 and len(SWITCHES) >= 10 and not set(NUMBERS) & set(SWITCHES)


def test_true_is_no_number_deeper_in_nor_outside_of_the_config():
    blend = [{"voice": "deeper", "points": [{"at": True, "weight": 1}]}]
    harmony = [{"interval": "octave_above", "pan": True}]
    assert wrong(lambda: effective_config("fast", {"svc": {"blend": blend}})) == [
        "svc.blend.0.points.0.at: `true` is no number"
    ]
    assert wrong(lambda: effective_config("fast", {"harmony": {"voices": harmony}})) == [
        "harmony.voices.0.pan: `true` is no number"
    ]
    assert wrong(lambda: JobRequest(file_id="a", priority=True)) == ["priority: `true` is no number"]
    assert wrong(lambda: Retry.model_validate({"config": {"svc": {"breath": True}}})) == [
        "config.svc.breath: `true` is no number"
    ]


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize(("group", "field"), SWITCHES)
def test_switches_take_true_and_false(group, field, given):
    made = effective_config("fast", {"swiftf0": {"pitch_shift": 0}} | {group: {field: given}})
    assert getattr(getattr(made, group), field) is given


def test_numbers_in_quotes_words_and_null_are_taken_as_before():
    made = effective_config("fast", {
        "svc": {"strength": "0.5", "formant": "auto"}, "swiftf0": {"pitch_shift": "-3"}, "range": {"stop": None},
        "mixing": {"target_lufs": None, "true_peak_db": "auto", "vocal_db": -2}, "quality": {"channels": 1},
    })  # fmt: skip
    assert (made.svc.strength, made.svc.formant, made.swiftf0.pitch_shift) == (0.5, "auto", -3.0)
    assert (made.range.stop, made.mixing.true_peak_db, made.quality.channels) == (None, "auto", 1)
    assert made == AudioConfig.model_validate(made.model_dump())


def test_a_field_that_is_either_takes_both():
    class Either(Group):
        one: bool | float

    assert (Either(one=True).one, Either(one=0.5).one) == (True, 0.5)
