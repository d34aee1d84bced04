"""What is common to all engines that make a backing: their sample rate and back, the song's own length and channels."""

from __future__ import annotations

from audio_backend.dsp.level.faders import with_channels
from audio_backend.dsp.signal.audio import ReadSamples, Samples, reader
from audio_backend.dsp.signal.resampling import resampled, resampled_frames
from audio_backend.engines.base import GenerationEngine, GenerationRequest, Progress
from audio_backend.integrations.answers import samples_of
from audio_backend.integrations.instrumental_wrapper import as_stereo
from audio_backend.models.audio_config import GenerationConfig
from audio_backend.models.base import Group


class GenerationWrapper:
    def __init__(self, engine: GenerationEngine):
        self.engine = engine

    def backing(
        self, song: ReadSamples, sample_rate: int, shape: tuple[int, int], generate: GenerationConfig, options: Group,
        progress: Progress,
    ) -> Samples:  # fmt: skip
        """A new backing of `shape` (channels, frames) at the song's rate, to the sample. Raises EngineFailed."""
        (channels, frames), rate = shape, self.engine.info.sample_rate
        wanted = resampled_frames(frames, sample_rate, rate)
        at_engine = resampled(as_stereo(song), sample_rate, rate)
        request = GenerationRequest(generate.prompt, wanted, at_engine, generate.seed, options, progress)
        made = samples_of(self.engine.info.id, self.engine.generate(request), (1, 2), wanted, "backing")
        at_song = resampled(reader(made), rate, sample_rate)(0, frames)
        return with_channels(at_song, channels)
