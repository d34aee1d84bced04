"""The new voice as loud as the singer: the net's own loudness is that of its example."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import maximum_filter1d
from scipy.signal import sosfilt

from audio_backend.dsp.level.levelling import limit_peak, match_level
from audio_backend.dsp.level.loudness import k_weighting
from audio_backend.dsp.signal.audio import Samples
from audio_backend.dsp.signal.spectral_filter import FRAME_SECONDS
from audio_backend.engines.nets.soulx.mel import HOP, SAMPLE_RATE
from audio_backend.engines.voice.soulx.pieces import SILENT_DBFS, frame_levels

ACTIVE_DB = 30.0
"""Under the loudest: what decides how loud it is on the whole."""

DOWN = 9.2
"""Nats of power (40 dB): where the singer is nearly silent, so is the new voice; up it goes 6 dB at most."""

AROUND = 5
"""Frames of 20 ms: silence is silent from 40 ms after a sound until 40 ms before the next."""


def as_loud(made: np.ndarray, sung: np.ndarray) -> np.ndarray:
    """(samples,) of `made` at 24 kHz, moment by moment as loud as what was `sung`, and silent where that is."""
    frames = -(-len(sung) // HOP)
    sounds = frame_levels(sung, frames) > SILENT_DBFS
    if not sounds.any():
        return np.zeros_like(made)
    heard = (sosfilt(k_weighting(SAMPLE_RATE), sound) for sound in (sung, made))
    wanted, given = (frame_levels(sound, frames) for sound in heard)
    active = wanted > max(float(wanted.max()) - ACTIVE_DB, SILENT_DBFS)
    gain_db = 10 * np.log10(_mean_power(wanted[active]) / max(_mean_power(given[active]), 1e-12))
    levelled = (made * 10 ** (gain_db / 20)).astype(np.float32)[None]
    everywhere = np.ones(int(len(sung) / (FRAME_SECONDS * SAMPLE_RATE)) + 2, np.float32)
    levelled = match_level(levelled, sung[None], everywhere, SAMPLE_RATE, down=DOWN)
    loud: Samples = limit_peak(levelled, sung[None], SAMPLE_RATE) * _gate(sounds, len(sung))
    return np.asarray(loud[0], np.float32)


def _mean_power(levels_db: np.ndarray) -> float:
    return float((10 ** (levels_db / 10)).mean())


def _gate(sounds: np.ndarray, samples: int) -> np.ndarray:
    """(samples,) 1 around what sounds and exactly 0 elsewhere, with ramps of 20 ms."""
    open_ = maximum_filter1d(sounds.astype(np.int8), AROUND).astype(np.float32)
    at = (np.arange(samples) + 0.5) / HOP - 0.5
    return np.asarray(np.interp(at, np.arange(len(open_)), open_), np.float32)
