"""A passage of a song in a voice: a few seconds that go through all phases of a job, without being one.

What all voices share (decoded, isolated, followed) is made once per passage and kept beside the song; each voice then
costs what singing the passage costs.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from audio_backend.errors import NotFound
from audio_backend.models.base import FrozenModel
from audio_backend.models.job_facts import Files, JobFacts
from audio_backend.models.results import AnalyseResult, AuditionResult, DecodeResult
from audio_backend.models.tasks import Analyse, AnalysedSegment, Audition, Finish, Plan, Render
from audio_backend.models.voices import FileFacts
from audio_backend.pipeline.engines import engines_for
from audio_backend.pipeline.phases.analyse import analyse_segment
from audio_backend.pipeline.phases.decode import decode_song
from audio_backend.pipeline.phases.finish import finish_song
from audio_backend.pipeline.phases.plan import plan_song
from audio_backend.pipeline.phases.render import render_segment
from audio_backend.pipeline.workspace import Workspace, unwatched
from audio_backend.storage.folders import Folders, erase, new_id
from audio_backend.storage.json_files import read_json, write_json
from audio_backend.storage.wholeness import difference, fingerprint

KNOWN = "passage.json"
"""In a passage's folder: what decoding and analysing gave, and which files they made."""

MOST_KEPT = 40
"""Auditions and passages of one song, 2 and 8 MB each; beyond it those made longest ago go."""


class KnownPassage(FrozenModel):
    decoded: DecodeResult
    analysed: AnalyseResult
    files: Files
    """By their paths in its folder."""


def audition(task: Audition, folders: Folders) -> AuditionResult:
    """The passage as a cover of it would be, mixed and mastered. What all voices share is made where it isn't kept, and
    again where it isn't as it was. Raises NotFound for a song that was deleted."""
    file_id = task.job.upload.file_id
    with _scratch(task.job, folders) as place:
        job = Workspace(task.job, place).folder.path
        known = _taken_along(folders.passage(file_id, task.job.job_id), job) or _prepare(task.job, place, folders)
        finished = _sing(task.job.model_copy(update={"song": known.decoded.song}), known.analysed, place)
        folders.auditions(file_id).mkdir(exist_ok=True)
        os.replace(finished, folders.audition(file_id, task.key))
        _drop_oldest(folders.auditions(file_id))
    return AuditionResult()


def _prepare(facts: JobFacts, place: Folders, folders: Folders) -> KnownPassage:
    """Decode the passage, analyse it as one segment, and keep both for the next voice."""
    job = Workspace(facts, place)
    shutil.rmtree(job.folder.path, ignore_errors=True)
    engines = engines_for(job)
    decoded = decode_song(job, engines, unwatched)
    with_song = facts.model_copy(update={"song": decoded.song})
    analysed = analyse_segment(Workspace(with_song, place), Analyse(job=with_song, attempt=1), engines, unwatched)
    made = [path for path in job.folder.path.rglob("*") if path.is_file()]
    files = {path.relative_to(job.folder.path).as_posix(): FileFacts(**fingerprint(path)) for path in made}
    known = KnownPassage(decoded=decoded, analysed=analysed, files=files)
    _keep(known, job.folder.path, folders.passage(facts.upload.file_id, facts.job_id))
    return known


def _keep(known: KnownPassage, made: Path, passage: Path) -> None:
    """As a folder that appears whole, in the place of one that can't be used."""
    on_its_way = passage.parent / f".{new_id()}.part"
    try:
        passage.parent.mkdir(exist_ok=True)
        for name in known.files:
            _link(made / name, on_its_way / name)
        write_json(on_its_way / KNOWN, known.as_json())
        if passage.exists():
            erase(passage)
        os.replace(on_its_way, passage)
    finally:
        shutil.rmtree(on_its_way, ignore_errors=True)


def _taken_along(passage: Path, job: Path) -> KnownPassage | None:
    """The same files under the job's names, which finishing may tidy up; None where they aren't as they were made."""
    try:
        known = KnownPassage.model_validate(read_json(passage / KNOWN))
        for name, made in known.files.items():
            if difference(passage / name, made.model_dump()):
                return None
            _link(passage / name, job / name)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None  # never made, freed meanwhile, or no JSON of this version
    return known


def _link(file: Path, name: Path) -> None:
    """A second name; a copy on a disk that knows none. What is made here is replaced, never changed. Raises OSError."""
    name.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, name)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(file, name)


def _drop_oldest(folder: Path) -> None:
    found = sorted(((path.stat().st_mtime_ns, path) for path in folder.iterdir()), reverse=True)
    for _, path in found[MOST_KEPT:]:
        erase(path) if path.is_dir() else path.unlink(missing_ok=True)


def _sing(facts: JobFacts, analysed: AnalyseResult, place: Folders) -> Path:
    """Plan, render, finish; the file that was published."""
    facts = facts.model_copy(update={"attempts": {"analyse": {0: 1}}})
    engines = engines_for(Workspace(facts, place))
    task = Plan(job=facts, attempt=1, analysed=(AnalysedSegment.of(analysed),))
    plan = plan_song(Workspace(facts, place), task, engines, unwatched)
    facts = facts.model_copy(update={"attempts": {"analyse": {0: 1}, "plan": {0: 1}}, "plan": plan.mix})
    render_segment(Workspace(facts, place), Render(job=facts, attempt=1), engines, unwatched)
    facts = facts.model_copy(update={"attempts": facts.attempts | {"render": {0: 1}}})
    job = Workspace(facts, place)
    return job.folder.exports(1) / finish_song(job, Finish(job=facts, attempt=1), unwatched).file


@contextmanager
def _scratch(facts: JobFacts, folders: Folders) -> Iterator[Folders]:
    """The studio's folders, but with a place of its own for jobs; gone when the block ends. Raises NotFound."""
    song = folders.upload(facts.upload.file_id)
    scratch = song / f".{new_id()}.part"  # not among what can be freed meanwhile
    try:
        scratch.mkdir()
        yield replace(folders, outputs=scratch)
    except FileNotFoundError as error:
        if song.exists():
            raise
        raise NotFound("This song has just been deleted.", remedy="Choose another one.") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
