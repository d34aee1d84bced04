"""Trained voices, so-vits-svc and RVC, from a stored folder to a sung vocal: tiny random nets, read by the real code."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from trained_singer import HOP, RATE, Singer, lines, sung

from audio_backend.dsp.pitch.f0_curve import cut
from audio_backend.dsp.voice.pulses import phase_anchors
from audio_backend.engines.voice.trained import pieces, who_sings
from audio_backend.engines.voice.trained.frames import Grid, melody_on
from audio_backend.engines.voice.trained.options import RvcOptions
from audio_backend.engines.voice.trained.song_noise import SongNoise
from audio_backend.engines.voice.trained.sovits import frame_loudness
from audio_backend.errors import BadInput

RVC, SOVITS = "RVC v2 40k", "so-vits-svc 4.0"


@pytest.fixture(scope="module", params=[RVC, SOVITS])
def singer(request, tmp_path_factory):
    return Singer(tmp_path_factory.mktemp("voice"), request.param, index=True, clusters=True)


@pytest.fixture(scope="module")
def sovits(tmp_path_factory):
    return Singer(tmp_path_factory.mktemp("voice"), SOVITS, clusters=True, wordy=True, without="f0_decoder.")


# ------------------------------------------------------------------ as long as it was
@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
@pytest.mark.parametrize("name", ["RVC v1 32k", "RVC v2 48k", "so-vits-svc 4.1", "RVC v1 40k without F0"])
def test_what_is_sung_is_as_long_and_as_wide_as_what_was_heard(name, rate, tmp_path):
    vocal, f0 = sung(0.7373, rate, channels=2)
    made = Singer(tmp_path, name).sing(vocal, f0)
    assert made.shape == vocal.samples.shape
    assert np.isfinite(made).all() and made[:, round(0.5 * rate) :].std() > 0.005, "also to its end"


@pytest.mark.parametrize("frames", [0, 1, 7, 300, 1000])
def test_even_the_shortest_keeps_its_length(singer, frames):
    vocal, f0 = sung(1.0)
    short = type(vocal)(vocal.samples[:, 20_000 : 20_000 + frames], RATE)
    assert singer.sing(short, f0).shape == (1, frames)


# ------------------------------------------------------------------ the pitch that is asked for
@pytest.mark.parametrize("semitones", [0, 4, -6])
def test_the_voice_sings_the_pitch_that_is_asked_for(singer, semitones):
    vocal, f0 = sung(2.0)
    made = singer.sing(vocal, f0, semitones)[0]
    for start, hz in ((0.4, 220.0), (1.2, 277.2)):
        note = made[round(start * RATE) : round((start + 0.4) * RATE)]
        asked = hz * 2 ** (semitones / 12)
        others = [hz * 2 ** (other / 12) for other in (0, 4, -6) if other != semitones]
        assert lines(note, RATE, asked) > 12 + max(lines(note, RATE, other) for other in others)


# ------------------------------------------------------------------ segments and pieces
def decibels(difference: np.ndarray, of: np.ndarray) -> float:
    return float(10 * np.log10(np.square(difference).mean() / np.square(of).mean()))


def test_neighbouring_segments_agree_where_they_overlap(singer):
    """Without frames, phase and noise that belong to the song they would be two takes: -3 dB or so."""
    whole = singer.request(*sung(6.0), semitones=3)
    first, second = singer.part(whole, 0.0, 4.0), singer.part(whole, 2.0, 6.0)
    inner = slice(round(2.3 * RATE), round(3.7 * RATE))
    one, other = first[0, inner], second[0, inner.start - 2 * RATE : inner.stop - 2 * RATE]
    assert decibels(one - other, one) < -30  # the nets agree to -80 dB; loudness is measured every half second


def test_pieces_agree_with_one_pass_away_from_their_seams(singer, monkeypatch):
    whole = singer.request(*sung(6.0))
    at_once = singer.sing(*sung(6.0))[0]
    monkeypatch.setattr(pieces, "LONGEST_SECONDS", 2.0)
    monkeypatch.setattr(pieces, "AROUND_SECONDS", 0.3)
    cutting = pieces.Cutting.at(singer.facts_rate())
    power = np.ones(2 * cutting.context + round(6 * singer.facts_rate()))
    assert len(cutting.pieces(power)) == 4
    in_pieces = singer.wrapper.convert(whole).samples[0]
    difference = np.abs(in_pieces - at_once)
    away = np.ones(len(difference), bool)
    for seam in (0.0, 2.0, 4.0, 6.0):  # where it is silent, and so where it is cut
        away[max(0, round((seam - 0.3) * RATE)) : round((seam + 0.3) * RATE)] = False
    assert decibels(difference[away], at_once[away]) < -40  # the encoder's attention hears all of a piece


def test_cuts_lie_where_it_is_quietest_and_pieces_cover_everything_once():
    cutting = pieces.Cutting(every=100, around=20, context=5, fade=2)
    power = np.ones(5 + 390 + 5)
    power[[5 + 93, 5 + 110, 5 + 215]] = 0.1, 0.01, 0.0
    cuts = cutting.pieces(power)
    assert [piece.start for piece in cuts][:3] == [5, 5 + 110, 5 + 215] and cuts[-1].stop == 395
    assert all(a.stop == b.start for a, b in pairwise(cuts))
    song = np.random.default_rng(0).normal(size=400 * 3).astype(np.float32)
    joined = cutting.join(cuts, lambda piece: song[piece.read_start * 3 : piece.read_stop * 3], 3)
    assert np.allclose(joined, song[15:-15], atol=1e-6)


def test_noise_lies_where_it_lies_in_the_song():
    """Frames before the song are frames, too; blocks of a thousand are drawn at once."""
    whole, part = SongNoise(3, -40, 5), SongNoise(3, 1015, 5)
    assert torch.equal(whole.latent(6, 1100)[:, :, 1055:], part.latent(6, 45))
    all_of_it = torch.cat([whole.source(3000, 2), whole.source(3000, 2)], dim=1)
    assert torch.equal(all_of_it[:, 5 * 1055 :], part.source(6000 - 5 * 1055, 2))
    assert abs(all_of_it.std() - 1) < 0.03 and abs(all_of_it.mean()) < 0.03


def test_within_a_note_the_phase_is_the_songs_and_gaps_take_whole_cycles():
    _, f0 = sung(4.0)
    grid = Grid(44_100, 512, 0, 4 * 44_100, 86)
    melody = melody_on(grid, f0, phase_anchors(f0))
    steps = np.diff(melody.cycles) - melody.turns[:-1] * 512
    assert np.abs((steps + 0.5) % 1 - 0.5).max() < 1e-9, "one walk, without a jump"
    later = melody_on(Grid(44_100, 512, 88_200, 2 * 44_100, 86), cut(f0, 2.0, 4.0 + HOP), phase_anchors(f0))
    same = slice(10, 120)
    shift = 88_200 // 512
    apart = melody.cycles[86 + shift :][same] - later.cycles[86:][same]
    voiced = later.voiced[86:][same]
    assert np.abs((apart + 0.5) % 1 - 0.5)[voiced].max() < 1e-3, "a thousandth of a cycle, though it was cut elsewhere"


def test_another_seed_is_another_take_and_the_same_seed_the_same(singer):
    vocal, f0 = sung(1.5)
    one, same, other = (singer.sing(vocal, f0, seed=seed) for seed in (4, 4, 5))
    assert np.array_equal(one, same) and decibels(one - other, one) > -40


# ------------------------------------------------------------------ silence, breath, strength
def test_where_nobody_sings_there_is_silence(singer):
    made = singer.sing(*sung(2.0))[0]
    assert np.abs(made[: round(0.2 * RATE)]).max() == 0.0
    assert np.abs(made[round(1.9 * RATE) :]).max() == 0.0


def test_a_breath_is_no_louder_than_the_singers_and_with_breath_it_is_her_own(singer):
    vocal, f0 = sung(2.0)
    breath = slice(round(0.97 * RATE), round(1.03 * RATE))
    own = vocal.samples[0, breath]
    made = singer.sing(vocal, f0)[0, breath]
    assert np.sqrt(np.square(made).mean()) < 1.6 * np.sqrt(np.square(own).mean())  # 3 dB, and edges
    kept = singer.sing(vocal, f0, breath=1.0)[0, breath]
    assert decibels(kept - own, own) < -20  # what the voice's rate leaves of it: 40 kHz cuts at 20 kHz
    assert decibels(made - own, own) > -6


def test_strength_nought_is_the_singer_and_between_both_are_heard(singer):
    vocal, f0 = sung(2.0)
    assert singer.sing(vocal, f0, strength=0.0) is vocal.samples
    whole, half = singer.sing(vocal, f0), singer.sing(vocal, f0, strength=0.5)
    middle = slice(round(0.4 * RATE), round(0.8 * RATE))
    mean = 0.5 * (whole + vocal.samples)
    assert decibels((half - mean)[0, middle], mean[0, middle]) < -30  # two resamplings
    moved = singer.sing(vocal, f0, 5, strength=0.0)[0, middle]
    assert lines(moved, RATE, 220 * 2 ** (5 / 12)) > 12 + lines(moved, RATE, 220.0)


def test_formants_can_be_moved_and_by_hand_that_is_told(singer):
    vocal, f0 = sung(1.5)
    plain, shifted, by_hand = (
        singer.sing(vocal, f0), singer.sing(vocal, f0, formant_shift=1.2), singer.sing(vocal, f0, formant=1.2),
    )  # fmt: skip
    assert decibels(plain - shifted, plain) > -20
    assert np.array_equal(shifted, by_hand)
    report = singer.engine.plan_song([{"loudest_db": -10.0}], f0, singer.voice, singer.options(formant=1.2)).report
    assert report.by == "hand" and report.alpha == 1.2


def test_the_voice_stands_where_the_singer_stood(singer):
    vocal, f0 = sung(2.0, channels=2)
    made = singer.sing(vocal, f0)
    left, right = (np.sqrt(np.square(side[round(0.4 * RATE) : round(0.8 * RATE)]).mean()) for side in made)
    assert right / left == pytest.approx(0.7, abs=0.05)


def test_loudness_follows_the_singer_as_far_as_that_is_wanted(singer):
    vocal, f0 = sung(4.0)
    swelling = type(vocal)(vocal.samples * np.linspace(0.2, 1, vocal.frames, dtype=np.float32), RATE)
    name = "rms_mix_rate" if "RVC" in singer.voice.name else "own_loudness"
    ratios = {}
    for share in (0.0, 1.0):
        made = singer.sing(swelling, f0, **{name: share})[0]
        notes = [np.sqrt(np.square(made[round(a * RATE) : round((a + 0.4) * RATE)]).mean()) for a in (0.4, 3.2)]
        ratios[share] = notes[1] / notes[0]
    assert ratios[0.0] > 1.8 * ratios[1.0]  # the singer's own: 0.83 / 0.28


# ------------------------------------------------------------------ what the voice is asked for
def test_index_and_protection_change_what_is_sung(tmp_path):
    singer = Singer(tmp_path, RVC, index=True, wordy=True)
    vocal, f0 = sung(2.0)
    plain, drawn, spared = (
        singer.sing(vocal, f0, index_rate=rate, protect=protect) for rate, protect in ((0, 0.5), (0.9, 0.5), (0.9, 0.0))
    )
    gap, note = (slice(round(a * RATE), round((a + 0.05) * RATE)) for a in (0.98, 1.4))
    assert decibels((plain - drawn)[0, note], plain[0, note]) > -20
    assert decibels((spared - drawn)[0, gap], drawn[0, gap]) > -20


def test_a_line_through_the_gaps_is_another_voice_than_classic_nothing(tmp_path):
    singer = Singer(tmp_path, RVC, wordy=True)
    vocal, f0 = sung(2.0)
    classic, line = (singer.sing(vocal, f0, unvoiced=how) for how in ("classic", "interpolated"))
    gap = slice(round(0.97 * RATE), round(1.03 * RATE))
    assert decibels((classic - line)[0, gap], classic[0, gap]) > -10


def test_a_mixture_of_speakers_goes_from_one_to_the_other(sovits):
    vocal, f0 = sung(4.0)
    ann, ben, over = (
        sovits.sing(vocal, f0, **asked)[0]
        for asked in ({"speaker": "ann"}, {"speaker": "ben"}, {"speaker_mix": "ann:0=1 2=1 2.5=0, ben:0=0 2=0 2.5=1"})
    )
    first, last = (slice(round(a * RATE), round((a + 0.4) * RATE)) for a in (0.4, 3.3))
    assert decibels((ann - ben)[first], ann[first]) > -35  # the same speaker twice: no difference at all
    assert decibels((over - ann)[first], ann[first]) < decibels((over - ben)[first], ben[first]) - 6
    assert decibels((over - ben)[last], ben[last]) < decibels((over - ann)[last], ann[last]) - 6


def test_clusters_draw_towards_the_speakers_own_sounds(sovits):
    vocal, f0 = sung(1.5)
    plain, drawn = (sovits.sing(vocal, f0, cluster_ratio=ratio) for ratio in (0.0, 0.8))
    assert decibels(plain - drawn, plain) > -20


def test_less_noise_is_steadier(sovits):
    vocal, f0 = sung(1.5)
    takes = {scale: [sovits.sing(vocal, f0, noise_scale=scale, seed=seed) for seed in (1, 2)] for scale in (0.1, 1.0)}
    apart = {scale: decibels(one - other, one) for scale, (one, other) in takes.items()}
    assert apart[0.1] < apart[1.0] - 3


def test_a_voice_that_listens_to_loudness_is_given_the_singers(tmp_path):
    singer = Singer(tmp_path, "so-vits-svc 4.1", volume=True, wordy=True)
    vocal, f0 = sung(1.5)
    softer = type(vocal)(vocal.samples * np.float32(0.3), RATE)
    loud, soft = (singer.sing(each, f0, own_loudness=1.0)[0] for each in (vocal, softer))
    assert singer.engine.facts.needs_volume and decibels(loud - soft, loud) > -30
    tone = np.sin(2 * np.pi * 1000 * np.arange(512 * 40) / RATE).astype(np.float32)
    assert np.abs(frame_loudness(tone, 512) - np.sqrt(0.5)).max() < 0.03  # a hop holds eleven waves and a half


WRONG = {
    "a speaker that isn't there": ({"speaker": "zoe"}, "no speaker “zoe”"),
    "a row that isn't there": ({"speaker": "3"}, "no speaker “3”"),
    "a mixture of nobody": ({"speaker_mix": "ann:0"}, "leaves nobody"),
    "no mixture": ({"speaker_mix": "ann"}, "no mixture"),
    "backwards in time": ({"speaker_mix": "ann:3=1 1=0"}, "no mixture"),
    "below nought": ({"speaker_mix": "ann:-1"}, "no mixture"),
    "its own melody": ({"auto_f0": True}, "own melody"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_a_voice_does_not_have_is_said_before_anything_is_sung(sovits, kind):
    options, why = WRONG[kind]
    with pytest.raises(BadInput, match=why) as said:
        sovits.plan(*sung(0.5), **options)
    assert said.value.remedy != BadInput.remedy


def test_a_voice_without_an_index_sings_with_the_options_as_a_job_keeps_them(tmp_path):
    """All of them, also those that nobody named."""
    singer = Singer(tmp_path, RVC)
    kept = RvcOptions().model_dump()
    assert singer.plan(*sung(0.5), **kept) == {"loudest_db": pytest.approx(-17, abs=6)}


def test_of_rows_that_a_net_does_not_have_nobody_sings():
    table = who_sings.SpeakerTable({"out": -1, "far": 500, "ben": 1}, 3)
    assert who_sings.row_of("", table) == 1, "the first that is there"
    for name in ("out", "far"):
        with pytest.raises(BadInput, match="no speaker"):
            who_sings.row_of(name, table)


def test_a_voice_with_an_f0_decoder_may_find_its_own_melody(tmp_path):
    singer = Singer(tmp_path, "so-vits-svc 4.0, its own F0")
    vocal, f0 = sung(1.5)
    assert decibels(singer.sing(vocal, f0, auto_f0=True) - singer.sing(vocal, f0), singer.sing(vocal, f0)) > -20
