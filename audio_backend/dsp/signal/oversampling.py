"""The wave between the samples, by a polyphase FIR whose phases share one Fourier transform of the block."""

from __future__ import annotations

import numpy as np
from scipy import fft

from audio_backend.dsp.signal.audio import Samples

TAPS = 96
"""Per phase; BS.1770-4 asks for 12."""

WIDTHS = (96, 24)
"""Meters disagree about sound close to half the sample rate, because their filters do: on white noise by 0.3 dB.
The higher reading of a sharp and a gentle filter is not below that of libav or of a filter four times as long."""

KAISER_BETA = 5.0


class Oversampler:
    """Values at n + p / factor, p = 1 .. factor - 1, by filters of two widths, TAPS / 2 samples after they happened.

    The caller keeps the last `history` samples, so there is no state to get out of step.
    """

    history = TAPS - 1
    delay = TAPS // 2

    def __init__(self, factor: int):
        kernels = [_fractional_delay(phase / factor, width) for width in WIDTHS for phase in range(1, factor)]
        self._kernels = np.stack(kernels).astype(np.float32)
        self._spectra: dict[int, np.ndarray] = {}

    def __call__(self, samples: Samples) -> Samples:
        """(channels, history + n) -> (channels, phases, n): between input n - delay and its successor."""
        size = fft.next_fast_len(samples.shape[1], real=True)
        between = fft.irfft(fft.rfft(samples, size)[:, None] * self._spectrum(size), size)
        return between[:, :, : samples.shape[1] - self.history]

    def _spectrum(self, size: int) -> np.ndarray:
        """(phases, size // 2 + 1). Conjugate: tap k weighs the sample k later, as the window over the block moves on.

        Products of these need no BLAS, whose threads took twice the processor time of one for such small matrices.
        """
        if size not in self._spectra:
            self._spectra[size] = np.conj(fft.rfft(self._kernels, size))
        return self._spectra[size]

    def peaks(self, samples: Samples) -> Samples:
        """(channels, history + n) -> (n,) the highest |value| of any channel from n - delay up to its successor."""
        frames = samples.shape[1] - self.history
        first = self.history - self.delay
        on = np.abs(samples[:, first : first + frames]).max(axis=0)
        return np.maximum(on, np.abs(self(samples)).max(axis=(0, 1)))


def _fractional_delay(fraction: float, width: int) -> np.ndarray:
    """(TAPS,) a Kaiser-windowed sinc, `width` long: the wave `fraction` of a sample after tap TAPS / 2 - 1."""
    distance = np.arange(TAPS) - (TAPS // 2 - 1) - fraction
    inside = np.maximum(1.0 - (distance / (width / 2)) ** 2, 0.0)
    taps = np.sinc(distance) * np.where(inside > 0, np.i0(KAISER_BETA * np.sqrt(inside)), 0.0)
    return taps / taps.sum()
