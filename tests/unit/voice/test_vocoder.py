"""The vocoder moves pitch and formants, each without the other, and leaves the rest alone."""

import numpy as np
import pytest
import sounds
from scipy.ndimage import maximum_filter1d
from scipy.signal import fftconvolve, hilbert

from audio_backend.dsp.pitch.curve_resampling import resampled_curve
from audio_backend.dsp.pitch.f0_curve import F0Curve, cut, shifted
from audio_backend.dsp.pitch.vibrato import with_vibrato
from audio_backend.dsp.signal.audio import Audio, reader
from audio_backend.dsp.signal.segments import rising
from audio_backend.dsp.voice.envelope import log_envelope, warp_positions
from audio_backend.dsp.voice.pulses import phase_anchors, white_noise
from audio_backend.dsp.voice.vocoder import Reshaping, formant_change, reshape
from audio_backend.engines.pitch.swiftf0 import SwiftF0Engine
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper

RATE, GRID = 44100, 3528
AS_IT_IS = Reshaping()


@pytest.fixture(scope="module")
def ear():
    engine = SwiftF0Engine()
    engine.load("cpu")
    return SwiftF0Wrapper(engine)


@pytest.fixture(scope="module")
def tenor():
    return sounds.song(seconds=8.0)


def breathy(share):
    """This share of the voice's power becomes breath, at all frequencies."""
    return lambda first_frame, frames: np.full((1, 1025), share, np.float32)


def truth(song, hop=0.016):
    curve = F0Curve(0.005, 0.0, song.f0_hz, (song.f0_hz > 0).astype(np.float32))
    return resampled_curve(curve, hop, 0.0, round(len(song.f0_hz) * 0.005 / hop))


def steady(hz, seconds):
    frames = round(seconds / 0.005)
    return F0Curve(0.005, 0.0, np.broadcast_to(hz, frames).astype(float), np.ones(frames, np.float32))


def heard(ear, samples):
    return ear.follow_clip(Audio(samples, RATE), 47.0, 2090.0, lambda done: None)


def sung_samples(song):
    return np.repeat(song.f0_hz > 0, 221)[: song.vocals.shape[1]]


# --- pitch ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voice", "semitones"),
    [("tenor", -12), ("tenor", -5), ("tenor", 7), ("tenor", 12), ("bass", 3), ("alto", -7), ("soprano", -12)],
)
def test_the_pitch_lands_where_it_was_sent(ear, voice, semitones):
    song = sounds.song(voice=voice, seconds=5.0)
    source = truth(song)
    moved = reshape(Audio(song.vocals, RATE), source, shifted(source, semitones), AS_IT_IS)
    found = heard(ear, moved.samples)
    both = source.voiced & found.voiced[: len(source.f0_hz)]
    error = 1200 * np.log2(found.f0_hz[: len(both)][both] / source.f0_hz[both]) - 100 * semitones
    assert np.median(np.abs(error)) < 10
    assert np.mean(np.abs(error) > 50) < 0.03
    assert both.sum() / source.voiced.sum() > 0.97  # no note became noise
    assert moved.samples.shape == song.vocals.shape
    assert np.isfinite(moved.samples).all()


@pytest.mark.parametrize("semitones", [-7, 5])
def test_vibrato_keeps_its_rate_and_depth(ear, semitones):
    note = sounds.sung_note(220.0, 3.0, vibrato_hz=5.5, vibrato_cents=80)
    source = steady(sounds.note_pitch(np.arange(600) * 0.005, 220.0, 5.5, 80), 3.0)
    found = heard(ear, reshape(Audio(note, RATE), source, shifted(source, semitones), AS_IT_IS).samples)
    swing = 1200 * np.log2(found.f0_hz[20:-20] / 220.0) - 100 * semitones
    rates = np.arange(3, 9, 0.05)
    times = found.times_seconds[20:-20]
    amounts = [2 * abs(np.mean(swing * np.hanning(len(swing)) * np.exp(-2j * np.pi * r * times))) * 2 for r in rates]
    assert abs(rates[int(np.argmax(amounts))] / 5.5 - 1) < 0.1
    assert abs(max(amounts) / 80 - 1) < 0.1


