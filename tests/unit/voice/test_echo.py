"""Echo moves a voice towards another one: its presets differ, a clip is approached, strength 0 is nothing."""

import json
from functools import cache

import numpy as np
import pytest
import sounds
from clips import analyse_clip
from sung_voices import plan_song, sing

from audio_backend.dsp.pitch.curve_resampling import resampled_curve
from audio_backend.dsp.pitch.f0_curve import F0Curve, cut, shifted
from audio_backend.dsp.signal.audio import Audio, reader
from audio_backend.dsp.signal.segments import join, plan_segments
from audio_backend.dsp.voice.timbre import DB_PER_NAT, Timbre, bands_of, cepstra, timbre_of
from audio_backend.engines.voice.echo.engine import Echo
from audio_backend.engines.voice.echo.presets import presets
from audio_backend.engines.voice.echo.voice import intelligible, tract_ratio, warped_bands
from audio_backend.engines.voice.unconverted import Unconverted
from audio_backend.errors import BadInput

RATE = 44100
AS_ASKED = {"strength": 1.0, "formant_shift": 1.0}
PRESETS = presets()


def truth(song):
    curve = F0Curve(0.005, 0.0, song.f0_hz, (song.f0_hz > 0).astype(np.float32))
    return resampled_curve(curve, 0.016, 0.0, round(len(song.f0_hz) * 0.005 / 0.016))


@pytest.fixture(scope="module")
def tenor():
    return sounds.song(seconds=4.5)


def convert(song, voice, semitones=0.0, settings=AS_ASKED, seconds=100.0, engine=None):
    """The vocal as the studio makes it: cut, described, surveyed, rendered, joined."""
    engine, curve = engine or Echo(), truth(song)
    target = shifted(curve, semitones)
    read, segments = reader(song.vocals), plan_segments(song.vocals.shape[1], RATE, seconds, 0.5)
    edges = [(s.read_start, s.read_stop) for s in segments]
    here = [(s, Audio(read(a, b), RATE), a / RATE, b / RATE) for s, (a, b) in zip(segments, edges, strict=True)]
    parts = [engine.summarise_segment(vocal, cut(curve, a, b), s.inner) for s, vocal, a, b in here]
    plan = plan_song(engine, json.loads(json.dumps(parts)), target, voice, settings)
    made = []
    for segment, vocal, a, b in here:
        curves = cut(curve, a, b), cut(target, a, b)
        sung = sing(engine, vocal, *curves, voice, plan, settings)
        made.append((segment, sung.samples[:, segment.inner]))
    return np.concatenate(list(join(made)), axis=1), plan


def timbre_db(samples, song, semitones=0.0):
    """(80,) mean band levels of voiced frames, without their mean."""
    found = timbre_of(Audio(samples, RATE), shifted(truth(song), semitones), slice(0, samples.shape[1]))
    levels = found.voiced_mean * DB_PER_NAT
    return levels - levels.mean()


def distance_db(a, b):
    return float(np.sqrt(np.mean((a - b) ** 2)))


def hoarseness_db(samples, song):
    """Level between the harmonics against that on them, 3 to 6 kHz, in one long note."""
    runs = np.flatnonzero(np.diff(np.concatenate(([0], (song.f0_hz > 0).astype(int), [0])))).reshape(-1, 2)
    start, stop = max(runs, key=lambda run: run[1] - run[0])
    piece = samples[0, round(start * 220.5) + 2205 : round(stop * 220.5) - 2205]
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)))) ** 2
    band = spectrum[round(3000 * len(piece) / RATE) : round(6000 * len(piece) / RATE)]
    return 10 * np.log10(np.median(band) / band.mean())


# --- presets --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sung(tenor):
    return {name: convert(tenor, voice)[0] for name, voice in PRESETS.items()}


def test_every_preset_is_another_voice(tenor, sung):
    """Half a semitone of formants is about 1 dB here; the studio's own presets are further apart than that."""
    timbres = {name: timbre_db(samples, tenor) for name, samples in sung.items()}
    timbres["the singer"] = timbre_db(tenor.vocals, tenor)
    names = list(timbres)
    apart = {(a, b): distance_db(timbres[a], timbres[b]) for i, a in enumerate(names) for b in names[:i]}
    assert len(PRESETS) >= 6
    assert min(apart.values()) > 1.2, min(apart, key=apart.get)
    assert apart["the singer", "giant"] > 4


