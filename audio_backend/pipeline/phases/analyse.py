"""Analyse: the vocal of one segment is isolated, its pitch followed, and described to the voice engine.

Isolation comes first, because pitch and voice need the vocal, not the mix (docs/adr/0002).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.room.rt60 import rt60_seconds
from audio_backend.dsp.signal.audio import Audio, Samples, mid_and_side
from audio_backend.dsp.signal.segments import Segment
from audio_backend.engines.base import Progress
from audio_backend.models.results import KEPT_VOCAL, AnalyseResult, EngineUse
from audio_backend.models.stages import FOLLOWED, ISOLATED
from audio_backend.models.tasks import Analyse
from audio_backend.pipeline.engines import Engines
from audio_backend.pipeline.timings import Timings
from audio_backend.pipeline.vocal import musical_key, pitch_gate, singing_evidence
from audio_backend.pipeline.vocal.kept_vocals import kept_or_isolated
from audio_backend.pipeline.workspace import Report, Workspace
from audio_backend.storage.json_files import save_curve, write_json
from audio_backend.storage.sound_files import SoundFileReader, write_sound


def analyse_segment(job: Workspace, task: Analyse, engines: Engines, report: Report) -> AnalyseResult:
    timings, config, segment, folder = Timings(), job.config, job.segments[task.index], job.attempt_folder(task)
    with timings.stage("isolate"):
        vocal, kept = _isolate(job, segment, engines, lambda done: report("isolate", ISOLATED * done))
    isolated_by = engines.use("isolate", engines.instrumental.engine).model_copy(update={"kept": kept})
    used = [isolated_by] if job.isolates else []
    if config.follows_pitch:
        used.append(_listen_to_voice(job, task, vocal, engines, timings, report))
    if config.uses_scale:
        with timings.stage("key"):
            musical_key.listen_to_band(job, segment, folder)
    owned = vocal[:, segment.inner]
    decay_s = rt60_seconds([owned], job.sample_rate, job.channels) if config.instrumental.keep_reverb else None
    write_sound(folder / "vocal.wav", Audio(vocal, job.sample_rate))
    return AnalyseResult(
        engines=tuple(used),
        mid_and_side=mid_and_side(owned),
        decay_s=decay_s,
        quality=KEPT_VOCAL if kept else config.work_profile["analyse"],
        audio_s=segment.frames / job.sample_rate,
        stage_seconds=timings.seconds,
    )


def _isolate(job: Workspace, segment: Segment, engines: Engines, progress: Progress) -> tuple[Samples, bool]:
    """(channels, frames) of the vocal with its context, of a vocal alone the file itself; and whether it was kept."""
    with SoundFileReader(job.folder.song) as song:
        if not job.isolates:
            return song.read(segment.read_start, segment.read_stop), False
        stems, quality = engines.instrumental, job.config.instrumental.quality

        def isolate() -> Samples:
            return engines.device.run(
                stems.engine,
                lambda: stems.vocals(song.read, job.sample_rate, job.channels, segment, quality, progress),
            )

        device = partial(engines.device.device_used_by, stems.engine)
        return kept_or_isolated(job, segment, stems.info, device, isolate)


def _listen_to_voice(
    job: Workspace, task: Analyse, vocal: Samples, engines: Engines, timings: Timings, report: Report
) -> EngineUse:
    """Keep its pitch, whether it is singing, and what the voice engine has to know of it."""
    segment, folder = job.segments[task.index], job.attempt_folder(task)
    with timings.stage("pitch"):
        rest = FOLLOWED - ISOLATED
        curve = _follow(job, segment, vocal, engines, lambda done: report("pitch", ISOLATED + rest * done))
        levels = pitch_gate.frame_levels_db(vocal, job.sample_rate, curve)
        save_curve(folder / "f0.npz", curve, levels_db=levels)
        if job.isolates and not engines.instrumental.info.placeholder:
            singing_evidence.keep_evidence(job, segment, folder, vocal, curve)
    used = engines.use("pitch", engines.pitch.engine)
    if job.config.uses_voice:
        report("voice", FOLLOWED)
        with timings.stage("voice"):
            _describe(segment, Audio(vocal, job.sample_rate), curve, engines, folder)
    return used


def _describe(segment: Segment, vocal: Audio, curve: F0Curve, engines: Engines, folder: Path) -> None:
    """What each voice engine wants to know of the segment is kept for its plan of the song."""
    for name, voice in engines.describing.items():
        describe = partial(voice.summarise_segment, vocal, curve, segment)
        write_json(folder / name, engines.device.run(voice.engine, describe))


def _follow(job: Workspace, segment: Segment, vocal: Samples, engines: Engines, progress: Progress) -> F0Curve:
    wanted, pitch, audio = job.config.swiftf0, engines.pitch, Audio(vocal, job.sample_rate)
    return engines.device.run(
        pitch.engine, lambda: pitch.follow(audio, segment, None, wanted.fmin, wanted.fmax, progress)
    )