def test_vibrato_can_be_smoothed_away(ear):
    note = sounds.sung_note(220.0, 3.0, vibrato_hz=5.5, vibrato_cents=80)
    source = steady(sounds.note_pitch(np.arange(600) * 0.005, 220.0, 5.5, 80), 3.0)
    found = heard(ear, reshape(Audio(note, RATE), source, with_vibrato(source, 0.0), AS_IT_IS).samples)
    assert np.std(1200 * np.log2(found.f0_hz[20:-20] / 220.0)) < 12  # of 57


def test_the_voice_stays_as_loud_as_it_was():
    song = sounds.song(voice="soprano", seconds=4.0)
    source, sung = truth(song), sung_samples(song)
    for semitones in (-7, 5):
        moved = reshape(Audio(song.vocals, RATE), source, shifted(source, semitones), AS_IT_IS).samples
        change_db = sounds.level_db(moved[:, sung]) - sounds.level_db(song.vocals[:, sung])
        assert abs(change_db) < 0.5  # half a just noticeable step; without levelling it is 1 to 3 dB


# --- formants -------------------------------------------------------------------------------------------------

FORMANTS = (600, 1500, 2500, 3500)


def peaks_hz(samples, f0_hz, near):
    """Envelope peaks near where they are expected; the vibrato of the note fills the gaps between harmonics."""
    envelope = log_envelope(samples[0], f0_hz)[60:-60].mean(axis=0)
    found = []
    for hz in near:
        bins = np.arange(round(hz * 0.85 / 21.53), round(hz * 1.15 / 21.53))
        top = int(bins[np.argmax(envelope[bins])])
        a, b, c = envelope[top - 1 : top + 2]
        found.append((top + 0.5 * (a - c) / (a - 2 * b + c)) * RATE / 2048)
    return np.array(found)


@pytest.fixture(scope="module")
def vowel():
    """A note whose vibrato of a third lets every formant be heard."""
    f0 = sounds.note_pitch(np.arange(800) * 0.005, 120.0, 5.0, 200)
    return Audio(sounds.sung_note(120.0, 4.0, 5.0, 200, FORMANTS), RATE), steady(f0, 4.0)


@pytest.mark.parametrize("semitones", [-7, -3, 4, 7])
def test_formants_stay_when_the_pitch_moves(vowel, semitones):
    note, source = vowel
    target = shifted(source, semitones)
    before = peaks_hz(note.samples, source.f0_hz, FORMANTS)
    after = peaks_hz(reshape(note, source, target, AS_IT_IS).samples, target.f0_hz, FORMANTS)
    assert np.abs(after / before - 1).max() < 0.03


@pytest.mark.parametrize("factor", [0.8, 0.9, 1.15, 1.3])
def test_formants_move_by_their_factor_and_the_pitch_stays(ear, vowel, factor):
    note, source = vowel
    moved = reshape(note, source, source, Reshaping(formant_change(factor, 11000.0))).samples
    before = peaks_hz(note.samples, source.f0_hz, FORMANTS)
    after = peaks_hz(moved, source.f0_hz, np.array(FORMANTS) * factor)
    assert np.abs(after / (before * factor) - 1).max() < 0.05
    found = heard(ear, moved)
    sung = np.interp(found.times_seconds, source.times_seconds, source.f0_hz)[10:-10]
    assert np.median(np.abs(1200 * np.log2(found.f0_hz[10:-10] / sung))) < 10


def test_the_end_of_the_band_does_not_move():
    for factor in (0.6, 0.9, 1.2, 1.8):
        positions = warp_positions(factor, 8000.0)
        assert (np.diff(positions) > 0).all()
        top = round(8000 * 2048 / RATE) + 1
        assert np.allclose(positions[top:], np.arange(top, 1025))


# --- what isn't moved -----------------------------------------------------------------------------------------


def test_nothing_to_do_gives_back_the_very_same_sound(tenor):
    vocal, source = Audio(tenor.vocals, RATE), truth(tenor)
    assert reshape(vocal, source, source, AS_IT_IS) is vocal
    assert formant_change(1.0, 11000.0) is None


def test_a_correction_of_zero_is_heard_nowhere(tenor):
    vocal, source = Audio(tenor.vocals, RATE), truth(tenor)
    same = reshape(vocal, source, source, Reshaping(lambda log_power, voicing, first: np.zeros_like(log_power)))
    assert sounds.level_db(same.samples - vocal.samples) < -130  # float32


