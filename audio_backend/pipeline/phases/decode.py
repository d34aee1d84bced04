"""Decode: the song as float samples at its own rate, cut to the range, and its segments."""

from __future__ import annotations

from audio_backend.dsp.signal.segments import Segment, plan_segments
from audio_backend.engines.base import Progress
from audio_backend.errors import BadConfig
from audio_backend.models.messages import Message
from audio_backend.models.results import DecodeResult, EngineUse
from audio_backend.pipeline.engines import Engines
from audio_backend.pipeline.mixdown.generated_backing import generate_backing
from audio_backend.pipeline.mixdown.own_backing import bring_backing
from audio_backend.pipeline.mixdown.tags import save_tags
from audio_backend.pipeline.sources import song_source
from audio_backend.pipeline.timings import Timings
from audio_backend.pipeline.workspace import Report, Workspace
from audio_backend.storage.decoding import DecodedFacts, decode
from audio_backend.storage.formats.tags import read_tags

SONG_SHARE = 0.9
"""How far decoding is when the song is there; then comes another backing, if there is one."""


def decode_song(job: Workspace, engines: Engines, report: Report) -> DecodeResult:
    timings, source = Timings(), song_source(job)
    job.folder.path.mkdir(parents=True, exist_ok=True)
    tags, cover, _ = read_tags(source)
    save_tags(job.folder, tags, cover)
    with timings.stage("decode"):
        facts = decode(
            source,
            job.folder.song,
            lambda done: report("decode", SONG_SHARE * done),
            start_s=job.config.range.start,
            stop_s=job.config.range.stop,
            max_duration_s=job.facts.limits.max_duration_s,
        )
        used = _make_backing(job, facts, engines, report)
        backing_messages = [] if used else _bring_backing(job, facts, report)
    return DecodeResult(
        frames=facts.frames,
        sample_rate=facts.sample_rate,
        channels=facts.channels,
        segments=_cut(job, facts),
        engines=used,
        audio_s=facts.frames / facts.sample_rate,
        stage_seconds=timings.seconds,
        messages=(*facts.messages, *backing_messages),
    )


def _make_backing(job: Workspace, song: DecodedFacts, engines: Engines, report: Report) -> tuple[EngineUse, ...]:
    """From words, in the place of the song's own; the engine that made it, or none."""
    generate = job.config.instrumental.generate
    if generate is None or not job.config.generates_backing:
        return ()
    maker = generate_backing(job, generate, song, engines.device, _after_song(report))
    return (engines.use("backing", maker),)


def _bring_backing(job: Workspace, song: DecodedFacts, report: Report) -> list[Message]:
    upload = job.facts.own_backing
    if upload is None or not job.config.instrumental.enabled:
        return []
    return bring_backing(job, upload, song, _after_song(report))


def _after_song(report: Report) -> Progress:
    return lambda done: report("decode", SONG_SHARE + (1.0 - SONG_SHARE) * done)


def _cut(job: Workspace, song: DecodedFacts) -> tuple[Segment, ...]:
    """Raises BadConfig for too many segments."""
    wanted, most = job.config.processing, job.facts.limits.max_segments
    segments = plan_segments(song.frames, song.sample_rate, wanted.segment_length, wanted.overlap_duration)
    if len(segments) > most:
        raise BadConfig(
            f"This song needs {len(segments)} segments; at most {most} are taken.",
            remedy="Choose longer segments (processing.segment_length) or a shorter range.",
        )
    return segments
