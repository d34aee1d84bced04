"""Timbre as statistics: mel bands, their cepstra, and sums over frames that can be added across segments."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.fft import dct, idct

from audio_backend.dsp.pitch.curve_resampling import resampled_curve
from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio, reader, to_mono
from audio_backend.dsp.signal.spectral_filter import FRAME_SAMPLES, FRAME_SECONDS, FREQUENCIES_HZ
from audio_backend.dsp.voice.envelope import log_envelope

BANDS, LOWEST_HZ, TOP_HZ = 80, 40.0, 11_000.0
DB_PER_NAT = 10 / np.log(10)
"""Of power."""

LEVEL_STEP_DB, QUIETEST_DB, LEVELS = 6.0, -96.0, 16
"""Unvoiced frames are counted by level, because what is loud is known only when the whole song was seen."""

ACTIVE_DB = 40.0
HELD_BANDS = 8
CHUNK_FRAMES, CONTEXT_FRAMES = 1600, 16
FIRST_BANDS = 16
"""How many bands, up to 750 Hz, are taken as the body of a voice when its brightness is measured."""


def _mel(hz: np.ndarray | float) -> np.ndarray:
    return 2595.0 * np.log10(1.0 + np.asarray(hz) / 700.0)


def _edges_hz() -> np.ndarray:
    return 700.0 * (10.0 ** (np.linspace(_mel(LOWEST_HZ), _mel(TOP_HZ), BANDS + 2) / 2595.0) - 1.0)


CENTRES_HZ = _edges_hz()[1:-1]


def _band_matrix() -> np.ndarray:
    """(1025, 80) triangles that sum to one; narrow ones are at least one bin wide."""
    edges = _edges_hz()
    rise = (FREQUENCIES_HZ[:, None] - edges[None, :-2]) / np.maximum(edges[1:-1] - edges[:-2], FREQUENCIES_HZ[1])
    fall = (edges[None, 2:] - FREQUENCIES_HZ[:, None]) / np.maximum(edges[2:] - edges[1:-1], FREQUENCIES_HZ[1])
    weights = np.maximum(np.minimum(rise, fall), 0.0)
    for band in np.flatnonzero(weights.sum(axis=0) == 0):
        weights[np.argmin(np.abs(FREQUENCIES_HZ - CENTRES_HZ[band])), band] = 1.0
    return (weights / weights.sum(axis=0)).astype(np.float32)


_MATRIX = _band_matrix()


def band_levels(log_power: np.ndarray) -> np.ndarray:
    """(frames, 1025) log power -> (frames, 80) log of each band's mean power, in nats."""
    return np.log(np.exp(log_power) @ _MATRIX + 1e-20)


def cepstra(bands: np.ndarray) -> np.ndarray:
    """(…, bands) levels -> (…, bands) coefficients, orthonormal, so nothing is lost."""
    return dct(bands, type=2, norm="ortho", axis=-1)


def bands_of(coefficients: np.ndarray) -> np.ndarray:
    return idct(coefficients, type=2, norm="ortho", axis=-1)


def spread(bands: np.ndarray) -> np.ndarray:
    """A curve over the first n bands -> (1025,) bins; above them their last mean, halved with every octave."""
    centres = CENTRES_HZ[: len(bands)]
    curve = np.interp(FREQUENCIES_HZ, centres, bands)
    above = centres[-1] < FREQUENCIES_HZ
    octaves = np.log2(FREQUENCIES_HZ[above] / centres[-1])
    fade = np.clip(octaves / 0.15, 0.0, 1.0)
    held = bands[-HELD_BANDS:].mean()
    curve[above] = ((1 - fade) * bands[-1] + fade * held) * 0.5**octaves
    return curve.astype(np.float32)


