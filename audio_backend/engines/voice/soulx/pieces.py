"""How a long vocal is cut: at pauses, each piece no longer than the net can hear, with what was sung before it.

Neighbours begin with the same noise where they overlap, and their mels are blended there, before there is any sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from audio_backend.dsp.pitch.f0_curve import voiced_runs
from audio_backend.engines.nets.soulx.mel import FRAMES_PER_SECOND, HOP
from audio_backend.engines.nets.soulx.whisper import LONGEST_FRAMES

CONTEXT = 3 * FRAMES_PER_SECOND
"""Of what was sung before: sung again, to go on from it."""

FADE = 10
"""Frames to either side of a cut in which neighbours change over: 0.4 s in all."""

SLACK = 4 * FRAMES_PER_SECOND
"""So much shorter than they could be pieces are meant to be, and so far from the even cut a better one may lie."""

OWN_FRAMES = LONGEST_FRAMES - CONTEXT - FADE
VOICED_DB, FAR_DB = 40.0, 0.02
"""What it costs to cut within a note, and a frame away from the middle, against a cut that is a decibel louder."""

SILENT_DBFS, HELD, BRIDGED = -70.0, 10, 75
"""Below it there is nothing to sing; 0.2 s around what sounds belong to it, and so do 1.5 s between two sounds."""

NOISE_BLOCK, SALT = 50, 1 << 20
Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """Frames [start, stop) are sung; up to `cut` they are the piece's before it."""

    start: int
    cut: int
    stop: int

    @property
    def share(self) -> np.ndarray:
        """(frames,) how much of the blend is this piece's: its neighbour's is the rest."""
        if self.cut == self.start:
            return np.ones(self.stop - self.start, np.float32)
        at = np.arange(self.start, self.stop) - (self.cut - FADE) + 0.5
        return np.clip(at / (2 * FADE), 0.0, 1.0).astype(np.float32)


def frame_levels(sound: np.ndarray, frames: int) -> np.ndarray:
    """(frames,) dBFS of every 20 ms."""
    whole = np.pad(sound.astype(np.float64), (0, max(frames * HOP - len(sound), 0)))[: frames * HOP]
    return np.asarray(10 * np.log10(np.square(whole).reshape(frames, HOP).mean(axis=1) + 1e-12))


def sounding(levels_db: np.ndarray) -> list[Span]:
    """[start, stop) of all that isn't silence, with a little around it."""
    sounds = maximum_filter1d((levels_db > SILENT_DBFS).astype(np.int8), 2 * HELD + 1).astype(bool)
    for start, stop in voiced_runs(~sounds):
        if start > 0 and stop < len(sounds) and stop - start <= BRIDGED:
            sounds[start:stop] = True
    return voiced_runs(sounds)


def pieces_of(span: Span, levels_db: np.ndarray, voiced: np.ndarray) -> list[Piece]:
    """30 s each at the most, context and overlap with it. A short span is one piece."""
    start, stop = span
    if stop - start <= LONGEST_FRAMES:
        return [Piece(start, start, stop)]
    count = -(-(stop - start) // (OWN_FRAMES - SLACK))
    cost = uniform_filter1d(levels_db, 5, mode="nearest") + VOICED_DB * _near(voiced)
    cuts = [start]
    for left in range(count, 1, -1):
        ideal = cuts[-1] + (stop - cuts[-1]) // left
        first = max(ideal - SLACK, stop - (left - 1) * OWN_FRAMES, cuts[-1] + CONTEXT)
        last = min(ideal + SLACK, cuts[-1] + OWN_FRAMES)
        places = np.arange(first, last + 1)
        cuts.append(int(places[np.argmin(cost[places] + FAR_DB * np.abs(places - ideal))]))
    return [
        Piece(max(cut - CONTEXT, start) if cut > start else start, cut, min(end + FADE, stop))
        for cut, end in pairwise([*cuts, stop])
    ]


def _near(voiced: np.ndarray) -> np.ndarray:
    return np.asarray(maximum_filter1d(voiced.astype(np.int8), 7), np.float64)


def frame_noise(seed: tuple[int, ...], start: int, stop: int, bands: int) -> np.ndarray:
    """(stop - start, bands) unit noise that belongs to the song: frame n, which may be negative, has one value for a
    seed, whoever asks and on whatever machine."""
    blocks = range(start // NOISE_BLOCK, -(-stop // NOISE_BLOCK))
    drawn = [np.random.default_rng((*seed, block + SALT)) for block in blocks]
    noise = np.concatenate([rng.standard_normal((NOISE_BLOCK, bands), np.float32) for rng in drawn])
    return noise[start - blocks[0] * NOISE_BLOCK :][: stop - start]
