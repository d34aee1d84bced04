"""The room: measure it (`decay_seconds`), take it away (`split_late`), put one in its place (`Reverb`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.fft import irfft, next_fast_len, rfft
from scipy.ndimage import uniform_filter1d

from audio_backend.dsp.room.impulse_response import impulse_response
from audio_backend.dsp.room.rt60 import LONGEST_SECONDS, SHORTEST_SECONDS, DecayMeter, rt60_seconds
from audio_backend.dsp.signal.audio import ReadSamples, Samples, to_mono

__all__ = ["DecayMeter", "Reverb", "rt60_seconds", "split_late"]

HOP_SECONDS = 0.0116
HOPS_PER_FRAME = 4
PIECE_SECONDS = 10.0
"""Computed at a time, so that a long segment needs no more memory than a short one."""

LATE_FALL_DB = 6.0
"""`Late` begins where the room has fallen by this: sooner, a held note and its own reverb look the same."""

SOONEST_LATE_SECONDS, LATEST_LATE_SECONDS = 0.06, 0.25
PAST_FRAMES = 3
NARROW_BINS, WIDE_BINS = 3, 49
"""One partial, and about a third of the voice's range: 65 Hz and 1 kHz."""

CAUTION = 1.6
"""The estimate of the late power is raised by this: powers of single bins scatter by some dB around it."""

STEEPNESS = 3
FLOOR = 0.1
"""-20 dB of a tail always stays; holes sound worse than reverb."""

TINY_POWER = 1e-20
FINEST_STEP = 2.0**-24
PARTITION_FRAMES = 4096


def split_late(read: ReadSamples, sample_rate: int, start: int, stop: int, rt60: float) -> tuple[Samples, Samples]:
    """(dry, late), both (channels, stop - start): what the singer and the near walls gave, and the tail of the room.

    dry + late is what was read: to the bit on the grid of 24-bit audio, else to its last step. Neither depends on
    where start and stop are: frames lie on the song's own grid.
    """
    piece = round(PIECE_SECONDS * sample_rate)
    cuts = [*range(start, stop, piece), stop]
    dry = [_without_late(read, sample_rate, cuts[i], cuts[i + 1], rt60) for i in range(len(cuts) - 1)]
    sound = read(start, stop)
    early = np.concatenate([sound[:, :0], *dry], axis=1)
    return early, sound - early


