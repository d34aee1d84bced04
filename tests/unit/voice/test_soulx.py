"""SoulX-Singer as an engine, with tiny random nets: lengths, silence, loudness, cuts, and what a voice keeps."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import sounds
from clips import quality_as_is
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy.signal import sosfilt
from soulx_checkpoints import write_models

from audio_backend.dsp.level.loudness import k_weighting
from audio_backend.dsp.pitch.f0_curve import F0Curve, shifted
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.segments import plan_segments
from audio_backend.engines import catalog
from audio_backend.engines.base import ConversionRequest
from audio_backend.engines.entries import SOULX
from audio_backend.engines.entry import Missing
from audio_backend.engines.voice.soulx import engine as engines
from audio_backend.engines.voice.soulx.engine import SoulXSinger
from audio_backend.engines.voice.soulx.loudness import as_loud
from audio_backend.engines.voice.soulx.options import SoulxOptions
from audio_backend.engines.voice.soulx.pieces import (
    CONTEXT,
    FADE,
    HELD,
    frame_levels,
    frame_noise,
    pieces_of,
    sounding,
)
from audio_backend.engines.voice.soulx.prompt import chosen_phrases, prompt_of, read_prompt
from audio_backend.errors import BadInput, Cancelled, EngineUnavailable
from audio_backend.integrations.svc_wrapper import SvcWrapper
from audio_backend.models.tasks import VoiceFile, VoicePreview
from audio_backend.models.voices import ClipVoice
from audio_backend.pipeline.interactive import voice_previews
from audio_backend.pipeline.interactive.voice_previews import voice_preview
from audio_backend.storage.folders import Folders
from audio_backend.storage.json_files import save_curve
from audio_backend.storage.sound_files import SoundFileReader, write_sound

RATE, HOP = 24_000, 480
QUICK = SoulxOptions(steps=4, guidance=0.0, prompt_seconds=3.0)


def sung(seconds: float = 4.0, rate: int = RATE, seed: int = 3, start: float = 0.0) -> tuple[Audio, F0Curve]:
    """A vocal in stereo and its true pitch on SwiftF0's grid."""
    song = sounds.song(seed=seed, seconds=seconds, sample_rate=rate)
    frames = int(seconds / 0.016) + 1
    at = np.minimum(np.round(np.arange(frames) * 0.016 / sounds.F0_HOP_SECONDS).astype(int), len(song.f0_hz) - 1)
    f0 = song.f0_hz[at].astype(np.float64)
    return Audio(song.vocals, rate), F0Curve(0.016, start, f0, np.where(f0 > 0, 0.95, 0.1).astype(np.float32))


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("soulx") / "models"
    write_models(folder)
    return folder


@pytest.fixture(scope="module")
def engine(models):
    made = SoulXSinger(models)
    made.load("cpu")
    return made


@pytest.fixture(scope="module")
def voice(engine, tmp_path_factory):
    clip, curve = sung(12.0, 44_100, seed=11)
    mono = Audio(clip.samples[:1], 44_100)
    made = engine.enrol(mono, curve, quality_as_is(mono, curve))
    path = tmp_path_factory.mktemp("voice") / "network.safetensors"
    path.write_bytes(made.learned)
    return ClipVoice(**made.facts, name="Me", voice_id="me", engine="soulx-singer-svc", network=str(path))


def request_of(vocal, curve, voice, options=QUICK, target=None, formant_shift=1.0, progress=lambda done: None):
    return ConversionRequest(
        vocal=vocal, f0=curve, target_f0=target or curve, voice=voice, plan={}, options=options, phase=[0.0] * 99,
        formant_shift=formant_shift, progress=progress,
    )  # fmt: skip


