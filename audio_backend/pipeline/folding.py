"""Two channels into one: what a listener of both hears must not cancel out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audio_backend.dsp.audio import Samples, gain_to_db, mid_and_side, turned_over_in

MOST_LOST_DB = 4.5
"""Channels that have nothing in common lose 3 dB in their mean; what loses more is partly opposed."""


@dataclass(frozen=True)
class Folding:
    """How two channels become one, and what to say about it."""

    right_inverted: bool
    warnings: tuple[str, ...]


UNFOLDED = Folding(False, ())


def folding(blocks: Iterable[Samples], whose: str = "the song") -> Folding:
    """Judged by the whole of a sound, (2, n) blocks in a row; `whose` sound that is."""
    parts = [mid_and_side(block) for block in blocks]
    mid, side = (sum(energies) for energies in zip((0.0, 0.0), *parts, strict=True))
    if turned_over_in(parts):
        told = f"The right channel of {whose} is inverted; it was turned over, or mono would be silent."
        return Folding(True, (told,))
    lost_db = 0.5 * (gain_to_db(mid + side) - gain_to_db(mid)) if mid else 0.0
    if lost_db <= MOST_LOST_DB:
        return UNFOLDED
    told = f"Left and right of {whose} cancel each other in part: in mono it is {lost_db:.1f} dB softer than in stereo."
    return Folding(False, (told,))