@dataclass(frozen=True)
class _Grid:
    """Which frames of the song-wide STFT touch [start, stop); frame k covers [k * hop, k * hop + frame)."""

    hop: int
    first: int
    last: int

    @property
    def frame(self) -> int:
        return HOPS_PER_FRAME * self.hop

    @classmethod
    def around(cls, sample_rate: int, start: int, stop: int) -> _Grid:
        hop = next_fast_len(int(HOP_SECONDS * sample_rate), real=True)
        return cls(hop, start // hop - HOPS_PER_FRAME + 1, (stop - 1) // hop)


def _without_late(read: ReadSamples, sample_rate: int, start: int, stop: int, rt60: float) -> Samples:
    grid = _Grid.around(sample_rate, start, stop)
    late_seconds = np.clip(rt60 * LATE_FALL_DB / 60.0, SOONEST_LATE_SECONDS, LATEST_LATE_SECONDS)
    lag = round(late_seconds * sample_rate / grid.hop)
    before = lag + PAST_FRAMES
    window = np.sqrt(np.hanning(grid.frame + 1)[:-1])
    sound = read((grid.first - before) * grid.hop, (grid.last + 1) * grid.hop + grid.frame).astype(np.float64)
    frames = sliding_window_view(sound, grid.frame, axis=1)[:, :: grid.hop] * window
    spectra = rfft(frames, axis=2)
    fall = 10.0 ** (-6.0 * lag * grid.hop / sample_rate / rt60)
    mask = _mask((np.abs(spectra) ** 2).sum(axis=0), lag, fall)
    kept = irfft(spectra[:, before:-1] * mask, n=grid.frame, axis=2) * window
    offset = start - grid.first * grid.hop
    dry = _overlap_added(kept, grid.hop)[:, offset : offset + stop - start] * (2.0 / HOPS_PER_FRAME)
    return (np.rint(dry / FINEST_STEP) * FINEST_STEP).astype(np.float32)


def _mask(power: np.ndarray, lag: int, fall: float) -> np.ndarray:
    """(frames, bins) of all channels -> (frames - lag - PAST_FRAMES - 1, bins) gains, FLOOR to 1.

    A bin is late where it holds no more than what the room leaves of `lag` frames ago; it is enough that it does so
    by itself (an old note under a new one) or with its neighbours (the voice has stopped).
    """
    share = np.maximum(_late_share(power, NARROW_BINS, lag, fall), _late_share(power, WIDE_BINS, lag, fall))
    return np.sqrt(np.maximum(1.0 - (CAUTION * share) ** STEEPNESS, FLOOR**2))


def _late_share(power: np.ndarray, bins: int, lag: int, fall: float) -> np.ndarray:
    """Expected late power over the power there is."""
    smooth = uniform_filter1d(uniform_filter1d(power, bins, axis=1), bins, axis=1)
    count = len(power) - lag - PAST_FRAMES - 1
    past = sum(smooth[1 + age : 1 + age + count] for age in range(PAST_FRAMES)) / PAST_FRAMES
    first = lag + PAST_FRAMES
    now = sum(smooth[first + near : first + near + count] for near in (-1, 0, 1)) / 3.0
    return fall * past / (now + TINY_POWER)


def _overlap_added(frames: np.ndarray, hop: int) -> np.ndarray:
    """(channels, count, frame) -> (channels, (count + 3) * hop): each hop sums four quarters, always in this order."""
    channels, count = frames.shape[:2]
    quarters = frames.reshape(channels, count, HOPS_PER_FRAME, hop)
    total = np.zeros((channels, count + HOPS_PER_FRAME - 1, hop))
    for quarter in range(HOPS_PER_FRAME):
        total[:, quarter : quarter + count] += quarters[:, :, quarter]
    return total.reshape(channels, -1)


def reverb_seconds(rt60_seconds: float) -> float:
    """The RT60 of the room that is added to a song with this one."""
    return float(np.clip(rt60_seconds, SHORTEST_SECONDS, LONGEST_SECONDS))


class Reverb:
    """A diffuse room behind the voice: the wet sound alone, as loud as the voice that goes in.

    Blocks of any size, no latency; all channels feed one room that answers differently left and right. A voice whose
    right channel is `turned_over` would cancel out on the way into it.
    """

    def __init__(self, sample_rate: int, channels: int, rt60_seconds: float, polarity_inverted: bool = False):
        self._polarity_inverted = polarity_inverted
        self._room = _partitions(impulse_response(sample_rate, channels, reverb_seconds(rt60_seconds)))
        self._spectra = np.zeros(self._room.shape[1:], np.complex64)
        self._window = np.zeros(2 * PARTITION_FRAMES, np.float32)
        self._older = np.zeros((channels, PARTITION_FRAMES), np.float32)
        self._filled = 0

    def process(self, samples: Samples) -> Samples:
        """(channels, n) dry -> (channels, n) wet."""
        feed = to_mono(samples, self._polarity_inverted)[0]
        wet = np.empty((self._older.shape[0], len(feed)), np.float32)
        done = 0
        while done < len(feed):
            take = min(PARTITION_FRAMES - self._filled, len(feed) - done)
            wet[:, done : done + take] = self._next(feed[done : done + take])
            done += take
        return wet

    def _next(self, feed: Samples) -> Samples:
        """(n,) that fit into this partition -> (channels, n)."""
        here = slice(self._filled, self._filled + len(feed))
        self._window[PARTITION_FRAMES:][here] = feed
        self._spectra[0] = rfft(self._window)
        newest = irfft(self._spectra[0] * self._room[:, 0], axis=1)[:, PARTITION_FRAMES:]
        wet = newest[:, here] + self._older[:, here]
        self._filled = here.stop
        if self._filled == PARTITION_FRAMES:
            self._turn()
        return wet

    def _turn(self) -> None:
        """A partition is full: what it and the older ones will still say is known for the whole next one."""
        self._spectra = np.roll(self._spectra, 1, axis=0)
        answers = np.einsum("pf,cpf->cf", self._spectra[1:], self._room[:, 1:])
        self._older = irfft(answers, axis=1)[:, PARTITION_FRAMES:]
        self._window = np.concatenate([self._window[PARTITION_FRAMES:], np.zeros(PARTITION_FRAMES, np.float32)])
        self._filled = 0


def _partitions(response: Samples) -> np.ndarray:
    """(channels, frames) -> (channels, partitions, bins) complex64, each zero-padded to twice its length."""
    channels, frames = response.shape
    count = -(-frames // PARTITION_FRAMES)
    parts = np.pad(response, ((0, 0), (0, count * PARTITION_FRAMES - frames))).reshape(channels, count, -1)
    return rfft(parts, n=2 * PARTITION_FRAMES, axis=2)
