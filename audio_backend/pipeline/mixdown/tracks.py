"""The tracks of one song, each a stream over the whole length, joined from what the segments made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from audio_backend.dsp.level.faders import fader_gain, pan_gains
from audio_backend.dsp.pitch.pitch_shift import transpose
from audio_backend.dsp.signal.audio import Samples
from audio_backend.dsp.signal.segments import Segment, join
from audio_backend.models.config_facts import has_sides
from audio_backend.models.stems import DRAFT_STEMS
from audio_backend.pipeline.workspace import Workspace
from audio_backend.storage.sound_files import SoundFileReader, blocks

BLOCK = 65_536
"""Frames worked on at a time when tracks are summed."""


# ------------------------------------------------------------------ of the song
def song(job: Workspace) -> Iterator[Samples]:
    return blocks(job.folder.song, BLOCK)


def original_vocal(job: Workspace) -> Iterator[Samples]:
    """The isolated vocal; silence where the isolation failed."""
    return joined(job, lambda segment: segment_original(job, segment))


def converted_vocal(job: Workspace) -> Iterator[Samples]:
    """The vocal in the other voice; the original one where nothing was to be changed or the conversion failed."""
    return joined(job, lambda segment: segment_vocal(job, segment))


def late_reverb(job: Workspace) -> Iterator[Samples]:
    """The late reverb that was kept apart, moved with the voice."""
    return moved(job, draft_stem(job, "late"))


def beside(job: Workspace, stem: str) -> Iterator[Samples]:
    """The second take or the harmonies as they were sung; silence where a segment failed."""
    return joined(job, lambda segment: segment_rendered(job, segment, stem))


def draft_stem(job: Workspace, name: str) -> Iterator[Samples]:
    return joined(job, lambda segment: segment_rendered(job, segment, name))


def backing(job: Workspace) -> Iterator[Samples]:
    """What goes under the voice, before its gain, in the wanted key."""
    plain = joined(job, lambda segment: segment_backing(job, segment))
    return moved(job, plain) if job.config.instrumental.transpose else plain


def failures(job: Workspace) -> Iterator[Samples]:
    """(1, n): one where the song itself must take a segment's place, cross-faded like the segments."""

    def weight(segment: Segment) -> Samples:
        return np.full((1, segment.frames), 1.0 if segment_lost(job, segment) else 0.0, np.float32)

    return joined(job, weight)


def joined(job: Workspace, part: Callable[[Segment], Samples]) -> Iterator[Samples]:
    return join((segment, part(segment)) for segment in job.segments)


def moved(job: Workspace, stream: Iterator[Samples]) -> Iterator[Samples]:
    """Transposed as far as the voice was."""
    return transpose(stream, job.channels, job.sample_rate, semitones(job))


def moves_backing(job: Workspace) -> bool:
    """Whether there is a backing that is transposed together with the voice."""
    wanted = job.config.instrumental
    there = job.folder.own_backing.exists() or job.isolates
    return wanted.enabled and wanted.transpose and there and semitones(job) != 0


def semitones(job: Workspace) -> float:
    """How far the voice is moved."""
    return float(job.facts.plan.semitones)


# --------------------------------------------------------------- of one segment: (channels, segment.frames)
def segment_made(job: Workspace, segment: Segment) -> bool:
    return (
        job.unit_folder("analyse", segment.index) is not None and job.unit_folder("render", segment.index) is not None
    )


def segment_lost(job: Workspace, segment: Segment) -> bool:
    """It failed, and only the song can stand in: over an own backing the original vocal does, if it is known."""
    if segment_made(job, segment):
        return False
    vocal_known = job.is_vocal_alone or job.unit_folder("analyse", segment.index) is not None
    return not (job.folder.own_backing.exists() and vocal_known)


def segment_song(job: Workspace, segment: Segment) -> Samples:
    return _read(job.folder.song, segment.start, segment.stop)


def segment_original(job: Workspace, segment: Segment) -> Samples:
    folder = job.unit_folder("analyse", segment.index)
    if folder is not None:
        return _read(folder / "vocal.wav", segment.inner.start, segment.inner.stop)
    if job.is_vocal_alone:
        return segment_song(job, segment)
    return np.zeros((job.channels, segment.frames), np.float32)


def segment_vocal(job: Workspace, segment: Segment) -> Samples:
    if has_rendered(job, segment, "vocal"):
        return segment_rendered(job, segment, "vocal")
    return segment_original(job, segment)


def segment_backing(job: Workspace, segment: Segment) -> Samples:
    """Song minus vocal at the song's own rate, its draft stems re-balanced; or the user's own file; or silence."""
    wanted = job.config.instrumental
    if not wanted.enabled:
        return np.zeros((job.channels, segment.frames), np.float32)
    if job.folder.own_backing.exists():
        return _read(job.folder.own_backing, segment.start, segment.stop)
    plain = segment_song(job, segment) - segment_original(job, segment)
    for name in DRAFT_STEMS:  # in the order in which they were split off: all three off leave exact silence
        gain_db, pan = getattr(wanted, f"{name}_db"), heard_pan(job, getattr(wanted, f"{name}_pan"))
        if gain_db or pan:
            plain += _change(gain_db, pan) * segment_rendered(job, segment, name)
    return plain


def _change(gain_db: float, pan: float) -> Samples | np.float32:
    """What is added of a draft to a backing that has it once already; by channel where it is moved aside."""
    if not pan:
        return np.float32(fader_gain(gain_db) - 1.0)
    return np.array([[fader_gain(gain_db) * side - 1.0] for side in pan_gains(pan)], np.float32)


def heard_pan(job: Workspace, pan: float) -> float:
    """Left and right are there where song and result have two channels; else everything stands in the middle."""
    return pan if has_sides(job.config, job.channels) else 0.0


def has_rendered(job: Workspace, segment: Segment, name: str) -> bool:
    folder = job.unit_folder("render", segment.index)
    return folder is not None and (folder / f"{name}.wav").exists()


def segment_rendered(job: Workspace, segment: Segment, name: str) -> Samples:
    """What the segment's render made; silence where it failed."""
    folder = job.unit_folder("render", segment.index)
    if folder is None or not (folder / f"{name}.wav").exists():
        return np.zeros((job.channels, segment.frames), np.float32)
    return _read(folder / f"{name}.wav", 0, segment.frames)


def _read(path: Path, start: int, stop: int) -> Samples:
    with SoundFileReader(path) as file:
        return file.read(start, stop)
