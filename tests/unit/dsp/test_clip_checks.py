"""What is heard of a recording beside its voice: clipping, backing, noise, a second person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import sounds
from songs import easton_ellises, loaded_spleeter

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio, reader
from audio_backend.dsp.signal.segments import Segment
from audio_backend.dsp.voice.clip_checks import (
    PeakMeter,
    RecordingQuality,
    is_alone,
    is_backing,
    noise_distance_db,
    rest_of,
    sureness,
    turns_in,
)
from audio_backend.dsp.voice.timbre import BANDS, Frames, bands_of
from audio_backend.engines.voice.clip_findings import ClipMeasures, checks
from audio_backend.engines.voice.echo.checks import length_finding
from audio_backend.integrations.instrumental_wrapper import InstrumentalWrapper
from audio_backend.messages import english

RATE = 44_100


def flatness(samples) -> float:
    meter = PeakMeter()
    for block in np.array_split(samples, 7, axis=1):
        meter.add(block)
    return meter.flatness


def test_a_clipped_singer_is_told_from_a_loud_one_at_any_level():
    voice = np.array(easton_ellises()["vocals"])
    voice = voice / np.abs(voice).max()
    assert flatness(voice) < 1.5  # the fair threshold; seven speakers and this singer measured at most 0.14
    for gain in (2.0, 4.0):
        clipped = np.clip(gain * voice, -1, 1)
        assert flatness(clipped) > 1.5 and flatness(0.1 * clipped) > 1.5  # turned down afterwards
    assert flatness(np.zeros((1, 1000), np.float32)) == 0.0


def left(song, vocal=None):
    """What Spleeter's vocal leaves of a song."""
    if vocal is None:
        wrapper, frames = InstrumentalWrapper(loaded_spleeter()), song.shape[1]
        whole = Segment(0, 0, frames, 0, frames, 0, 0)
        vocal = wrapper.vocals(reader(song), RATE, 2, whole, "fast", lambda done: None)
    return rest_of(song, vocal, RATE)


def mixed(voice, other, db):
    """The other so many dB under the voice."""
    ratio = np.sqrt(np.mean(np.square(voice)) / np.mean(np.square(other)))
    return (voice + other * ratio * 10 ** (-db / 20)).astype(np.float32)


def test_backing_is_heard_and_noise_is_not_taken_for_it():
    stems = easton_ellises()
    voice, band = stems["vocals"], stems["drums"] + stems["bass"] + stems["other"]
    alone, beside = left(voice), left(mixed(voice, band, 12.0))
    noisy = left(mixed(voice, sounds.noise(voice.shape[1] / RATE, RATE, channels=2)[:, : voice.shape[1]], 12.0))
    assert is_alone(alone) and not is_backing(alone)  # measured -48 dB
    assert is_backing(beside) and -25 < beside.steady_db < -15  # measured -20
    assert not is_alone(noisy) and not is_backing(noisy)
    assert left(band).whole_db > 26  # no voice at all: measured 36 dB more rest than vocal


def test_noise_is_measured_against_the_pauses():
    voiced = np.tile(np.repeat([True, False], 50), 8)
    curve = F0Curve(0.01, 0.0, np.where(voiced, 200.0, 0.0), np.ones(800, np.float32))
    tone = np.repeat(voiced, RATE // 100) * np.sin(np.arange(8 * RATE) * 0.03)
    noise = np.random.default_rng(1).standard_normal(8 * RATE) / np.sqrt(2)
    for distance in (10.0, 30.0):
        clip = Audio((tone + noise * 10 ** (-distance / 20))[None].astype(np.float32), RATE)
        assert abs(noise_distance_db(clip, curve) - distance) < 2.0  # the quietest tenth of 25 ms frames is 1 dB lower
    assert noise_distance_db(Audio(tone[None].astype(np.float32), RATE), curve) == 60.0
    assert noise_distance_db(Audio(tone[None].astype(np.float32), RATE), replace(curve, f0_hz=curve.f0_hz * 0)) == 60.0


def spoken(rng, person, seconds):
    """Frames whose cepstra wander around a person's own, a new vowel every 0.2 s."""
    count = round(seconds / 0.2)
    vowels = person + np.r_[0, np.full(19, 1.0), np.zeros(BANDS - 20)] * rng.standard_normal((count, BANDS))
    return bands_of(np.repeat(vowels, 40, axis=0))


@pytest.mark.parametrize("apart", [0.0, 4.0])
def test_two_people_in_turn_are_two_kinds_of_frames(apart):
    rng = np.random.default_rng(5)
    first, step = np.zeros(BANDS), np.r_[0, np.full(10, apart), np.zeros(BANDS - 11)]
    bands = np.concatenate([spoken(rng, first + (turn % 2) * step, 4.5) for turn in range(8)])
    f0 = np.repeat(np.tile([120.0, 120.0 * 2 ** (apart / 4)], 4), len(bands) // 8)
    found = turns_in(Frames(bands, np.zeros(len(bands)), np.ones(len(bands), bool), f0))
    if apart:
        assert found.explained > 0.28 and abs(found.octaves_apart - 1) < 0.1  # twice what one person gives here
    else:
        assert found.explained < 0.22 and found.octaves_apart < 0.01  # 0.225 is the lower threshold
    assert turns_in(Frames(bands[:2000], np.zeros(2000), np.ones(2000, bool), f0[:2000])).explained == 0.0  # too short


def test_the_verdicts_say_what_is_wrong():
    frames = Frames(np.zeros((10, BANDS)), np.zeros(10), np.ones(10, bool), np.full(10, 150.0))
    curve = F0Curve(0.016, 0.0, np.full(100, 150.0), np.full(100, 0.6, np.float32))
    measures = ClipMeasures(
        voiced_seconds=3.0, unvoiced_seconds=1.0, bandwidth_hz=3400, f0_median_hz=151.0, f0_low_hz=150.0,
        f0_high_hz=152.0, low_note="D3", high_note="D♯3",
    )  # fmt: skip
    quality = RecordingQuality(8000, 20.0, 10.0)
    told = {one.name: one for one in checks(measures, frames, curve, quality, length_finding(3.0))}
    assert list(told) == ["length", "noise", "bleed", "clipping", "speakers", "bandwidth", "range"]
    assert {name: one.verdict for name, one in told.items()} == {
        "length": "poor", "noise": "poor", "bleed": "fair", "clipping": "poor", "speakers": "fair",
        "bandwidth": "poor", "range": "fair",
    }  # fmt: skip
    assert "3.0 s" in english(told["length"].message) and "3.4 kHz" in english(told["bandwidth"].message)
    assert sureness(curve) == pytest.approx(0.6) and sureness(replace(curve, f0_hz=curve.f0_hz * 0)) == 0.0
