"""Render: the vocal of one segment in the other voice, its late reverb if that is kept, and the draft stems."""

from __future__ import annotations

from pathlib import Path

from audio_backend.dsp.analysis.draft_stems import draft_split
from audio_backend.dsp.signal.audio import Audio, Samples, reader
from audio_backend.dsp.signal.segments import Segment
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.results import EngineUse, RenderResult
from audio_backend.models.stages import SUNG
from audio_backend.models.tasks import Render
from audio_backend.pipeline.engines import LEAD_VOICE, Engines
from audio_backend.pipeline.phases.plan import read_plan
from audio_backend.pipeline.timings import Timings
from audio_backend.pipeline.vocal.backing_vocals import performed_parts
from audio_backend.pipeline.vocal.vocal_renderer import VocalRenderer, segment_inputs
from audio_backend.pipeline.workspace import Report, Workspace
from audio_backend.storage.sound_files import SoundFileReader, write_sound


def render_segment(job: Workspace, task: Render, engines: Engines, report: Report) -> RenderResult:
    timings, config, segment, folder = Timings(), job.config, job.segments[task.index], job.attempt_folder(task)
    with SoundFileReader(job.done_folder("analyse", task.index) / "vocal.wav") as file:
        vocal = file.read(0, file.frames)
    used = []
    if config.renders_vocals:
        renderer = VocalRenderer(engines, folder)
        renderer.render(segment_inputs(job, segment, read_plan(job)), vocal, timings, report)
        used += _used(config, engines)
    if config.instrumental.wants_stems:
        report("backing", SUNG if config.renders_vocals else 0.0)
        with timings.stage("stems"):
            _split_backing(job, segment, folder, vocal)
    report("render", 1.0)
    return RenderResult(
        engines=tuple(used),
        quality=config.work_profile["render"],
        audio_s=segment.frames / job.sample_rate,
        stage_seconds=timings.seconds,
    )


def _used(config: AudioConfig, engines: Engines) -> list[EngineUse]:
    """Who sang: the lead's engine, and for each stem those of other voices."""
    if not config.uses_voice:
        return [engines.use("pitch", engines.pitch.engine)]
    others = {(part.stem, part.voice): None for part in performed_parts(config) if part.voice}
    sung = [("voice", LEAD_VOICE), *others]
    return [engines.use(stage, engines.singers[voice].engine.engine) for stage, voice in sung]


def _split_backing(job: Workspace, segment: Segment, folder: Path, vocal: Samples) -> None:
    with SoundFileReader(job.folder.song) as song:
        mix = song.read(segment.read_start, segment.read_stop)
    backing = reader(mix - vocal, segment.read_start)
    split = draft_split(backing, job.sample_rate, segment.start, segment.stop)
    for name, samples in split.items():
        write_sound(folder / f"{name}.wav", Audio(samples, job.sample_rate))
