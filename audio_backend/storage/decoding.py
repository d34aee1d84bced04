"""From any accepted file to the studio's own: float32 at its own rate, at most two channels, to the sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from audio_backend.dsp.signal.audio import Samples
from audio_backend.errors import BadInput, TooLong
from audio_backend.models.messages import Message, clock
from audio_backend.storage.sound_files import SoundFileWriter
from audio_backend.storage.sound_stream import SoundStream, open_stream


@dataclass(frozen=True)
class DecodedFacts:
    """What was written."""

    frames: int
    sample_rate: int
    channels: int
    messages: tuple[Message, ...]


def decode(
    source: Path,
    target: Path,
    progress: Callable[[float], None],
    *,
    start_s: float = 0.0,
    stop_s: float | None = None,
    max_duration_s: float,
) -> DecodedFacts:
    """Write [start_s, stop_s) of the source as WAV (RF64 beyond 4 GB); `target` appears when it is complete.

    A stop beyond the end means the end. `progress` may raise. Raises the errors of `probe`, BadInput, StorageFull.
    """
    with open_stream(source) as stream:
        start = round(start_s * stream.sample_rate)
        stop = None if stop_s is None else round(stop_s * stream.sample_rate)
        with SoundFileWriter(target, stream.sample_rate, stream.channels) as sound:
            for block in _cut(stream, start, stop):
                sound.write(block)
                if sound.frames > max_duration_s * stream.sample_rate:
                    raise TooLong(f"It is longer than {clock(max_duration_s)}.")
                progress(min(stream.frames / stop, 1.0) if stop else stream.progress)
            if sound.frames == 0:
                end = clock(stream.frames / stream.sample_rate)
                raise BadInput(
                    f"The range holds no sample; the song ends at {end}.",
                    remedy="Choose a start before the end of the song.",
                )
        return DecodedFacts(sound.frames, stream.sample_rate, stream.channels, stream.messages())


def _cut(stream: SoundStream, start: int, stop: int | None) -> Iterator[Samples]:
    """The blocks between two samples; blocks before the start are empty."""
    for block in stream.blocks():
        first = stream.frames - block.shape[1]
        wanted = block if stop is None else block[:, : max(stop - first, 0)]
        yield wanted[:, max(start - first, 0) :]
        if stop is not None and stream.frames >= stop:
            return