def test_presets_are_sound_and_as_long_and_loud_as_before(tenor, sung):
    for name, samples in sung.items():
        assert samples.shape == tenor.vocals.shape, name
        assert np.isfinite(samples).all(), name
        assert abs(sounds.level_db(samples) - sounds.level_db(tenor.vocals)) < 2.0, name  # a dB is just noticeable
        assert np.abs(samples).max() < 1.0, name


def test_presets_go_where_their_names_say(tenor, sung):
    def brightness(samples):
        return timbre_of(Audio(samples, RATE), truth(tenor), slice(0, samples.shape[1])).brightness_db

    bright = {name: brightness(samples) for name, samples in sung.items()}
    source = brightness(tenor.vocals)
    assert bright["giant"] < bright["deeper"] < source < bright["brighter"]
    assert bright["warmer"] < source
    assert (
        PRESETS["giant"].extra["formant"] < PRESETS["deeper"].extra["formant"] < 1 < PRESETS["child"].extra["formant"]
    )


def test_the_airy_voice_breathes(tenor, sung):
    assert hoarseness_db(sung["airy"], tenor) > hoarseness_db(tenor.vocals, tenor) + 6
    assert hoarseness_db(sung["brighter"], tenor) < hoarseness_db(tenor.vocals, tenor) + 3


# --- strength -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PRESETS)
def test_strength_0_without_a_shift_is_the_very_same_sound(tenor, name):
    vocal, curve = Audio(tenor.vocals, RATE), truth(tenor)
    engine = Echo()
    plan = plan_song(engine, [], curve, PRESETS[name], AS_ASKED)
    still = {"strength": 0.0, "formant_shift": 1.0}
    assert sing(engine, vocal, curve, curve, PRESETS[name], plan, still) is vocal


def test_half_the_strength_goes_half_the_way(tenor, sung):
    half = timbre_db(convert(tenor, PRESETS["giant"], settings={"strength": 0.5, "formant_shift": 1.0})[0], tenor)
    none, full = timbre_db(tenor.vocals, tenor), timbre_db(sung["giant"], tenor)
    assert 0.25 < distance_db(none, half) / distance_db(none, full) < 0.75


def test_the_formant_shift_comes_on_top(tenor):
    plain = convert(tenor, PRESETS["deeper"])[0]
    more = convert(tenor, PRESETS["deeper"], settings={"strength": 1.0, "formant_shift": 0.9})[0]
    none = timbre_db(tenor.vocals, tenor)
    assert distance_db(none, timbre_db(more, tenor)) > distance_db(none, timbre_db(plain, tenor)) + 0.5


# --- clips ----------------------------------------------------------------------------------------------------


@cache
def clip_of(voice, seconds=16.0, seed=8):
    song = sounds.song(seed=seed, voice=voice, seconds=seconds)
    return song, analyse_clip(Audio(song.vocals, RATE), truth(song))


@pytest.mark.parametrize(("target", "semitones"), [("bass", 0), ("alto", 0), ("soprano", 0), ("alto", 12)])
def test_a_clip_is_approached(tenor, target, semitones):
    """More than a third of the distance in long-term timbre goes (measured 53 to 64 %), and the size is found.

    As far as it is used: a soprano's (1.2) is not, for the words' sake.
    """
    song, voice = clip_of(target)
    made, plan = convert(tenor, voice, semitones)
    goal = timbre_db(song.vocals, song)
    before = distance_db(timbre_db(tenor.vocals, tenor), goal)
    assert distance_db(timbre_db(made, tenor, semitones), goal) < 0.67 * before
    size = sounds.VOICES[target][2] / sounds.VOICES["tenor"][2]
    assert abs(np.log(plan.alpha / intelligible(size))) < 0.07  # a semitone of formants
    assert ("so that the words stay clear" in plan.told["reason"]) == (plan.alpha > 1.03)


