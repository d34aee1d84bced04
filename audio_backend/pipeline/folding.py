"""Two channels into one: what a listener of both hears must not cancel out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audio_backend.dsp.audio import TURNED_OVER, Samples, gain_to_db, mid_and_side

MOST_LOST_DB = 4.5
"""Channels that have nothing in common lose 3 dB in their mean; what loses more is partly opposed."""

RIGHT_INVERTED = "The song's right channel is inverted; it was turned over, or one channel would be silence."


@dataclass(frozen=True)
class Folding:
    """How two channels become one, and what to say about it."""

    right_inverted: bool
    warnings: tuple[str, ...]


def folding(mix: Iterable[Samples]) -> Folding:
    """Judged by the whole of a mix, (2, n) blocks in a row."""
    parts = [mid_and_side(block) for block in mix]
    mid, side = (sum(energies) for energies in zip(*parts, strict=True))
    if side > TURNED_OVER * mid:
        return Folding(True, (RIGHT_INVERTED,))
    lost_db = 0.5 * (gain_to_db(mid + side) - gain_to_db(mid)) if mid else 0.0
    if lost_db <= MOST_LOST_DB:
        return Folding(False, ())
    told = f"Left and right cancel each other in part: in one channel the song is {lost_db:.1f} dB softer than in two."
    return Folding(False, (told,))
