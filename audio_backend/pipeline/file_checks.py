"""Whether what earlier units made is still what they made: a song is never mixed from less, or from something else.

Each unit records the size and the hash of every file it made. Before a unit uses files of others they are compared;
those that don't fit are told all at once, so that the ledger can have their units made again. Jobs of earlier versions
recorded nothing: their files must have the length that follows from the song, and be readable.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audio_backend.dsp.signal.segments import Segment
from audio_backend.errors import FieldError, FilesDamaged, NotFound, StudioError
from audio_backend.models.job_facts import Files
from audio_backend.models.stages import SEGMENT_PHASES, Phase
from audio_backend.models.tasks import (
    Analyse,
    Decode,
    Draft,
    Export,
    Finish,
    Plan,
    Render,
    SegmentPreview,
    StemTask,
    TaskOfJob,
    Unit,
)
from audio_backend.models.voices import CheckpointVoice, FileFacts
from audio_backend.pipeline.workspace import Workspace
from audio_backend.storage.atomic_file import PART
from audio_backend.storage.folders import BACKING, NETWORK
from audio_backend.storage.json_files import read_json, write_bytes
from audio_backend.storage.sound_files import SoundFileReader
from audio_backend.storage.wholeness import difference, fingerprint

OF_THE_SONG = ("song.wav", BACKING, "tags.json", "cover")
"""What decoding puts into the job's folder; other units have a folder of their own."""

Place = tuple[Phase, int]
"""A unit: phase and index."""

SONG: Place = ("decode", 0)
PLAN: Place = ("plan", 0)


@dataclass(frozen=True)
class Damage:
    """A file that is not as it was made, and what is wrong with it, in words after its name."""

    phase: Phase
    index: int
    name: str
    message: str

    def as_error(self) -> FieldError:
        field = f"{self.phase}/{self.index}/{self.name}"
        return {"phase": self.phase, "index": self.index, "field": field, "message": self.message}

    def __str__(self) -> str:
        where = f"of segment {self.index} " if self.phase in SEGMENT_PHASES else ""
        return f"{self.name} {where}({self.phase}) {self.message}"


def recorded_files(job: Workspace, task: Unit) -> Files:
    """What this attempt has made."""
    if isinstance(task, Decode):
        paths = [job.folder.path / name for name in OF_THE_SONG]
    else:
        folder = job.folder.unit(task.phase, task.index, task.attempt)
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
    whole = (path for path in paths if path.is_file() and not PART.fullmatch(path.name))
    return {path.name: FileFacts(**fingerprint(path)) for path in whole}


def check(job: Workspace, task: TaskOfJob) -> None:
    """Raises FilesDamaged, which names every unit whose files are not as they were made."""
    found = [damage for place in used(job, task) for damage in _damages(job, *place)]
    if found:
        raise FilesDamaged(_in_words(found), errors=[damage.as_error() for damage in found])


def used(job: Workspace, task: TaskOfJob) -> list[Place]:
    """The finished units whose files this one reads."""
    analysed, rendered = _done(job, "analyse"), _done(job, "render")
    match task:
        case Decode():
            return []
        case Analyse() | Export(stem="original") | SegmentPreview(stem="original") | StemTask(stem="original"):
            return [SONG]
        case Plan():
            return [SONG, *analysed]
        case Render():
            return [SONG, ("analyse", task.index), PLAN]
        case SegmentPreview(draft=Draft()):
            return [SONG, *analysed, *_done(job, "plan")]
        case SegmentPreview():
            return [SONG, *(place for place in analysed + rendered if place[1] == task.index)]
        case Finish():
            return [SONG, *analysed, *rendered, PLAN]
    return [SONG, *analysed, *rendered]