def test_a_voice_whose_right_channel_is_turned_over_is_described_all_the_same(tenor):
    over = np.concatenate([tenor.vocals[:1], -tenor.vocals[:1]])
    told = [timbre_of(Audio(vocals, RATE), truth(tenor), slice(0, vocals.shape[1])) for vocals in (tenor.vocals, over)]
    assert np.array_equal(told[0].voiced_mean, told[1].voiced_mean)


@pytest.mark.parametrize("size", [0.88, 1.0, 1.12])
def test_the_size_of_the_tract_is_found_by_the_spectrum_alone(tenor, size):
    """With equal pitches nothing but the formants tells; the prior holds back, but not more than two thirds."""
    bands = timbre_of(Audio(tenor.vocals, RATE), truth(tenor), slice(0, tenor.vocals.shape[1])).voiced_mean
    found = tract_ratio(bands, warped_bands(bands, size), f0_ratio=1.0)
    assert abs(np.log(found) - np.log(size)) < 0.7 * abs(np.log(size)) + 0.005


@pytest.mark.parametrize("size", [0.88, 1.12])
def test_the_size_is_found_by_how_the_frames_lie_when_the_mean_tells_nothing(tenor, size):
    """Another microphone hides the size in the mean; the frames around it still tell at least a third of it."""
    song = timbre_of(Audio(tenor.vocals, RATE), truth(tenor), slice(0, tenor.vocals.shape[1]))
    warp = warped_bands(np.eye(80), size)
    moving = song.voiced_covariance, warp.T @ song.voiced_covariance @ warp
    blind = tract_ratio(song.voiced_mean, np.zeros(80), 1.0)
    seeing = tract_ratio(song.voiced_mean, np.zeros(80), 1.0, moving)
    assert abs(np.log(blind)) < 0.01
    assert np.log(seeing) / np.log(size) > 1 / 3


def test_formants_go_down_freely_and_up_only_as_far_as_words_last():
    """To 7 % at the most, at the end of what is looked for; without a step, and never the other way round."""
    sizes = np.linspace(0.8, 1.25, 91)
    used = np.array([intelligible(size) for size in sizes])
    assert np.array_equal(used[sizes <= 1.03], sizes[sizes <= 1.03])
    assert 1.06 < used[-1] < 1.09
    assert (np.diff(used) > 0).all() and np.diff(used).max() < 0.0051


def test_a_voice_like_the_singers_own_changes_little(tenor):
    _, voice = clip_of("tenor")
    made, plan = convert(tenor, voice)
    assert abs(np.log(plan.alpha)) < 0.04
    assert distance_db(timbre_db(made, tenor), timbre_db(tenor.vocals, tenor)) < 2.5


def test_a_clip_is_described_in_words_and_numbers():
    song, voice = clip_of("alto")
    f0 = song.f0_hz[song.f0_hz > 0]
    assert (voice["kind"], voice["version"]) == ("clip", 1)
    assert abs(voice["f0_median_hz"] / np.median(f0) - 1) < 0.02
    assert voice["low_note"] in {"G3", "A3"}
    assert abs(voice["voiced_seconds"] - len(f0) * 0.005) < 0.3
    assert [check["name"] for check in voice["checks"] if check["verdict"] != "good"] == ["bleed"]  # nobody listened
    assert json.loads(json.dumps(voice)) == voice


def clip(samples, rate=RATE, f0_hz=150.0):
    frames = round(samples.shape[1] / rate / 0.005)
    return Audio(samples, rate), F0Curve(0.005, 0.0, np.full(frames, f0_hz), np.ones(frames, np.float32))


def test_what_hurts_a_clip_is_said():
    song = sounds.song(seconds=12.0)
    noisy = song.vocals + sounds.noise(12.0, db=-40, channels=2)
    loud = np.clip(song.vocals * 12, -1, 1)
    assert any("noisy" in text for text in analyse_clip(Audio(noisy, RATE), truth(song))["warnings"])
    assert any("clipped" in text for text in analyse_clip(Audio(loud, RATE), truth(song))["warnings"])
    short = analyse_clip(*clip(sounds.sung_note(150, 4.0)))
    assert any("4.0 s of voice" in text for text in short["warnings"])
    narrow = sounds.song(seconds=16.0, sample_rate=8000)
    assert any("above" in text for text in analyse_clip(Audio(narrow.vocals, 8000), truth(narrow))["warnings"])


