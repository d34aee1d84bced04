"""Reverb: measured blind, taken from the tail, and put back."""

from __future__ import annotations

import numpy as np
import pytest
import sounds
from scipy.signal import oaconvolve
from test_loudness import cut

from audio_backend.dsp.level.loudness import measure
from audio_backend.dsp.room.impulse_response import PRE_DELAY_SECONDS, impulse_response
from audio_backend.dsp.room.reverb import FINEST_STEP, Reverb, rt60_seconds, split_late
from audio_backend.dsp.signal.audio import reader

RATE = 44_100
DIRECT_SECONDS = 0.06
"""What comes later than this is late reverb."""


def room(rt60: float, reverb_db: float = -8.0, seed: int = 1) -> np.ndarray:
    """(frames,) direct sound and an exponential tail of noise, `reverb_db` of energy below it."""
    frames = round(1.2 * rt60 * RATE)
    tail = np.random.default_rng(seed).standard_normal(frames) * 10 ** (-3 * np.arange(frames) / RATE / rt60)
    tail[: round(0.008 * RATE)] = 0
    response = tail * 10 ** (reverb_db / 20) / np.linalg.norm(tail)
    response[0] = 1.0
    return response


def phrases(seconds: float = 9.0) -> np.ndarray:
    """(1, frames) sung notes, each 1.1 s, with pauses of 0.7 s to ring out in."""
    notes = [sounds.sung_note(f0, 1.1, vibrato_cents=40)[0] for f0 in (220, 262, 196, 294, 247, 330)]
    line = np.concatenate([np.pad(note, (0, round(0.7 * RATE))) for note in notes])
    return np.resize(line, round(seconds * RATE))[None].astype(np.float32)


def in_a(response: np.ndarray, dry: np.ndarray) -> np.ndarray:
    return oaconvolve(dry, response[None], axes=1)[:, : dry.shape[1]].astype(np.float32)


def early_part(response: np.ndarray) -> np.ndarray:
    return np.where(np.arange(len(response)) < DIRECT_SECONDS * RATE, response, 0.0)


def powers(samples: np.ndarray, frames: int = 441) -> np.ndarray:
    whole = samples.shape[1] // frames * frames
    return (samples[0, :whole].astype(np.float64).reshape(-1, frames) ** 2).mean(axis=1)


# --- how long the room rings


@pytest.mark.parametrize("rt60", [0.3, 0.6, 1.0])
@pytest.mark.parametrize("reverb_db", [-4.0, -10.0])
def test_the_reverberation_time_is_heard_from_the_voice_alone(rt60, reverb_db):
    heard = rt60_seconds(cut(in_a(room(rt60, reverb_db), phrases()), 50_000), RATE, 1)
    assert heard == pytest.approx(rt60, rel=0.2)  # 5 % is a just noticeable difference, blind estimates give 10 to 20 %


def test_a_song_in_a_room_is_measured_too():
    song = sounds.song(5, 16.0, voice="alto").vocals
    heard = rt60_seconds([oaconvolve(song, room(0.8)[None], axes=1).astype(np.float32)], RATE, 2)
    assert heard == pytest.approx(0.8, rel=0.3)  # notes follow each other: few decays, half of them cut short


def test_the_estimate_does_not_depend_on_the_blocks():
    wet = in_a(room(0.5), phrases(4.0))
    assert rt60_seconds(cut(wet, 777), RATE, 1) == rt60_seconds([wet], RATE, 1)


def test_a_room_is_heard_where_the_right_channel_is_turned_over():
    wet = in_a(room(0.5), phrases(4.0))
    over = rt60_seconds([np.concatenate([wet, -wet])], RATE, 2)
    assert over == rt60_seconds([np.concatenate([wet, wet])], RATE, 2) is not None


def test_where_nothing_rings_out_there_is_no_estimate():
    for sound in (sounds.silence(2.0), sounds.noise(2.0), sounds.tone(300.0, 2.0), np.zeros((1, 100), np.float32)):
        assert rt60_seconds([sound], RATE, 1) is None
    assert rt60_seconds([], RATE, 1) is None


def test_a_dry_voice_is_the_shortest_room_or_none():
    assert rt60_seconds([phrases()], RATE, 1) in (None, 0.15)


# --- taking the tail away


@pytest.mark.parametrize("rt60", [0.5, 1.0, 1.5])
def test_the_tail_goes_and_the_voice_stays(rt60):
    voice, response = phrases(), room(rt60)
    wet, direct = in_a(response, voice), in_a(early_part(response), voice)
    dry, _ = split_late(reader(wet), RATE, 0, wet.shape[1], rt60)
    heard, tail = powers(direct), powers(wet - direct)
    sung = heard > heard.max() / 1000
    over = (heard < tail / 100) & (tail > tail.max() / 10_000)
    assert over.sum() > 50  # half a second of tails at least
    assert 10 * np.log10(powers(dry)[over].sum() / tail[over].sum()) < -6.0
    inside = np.repeat(sung, 441)
    voiced, out = direct[0, : len(inside)][inside], dry[0, : len(inside)][inside]
    assert 20 * np.log10(abs(out @ voiced) / (voiced @ voiced)) == pytest.approx(0.0, abs=1.0)


