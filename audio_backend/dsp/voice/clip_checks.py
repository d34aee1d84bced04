"""What can be heard of a recording beside its voice: clipping, backing, a second person. Numbers only, no verdicts.

Measured on eight real voices (docs/echo.md has the tables): speech of 16 kHz and a singer, alone and mixed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.fft import rfft
from scipy.ndimage import median_filter

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio, Samples
from audio_backend.dsp.signal.spectral_filter import FRAME_SECONDS
from audio_backend.dsp.voice.timbre import FIRST_BANDS, Frames, cepstra
from audio_backend.errors import BadInput

STEP_DB, LEVELS = 0.05, 1200
"""Of the histogram of magnitudes: the loudest 60 dB, from +6 dBFS downwards."""

TOPS_DB, SHOULDER_DB, FEWEST_SAMPLES = (0.1, 0.3), 2.0, 20
"""A clipped wave sits at its very top far more often than just below it; others thin out towards the top. What was
resampled since is less sharp."""

LEVEL_SECONDS = 0.025
VOICE_PERCENTILE, REST_PERCENTILE = 85, 10
TONAL_HZ, TONAL_FFT, TONAL_BINS = (215.0, 4300.0), 4096, 41

TURN_SECONDS, FEWEST_TURNS = 1.5, 12
"""Of voice in one piece that is taken for one person's, and how many pieces it takes: few differ by chance."""

TURN_COEFFICIENTS, ROUNDS, STARTS = slice(1, 20), 20, 3
SURE_PERCENTILE = 25
FEWEST_FRAMES, QUIET_ENOUGH_DB = 12, 60.0

ALONE_DB, BACKING_DB, BACKING_TONAL_DB = -33.0, -27.0, 0.9
"""What goes on in pauses, against the voice: under the first the voice is alone, over the second and this tonal it is
music. Isolating noise away helps as well (similarity .69 to .77 at 20 dB), and costs a clean voice nothing."""

LEAST_VOICED_SECONDS = 0.5
BETTER_CLIPS = "Choose recordings of one person speaking or singing, without music: 10 to 120 s, 20 to 60 are best."


class PeakMeter:
    """Counts how often a wave is how loud, block by block."""

    def __init__(self) -> None:
        self._counts = np.zeros(LEVELS + 1, np.int64)

    def add(self, samples: Samples) -> None:
        """The next (channels, n)."""
        magnitudes = np.abs(samples[np.abs(samples) > 1e-3])
        places = (6.0 - 20 * np.log10(magnitudes)) / STEP_DB
        self._counts += np.bincount(np.clip(places, 0, LEVELS).astype(int), minlength=LEVELS + 1)

    @property
    def flatness(self) -> float:
        """How much more often it is at its top than just below, per dB; at most about 1 when it isn't clipped."""
        if not self._counts[:-1].any():
            return 0.0
        return max(self._heap(round(db / STEP_DB)) for db in TOPS_DB)

    def _heap(self, top: int) -> float:
        """The mean of the highest so many levels over that of the 2 dB below them."""
        first, shoulder = int(np.flatnonzero(self._counts)[0]), round(SHOULDER_DB / STEP_DB)
        at_top = int(self._counts[first : first + top].sum())
        below = self._counts[first + top : first + top + shoulder].mean()
        return at_top / top / max(float(below), 1.0) if at_top >= FEWEST_SAMPLES else 0.0


@dataclass(frozen=True)
class Rest:
    """What is left of a recording when its voice is taken away, in dB against the voice."""

    steady_db: float
    """What is always there: its 10th percentile. A voice's own echo and breath fall silent in pauses."""
    tonal_db: float
    """How far steady tones stand out of their neighbourhood: music does (over 1 dB), noise doesn't."""
    whole_db: float
    """All of it."""


def rest_of(song: Samples, vocal: Samples, sample_rate: int) -> Rest:
    """song and the vocal that was isolated from it, both (channels, frames)."""
    rest = song - vocal
    voice = np.percentile(_frames_db(vocal, sample_rate), VOICE_PERCENTILE)
    steady = np.percentile(_frames_db(rest, sample_rate), REST_PERCENTILE)
    return Rest(float(steady - voice), _tonal_db(rest, sample_rate), _power_db(rest) - _power_db(vocal))


def is_alone(rest: Rest) -> bool:
    """No backing, and no noise to speak of."""
    return rest.steady_db < ALONE_DB


def is_backing(rest: Rest) -> bool:
    """Music, and no noise or echo."""
    return rest.steady_db > BACKING_DB and rest.tonal_db > BACKING_TONAL_DB


@dataclass(frozen=True)
class RecordingQuality:
    """What was heard of recordings before they were cleaned and joined; of several, the worst counts."""

    rate_hz: int
    flatness: float
    noise_db: float
    """The voice over the pauses."""
    starts: tuple[float, ...] = (0.0,)
    """Where each recording begins in what they were joined to, in seconds."""
    backing: Rest | None = None
    """None where nobody listened for it."""
    isolated: bool = False


