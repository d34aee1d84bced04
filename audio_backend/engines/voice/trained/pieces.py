"""A long region in pieces, cut where it is quietest; each hears what is around it, and they fade into one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from audio_backend.dsp.signal.segments import rising

LONGEST_SECONDS, AROUND_SECONDS = 38.0, 6.0
"""A cut is looked for this far around each 38 s, as RVC does it; what is shorter than both together stays whole."""
CONTEXT_SECONDS = 1.0
"""What a piece hears on either side, and of the mirrored sound beyond a region's ends."""
FADE_SECONDS = 0.04


@dataclass(frozen=True)
class Piece:
    """Frames [start, stop) are its own; [read_start, read_stop) are what it hears."""

    start: int
    stop: int
    read_start: int
    read_stop: int


@dataclass(frozen=True)
class Cutting:
    """In frames."""

    every: int
    around: int
    context: int
    fade: int

    @classmethod
    def at(cls, frames_per_second: float) -> Cutting:
        seconds = (LONGEST_SECONDS, AROUND_SECONDS, CONTEXT_SECONDS, FADE_SECONDS)
        return cls(*(max(1, round(one * frames_per_second)) for one in seconds))

    def pieces(self, power: np.ndarray) -> list[Piece]:
        """`power` (T,) of each frame, the context at both ends among them, which nobody owns."""
        first, last = self.context, len(power) - self.context
        bounds = [first]
        while last - bounds[-1] > self.every + self.around:
            near = bounds[-1] + self.every - self.around
            bounds.append(near + int(np.argmin(power[near : near + 2 * self.around])))
        bounds.append(last)
        return [Piece(a, b, a - self.context, b + self.context) for a, b in pairwise(bounds)]

    def join(self, pieces: Iterable[Piece], sing: Callable[[Piece], np.ndarray], hop: int) -> np.ndarray:
        """What is sung of each, (read_stop - read_start) * hop samples, becomes one sound of all their own frames."""
        half, joined, tail = self.fade // 2 * hop, [], None
        for piece in pieces:
            sound, lead = sing(piece), (piece.start - piece.read_start) * hop
            own = lead + (piece.stop - piece.start) * hop
            if tail is not None:
                head = sound[lead - half : lead + half]
                joined += [tail + (head - tail) * rising(len(head)), sound[lead + half : own - half]]
            else:
                joined.append(sound[lead : own - half])
            tail = sound[own - half : own + half]
        return np.concatenate([*joined, tail[:half]]) if tail is not None else np.zeros(0, np.float32)
