"""From six channels to two, and from two to one: nothing vanishes, nothing clips, and it is told."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
import sounds
from in_process import OFF, merged, render, write
from songs import easton_ellises

from audio_backend.dsp.room.reverb import Reverb
from audio_backend.messages import sentences
from audio_backend.pipeline.mixdown.to_mono import UNFOLDED, folding

RATE = 44_100
MONO = {"quality": {"channels": 1, "bit_depth": 32, "sample_rate": RATE}}
KEPT = merged(OFF, {"instrumental": {"quality": "fast"}})


def noises(count: int) -> list[np.ndarray]:
    return [sounds.noise(3.0, RATE, db=-20.0, seed=seed) for seed in range(count)]


def stereo(width_db: float) -> np.ndarray:
    """A middle, and sides that lie so far over it."""
    mid, side = noises(2)
    side = side * 10 ** (width_db / 20)
    return np.concatenate([mid + side, mid - side])


def test_a_song_with_an_inverted_channel_in_mono_is_as_loud_as_one_of_its_channels(tmp_path):
    (left,) = noises(1)
    write(tmp_path / "song.wav", np.concatenate([left, -left]))
    made = render(tmp_path / "song.wav", tmp_path, merged(KEPT, MONO))
    assert sounds.level_db(made.samples) == pytest.approx(sounds.level_db(left), abs=0.1)  # it was -174 dB
    assert any("right channel of the song is inverted" in told for told in made.sentences("finish"))


@pytest.mark.parametrize(("inverted", "vocal_db"), [("backing", 0.0), ("backing", -10.0), ("voice", 6.0)])
def test_a_part_that_is_inverted_by_itself_is_told(inverted, vocal_db):
    """With a voice alone turned over mono is a karaoke version, and the other way round the band is gone. A voice that
    nowhere stands out of its band can't be told from a wide guitar, and is not."""
    stems, over = easton_ellises(), np.array([[1], [-1]], np.float32)
    parts = {"voice": stems["vocals"] * np.float32(10 ** (vocal_db / 20)), "backing": stems["mix"] - stems["vocals"]}
    song = sum(part.mean(axis=0) * (over if name == inverted else np.abs(over)) for name, part in parts.items())
    assert folding([song]).messages


@pytest.mark.parametrize("song", ["mix", "vocals", "drums", "other"])
def test_of_an_ordinary_song_nothing_is_told(song):
    assert folding([easton_ellises()[song]]) == UNFOLDED


def test_what_cancels_for_a_part_of_the_time_is_told():
    (left,) = noises(1)
    right = left.copy()
    right[:, RATE * 2 :] *= -1
    (told,) = sentences(
        folding([np.concatenate([left, right])[:, at : at + RATE] for at in range(0, 3 * RATE, RATE)]).messages
    )
    assert "33% of what is heard" in told


def test_an_inverted_backing_under_a_mono_song_is_not_lost(tmp_path):
    voice, left = noises(2)
    write(tmp_path / "song.wav", voice)
    write(tmp_path / "backing.wav", np.concatenate([left, -left]))
    asked = {"source": "vocals", "backing": tmp_path / "backing.wav"}
    made = render(tmp_path / "song.wav", tmp_path, merged(KEPT, MONO), **asked)
    assert np.allclose(made.export("instrumental"), left, atol=1e-6)
    assert any("of your backing is inverted" in told for told in made.sentences("decode"))


@pytest.mark.parametrize(("width_db", "inverted", "told"), [(-20, 0, 0), (0, 0, 0), (3, 0, 1), (9, 0, 1), (10, 1, 1)])
def test_how_much_two_channels_lose_in_one(width_db, inverted, told):
    found = folding([stereo(width_db)[:, :50_000], stereo(width_db)[:, 50_000:]])
    assert (found.right_inverted, len(found.messages)) == (bool(inverted), told)


def test_silence_folds_into_silence():
    assert folding([np.zeros((2, 1000), np.float32)]).messages == ()


def test_the_loss_is_told_in_db():
    (told,) = sentences(folding([stereo(5)]).messages)
    assert "6.2 dB softer" in told  # 10 log10(1 + 10 ** .5)


def test_hot_surround_is_limited_not_clipped(tmp_path):
    """Six full channels over full scale together: nothing else was asked for, and 19,931 samples clipped."""
    tone = sounds.noise(3.0, RATE, db=-8.0)
    song = np.repeat(np.clip(tone, -1, 1), 6, axis=0)
    song[3] = 0
    soundfile.write(tmp_path / "song.wav", song.T, RATE, subtype="PCM_16")
    made = render(tmp_path / "song.wav", tmp_path, merged(KEPT, {"quality": {"bit_depth": 16}}), folded_down=True)
    finish = made.results["finish"]["0"]
    assert finish["mastering"]["before"]["true_peak_dbtp"] > 0
    assert finish["mastering"]["after"]["true_peak_dbtp"] <= -1.0 and finish["mastering"]["limited_share"] > 0
    assert not any("clip" in told for told in made.sentences("finish"))
    assert np.abs(made.samples).max() < 0.9


def test_an_inverted_voice_has_a_room_too():
    (left,) = noises(1)
    voice = np.concatenate([left, -left])
    wet = Reverb(RATE, 2, 1.0, polarity_inverted=True).process(voice)
    plain = Reverb(RATE, 2, 1.0).process(np.concatenate([left, left]))
    assert np.array_equal(wet, plain)