def test_dry_and_late_are_the_input():
    wet = in_a(room(0.8), phrases(3.0))
    pcm = (np.rint(wet * 2**23) / 2**23).astype(np.float32)
    dry, late = split_late(reader(pcm), RATE, 0, pcm.shape[1], 0.8)
    assert np.array_equal(dry + late, pcm)  # to the bit: both lie on a grid that float32 holds exactly
    dry, late = split_late(reader(wet), RATE, 0, wet.shape[1], 0.8)
    assert np.abs(dry + late - wet).max() <= FINEST_STEP


def test_the_split_does_not_depend_on_the_cuts():
    wet = np.repeat(in_a(room(0.8), phrases(4.0)), 2, axis=0)
    whole, _ = split_late(reader(wet), RATE, 0, wet.shape[1], 0.8)
    for start, stop in ((12_345, 100_001), (0, 10), (150_000, wet.shape[1])):
        part, late = split_late(reader(wet), RATE, start, stop, 0.8)
        assert part.shape == late.shape == (2, stop - start)
        assert np.abs(part - whole[:, start:stop]).max() <= FINEST_STEP  # an FFT may round the last bit otherwise


def test_long_ranges_are_computed_in_pieces_without_a_seam(monkeypatch):
    wet = in_a(room(0.5), phrases(3.0))
    whole, _ = split_late(reader(wet), RATE, 0, wet.shape[1], 0.5)
    monkeypatch.setattr("audio_backend.dsp.room.reverb.PIECE_SECONDS", 0.7)
    pieces, _ = split_late(reader(wet), RATE, 0, wet.shape[1], 0.5)
    assert np.abs(pieces - whole).max() <= FINEST_STEP


def test_silence_splits_into_silence():
    dry, late = split_late(reader(sounds.silence(1.0)), RATE, 0, RATE, 1.0)
    assert not dry.any() and not late.any()


# --- a room of our own


def wet_of(dry: np.ndarray, rt60: float, frames: int = 40_000, sample_rate: int = RATE) -> np.ndarray:
    reverb = Reverb(sample_rate, len(dry), rt60)
    return np.concatenate([reverb.process(block) for block in cut(dry, frames)], axis=1)


@pytest.mark.parametrize("voice", ["bass", "tenor", "alto", "soprano"])
@pytest.mark.parametrize("rt60", [0.3, 1.0, 2.5])
def test_the_wet_sound_is_as_loud_as_the_voice(voice, rt60):
    vocals = sounds.song(5, 10.0, voice=voice).vocals
    louder = measure([wet_of(vocals, rt60)], RATE, 2).integrated_lufs - measure([vocals], RATE, 2).integrated_lufs
    assert louder == pytest.approx(0.0, abs=1.5)  # partials of few notes meet few modes of the room


@pytest.mark.parametrize("frames", [100, 4096, 5000])
def test_the_reverb_does_not_depend_on_the_blocks(frames):
    vocals = sounds.song(2, 1.5).vocals
    whole = wet_of(vocals, 0.7, vocals.shape[1])
    assert np.abs(wet_of(vocals, 0.7, frames) - whole).max() < 2e-6  # -114 dBFS: float32 sums in another order


@pytest.mark.parametrize("channels", [1, 2])
def test_the_reverb_is_the_convolution_with_its_room(channels):
    dry = sounds.noise(1.0, channels=channels)
    response = impulse_response(RATE, channels, 0.6)
    truth = oaconvolve(np.repeat(dry.mean(axis=0, keepdims=True), channels, axis=0), response, axes=1)[:, :RATE]
    assert wet_of(dry, 0.6, 3333) == pytest.approx(truth, abs=2e-6)


def test_the_room_decays_as_asked_is_dark_and_wide():
    response = impulse_response(RATE, 2, 1.0).astype(np.float64)
    assert not response[:, : round(PRE_DELAY_SECONDS * RATE)].any()
    falling = 10 * np.log10(np.cumsum(response[0, ::-1] ** 2)[::-1])  # Schroeder's integral
    falling -= falling[0]
    at_5, at_35 = np.argmax(falling < -5), np.argmax(falling < -35)
    assert 2 * (at_35 - at_5) / RATE == pytest.approx(1.0, rel=0.15)
    assert treble_share(response[0, RATE // 20 : RATE // 5]) > 4 * treble_share(response[0, RATE // 2 : RATE])
    assert abs(np.corrcoef(response)[0, 1]) < 0.1


def treble_share(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    edge = round(4000 / RATE * len(samples))
    return float(spectrum[edge:].sum() / spectrum.sum())


def test_the_same_room_every_time():
    assert np.array_equal(impulse_response(48_000, 2, 0.8), impulse_response(48_000, 2, 0.8))