# --- sound in, sound out --------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [8000, 22_050, 24_000, 44_100, 48_000, 96_000])
def test_as_long_and_as_wide_as_the_vocal_at_every_rate(engine, voice, rate):
    vocal, curve = sung(1.3, rate)
    vocal = Audio(vocal.samples[:, : round(1.237 * rate)], rate)
    made = SvcWrapper(engine).convert(request_of(vocal, curve, voice))
    assert made.sample_rate == rate and made.samples.shape == vocal.samples.shape
    assert made.samples.dtype == np.float32 and np.isfinite(made.samples).all() and made.samples.std() > 1e-3


@pytest.mark.parametrize("samples", [1, 2, 479, 480, 481, 1000])
def test_the_shortest_sounds_come_out_as_long(engine, voice, samples):
    vocal, curve = sung(2.0)
    vocal = Audio(vocal.samples[:, 20_000 : 20_000 + samples], RATE)
    assert engine.convert(request_of(vocal, curve, voice)).samples.shape == (2, samples)


def test_the_same_twice_and_otherwise_with_another_seed(engine, voice):
    vocal, curve = sung(2.0)
    made, again, other = (
        engine.convert(request_of(vocal, curve, voice, QUICK.model_copy(update={"seed": seed}))).samples
        for seed in (0, 0, 5)
    )
    assert np.array_equal(made, again)
    assert np.abs(made - other).max() > 1e-3


def test_digital_silence_where_the_singer_is_silent(engine, voice):
    vocal, curve = sung(4.0)
    samples = vocal.samples.copy()
    samples[:, RATE : 3 * RATE] = 0.0
    made = engine.convert(request_of(Audio(samples, RATE), curve, voice)).samples
    inner = slice(RATE + 2400, 3 * RATE - 2400)  # 0.1 s: the ramps
    assert not made[:, inner].any() and made[:, :RATE].any() and made[:, 3 * RATE :].any()


def test_nothing_is_asked_of_the_net_for_silence(engine, voice, monkeypatch):
    monkeypatch.setattr("audio_backend.engines.voice.soulx.singing.sampled", None)
    _, curve = sung(2.0)
    made = engine.convert(request_of(Audio(np.zeros((2, 2 * RATE), np.float32), RATE), curve, voice))
    assert made.samples.shape == (2, 2 * RATE) and not made.samples.any()


def test_breaths_are_sung_too(engine, voice):
    """Nothing is voiced here: upstream would leave silence."""
    breath = sounds.noise(1.5, RATE, db=-35.0)
    nothing = F0Curve(0.016, 0.0, np.zeros(95), np.zeros(95, np.float32))
    made = engine.convert(request_of(Audio(breath, RATE), nothing, voice))
    assert abs(sounds.level_db(made.samples) + 35.0) < 3.0  # the level follows in steps of 0.2 s


def test_it_is_as_loud_as_the_singer(engine, voice):
    vocal, curve = sung(4.0)
    for gain in (0.1, 1.0):
        softer = Audio(vocal.samples * np.float32(gain), RATE)
        made = engine.convert(request_of(softer, curve, voice)).samples
        heard = (sosfilt(k_weighting(RATE), sound, axis=1) for sound in (made, softer.samples))
        assert abs(float(np.subtract(*map(sounds.level_db, heard)))) < 0.5  # what 0.2 s smear is not


def test_what_is_louder_stays_louder():
    """A gap 50 dB down is not filled, though what was made is as loud everywhere."""
    loud = sounds.noise(3.0, RATE, db=-20.0)[0]
    singer = loud.copy()
    singer[RATE : 2 * RATE] *= 10 ** (-45 / 20)
    made = as_loud(sounds.noise(3.0, RATE, db=-40.0, seed=1)[0], singer)
    inner = slice(RATE + 4800, 2 * RATE - 4800)
    assert abs(sounds.level_db(made[:RATE]) + 20) < 1.0
    assert sounds.level_db(made[inner]) < -58  # -65 is wanted; 40 dB down is the most


