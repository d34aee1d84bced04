"""One voice or several at once: what of each is heard in every frame of the song.

A way is what leads from the song's voice to another one: alpha, offsets, breath, and what was learned. Of a blend,
formants are mixed geometrically, everything else in decibels, by weights that belong to the frame's number in the
song: so it sounds the same however the song is cut, and a voice whose weight is 1 sounds as it does alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from audio_backend.dsp.signal.spectral_filter import FRAME_SECONDS, FREQUENCIES_HZ
from audio_backend.dsp.voice.envelope import warp_positions, warped
from audio_backend.dsp.voice.timbre import TOP_HZ, spread
from audio_backend.dsp.voice.vocoder import Reshaping, balanced
from audio_backend.engines.voice.echo.learned import learned_correction

FORMANT_LIMITS = (0.5, 2.0)
BREATH_ABOVE_HZ, BREATH_RAMP_HZ = 2800.0, 2500.0
"""Breath takes the place of the voice from here on, and less and less below."""


@dataclass(frozen=True)
class Manner:
    """What is asked of any voice."""

    strength: float = 1.0
    formant_shift: float = 1.0
    own_breath: float = 0.0
    """How much of what isn't voiced stays the singer's."""

    @classmethod
    def asked(cls, settings: dict[str, Any]) -> Manner:
        return cls(*(float(settings.get(name, default)) for name, default in
                     (("strength", 1.0), ("formant_shift", 1.0), ("breath", 0.0))))  # fmt: skip


@dataclass(frozen=True)
class Mixture:
    """The ways of a plan, and how far they are gone."""

    ways: list[dict[str, Any]]
    manner: Manner
    top_hz: float

    def reshaping(self, anchors: list[float]) -> Reshaping:
        """Nothing beside the pitch where nothing is asked for."""
        still = self.manner.strength == 0.0 and self.manner.formant_shift == 1.0
        breathes = self.manner.strength and any(way["breath"] for way in self.ways)
        return Reshaping(None if still else self.change, self.breath if breathes else None, anchors)

    def change(self, log_power: np.ndarray, voicing: np.ndarray, first_frame: int) -> np.ndarray:
        """What is added to the envelope (frames, 1025), in nats."""
        weights, strength = self.weights(first_frame, len(log_power)), self.manner.strength
        moved = warped(log_power, self._positions(weights)) - log_power
        if strength:
            share = voicing[:, None]
            voiced, unvoiced = (strength * (weights @ offsets) for offsets in self._offsets)
            moved += share * voiced + (1 - share) * unvoiced
            for learned, weight in zip(self._learned, weights.T, strict=True):
                if learned and weight.any():
                    moved += strength * weight[:, None] * learned(log_power, voicing)
        return _calm(balanced(moved, log_power)) * (1 - self.manner.own_breath * (1 - voicing[:, None]))

    def breath(self, first_frame: int, frames: int) -> np.ndarray:
        """(frames or 1, 1025) share of the voice's power that is breath."""
        return np.square(self.manner.strength * (self.weights(first_frame, frames) @ self._breaths))

    def weights(self, first_frame: int, frames: int) -> np.ndarray:
        """(frames, ways) float32 that sum to 1; (1, ways) where they never change."""
        points = [way.get("points", ((0.0, 1.0),)) for way in self.ways]
        steady = all(len(of_one) == 1 for of_one in points)
        seconds = np.zeros(1) if steady else (first_frame + np.arange(frames)) * FRAME_SECONDS
        asked = np.stack([np.interp(seconds, *zip(*of_one, strict=True)) for of_one in points], axis=1)
        return (asked / asked.sum(axis=1, keepdims=True)).astype(np.float32)

    def _positions(self, weights: np.ndarray) -> np.ndarray:
        """Where the warped envelope is read: (1025,), or (frames, 1025) where the formants move in time."""
        way = weights.astype(np.float64) @ np.log([way["alpha"] for way in self.ways])
        factor = np.clip(np.exp(self.manner.strength * way) * self.manner.formant_shift, *FORMANT_LIMITS)
        return warp_positions(factor if len(factor) > 1 else float(factor[0]), min(self.top_hz, TOP_HZ))

    @cached_property
    def _offsets(self) -> tuple[np.ndarray, np.ndarray]:
        """(ways, 1025) nats for voiced frames, and for the others."""
        kinds = ("offset_voiced", "offset_unvoiced")
        return tuple(np.stack([spread(np.array(way[kind])) for way in self.ways]) for kind in kinds)

    @cached_property
    def _learned(self) -> list:
        return [learned_correction(way["learned"]) if "learned" in way else None for way in self.ways]

    @cached_property
    def _breaths(self) -> np.ndarray:
        """(ways, 1025) share of the amplitude."""
        return np.stack([way["breath"] * _ramp(way.get("breath_above_hz", BREATH_ABOVE_HZ)) for way in self.ways])


def _ramp(above_hz: float) -> np.ndarray:
    """(1025,) 0 far below, 1 above."""
    return np.clip((FREQUENCIES_HZ - above_hz) / BREATH_RAMP_HZ + 1.0, 0.0, 1.0).astype(np.float32)


def _calm(correction: np.ndarray) -> np.ndarray:
    """Each frame with half of its neighbours': what jumps from frame to frame rattles."""
    padded = np.pad(correction, ((1, 1), (0, 0)), mode="edge")
    return 0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:]
