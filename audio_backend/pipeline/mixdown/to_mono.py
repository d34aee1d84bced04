"""Two channels into one: what a listener of both hears must not cancel out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from audio_backend.dsp.signal.audio import POLARITY_INVERTED, Samples, gain_to_db, mid_and_side, polarity_inverted_in
from audio_backend.models.messages import Message

MOST_LOST_DB = 4.5
"""Channels that have nothing in common lose 3 dB in their mean; what loses more is partly opposed."""

FFT = 4_096
BAND_BINS = np.unique(np.geomspace(4, FFT // 2, 31).astype(int))
"""Edges of bands of a third of an octave and less, from about 40 Hz on."""

AUDIBLE = 1e-3
"""Of the loudest band of the block, 30 dB under it."""

MOST_OPPOSED = 0.03
"""Of what is audible. Songs on record have .00 to .01: wide effects are uncorrelated, not opposed."""


@dataclass(frozen=True)
class Folding:
    """How two channels become one, and what to say about it."""

    right_inverted: bool
    messages: tuple[Message, ...]


UNFOLDED = Folding(False, ())


def folding(blocks: Iterable[Samples], whose: Literal["song", "backing"] = "song") -> Folding:
    """Judged by the whole of a sound, (2, n) blocks in a row; `whose` sound that is."""
    parts, cells = [], np.zeros(3)
    for block in blocks:
        parts.append(mid_and_side(block))
        cells += _cells(block)
    mid, side = (sum(energies) for energies in zip((0.0, 0.0), *parts, strict=True))
    over, audible = polarity_inverted_in(parts), max(cells[0], 1.0)
    messages = [Message("right_channel_inverted", (), {"whose": whose})] if over else []
    lost_db = 0.5 * (gain_to_db(mid + side) - gain_to_db(mid)) if mid and not over else 0.0
    opposed = cells[2 if over else 1] / audible
    if lost_db > MOST_LOST_DB:
        messages.append(Message("channels_cancel", (), {"whose": whose, "lost_db": float(lost_db)}))
    elif opposed > MOST_OPPOSED:
        messages.append(Message("channels_opposed", (), {"whose": whose, "share": float(opposed)}))
    return Folding(over, tuple(messages))


def _cells(block: Samples) -> np.ndarray:
    """How many parts of a block, a tenth of a second by a third of an octave, are audible; of these, how many cancel in
    the mean of the channels, and how many where the right one is turned over first."""
    frames = block[:, : block.shape[1] // FFT * FFT].reshape(2, -1, FFT) * np.hanning(FFT).astype(np.float32)
    left, right = np.fft.rfft(frames)
    powers = (np.square(np.abs(one)) for one in (left + right, left - right))
    mid, side = (np.add.reduceat(power, BAND_BINS[:-1], axis=-1) for power in powers)
    heard = mid + side > AUDIBLE * max((mid + side).max(initial=0.0), 1e-12)
    cancels = (side > POLARITY_INVERTED * mid, mid > POLARITY_INVERTED * side)
    return np.array([heard.sum(), *((heard & one).sum() for one in cancels)])
