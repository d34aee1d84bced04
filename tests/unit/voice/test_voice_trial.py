"""What a test conversion tells of a range, and what it doesn't; and the tone that stands in for the demo song."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

import numpy as np
import pytest

from audio_backend.dsp.signal.audio import Audio
from audio_backend.errors import NotFound
from audio_backend.models.tasks import TryVoice
from audio_backend.models.voices import CheckpointVoice, FileFacts
from audio_backend.pipeline.interactive.enrolment import followed
from audio_backend.pipeline.voice_import import trial
from audio_backend.pipeline.voice_import.sung_tone import sung_tone
from audio_backend.pipeline.voice_import.trial import NOTES_HZ, Note, _range
from audio_backend.storage.folders import Folders

LOW, HIGH = 3, 8


def notes(*followed_db: tuple[float, float]) -> list[Note]:
    return [Note(hz, share, level) for hz, (share, level) in zip(NOTES_HZ, followed_db, strict=True)]


def sings_from(first: int, stop: int, outside: tuple[float, float]) -> list[Note]:
    return notes(*[(1.0, -20.0) if first <= place < stop else outside for place in range(len(NOTES_HZ))])


@pytest.mark.parametrize("outside", [(0.3, -20.0), (1.0, -40.0)])
def test_a_range_is_where_it_follows_and_is_loud_enough(outside):
    found = _range(sings_from(LOW, HIGH, outside))
    assert (found.low_hz, found.high_hz) == (NOTES_HZ[LOW], NOTES_HZ[HIGH - 1])
    middle = np.exp(np.mean(np.log(NOTES_HZ[LOW:HIGH])))  # all are equally loud
    assert found.median_hz == pytest.approx(middle)


def test_the_louder_notes_draw_the_middle_towards_them():
    even, leaning = sings_from(LOW, HIGH, (0.0, -20.0)), sings_from(LOW, HIGH, (0.0, -20.0))
    leaning[HIGH - 1] = Note(NOTES_HZ[HIGH - 1], 1.0, -10.0)
    assert _range(leaning).median_hz > 1.02 * _range(even).median_hz


@pytest.mark.parametrize(
    ("first", "stop"), [(0, len(NOTES_HZ)), (0, 0), (4, 5)], ids=["everywhere", "nowhere", "on one note only"]
)
def test_who_follows_everywhere_or_nowhere_has_no_range_made_up(first, stop):
    found = _range(sings_from(first, stop, (0.0, -20.0)))
    assert (found.low_hz, found.high_hz, found.median_hz) == (None, None, None)


def test_an_edge_that_was_not_reached_is_not_known():
    found = _range(sings_from(0, HIGH, (0.0, -20.0)))
    assert (found.low_hz, found.high_hz, found.median_hz) == (None, NOTES_HZ[HIGH - 1], None)


def test_of_two_parts_the_longer_one_counts():
    places = {1, 2, 5, 6, 7}
    found = _range(notes(*[(1.0 if place in places else 0.0, -20.0) for place in range(len(NOTES_HZ))]))
    assert (found.low_hz, found.high_hz) == (NOTES_HZ[5], NOTES_HZ[7])


def test_the_tone_is_sung_on_a3_and_its_vowels_differ(tmp_path):
    tone = sung_tone(3.0)
    assert tone.samples.shape == (1, 3 * tone.sample_rate) and np.abs(tone.samples).max() <= 1
    curve = followed(tone, tmp_path)
    voiced = curve.f0_hz[curve.voiced]
    assert curve.voiced.mean() > 0.9 and abs(1200 * np.log2(np.median(voiced) / 220)) < 10  # the vibrato has 35 cents
    ah, ee, oo = (np.abs(np.fft.rfft(part)) for part in np.split(tone.samples[0], 3))
    hz = np.arange(len(ah))  # each part lasts a second
    bands = [[spectrum[(hz > low) & (hz < high)].sum() / spectrum.sum() for low, high in ((600, 1200), (2000, 3300))]
             for spectrum in (ah, ee, oo)]  # fmt: skip
    assert bands[0][0] > 2 * bands[1][0] and bands[1][1] > 1.5 * bands[2][1]  # oo has its third formant there, too


def test_a_voice_that_was_deleted_while_it_was_tried_is_told_as_that(tmp_path, monkeypatch):
    made = {"voice_engine": lambda *_: None, "SvcWrapper": lambda _: SimpleNamespace(engine=None),
            "_notes": lambda *_: sings_from(LOW, HIGH, (0.0, -20.0)),
            "sing": lambda *_: Audio(np.zeros((1, 100), np.float32), 44_100)}  # fmt: skip
    for name, instead in made.items():
        monkeypatch.setattr(trial, name, instead)
    monkeypatch.setattr(trial, "pool", lambda: SimpleNamespace(in_use=lambda *_: nullcontext()))
    folders = Folders(tmp_path / "in", tmp_path / "out", tmp_path / "models")
    folders.make()
    voice = CheckpointVoice(
        kind="checkpoint", id="gone", engine="rvc", files={"w": FileFacts(bytes=1, sha256="0" * 64)}
    )
    with pytest.raises(NotFound, match="just been deleted"):
        trial.try_voice(TryVoice(voice=voice, line_key=None), folders)
