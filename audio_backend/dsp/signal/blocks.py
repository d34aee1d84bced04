"""Blocks of any size in, blocks of one size out: what makes a streaming meter independent of its caller."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from audio_backend.dsp.signal.audio import Samples


class BlockBuffer:
    """Cuts a stream into blocks of exactly `frames`, counted from its first sample."""

    def __init__(self, channels: int, frames: int):
        self.channels, self.frames = channels, frames
        self._waiting: list[Samples] = []
        self._count = 0

    @property
    def rest(self) -> Samples:
        """(channels, less than frames) what does not fill a block yet."""
        return np.concatenate([np.zeros((self.channels, 0), np.float32), *self._waiting], axis=1)

    def add(self, samples: Samples) -> Iterator[Samples]:
        """The (channels, frames) blocks that (channels, n) more samples complete."""
        start = 0
        while self._count + samples.shape[1] - start >= self.frames:
            stop = start + self.frames - self._count
            self._waiting.append(samples[:, start:stop])
            block = self._waiting[0] if len(self._waiting) == 1 else np.concatenate(self._waiting, axis=1)
            self._waiting, self._count, start = [], 0, stop
            yield block
        if start < samples.shape[1]:
            self._waiting.append(samples[:, start:].copy())  # the caller may reuse its buffer
            self._count += samples.shape[1] - start


def reblocked(blocks: Iterable[Samples], channels: int, frames: int) -> Iterator[Samples]:
    """The same samples in blocks of `frames`; only the last one may be shorter."""
    cutter = BlockBuffer(channels, frames)
    for block in blocks:
        yield from cutter.add(block)
    if cutter.rest.shape[1]:
        yield cutter.rest
