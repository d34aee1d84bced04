"""What a voice's network adds to the statistics: frame by frame, the singer's cepstra said in that voice.

The statistics decide the mean, the network what lies around it: where they would put a frame, and where it belongs.
The difference is averaged over 90 ms.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.ndimage import convolve1d

from audio_backend.dsp.voice.timbre import (
    BANDS,
    HELD_BANDS,
    Timbre,
    band_levels,
    bands_of,
    cepstra,
    frame_levels_db,
    spread,
)
from audio_backend.engines.voice.echo.net import INPUTS, OUTPUTS, VoiceNet, unpacked
from audio_backend.engines.voice.echo.plan import LearnedMapping, SpectralMapping
from audio_backend.engines.voice.echo.voice import bands_below, rounded, warped_bands

SHARE = 1.0
"""Of the network's word at strength 1. 1.3 gains .01 of similarity and costs 3 points of words."""

STEADY = np.hanning(11)[1:-1]
"""How the network's word is averaged over 90 ms of voiced frames: a voice is in what lasts, words are in what moves.
Without it, the same share costs 4 points of words."""

STEP = 2
"""The network sees every second frame: 10 ms. Regions begin on the song's 80 ms grid, so these are the same ones."""

QUIET_DB, SLOPE_DB = 34.0, 3.0
"""What is this far under the loudest frame is half left alone: the clip tells nothing of tails."""


def learned_mapping(song: Timbre, net: VoiceNet, mapping: SpectralMapping) -> LearnedMapping:
    """What the network adds to a mapping of this song by statistics."""
    reach, alpha = min(bands_below(song.bandwidth_hz), net.bands), mapping.alpha
    mean = _net_cepstra(net, reach, alpha, song.voiced_mean)
    linear = _net_cepstra(net, reach, alpha, np.eye(BANDS)) - _net_cepstra(net, reach, alpha, np.zeros((1, BANDS)))
    variance = np.einsum("ik,ij,jk->k", linear, song.voiced_covariance, linear)  # linear is (80, 29): it is affine
    offset = cepstra(np.array(mapping.offset_voiced)[: net.bands])[1 : OUTPUTS + 1]
    goal = np.concatenate([(mean + offset)[:INPUTS], net.arrays["mean"][INPUTS:]])
    return LearnedMapping(
        net=net.packed(), reach=reach, alpha=alpha, loudest_db=round(song.loudest_db, 2), mean=rounded(mean),
        deviation=rounded(np.sqrt(np.maximum(variance, 1e-4))), offset=rounded(offset), goal=rounded(goal),
    )  # fmt: skip


def learned_correction(learned: LearnedMapping) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """correction(log power (frames, 1025), voicing (frames,)) -> (frames, 1025) nats to add to the statistics' own."""
    net = unpacked(learned.net)
    mean, deviation = np.array(learned.mean), np.array(learned.deviation)
    offset, goal = np.array(learned.offset), np.array(learned.goal)
    to_bins = np.stack([spread(band) for band in np.eye(net.bands)])  # (bands, 1025)

    def correction(log_power: np.ndarray, voicing: np.ndarray) -> np.ndarray:
        seen, voiced = log_power[::STEP], voicing[::STEP]
        heard = _net_cepstra(net, learned.reach, learned.alpha, band_levels(seen).astype(np.float64))
        said = goal + net.said((heard - mean) / deviation, voiced)
        share = SHARE * voiced * _loudness(frame_levels_db(seen), learned.loudest_db)
        change = np.zeros((len(seen), net.bands))
        change[:, 1 : OUTPUTS + 1] = share[:, None] * _steady(said - heard - offset, voiced)
        return _every_frame(bands_of(change).astype(np.float32) @ to_bins, len(log_power))

    return correction


def _net_cepstra(net: VoiceNet, reach: int, alpha: float, bands: np.ndarray) -> np.ndarray:
    """(…, 80) levels of the singer -> (…, 29) cepstra c1.. with the formants moved.

    Where the song's own bandwidth ends before the clip's, the clip's mean goes on from the last bands that are there.
    """
    mean = net.arrays["bands_mean"][: net.bands].astype(np.float64)
    last = slice(reach - HELD_BANDS, reach)
    above = bands[..., last].mean(axis=-1, keepdims=True) + (mean[reach:] - mean[last].mean())
    whole = np.concatenate([bands[..., :reach], above], axis=-1)
    return cepstra(warped_bands(whole, alpha))[..., 1 : OUTPUTS + 1]


def _steady(change: np.ndarray, voicing: np.ndarray) -> np.ndarray:
    """(frames, 29) averaged over the voiced frames around; unvoiced ones don't count."""
    total = convolve1d(change * voicing[:, None], STEADY, axis=0, mode="constant")
    return total / (convolve1d(voicing, STEADY, mode="constant") + 1e-3)[:, None]


def _loudness(levels_db: np.ndarray, loudest_db: float) -> np.ndarray:
    """0 in tails to 1 in what is loud."""
    return 1 / (1 + np.exp(np.clip((loudest_db - QUIET_DB - levels_db) / SLOPE_DB, -30, 30)))


def _every_frame(seen: np.ndarray, frames: int) -> np.ndarray:
    """Every second frame -> (frames, …): those between are their neighbours' mean."""
    between = 0.5 * (seen + np.concatenate([seen[1:], seen[-1:]]))
    return np.stack([seen, between], axis=1).reshape(-1, seen.shape[1])[:frames]
