"""How long it will take: as measured here for such work, or put together from its parts, or guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_backend.jobs.stage_progress import ENOUGH, Estimates
from audio_backend.ledger.records import Timing
from audio_backend.models.audio_config import AudioConfig
from audio_backend.storage.folders import Folders

SONG_S = 100.0
TWO = {"voices": [{"interval": "octave_below"}, {"interval": "octave_above"}]}
NO_VOICE = {"enabled": False}

NOWHERE = Folders(Path("/nowhere"), Path("/nowhere"), Path("/nowhere"))


class Measured:
    """A ledger that knows how many seconds of work a second of sound of each kind took."""

    def __init__(self, **kinds):
        self._known = [Timing("render", 10.0, 10.0 * speed, kind.replace("_", " ")) for kind, speed in kinds.items()]

    def timings(self, most):
        return self._known * ENOUGH


def seconds(ledger=None, **groups):
    """(low, high) for a song on one lane, beyond what everything but singing takes."""
    config = AudioConfig.model_validate({"processing": {"max_concurrent_segments": 1}} | groups)
    told = Estimates(ledger or Measured(), NOWHERE, slots=1).whole(SONG_S, config, "a-song")
    nothing = config.overridden({"svc": NO_VOICE, "harmony": {"voices": []}, "swiftf0": {"pitch_shift": 0.0}})
    rest = Estimates(Measured(as_recorded=0.0), NOWHERE, slots=1).whole(SONG_S, nothing, "a-song")
    return told.low - rest.low, told.high - rest.high


def test_without_any_measurement_each_voice_costs_as_much_as_a_changed_lead():
    alone = seconds()
    assert seconds(harmony=TWO) == pytest.approx([3 * one for one in alone], abs=0.11)  # told in tenths of a second


def test_a_lead_that_stays_as_it_is_costs_nothing_beside_its_harmonies():
    alone = seconds()
    assert seconds(svc=NO_VOICE, harmony=TWO) == pytest.approx([2 * one for one in alone], abs=0.11)
    assert seconds(svc=NO_VOICE) == pytest.approx(alone, abs=0.11)  # nobody knows yet what nothing takes


@pytest.mark.parametrize(("groups", "expected"), [
    ({"harmony": TWO}, 0.05 + 2 * 0.1),
    ({"harmony": TWO, "swiftf0": {"pitch_shift": 3}}, 3 * 0.1),
    ({"harmony": TWO, "svc": NO_VOICE}, 0.01 + 2 * 0.1),
])  # fmt: skip
def test_harmonies_never_sung_here_are_put_together_from_what_was(groups, expected):
    """Lead in place at .05, moved at .1 as each voice beside it, as recorded at .01."""
    known = Measured(in_place=0.05, moved=0.1, as_recorded=0.01)
    assert seconds(known, **groups) == pytest.approx((SONG_S * expected,) * 2, abs=0.11)


def test_harmonies_sung_here_are_told_as_measured():
    known = Measured(in_place=0.05, moved=0.1, **{"in_place,_2_beside": 0.4})
    assert seconds(known, harmony=TWO) == pytest.approx((40.0, 40.0), abs=0.11)


def test_a_song_whose_vocal_was_isolated_before_is_told_to_take_less(tmp_path):
    folders, config = Folders(tmp_path, tmp_path, tmp_path), AudioConfig()
    estimates = Estimates(Measured(), folders, slots=1)
    first = estimates.whole(SONG_S, config, "a-song")
    kept = folders.vocal("a-song", config.instrumental.engine, config.instrumental.quality, "key")
    kept.parent.mkdir(parents=True)
    kept.touch()
    again = estimates.whole(SONG_S, config, "a-song")
    assert again.high < 0.8 * first.high  # guesses: isolating is .15 s of .47 s for a second of song
    better = config.overridden({"instrumental": {"quality": "best"}})
    assert estimates.whole(SONG_S, better, "a-song") == estimates.whole(SONG_S, better, "another")