def check_voice(job: Workspace) -> None:
    """What was learned of the voices is as it was when the job began; taken from the voice again where that still has
    it. A trained voice's own files are where they were; its engine reads them whole when it loads them.

    Raises NotFound.
    """
    for voice in (*job.voice.singles, *(beside.voice for beside in job.facts.voices_beside.values())):
        if isinstance(voice, CheckpointVoice):
            _check_checkpoint(job, voice)
        made = voice.files.get(NETWORK)
        if made is None or voice.network is None:
            continue
        damage = difference(Path(voice.network), made.model_dump())
        if damage is None:
            continue
        kept = job.folders.voice(voice.voice_id) / NETWORK
        if there := difference(kept, made.model_dump()):
            raise NotFound(f"What was learned of the voice “{voice.name}” {damage} in this job, and {there} in the "
                           "voice itself.", remedy="Add its clips again and start a new job.")  # fmt: skip
        write_bytes(Path(voice.network), kept.read_bytes())


def _check_checkpoint(job: Workspace, voice: CheckpointVoice) -> None:
    """By the size of each file: to hash hundreds of megabytes for every segment would take longer than to sing it."""
    folder = job.folders.voice(voice.id)
    for name, made in voice.files.items():
        size = (folder / name).stat().st_size if (folder / name).is_file() else None
        if size != made.bytes:
            says = "is missing" if size is None else f"has {size} bytes in place of {made.bytes}"
            raise NotFound(f"The trained voice “{voice.name or voice.id}” of this job can't be used: {name} {says}.",
                           remedy="Import the voice again and start a new job with it.")  # fmt: skip


def _done(job: Workspace, phase: Phase) -> list[Place]:
    return [(phase, index) for index in job.facts.attempts.get(phase, {})]


def _damages(job: Workspace, phase: Phase, index: int) -> Iterator[Damage]:
    folder = job.folder.path if phase == "decode" else job.unit_folder(phase, index)
    if folder is None:
        return
    files = job.facts.files.get(phase, {}).get(index)
    if files is None:
        yield from _unrecorded(job, phase, index, folder)
        return
    for name, made in files.items():
        if message := difference(folder / name, made.model_dump()):
            yield Damage(phase, index, name, message)


def _in_words(found: list[Damage]) -> str:
    first = found[:3]
    more = f" and {len(found) - len(first)} more" if len(found) > len(first) else ""
    return f"Files of this job are not as they were made: {'; '.join(map(str, first))}{more}."


# ------------------------------------------------------------------ jobs of earlier versions
def _unrecorded(job: Workspace, phase: Phase, index: int, folder: Path) -> Iterator[Damage]:
    for path, frames in _expected(job, phase, index, folder):
        try:
            _readable(path, frames)
        except StudioError as error:
            yield Damage(phase, index, path.name, f"can't be used: {error.detail}")
        except FileNotFoundError:
            yield Damage(phase, index, path.name, "is missing")
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            yield Damage(phase, index, path.name, f"can't be read ({type(error).__name__})")


def _expected(job: Workspace, phase: Phase, index: int, folder: Path) -> Iterator[tuple[Path, int | None]]:
    """What must be there, and what is there, each sound with its frames."""
    segment = job.segments[index] if phase in SEGMENT_PHASES else None
    needed = {"decode": ["song.wav"], "plan": ["plan.json"], "analyse": ["vocal.wav"]}.get(phase, [])
    if phase == "analyse" and job.config.follows_pitch:
        needed.append("f0.npz")
    there = OF_THE_SONG[1:3] if phase == "decode" else [path.name for path in folder.glob("*.*")]
    for name in dict.fromkeys((*needed, *(one for one in there if (folder / one).exists()))):
        yield folder / name, _frames(job, phase, segment) if name.endswith(".wav") else None


def _frames(job: Workspace, phase: Phase, segment: Segment | None) -> int:
    if segment is None:
        return job.frames
    return segment.read_stop - segment.read_start if phase == "analyse" else segment.frames


def _readable(path: Path, frames: int | None) -> None:
    if frames is not None:
        with SoundFileReader(path) as sound:
            if sound.frames != frames:
                raise ValueError(f"{sound.frames} samples")
    elif path.suffix == ".npz":
        with np.load(path, allow_pickle=False) as arrays:
            for name in arrays.files:
                arrays[name]
    elif path.suffix == ".json":
        read_json(path)
