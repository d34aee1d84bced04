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
from audio_backend.models.job_facts import DEFAULT_DECAY_SECONDS, JobFacts, MixPlan, SongFacts
from audio_backend.models.results import AnalyseResult, AuditionResult, DecodeResult, PassageResult, PlanResult
from audio_backend.models.tasks import Analyse, AnalysedSegment, Audition, Finish, Passage, Plan, Render
from audio_backend.pipeline.engines import Engines, engines_for
from audio_backend.pipeline.phases.analyse import analyse_segment
from audio_backend.pipeline.phases.decode import decode_song
from audio_backend.pipeline.phases.finish import finish_song
from audio_backend.pipeline.phases.plan import plan_song
from audio_backend.pipeline.phases.render import render_segment
from audio_backend.pipeline.workspace import Workspace
from audio_backend.storage.folders import Folders, erase, new_id
from audio_backend.storage.json_files import read_json, write_json

KNOWN = "passage.json"
"""In a passage's folder: what decoding and analysing gave."""


class KnownPassage(FrozenModel):
    decoded: DecodeResult
    analysed: AnalyseResult


def prepare_passage(task: Passage, folders: Folders) -> PassageResult:
    """Decode the passage and analyse it as one segment. Raises NotFound for a song that was deleted."""
    with _scratch(task.job, folders) as place:
        engines = _engines(task.job, place)
        decoded = decode_song(Workspace(task.job, place), engines, _unwatched)
        facts = _with_song(task.job, decoded)
        analysed = analyse_segment(Workspace(facts, place), Analyse(job=facts, attempt=1), engines, _unwatched)
        made = place.job(task.job.job_id).path
        write_json(made / KNOWN, KnownPassage(decoded=decoded, analysed=analysed).as_json())
        _put(made, folders.passage(task.job.upload.file_id, task.job.job_id))
    return PassageResult(seconds=decoded.frames / decoded.sample_rate)


def audition(task: Audition, folders: Folders) -> AuditionResult:
    """The passage as a cover of it would be, mixed and mastered."""
    file_id = task.job.upload.file_id
    with _scratch(task.job, folders) as place:
        _take_along(folders.passage(file_id, task.passage), place.job(task.job.job_id).path)
        known = KnownPassage.model_validate(read_json(place.job(task.job.job_id).path / KNOWN))
        finished = _sing(_with_song(task.job, known.decoded), known.analysed, place)
        os.replace(finished, folders.audition(file_id, task.key))
    return AuditionResult()


def _sing(facts: JobFacts, analysed: AnalyseResult, place: Folders) -> Path:
    """Plan, render, finish; the file that was published."""
    facts = facts.model_copy(update={"attempts": {"analyse": {0: 1}}})
    engines = _engines(facts, place)
    heard = AnalysedSegment(mid_and_side=analysed.mid_and_side, decay_s=analysed.decay_s)
    plan = plan_song(
        Workspace(facts, place), Plan(job=facts, attempt=1, analysed=(heard,)), engines, _unwatched
    )  # fmt: skip
    facts = facts.model_copy(update={"attempts": {"analyse": {0: 1}, "plan": {0: 1}}, "plan": _mix_plan(plan)})
    render_segment(Workspace(facts, place), Render(job=facts, attempt=1), engines, _unwatched)
    facts = facts.model_copy(update={"attempts": facts.attempts | {"render": {0: 1}}})
    job = Workspace(facts, place)
    return job.folder.exports(1) / finish_song(job, Finish(job=facts, attempt=1), _unwatched).file


def _mix_plan(plan: PlanResult) -> MixPlan:
    return MixPlan(
        semitones=plan.transposition.semitones,
        decay_s=plan.decay_s or DEFAULT_DECAY_SECONDS,
        polarity_inverted=bool(plan.polarity_inverted),
    )


def _with_song(facts: JobFacts, decoded: DecodeResult) -> JobFacts:
    song = SongFacts(
        frames=decoded.frames,
        sample_rate=decoded.sample_rate,
        channels=decoded.channels,
        segments=decoded.segments,
    )
    return facts.model_copy(update={"song": song})


def _engines(facts: JobFacts, place: Folders) -> Engines:
    return engines_for(Workspace(facts, place))


def _unwatched(stage: str, fraction: float) -> None:
    """Nobody watches the progress of a few seconds."""


@contextmanager
def _scratch(facts: JobFacts, folders: Folders) -> Iterator[Folders]:
    """The studio's folders, but with a place of its own for jobs; gone when the block ends. Raises NotFound."""
    home = folders.auditions(facts.upload.file_id)
    scratch = home / f".{new_id()}.part"
    try:
        home.mkdir(exist_ok=True)
        scratch.mkdir()
        yield replace(folders, outputs=scratch)
    except FileNotFoundError as error:
        if home.exists():
            raise
        raise NotFound("This song has just been deleted.", remedy="Choose another one.") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _put(made: Path, target: Path) -> None:
    """What another process has put there meanwhile is the same."""
    try:
        os.replace(made, target)
    except OSError:
        if not (target / KNOWN).exists():
            erase(target)
            os.replace(made, target)


def _take_along(passage: Path, job: Path) -> None:
    """A copy, which finishing may tidy up."""
    job.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(passage, job)
