"""Cleaning a recording of a voice: what goes, what stays, and what stays together."""

from __future__ import annotations

import numpy as np
import sounds

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio, to_mono
from audio_backend.dsp.voice.clip_cleaning import hum_lines, joined_clips, levelled, steady, trimmed

RATE = 44_100
HOP = 0.016


def tone(hz, seconds=6.0, amplitude=0.1):
    return amplitude * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)


def power_at(mono, hz):
    spectrum = np.fft.rfft(mono * np.hanning(len(mono)))
    return 20 * np.log10(np.abs(spectrum[round(hz * len(mono) / RATE)]) + 1e-9)


def test_dc_rumble_and_hum_go_and_the_voice_stays():
    voice = sounds.song(seconds=6.0).vocals.mean(axis=0)
    dirt = 0.05 + tone(20) + sum(tone(50 * k, amplitude=0.02) for k in (1, 2, 3, 5))
    clean = steady(Audio((voice + dirt)[None].astype(np.float32), RATE)).samples[0]
    assert abs(clean.mean()) < 1e-4
    for hz in (20, 50, 100, 150):
        assert power_at(clean, hz) < power_at(voice + dirt, hz) - 20, hz
    plain = steady(Audio(voice[None].astype(np.float32), RATE)).samples[0]
    rest = 20 * np.log10(np.std(plain - voice) / np.std(voice))
    assert rest < -25  # a voice without dirt loses only what little it has below 45 Hz


def test_a_sung_note_is_no_hum():
    note = np.concatenate([sounds.sung_note(100.0, 5.0)[0], np.zeros(3 * RATE)])  # 100 Hz for 5 s, then silence
    assert hum_lines(note, RATE) == []
    held = np.concatenate([sounds.sung_note(hz, 1.0)[0] for hz in (150.0, 120.0, 100.0, 130.0, 180.0)])
    assert hum_lines(held.astype(float), RATE) == []
    assert hum_lines(tone(60) + tone(120) + 1e-3 * np.random.default_rng(0).standard_normal(6 * RATE), RATE) == [
        60.0,
        120.0,
    ]


def test_a_voice_whose_right_channel_is_turned_over_is_not_lost():
    mono = sounds.sung_note(200.0, 1.0)[0]
    np.testing.assert_allclose(to_mono(np.stack([mono, -mono]))[0], mono, atol=1e-6)
    np.testing.assert_allclose(to_mono(np.stack([mono, mono]))[0], mono, atol=1e-6)
    np.testing.assert_array_equal(to_mono(mono[None])[0], mono)


def curve_of(voiced):
    return F0Curve(HOP, 0.0, np.where(voiced, 200.0, 0.0), np.ones(len(voiced), np.float32))


def test_pauses_are_trimmed_and_the_pitch_stays_with_its_sound():
    note, pause = sounds.sung_note(200.0, 1.0)[0], np.zeros(3 * RATE, np.float32)
    sound = np.concatenate([pause, note, pause, note, pause])
    times = np.arange(round(len(sound) / RATE / HOP)) * HOP
    voiced = ((times > 3) & (times < 4)) | ((times > 7) & (times < 8))
    clip, curve = trimmed(Audio(sound[None], RATE), curve_of(voiced))
    assert 3.4 < clip.duration_seconds < 4.0  # two notes of 1 s with 0.4 s and up to 0.16 s of grid on both sides
    assert abs(len(curve.f0_hz) * HOP - clip.duration_seconds) < 0.02
    level = np.abs(clip.samples[0])
    for k in np.flatnonzero(curve.voiced)[2:-2]:
        if curve.voiced[k - 2 : k + 3].all():
            assert level[round(k * HOP * RATE) - 300 : round(k * HOP * RATE) + 300].max() > 0.01, k


def test_joined_clips_have_no_click_and_one_grid():
    rng = np.random.default_rng(2)
    parts = []
    for seconds in (1.03, 0.77, 2.0):
        noise = 0.1 * rng.standard_normal((1, round(seconds * RATE))).astype(np.float32)
        parts.append(trimmed(Audio(noise + 0.5, RATE), curve_of(np.ones(round(seconds / HOP), bool))))
    whole, curve = joined_clips(parts)
    assert whole.frames % 3528 == 0 and abs(len(curve.f0_hz) * HOP - whole.duration_seconds) < HOP
    smooth = np.convolve(whole.samples[0], np.ones(64) / 64, "valid")
    assert np.abs(np.diff(smooth[::64])).max() < 0.2  # faded over 10 ms (7 steps of 64 samples), no jump from 0.5 to 0


def test_a_voice_gets_one_level_and_never_clips():
    note, curve = sounds.sung_note(200.0, 2.0), curve_of(np.ones(125, bool))
    for gain in (1e-3, 1.0, 20.0):
        loud = levelled(Audio(note * np.float32(gain), RATE), curve).samples
        assert abs(20 * np.log10(np.std(loud)) + 20) < 0.5 or abs(20 * np.log10(np.abs(loud).max()) + 1) < 0.01


def test_the_level_is_that_of_the_voice_also_late_in_a_long_recording():
    """A frame is 705.6 samples: 706 for each would be 68 ms late after 2 minutes, here a third of the voice."""
    times = np.arange(round(120.0 / HOP)) * HOP
    voiced = (times > 118.0) & (times < 118.2)
    sung = np.abs(np.arange(120 * RATE) / RATE - 118.1) < 0.1
    clip = Audio((sung * tone(200.0, 120.0))[None].astype(np.float32), RATE)
    level_db = 20 * np.log10(np.abs(levelled(clip, curve_of(voiced)).samples).max() / np.sqrt(2))
    assert abs(level_db + 20) < 0.3  # a frame more or less of 0.2 s is 0.3 dB
