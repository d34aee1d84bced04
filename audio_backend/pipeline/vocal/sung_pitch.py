"""In which key it is sung, and how far it has to move to suit a voice: said of a whole song or of excerpts alike."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from audio_backend.dsp.pitch import f0_curve as pitch_maths
from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.models.job_facts import PitchFacts
from audio_backend.pipeline.vocal.pitch_gate import gated

LEAST_SUNG_SECONDS = 0.5
"""Less than this in a whole song is no singing, but what is left of the band."""


def gated_together(parts: Iterable[tuple[F0Curve, np.ndarray]]) -> list[F0Curve]:
    """Curves, with the levels of their frames: unvoiced far under the loudest frame of them all."""
    known = list(parts)
    loudest = max(float(levels.max(initial=-np.inf)) for _, levels in known)
    return [gated(curve, levels, loudest) for curve, levels in known]


def pitch_facts(curve: F0Curve) -> PitchFacts:
    """How long is sung, and where."""
    voiced = curve.f0_hz[curve.voiced]
    if not len(voiced):
        return PitchFacts(voiced_seconds=0.0)
    low, median, high = (float(hz) for hz in np.percentile(voiced, [5, 50, 95]))
    return PitchFacts(
        voiced_seconds=len(voiced) * curve.hop_seconds,
        median_hz=median,
        low_hz=low,
        high_hz=high,
        median_note=pitch_maths.note_name(median),
        low_note=pitch_maths.note_name(low),
        high_note=pitch_maths.note_name(high),
    )
