"""Small tasks beside the jobs, run in a child too: a broken file must never take the studio down."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict

import numpy as np

from audio_backend.dsp.level.faders import apply_gain_db, gain_db_to_match
from audio_backend.dsp.level.limiter import limit
from audio_backend.dsp.level.loudness import measure
from audio_backend.dsp.signal.audio import Audio, Samples, add_up
from audio_backend.dsp.signal.segments import Segment
from audio_backend.errors import NotFound, NotReady
from audio_backend.models.results import ProbeResult, SegmentPreviewResult, SongCoverResult, UploadPeaksResult
from audio_backend.models.stems import BACKING_VOCAL_STEMS, SONG_STEMS, backing_vocal_stems
from audio_backend.models.tasks import Probe, SegmentPreview, SongCover, UploadPeaks
from audio_backend.pipeline.interactive.drafts import drafted
from audio_backend.pipeline.mixdown import tracks
from audio_backend.pipeline.mixdown.mixing import strip_of
from audio_backend.pipeline.workspace import Workspace
from audio_backend.storage.folders import Folders
from audio_backend.storage.formats.tags import read_tags
from audio_backend.storage.json_files import write_bytes
from audio_backend.storage.peaks import peaks
from audio_backend.storage.probe import probe
from audio_backend.storage.sound_files import write_sound
from audio_backend.storage.wholeness import fingerprint

PREVIEW_CEILING_DB = -1.0


def probe_upload(task: Probe, folders: Folders) -> ProbeResult:
    return ProbeResult(facts=probe(folders.received(task.received), task.max_duration_s))


def upload_peaks(task: UploadPeaks, folders: Folders) -> UploadPeaksResult:
    return UploadPeaksResult(**asdict(peaks(folders.source(task.file_id), task.points)))


def song_cover(task: SongCover, folders: Folders) -> SongCoverResult:
    """The picture as a file that a browser can show. Raises NotFound, StorageFull."""
    _, picture, media_type = read_tags(folders.source(task.file_id))
    target = folders.cover(task.file_id)
    write_bytes(target, picture if picture and media_type else b"")
    return SongCoverResult(media_type=media_type, **fingerprint(target))


def segment_preview(job: Workspace, task: SegmentPreview) -> SegmentPreviewResult:
    """One segment as a WAV, finished or as a draft, before reverb and mastering; limited, so that nothing clips."""
    with drafted(job, task.index, task.draft) if task.draft else nullcontext(job) as heard:
        sound = _preview(heard, job.segments[task.index], task.stem)
    limited = np.concatenate(list(limit(iter([sound]), job.sample_rate, job.channels, PREVIEW_CEILING_DB)), axis=1)
    target = job.folder.preview(task.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_sound(target, Audio(limited, job.sample_rate))
    return SegmentPreviewResult(file=target.name, frames=limited.shape[1])


def _preview(job: Workspace, segment: Segment, stem: str) -> Samples:
    known = (*SONG_STEMS, *backing_vocal_stems(job.config))
    if stem not in known:
        raise NotFound(f"There is no stem “{stem}”.", remedy=f"Previews exist of: {', '.join(known)}.")
    if stem != "original" and not tracks.segment_made(job, segment):
        raise NotReady(f"Segment {segment.index} isn't finished yet.")
    measured = stem in ("mix", "vocals", *BACKING_VOCAL_STEMS)
    return _as_mixed(job, segment, stem, _match_db(job, segment) if measured else 0.0)


def _as_mixed(job: Workspace, segment: Segment, stem: str, match_db: float) -> Samples:
    match stem:
        case "original":
            return tracks.segment_song(job, segment)
        case "original_vocals":
            return tracks.segment_original(job, segment)
        case "vocals":
            return strip_of(job, "vocal").dry(apply_gain_db(tracks.segment_vocal(job, segment), match_db))
        case "double" | "harmony":
            return strip_of(job, stem).dry(apply_gain_db(tracks.segment_rendered(job, segment, stem), match_db))
        case "instrumental":
            return strip_of(job, "instrumental").dry(_backing(job, segment))
    parts = ("vocals", "instrumental", *backing_vocal_stems(job.config))
    return add_up(_as_mixed(job, segment, part, match_db) for part in parts)


def _match_db(job: Workspace, segment: Segment) -> float:
    """What makes this segment's vocal as loud as the original one; the mix measures the whole song."""
    if not (tracks.has_rendered(job, segment, "vocal") and job.config.mixing.match_original_balance):
        return 0.0
    both = tracks.segment_original(job, segment), tracks.segment_vocal(job, segment)
    before, after = (measure(iter([one]), job.sample_rate, job.channels).integrated_lufs for one in both)
    return gain_db_to_match(after, before)


def _backing(job: Workspace, segment: Segment) -> Samples:
    plain = tracks.segment_backing(job, segment)
    if not job.config.instrumental.transpose:
        return plain
    return np.concatenate(list(tracks.moved(job, iter([plain]))), axis=1)
