"""Whether what earlier units made is still what they made: a song is never mixed from less, or from something else.

Each unit records the size and the hash of every file it made. Before a unit uses files of others they are compared;
those that don't fit are told all at once, so that the ledger can have their units made again. Jobs of earlier versions
recorded nothing: their files must have the length that follows from the song, and be readable.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from audio_backend.dsp.signal.segments import Segment
from audio_backend.errors import FilesDamaged, NotFound, StudioError
from audio_backend.models.units import SEGMENT_PHASES
from audio_backend.pipeline.task import Task
from audio_backend.storage.atomic_file import PART
from audio_backend.storage.fingerprints import difference, fingerprint
from audio_backend.storage.folders import NETWORK
from audio_backend.storage.json_files import read_json, write_bytes
from audio_backend.storage.sound_files import SoundFileReader

OF_THE_SONG = ("song.wav", "backing.wav", "tags.json", "cover")
"""What decoding puts into the job's folder; other units have a folder of their own."""

Place = tuple[str, int]
"""A unit: phase and index."""


def recorded(task: Task) -> dict[str, dict[str, Any]]:
    """Name -> size and hash of each file that this unit has made."""
    if task.phase == "decode":
        made = [task.folder.path / name for name in OF_THE_SONG]
    else:
        folder = task.folder.unit(task.phase, task.index, task.attempt)
        made = sorted(folder.iterdir()) if folder.is_dir() else []
    return {path.name: fingerprint(path) for path in made if path.is_file() and not PART.fullmatch(path.name)}


def check(task: Task) -> None:
    """Raises FilesDamaged, which names every unit whose files are not as they were made."""
    found = [
        {"phase": phase, "index": index, "field": f"{phase}/{index}/{name}", "message": says}
        for phase, index in used(task)
        for name, says in _damages(task, phase, index)
    ]
    if found:
        raise FilesDamaged(_in_words(found), errors=found)


def used(task: Task) -> list[Place]:
    """The finished units whose files this one reads."""
    if task.phase == "decode":
        return []
    song: list[Place] = [("decode", 0)]
    if task.phase == "analyse" or task.options.get("stem") == "original":
        return song
    if task.phase == "plan":
        return song + _done(task, "analyse")
    if task.phase == "render":
        return [*song, ("analyse", task.index), ("plan", 0)]
    every = song + _done(task, "analyse") + _done(task, "render")
    if task.phase == "preview":
        return [one for one in every if one in song or one[1] == task.index]
    return [*every, ("plan", 0)] if task.phase == "finish" else every


def check_voice(task: Task) -> None:
    """What was learned of a voice is as it was when the job began; taken from the voice again where that still has it.

    Raises NotFound.
    """
    for voice in task.singer.singles:
        made = voice.files.get(NETWORK)
        if made is None or voice.network is None:
            continue
        says = difference(Path(voice.network), made.model_dump())
        if says is None:
            continue
        kept = task.places.voice(voice.voice_id) / NETWORK
        if there := difference(kept, made.model_dump()):
            raise NotFound(f"What was learned of the voice “{voice.name}” {says} in this job, and {there} in the "
                           "voice itself.", remedy="Add its clips again and start a new job.")  # fmt: skip
        write_bytes(Path(voice.network), kept.read_bytes())


def _done(task: Task, phase: str) -> list[Place]:
    return [(phase, int(index)) for index in task.done.get(phase, {})]


def _damages(task: Task, phase: str, index: int) -> Iterator[tuple[str, str]]:
    """(file, what is wrong with it)."""
    folder = task.folder.path if phase == "decode" else task.made(phase, index)
    if folder is None:
        return
    made = task.files.get(phase, {}).get(str(index))
    if made is None:
        yield from _unrecorded(task, phase, index, folder)
        return
    for name, facts in made.items():
        if says := difference(folder / name, facts):
            yield name, says


def _in_words(found: list[dict[str, Any]]) -> str:
    says = []
    for one in found[:3]:
        where = f"of segment {one['index']} " if one["phase"] in SEGMENT_PHASES else ""
        says.append(f"{one['field'].rpartition('/')[2]} {where}({one['phase']}) {one['message']}")
    more = f" and {len(found) - len(says)} more" if len(found) > len(says) else ""
    return f"Files of this job are not as they were made: {'; '.join(says)}{more}."


# ------------------------------------------------------------------ jobs of earlier versions
def _unrecorded(task: Task, phase: str, index: int, folder: Path) -> Iterator[tuple[str, str]]:
    for path, frames in _expected(task, phase, index, folder):
        try:
            _readable(path, frames)
        except StudioError as error:
            yield path.name, f"can't be used: {error.detail}"
        except FileNotFoundError:
            yield path.name, "is missing"
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            yield path.name, f"can't be read ({type(error).__name__})"


def _expected(task: Task, phase: str, index: int, folder: Path) -> Iterator[tuple[Path, int | None]]:
    """What must be there, and what is there, each sound with its frames."""
    segment = task.segments[index] if phase in SEGMENT_PHASES else None
    needed = {"decode": ["song.wav"], "plan": ["plan.json"], "analyse": ["vocal.wav"]}.get(phase, [])
    if phase == "analyse" and task.config.follows_pitch:
        needed.append("f0.npz")
    there = OF_THE_SONG[1:3] if phase == "decode" else [path.name for path in folder.glob("*.*")]
    for name in dict.fromkeys((*needed, *(one for one in there if (folder / one).exists()))):
        yield folder / name, _frames(task, phase, segment) if name.endswith(".wav") else None


def _frames(task: Task, phase: str, segment: Segment | None) -> int:
    if segment is None:
        return task.frames
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
