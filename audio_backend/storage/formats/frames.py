"""FFmpeg's frames of any format, layout and rate, as float32 blocks of one rate and at most two channels."""

from __future__ import annotations

from typing import Any

import av
import numpy as np

from audio_backend.dsp.signal.audio import Samples
from audio_backend.errors import UnreadableAudio

MOST_CHANNELS = 2

INTERLEAVED = "flt"
"""PyAV 18 crashes on planar frames of more than eight channels."""


def floats(frame: Any) -> Samples:
    """(channels, n) float32, full scale 1.0; exact for up to 24 bits."""
    array = frame.to_ndarray()
    if not frame.format.is_planar:
        array = array.reshape(-1, frame.layout.nb_channels).T
    if array.dtype == np.uint8:
        return (array.astype(np.float32) - 128.0) / 128.0
    if array.dtype.kind == "i":
        return array.astype(np.float32) / float(2 ** (8 * array.dtype.itemsize - 1))
    with np.errstate(over="ignore"):  # a double beyond float32 becomes infinite, and is counted as such
        return array.astype(np.float32)


def matched(samples: Samples, channels: int) -> Samples:
    """Mono is put on both sides, stereo is averaged."""
    if samples.shape[0] == channels:
        return samples
    return np.repeat(samples.mean(axis=0, keepdims=True, dtype=np.float32), channels, axis=0)


class Converter:
    """Keeps the rate of the first frame, and its channels up to two; more are folded down to stereo."""

    def __init__(self, first: Any):
        self.sample_rate: int = first.sample_rate
        self.channels: int = min(first.layout.nb_channels, MOST_CHANNELS)
        self.changes = 0
        self._key = _key(first)
        self._swr = self._new_swr(first)

    def convert(self, frame: Any) -> Samples:
        """(channels, n); what is left of a former rate comes first."""
        if _key(frame) == self._key:
            return self._converted(frame)
        rest = self.flush()
        self.changes += 1
        self._key, self._swr = _key(frame), self._new_swr(frame)
        return np.concatenate([rest, self._converted(frame)], axis=1)

    def flush(self) -> Samples:
        """What the resampler still holds. (channels, n), n may be 0."""
        return self._joined(self._swr.resample(None)) if self._swr else self._joined([])

    def _new_swr(self, frame: Any) -> av.AudioResampler | None:
        """None where nothing needs to be resampled or folded."""
        many = frame.layout.nb_channels > MOST_CHANNELS
        if not many and frame.sample_rate == self.sample_rate:
            return None
        layout = frame.layout.name
        if many:
            layout = "stereo" if _can_fold(frame) else None
        return av.AudioResampler(INTERLEAVED, layout, self.sample_rate)

    def _converted(self, frame: Any) -> Samples:
        if self._swr is None:
            return matched(floats(frame), self.channels)
        try:
            return self._joined(self._swr.resample(frame))
        except (av.error.FFmpegError, ValueError) as error:
            raise UnreadableAudio(f"Its channels ({frame.layout.name}) can't be converted.") from error

    def _joined(self, frames: list[Any]) -> Samples:
        parts = [matched(floats(frame), self.channels) for frame in frames]
        return np.concatenate(parts, axis=1) if parts else np.zeros((self.channels, 0), np.float32)


def _key(frame: Any) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


def _can_fold(frame: Any) -> bool:
    """Whether FFmpeg has a matrix for this layout; without one the channels are averaged."""
    try:
        av.AudioResampler(INTERLEAVED, "stereo", frame.sample_rate).resample(frame)
    except (av.error.FFmpegError, ValueError):
        return False
    return True
