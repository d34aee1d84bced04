"""The part of an excerpt that shows a singer best: most singing within a few seconds, and how clean it stands."""

from __future__ import annotations

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve, cut

PASSAGE_SECONDS = 10.0
CLEAN_BLEED_DB = -20.0
"""What is left of the band this far under the singer is masked by the singer."""

LEAST_SHARE = 0.25
"""Of its singing that a passage is worth at the worst bleed: much singing beats none at all."""


def most_sung(curve: F0Curve, start_s: float, stop_s: float) -> tuple[float, float]:
    """[start, stop) in seconds of the PASSAGE_SECONDS within these bounds that hold most voice; all of less."""
    if stop_s - start_s <= PASSAGE_SECONDS:
        return start_s, stop_s
    voiced = cut(curve, start_s, stop_s).voiced
    length = round(PASSAGE_SECONDS / curve.hop_seconds)
    sums = np.concatenate([[0], np.cumsum(voiced)])
    counts = sums[length:] - sums[: len(sums) - length]
    first = start_s + int(np.argmax(counts)) * curve.hop_seconds if len(counts) else start_s
    first = min(first, stop_s - PASSAGE_SECONDS)
    return first, first + PASSAGE_SECONDS


def bleed_db(levels_db: np.ndarray, voiced: np.ndarray) -> float | None:
    """Mean power of the isolated vocal's frames without voice against that of those with; None without either.

    `levels_db` (frames,) in dBFS; `voiced` (frames,) bool.
    """
    if not voiced.any() or voiced.all():
        return None
    power = 10 ** (levels_db / 10)
    return float(10 * np.log10(power[~voiced].mean() / power[voiced].mean()))


def worth(voiced_s: float, bleed: float | None) -> float:
    """Seconds of singing, counted less where the band is heard in the isolated vocal."""
    if bleed is None:
        return voiced_s
    return voiced_s * float(np.clip(bleed / CLEAN_BLEED_DB, LEAST_SHARE, 1.0))
