"""Isolating the vocal, with any engine: its rate, its stereo and its noise in silence are the wrapper's affair.

The backing is never made here. It is the song minus the vocal, at the song's own rate, so the two always sum to
the song and what no engine changed passes through untouched.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import maximum_filter1d, minimum_filter1d

from audio_backend.dsp.signal.audio import ReadSamples, Samples
from audio_backend.dsp.signal.resampling import resampled
from audio_backend.dsp.signal.segments import Segment
from audio_backend.engines.base import EngineInfo, Progress, StemEngine

PAUSE_SECONDS = 0.005
"""Exact zeros for this long are a pause of the song, or what lies outside it; shorter ones are zero crossings."""


class InstrumentalWrapper:
    def __init__(self, engine: StemEngine):
        self.engine = engine

    @property
    def info(self) -> EngineInfo:
        return self.engine.info

    def vocals(
        self, song: ReadSamples, sample_rate: int, channels: int, segment: Segment, quality: str, progress: Progress
    ) -> Samples:
        """(channels, read_stop - read_start) of the vocal at the song's rate, silent where the song is silent.

        `channels` is 1 or 2. Any sample's vocal depends on the song alone, so neighbouring segments agree.
        """
        engine_rate = self.engine.info.sample_rate
        mix = resampled(_stereo(song), sample_rate, engine_rate)

        def vocal(start: int, stop: int) -> Samples:
            return self.engine.vocals(mix, start, stop, quality, progress)

        isolated = resampled(vocal, engine_rate, sample_rate)(segment.read_start, segment.read_stop)
        to_mono = isolated if channels == 2 else isolated.mean(axis=0, keepdims=True)
        pauses = _pauses(song, segment.read_start, segment.read_stop, round(PAUSE_SECONDS * sample_rate))
        return np.where(pauses, np.float32(0), to_mono)


def _stereo(song: ReadSamples) -> ReadSamples:
    """The song as engines take it: two channels, every sample a number."""

    def read(start: int, stop: int) -> Samples:
        samples = np.nan_to_num(song(start, stop), nan=0.0, posinf=0.0, neginf=0.0)
        return np.repeat(samples, 2, axis=0) if samples.shape[0] == 1 else samples

    return read


def _pauses(song: ReadSamples, start: int, stop: int, shortest: int) -> np.ndarray:
    """(stop - start,) bool: inside at least `2 * (shortest // 2) + 1` exact zeros in a row, on all channels."""
    reach = shortest // 2
    size, margin = 2 * reach + 1, 2 * reach
    zero = ~song(start - margin, stop + margin).any(axis=0)
    lasting = maximum_filter1d(minimum_filter1d(zero.astype(np.uint8), size), size)
    return lasting[margin : margin + stop - start].astype(bool)