def test_the_voice_stands_where_the_singer_stood(engine, voice):
    vocal, curve = sung(2.0)
    left = Audio(vocal.samples * np.array([[1.0], [0.0]], np.float32), RATE)
    made = engine.convert(request_of(left, curve, voice)).samples
    assert sounds.level_db(made[0]) > sounds.level_db(made[1]) + 20
    inverted = Audio(vocal.samples * np.array([[1.0], [-1.0]], np.float32), RATE)
    made = engine.convert(request_of(inverted, curve, voice)).samples
    assert np.allclose(made[0], -made[1])


def test_the_target_pitch_reaches_the_net_and_the_sung_one_doesnt(engine, voice, monkeypatch):
    """The pipeline has moved the curve already: the engine moves nothing by itself."""
    heard = []
    condition = engine._nets.soulx.condition
    monkeypatch.setattr(engine._nets.soulx, "condition", lambda c, bins: heard.append(bins) or condition(c, bins))
    vocal, curve = sung(1.0)
    for semitones in (0, 12, 7):
        engine.convert(request_of(vocal, curve, voice, target=shifted(curve, semitones)))
    prompt = len(heard[0]) - 50
    still, up, fifth = (bins[prompt:] for bins in heard)
    voiced = still > 0
    assert voiced.any() and (~voiced).any()
    assert ((up - still)[voiced] == 60).all() and ((fifth - still)[voiced] == 35).all()
    assert not up[~voiced].any() and all((bins[:prompt] == heard[0][:prompt]).all() for bins in heard)


def test_half_a_voice_lies_between_the_two(engine, voice):
    """Spectra of strength 1/2 are nearer to both ends than these are to each other."""
    vocal, curve = sung(2.0)
    nets = engine._nets
    mels = {}
    for strength in (1.0, 0.5, 1e-6):
        options = SoulxOptions(steps=4, guidance=0.0, prompt_seconds=3.0, strength=strength)
        seen = []
        vocos = nets.soulx.vocos
        vocos.register_forward_pre_hook(lambda net, inputs, seen=seen: seen.append(inputs[0].clone()))
        engine.convert(request_of(vocal, curve, voice, options))
        vocos._forward_pre_hooks.clear()
        mels[strength] = seen[0]
    halfway = (mels[1.0] + mels[1e-6]) / 2
    assert float((mels[0.5] - halfway).abs().max()) < 1e-3  # float32, and a millionth of strength
    assert float((mels[1.0] - mels[1e-6]).abs().mean()) > 0.1


def test_formants_can_be_moved_on_top(engine, voice, monkeypatch):
    monkeypatch.setattr(
        "audio_backend.engines.voice.soulx.singing.sampled", lambda dit, condition, mel, noise, **_: noise * 0
    )
    vocal, curve = sung(2.0)
    plain, moved = (
        engine.convert(request_of(vocal, curve, voice, formant_shift=factor)).samples for factor in (1.0, 1.2)
    )
    assert plain.shape == moved.shape and np.abs(plain - moved).max() > 1e-3


def test_a_second_take_is_not_the_first(engine, voice, monkeypatch):
    """Its 8 cents are less than a step of pitch, but its throat is another, and so is its noise."""
    drawn = []
    monkeypatch.setattr(
        "audio_backend.engines.voice.soulx.singing.sampled",
        lambda dit, condition, mel, noise, **_: drawn.append(noise.clone()) or noise,
    )
    vocal, curve = sung(1.0)
    for factor in (1.0, 0.985, 0.985):
        engine.convert(request_of(vocal, curve, voice, formant_shift=factor))
    assert not np.array_equal(drawn[0], drawn[1]) and np.array_equal(drawn[1], drawn[2])


def test_it_stops_in_the_middle_when_it_is_told_to(engine, voice):
    vocal, curve = sung(2.0)

    def cancel(done: float) -> None:
        if done > 0.3:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        engine.convert(request_of(vocal, curve, voice, progress=cancel))


