"""Small tasks beside the jobs, run in a child too: a broken file must never take the studio down."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from audio_backend.dsp.audio import Audio, Samples
from audio_backend.dsp.limiter import limit
from audio_backend.dsp.loudness import measure
from audio_backend.dsp.mix import amplified, at_fader, gain_db_to_match
from audio_backend.dsp.segments import Segment
from audio_backend.errors import NotFound, NotReady
from audio_backend.pipeline import tracks
from audio_backend.pipeline.export import SONG_STEMS
from audio_backend.pipeline.task import Report, Task
from audio_backend.storage.peaks import peaks
from audio_backend.storage.probe import probe
from audio_backend.storage.sound_files import write_sound

PREVIEW_CEILING_DB = -1.0


def probe_upload(task: dict[str, Any], report: Report) -> dict[str, Any]:
    return asdict(probe(Path(task["path"]), task["max_duration_s"]))


def upload_peaks(task: dict[str, Any], report: Report) -> dict[str, Any]:
    return asdict(peaks(Path(task["path"]), task["points"]))


def segment_preview(task: dict[str, Any], report: Report) -> dict[str, Any]:
    """One finished segment as a WAV, before reverb and mastering; limited, so that nothing clips."""
    job = Task(**task)
    sound = _preview(job, job.segment, job.options["stem"])
    limited = np.concatenate(list(limit(iter([sound]), job.sample_rate, job.channels, PREVIEW_CEILING_DB)), axis=1)
    target = Path(job.options["target"])
    target.parent.mkdir(parents=True, exist_ok=True)
    write_sound(target, Audio(limited, job.sample_rate))
    return {"file": target.name, "frames": limited.shape[1]}


def _preview(job: Task, segment: Segment, stem: str) -> Samples:
    if stem not in SONG_STEMS:
        raise NotFound(f"There is no stem “{stem}”.", remedy=f"Previews exist of: {', '.join(SONG_STEMS)}.")
    if stem != "original" and not tracks.segment_made(job, segment):
        raise NotReady(f"Segment {segment.index} isn't finished yet.")
    wanted = job.config.mixing
    match stem:
        case "original":
            return tracks.segment_song(job, segment)
        case "original_vocals":
            return tracks.segment_original(job, segment)
        case "vocals":
            return at_fader(_voice(job, segment), wanted.vocal_db)
        case "instrumental":
            return at_fader(_backing(job, segment), wanted.instrumental_db)
    return _preview(job, segment, "vocals") + _preview(job, segment, "instrumental")


def _voice(job: Task, segment: Segment) -> Samples:
    original = tracks.segment_original(job, segment)
    if not tracks.has_rendered(job, segment, "vocal"):
        return original
    sung = tracks.segment_rendered(job, segment, "vocal")
    if not job.config.mixing.match_original_balance:
        return sung
    before, after = (measure(iter([one]), job.sample_rate, job.channels).integrated_lufs for one in (original, sung))
    return amplified(sung, gain_db_to_match(after, before))


def _backing(job: Task, segment: Segment) -> Samples:
    plain = tracks.segment_backing(job, segment)
    if not job.config.instrumental.transpose:
        return plain
    return np.concatenate(list(tracks.moved(job, iter([plain]))), axis=1)
