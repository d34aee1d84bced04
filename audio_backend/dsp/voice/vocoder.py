"""One signal path for pitch shift, formant shift and voice conversion, at 44.1 kHz.

Where the pitch stays, the real waveform is filtered (zero phase, no vocoder). Where it moves, the voiced sound is
made anew: pulses at the target pitch and noise, through the (changed) envelope. Consonants and breath are never
vocoded. Nothing depends on how the song was cut: frames lie on its 80 ms grid, pulses on its phase, noise on its
sample numbers. So neighbouring segments agree in their overlap, and a region may be rendered in pieces.

Stereo: the mid is vocoded, and placed where the old voice stood (dsp.voice.stereo_picture).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import sosfreqz

from audio_backend.dsp.level.levelling import limit_peak, match_level
from audio_backend.dsp.level.loudness import k_weighting
from audio_backend.dsp.pitch.curve_resampling import resampled_curve
from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio, ReadSamples, Samples, fix_polarity, polarity_inverted, reader
from audio_backend.dsp.signal.resampling import at_rate, back_at
from audio_backend.dsp.signal.spectral_filter import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    FREQUENCIES_HZ,
    SAMPLE_RATE,
    filtered,
    on_stft,
)
from audio_backend.dsp.voice import aperiodicity, pulses
from audio_backend.dsp.voice.envelope import SILENCE_POWER, log_envelope, warp_positions, warped
from audio_backend.dsp.voice.stereo_picture import placed

EnvelopeChange = Callable[[np.ndarray, np.ndarray, int], np.ndarray]
"""change(log power (frames, 1025), voicing (frames,) 0..1, the first frame's number in the song, which may be negative)
-> what is added to the log power, in nats."""

Breath = Callable[[int, int], np.ndarray]
"""breath(number of the first frame in the song, frames) -> (frames or 1, 1025) share of the voice's power that is
turned into noise, 0..1."""

CHUNK_FRAMES, CONTEXT_FRAMES = 1600, 64
"""8 s and 0.32 s of 5 ms frames: what is held in memory at once (about 150 MB), on the 80 ms grid."""

HEARD = np.square(np.abs(sosfreqz(k_weighting(SAMPLE_RATE), FREQUENCIES_HZ, fs=SAMPLE_RATE)[1])).astype(np.float32)
"""How much the power at a frequency counts for loudness (BS.1770). Kept power without it made singers 2 LU softer."""

LEVEL_SAMPLES, LEVEL_FRAMES, LEVEL_LIMIT = 1323, 13, 1.15
"""Loudness is compared over 30 ms, the comparison averaged over 65 ms, and limited to 1.15 nat (5 dB)."""
HARMONICS = 40

LEAST_TONE = 1e-6
"""Of the power of a voice that is all breath: 60 dB down, its pitch is found by nobody."""


@dataclass(frozen=True)
class Reshaping:
    """What is done beside following the target pitch."""

    change: EnvelopeChange | None = None
    breath: Breath | None = None
    anchors: list[float] | None = None
    """`pulses.phase_anchors` of the song's target curve; without them the phase begins with the region."""


@dataclass(frozen=True)
class _Melody:
    """The pitch of a whole region every 5 ms, each array (frames,)."""

    f0_hz: np.ndarray
    target_hz: np.ndarray
    phase: np.ndarray
    moved: np.ndarray
    """True where the pitch was moved and the voice is made anew."""
    start_frame: int
    """Of the region in the song; may be negative."""

    def between(self, start: int, stop: int) -> _Melody:
        """Frames [start, stop) of the region; silent outside."""
        inside = slice(max(start, 0), min(stop, len(self.f0_hz)))
        around = (inside.start - start, stop - inside.stop)
        parts = (np.pad(a[inside], around) for a in (self.f0_hz, self.target_hz, self.phase, self.moved))
        return _Melody(*parts, self.start_frame + start)


def reshape(
    vocal: Audio, f0: F0Curve, target_f0: F0Curve, how: Reshaping, progress: Callable[[float], None] = lambda done: None
) -> Audio:
    """The vocal at the target pitch, its envelope changed; the very same object when nothing is to be done.

    The curves begin where the vocal begins, on the song's 80 ms grid.
    """
    if vocal.sample_rate != SAMPLE_RATE:
        raise ValueError(f"the vocoder works at {SAMPLE_RATE} Hz, not at {vocal.sample_rate}")
    melody = _melody(f0, target_f0, vocal.frames, how.anchors)
    if how.change is None and how.breath is None and not melody.moved.any():
        return vocal
    over = polarity_inverted(vocal.samples)
    read, parts = reader(fix_polarity(vocal.samples, over)), []  # so that there is a mid to work on
    chunks = range(0, max(vocal.frames, 1), round(CHUNK_FRAMES * FRAME_SAMPLES))
    for i, start in enumerate(chunks):
        stop = min(start + chunks.step, vocal.frames)
        parts.append(_chunk(read, start, stop, melody, how))
        progress((i + 1) / len(chunks))
    return Audio(fix_polarity(np.concatenate(parts, axis=1), over), SAMPLE_RATE)


def reshape_at_own_rate(
    vocal: Audio, f0: F0Curve, target_f0: F0Curve, how: Reshaping, progress: Callable[[float], None] = lambda done: None
) -> Audio:
    """The same of a vocal at any rate, by way of the vocoder's and back."""
    there = at_rate(vocal, SAMPLE_RATE)
    moved = reshape(there, f0, target_f0, how, progress)
    return vocal if moved is there else back_at(moved, vocal)


def formant_change(factor: float, top_hz: float) -> EnvelopeChange | None:
    """All formants times `factor`, below `top_hz`; None for 1."""
    if factor == 1.0:
        return None
    positions = warp_positions(factor, top_hz)

    def change(log_power: np.ndarray, voicing: np.ndarray, first_frame: int) -> np.ndarray:
        return balanced(warped(log_power, positions) - log_power, log_power)

    return change


def balanced(correction: np.ndarray, log_power: np.ndarray, limit: float = 6.0) -> np.ndarray:
    """Corrections (frames, 1025) in nats, limited to +-6, that keep each frame's K-weighted power (within +-3)."""
    correction = np.clip(correction, -limit, limit)
    power = np.exp(log_power) * HEARD
    lost = np.log(power.sum(axis=1)) - np.log((power * np.exp(correction)).sum(axis=1))
    return correction + np.clip(lost, -3.0, 3.0)[:, None]


# --- the region -----------------------------------------------------------------------------------------------


def _melody(f0: F0Curve, target: F0Curve, samples: int, anchors: list[float] | None) -> _Melody:
    frames = int(np.ceil(samples / FRAME_SAMPLES)) + 1
    start = f0.start_seconds
    sung = resampled_curve(f0, FRAME_SECONDS, start, frames).f0_hz
    wanted = resampled_curve(target, FRAME_SECONDS, start, frames).f0_hz
    moved = (sung > 0) & (wanted > 0) & (sung != wanted)
    wanted = pulses.held(np.where(sung > 0, wanted, 0.0))
    phase = pulses.anchored(pulses.cycles(wanted), start, anchors)
    return _Melody(pulses.held(sung), wanted, phase, moved, round(start / FRAME_SECONDS))


def _chunk(read: ReadSamples, start: int, stop: int, melody: _Melody, how: Reshaping) -> Samples:
    """(channels, stop - start), computed with 0.32 s of context on both sides."""
    context = round(CONTEXT_FRAMES * FRAME_SAMPLES)
    sound = read(start - context, stop + context)
    first = round(start / FRAME_SAMPLES) - CONTEXT_FRAMES
    here = melody.between(first, first + int(np.ceil(sound.shape[1] / FRAME_SAMPLES)) + 1)
    return limit_peak(_render(sound, here, how), sound)[:, context : context + stop - start]


def _render(sound: Samples, melody: _Melody, how: Reshaping) -> Samples:
    """(channels, frames) of one chunk; its edges are not yet right."""
    mid, frames = sound.mean(axis=0, dtype=np.float64), sound.shape[1]
    voicing = _soft(melody.f0_hz > 0)
    log_power = log_envelope(mid, melody.f0_hz)
    first = melody.start_frame
    correction = how.change(log_power, voicing, first) if how.change else np.zeros_like(log_power)
    breath = voicing[:, None] * (how.breath(first, len(voicing)) if how.breath else np.zeros((1, 1), np.float32))
    real = _filtered(sound, correction, breath) if how.change or how.breath else sound
    power = np.exp(log_power + correction)
    noise_power, harmonic = power * breath, power * (1 - breath)
    if not melody.moved.any():
        breathed = placed(_noise(noise_power, melody, frames), sound) if how.breath else 0
        return match_level(real + breathed, sound, voicing)
    share, periodic, aperiodic = _sung_anew(mid, melody, harmonic)
    train = _pulses(periodic, melody, frames)
    noise = _noise(noise_power + aperiodic * share[:, None], melody, frames)
    anew = np.interp(np.arange(frames) / FRAME_SAMPLES, np.arange(len(share)), share).astype(np.float32)
    return match_level(real * (1 - anew) + placed(train * anew + noise, sound), sound, voicing)


def _sung_anew(mid: np.ndarray, melody: _Melody, power: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How much of each frame is made anew (frames,), and the power of its pulses and of its noise (frames, 1025).

    A moved note is followed into its held ends. Under the fundamental there is no breath: it would rumble.
    """
    anew = melody.moved.astype(bool)
    for _ in range(pulses.HELD_FRAMES):
        beside = np.concatenate((anew[1:], [False])) | np.concatenate(([False], anew[:-1]))
        anew = anew | (beside & (melody.f0_hz > 0))
    noise_share = aperiodicity.estimate_aperiodicity(mid, melody.f0_hz)
    level = _level(mid, melody, power)[:, None]
    rumble = np.clip(2 * FREQUENCIES_HZ / np.maximum(melody.target_hz, 1.0)[:, None] - 1, 0.0, 1.0).astype(np.float32)
    return _soft(anew), power * level * (1 - noise_share), power * level * noise_share * rumble


def _level(mid: np.ndarray, melody: _Melody, power: np.ndarray) -> np.ndarray:
    """(frames,) the factor on the power that makes the new voice as loud as the old one, +-5 dB.

    An envelope read at other harmonics carries another power (up to 3 dB here); a singer would not get louder.
    """
    frames = len(power)
    at = np.minimum(np.round(np.arange(frames) * FRAME_SAMPLES).astype(int), len(mid) - 1)
    sung = uniform_filter1d(mid * mid, LEVEL_SAMPLES)[at]
    harmonics = melody.target_hz[:, None] * (np.arange(1, HARMONICS + 1) / FREQUENCIES_HZ[1])
    bins = np.minimum(np.round(harmonics).astype(int), power.shape[1] - 1)
    lines = np.where(harmonics < power.shape[1] - 1, np.take_along_axis(power, bins, axis=1), 0.0)
    made = lines.sum(axis=1) * (2 * melody.target_hz / SAMPLE_RATE)
    known = melody.moved.astype(bool) & (made > SILENCE_POWER) & (sung > SILENCE_POWER)
    ratio = np.log(np.where(known, sung, 1.0) / np.where(known, made, 1.0))
    share = uniform_filter1d(known.astype(np.float64), LEVEL_FRAMES)
    mean = uniform_filter1d(ratio, LEVEL_FRAMES) / np.maximum(share, 1.0 / LEVEL_FRAMES)
    return np.exp(np.clip(mean, -LEVEL_LIMIT, LEVEL_LIMIT)).astype(np.float32)


def _pulses(power: np.ndarray, melody: _Melody, frames: int) -> np.ndarray:
    """(frames,) the pulses of the target pitch with this power (5 ms frames, 1025)."""
    spectra = pulses.minimum_phase(0.5 * np.log(power + SILENCE_POWER))
    return pulses.pulse_train(spectra, *pulses.pulse_instants(melody.target_hz, melody.phase), frames)


def _filtered(sound: Samples, correction: np.ndarray, breath: np.ndarray) -> Samples:
    """Bit-equal where the correction is zero and nothing becomes breath: only what changes goes through the filter."""
    log_gain = 0.5 * (correction + np.log(np.maximum(1 - breath, LEAST_TONE)))
    return sound + filtered(sound, np.expm1(on_stft(log_gain, sound.shape[1])))


def _soft(frames: np.ndarray) -> np.ndarray:
    """Edges of 10 to 15 ms."""
    padded = np.pad(frames.astype(np.float32), 1, mode="edge")
    return 0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:]


def _noise(power: np.ndarray, melody: _Melody, frames: int) -> np.ndarray:
    """(frames,) noise with this power (5 ms frames, 1025)."""
    start = round(melody.start_frame * FRAME_SAMPLES)
    white = pulses.white_noise(start, start + frames)
    return filtered(white[None], on_stft(np.sqrt(power), frames))[0]
