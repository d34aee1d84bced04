"""What Echo learns of a clip: the same every time, cut or whole, and nothing where the clip can't carry it."""

import json
from dataclasses import replace

import numpy as np
import pytest
import sounds
from clips import enrolled_as_is
from sung_voices import plan_song, sing
from test_echo import AS_ASKED, RATE, convert, truth

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.spectral_filter import FRAME_SAMPLES
from audio_backend.dsp.voice.timbre import frames_of, joined
from audio_backend.engines.base import VoicePlan
from audio_backend.engines.voice.clip_findings import PIECE_FRAMES, clip_frames
from audio_backend.engines.voice.echo import fit
from audio_backend.engines.voice.echo.engine import Echo
from audio_backend.engines.voice.echo.fit import fitted
from audio_backend.engines.voice.echo.net import (
    DILATIONS,
    INPUTS,
    KERNEL,
    OUTPUTS,
    VoiceNet,
    load_net,
    net_of,
    unpacked,
)
from audio_backend.errors import BadInput, NotFound

REACH = sum(dilation * (KERNEL // 2) for dilation in DILATIONS)
"""Frames of 10 ms that the network sees on each side."""


def enrol(seconds=16.0, voice="alto", seed=8):
    song = sounds.song(seed=seed, voice=voice, seconds=seconds)
    return enrolled_as_is(Audio(song.vocals, RATE), truth(song))


@pytest.fixture(scope="module")
def alto():
    return enrol()


@pytest.fixture(scope="module")
def voice(alto, tmp_path_factory):
    facts, net = alto
    path = tmp_path_factory.mktemp("voice") / "network.safetensors"
    path.write_bytes(net.as_bytes())
    return facts | {"network": str(path)}


@pytest.fixture(scope="module")
def tenor():
    return sounds.song(seconds=4.5)


# --- enrolment ------------------------------------------------------------------------------------------------


def test_the_same_clip_teaches_the_same_bit_by_bit(alto):
    again = enrol()
    assert again[0] == alto[0]
    assert again[1].as_bytes() == alto[1].as_bytes()


def test_learning_leaves_torch_as_it_was(alto):
    import torch

    torch.manual_seed(1)
    expected = torch.rand(1)
    threads = torch.get_num_threads()
    torch.set_num_threads(3)
    torch.manual_seed(1)
    frames = clip_frames(Audio(np.zeros((1, RATE), np.float32) + sounds.sung_note(200, 1.0)[:1], RATE), flat(1.0))
    fitted(frames.thinned(2), 8000.0)
    left = torch.rand(1), torch.get_num_threads()
    torch.set_num_threads(threads)
    assert left == (expected, 3)


def test_a_clip_in_pieces_is_the_clip_as_a_whole():
    """Two pieces are looked at at once: their frames are those of one look, to the bit."""
    song = sounds.song(seed=8, voice="alto", seconds=34.0)
    clip, curve = Audio(song.vocals, RATE), truth(song)
    piece = round(PIECE_FRAMES * FRAME_SAMPLES)
    for stop in (clip.frames, piece, piece + 100, piece + 111):  # a frame is 220.5 samples
        part = Audio(clip.samples[:, :stop], RATE)
        whole = joined(frames_of(part, curve, slice(0, stop)))
        for one, other in zip(vars(clip_frames(part, curve)).values(), vars(whole).values(), strict=True):
            np.testing.assert_array_equal(one, other)


def flat(seconds, f0_hz=200.0):
    frames = round(seconds / 0.005)
    return F0Curve(0.005, 0.0, np.full(frames, f0_hz), np.ones(frames, np.float32))


def test_other_throats_are_led_back_to_the_voice(alto):
    """The share of the difference between the clip and the clip with its formants moved that goes."""
    facts, net = alto
    assert facts["learned"] > 0.4  # measured 0.6; what can't be learned gives 0.0
    assert json.loads(json.dumps(facts)) == facts
    assert net.bands <= 80


def test_a_short_clip_is_taken_by_its_mean_and_that_is_said():
    facts, net = enrol(seconds=6.0)
    assert net is None and facts["learned"] is None
    assert any("too little voice" in text for text in facts["warnings"])
    made, plan = convert(sounds.song(seconds=2.0), facts)
    assert plan.mapping.learned is None and np.isfinite(made).all()


def test_a_fit_that_mends_little_is_not_used(monkeypatch):
    monkeypatch.setattr(fit, "LEAST_MENDED", 0.95)
    facts, net = enrol()
    assert net is None and any("Nothing steady" in text for text in facts["warnings"])
    assert facts["learned"] is None  # of a network that isn't there nothing is told


# --- the network ----------------------------------------------------------------------------------------------


def test_numpy_says_what_torch_learned(alto):
    import torch

    _, net = alto
    layers = fit._layers()
    with torch.no_grad():
        for i, layer in enumerate(layers):
            layer.weight.copy_(torch.from_numpy(net.arrays[f"weight_{i}"]))
            layer.bias.copy_(torch.from_numpy(net.arrays[f"bias_{i}"]))
        heard = np.random.default_rng(0).uniform(-3, 3, (200, INPUTS))
        voicing = np.ones(200)
        both = np.concatenate([heard, voicing[:, None]], axis=1).T[None].astype(np.float32)
        said = fit._forward(layers, torch.from_numpy(both))[0].numpy().T * net.arrays["deviation"]
    assert np.allclose(net.said(heard, voicing), said, atol=1e-4)  # float32 sums of 480 products


def test_a_frame_is_said_alike_however_the_song_was_cut(alto):
    _, net = alto
    heard, voicing = np.random.default_rng(0).uniform(-3, 3, (300, INPUTS)), np.ones(300)
    whole, part = net.said(heard, voicing), net.said(heard[100:200], voicing[100:200])
    assert np.allclose(part[REACH:-REACH], whole[100 + REACH : 200 - REACH], atol=1e-5)


def test_what_was_learned_is_kept_exactly(alto, tmp_path):
    _, net = alto
    path = tmp_path / "voice.safetensors"
    path.write_bytes(net.as_bytes())
    for again in (load_net(path), unpacked(net.packed())):
        assert again.bands == net.bands
        assert all(np.array_equal(again.arrays[name], array) for name, array in net.arrays.items())
    assert path.stat().st_size < 600_000


def test_what_can_not_be_read_is_refused_in_words(alto, tmp_path):
    _, net = alto
    data = net.as_bytes()
    old = data.replace(b'version\\": 1', b'version\\": 0')
    short = VoiceNet(net.arrays | {"mean": net.arrays["mean"][: OUTPUTS - 1]}, net.bands).as_bytes()
    for name, broken in {
        "cut": data[:1000],
        "empty": b"",
        "old": old,
        "short": short,
        "noise": bytes(range(256)),
    }.items():
        assert broken != data
        with pytest.raises(ValueError):
            net_of(broken)
        (tmp_path / name).write_bytes(broken)
        with pytest.raises(BadInput) as told:
            load_net(tmp_path / name)
        assert "clip" in told.value.remedy
    with pytest.raises(NotFound, match="deleted"):
        load_net(tmp_path / "nowhere")


# --- singing with it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("semitones", [0, -5])
def test_cuts_are_not_heard(voice, semitones):
    """With one plan, as in a song; the plan itself counts what two segments own twice."""
    song, engine = sounds.song(seconds=7.5, voice="tenor"), Echo()
    whole, plan = convert(song, voice, semitones)
    engine.plan_song = lambda *asked: VoicePlan(plan.plan)
    pieces, _ = convert(song, voice, semitones, seconds=5.0, engine=engine)
    settled = slice(2205, -2205)
    assert sounds.level_db((whole - pieces)[:, settled]) < sounds.level_db(whole) - 50


def test_the_same_song_gives_the_same_sound(tenor, voice):
    assert np.array_equal(convert(tenor, voice)[0], convert(tenor, voice)[0])


def test_what_was_learned_is_heard_and_the_level_stays(tenor, voice):
    by_mean = convert(tenor, {name: fact for name, fact in voice.items() if name != "network"})[0]
    learned = convert(tenor, voice)[0]
    assert sounds.level_db(learned - by_mean) > sounds.level_db(by_mean) - 25
    assert abs(sounds.level_db(learned) - sounds.level_db(tenor.vocals)) < 2.0  # a dB is just noticeable
    assert np.abs(learned).max() < 1.0


def test_half_the_strength_goes_half_the_way(tenor, voice):
    half, full = (convert(tenor, voice, settings=AS_ASKED | {"strength": s})[0] for s in (0.5, 1.0))
    way = sounds.level_db(full - tenor.vocals) - sounds.level_db(half - tenor.vocals)
    assert 3.0 < way < 10.0  # 6 dB would be exactly half, were gains sums and not products


def test_strength_0_is_the_very_same_sound(tenor, voice):
    vocal, curve, engine = Audio(tenor.vocals, RATE), truth(tenor), Echo()
    plan = plan_song(engine, [engine.summarise_segment(vocal, curve, slice(0, vocal.frames))], curve, voice, AS_ASKED)
    assert plan.mapping.learned
    still = {"strength": 0.0, "formant_shift": 1.0}
    assert sing(engine, vocal, curve, curve, voice, plan, still) is vocal


def test_silence_stays_silence(tenor, voice):
    engine, curve = Echo(), truth(tenor)
    vocal = Audio(tenor.vocals, RATE)
    plan = plan_song(engine, [engine.summarise_segment(vocal, curve, slice(0, vocal.frames))], curve, voice, AS_ASKED)
    silent = Audio(np.zeros_like(vocal.samples), RATE)
    none = F0Curve(curve.hop_seconds, 0.0, np.zeros_like(curve.f0_hz), curve.confidence)
    assert not sing(engine, silent, none, none, voice, plan, AS_ASKED).samples.any()


def test_a_narrow_song_is_met_where_it_has_sound(voice):
    """A song of 8 kHz ends far below the clip's 11 kHz; nothing may appear above its end."""
    song = sounds.song(seconds=3.0, sample_rate=8000)
    from audio_backend.dsp.signal.resampling import at_rate

    wide = replace(sounds.song(seconds=3.0), vocals=at_rate(Audio(song.vocals, 8000), RATE).samples, f0_hz=song.f0_hz)
    made, plan = convert(wide, voice)
    spectrum = np.abs(np.fft.rfft(made[0])) ** 2
    top = round(5000 * made.shape[1] / RATE)
    assert 10 * np.log10(spectrum[top:].sum() / spectrum[:top].sum()) < -50
    assert plan.mapping.learned.reach < 70


def test_a_song_without_a_pitch_curve_has_no_use_for_it(tenor, voice):
    unvoiced = F0Curve(0.016, 0.0, np.zeros(281), np.zeros(281, np.float32))
    engine, vocal = Echo(), Audio(tenor.vocals, RATE)
    plan = plan_song(
        engine, [engine.summarise_segment(vocal, unvoiced, slice(0, vocal.frames))], unvoiced, voice, AS_ASKED
    )
    assert plan.mapping.learned is None
