"""Whether a song is sung: heard in every segment, kept beside its pitch, decided once for the song."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np

from audio_backend.dsp.analysis.singing_evidence import SingingEvidence, is_sung, joined_evidence, singing_evidence
from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import ReadSamples, Samples
from audio_backend.dsp.signal.segments import Segment
from audio_backend.pipeline.workspace import Workspace
from audio_backend.storage.atomic_file import atomic_file
from audio_backend.storage.sound_files import SoundFileReader

FILE = "singing.npz"


def keep_evidence(job: Workspace, segment: Segment, folder: Path, vocal: Samples, curve: F0Curve) -> None:
    """Of this segment without its context; `vocal` (channels, frames) and the curve cover all that was read."""
    with SoundFileReader(job.folder.song) as song:
        heard = evidence_in(segment, vocal, song.read, job.sample_rate, curve)
    with atomic_file(folder / FILE) as file:
        np.savez(file, **asdict(heard))


def evidence_in(
    segment: Segment, vocal: Samples, song: ReadSamples, sample_rate: int, curve: F0Curve
) -> SingingEvidence:
    """Of the segment without its context, which `vocal` and `curve` cover too."""
    mix = song(segment.read_start, segment.read_stop)
    known = singing_evidence(vocal, mix, sample_rate, curve)
    return known.within(segment.start / sample_rate, segment.stop / sample_rate)


def is_song_sung(job: Workspace) -> bool:
    """True also where no segment has any evidence: of a vocal alone, and of what an earlier version analysed."""
    folders = (job.unit_folder("analyse", segment.index) for segment in job.segments)
    known = joined_evidence(_loaded(folder / FILE) for folder in folders if folder and (folder / FILE).exists())
    return known is None or is_sung(known)


def _loaded(path: Path) -> SingingEvidence:
    with np.load(path, allow_pickle=False) as data:
        return SingingEvidence(**data)