@dataclass(frozen=True)
class Timbre:
    """Sums over 5 ms frames; two of them add up."""

    voiced_frames: float
    voiced: np.ndarray
    """(80,) summed band levels of voiced frames, in nats."""
    voiced_products: np.ndarray
    """(80, 80) summed products of the bands of a voiced frame with each other: how they move together."""
    log_f0: float
    """Summed ln f0 of voiced frames."""
    unvoiced_frames: np.ndarray
    """(levels,) how many unvoiced frames there are per 6 dB of level, from -96 dB on."""
    unvoiced: np.ndarray
    """(levels, 80)"""
    loudest_db: float

    def __add__(self, other: Timbre) -> Timbre:
        return Timbre(
            self.voiced_frames + other.voiced_frames,
            self.voiced + other.voiced,
            self.voiced_products + other.voiced_products,
            self.log_f0 + other.log_f0,
            self.unvoiced_frames + other.unvoiced_frames,
            self.unvoiced + other.unvoiced,
            max(self.loudest_db, other.loudest_db),
        )

    @property
    def voiced_seconds(self) -> float:
        return self.voiced_frames * FRAME_SECONDS

    @property
    def f0_hz(self) -> float:
        """Geometric mean of what is sung; 0 where nothing is."""
        return float(np.exp(self.log_f0 / self.voiced_frames)) if self.voiced_frames else 0.0

    @property
    def voiced_mean(self) -> np.ndarray:
        """(80,) nats; of all active frames where nothing was found to be voiced."""
        return self.voiced / self.voiced_frames if self.voiced_frames else self.unvoiced_mean

    @property
    def voiced_covariance(self) -> np.ndarray:
        """(80, 80) of the bands of voiced frames, in nats squared; zero where nothing is voiced."""
        if not self.voiced_frames:
            return np.zeros((BANDS, BANDS))
        return self.voiced_products / self.voiced_frames - np.outer(self.voiced_mean, self.voiced_mean)

    @property
    def unvoiced_seconds(self) -> float:
        return float(self.unvoiced_frames[self._active].sum()) * FRAME_SECONDS

    @property
    def unvoiced_mean(self) -> np.ndarray:
        """(80,) nats, over frames within 40 dB of the loudest one."""
        return self.unvoiced[self._active].sum(axis=0) / max(self.unvoiced_frames[self._active].sum(), 1.0)

    @property
    def _active(self) -> np.ndarray:
        return QUIETEST_DB + LEVEL_STEP_DB * np.arange(LEVELS) > self.loudest_db - ACTIVE_DB

    @property
    def bandwidth_hz(self) -> float:
        """Up to where there is voice: the highest band whose loud frames come within 48 dB of the loudest band's."""
        if not self.voiced_frames:
            return TOP_HZ
        deviation = np.sqrt(np.maximum(np.diag(self.voiced_covariance), 0.0))
        loud = self.voiced_mean + 1.645 * deviation
        return float(CENTRES_HZ[np.flatnonzero(loud > loud.max() - 48 / DB_PER_NAT)[-1]])

    @property
    def brightness_db(self) -> float:
        """Level of 2 to 8 kHz against that below 750 Hz, in voiced frames; what lies above a recording's own band
        adds next to nothing."""
        power = np.exp(self.voiced_mean)
        high = (CENTRES_HZ >= 2000) & (CENTRES_HZ <= 8000)
        return DB_PER_NAT * float(np.log(power[high].mean() / power[:FIRST_BANDS].mean()))

    def as_dict(self) -> dict:
        """JSON of some 25 kilobytes; levels without frames are left out."""
        there = np.flatnonzero(self.unvoiced_frames)
        return {
            "voiced_frames": self.voiced_frames,
            "voiced": _short(self.voiced),
            "voiced_products": packed(self.voiced_products),
            "log_f0": round(self.log_f0, 3),
            "unvoiced": {str(i): [self.unvoiced_frames[i], *_short(self.unvoiced[i])] for i in there},
            "loudest_db": round(self.loudest_db, 2),
        }

    @classmethod
    def from_dict(cls, data: dict) -> Timbre:
        frames, sums = np.zeros(LEVELS), np.zeros((LEVELS, BANDS))
        for level, (count, *bands) in data["unvoiced"].items():
            frames[int(level)], sums[int(level)] = count, bands
        return cls(
            data["voiced_frames"],
            np.array(data["voiced"]),
            symmetric(data["voiced_products"]),
            data["log_f0"],
            frames,
            sums,
            data["loudest_db"],
        )


def no_timbre() -> Timbre:
    """The sum of nothing."""
    none = np.zeros((BANDS, BANDS))
    return Timbre(0.0, np.zeros(BANDS), none, 0.0, np.zeros(LEVELS), np.zeros((LEVELS, BANDS)), -200.0)


