"""A voice from a clip: what Echo keeps of a recording, and how it finds the way from one voice to another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.voice.clip_checks import RecordingQuality
from audio_backend.dsp.voice.timbre import (
    BANDS,
    CENTRES_HZ,
    DB_PER_NAT,
    Frames,
    Timbre,
    bands_of,
    cepstra,
    packed,
    symmetric,
    timbre_in,
)
from audio_backend.engines.voice.clip_findings import clip_measures
from audio_backend.engines.voice.echo.facts import VERSION, ClipFacts

LAST_COEFFICIENT = 19
LIMIT_DB = 12.0
GIVE_BACK = (0.4, 0.2, 0.1)
"""Of the mean change of c1, c2, c3: the singer's brightness, which costs no likeness."""

FEWEST_BANDS = 40
ALPHAS = np.exp(np.linspace(np.log(0.74), np.log(1.34), 61))
ALPHA_LIMITS = (0.8, 1.25)
CENTRE_PER_F0, SPREAD = 0.25, 0.08
ALIKE_WEIGHT, OUTSIDE, OUTSIDE_WEIGHT = 8.0, 0.16, 8.0 / 0.05
LIFTER = np.sqrt(np.arange(2, 14))
"""Narrow features of the spectrum, the formants, tell more about size than broad ones. On 132 pairs of synthetic
voices the error of ln alpha is .086 by the pitch alone, .071 with plain cepstra at weight 4, .060 so."""

MOVING, MOVING_WEIGHT, LEAST_MOVING_SECONDS = slice(1, 13), 2.0, 2.0
"""How the frames lie around their mean: which cepstra, what they count, from how much voice on. With twice the weight
a woman's words came out with the formants 9 % up for a woman alike (74 % understood instead of 97), with none of it
a singer's formants went 14 % down for a smaller singer."""

RAISED, FURTHER = 1.03, 0.2
"""Above it every percent costs a listener words: a child-like voice at its own 1.15 left 62 % of them, at 1.05
73 %, for .013 of likeness (three pairs; docs/echo.md)."""


@dataclass(frozen=True)
class Likeness:
    """The way from a song's voice to a clip's."""

    alpha: float
    """Factor on the formants."""
    voiced: np.ndarray
    """(80,) what is added to the bands of voiced frames after the warp, in nats."""
    unvoiced: np.ndarray


# --- enrolment ------------------------------------------------------------------------------------------------


def clip_facts(clip: Audio, f0: F0Curve, frames: Frames, quality: RecordingQuality) -> ClipFacts:
    """The voice in a clip: f0 is its curve from 0 s on, `quality` what was heard before it was cleaned.

    Raises BadInput where there is no voice.
    """
    timbre = timbre_in(frames)
    return ClipFacts(
        **clip_measures(clip, f0, frames, timbre, quality).model_dump(),
        version=VERSION,
        cepstra_voiced=rounded(cepstra(timbre.voiced_mean)),
        cepstra_unvoiced=rounded(cepstra(timbre.unvoiced_mean)),
        covariance=packed(timbre.voiced_covariance),
    )


def rounded(values: np.ndarray) -> list[float]:
    """As plans and voices keep curves: to a ten-thousandth."""
    return [round(float(value), 4) for value in values]


# --- from one voice to another --------------------------------------------------------------------------------


def likeness(song: Timbre, voice: ClipFacts, by_hand: float | None = None) -> Likeness:
    """How the song's voice must change to become the clip's.

    The size of the tract by the correlation of long-term cepstra c2..c13, held near what the two pitches suggest, and
    not far upwards, where words are lost;
    then the difference of the mean cepstra c1..c19, voiced and unvoiced apart. `by_hand` takes the place of alpha.
    """
    count = bands_below(min(song.bandwidth_hz, voice.bandwidth_hz))
    wanted = bands_of(np.array(voice.cepstra_voiced))[:count]
    wanted_unvoiced = bands_of(np.array(voice.cepstra_unvoiced))[:count]
    ratio = voice.f0_median_hz / song.f0_hz if song.f0_hz else 1.0
    moving = _movements(song, voice, count)
    alpha = by_hand or intelligible(tract_ratio(song.voiced_mean[:count], wanted, ratio, moving))
    heard = warped_bands(song.voiced_mean[:count], alpha)
    voiced = _offset(song.voiced_mean[:count], heard, wanted, min(song.voiced_seconds, voice.voiced_seconds))
    if not song.voiced_frames:
        return Likeness(alpha, _offset(heard, heard, wanted, song.unvoiced_seconds), np.zeros(BANDS))
    hiss = song.unvoiced_mean[:count]
    seconds = min(song.unvoiced_seconds, voice.unvoiced_seconds)
    return Likeness(alpha, voiced, _offset(hiss, warped_bands(hiss, alpha), wanted_unvoiced, seconds))


Movements = tuple[np.ndarray, np.ndarray]
"""Covariances (bands, bands) of a song's and of a clip's voiced frames."""


