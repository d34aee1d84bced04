"""How far a user's own backing lies from the song it belongs to: sought over the whole length, to the sample.

First where it may lie: the whitened cross-correlation of all that sounds (GCC-PHAT, Knapp & Carter 1976), at a low
rate. Then whether it lies there: the same at many places of the song, of which most must agree to the sample, and no
other offset may fit nearly as well. A backing of another recording, or one that repeats itself, is no sure one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import fft

from audio_backend.dsp.signal.audio import ReadSamples, to_mono
from audio_backend.dsp.signal.resampling import resampled

RATE = 8_000
"""Hz at which offsets are sought; halved for long songs until song and backing fit in MOST_SAMPLES."""
MOST_SAMPLES = 10_000_000
"""A song and a backing of 10 min each at 8 kHz: 40 MB as they are, four times that while they are correlated."""
LOWEST_RATE = 1_000
REACH_SECONDS = 60.0
"""How far a backing whose length isn't said is looked at before the song begins and after it ends."""

CANDIDATES = 8
APART_SECONDS = 0.02
"""Peaks nearer than this are one."""

PLACES = 12
PLACE_SECONDS = 4.0
LEAST_PLACES = 3
LEAST_OVERLAP_SECONDS = 1.5
NEAR_SECONDS = 0.005
"""A place is searched this far around a candidate."""
AGREED_FRAMES = 1
SILENT_DB = -60.0
"""A place this far under the loudest has nothing to compare."""

SCAN_SECONDS = 8.0
AGAIN = 4
"""The likest of each place, one in every 8 s of the backing, are compared."""

AGREEING = 0.6
"""Of the places must agree, to the sample."""
LIKE = 0.08
"""Mean cosine of the phase differences in the places: 0.02 by chance, 0.15 under a vocal of +12 dB, 0.3 usually."""
BETTER, MUCH_BETTER = 1.25, 1.5
"""How much more than a rival's this must be; the same music a few bars on is less than half as like."""
COMMON = 0.5
"""A rival that has fewer of the places is none: a last verse that is the first one again."""


class Doubt(StrEnum):
    """Why a backing is left where it is."""

    SILENT = "silent"
    """There is too little to compare."""
    UNLIKE = "unlike"
    """Nowhere does it agree with the song: another recording, or another speed."""
    REPEATS = "repeats"
    """It fits in several places."""


@dataclass(frozen=True)
class Offset:
    seconds: float
    """Positive: the backing starts later than in the song and must be moved earlier. 0 where there is a doubt."""
    doubt: Doubt | None = None

    @property
    def sure(self) -> bool:
        return self.doubt is None


@dataclass(frozen=True)
class Pair:
    """Song and backing, each (frames,) in mono at one rate; the backing begins at frame `start` of the song's clock."""

    song: np.ndarray
    backing: np.ndarray
    start: int
    rate: int


def backing_offset(
    song: ReadSamples,
    backing: ReadSamples,
    sample_rate: int,
    seconds: float,
    sounds_from_to: tuple[float, float] | None = None,
) -> Offset:
    """Where a backing (channels, frames) lies in a song of `seconds`, both at `sample_rate`; a whole number of samples.

    `sounds_from_to`: where the backing begins and ends on the song's clock, in seconds, as it lies now; None looks a
    minute further than the song both ways. Song and backing are held in mono at 8 kHz or less, nothing else whole.
    """
    start, stop = sounds_from_to or (-REACH_SECONDS, seconds + REACH_SECONDS)
    rate = _rate(seconds + stop - start)
    first = round(start * rate)
    mix = _mono(song, sample_rate, rate, 0, round(seconds * rate))
    own = _mono(backing, sample_rate, rate, first, round(stop * rate))
    heard = np.flatnonzero(own)
    if not mix.any() or not len(heard):
        return Offset(0.0, Doubt.SILENT)
    pair = Pair(mix, own[heard[0] : heard[-1] + 1], first + int(heard[0]), rate)
    found = _standing_clear(pair, _candidates(pair))
    if isinstance(found, Doubt):
        return Offset(0.0, found)
    places = [(place.start / rate, place.stop / rate) for place in _places(pair, found)]
    lag = _to_the_sample(song, backing, sample_rate, places, found / rate)
    return Offset(0.0, Doubt.UNLIKE) if lag is None else Offset(lag / sample_rate)