def timbre_of(vocal: Audio, f0: F0Curve, inner: slice) -> Timbre:
    """Sums over the frames of `inner` (samples at 44.1 kHz); f0 begins where the vocal begins."""
    return sum((timbre_in(frames) for frames in frames_of(vocal, f0, inner)), no_timbre())


@dataclass(frozen=True)
class Frames:
    """A voice on a grid, every 5 ms as a rule."""

    bands: np.ndarray
    """(frames, 80) log power in nats."""
    levels_db: np.ndarray
    """(frames,) mean power."""
    voiced: np.ndarray
    """(frames,) bool."""
    f0_hz: np.ndarray

    def thinned(self, step: int) -> Frames:
        """Every step-th frame."""
        return self._where(slice(None, None, step))

    def cut_at(self, edges: list[int]) -> Iterator[Frames]:
        """The parts between these frames."""
        for start, stop in pairwise([0, *edges, len(self.levels_db)]):
            yield self._where(slice(start, stop))

    def _where(self, which: slice) -> Frames:
        return Frames(self.bands[which], self.levels_db[which], self.voiced[which], self.f0_hz[which])


def joined(parts: Iterable[Frames]) -> Frames:
    """All frames in a row."""
    columns = zip(*((p.bands, p.levels_db, p.voiced, p.f0_hz) for p in parts), strict=True)
    return Frames(*(np.concatenate(column) for column in columns))


def frames_of(vocal: Audio, f0: F0Curve, inner: slice) -> Iterator[Frames]:
    """The frames of `inner` (samples at 44.1 kHz), 8 s at a time; f0 begins where the vocal begins."""
    first, stop = (round(edge / FRAME_SAMPLES) for edge in (inner.start, inner.stop))
    sung = resampled_curve(f0, FRAME_SECONDS, f0.start_seconds, stop + CONTEXT_FRAMES).f0_hz
    read = reader(to_mono(vocal.samples))
    for start in range(first, stop, CHUNK_FRAMES):
        count = min(CHUNK_FRAMES, stop - start)
        here = np.arange(start - CONTEXT_FRAMES, start + count + CONTEXT_FRAMES)
        hz = np.where(here >= 0, sung[np.clip(here, 0, len(sung) - 1)], 0.0)
        edges = [round(frame * FRAME_SAMPLES) for frame in (here[0], here[-1] + 1)]
        log_power = log_envelope(read(*edges)[0], hz)
        keep = slice(CONTEXT_FRAMES, CONTEXT_FRAMES + count)
        log_power, hz = log_power[keep], hz[keep]
        yield Frames(band_levels(log_power).astype(np.float64), frame_levels_db(log_power), hz > 0, hz)


def frame_levels_db(log_power: np.ndarray) -> np.ndarray:
    """(frames, 1025) log power -> (frames,) its mean in dB."""
    return DB_PER_NAT * np.log(np.exp(log_power, dtype=np.float64).mean(axis=1))


def timbre_in(here: Frames) -> Timbre:
    """The sums over some frames."""
    bands, voiced = here.bands, here.voiced
    level = np.clip((here.levels_db - QUIETEST_DB) // LEVEL_STEP_DB, -1, LEVELS - 1).astype(int)
    counted = ~voiced & (level >= 0)
    frames, sums = np.zeros(LEVELS), np.zeros((LEVELS, BANDS))
    np.add.at(frames, level[counted], 1.0)
    np.add.at(sums, level[counted], bands[counted])
    sung = bands[voiced]
    return Timbre(
        float(voiced.sum()),
        sung.sum(axis=0),
        sung.T @ sung,
        float(np.log(here.f0_hz[voiced]).sum()),
        frames,
        sums,
        float(here.levels_db.max(initial=-200.0)),
    )


def _short(values: np.ndarray) -> list[float]:
    return [round(float(value), 2) for value in values]


_UPPER = np.triu_indices(BANDS)


def packed(products: np.ndarray) -> str:
    """The upper half of a symmetric matrix (80, 80) as text: float32, base64, 17 kilobytes."""
    return b64encode(products[_UPPER].astype("<f4").tobytes()).decode("ascii")


def symmetric(text: str) -> np.ndarray:
    """(80, 80) of what `packed` made."""
    products = np.zeros((BANDS, BANDS))
    products[_UPPER] = np.frombuffer(b64decode(text), "<f4")
    return products + np.triu(products, 1).T
