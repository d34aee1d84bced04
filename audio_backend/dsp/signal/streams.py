"""Several tracks of one song, a block of each at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from audio_backend.dsp.signal.audio import Samples
from audio_backend.dsp.signal.blocks import reblocked


def zip_blocks(streams: dict[str, tuple[int, Iterable[Samples]]], frames: int) -> Iterator[dict[str, Samples]]:
    """name -> (channels, blocks) to name -> (channels, <= frames). Raises ValueError when lengths differ."""
    cut = {name: reblocked(blocks, channels, frames) for name, (channels, blocks) in streams.items()}
    for blocks in zip(*cut.values(), strict=True):
        if len({block.shape[1] for block in blocks}) != 1:
            raise ValueError("tracks of one song differ in length")
        yield dict(zip(cut, blocks, strict=True))
