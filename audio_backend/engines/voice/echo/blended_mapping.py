"""One voice or several at once: what of each is heard in every frame of the song.

Of a blend, formants are mixed geometrically, everything else in decibels, by weights that belong to the frame's number
in the song: so it sounds the same however the song is cut, and a voice whose weight is 1 sounds as it does alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from audio_backend.dsp.signal.spectral_filter import FRAME_SECONDS, FREQUENCIES_HZ
from audio_backend.dsp.voice.envelope import warp_positions, warped
from audio_backend.dsp.voice.timbre import TOP_HZ, spread
from audio_backend.dsp.voice.vocoder import Reshaping, balanced
from audio_backend.engines.voice.echo.learned import learned_correction
from audio_backend.engines.voice.echo.options import EchoOptions
from audio_backend.engines.voice.echo.plan import SpectralMapping

FORMANT_LIMITS = (0.5, 2.0)
BREATH_RAMP_HZ = 2500.0

Correction = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class BlendedMapping:
    """The mappings of a plan, and how far they are gone."""

    mappings: Sequence[SpectralMapping]
    options: EchoOptions
    formant_shift: float
    top_hz: float

    def reshaping(self, anchors: list[float]) -> Reshaping:
        """Nothing beside the pitch where nothing is asked for."""
        strength = self.options.strength
        still = strength == 0.0 and self.formant_shift == 1.0
        breathes = strength and any(mapping.breath for mapping in self.mappings)
        return Reshaping(None if still else self.change, self.breath if breathes else None, anchors)

    def change(self, log_power: np.ndarray, voicing: np.ndarray, first_frame: int) -> np.ndarray:
        """What is added to the envelope (frames, 1025), in nats."""
        weights, strength = self.weights(first_frame, len(log_power)), self.options.strength
        moved = warped(log_power, self._positions(weights)) - log_power
        if strength:
            share = voicing[:, None]
            voiced, unvoiced = (strength * (weights @ offsets) for offsets in self._offsets)
            moved += share * voiced + (1 - share) * unvoiced
            for learned, weight in zip(self._learned, weights.T, strict=True):
                if learned and weight.any():
                    moved += strength * weight[:, None] * learned(log_power, voicing)
        return _calm(balanced(moved, log_power)) * (1 - self.options.breath * (1 - voicing[:, None]))

    def breath(self, first_frame: int, frames: int) -> np.ndarray:
        """(frames or 1, 1025) share of the voice's power that is breath."""
        return np.asarray(np.square(self.options.strength * (self.weights(first_frame, frames) @ self._breaths)))

    def weights(self, first_frame: int, frames: int) -> np.ndarray:
        """(frames, mappings) float32 that sum to 1; (1, mappings) where they never change."""
        points = [np.array(mapping.points) for mapping in self.mappings]
        steady = all(len(of_one) == 1 for of_one in points)
        seconds = np.zeros(1) if steady else (first_frame + np.arange(frames)) * FRAME_SECONDS
        weights = np.stack([np.interp(seconds, of_one[:, 0], of_one[:, 1]) for of_one in points], axis=1)
        return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)

    def _positions(self, weights: np.ndarray) -> np.ndarray:
        """Where the warped envelope is read: (1025,), or (frames, 1025) where the formants move in time."""
        log_alpha = weights.astype(np.float64) @ np.log([mapping.alpha for mapping in self.mappings])
        factor = np.clip(np.exp(self.options.strength * log_alpha) * self.formant_shift, *FORMANT_LIMITS)
        return warp_positions(factor if len(factor) > 1 else float(factor[0]), min(self.top_hz, TOP_HZ))

    @cached_property
    def _offsets(self) -> tuple[np.ndarray, np.ndarray]:
        """(mappings, 1025) nats for voiced frames, and for the others."""
        voiced = np.stack([spread(np.array(mapping.offset_voiced)) for mapping in self.mappings])
        return voiced, np.stack([spread(np.array(mapping.offset_unvoiced)) for mapping in self.mappings])

    @cached_property
    def _learned(self) -> list[Correction | None]:
        return [learned_correction(mapping.learned) if mapping.learned else None for mapping in self.mappings]

    @cached_property
    def _breaths(self) -> np.ndarray:
        """(mappings, 1025) share of the amplitude."""
        return np.stack([mapping.breath * _ramp(mapping.breath_above_hz) for mapping in self.mappings])


def _ramp(above_hz: float) -> np.ndarray:
    """(1025,) 0 far below, 1 above."""
    return np.clip((FREQUENCIES_HZ - above_hz) / BREATH_RAMP_HZ + 1.0, 0.0, 1.0).astype(np.float32)


def _calm(correction: np.ndarray) -> np.ndarray:
    """Each frame with half of its neighbours': what jumps from frame to frame rattles."""
    padded = np.pad(correction, ((1, 1), (0, 0)), mode="edge")
    return 0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:]
