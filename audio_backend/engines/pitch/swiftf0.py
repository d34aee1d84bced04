"""SwiftF0: pitch by a tiny network (14 386 parameters) that ships inside the `swift-f0` package.

High notes are looked at again. From about 500 Hz on, in noise or over a band, the net now and then takes a note for one
an octave away, or hears none; slowed to half its speed the same sound is an octave lower, where the net is at its best.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audio_backend.dsp.pitch.f0_curve import voiced_runs
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.resampling import at_rate
from audio_backend.engines.base import Progress
from audio_backend.engines.entries import SWIFTF0, SWIFTF0_WEIGHTS
from audio_backend.errors import EngineFailed, EngineUnavailable

if TYPE_CHECKING:
    from swift_f0 import SwiftF0

SAMPLE_RATE, HOP = SWIFTF0.info.sample_rate, 256
VOICED = 0.5
"""The network's confidence is calibrated so that a frame is voiced from here on."""

LOWEST_HZ = 47.0
"""The net knows no lower pitch."""
HIGH_HZ = 500.0
"""Only from here on the slowed look has a say."""
SAME_NOTE_OCTAVES = 0.1
"""Two looks agree, and neighbouring frames belong to one note, within this."""
LONGEST_FILL_SECONDS = 1.0
"""A longer stretch that only a slowed look hears stays unvoiced; half of a segment's context, so no cut shows."""


class SwiftF0Engine:
    info = SWIFTF0.info
    hop_seconds = HOP / SAMPLE_RATE

    def __init__(self) -> None:
        self._detector: SwiftF0 | None = None

    @property
    def loaded(self) -> bool:
        return self._detector is not None

    def load(self, device: str) -> None:
        """Always on the CPU, where it takes 1 % of one core; at once when it is there. Raises EngineUnavailable."""
        if self.loaded:
            return
        SWIFTF0_WEIGHTS.check()
        try:
            from swift_f0 import SwiftF0
        except ImportError as error:
            raise EngineUnavailable(
                f"SwiftF0 can't run: {error}.",
                remedy="Run `pip install swift-f0 onnxruntime` in the studio's environment.",
            ) from error
        self._detector = SwiftF0(threads=1, spin=False)

    def unload(self) -> None:
        self._detector = None

    def follow(
        self, mono: np.ndarray, fmin_hz: float, fmax_hz: float, progress: Progress
    ) -> tuple[np.ndarray, np.ndarray]:
        """See engines.base.PitchEngine. It wants a healthy level: the wrapper raises what is very quiet."""
        if self._detector is None:
            raise EngineFailed("SwiftF0 was asked for a pitch before it was loaded.")
        if not len(mono):
            return np.zeros(0), np.zeros(0, np.float32)
        progress(0.0)
        f0, confidence = self._look(mono, fmin_hz, fmax_hz)
        if fmax_hz > HIGH_HZ and f0.max() >= HIGH_HZ / 2 ** (1 + SAME_NOTE_OCTAVES):
            high = self._slowed_look(mono, fmax_hz)
            f0, confidence = with_high_notes(f0, confidence, *(part[: len(f0)] for part in high))
        progress(1.0)
        return f0, confidence

    def _look(self, mono: np.ndarray, fmin_hz: float, fmax_hz: float) -> tuple[np.ndarray, np.ndarray]:
        found = self._detector.detect(np.ascontiguousarray(mono, np.float32), SAMPLE_RATE, fmin_hz, fmax_hz)
        return np.where(found.confidence >= VOICED, found.pitch_hz, 0.0), found.confidence.astype(np.float32)

    def _slowed_look(self, mono: np.ndarray, fmax_hz: float) -> tuple[np.ndarray, np.ndarray]:
        """The same frames, heard at half their speed: only of the high notes."""
        slowed = at_rate(Audio(mono[None], SAMPLE_RATE), 2 * SAMPLE_RATE).samples[0]
        f0, confidence = self._look(slowed, LOWEST_HZ, fmax_hz / 2)
        f0 = 2 * f0[::2]
        return np.where(f0 >= HIGH_HZ, f0, 0.0), confidence[::2]


def with_high_notes(
    f0: np.ndarray, confidence: np.ndarray, high_f0: np.ndarray, high_confidence: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A pitch curve (frames,) in Hz with its octaves put right, and its high notes filled up, by the slowed look.

    Where the two are an octave apart the slowed one is right (99 % of such frames). What it alone hears is taken where
    a note that is known goes on.
    """
    heard = high_f0 > 0
    both = heard & (f0 > 0)
    octaves = np.abs(np.log2(np.where(both, high_f0, 1.0) / np.where(both, f0, 1.0)))
    taken = both & (np.abs(octaves - 1.0) < SAME_NOTE_OCTAVES)
    f0 = np.where(taken, high_f0, f0)
    for start, stop in voiced_runs(heard & (f0 == 0)):
        if (stop - start) * HOP / SAMPLE_RATE <= LONGEST_FILL_SECONDS:
            known = _goes_on(f0[start - 1] if start else 0.0, high_f0[start:stop])
            known |= _goes_on(f0[stop] if stop < len(f0) else 0.0, high_f0[start:stop][::-1])[::-1]
            taken[start:stop] |= known
    f0 = np.where(taken, high_f0, f0)
    return f0, np.where(taken, np.maximum(confidence, high_confidence), confidence)


def _goes_on(from_hz: float, f0: np.ndarray) -> np.ndarray:
    """(frames,) bool: as far as the pitch goes on from `from_hz` (0: nowhere) without a jump."""
    if not from_hz:
        return np.zeros(len(f0), bool)
    steps = np.abs(np.diff(np.log2(f0), prepend=np.log2(from_hz)))
    return np.logical_and.accumulate(steps < SAME_NOTE_OCTAVES)