def test_a_clip_without_a_voice_is_refused():
    with pytest.raises(BadInput, match="voice"):
        analyse_clip(*clip(sounds.noise(5.0), f0_hz=0.0))


def test_unknown_voices_are_refused():
    for voice in ({}, {"kind": "clip", "version": 99}, {"kind": "tape"}):
        with pytest.raises(BadInput):
            plan_song(Echo(), [], truth(sounds.song(seconds=1.0)), voice, AS_ASKED)


# --- songs and segments ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("semitones", [0, -5])
def test_cuts_are_not_heard(semitones):
    song = sounds.song(seconds=7.5, voice="alto")
    whole, plan = convert(song, PRESETS["older"], semitones)
    pieces, plan_of_pieces = convert(song, PRESETS["older"], semitones, seconds=5.0)
    assert abs(plan.plan["top_hz"] / plan_of_pieces.plan["top_hz"] - 1) < 0.05
    settled = slice(2205, -2205)
    assert sounds.level_db((whole - pieces)[:, settled]) < sounds.level_db(whole) - 50


def test_sums_of_segments_are_the_songs(tenor):
    vocal, curve = Audio(tenor.vocals, RATE), truth(tenor)
    whole = timbre_of(vocal, curve, slice(0, vocal.frames))
    middle = round(400 * 220.5)
    parts = timbre_of(vocal, curve, slice(0, middle)) + timbre_of(vocal, curve, slice(middle, vocal.frames))
    assert parts.voiced_frames == whole.voiced_frames
    assert np.allclose(parts.voiced_mean, whole.voiced_mean, atol=1e-3)
    again = Timbre.from_dict(json.loads(json.dumps(whole.as_dict())))
    assert np.allclose(again.unvoiced_mean, whole.unvoiced_mean, atol=0.01)
    assert np.allclose(again.voiced_covariance, whole.voiced_covariance, atol=1e-3)
    assert len(json.dumps(whole.as_dict())) < 30_000  # 120 segments of a song: less than one second of its sound


def test_cepstra_lose_nothing():
    bands = np.random.default_rng(0).standard_normal(80)
    assert np.allclose(bands_of(cepstra(bands)), bands)


def test_a_song_without_a_pitch_curve_is_filtered_without_one(tenor):
    """With the pitch stage off nothing is voiced; a clip is still approached."""
    unvoiced = F0Curve(0.016, 0.0, np.zeros(281), np.zeros(281, np.float32))
    _, voice = clip_of("soprano")
    engine, vocal = Echo(), Audio(tenor.vocals, RATE)
    plan = plan_song(
        engine, [engine.summarise_segment(vocal, unvoiced, slice(0, vocal.frames))], unvoiced, voice, AS_ASKED
    )
    made = sing(engine, vocal, unvoiced, unvoiced, voice, plan, AS_ASKED).samples
    assert np.isfinite(made).all()
    assert not np.array_equal(made, tenor.vocals)


def test_a_mono_vocal_stays_mono(tenor):
    vocal, curve = Audio(tenor.vocals[:1], RATE), truth(tenor)
    engine = Echo()
    plan = plan_song(engine, [], curve, PRESETS["child"], AS_ASKED)
    made = sing(engine, vocal, curve, shifted(curve, 5), PRESETS["child"], plan, AS_ASKED)
    assert made.samples.shape == vocal.samples.shape


def test_the_stand_in_only_moves_the_pitch(tenor):
    engine = Unconverted()
    assert engine.info.placeholder
    same, _ = convert(tenor, PRESETS["deeper"], engine=engine)
    assert np.array_equal(same, tenor.vocals)
    moved, _ = convert(tenor, PRESETS["deeper"], 5, engine=engine)
    assert distance_db(timbre_db(moved, tenor, 5), timbre_db(tenor.vocals, tenor)) < 1.5
