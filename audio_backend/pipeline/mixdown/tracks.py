"""The tracks of one song, each a stream over the whole length, joined from what the segments made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from audio_backend.dsp.level.faders import fader_gain
from audio_backend.dsp.pitch.pitch_shift import transpose
from audio_backend.dsp.signal.audio import Samples
from audio_backend.dsp.signal.segments import Segment, join
from audio_backend.models.stages import isolates
from audio_backend.models.stems import DRAFT_STEMS
from audio_backend.pipeline.task import Task
from audio_backend.storage.sound_files import SoundFileReader, blocks

BLOCK = 65_536
"""Frames worked on at a time when tracks are summed."""


# ------------------------------------------------------------------ of the song
def song(task: Task) -> Iterator[Samples]:
    return blocks(task.folder.song, BLOCK)


def original_vocal(task: Task) -> Iterator[Samples]:
    """The isolated vocal; silence where the isolation failed."""
    return joined(task, lambda segment: segment_original(task, segment))


def converted_vocal(task: Task) -> Iterator[Samples]:
    """The vocal in the other voice; the original one where nothing was to be changed or the conversion failed."""
    return joined(task, lambda segment: segment_vocal(task, segment))


def late_reverb(task: Task) -> Iterator[Samples]:
    """The late reverb that was kept apart, moved with the voice."""
    return moved(task, draft_stem(task, "late"))


def beside(task: Task, stem: str) -> Iterator[Samples]:
    """The second take or the harmonies as they were sung; silence where a segment failed."""
    return joined(task, lambda segment: segment_rendered(task, segment, stem))


def draft_stem(task: Task, name: str) -> Iterator[Samples]:
    return joined(task, lambda segment: segment_rendered(task, segment, name))


def backing(task: Task) -> Iterator[Samples]:
    """What goes under the voice, before its gain, in the wanted key."""
    plain = joined(task, lambda segment: segment_backing(task, segment))
    return moved(task, plain) if task.config.instrumental.transpose else plain


def failures(task: Task) -> Iterator[Samples]:
    """(1, n): one where the song itself must take a segment's place, cross-faded like the segments."""

    def weight(segment: Segment) -> Samples:
        return np.full((1, segment.frames), 1.0 if segment_lost(task, segment) else 0.0, np.float32)

    return joined(task, weight)


def joined(task: Task, part: Callable[[Segment], Samples]) -> Iterator[Samples]:
    return join((segment, part(segment)) for segment in task.segments)


def moved(task: Task, stream: Iterator[Samples]) -> Iterator[Samples]:
    """Transposed as far as the voice was."""
    return transpose(stream, task.channels, task.sample_rate, semitones(task))


def moves_backing(task: Task) -> bool:
    """Whether there is a backing that is transposed together with the voice."""
    wanted = task.config.instrumental
    there = task.folder.own_backing.exists() or isolates(task.config, task.request["source"])
    return wanted.enabled and wanted.transpose and there and semitones(task) != 0


def semitones(task: Task) -> float:
    return float(task.results.get("plan", {}).get("0", {}).get("transposition", {}).get("semitones", 0.0))


# --------------------------------------------------------------- of one segment: (channels, segment.frames)
def segment_made(task: Task, segment: Segment) -> bool:
    return task.made("analyse", segment.index) is not None and task.made("render", segment.index) is not None


def segment_lost(task: Task, segment: Segment) -> bool:
    """It failed, and only the song can stand in: over an own backing the original vocal does, if it is known."""
    if segment_made(task, segment):
        return False
    vocal_known = task.request["source"] == "vocals" or task.made("analyse", segment.index) is not None
    return not (task.folder.own_backing.exists() and vocal_known)


def segment_song(task: Task, segment: Segment) -> Samples:
    return _read(task.folder.song, segment.start, segment.stop)


def segment_original(task: Task, segment: Segment) -> Samples:
    folder = task.made("analyse", segment.index)
    if folder is not None:
        return _read(folder / "vocal.wav", segment.inner.start, segment.inner.stop)
    if task.request["source"] == "vocals":
        return segment_song(task, segment)
    return np.zeros((task.channels, segment.frames), np.float32)


def segment_vocal(task: Task, segment: Segment) -> Samples:
    if has_rendered(task, segment, "vocal"):
        return segment_rendered(task, segment, "vocal")
    return segment_original(task, segment)


def segment_backing(task: Task, segment: Segment) -> Samples:
    """Song minus vocal at the song's own rate, its draft stems re-balanced; or the user's own file; or silence."""
    wanted = task.config.instrumental
    if not wanted.enabled:
        return np.zeros((task.channels, segment.frames), np.float32)
    if task.folder.own_backing.exists():
        return _read(task.folder.own_backing, segment.start, segment.stop)
    plain = segment_song(task, segment) - segment_original(task, segment)
    for name in DRAFT_STEMS:  # in the order in which they were split off: all three off leave exact silence
        if gain_db := getattr(wanted, f"{name}_db"):
            plain += np.float32(fader_gain(gain_db) - 1.0) * segment_rendered(task, segment, name)
    return plain


def has_rendered(task: Task, segment: Segment, name: str) -> bool:
    folder = task.made("render", segment.index)
    return folder is not None and (folder / f"{name}.wav").exists()


def segment_rendered(task: Task, segment: Segment, name: str) -> Samples:
    """What the segment's render made; silence where it failed."""
    if not has_rendered(task, segment, name):
        return np.zeros((task.channels, segment.frames), np.float32)
    return _read(task.made("render", segment.index) / f"{name}.wav", 0, segment.frames)


def _read(path: Path, start: int, stop: int) -> Samples:
    with SoundFileReader(path) as file:
        return file.read(start, stop)
