"""A backing that is made from words, in the place of the song's own: the job's own backing from then on."""

from __future__ import annotations

from audio_backend.engines import catalog
from audio_backend.engines.base import Engine, Progress
from audio_backend.engines.runtime import generation_engine
from audio_backend.integrations.generation_wrapper import GenerationWrapper
from audio_backend.models.audio_config import GenerationConfig
from audio_backend.pipeline.device import Device
from audio_backend.pipeline.workspace import Workspace
from audio_backend.storage.decoding import DecodedFacts
from audio_backend.storage.sound_files import SoundFileReader, SoundFileWriter


def generate_backing(
    job: Workspace, generate: GenerationConfig, song: DecodedFacts, device: Device, progress: Progress
) -> Engine:
    """Write the job's backing file, exactly as long as the song. The engine that made it. Raises EngineUnavailable."""
    wrapper = GenerationWrapper(generation_engine(generate.engine, str(job.folders.models)))
    options, shape = catalog.generation_options(generate), (song.channels, song.frames)
    with SoundFileReader(job.folder.song) as file:
        made = device.run(
            wrapper.engine,
            lambda: wrapper.backing(file.read, song.sample_rate, shape, generate, options, progress),
        )
    with SoundFileWriter(job.folder.own_backing, song.sample_rate, song.channels) as target:
        target.write(made)
    return wrapper.engine