def _movements(song: Timbre, voice: ClipFacts, count: int) -> Movements | None:
    """None where too little was heard, or where the voice was kept before this was."""
    if voice.covariance is None or min(song.voiced_seconds, voice.voiced_seconds) < LEAST_MOVING_SECONDS:
        return None
    return song.voiced_covariance[:count, :count], symmetric(voice.covariance)[:count, :count]


def intelligible(alpha: float) -> float:
    """Formants go up freely by 3 %, then by a fifth of the rest."""
    return alpha if alpha <= RAISED else RAISED * (alpha / RAISED) ** FURTHER


def tract_ratio(song: np.ndarray, wanted: np.ndarray, f0_ratio: float, moving: Movements | None = None) -> float:
    """The factor on the song's formants that makes its mean bands most like the wanted ones, .8 to 1.25.

    With `moving`, also the way its frames lie around their mean: that knows no microphone and no equaliser.
    """
    goal = cepstra(wanted)[2:14] * LIFTER
    alike = np.array([_correlation(song, goal, alpha) for alpha in ALPHAS])
    scores = _prior(f0_ratio) + ALIKE_WEIGHT * alike - (MOVING_WEIGHT * _apart(*moving) if moving else 0.0)
    best = int(np.clip(np.argmax(scores), 1, len(ALPHAS) - 2))
    before, here, after = scores[best - 1 : best + 2]
    curvature = before - 2 * here + after
    offset = 0.5 * (before - after) / curvature if curvature < 0 else 0.0
    step = np.log(ALPHAS[1] / ALPHAS[0])
    return float(np.clip(ALPHAS[best] * np.exp(np.clip(offset, -1, 1) * step), *ALPHA_LIMITS))


def _correlation(song: np.ndarray, goal: np.ndarray, alpha: float) -> float:
    heard = cepstra(warped_bands(song, alpha))[2:14] * LIFTER
    return float(np.corrcoef(heard, goal)[0, 1]) if heard.any() and goal.any() else 0.0


def _prior(f0_ratio: float) -> np.ndarray:
    """(alphas,) what the two pitches say of the two sizes."""
    far = (np.log(ALPHAS) - CENTRE_PER_F0 * np.log(f0_ratio)) / SPREAD
    outside = np.maximum(0.0, np.abs(np.log(ALPHAS)) - OUTSIDE)
    return -0.5 * far**2 - OUTSIDE_WEIGHT * outside


def _apart(song: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """(alphas,) nats between the frames of both around their means, as Gaussians of equal size, in c1..c12."""
    bands = np.eye(len(song))
    goal = _spread_of(cepstra(bands)[:, MOVING], wanted)
    found = []
    for alpha in ALPHAS:
        here = _spread_of(cepstra(warped_bands(bands, alpha))[:, MOVING], song)
        size = np.log(np.trace(np.linalg.solve(goal, here)) / len(goal))
        found.append(0.5 * (len(goal) * size - np.linalg.slogdet(here)[1] + np.linalg.slogdet(goal)[1]))
    return np.array(found)


def _spread_of(coefficients: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """Covariance (bands, bands) -> of these coefficients (bands, n); a little is added so that it can be inverted."""
    found = coefficients.T @ covariance @ coefficients
    return found + np.eye(len(found)) * (1e-3 * np.trace(found) / len(found) + 1e-9)


def bands_below(top_hz: float) -> int:
    """How many bands lie below the end of a recording's own band; at least 40."""
    return max(int(np.searchsorted(CENTRES_HZ, top_hz)), FEWEST_BANDS)


def warped_bands(bands: np.ndarray, alpha: float) -> np.ndarray:
    """(…, bands) levels with all formants moved by alpha; held at both ends."""
    places = np.interp(CENTRES_HZ[: bands.shape[-1]] / alpha, CENTRES_HZ[: bands.shape[-1]], np.arange(bands.shape[-1]))
    left = np.minimum(places.astype(int), bands.shape[-1] - 2)
    share = places - left
    return bands[..., left] * (1 - share) + bands[..., left + 1] * share


def _offset(original: np.ndarray, heard: np.ndarray, wanted: np.ndarray, seconds: float) -> np.ndarray:
    """(80,) nats: c1..c19 of wanted - heard, less what is given back, shrunk where little was heard."""
    change = cepstra(wanted - heard)
    total = cepstra(wanted - original)
    change[1:4] -= np.array(GIVE_BACK) * total[1:4]
    change[0] = 0.0
    change[LAST_COEFFICIENT + 1 :] = 0.0
    curve = bands_of(change * seconds / (seconds + 1.0))
    curve = np.clip(curve, -LIMIT_DB / DB_PER_NAT, LIMIT_DB / DB_PER_NAT)
    octaves = np.log2(CENTRES_HZ[len(curve) :] / CENTRES_HZ[len(curve) - 1])
    return np.concatenate([curve, curve[-8:].mean() * 0.5**octaves])