def test_consonants_and_breaths_are_never_vocoded(tenor):
    source = truth(tenor)
    moved = reshape(Audio(tenor.vocals, RATE), source, shifted(source, -7), AS_IT_IS).samples
    near = maximum_filter1d(sung_samples(tenor), 4410)  # 50 ms around the notes
    quiet = ~near & (np.abs(tenor.vocals[0]) > 0)
    assert quiet.sum() > 4410
    assert np.array_equal(moved[:, quiet], tenor.vocals[:, quiet])


def test_notes_without_vibrato_keep_their_real_waveform():
    plain, swinging = sounds.sung_note(220, 1.0), sounds.sung_note(220, 1.0, 5.5, 80)
    gap = sounds.silence(0.4)
    samples = np.concatenate([plain, gap, swinging, gap], axis=1)
    vibrato = sounds.note_pitch(np.arange(200) * 0.005, 220, 5.5, 80)
    f0 = np.concatenate([np.full(200, 220.0), np.zeros(80), vibrato, np.zeros(80)])
    source = F0Curve(0.005, 0.0, f0, (f0 > 0).astype(np.float32))
    moved = reshape(Audio(samples, RATE), source, with_vibrato(source, 0.0), AS_IT_IS).samples
    assert np.array_equal(moved[:, :44100], samples[:, :44100])
    assert not np.array_equal(moved, samples)


@pytest.mark.parametrize("frames", [1, 100, 44101, 88200])
@pytest.mark.parametrize("channels", [1, 2])
def test_the_length_is_exact(frames, channels):
    noise = sounds.noise(2.0, channels=channels)[:, :frames]
    source = steady(200.0, 2.0)
    out = reshape(Audio(noise, RATE), source, shifted(source, 5), Reshaping(formant_change(1.2, 11000.0), breathy(0.3)))
    assert out.samples.shape == noise.shape
    assert out.samples.dtype == np.float32
    assert np.isfinite(out.samples).all()


def test_silence_stays_silent_even_where_the_curve_says_there_is_a_voice():
    source = steady(200.0, 1.0)
    quiet = Audio(sounds.silence(1.0, channels=2), RATE)
    out = reshape(quiet, source, shifted(source, -5), Reshaping(formant_change(0.8, 11000.0), breathy(0.5)))
    assert np.abs(out.samples).max() < 1e-5  # -100 dBFS: far under one 16-bit step
    unvoiced = F0Curve(0.005, 0.0, np.zeros(200), np.zeros(200, np.float32))
    change = Reshaping(formant_change(0.8, 11000.0), breathy(0.5))
    assert not reshape(quiet, unvoiced, unvoiced, change).samples.any()


def test_another_rate_is_refused():
    with pytest.raises(ValueError, match="44100"):
        reshape(Audio(sounds.silence(1.0, 48000), 48000), steady(100.0, 1.0), steady(110.0, 1.0), AS_IT_IS)


def test_progress_is_told_and_can_stop_it():
    told = []
    source = steady(200.0, 17.0)
    reshape(Audio(sounds.silence(17.0), RATE), source, shifted(source, 1), AS_IT_IS, told.append)
    assert told == sorted(told)
    assert len(told) == 3  # 8 s at a time
    assert told[-1] == 1.0


# --- seams ----------------------------------------------------------------------------------------------------


def region(samples, source, target, start, stop, how):
    """Rendered from [start, stop) on the 80 ms grid alone, as a segment is."""
    vocal = Audio(reader(samples)(start * GRID, stop * GRID), RATE)
    here, there = (cut(curve, start * 0.08, stop * 0.08) for curve in (source, target))
    return reshape(vocal, here, there, how).samples


LEFT, RIGHT, SHARED = (-25, 76), (13, 114), (38, 51)
"""Two regions of 8 s on the 80 ms grid, and the second that both own, 2 s from their ends."""


def shared(rendered, cut_at):
    return rendered[:, (SHARED[0] - cut_at[0]) * GRID : (SHARED[1] - cut_at[0]) * GRID]


