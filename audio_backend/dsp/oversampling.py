"""The wave between the samples, by a polyphase FIR written as one matrix product per block."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from audio_backend.dsp.audio import Samples

TAPS = 96
"""Per phase; BS.1770-4 asks for 12."""

WIDTHS = (96, 24)
"""Meters disagree about sound close to half the sample rate, because their filters do: on white noise by 0.3 dB.
The higher reading of a sharp and a gentle filter is not below that of libav or of a filter four times as long."""

KAISER_BETA = 5.0
RUN = 32
"""Neighbouring samples computed by one row of the product: a Toeplitz matrix feeds BLAS, a loop of taps doesn't."""


class Oversampler:
    """Values at n + p / factor, p = 1 .. factor - 1, by filters of two widths, TAPS / 2 samples after they happened.

    The caller keeps the last `history` samples, so there is no state to get out of step.
    """

    history = TAPS - 1
    delay = TAPS // 2

    def __init__(self, factor: int):
        kernels = [_fractional_delay(phase / factor, width) for width in WIDTHS for phase in range(1, factor)]
        self._phases = len(kernels)
        self._matrix = _toeplitz(np.stack(kernels))

    def __call__(self, samples: Samples) -> Samples:
        """(channels, history + n) -> (channels, phases, n): between input n - delay and its successor."""
        channels, frames = samples.shape[0], samples.shape[1] - self.history
        rows = -(-frames // RUN)
        padded = np.pad(samples, ((0, 0), (0, rows * RUN - frames)))
        windows = np.ascontiguousarray(sliding_window_view(padded, RUN + self.history, axis=1)[:, ::RUN])
        between = (windows @ self._matrix).reshape(channels, rows, self._phases, RUN)
        return between.transpose(0, 2, 1, 3).reshape(channels, self._phases, rows * RUN)[:, :, :frames]

    def peaks(self, samples: Samples) -> Samples:
        """(channels, history + n) -> (n,) the highest |value| of any channel from n - delay up to its successor."""
        frames = samples.shape[1] - self.history
        first = self.history - self.delay
        on = np.abs(samples[:, first: first + frames]).max(axis=0)
        return np.maximum(on, np.abs(self(samples)).max(axis=(0, 1)))


def _fractional_delay(fraction: float, width: int) -> np.ndarray:
    """(TAPS,) a Kaiser-windowed sinc, `width` long: the wave `fraction` of a sample after tap TAPS / 2 - 1."""
    distance = np.arange(TAPS) - (TAPS // 2 - 1) - fraction
    inside = np.maximum(1.0 - (distance / (width / 2)) ** 2, 0.0)
    taps = np.sinc(distance) * np.where(inside > 0, np.i0(KAISER_BETA * np.sqrt(inside)), 0.0)
    return taps / taps.sum()


def _toeplitz(kernels: np.ndarray) -> Samples:
    """(phases, TAPS) -> (RUN + TAPS - 1, phases * RUN): column p * RUN + r holds kernel p, shifted down by r."""
    phases = len(kernels)
    matrix = np.zeros((RUN + TAPS - 1, phases, RUN), np.float32)
    for shift in range(RUN):
        matrix[shift: shift + TAPS, :, shift] = kernels.T
    return matrix.reshape(RUN + TAPS - 1, phases * RUN)
