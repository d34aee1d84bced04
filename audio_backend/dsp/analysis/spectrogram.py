"""A picture of a sound: columns of time, bands of pitch, made while the sound streams by.

Bands are equal steps of pitch, so a window that suits the treble is too short for the bass: three lengths share the
work. Each column shows the highest power that any look into it found, so a short sound is as bright as a long one.

A long column isn't looked at from end to end. It gets at most 16 looks of each length: 8 spread evenly, and the 8 that
change fastest (most energy of the first difference), which is where strokes and consonants are. What starts and ends
between two of the even looks, and is duller than eight other moments of the same column, may be missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log2

import numpy as np
from scipy.fft import rfft

from audio_backend.dsp.signal.audio import Samples, to_mono

LOW_HZ, HIGHEST_HZ = 40.0, 16_000.0
FLOOR_DB, CEILING_DB = -90.0, 0.0
"""What byte 0 and byte 255 stand for; 0 dB is a sine at full scale on all channels."""

WINDOWS = ((0.0, 0.37), (320.0, 0.093), (1280.0, 0.046))
"""From this frequency on, a Hann window of about so many seconds: as narrow as 160 bands need, no longer."""

EVEN_LOOKS = BRIGHT_LOOKS = 8


@dataclass(frozen=True)
class Canvas:
    """What is to be drawn: samples [start, stop) of a sound, in so many columns and bands."""

    sample_rate: int
    start: int
    stop: int
    columns: int
    bands: int

    @property
    def high_hz(self) -> float:
        return min(HIGHEST_HZ, self.sample_rate / 2)

    @property
    def edges_hz(self) -> np.ndarray:
        """(bands + 1,) equal steps of pitch."""
        return np.geomspace(LOW_HZ, self.high_hz, self.bands + 1)

    def edge(self, column: int) -> float:
        """Where a column begins, in samples; columns may be shorter than one."""
        return self.start + column * (self.stop - self.start) / self.columns


class Lens:
    """One length of window, for the bands from `low_hz` up to `high_hz`."""

    def __init__(self, canvas: Canvas, low_hz: float, high_hz: float, seconds: float):
        self.frames = 2 ** round(log2(seconds * canvas.sample_rate))
        self._window = np.hanning(self.frames + 1)[:-1].astype(np.float32)
        edges = canvas.edges_hz
        centres = np.sqrt(edges[:-1] * edges[1:])
        self.bands = slice(*np.searchsorted(centres, (low_hz, high_hz)))
        mine = edges[self.bands.start : self.bands.stop + 1] * self.frames / canvas.sample_rate
        self._first = np.ceil(mine).astype(int)
        self._narrow = self._first[:-1] == self._first[1:]
        below = centres[self.bands] * self.frames / canvas.sample_rate
        self._bin = np.minimum(below.astype(int), self.frames // 2 - 1)
        self._part = below - self._bin

    def powers(self, pieces: np.ndarray) -> np.ndarray:
        """(looks, frames) -> the highest power in each of its bands; a sine of amplitude 1 is 1."""
        spectra = rfft(pieces * self._window, axis=1)
        power = (spectra.real**2 + spectra.imag**2).max(axis=0) * np.float32(4 / self._window.sum(dtype=float) ** 2)
        between = power[self._bin] * (1 - self._part) + power[self._bin + 1] * self._part
        highest = np.maximum.reduceat(np.append(power, 0), self._first)[:-1]
        return np.where(self._narrow, between, np.maximum(highest, between))


class Painter:
    """Add a sound block by block, from its first sample; holds one column and one window of it."""

    def __init__(self, canvas: Canvas):
        self.canvas = canvas
        tops = [low for low, _ in WINDOWS[1:]] + [np.inf]
        lenses = (Lens(canvas, low, top, s) for (low, s), top in zip(WINDOWS, tops, strict=True))
        self._lenses = [lens for lens in lenses if lens.bands.start < lens.bands.stop]
        self._reach = max(lens.frames for lens in self._lenses) // 2 + 1
        self._at = canvas.start - self._reach
        self._held = np.zeros(max(-self._at, 0), np.float32)
        self._seen = 0
        self._picture = np.zeros((canvas.columns, canvas.bands), np.uint8)
        self._drawn = 0

    @property
    def complete(self) -> bool:
        """No more sound is needed."""
        return self._drawn == self.canvas.columns

    def add(self, samples: Samples) -> None:
        """The next (channels, n)."""
        known = max(self._at + len(self._held) - self._seen, 0)
        self._seen += samples.shape[1]
        if known < samples.shape[1]:
            self._held = np.concatenate([self._held, to_mono(samples[:, known:])[0]])
            self._draw()

    def picture(self) -> bytes:
        """columns * bands bytes, column by column, the lowest band first. After the end of the sound is silence."""
        missing = ceil(self.canvas.stop) + self._reach + 1 - self._at - len(self._held)
        self._held = np.pad(self._held, (0, max(missing, 0)))
        self._draw()
        return self._picture.tobytes()

    def _draw(self) -> None:
        known = self._at + len(self._held) - self._reach
        while not self.complete and ceil(self.canvas.edge(self._drawn + 1)) <= known:
            self._picture[self._drawn] = self._column(self.canvas.edge(self._drawn), self.canvas.edge(self._drawn + 1))
            self._drawn += 1
        past = max(int(self.canvas.edge(self._drawn)) - self._reach - self._at, 0)
        self._held, self._at = self._held[past:], self._at + past

    def _column(self, start: float, stop: float) -> np.ndarray:
        powers = np.zeros(self.canvas.bands)
        for lens in self._lenses:
            first = self._looks(start, stop, lens.frames // 2) - lens.frames // 2
            powers[lens.bands] = lens.powers(np.stack([self._held[at : at + lens.frames] for at in first]))
        db = 10 * np.log10(np.maximum(powers, 1e-20))
        return np.clip(np.round((db - FLOOR_DB) / (CEILING_DB - FLOOR_DB) * 255), 0, 255)

    def _looks(self, start: float, stop: float, hop: int) -> np.ndarray:
        """Where in `_held` the looks into a column are centred: all half a window apart, or the best of them."""
        count = max(ceil((stop - start) / hop), 1)
        centres = (start - self._at + (stop - start) * (np.arange(count) + 0.5) / count).astype(int)
        if count <= EVEN_LOOKS + BRIGHT_LOOKS:
            return centres
        even = np.arange(EVEN_LOOKS) * count // EVEN_LOOKS + count // (2 * EVEN_LOOKS)
        bright = np.argpartition(self._liveliness(centres, hop), -BRIGHT_LOOKS)[-BRIGHT_LOOKS:]
        return centres[np.union1d(even, bright)]

    def _liveliness(self, centres: np.ndarray, hop: int) -> np.ndarray:
        """Energy of the first difference in the hop around each centre."""
        first, last = centres[0] - hop // 2 - 1, centres[-1] + hop // 2 + 1
        power = np.cumsum(np.square(np.diff(self._held[first:last]), dtype=np.float64))
        around = np.clip(np.array([centres - hop // 2, centres + hop // 2]) - first - 1, 0, len(power) - 1)
        return power[around[1]] - power[around[0]]
