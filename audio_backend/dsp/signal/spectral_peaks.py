"""The partials of a sound: peaks of its spectrum, placed between bins by a parabola through each and its neighbours.

J. O. Smith, "Spectral Audio Signal Processing", 2011: quadratic interpolation of spectral peaks. In numpy alone: what
compiles itself would write a cache that two processes share, and a cache that two write at once ends every later one.
"""

from __future__ import annotations

import numpy as np

from audio_backend.dsp.signal.audio import Samples


def spectral_peaks(
    samples: Samples, sample_rate: int, fft: int, hop: int, range_hz: tuple[float, float], share: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(peaks,) frames, Hz and magnitudes, of all channels; `fft` is even, frame t is centred at t * hop.

    A peak is higher than the bin below it, not lower than the bin above it, and above `share` of its frame's largest
    bin. `range_hz` is [from, to) of the bin itself, which must lie inside the spectrum.
    """
    padded = np.pad(samples, ((0, 0), (fft // 2, fft // 2)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, fft, axis=1)[:, ::hop]
    hann = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(fft) / fft)).astype(np.float32)
    spectrum = np.abs(np.fft.rfft(frames * hann)).astype(np.float32)  # (channels, frames, fft / 2 + 1)
    bins = np.arange(1, fft // 2)
    below, here, above = spectrum[..., :-2], spectrum[..., 1:-1], spectrum[..., 2:]
    loud = here > share * spectrum.max(axis=-1, keepdims=True)
    inside = (bins * sample_rate / fft >= range_hz[0]) & (bins * sample_rate / fft < range_hz[1])
    at = np.nonzero((here > below) & (here >= above) & loud & inside)
    slope, bend = (above[at] - below[at]) / 2, above[at] + below[at] - 2 * here[at]
    shift = -slope / bend  # -.5 .. .5, for a peak bends down
    return at[1], (bins[at[-1]] + shift) * sample_rate / fft, here[at] + slope * shift / 2
