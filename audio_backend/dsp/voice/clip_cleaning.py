"""Cleaning a recording of a voice: rumble, hum, and pauses that nobody needs."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.signal import butter, filtfilt, iirnotch, sosfiltfilt, stft

from audio_backend.dsp.pitch.f0_curve import F0Curve, voiced_runs
from audio_backend.dsp.signal.audio import Audio, Samples, db_to_gain
from audio_backend.dsp.signal.segments import GRID_SECONDS, grid_frames

RUMBLE_HZ = 45.0
"""Below every voice."""

MAINS_HZ, HARMONICS = (50.0, 60.0), 8
HUM_FFT_SECONDS, HUM_DB, FEWEST_LINES = 1.0, 12.0, 2
ALWAYS_PERCENTILE = 5
"""Hum is there in the pauses too; a note is not."""

NOTCH_HZ = 2.0
"""Width: a note that passes through it loses less than it is long."""

KEPT_SECONDS = 0.4
"""Of what lies beside a voice: consonants, breath, a bit of pause."""

FADE_SECONDS = 0.01
VOICE_DB, PEAK_DB = -20.0, -1.0
"""Level of voiced sound, and of the highest sample, in what is kept."""


def steady(clip: Audio) -> Audio:
    """Without DC, rumble and hum; what lies above 45 Hz and off the mains' lines stays as it is. (1, frames)."""
    mono = clip.samples[0].astype(np.float64)
    sections = butter(4, RUMBLE_HZ, "highpass", fs=clip.sample_rate, output="sos")
    mono = sosfiltfilt(sections, mono - mono.mean(), padlen=min(clip.sample_rate // 10, len(mono) - 1))
    for hz in hum_lines(mono, clip.sample_rate):
        mono = filtfilt(*iirnotch(hz, hz / NOTCH_HZ, fs=clip.sample_rate), mono, padlen=min(3000, len(mono) - 1))
    return Audio(mono[None].astype(np.float32), clip.sample_rate)


def hum_lines(mono: np.ndarray, sample_rate: int) -> list[float]:
    """Mains frequencies, and their multiples, that stand still in a recording; [] where there are none."""
    length = round(HUM_FFT_SECONDS * sample_rate)
    if len(mono) < 3 * length:
        return []
    spectra = np.abs(stft(mono, sample_rate, nperseg=length, noverlap=length // 2)[2]) ** 2
    always = 10 * np.log10(np.percentile(spectra, ALWAYS_PERCENTILE, axis=1) + 1e-14)
    best: list[float] = []
    for mains in MAINS_HZ:
        lines = [mains * k for k in range(1, HARMONICS + 1) if _stands_out(always, round(mains * k * HUM_FFT_SECONDS))]
        best = max(best, lines, key=len)
    return best if len(best) >= FEWEST_LINES else []


def _stands_out(always_db: np.ndarray, at: int) -> bool:
    beside = np.r_[always_db[at - 12 : at - 3], always_db[at + 4 : at + 13]]
    return bool(always_db[at - 1 : at + 2].max() > np.median(beside) + HUM_DB and always_db[at] > -120)


def trimmed(clip: Audio, curve: F0Curve) -> tuple[Audio, F0Curve]:
    """Only what lies within 0.4 s of a voice, cut on the 80 ms grid with short fades, and its curve, cut likewise."""
    grid = grid_frames(clip.sample_rate)
    cells = -(-clip.frames // grid)
    per_cell = float(GRID_SECONDS) / curve.hop_seconds
    wanted = np.zeros(cells, bool)
    beside = round(KEPT_SECONDS / float(GRID_SECONDS))
    for first, stop in voiced_runs(curve.voiced):
        wanted[max(int(first / per_cell) - beside, 0) : int(stop / per_cell) + beside + 1] = True
    spans = voiced_runs(wanted)
    pieces = [_faded(clip.samples[:, first * grid : stop * grid], clip.sample_rate) for first, stop in spans]
    hops = [slice(round(first * per_cell), round(stop * per_cell)) for first, stop in spans]
    f0, sure = (np.concatenate([line[:0], *(line[hop] for hop in hops)]) for line in (curve.f0_hz, curve.confidence))
    sound = np.concatenate([clip.samples[:, :0], *pieces], axis=1)
    return Audio(sound, clip.sample_rate), F0Curve(curve.hop_seconds, 0.0, f0, sure)


def joined_clips(parts: Iterable[tuple[Audio, F0Curve]]) -> tuple[Audio, F0Curve]:
    """One after the other; each is padded to the 80 ms grid, so that the curves stay with their sounds."""
    sounds, f0, sure = [], [], []
    for clip, curve in parts:
        grid = grid_frames(clip.sample_rate)
        cells = -(-clip.frames // grid)
        sounds.append(np.pad(clip.samples, ((0, 0), (0, cells * grid - clip.frames))))
        hops = round(cells * float(GRID_SECONDS) / curve.hop_seconds)
        f0.append(_exactly(curve.f0_hz, hops))
        sure.append(_exactly(curve.confidence, hops))
    whole = Audio(np.concatenate(sounds, axis=1), clip.sample_rate)
    return whole, F0Curve(curve.hop_seconds, 0.0, np.concatenate(f0), np.concatenate(sure))


def _exactly(values: np.ndarray, count: int) -> np.ndarray:
    return np.pad(values[:count], (0, max(count - len(values), 0)))


def levelled(clip: Audio, curve: F0Curve) -> Audio:
    """Voiced sound at -20 dBFS, or softer where a peak would pass -1 dBFS."""
    edges = (np.arange(len(curve.f0_hz) + 1) - 0.5) * curve.hop_seconds * clip.sample_rate
    sung = np.repeat(curve.voiced, np.diff(np.clip(np.round(edges), 0, clip.frames).astype(int)))
    voice = clip.samples[0, : len(sung)][sung]
    power, peak = float(np.mean(np.square(voice, dtype=np.float64))), float(np.abs(clip.samples).max())
    gain = min(db_to_gain(VOICE_DB) / max(np.sqrt(power), 1e-9), db_to_gain(PEAK_DB) / max(peak, 1e-9))
    return Audio(clip.samples * np.float32(gain), clip.sample_rate)


def _faded(samples: Samples, sample_rate: int) -> Samples:
    fade = min(round(FADE_SECONDS * sample_rate), samples.shape[1] // 2)
    ramp = ((np.arange(fade) + 0.5) / max(fade, 1)).astype(np.float32)
    faded = samples.copy()
    faded[:, :fade] *= ramp
    faded[:, faded.shape[1] - fade :] *= ramp[::-1]
    return faded
