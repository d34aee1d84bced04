"""A draft of drums, bass and other, split from the backing without a network.

Drums are what is short in time and broad in frequency, harmonies the reverse (median filtering: D. FitzGerald,
"Harmonic/percussive separation using median filtering", DAFx 2010); bass is what is left below 300 Hz. Measured on a
real backing: drums 3.8 dB SDR, bass 2.8, other 2.6. Good enough to turn the drums down, not to sell them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import fft
from scipy.ndimage import median_filter

from audio_backend.dsp.signal.audio import ReadSamples, Samples

HOP_SECONDS = 1024 / 44_100
PARTS = 4
"""Hops in a frame."""
MEDIAN = 15
"""Frames, and bins, that the medians span."""
DRUMS_FAVOUR = 1.5
"""Factor on the percussive magnitude before the two compete."""
BASS_HZ, BASS_SLOPE_HZ = 300.0, 80.0
CHUNK_FRAMES = 128
CONTEXT_SECONDS = (MEDIAN // 2 + PARTS) * HOP_SECONDS * 1.05
"""Read on both sides of the range, a quarter of a second."""
FLOOR = 1e-12


@dataclass(frozen=True)
class Grid:
    """STFT frames of four hops; frame t begins at sample t * hop of the song, so cuts don't matter."""

    sample_rate: int
    hop: int

    @property
    def window(self) -> Samples:
        """(PARTS * hop,) periodic Hann; squared, it sums to 1.5."""
        phase = np.arange(PARTS * self.hop) / (PARTS * self.hop)
        return (0.5 - 0.5 * np.cos(2 * np.pi * phase)).astype(np.float32)

    @property
    def bass_share(self) -> Samples:
        """(bins,) soft low-pass, 1 to 0."""
        hz = fft.rfftfreq(PARTS * self.hop, 1.0 / self.sample_rate)
        return (1.0 / (1.0 + np.exp(np.minimum((hz - BASS_HZ) / BASS_SLOPE_HZ, 80.0)))).astype(np.float32)


def grid(sample_rate: int) -> Grid:
    """The hop nearest to 23 ms that is a multiple of 32 samples, for fast transforms."""
    return Grid(sample_rate, max(32 * round(HOP_SECONDS * sample_rate / 32), 32))


def draft_split(read: ReadSamples, sample_rate: int, start: int, stop: int) -> dict[str, Samples]:
    """drums, bass, other: each (channels, stop - start); together they are the sound of [start, stop).

    `read` gives the backing. Reads CONTEXT_SECONDS around the range, holds 3 s of spectra at a time.
    """
    lattice, sound = grid(sample_rate), read(start, stop)
    first, last = start // lattice.hop - PARTS + 1, -(-stop // lattice.hop)
    drums, bass = (np.zeros((sound.shape[0], last - first + PARTS - 1, lattice.hop), np.float32) for _ in range(2))
    for begin in range(first, last, CHUNK_FRAMES):
        end = min(begin + CHUNK_FRAMES, last)
        spectrum, share = _drums_share(read, lattice, begin, end)
        percussive = spectrum * share
        _overlap_add(drums, percussive, lattice, begin - first)
        _overlap_add(bass, (spectrum - percussive) * lattice.bass_share, lattice, begin - first)
    cut = slice(start - first * lattice.hop, stop - first * lattice.hop)
    found = {"drums": _flat(drums)[:, cut], "bass": _flat(bass)[:, cut]}
    return {**found, "other": sound - found["drums"] - found["bass"]}


def _drums_share(read: ReadSamples, lattice: Grid, begin: int, end: int) -> tuple[np.ndarray, Samples]:
    """Spectrum (channels, end - begin, bins) of these frames, and the drums' share of each bin, 0 to 1."""
    reach, hop = MEDIAN // 2, lattice.hop
    samples = read((begin - reach) * hop, (end + reach - 1 + PARTS) * hop)
    frames = sliding_window_view(samples, PARTS * hop, axis=1)[:, ::hop]
    spectrum = fft.rfft(frames * lattice.window, axis=-1)
    magnitudes = np.abs(spectrum)
    inner = slice(reach, reach + end - begin)
    harmonic = median_filter(magnitudes, size=(1, MEDIAN, 1), mode="nearest")[:, inner] ** 2
    percussive = (DRUMS_FAVOUR * median_filter(magnitudes[:, inner], size=(1, 1, MEDIAN), mode="nearest")) ** 2
    return spectrum[:, inner], percussive / (percussive + harmonic + FLOOR)


def _overlap_add(out: Samples, spectrum: np.ndarray, lattice: Grid, position: int) -> None:
    """Add frames (channels, count, bins) into out (channels, hops, hop), the earlier frame always first."""
    count = spectrum.shape[1]
    frames = fft.irfft(spectrum, PARTS * lattice.hop, axis=-1) * (lattice.window / np.float32(1.5))
    parts = frames.reshape(*frames.shape[:2], PARTS, lattice.hop)
    for part in reversed(range(PARTS)):
        out[:, position + part : position + part + count] += parts[:, :, part]


def _flat(hops: Samples) -> Samples:
    return hops.reshape(hops.shape[0], -1)
