"""From how much each pitch is heard in each frame to a curve: what the nets with 360 pitches have in common. NumPy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NEAR = 4
"""Steps to each side of a pitch that are its own: their mean, weighted by salience, is finer than the grid."""

FARTHEST_STEPS = 11
"""From a frame to the next a sung line goes no farther: 220 cents in 16 ms."""
LEAP = -10.0
"""log of how likely any other step is; so a leap costs as much as a few frames that are heard elsewhere."""
LEAST = 1e-3
"""Salience of a pitch that isn't heard at all: a path may cross it."""

VOICED = 0.5
"""Every engine's confidence is told so that a frame is voiced from here on."""


@dataclass(frozen=True)
class PitchGrid:
    """Equal steps of pitch."""

    lowest_hz: float
    step_cents: float
    steps: int = 360

    @property
    def cents(self) -> np.ndarray:
        """(steps,) above the lowest."""
        return np.asarray(self.step_cents * np.arange(self.steps))

    @property
    def range_hz(self) -> tuple[float, float]:
        return self.lowest_hz, float(self.hz(self.cents[-1]))

    def hz(self, cents: np.ndarray) -> np.ndarray:
        return np.asarray(self.lowest_hz * np.exp2(cents / 1200.0))

    def within(self, salience: np.ndarray, fmin_hz: float, fmax_hz: float) -> np.ndarray:
        """(frames, steps) with nothing heard outside a range."""
        hz = self.hz(self.cents)
        return np.asarray(np.where((hz >= fmin_hz) & (hz <= fmax_hz), salience, 0.0), np.float32)


def loudest(salience: np.ndarray) -> np.ndarray:
    """(frames,) the step that is heard best in each frame."""
    return np.asarray(salience.argmax(axis=1))


def likeliest_path(salience: np.ndarray) -> np.ndarray:
    """(frames,) steps of the likeliest line through all frames (Viterbi): near ones follow, leaps are rare."""
    frames, steps = salience.shape
    heard = np.log(salience + LEAST)
    moves = np.arange(-FARTHEST_STEPS, FARTHEST_STEPS + 1)
    weights = FARTHEST_STEPS + 1.0 - np.abs(moves)
    near = np.log(weights / weights.sum())
    came_from = np.zeros((frames, steps), np.int16)
    score, here = heard[0] if frames else heard.sum(axis=0), np.arange(steps)
    for frame in range(1, frames):
        padded = np.pad(score, FARTHEST_STEPS, constant_values=-np.inf)
        candidates = np.lib.stride_tricks.sliding_window_view(padded, len(moves)) + near  # (steps, moves)
        move = candidates.argmax(axis=1)
        best, leap_from = candidates[here, move], int(score.argmax())
        leaps = score[leap_from] + LEAP > best
        came_from[frame] = np.where(leaps, leap_from, here + moves[move])
        score = np.where(leaps, score[leap_from] + LEAP, best) + heard[frame]
    path = np.zeros(frames, int)
    for frame in range(frames - 1, -1, -1):
        path[frame] = score.argmax() if frame == frames - 1 else came_from[frame + 1, path[frame + 1]]
    return path


def pitch_near(salience: np.ndarray, path: np.ndarray, grid: PitchGrid) -> np.ndarray:
    """(frames,) in Hz: the mean of the steps around the path, weighted by how much each is heard."""
    at = np.clip(path[:, None] + np.arange(-NEAR, NEAR + 1), 0, grid.steps - 1)
    weights = np.take_along_axis(salience, at, axis=1)
    cents = (weights * grid.cents[at]).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-12)
    return grid.hz(cents)


def calibrated(heard: np.ndarray, threshold: float) -> np.ndarray:
    """(frames,) float32 0..1: straight from 0 by `threshold`, which becomes 0.5, to 1."""
    return np.asarray(np.interp(heard, (0.0, threshold, 1.0), (0.0, VOICED, 1.0)), np.float32)