@pytest.mark.parametrize(("voice", "semitones"), [("bass", -7), ("alto", 5), ("tenor", -12), ("tenor", 12)])
def test_two_cuts_sing_the_same(voice, semitones):
    """Rendered from two cut points with 2 s of margin, the shared part differs by less than -60 dB (measured -70)."""
    song = sounds.song(voice=voice, seconds=9.2)
    source = truth(song)
    target = shifted(source, semitones)
    how = Reshaping(formant_change(0.93, 11000.0), anchors=phase_anchors(target))
    a, b = (shared(region(song.vocals, source, target, *cuts, how), cuts) for cuts in (LEFT, RIGHT))
    sung = sung_samples(song)[SHARED[0] * GRID : SHARED[1] * GRID]
    assert sung.mean() > 0.5
    assert sounds.level_db((a - b)[:, sung]) - sounds.level_db(a[:, sung]) < -60
    a, b = a[:, 11025:33075], b[:, 11025:33075]
    mixed = a + (b - a) * rising(22050)
    levels = [[sounds.level_db(x[:, i : i + 2205]) for i in range(0, 22050, 2205)] for x in (mixed, a)]
    assert np.min(np.subtract(*levels)) > -1.0  # no dip in a cross-fade of half a second


def test_without_the_songs_phase_two_cuts_beat():
    """What the anchors are for: without them the same law fails."""
    song = sounds.song(voice="alto", seconds=9.2)
    source = truth(song)
    target = shifted(source, 7)
    a, b = (shared(region(song.vocals, source, target, *cuts, AS_IT_IS), cuts) for cuts in (LEFT, RIGHT))
    assert sounds.level_db(a - b) - sounds.level_db(a) > -20


def test_noise_belongs_to_the_song():
    assert np.array_equal(white_noise(-20000, 20000)[15000:30000], white_noise(-5000, 10000))
    assert abs(np.std(white_noise(0, 100000)) - 1) < 0.02


# --- stereo ---------------------------------------------------------------------------------------------------


def stereo_note(pan, seed=0):
    """A note at this place (-1 right, +1 left), with a decorrelated reverb 12 dB down."""
    note = sounds.sung_note(220.0, 2.0, 5.5, 40)[0]
    rng = np.random.default_rng(seed)
    tail = np.exp(-np.arange(8820) / 2500) * (np.arange(8820) > 400)
    wet = [fftconvolve(note, rng.standard_normal(8820) * tail)[: len(note)] for _ in range(2)]
    wet = np.stack(wet) * 0.25 * np.std(note) / np.std(wet)
    return (np.stack([(1 + pan) * note, (1 - pan) * note]) + wet).astype(np.float32)


@pytest.mark.parametrize("pan", [-0.8, 0.0, 0.4, 1.0])
def test_the_moved_voice_stands_where_it_stood_as_wide_as_it_was(pan):
    sound = stereo_note(pan)
    source = steady(sounds.note_pitch(np.arange(400) * 0.005, 220.0, 5.5, 40), 2.0)
    moved = reshape(Audio(sound, RATE), source, shifted(source, -5), AS_IT_IS).samples
    balance = [sounds.level_db(x[0, 22050:66150]) - sounds.level_db(x[1, 22050:66150]) for x in (sound, moved)]
    width = [sounds.level_db(x[0] - x[1]) - sounds.level_db(x[0] + x[1]) for x in (sound, moved)]
    assert abs(np.clip(balance[0], -15, 15) - np.clip(balance[1], -15, 15)) < 2.0  # dB: a few degrees
    assert abs(width[0] - width[1]) < 3.0


def test_no_channel_beats_with_the_old_pitch():
    """The old harmonics are gone from both channels: what is left of 220 Hz is 40 dB under the new voice."""
    note = stereo_note(0.3)
    source = steady(sounds.note_pitch(np.arange(400) * 0.005, 220.0, 5.5, 40), 2.0)
    target = F0Curve(0.005, 0.0, np.full(400, 311.0), source.confidence)
    moved = reshape(Audio(note, RATE), source, target, AS_IT_IS).samples[:, 22050:66150]
    for channel in moved:
        spectrum = 20 * np.log10(np.abs(np.fft.rfft(channel * np.hanning(44100))) + 1e-9)
        assert spectrum[210:231].max() < spectrum[300:322].max() - 40
        swing = np.abs(np.fft.rfft(np.abs(hilbert(channel)) * np.hanning(44100)))
        assert swing[80:103].max() < 0.02 * swing[0]  # 91 Hz apart they would beat


def test_a_voice_in_the_side_alone_is_not_lost():
    note = sounds.sung_note(220.0, 1.0)
    source = steady(220.0, 1.0)
    moved = reshape(Audio(np.concatenate([note, -note]), RATE), source, shifted(source, 5), AS_IT_IS).samples
    assert abs(sounds.level_db(moved) - sounds.level_db(note)) < 1.0
    assert np.allclose(moved[0], -moved[1])
