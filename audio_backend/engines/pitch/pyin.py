"""pYIN, the classic pitch tracker of librosa: the stand-in where SwiftF0 can't run."""

from __future__ import annotations

from functools import cache
from tempfile import TemporaryDirectory
from types import ModuleType

import numpy as np

from audio_backend.engines.base import Progress
from audio_backend.engines.entries import PYIN
from audio_backend.errors import EngineFailed, EngineUnavailable

SAMPLE_RATE, HOP, FRAME = PYIN.info.sample_rate, 256, 2048
CHUNK_FRAMES, CONTEXT_FRAMES = 1875, 63
"""30 s at a time with 1 s of context, so that a cancel is heard in time."""


@cache
def private_librosa() -> ModuleType:
    """librosa, whose compiled functions are this process's alone. Raises ImportError.

    By itself it keeps them in a folder that all processes share; written by two at once, that cache ends every process
    that reads it with a fault in native code, for ever. The price: a few seconds of compiling in each process.
    """
    import numba

    numba.config.CACHE_DIR = _cache_folder().name
    import librosa

    return librosa


@cache
def _cache_folder() -> TemporaryDirectory[str]:
    """Removed with the process."""
    return TemporaryDirectory(prefix="studio-numba-", ignore_cleanup_errors=True)


class PYin:
    info = PYIN.info
    hop_seconds = HOP / SAMPLE_RATE

    def __init__(self) -> None:
        self.loaded = False

    def load(self, device: str) -> None:
        """Always on the CPU. Raises EngineUnavailable."""
        try:
            private_librosa()
        except ImportError as error:
            raise EngineUnavailable(
                f"pYIN can't run: {error}.", remedy="Run `pip install librosa` in the studio's environment."
            ) from error
        self.loaded = True

    def unload(self) -> None:
        self.loaded = False

    def follow(
        self, mono: np.ndarray, fmin_hz: float, fmax_hz: float, progress: Progress
    ) -> tuple[np.ndarray, np.ndarray]:
        """See engines.base.PitchEngine."""
        if not self.loaded:
            raise EngineFailed("pYIN was asked for a pitch before it was loaded.")
        frames = -(-len(mono) // HOP)
        f0, confidence = np.zeros(frames), np.zeros(frames, np.float32)
        for start in range(0, frames, CHUNK_FRAMES):
            progress(start / frames)
            stop = min(start + CHUNK_FRAMES, frames)
            first = max(start - CONTEXT_FRAMES, 0)
            piece = mono[first * HOP : (stop + CONTEXT_FRAMES) * HOP]
            found, sure = _pyin(piece, fmin_hz, fmax_hz)
            inside = slice(start - first, stop - first)
            f0[start:stop], confidence[start:stop] = found[inside], sure[inside]
        progress(1.0)
        return f0, confidence


def _pyin(mono: np.ndarray, fmin_hz: float, fmax_hz: float) -> tuple[np.ndarray, np.ndarray]:
    """f0 (0 = unvoiced) and confidence, from 0.5 on where it is voiced: what pYIN calls probable is often far under it.

    One more frame than whole hops, so no frame of the caller is missing.
    """
    f0, voiced, sure = private_librosa().pyin(
        mono, fmin=fmin_hz, fmax=fmax_hz, sr=SAMPLE_RATE, frame_length=FRAME, hop_length=HOP, fill_na=0.0
    )
    return f0, ((sure + voiced) / 2).astype(np.float32)
