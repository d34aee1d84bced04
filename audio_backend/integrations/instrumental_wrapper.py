"""A song taken apart by any engine: its rate, its stereo and its noise in silence are the wrapper's affair.

The backing is never made here. It is the song minus the vocal, at the song's own rate, so the two always sum to
the song and what no engine changed passes through untouched.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import maximum_filter1d, minimum_filter1d

from audio_backend.dsp.signal.audio import ReadSamples, Samples
from audio_backend.dsp.signal.resampling import resampled
from audio_backend.dsp.signal.segments import Segment
from audio_backend.engines.base import EngineInfo, Progress, SeparationEngine
from audio_backend.integrations.answers import samples_of, value_of
from audio_backend.models.stems import VOCALS

PAUSE_SECONDS = 0.005
"""Exact zeros for this long are a pause of the song, or what lies outside it; shorter ones are zero crossings."""


class InstrumentalWrapper:
    def __init__(self, engine: SeparationEngine):
        self.engine = engine

    @property
    def info(self) -> EngineInfo:
        return self.engine.info

    def vocals(
        self, song: ReadSamples, sample_rate: int, channels: int, segment: Segment, quality: str, progress: Progress
    ) -> Samples:
        """(channels, read_stop - read_start) of the vocal; see `separate`."""
        return self.separate(song, sample_rate, channels, segment, quality, progress)[VOCALS]

    def separate(
        self, song: ReadSamples, sample_rate: int, channels: int, segment: Segment, quality: str, progress: Progress
    ) -> dict[str, Samples]:
        """Each stem that the engine declares, (channels, read_stop - read_start) at the song's rate, silent where the
        song is silent. Raises EngineFailed for a stem that the engine declared and did not give as it promises.

        `channels` is 1 or 2. Any sample's stems depend on the song alone, so neighbouring segments agree.
        """
        stems, engine_rate = self.engine.stems, self.engine.info.sample_rate
        mix = resampled(as_stereo(song), sample_rate, engine_rate)

        def together(start: int, stop: int) -> Samples:
            """(2 * stems, stop - start): the engine works once for all of them."""
            separated = self.engine.separate(mix, start, stop, quality, progress)
            found = value_of(self.info.id, separated, dict, "the stems")
            return np.concatenate(
                [samples_of(self.info.id, found.get(stem), (2,), stop - start, f"stem “{stem}”") for stem in stems]
            )

        isolated = resampled(together, engine_rate, sample_rate)(segment.read_start, segment.read_stop)
        pauses = _pauses(song, segment.read_start, segment.read_stop, round(PAUSE_SECONDS * sample_rate))
        pairs = zip(stems, np.split(isolated, len(stems)), strict=True)
        return {stem: _at_width(pair, channels, pauses) for stem, pair in pairs}


def _at_width(pair: Samples, channels: int, pauses: np.ndarray) -> Samples:
    wide = pair if channels == 2 else pair.mean(axis=0, keepdims=True)
    return np.asarray(np.where(pauses, np.float32(0), wide), np.float32)


def as_stereo(song: ReadSamples) -> ReadSamples:
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
    return np.asarray(lasting[margin : margin + stop - start], bool)
