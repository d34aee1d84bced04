"""Pitch curves as values: repaired, joined, moved, named. Pure functions, which the server has too: NumPy alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from audio_backend.dsp.signal.segments import Segment

SUBHARMONICS = (2.0, 3.0, 0.5)
"""What a wrong run is multiplied by: it was heard at f/2, f/3 or 2f."""

LONGEST_SLIP_SECONDS = 0.3
"""A run off by an octave for longer than this is sung, not a slip of the tracker."""

NEIGHBOUR_SECONDS = 0.06
"""Runs with no more than this between them belong to one note."""

SLIP_TOLERANCE_OCTAVES = 0.1
JUMP_OCTAVES = 0.4
SURE, LESS_SURE = 0.6, 0.04
"""Neighbours must be this confident, and a slip this much less confident than they are."""

NOTES = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")


@dataclass(frozen=True)
class F0Curve:
    """Pitch on a uniform grid that starts at `start_seconds` of the song. Arrays of (frames,)."""

    hop_seconds: float
    start_seconds: float
    f0_hz: np.ndarray
    """float64; 0 where there is no voice."""
    confidence: np.ndarray
    """float32 0..1."""

    @property
    def voiced(self) -> np.ndarray:
        return self.f0_hz > 0

    @property
    def times_seconds(self) -> np.ndarray:
        return self.start_seconds + self.hop_seconds * np.arange(len(self.f0_hz))


def voiced_runs(voiced: np.ndarray) -> list[tuple[int, int]]:
    """[start, stop) of every stretch of voiced frames."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], np.asarray(voiced, np.int8), [0]))))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


# --- repair ---------------------------------------------------------------------------------------------------


def repair_octaves(curve: F0Curve) -> F0Curve:
    """Put short slips to f/2, f/3 or 2f back between confident neighbours; sung leaps stay as they are.

    A slip jumps out and back, lasts at most 0.3 s, and the tracker was less sure of it than of both neighbours.
    """
    f0 = curve.f0_hz.copy()
    pieces = _pieces(f0)
    for before, here, after in zip(pieces, pieces[1:], pieces[2:], strict=False):
        factor = _slip(curve, f0, before, here, after)
        if factor:
            f0[here[0] : here[1]] *= factor
    return replace(curve, f0_hz=f0)


def _pieces(f0: np.ndarray) -> list[tuple[int, int]]:
    """Voiced runs, cut where the pitch jumps."""
    pieces = []
    for start, stop in voiced_runs(f0 > 0):
        jumps = start + 1 + np.flatnonzero(np.abs(np.diff(np.log2(f0[start:stop]))) > JUMP_OCTAVES)
        bounds = [start, *jumps.tolist(), stop]
        pieces += list(pairwise(bounds))
    return pieces


def _slip(curve: F0Curve, f0: np.ndarray, before, here, after) -> float:
    """The factor that puts the piece `here` right, 0 if it needs none."""
    hop = curve.hop_seconds
    apart = max(here[0] - before[1], after[0] - here[1]) * hop
    if (here[1] - here[0]) * hop > LONGEST_SLIP_SECONDS or apart > NEIGHBOUR_SECONDS:
        return 0.0
    sure = [float(np.mean(curve.confidence[a:b])) for a, b in (before, here, after)]
    if min(sure[0], sure[2]) < max(SURE, sure[1] + LESS_SURE):
        return 0.0
    for factor in SUBHARMONICS:
        left = np.log2(f0[here[0]] * factor / f0[before[1] - 1])
        right = np.log2(f0[here[1] - 1] * factor / f0[after[0]])
        if max(abs(left), abs(right)) < SLIP_TOLERANCE_OCTAVES:
            return factor
    return 0.0


# --- grids ----------------------------------------------------------------------------------------------------


def cut(curve: F0Curve, start_seconds: float, stop_seconds: float) -> F0Curve:
    """The frames of [start, stop) seconds, on the curve's own grid; unvoiced where the curve doesn't reach."""
    first = round((start_seconds - curve.start_seconds) / curve.hop_seconds)
    frames = max(round((stop_seconds - start_seconds) / curve.hop_seconds), 0)
    inside = slice(max(first, 0), max(min(first + frames, len(curve.f0_hz)), 0))
    before = min(max(-first, 0), frames)
    after = frames - before - len(curve.f0_hz[inside])
    f0, confidence = (np.pad(a[inside], (before, after)) for a in (curve.f0_hz, curve.confidence))
    return F0Curve(curve.hop_seconds, curve.start_seconds + first * curve.hop_seconds, f0, confidence)


def unvoiced(curve: F0Curve) -> F0Curve:
    """The same frames, in none of which there is a voice."""
    return replace(curve, f0_hz=np.zeros_like(curve.f0_hz), confidence=np.zeros_like(curve.confidence))


def join_curves(parts: Iterable[tuple[Segment, F0Curve]], sample_rate: int, frames: int) -> F0Curve:
    """One curve of the whole song (`frames` samples) from the curves of its segments, in order.

    Each segment's curve begins at its read_start; neighbours change over in the middle of their overlap.
    """
    f0, confidence, done, hop = [], [], 0, 0.0
    waiting = list(parts)
    for (segment, curve), following in zip(waiting, [*waiting[1:], None], strict=True):
        hop = curve.hop_seconds
        stop = frames if following is None else (segment.stop + following[0].start) / 2
        until = int(np.ceil(stop / sample_rate / hop - 1e-9))
        piece = cut(curve, done * hop, until * hop)
        f0.append(piece.f0_hz)
        confidence.append(piece.confidence)
        done = until
    if not waiting:
        raise ValueError("a song has at least one segment")
    return F0Curve(hop, 0.0, np.concatenate(f0), np.concatenate(confidence))


# --- where it lies, and where it goes -------------------------------------------------------------------------


def median_f0(curve: F0Curve) -> float:
    """The middle of what is sung in Hz, weighted by confidence; 0 where nothing is."""
    voiced = curve.voiced
    if not voiced.any():
        return 0.0
    order = np.argsort(curve.f0_hz[voiced])
    weights = np.cumsum(np.maximum(curve.confidence[voiced][order], 1e-3, dtype=np.float64))
    return float(curve.f0_hz[voiced][order][np.searchsorted(weights, weights[-1] / 2)])


def note_name(hz: float) -> str:
    """The nearest note in scientific pitch notation: 220 Hz is A3."""
    midi = round(69 + 12 * np.log2(hz / 440.0))
    return f"{NOTES[midi % 12]}{midi // 12 - 1}"


def signed(semitones: float) -> str:
    """−7, 0, +12: with a real minus sign."""
    return f"{semitones:+g}".replace("-", "−") if semitones else "0"


def shifted(curve: F0Curve, semitones: float) -> F0Curve:
    """The same melody, moved; 0 gives the very same curve."""
    return replace(curve, f0_hz=curve.f0_hz * 2.0 ** (semitones / 12)) if semitones else curve
