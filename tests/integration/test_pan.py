"""Every track at its place between left and right, measured; and what the page's mixer plays instead of the stems."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
import sounds
from in_process import OFF, Made, merged, render, work, write
from scipy.signal import fftconvolve

from audio_backend.models.tasks import SegmentPreview

RATE = 44_100
EXACT = {"quality": {"sample_rate": RATE, "bit_depth": 32}, "mixing": {"true_peak_db": None}}
QUICK = {"instrumental": {"quality": "fast"}}
CHOIR = {"svc": {"double": True}, "harmony": {"voices": [{"interval": "octave_below", "pan": 0.3}]}}
DRAFTS = ("drums", "bass", "other")
PLACES = {-1.0: (3.010, -np.inf), -0.5: (2.323, -5.333), 0.5: (-5.333, 2.323), 1.0: (-np.inf, 3.010)}
"""dB of left and right."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pan")
    song = sounds.song(seed=3, seconds=6.0, sample_rate=RATE)
    wide = song.mix + np.stack([song.drums[0], -song.drums[0]]) * np.float32(0.2)
    write(folder / "song.wav", wide)
    write(folder / "mono.wav", wide.mean(axis=0, keepdims=True))
    return folder


@pytest.fixture(scope="module")
def cover(folder):
    known: dict[str, Made] = {}

    def make(*groups, song="song.wav") -> Made:
        name = repr((song, groups))
        if name not in known:
            (folder / str(len(known))).mkdir()
            known[name] = render(folder / song, folder / str(len(known)), merged(OFF, EXACT, QUICK, *groups))
        return known[name]

    return make


def moved_db(after: np.ndarray, before: np.ndarray) -> list[float]:
    """By how much left and right are louder."""
    with np.errstate(divide="ignore"):
        return [20 * np.log10(one.std() / other.std()) for one, other in zip(after, before, strict=True)]


@pytest.mark.parametrize("pan", PLACES)
def test_each_track_is_as_loud_left_and_right_as_the_law_says(cover, pan):
    made = cover(CHOIR, {"mixing": dict.fromkeys(("vocal_pan", "double_pan", "harmony_pan", "instrumental_pan"), pan)})
    plain = cover(CHOIR)
    for stem in ("vocals", "double", "harmony", "instrumental"):
        assert moved_db(made.export(stem), plain.export(stem)) == pytest.approx(PLACES[pan], abs=0.01), stem
    stems = sum(made.export(stem) for stem in ("vocals", "double", "harmony", "instrumental"))
    assert np.abs(stems - made.samples).max() < 1e-5  # float32 files, rounded once each


@pytest.mark.parametrize("stem", DRAFTS)
def test_a_draft_is_moved_inside_the_backing(cover, stem):
    """What the backing gains on a side is the draft, as much louder; the others stay where they were."""
    plain, made = (
        cover({"instrumental": {"stems": True}}),
        cover({"instrumental": {f"{stem}_pan": -0.5, f"{stem}_db": -2.0}}),
    )
    draft, change = plain.export(stem), made.export("instrumental") - plain.export("instrumental")
    gains = 10 ** (-2 / 20) * np.array([[1.306563], [0.541196]])
    assert np.abs(change - (gains - 1) * draft).max() < 1e-6
    assert np.abs(made.export(stem) - draft).max() < 1e-6  # as files drafts have neither gain nor place


def test_the_reverb_stays_where_it_is_when_the_voice_goes_aside(cover):
    """Hard left, the right channel has the room's answer alone: the same as with the voice in the middle."""
    wet = {"mixing": {"reverb": 0.5}}
    middle, aside = cover(wet), cover(wet, {"mixing": {"vocal_pan": -1.0}})
    room = middle.export("vocals")[1] - middle.export("prefader_vocals")[1]
    assert np.abs(aside.export("vocals")[1] - room).max() < 1e-6 < np.abs(room).max()


@pytest.mark.parametrize("wanted", [{"song": "mono.wav"}, {}])
def test_in_mono_a_place_changes_no_sample(cover, wanted):
    mono = {} if wanted else {"quality": {"channels": 1}}
    pans = {"mixing": {"vocal_pan": -1.0, "instrumental_pan": 0.7}, "instrumental": {"drums_pan": 1.0}}
    ceiling = {"mixing": {"true_peak_db": "auto"}}  # as for a song that nothing was done to
    made, plain = (
        cover(mono, ceiling, pans, **wanted),
        cover(mono, ceiling, {"instrumental": {"stems": True}}, **wanted),
    )
    assert np.array_equal(made.samples, plain.samples) and len(made.samples) == 1


def test_a_segment_is_previewed_at_its_place(cover):
    made = cover(CHOIR, {"mixing": {"vocal_pan": 1.0, "double_pan": 1.0, "harmony_pan": 1.0, "instrumental_pan": 1.0}})
    for stem in ("mix", "vocals", "double", "harmony", "instrumental"):
        task = SegmentPreview(job=made.facts, index=0, stem=stem, name=f"place-{stem}")
        work(made.folders, task)
        sound = soundfile.read(made.folders.job(made.job_id).preview(task.name), always_2d=True)[0]
        assert np.abs(sound[:, 0]).max() < 1e-7 < np.abs(sound[:, 1]).max(), stem


# --- what a mixer plays ---------------------------------------------------------------------------------------


def test_before_the_fader_nothing_is_lost(cover):
    """Whatever the mix did: faders that are off, places, reverb."""
    off = dict.fromkeys(("vocal_db", "double_db", "harmony_db", "instrumental_db"), -60.0)
    made, plain = (
        cover(CHOIR, {"mixing": off | {"vocal_pan": 1.0, "reverb": 0.5}}),
        cover(CHOIR, {"mixing": {"double_db": 0.0}}),
    )
    assert not made.samples.any()
    for stem in ("vocals", "double", "harmony", "instrumental"):
        assert np.abs(made.export(f"prefader_{stem}") - plain.export(stem)).max() < 1e-7, stem


@pytest.mark.parametrize("rate", [RATE, 32_000])
def test_a_mixer_makes_the_studios_reverb_with_the_room_that_it_gets(cover, rate):
    """Strip by strip as the page does it: the voice before the fader, at its place, and folded in the room's response."""
    own = {"quality": {"sample_rate": rate}}
    made = cover(own, {"mixing": {"reverb": 0.4, "vocal_pan": 0.5, "vocal_db": -3.0}})
    dry, room = made.export("prefader_vocals"), made.export("room")
    assert room.shape[0] == 2
    wet = np.stack([fftconvolve(dry.mean(axis=0), answer)[: dry.shape[1]] for answer in room])
    mine = 10 ** (-3 / 20) * (dry * np.array([[0.541196], [1.306563]]) + 0.4 * wet)
    error = np.sqrt(np.mean((mine - made.export("vocals")) ** 2) / np.mean(mine**2))
    assert 20 * np.log10(error) < (-100 if rate == RATE else -60)  # resampled before, or after


def test_the_room_is_at_the_rate_of_the_result(cover):
    """A whole response, longer or shorter than the song, as float: its end lies under the steps of 16 bits."""
    made = cover({"quality": {"sample_rate": 32_000, "bit_depth": 16}})
    facts = soundfile.info(made.export_path("room", "wav"))
    assert (facts.samplerate, facts.subtype, facts.channels) == (32_000, "FLOAT", 2)