def test_progress_grows_from_step_to_step(engine, voice):
    told = []
    vocal, curve = sung(35.0)
    engine.convert(request_of(vocal, curve, voice, progress=told.append))
    assert told == sorted(told) and told[-1] == 1.0 and len(told) == 9  # 2 pieces of 4 steps, and the vocoder


# --- long songs -----------------------------------------------------------------------------------------------


@given(st.integers(1, 9000), st.integers(0, 2**31))
def test_cuts_leave_nothing_out_and_no_piece_is_too_long(frames, seed):
    rng = np.random.default_rng(seed)
    levels, voiced = rng.uniform(-60, -20, frames), rng.random(frames) < 0.8
    pieces = pieces_of((7, frames + 7), np.pad(levels, 7), np.pad(voiced, 7))
    assert pieces[0].start == pieces[0].cut == 7 and pieces[-1].stop == frames + 7
    total = np.zeros(frames + 14)
    for piece, after in zip(pieces, [*pieces[1:], None], strict=True):
        assert piece.stop - piece.start <= 1500
        assert piece is pieces[0] or piece.cut - piece.start == CONTEXT
        assert after is None or (after.cut + FADE == piece.stop and after.start >= piece.start)
        part = slice(piece.start, piece.stop)
        total[part] += piece.share * (1 - total[part])
    assert np.allclose(total[7:-7], 1.0)


@pytest.mark.parametrize("pause_db", [-45.0, -20.0])
def test_cuts_lie_in_pauses(pause_db):
    """Also where a breath is as loud as a note."""
    voiced = np.ones(4000, bool)
    pauses = [(700, 720), (1050, 1090), (1800, 1812), (2100, 2120), (3080, 3110)]
    for start, stop in pauses:
        voiced[start:stop] = False
    levels = np.where(voiced, -20.0, pause_db)
    pieces = pieces_of((0, 4000), levels, voiced)
    assert len(pieces) == 4
    for piece in pieces[1:]:
        assert any(start <= piece.cut < stop for start, stop in pauses)


def test_where_every_cut_is_early_the_rest_still_fits():
    levels = np.arange(9120) * 0.05 - 400.0
    pieces = pieces_of((0, 9120), levels, np.zeros(9120, bool))
    assert pieces[1].cut < 9120 / len(pieces) and all(piece.stop - piece.start <= 1500 for piece in pieces)


def test_a_song_without_pauses_is_cut_where_it_is_quietest():
    levels = np.full(2000, -20.0)
    levels[1040:1050] = -26.0
    assert 1040 <= pieces_of((0, 2000), levels, np.ones(2000, bool))[1].cut < 1050


def test_only_what_sounds_is_sung():
    levels = np.full(1000, -100.0)
    levels[200:300] = levels[340:400] = levels[800:810] = -30.0
    assert sounding(levels) == [(200 - HELD, 400 + HELD), (800 - HELD, 810 + HELD)]
    assert sounding(np.full(50, -90.0)) == []
    assert frame_levels(np.full(500, 0.1, np.float32), 2)[0] == pytest.approx(-20.0, abs=1e-3)


def test_noise_belongs_to_the_song():
    whole = frame_noise((1,), -120, 300, 128)
    assert np.array_equal(frame_noise((1,), -37, 81, 128), whole[83:201])
    assert abs(whole.std() - 1) < 0.01  # of 50,000 numbers
    assert not np.array_equal(frame_noise((2,), -37, 81, 128), whole[83:201])


