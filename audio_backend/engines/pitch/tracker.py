"""A pitch engine whose net says how much each of 360 pitches is heard: what all of these have in common.

A sound is heard in pieces of bounded length, so that memory stays small and a cancel is heard in time; `_heard` gives
each frame the context that its net needs, so that no piece's end is to be seen in the curve.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from audio_backend.engines.base import EngineInfo, Progress, give_back, require_device, share_torch_threads
from audio_backend.engines.pitch.frames import frame_count
from audio_backend.engines.pitch.salience import VOICED, PitchGrid, calibrated, likeliest_path, loudest, pitch_near
from audio_backend.errors import EngineFailed

if TYPE_CHECKING:
    from torch import nn

SILENCE = 1e-5
"""Peak of a frame, -100 dBFS, under which nobody sings, whatever a net hears in rounding noise."""


class PitchTracker(ABC):
    info: ClassVar[EngineInfo]
    hop: ClassVar[int]
    grid: ClassVar[PitchGrid]
    threshold: ClassVar[float]
    """Salience from which on a frame is voiced; it becomes 0.5 of the confidence."""
    along_a_path: ClassVar[bool] = False
    """Whether the curve is the likeliest line through all frames, or each frame's best."""

    def __init__(self) -> None:
        self._net: nn.Module | None = None
        self._device = "cpu"

    @property
    def hop_seconds(self) -> float:
        return self.hop / self.info.sample_rate

    @property
    def loaded(self) -> bool:
        return self._net is not None

    def load(self, device: str) -> None:
        """`cpu`, `cuda` or `cuda:1`; at once when it is there. Raises EngineUnavailable without weights or GPU."""
        if self.loaded and device == self._device:
            return
        share_torch_threads()
        require_device(device)
        self._net = self._loaded_net().float().eval().to(device)
        self._device = device

    def unload(self) -> None:
        self._net = None
        give_back(self._device)

    def follow(
        self, mono: np.ndarray, fmin_hz: float, fmax_hz: float, progress: Progress
    ) -> tuple[np.ndarray, np.ndarray]:
        """See engines.base.PitchEngine."""
        if self._net is None:
            raise EngineFailed(f"{self.info.name} was asked for a pitch before it was loaded.")
        frames = frame_count(len(mono), self.hop)
        f0, sure = np.zeros(frames), np.zeros(frames, np.float32)
        kept = np.zeros((frames if self.along_a_path else 0, self.grid.steps), np.float32)
        for start, salience in self._heard(np.asarray(mono, np.float32), progress):
            piece = slice(start, start + len(salience))
            salience = self.grid.within(salience, fmin_hz, fmax_hz)
            if self.along_a_path:
                kept[piece] = salience
            else:
                f0[piece], sure[piece] = self._curve(salience, loudest(salience))
        if self.along_a_path:
            f0, sure = self._curve(kept, likeliest_path(kept))
        sure = np.where(_sounding(mono, self.hop, frames), sure, np.float32(0.0))
        progress(1.0)
        return np.where(sure >= VOICED, f0, 0.0), sure

    def _curve(self, salience: np.ndarray, path: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        heard = np.take_along_axis(salience, path[:, None], axis=1)[:, 0]
        return pitch_near(salience, path, self.grid), calibrated(heard, self.threshold)

    @abstractmethod
    def _loaded_net(self) -> nn.Module:
        """With its weights, on the CPU. Raises EngineUnavailable."""

    @abstractmethod
    def _heard(self, mono: np.ndarray, progress: Progress) -> Iterator[tuple[int, np.ndarray]]:
        """From which frame on, and (frames, 360) of salience: piece by piece, `progress` before each."""


def pieces(frames: int, longest: int) -> list[tuple[int, int]]:
    """[start, stop) of each."""
    return [(start, min(start + longest, frames)) for start in range(0, frames, longest)]


def with_context(start: int, stop: int, reach: int, frames: int) -> tuple[slice, slice]:
    """The frames to be looked at, and among them those that are asked for."""
    first, last = max(start - reach, 0), min(stop + reach, frames)
    return slice(first, last), slice(start - first, stop - first)


def _sounding(mono: np.ndarray, hop: int, frames: int) -> np.ndarray:
    """(frames,) whether anything is to be heard within a hop of each frame's middle."""
    peaks = np.abs(np.pad(mono, (hop, frames * hop - len(mono)))).reshape(-1, hop).max(axis=1, initial=0.0)
    return np.asarray(np.maximum(peaks[:-1], peaks[1:]) > SILENCE)
