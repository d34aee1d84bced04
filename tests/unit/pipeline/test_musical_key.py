"""What is told of a song's key, and read again from what was told."""

from __future__ import annotations

from audio_backend.dsp.pitch.key_spans import KeyLine, KeySpan
from audio_backend.dsp.pitch.scales import Scale
from audio_backend.models.job_facts import KeyFacts
from audio_backend.models.messages import Message
from audio_backend.pipeline.vocal.musical_key import key_facts, key_messages, keys_of

TWO = KeyLine((KeySpan(0.0, 30.0, Scale(0, "major", 12.0), 1.0), KeySpan(30.0, 100.0, Scale(2, "major", 12.0), 0.8)))


def test_what_was_decided_is_read_again_as_it_was():
    facts = key_facts(TWO, "", 0.0)
    assert keys_of(facts) == TWO
    assert [keys_of(facts).at(seconds).name for seconds in (-1.0, 29.9, 30.0, 999.0)] == ["C major"] * 2 + [
        "D major"
    ] * 2


def test_a_name_is_no_surer_than_the_share_of_the_song_that_is_in_it():
    """70 s of 100, sure to 0.8; each span by itself is sure, so nobody is warned."""
    facts = key_facts(TWO, "", -2.0)
    assert (facts.name, facts.confidence, facts.sounds_as) == ("D major", 0.56, "C major")
    assert [span.sounds_as for span in facts.spans] == ["Bb major", "C major"]
    assert key_messages(facts) == []


def test_spans_that_nobody_believes_are_a_warning():
    unsure = KeyLine(tuple(KeySpan(span.start_seconds, span.stop_seconds, span.scale, 0.1) for span in TWO.spans))
    assert len(key_messages(key_facts(unsure, Message("key_of_nothing"), 0.0))) == 1


def test_a_plan_of_an_earlier_version_has_one_key():
    old = {"name": "A minor", "confidence": 0.1, "reason": "", "tuning_cents": 5.0, "sounds_as": None}
    facts = KeyFacts(**old)
    assert keys_of(facts).at(50.0).name == "A minor" and key_messages(facts)
    assert key_messages(KeyFacts(**old | {"confidence": None})) == []