def test_neighbouring_pieces_agree_where_they_change_over(engine, voice, monkeypatch):
    """With a net that only lets the noise through, a cut song is the uncut one: nothing else decides a frame."""
    monkeypatch.setattr(
        "audio_backend.engines.voice.soulx.singing.sampled", lambda dit, condition, mel, noise, **_: noise.clone()
    )
    seen = []
    monkeypatch.setattr(
        engine._nets.soulx.vocos, "forward", lambda mel: seen.append(mel.clone()) or mel[:, :1].repeat(1, HOP).flatten()
    )
    vocal, curve = sung(70.0)
    vocal = Audio(vocal.samples + sounds.noise(70.0, RATE, db=-55.0), RATE)  # so that it sounds from end to end
    engine.convert(request_of(vocal, replace(curve, start_seconds=8.0), voice))
    (mel,) = seen
    assert (
        len(mel) == 3500 and np.abs(mel.numpy() - frame_noise((0, 10_000), 400, 3900, 128)).max() < 1e-6
    )  # a + w (b - a)


def test_a_piece_fades_in_over_the_one_before(engine, voice, monkeypatch):
    """The first says 0 everywhere, the second 1."""
    made, seen = [], []
    monkeypatch.setattr(
        "audio_backend.engines.voice.soulx.singing.sampled",
        lambda dit, condition, mel, noise, **_: made.append(noise) or noise * 0 + len(made) - 1,
    )
    vocos = engine._nets.soulx.vocos
    hook = vocos.register_forward_pre_hook(lambda net, inputs: seen.append(inputs[0][:, 5].numpy().copy()))
    vocal, curve = sung(36.0)
    vocal = Audio(vocal.samples + sounds.noise(36.0, RATE, db=-55.0), RATE)
    engine.convert(request_of(vocal, curve, voice))
    hook.remove()
    (line,) = seen
    rising = np.flatnonzero((line > 0) & (line < 1))
    assert len(made) == 2 and len(rising) == 2 * FADE
    assert np.allclose(line[rising], (np.arange(2 * FADE) + 0.5) / (2 * FADE), atol=1e-6)
    assert not line[: rising[0]].any() and (line[rising[-1] + 1 :] == 1).all()


def test_segments_of_a_song_draw_the_same_noise(engine, voice, monkeypatch):
    drawn = {}
    monkeypatch.setattr(
        "audio_backend.engines.voice.soulx.singing.sampled",
        lambda dit, condition, mel, noise, **_: drawn.setdefault(len(drawn), noise.clone()),
    )
    vocal, curve = sung(20.0)
    first, second = plan_segments(20 * RATE, RATE, 12.0, 0.5)[:2]
    for segment in (first, second):
        start, stop = max(segment.read_start, 0), min(segment.read_stop, 20 * RATE)
        part = slice(round(start / RATE / 0.016), round(stop / RATE / 0.016) + 1)
        region = F0Curve(0.016, start / RATE, curve.f0_hz[part], curve.confidence[part])
        engine.convert(request_of(Audio(vocal.samples[:, start:stop], RATE), region, voice))
    shift = max(second.read_start, 0) // HOP
    shared = len(drawn[0]) - shift
    assert shared > 50 and np.array_equal(drawn[0][shift:], drawn[1][:shared])


# --- voices ---------------------------------------------------------------------------------------------------


def curve_of(*parts: tuple[float, float, float]) -> F0Curve:
    """(seconds, Hz or 0, spread in octaves) one after the other, every 20 ms."""
    rng = np.random.default_rng(1)
    f0 = np.concatenate(
        [hz * 2 ** (spread * rng.standard_normal(round(50 * seconds))) for seconds, hz, spread in parts]
    )
    return F0Curve(0.02, 0.0, f0, np.where(f0 > 0, 0.9, 0.0).astype(np.float32))


def test_calm_phrases_come_first_and_pauses_part_them():
    curve = curve_of((5, 200, 0.3), (1, 0, 0), (6, 220, 0.02), (1, 0, 0), (5, 200, 0.4))
    chosen = chosen_phrases(curve, [0])
    assert chosen[0] == (275, 625)  # 5.5 to 12.5 s: the second, up to the middles of the pauses
    assert [start for start, _ in chosen] == [275, 0, 625]


