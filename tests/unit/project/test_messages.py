"""Every code has words, every word has a code, and what earlier versions kept is still told."""

import ast
import json
from pathlib import Path

import pytest

from audio_backend.messages import ENGLISH, english, sentences
from audio_backend.models.messages import TEXT, Message, messages_of, read_message, read_messages

BACKEND = Path(__file__).parents[3] / "audio_backend"
READS_AND_PASSES_ON = {BACKEND / "models" / "messages.py", BACKEND / "answers" / "base.py"}


def codes_in(path):
    """Of every `Message(…)` in a file; one that isn't written out could not be checked."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Message":
            code = node.args[0]
            parts = (code.body, code.orelse) if isinstance(code, ast.IfExp) else (code,)
            for part in parts:
                assert isinstance(part, ast.Constant), f"{path.name}:{node.lineno} makes a message of no written code"
                yield part.value


@pytest.fixture(scope="module")
def used():
    files = set(BACKEND.rglob("*.py")) - READS_AND_PASSES_ON
    return {code for path in files for code in codes_in(path)}


def test_every_code_has_words(used):
    assert used - set(ENGLISH) == set()


def test_no_words_are_left_of_a_code_that_is_gone(used):
    assert set(ENGLISH) - used == {TEXT}


def test_words_name_their_settings_and_numbers():
    unreached = Message("blend_points_unreached", ("svc.blend",), {"first_s": 12.5, "duration_s": 10.0})
    assert english(unreached) == (
        "svc.blend: the points from 12.5 s on are not reached, because the song ends at 10.00 s."
    )
    reason = Message("own_backing_as_it_is")
    unused = Message("setting_without_effect", ("instrumental.stems", "instrumental.bass_db")).because(reason)
    assert english(unused) == (
        "instrumental.stems, instrumental.bass_db: no effect, because your own backing is used as it is."
    )


def test_a_message_comes_back_from_json_as_it_was():
    message = Message("setting_without_effect", ("svc.voice",)).because(Message("voice_unused"))
    assert read_message(json.loads(json.dumps(message.as_dict()))) == message


def test_sentences_of_earlier_versions_are_told_as_they_are():
    assert sentences(read_messages(["Old news.", "Old news."])) == ["Old news."]
    assert sentences(messages_of({"warnings": ["Old news."]})) == ["Old news."]
    assert messages_of(None) == ()


def test_a_code_of_another_version_is_told_by_its_name():
    assert english(Message("not_of_this_version")) == "not_of_this_version"