def check_voiced(seconds: float) -> None:
    """Raises BadInput where there is next to no voice."""
    if seconds < LEAST_VOICED_SECONDS:
        raise BadInput(f"Only {seconds:.1f} s of voice were found in it.", remedy=BETTER_CLIPS)


def _power_db(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12))


def _frames_db(samples: Samples, sample_rate: int) -> np.ndarray:
    length = round(LEVEL_SECONDS * sample_rate)
    whole = samples[:, : samples.shape[1] // length * length].reshape(len(samples), -1, length)
    return 10 * np.log10(np.square(whole, dtype=np.float64).mean(axis=(0, 2)) + 1e-12) if whole.size else np.zeros(1)


def _tonal_db(samples: Samples, sample_rate: int) -> float:
    mono = samples.mean(axis=0)
    if len(mono) < TONAL_FFT:
        return 0.0
    pieces = np.lib.stride_tricks.sliding_window_view(mono, TONAL_FFT)[:: TONAL_FFT // 2]
    power = np.abs(rfft(pieces * np.hanning(TONAL_FFT).astype(np.float32), axis=1)) ** 2 + 1e-9
    low, high = (round(hz * TONAL_FFT / sample_rate) for hz in TONAL_HZ)
    levels = np.median(10 * np.log10(power[:, low:high]), axis=0)
    return float(np.maximum(levels - median_filter(levels, TONAL_BINS), 0.0).mean())


@dataclass(frozen=True)
class Turns:
    """Whether pieces of a voice fall into two kinds."""

    explained: float
    """Share of what differs between pieces that goes away when they are told apart as two people; 0.15 by chance."""
    octaves_apart: float
    """Between the pitches of the two kinds."""


def turns_in(frames: Frames) -> Turns:
    """Pieces of 1.5 s of voice, split into two by their mean cepstra; (0, 0) where there are too few."""
    voiced = np.flatnonzero(frames.voiced)
    length = round(TURN_SECONDS / FRAME_SECONDS)
    pieces = [voiced[at : at + length] for at in range(0, len(voiced) - length + 1, length)]
    if len(pieces) < FEWEST_TURNS:
        return Turns(0.0, 0.0)
    heard = cepstra(frames.bands[:, : 3 * FIRST_BANDS + 12])[:, TURN_COEFFICIENTS]
    spread = np.cov(heard[voiced].T) + 1e-3 * np.eye(heard.shape[1])
    means = np.array([heard[piece].mean(axis=0) for piece in pieces])
    places = (means - means.mean(axis=0)) @ np.linalg.cholesky(np.linalg.inv(spread))
    explained, first = max((_split(places, axis) for axis in range(STARTS)), key=lambda found: found[0])
    pitches = np.array([np.median(np.log2(frames.f0_hz[piece])) for piece in pieces])
    apart = abs(pitches[first].mean() - pitches[~first].mean()) if explained else 0.0
    return Turns(explained, float(apart))


def _split(places: np.ndarray, axis: int) -> tuple[float, np.ndarray]:
    """Two means, begun along one principal axis: the share explained, and who is of the first kind."""
    along = places @ np.linalg.svd(places, full_matrices=False)[2][axis]
    first = along > np.median(along)
    for _ in range(ROUNDS):
        if first.all() or not first.any():
            return 0.0, first
        centres = places[first].mean(axis=0), places[~first].mean(axis=0)
        apart = [np.square(places - centre).sum(axis=1) for centre in centres]
        first = apart[0] < apart[1]
    within = float(np.minimum(*apart).sum())
    return 1.0 - within / float(np.square(places).sum() + 1e-12), first


def sureness(curve: F0Curve) -> float:
    """How sure the tracker is of its less sure voiced frames, 0..1: two voices at once confuse it."""
    voiced = curve.voiced
    return float(np.percentile(curve.confidence[voiced], SURE_PERCENTILE)) if voiced.any() else 0.0


def noise_distance_db(clip: Audio, curve: F0Curve) -> float:
    """How far the quietest tenth of what isn't voiced lies under the voice: at most 60, as without pauses."""
    levels = _frames_db(clip.samples, clip.sample_rate)
    at = np.round((np.arange(len(levels)) + 0.5) * LEVEL_SECONDS / curve.hop_seconds).astype(int)
    voiced = curve.voiced[np.minimum(at, len(curve.f0_hz) - 1)] if len(curve.f0_hz) else np.zeros(len(levels), bool)
    if voiced.sum() < FEWEST_FRAMES or (~voiced).sum() < FEWEST_FRAMES:
        return QUIET_ENOUGH_DB
    distance = np.percentile(levels[voiced], 50) - np.percentile(levels[~voiced], REST_PERCENTILE)
    return float(min(distance, QUIET_ENOUGH_DB))