def test_no_phrase_goes_over_two_recordings():
    curve = curve_of((2, 200, 0.02), (1, 0, 0), (1, 200, 0.02), (0.5, 0, 0), (8, 200, 0.02))
    chosen = chosen_phrases(curve, [0, 150])
    assert all(not start < 150 < stop for start, stop in chosen)
    assert chosen[0] == (150, 625) or chosen[0][0] >= 150


def test_30_s_are_kept_at_most_in_phrases_of_15():
    chosen = chosen_phrases(curve_of((100, 200, 0.02)), [0])
    assert sum(stop - start for start, stop in chosen) <= 1500
    assert len(chosen) == 2 and all(stop - start <= 750 for start, stop in chosen)


def test_half_silent_recordings_are_the_last_choice():
    curve = curve_of(*[(0.2, 200, 0.0), (0.3, 0, 0)] * 12, (4, 200, 1.4))
    assert chosen_phrases(curve, [0, 300])[0] == (300, 500)


@given(
    st.lists(st.tuples(st.floats(0.02, 9.0), st.sampled_from([0.0, 180.0]), st.floats(0, 0.2)), min_size=1, max_size=12)
)
def test_any_recording_gives_phrases_that_dont_overlap(parts):
    curve = curve_of(*parts)
    if not len(curve.f0_hz):
        return
    chosen = sorted(chosen_phrases(curve, [0, len(curve.f0_hz) // 2]))
    assert chosen and all(0 <= start < stop <= len(curve.f0_hz) for start, stop in chosen)
    assert all(before[1] <= after[0] for before, after in pairwise(chosen))
    assert all(stop - start <= 750 for start, stop in chosen)


def test_a_voice_is_its_example_and_nothing_else():
    clip, curve = sung(12.0, 44_100, seed=11)
    prompt = prompt_of(Audio(clip.samples[:1], 44_100), curve, (0.0,))
    again = read_prompt(prompt.as_bytes())
    for name in ("sound", "f0_hz", "starts"):
        assert np.array_equal(getattr(again, name), getattr(prompt, name))
    assert prompt.sound.dtype == np.float32 and len(prompt.sound) == HOP * len(prompt.f0_hz)
    assert 3.5 <= prompt.seconds <= 12.0 and prompt.as_bytes() == prompt.as_bytes()


def test_the_pitch_that_is_kept_is_that_of_the_sound_that_is_kept():
    """A tone of 300 Hz and one of 200 Hz, with a pause between them; both sides of each start agree."""
    parts = (sounds.tone(300.0, 4.0), sounds.silence(1.0), sounds.tone(200.0, 6.0))
    f0 = np.concatenate([np.full(250, 300.0), np.zeros(62), np.full(375, 200.0)])
    curve = F0Curve(0.016, 0.0, f0, np.full(len(f0), 0.9, np.float32))
    prompt = prompt_of(Audio(np.concatenate(parts, axis=1), 44_100), curve, (0.0,))
    for start, stop in zip(prompt.starts, [*prompt.starts[1:], len(prompt.f0_hz)], strict=True):
        middle = (start + stop) // 2
        sound = prompt.sound[(middle - 25) * HOP : (middle + 25) * HOP]
        heard = np.argmax(np.abs(np.fft.rfft(sound))) * RATE / len(sound)
        assert abs(heard - prompt.f0_hz[middle]) < 2.5  # a bin is 1 Hz


def test_a_shorter_example_is_whole_phrases_where_it_can_be():
    curve = curve_of((5, 200, 0.0), (1, 0, 0), (6, 200, 0.1), (1, 0, 0), (5, 200, 0.2))
    prompt = prompt_of(Audio(sounds.noise(18.0, RATE), RATE), curve, (0.0,))
    lengths = np.diff([*prompt.starts, len(prompt.f0_hz)])
    assert len(lengths) == 3
    assert len(prompt.within(15.0).f0_hz) == lengths[0] + lengths[1]
    assert len(prompt.within(3.0).f0_hz) == 150 and len(prompt.within(3.0).sound) == 150 * HOP
    assert prompt.within(30.0).seconds == prompt.seconds


def enrolled(engine, seconds: float):
    clip, curve = sung(seconds, 44_100, seed=11)
    mono = Audio(clip.samples[:1], 44_100)
    return engine.enrol(mono, curve, quality_as_is(mono, curve))


def test_a_voice_tells_its_range_and_what_is_good_or_bad_about_its_clips(engine):
    facts = enrolled(engine, 13.0).facts
    assert facts["kind"] == "clip" and facts["f0_low_hz"] < facts["f0_median_hz"] < facts["f0_high_hz"]
    verdicts = {check["name"]: check["verdict"] for check in facts["checks"]}
    assert list(verdicts) == ["length", "noise", "bleed", "clipping", "speakers", "bandwidth", "range"]
    assert verdicts["length"] == "good" and facts["checks"][0]["message"]["code"] == "prompt_long_enough"


def test_a_short_example_is_told(engine):
    made = enrolled(engine, 4.0)
    (short,) = (message for message in made.messages if message.code == "prompt_short")
    assert short.values["seconds"] == pytest.approx(made.facts["prompt_seconds"], abs=0.01)
    assert made.facts["checks"][0]["verdict"] == "poor"


def test_no_voice_is_made_of_silence(engine):
    clip = Audio(np.zeros((1, 44_100), np.float32), 44_100)
    nothing = F0Curve(0.016, 0.0, np.zeros(62), np.zeros(62, np.float32))
    with pytest.raises(BadInput, match="voice"):
        engine.enrol(clip, nothing, quality_as_is(clip, nothing))


@pytest.mark.parametrize("content", [b"", b"no safetensors", "cut"])
def test_a_damaged_example_is_told(voice, content):
    whole = Path(voice.network).read_bytes()
    with pytest.raises(BadInput, match="no example"):
        read_prompt(whole[:-999] if content == "cut" else content)


def test_a_voice_without_an_example_is_refused_before_the_song(engine, voice):
    _, curve = sung(1.0)
    assert engine.plan_song([{}], curve, voice, QUICK).plan == {}
    for wrong in (voice.model_copy(update={"network": None}), catalog.presets()["deeper"]):
        with pytest.raises(BadInput, match="no recording"):
            engine.plan_song([{}], curve, wrong, QUICK)


def test_a_song_without_singing_is_planned_too(engine, voice):
    """Upstream's own transposition dies of a median of nothing; here the studio has decided before."""
    nothing = F0Curve(0.016, 0.0, np.zeros(100), np.zeros(100, np.float32))
    assert engine.plan_song([], nothing, voice, QUICK).plan == {}


# --- in the studio --------------------------------------------------------------------------------------------


def test_what_the_nets_make_of_a_voice_is_made_once(engine, voice, monkeypatch):
    engine._examples.clear()
    made = []
    example = engines.Nets.example
    monkeypatch.setattr(engines.Nets, "example", lambda nets, prompt: made.append(prompt) or example(nets, prompt))
    vocal, curve = sung(1.0)
    for _ in range(3):
        engine.convert(request_of(vocal, curve, voice))
    assert len(made) == 1
    engine.convert(request_of(vocal, curve, voice, QUICK.model_copy(update={"prompt_seconds": 6.0})))
    assert len(made) == 2 and made[1].seconds > made[0].seconds


def test_unloading_gives_the_memory_back(models, voice):
    engine = SoulXSinger(models)
    assert not engine.loaded
    engine.load("cpu")
    vocal, curve = sung(1.0)
    engine.convert(request_of(vocal, curve, voice))
    left = [weakref.ref(engine._nets.soulx.f0_encoder.weight), weakref.ref(next(iter(engine._examples.values())).mel)]
    left.append(weakref.ref(engine._nets.whisper))
    engine.load("cpu")  # changes nothing
    assert all(each() is not None for each in left) and engine.loaded
    engine.unload()
    gc.collect()
    assert not engine.loaded and all(each() is None for each in left)


def test_without_its_files_it_says_which_and_where(tmp_path):
    engine = SoulXSinger(tmp_path)
    with pytest.raises(EngineUnavailable, match=r"model-svc\.pt or model\.safetensors") as missing:
        engine.load("cpu")
    assert "audio-studio models pull soulx-singer-svc" in missing.value.remedy
    assert str(tmp_path / "soulx-singer-svc") in missing.value.remedy
    write_models(tmp_path / "models")
    (tmp_path / "models/whisper-base/model.safetensors").unlink()
    with pytest.raises(EngineUnavailable, match="Whisper-base") as missing:
        SoulXSinger(tmp_path / "models").load("cpu")
    assert "audio-studio models pull whisper-base" in missing.value.remedy


def test_the_catalogue_asks_for_the_files_in_the_studios_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDIO_STUDIO_MODELS", str(tmp_path))
    entry = catalog.entry_of("voice", "soulx-singer-svc")
    missing = entry.availability()
    assert isinstance(missing, Missing) and "SoulX-Singer-SVC is missing" in missing.reason
    assert f"put model-svc.pt or model.safetensors into {tmp_path / 'soulx-singer-svc'}" in missing.remedy
    with pytest.raises(EngineUnavailable, match="SoulX-Singer-SVC is missing"):
        catalog.choose("voice", "soulx-singer-svc", allow_placeholder=False)
    (tmp_path / "soulx-singer-svc").mkdir()
    (tmp_path / "soulx-singer-svc/model-svc.pt").touch()
    assert "Whisper-base" in entry.availability().reason
    (tmp_path / "whisper-base").mkdir()
    (tmp_path / "whisper-base/model.safetensors").touch()
    assert entry.available


def test_the_demo_line_can_be_heard_in_such_a_voice(models, voice, tmp_path, monkeypatch):
    """With the engine's usual options, wherever large engines run."""
    asked = []
    monkeypatch.setattr(voice_previews, "device_for", lambda device: asked.append(device) or "cpu")
    monkeypatch.setenv("AUDIO_STUDIO_DEVICE", "cuda")
    folders = Folders(tmp_path / "in", tmp_path / "out", models)
    vocal, curve = sung(3.0, 44_100)
    line, line_curve = folders.demo_line("line")
    for folder in (folders.outputs, folders.voice("me"), line.parent):
        folder.mkdir(parents=True, exist_ok=True)
    write_sound(line, vocal)
    save_curve(line_curve, curve)
    target = VoiceFile(voice_id="me", preset=False, key="k")
    voice_preview(VoicePreview(voice=voice, target=target, line_key="line"), folders)
    with SoundFileReader(folders.voice_file(target, "wav")) as file:
        made = file.read(0, file.frames)
    assert made.shape == vocal.samples.shape and np.abs(made).max() > 0.01
    assert asked == ["cuda"]
    assert voice_previews.device_of(SimpleNamespace(info=replace(SOULX.info, vram_mb=0)), folders).device == "cpu"
    assert asked == ["cuda", "cpu"]


def test_its_options_have_bounds_and_words():
    options = catalog.entry_of("voice", "soulx-singer-svc").options_class()
    assert options is SoulxOptions and SoulxOptions(steps=16, guidance=0, seed=7).strength == 1.0
    wrong = ({"steps": 3}, {"guidance": 9.0}, {"prompt_seconds": 31}, {"seed": -1}, {"cfg": 3}, {"breath": 0.5})
    for one in wrong:
        with pytest.raises(ValidationError):
            options.model_validate(one)
    assert all(field.description for field in SoulxOptions.model_fields.values())
