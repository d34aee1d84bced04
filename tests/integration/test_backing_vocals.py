"""Vibrato, style, harmonies and the second take through the whole pipeline, heard again by the pitch engine."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
import sounds
from in_process import OFF, merged, render, retried, write
from keyed_songs import band, singer, sound_of
from scipy.ndimage import uniform_filter1d
from scipy.signal import oaconvolve

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.pitch.notes import Melody
from audio_backend.dsp.pitch.scales import Scale
from audio_backend.dsp.signal.audio import Audio
from audio_backend.engines.pitch.swiftf0 import SwiftF0Engine
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper
from audio_backend.messages import english
from audio_backend.models.messages import read_message

RATE, SECONDS = 44_100, 11.5
EXACT = {"quality": {"bit_depth": 32, "sample_rate": RATE}, "mixing": {"true_peak_db": None}}
NO_VOICE = {"svc": {"enabled": False}}
THIRD = {"harmony": {"voices": [{"interval": "third_above"}]}}


@pytest.fixture(scope="module")
def ear():
    wrapper = SwiftF0Wrapper(SwiftF0Engine())
    wrapper.engine.load("cpu")
    return lambda sound: wrapper.follow_clip(Audio(sound[:1].astype(np.float32), RATE), 50.0, 1100.0, lambda done: None)


@pytest.fixture(scope="module")
def singing(tmp_path_factory):
    """A singer in A minor, 20 cents high, each note up to 40 cents off, and the file of it."""
    sung = singer(9, "minor", 4, tuning_cents=20.0, off_cents=40.0)
    sound = sound_of(sung.curve)[:, : round(SECONDS * RATE)]
    path = tmp_path_factory.mktemp("singing") / "song.wav"
    write(path, 0.5 * sound)
    return path


def job(path, folder, *wanted, **asked):
    folder.mkdir()
    return render(path, folder, merged(EXACT, *wanted), **{"source": "vocals"} | asked)


def off_cents(curve: F0Curve, scale: Scale) -> float:
    notes = [note for note in Melody(curve).notes if note.steady > 0 and note.seconds > 0.2]
    cents, seconds = (np.array([getattr(note, name) for note in notes]) for name in ("cents", "seconds"))
    return float(np.average(np.abs(scale.cents_of(scale.nearest(cents)) - cents), weights=seconds))


def difference_db(a: np.ndarray, b: np.ndarray) -> float:
    return float(20 * np.log10(np.std(a - b) / np.std(b)))


def test_snap_is_heard_and_told(tmp_path, singing, ear):
    """And moved by two semitones: from more than 12 cents off the scale to under 5, as the tracker hears it."""
    scale = Scale(9, "minor", 20.0)
    wanted = {"swiftf0": {"style": "snap", "style_amount": 1.0, "key": "A minor", "pitch_shift": 2}}
    made = job(singing, tmp_path / "a", NO_VOICE, wanted)
    told = made.results["plan"]["0"]["key"]
    assert (told["name"], told["confidence"], told["sounds_as"]) == ("A minor", None, "B minor")
    before, after = ear(0.5 * sound_of(singer(9, "minor", 4, 20.0, 40.0).curve)), ear(made.samples)
    assert off_cents(before, scale) > 12
    moved = Scale(11, "minor", told["tuning_cents"])
    assert off_cents(after, moved) < 5


def test_vibrato_is_heard_as_deep_as_asked(tmp_path, ear):
    """A note with 50 cents of vibrato: 0, 25 and 100 cents are heard, within 10 % of the deepest."""
    write(tmp_path / "song.wav", sounds.sung_note(220.0, 4.0, vibrato_cents=50.0))
    times = np.arange(40, 200) * 0.016
    wave = np.stack([np.sin(2 * np.pi * 5.5 * times), np.cos(2 * np.pi * 5.5 * times)])
    for depth in (0.0, 0.5, 2.0):
        made = job(tmp_path / "song.wav", tmp_path / str(depth), NO_VOICE, {"swiftf0": {"vibrato": depth}})
        cents = 1200 * np.log2(ear(made.samples).f0_hz[40:200] / 220.0)
        assert abs(np.hypot(*(2 * wave @ cents / 160)) - 50 * depth) < 5 * max(depth, 1.0)


@pytest.mark.parametrize("voice", [NO_VOICE, {"svc": {"voice": "brighter"}}])
def test_a_third_is_heard_in_the_key(tmp_path, singing, ear, voice):
    """By the voice engine and without one: 3 or 4 semitones over the lead (± 12 cents: ± 6 of drift, and the
    tracker's own), and each note in A minor, as in tune as the lead."""
    made = job(singing, tmp_path / "a", voice, THIRD, {"swiftf0": {"key": "A minor"}})
    lead, third = ear(made.export("vocals")), ear(made.export("harmony"))
    scale = Scale(9, "minor", made.results["plan"]["0"]["key"]["tuning_cents"])
    compared = 0
    for note in Melody(lead).notes:
        inside = slice(note.start + 6, note.stop - 6)
        both = lead.voiced[inside] & third.voiced[inside]
        if note.seconds < 0.4 or both.mean() < 0.8:
            continue
        apart = 1200 * np.log2(third.f0_hz[inside][both] / lead.f0_hz[inside][both])
        degree = scale.nearest(np.array([note.cents]))
        assert abs(np.median(apart) - scale.interval_cents(degree, "third_above")[0]) < 12
        compared += 1
    assert compared >= 5


def test_a_cut_render_sings_the_same_beside_the_lead(tmp_path, singing):
    """Double and harmonies in 5 s segments against one piece: under -50 dB, and as long as the song to the sample."""
    wanted = merged(THIRD, {"svc": {"double": True, "voice": "brighter"}, "swiftf0": {"style": "snap"}})
    whole = job(singing, tmp_path / "a", wanted, {"processing": {"segment_length": 60.0}})
    cut = job(singing, tmp_path / "b", wanted, {"processing": {"segment_length": 5.0}})
    quiet = slice(0, round((SECONDS - 0.3) * RATE))  # at its very end the song breaks off in a note
    for stem in ("double", "harmony"):
        a, b = whole.export(stem), cut.export(stem)
        assert a.shape == b.shape == (1, round(SECONDS * RATE))
        assert difference_db(b[:, quiet], a[:, quiet]) < -50


def test_the_same_job_is_the_same_to_the_bit_and_the_lead_is_untouched(tmp_path, singing):
    wanted = merged(THIRD, {"svc": {"double": True, "voice": "brighter"}})
    alone = job(singing, tmp_path / "a", {"svc": {"voice": "brighter"}}).export("vocals")
    one, other = (job(singing, tmp_path / name, wanted) for name in "bc")
    assert np.array_equal(one.samples, other.samples)
    assert np.array_equal(one.export("vocals"), alone)


def test_stems_beside_the_lead_sum_to_the_mix(tmp_path):
    """In stereo, with the song's own band; a hard-left harmony leaves the right to the others."""
    sound = sounds.song(seed=3, seconds=7.0, sample_rate=RATE)
    write(tmp_path / "song.wav", sound.mix, RATE)
    wanted = {"svc": {"double": True}, "harmony": {"voices": [{"interval": "octave_below", "pan": -1.0}]},
              "instrumental": {"quality": "fast"}}  # fmt: skip
    made = job(tmp_path / "song.wav", tmp_path / "a", wanted, source="song")
    stems = {name: made.export(name) for name in ("vocals", "double", "harmony", "instrumental")}
    assert np.abs(sum(stems.values()) - made.samples).max() < 1e-5  # float32 files, rounded once each
    left, right = np.std(stems["harmony"], axis=1)
    assert left > 0.001 and right < 1e-6 * left
    assert np.std(stems["double"][1]) > 1.5 * np.std(stems["double"][0])
    assert "key" not in made.results["plan"]["0"]  # an octave needs none


def test_faders_and_failures(tmp_path, singing):
    """-60 dB is silence; where a segment failed, nobody sings along."""
    wanted = merged(THIRD, {"svc": {"double": True}, "processing": {"segment_length": 5.0},
                            "mixing": {"double_db": -60.0, "harmony_db": -3.0}})  # fmt: skip
    made = job(singing, tmp_path / "a", wanted, fail=[("render", 1)])
    assert not made.export("double").any()
    harmony = made.export("harmony")[0]
    assert not harmony[round(5.1 * RATE) : round(8.9 * RATE)].any() and harmony[: 4 * RATE].any()


def test_nobody_sings_along_with_silence(tmp_path):
    write(tmp_path / "song.wav", sounds.silence(6.0))
    wanted = merged(THIRD, {"svc": {"double": True}, "swiftf0": {"style": "snap", "vibrato": 2.0}})
    made = job(tmp_path / "song.wav", tmp_path / "a", wanted)
    assert not made.samples.any() and made.results["plan"]["0"]["key"]["confidence"] == 0.0


def test_a_singer_without_a_voice_or_a_shift_stays_as_recorded_under_harmonies(tmp_path, singing):
    made = job(singing, tmp_path / "a", merged(OFF, THIRD))
    assert np.array_equal(made.export("vocals"), made.export("original_vocals"))
    assert made.export("harmony").any()


def test_the_key_is_heard_in_the_users_own_backing(tmp_path, singing):
    """A vocal alone with a band in A minor beside it: band and melody are heard, and the tuning is the band's."""
    write(tmp_path / "band.wav", band(9, "minor", 2, 20.0, RATE)[:, : round(SECONDS * RATE)])
    made = job(singing, tmp_path / "a", NO_VOICE, THIRD, backing=tmp_path / "band.wav")
    told = made.results["plan"]["0"]["key"]
    assert told["name"] in ("A minor", "C major")
    assert english(read_message(told["reason"])).startswith("the band and the melody")
    assert abs(told["tuning_cents"] - 20) < 3 and told["confidence"] > 0.25


# --- decided once for the song --------------------------------------------------------------------------------


def test_a_key_is_looked_for_again_while_nobody_has_sung(tmp_path, singing):
    """A silent segment is done, the singing failed: what that plan decided was said of silence. Tried again, the voice
    sings a third of 3 or 4 semitones, as if nothing had failed; without a key it was 2, without transposition an
    octave off."""
    sound = soundfile.read(singing, always_2d=True)[0].T
    write(tmp_path / "song.wav", np.concatenate([sounds.silence(7.0), sound[:, : 5 * RATE]], axis=1))
    wanted = merged(THIRD, {"svc": {"voice": "deeper"}, "swiftf0": {"pitch_shift": "auto"},
                            "processing": {"segment_length": 5.0}})  # fmt: skip
    whole = job(tmp_path / "song.wav", tmp_path / "a", wanted)
    failed = job(tmp_path / "song.wav", tmp_path / "b", wanted, fail=[("analyse", 1), ("analyse", 2)])
    assert failed.results["plan"]["0"]["key"]["name"] == "chromatic"
    again = retried(failed)
    for what in ("key", "transposition", "voice"):
        assert again.results["plan"]["0"][what] == whole.results["plan"]["0"][what], what
    assert np.array_equal(again.export("harmony"), whole.export("harmony"))


def test_a_retry_keeps_what_was_decided_when_there_was_singing(tmp_path, singing):
    """Key and transposition are those of the first plan, though the second hears more: what was sung stays to the bit."""
    wanted = merged(THIRD, {"svc": {"double": True, "voice": "brighter"}, "processing": {"segment_length": 5.0},
                            "mixing": {"match_original_balance": False}})  # fmt: skip
    failed = job(singing, tmp_path / "a", wanted, fail=[("analyse", 1), ("analyse", 2)])
    again = retried(failed)
    told = [made.results["plan"]["0"]["pitch"]["voiced_seconds"] for made in (failed, again)]
    assert told[0] < 7 < told[1]
    for what in ("key", "transposition", "voice", "turned_over"):
        assert again.results["plan"]["0"][what] == failed.results["plan"]["0"][what], what
    before, after = failed.export("harmony"), again.export("harmony")
    assert np.array_equal(after[:, : round(4.4 * RATE)], before[:, : round(4.4 * RATE)])
    assert after[:, round(5.6 * RATE) :].any() and not before[:, round(5.6 * RATE) :].any()


def test_a_voice_whose_right_channel_is_turned_over_has_a_second_take(tmp_path, singing):
    """Decided once for the song: cut into segments it is as loud as the lead within 3 dB, and not the empty middle."""
    mono = soundfile.read(singing, always_2d=True)[0].T
    write(tmp_path / "over.wav", np.concatenate([mono, -mono]))
    wanted = {"svc": {"enabled": False, "double": True}, "mixing": {"double_db": 0.0}}
    made = job(tmp_path / "over.wav", tmp_path / "a", wanted, {"processing": {"segment_length": 5.0}})
    apart = sounds.level_db(made.export("double")) - sounds.level_db(made.export("vocals"))
    assert abs(apart) < 3  # breath and consonants are 6 dB down, and the place moves 1 dB


def test_a_channel_that_is_turned_over_later_on_turns_no_second_take_over(tmp_path, singing):
    """For the last 4 s of a stereo vocal: too little to say it of the song. Cut as uncut (under -50 dB); decided
    piece by piece, the last one would be folded another way, and fade through nothing into it."""
    left = soundfile.read(singing, always_2d=True)[0].T
    right = np.where(np.arange(left.shape[1]) < 7.5 * RATE, left, -left)
    write(tmp_path / "song.wav", np.concatenate([left, right]))
    wanted = {"svc": {"double": True, "enabled": False}}
    whole, cut = (
        job(tmp_path / "song.wav", tmp_path / name, wanted, {"processing": {"segment_length": seconds}})
        for name, seconds in (("a", 60.0), ("b", 5.0))
    )
    assert not whole.results["plan"]["0"]["turned_over"] and not cut.results["plan"]["0"]["turned_over"]
    quiet = slice(0, round((SECONDS - 0.3) * RATE))  # at its very end the song breaks off in a note
    assert difference_db(cut.export("double")[:, quiet], whole.export("double")[:, quiet]) < -50


def test_harmonies_are_drier_where_the_reverb_is_kept(tmp_path, singing):
    """With `keep_reverb` they are sung from the vocal without its late tail, so less of it is left in the pauses; the
    lead, which nothing changes, keeps all of it."""
    dry = soundfile.read(singing, always_2d=True)[0].T
    rng = np.random.default_rng(1)
    tail = rng.standard_normal(round(1.5 * RATE)) * 10 ** (-3 * np.arange(round(1.5 * RATE)) / (1.5 * RATE))
    tail[: round(0.03 * RATE)] = 0.0
    wet = dry + 0.5 * oaconvolve(dry, tail[None] / np.linalg.norm(tail), axes=1)[:, : dry.shape[1]]
    write(tmp_path / "song.wav", wet)
    low = merged(OFF, {"harmony": {"voices": [{"interval": "octave_below"}]}})
    kept = job(tmp_path / "song.wav", tmp_path / "a", low, {"instrumental": {"keep_reverb": True}})
    plain = job(tmp_path / "song.wav", tmp_path / "b", low)
    assert np.array_equal(kept.export("vocals"), kept.export("original_vocals"))
    pauses = uniform_filter1d(np.abs(dry[0]), RATE // 5) < 1e-4
    a, b = (sounds.level_db(made.export("harmony")[:, pauses]) for made in (kept, plain))
    assert a < b - 3
