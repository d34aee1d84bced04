"""A made tone that a voice can be tried on where there is no demo song: vowels with a vibrato, by their formants.

Formants of a man's vowels: G. Peterson, H. Barney: "Control methods used in a study of the vowels", JASA 24, 1952.
"""

from __future__ import annotations

import numpy as np

from audio_backend.dsp.signal.audio import Audio

SAMPLE_RATE = 44_100
TONE_HZ = 220.0
VOWELS_HZ = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240))
"""ah, ee, oo."""
WIDTHS_HZ = (90, 110, 170)
VIBRATO_HZ, VIBRATO_CENTS = 5.5, 35.0
HIGHEST_HZ = 8000.0
LEVEL = 0.2
"""RMS."""
FADE_SECONDS = 0.05


def sung_tone(seconds: float) -> Audio:
    """(1, frames) at 44.1 kHz: three vowels in turn on A3."""
    frames = round(seconds * SAMPLE_RATE)
    time = np.arange(frames) / SAMPLE_RATE
    f0 = TONE_HZ * 2 ** (VIBRATO_CENTS / 1200 * np.sin(2 * np.pi * VIBRATO_HZ * time))
    phase = 2 * np.pi * np.cumsum(f0) / SAMPLE_RATE
    vowel = np.minimum(np.arange(frames) * len(VOWELS_HZ) // max(frames, 1), len(VOWELS_HZ) - 1)
    tone = np.zeros(frames)
    for harmonic in range(1, int(HIGHEST_HZ / TONE_HZ)):
        gains = np.array([_gain(harmonic * TONE_HZ, formants) for formants in VOWELS_HZ])
        tone += gains[vowel] * np.sin(harmonic * phase) / harmonic
    fade = np.minimum(1.0, np.minimum(time, time[::-1]) / FADE_SECONDS)
    tone *= fade * LEVEL / np.sqrt(np.mean(np.square(tone)) + 1e-12)
    return Audio(np.clip(tone, -1, 1).astype(np.float32)[None], SAMPLE_RATE)


def _gain(hz: float, formants: tuple[int, ...]) -> float:
    """Of resonances side by side, each softer than the one below."""
    return sum(
        0.6**place / (1 + ((hz - centre) / width) ** 2)
        for place, (centre, width) in enumerate(zip(formants, WIDTHS_HZ, strict=True))
    )