def _rate(seconds: float) -> int:
    rate = RATE
    while rate > LOWEST_RATE and seconds * rate > MOST_SAMPLES:
        rate //= 2
    return rate


def _mono(read: ReadSamples, from_rate: int, rate: int, start: int, stop: int) -> np.ndarray:
    """(stop - start,) float32, read in pieces of a minute."""
    lower, mono = resampled(read, from_rate, rate), np.zeros(max(stop - start, 0), np.float32)
    for at in range(start, stop, 60 * rate):
        end = min(at + 60 * rate, stop)
        mono[at - start : end - start] = to_mono(lower(at, end))[0]
    return mono


# --- where it may lie -----------------------------------------------------------------------------------------


def _correlation(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(lags,) of GCC-PHAT: at lag k (from the end for negative ones) the mean cosine when b lies k later than in a."""
    size = fft.next_fast_len(len(a) + len(b), real=True)
    return fft.irfft(_whitened(b, size) * np.conj(_whitened(a, size)), size)


def _whitened(mono: np.ndarray, size: int) -> np.ndarray:
    spectrum = fft.rfft(mono, size)
    magnitude = np.abs(spectrum)
    return spectrum / (magnitude + np.float32(1e-3 * magnitude.mean() + 1e-12))


def _candidates(pair: Pair) -> list[int]:
    """Offsets in frames at which enough overlaps, the highest peaks of the correlation first."""
    height = np.abs(_correlation(pair.song, pair.backing))
    least = min(round(LEAST_OVERLAP_SECONDS * pair.rate), min(len(pair.song), len(pair.backing)) // 2)
    lags = np.arange(len(height))
    lags[len(pair.backing) :] -= len(height)
    height[(lags > len(pair.backing) - least) | (lags < least - len(pair.song))] = 0
    found: list[int] = []
    apart = round(APART_SECONDS * pair.rate)
    while len(found) < CANDIDATES and height.any():
        peak = int(height.argmax())
        found.append(int(lags[peak]) + pair.start)
        height[(np.arange(peak - apart, peak + apart + 1)) % len(height)] = 0
    return found


# --- whether it lies there ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """[start, stop) in frames of the song, where the backing sounds too."""

    start: int
    stop: int


def _places(pair: Pair, offset: int) -> list[Place]:
    """Spread evenly over what overlaps at this offset; not where either is silent."""
    first = max(0, pair.start - offset)
    last = min(len(pair.song), pair.start - offset + len(pair.backing))
    length = min(round(PLACE_SECONDS * pair.rate), (last - first) // LEAST_PLACES)
    starts = np.linspace(first, last - length, PLACES).astype(int)
    spread = [Place(start, start + length) for start in dict.fromkeys(starts.tolist())]
    parts = [(pair.song[place.start : place.stop], _beside(pair, place, offset)) for place in spread]
    audible = np.logical_and(*(_audible([part[side] for part in parts]) for side in (0, 1)))
    return [place for place, heard in zip(spread, audible, strict=True) if heard]


def _beside(pair: Pair, place: Place, offset: int) -> np.ndarray:
    """What of the backing lies beside a place at this offset; shorter where it isn't there."""
    start, stop = place.start + offset - pair.start, place.stop + offset - pair.start
    return pair.backing[max(start, 0) : max(stop, 0)]


def _audible(parts: list[np.ndarray]) -> np.ndarray:
    powers = np.array([np.square(part, dtype=np.float64).mean() if len(part) else 0.0 for part in parts])
    return powers > powers.max(initial=0.0) * 10 ** (SILENT_DB / 10)


def _likeness(pair: Pair, places: list[Place], offset: int) -> np.ndarray:
    """(places,) 0..1: how far song and backing agree near this offset; not a number where there is no backing."""
    near = round(NEAR_SECONDS * pair.rate)
    likeness = np.full(len(places), np.nan)
    for index, place in enumerate(places):
        backing = _beside(pair, place, offset)
        if len(backing) == place.stop - place.start:
            height = np.abs(_around(_correlation(pair.song[place.start : place.stop], backing), near))
            likeness[index] = height.max()
    return likeness


def _around(correlation: np.ndarray, near: int) -> np.ndarray:
    """The lags -near to +near."""
    return np.concatenate([correlation[-near:], correlation[: near + 1]])


def _standing_clear(pair: Pair, candidates: list[int]) -> int | Doubt:
    """The candidate that fits clearly better than every other; or why there is none."""
    doubt = Doubt.UNLIKE
    for offset in candidates:
        places = _places(pair, offset)
        likeness = _likeness(pair, places, offset)
        if len(places) < LEAST_PLACES or np.mean(likeness) < LIKE:
            continue
        rivals = _elsewhere(offset, pair.rate, candidates + _heard_again(pair, places[::LEAST_PLACES]))
        if all(_beats(likeness, _likeness(pair, places, rival)) for rival in rivals):
            return offset
        doubt = Doubt.REPEATS
    return doubt


def _heard_again(pair: Pair, places: list[Place]) -> list[int]:
    """Offsets at which the music of a few places is anywhere in the backing: where it repeats itself exactly.

    Over the whole length the correlation can't show them, for whitening takes away what repeats.
    """
    found, step = [], round(SCAN_SECONDS * pair.rate)
    for place in places:
        peaks = []
        for at in range(0, len(pair.backing), step):
            part = pair.backing[at : at + step + place.stop - place.start]
            height = np.abs(_correlation(pair.song[place.start : place.stop], part)[: len(part)])
            peak = int(height.argmax())
            peaks.append((float(height[peak]), pair.start + at + peak - place.start))
        found += [offset for _, offset in sorted(peaks, reverse=True)[:AGAIN]]
    return found


def _elsewhere(offset: int, rate: int, others: list[int]) -> list[int]:
    """Of the others those that are not this offset, each once."""
    apart = round(APART_SECONDS * rate)
    return [other for other in dict.fromkeys(others) if abs(other - offset) > apart]


def _beats(likeness: np.ndarray, rival: np.ndarray) -> bool:
    """Better on the whole, or much better in some places and worse in none; a rival with few places is none."""
    common = ~np.isnan(rival)
    if common.sum() < COMMON * len(likeness):
        return True
    best, other = likeness[common], rival[common]
    much_better, worse = (best > MUCH_BETTER * other).sum(), (other > BETTER * best).sum()
    return best.sum() > BETTER * other.sum() or (much_better >= max(LEAST_PLACES, len(best) / 4) and not worse)


def _to_the_sample(
    song: ReadSamples, backing: ReadSamples, sample_rate: int, places: list[tuple[float, float]], offset_seconds: float
) -> int | None:
    """The offset in samples that most places (from, to in seconds of the song) agree on; None where they don't."""
    near, lags = round(NEAR_SECONDS * sample_rate), []
    about = round(offset_seconds * sample_rate)
    for place in places:
        start, stop = (round(edge * sample_rate) for edge in place)
        parts = to_mono(song(start, stop))[0], to_mono(backing(start + about, stop + about))[0]
        lags.append(int(np.abs(_around(_correlation(*parts), near)).argmax()) - near)
    middle = round(float(np.median(lags)))
    agree = np.abs(np.array(lags) - middle) <= AGREED_FRAMES
    return about + middle if agree.mean() >= AGREEING else None
