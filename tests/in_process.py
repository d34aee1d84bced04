"""Run a whole job in this process, unit by unit, without ledger and children: the pipeline alone."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from audio_backend.engines.catalog import presets
from audio_backend.messages import sentences
from audio_backend.models.audio_config import effective_config
from audio_backend.models.job_facts import JobFacts, Limits, MixPlan, SongFacts, UploadedFile
from audio_backend.models.messages import messages_of
from audio_backend.models.tasks import (
    Analyse,
    AnalysedSegment,
    AnalyseSong,
    AnyTask,
    Decode,
    Export,
    Finish,
    Plan,
    Render,
    Unit,
    read_result,
    write_task,
)
from audio_backend.pipeline.worker_entry import Worker
from audio_backend.storage.folders import Folders

LIMITS = Limits(max_duration_s=3600.0, max_segments=1000)
OFF = {"svc": {"enabled": False}, "swiftf0": {"enabled": False}}
"""Nothing is converted and nothing is followed."""
SONG = ("frames", "sample_rate", "channels", "segments")

Results = dict[str, dict[str, dict[str, Any]]]
"""Phase -> index -> what the unit gave, as the ledger keeps it."""


def work(folders: Folders, task: AnyTask) -> dict[str, Any]:
    """The result as the ledger keeps it; task and result go over the wire."""
    return read_result(Worker(folders).perform(write_task(task), quiet)).as_json()


@dataclass(frozen=True)
class Made:
    """A finished job: its files, what each unit said, and the result as samples (channels, frames) float64."""

    folders: Folders
    facts: JobFacts
    results: Results
    attempt: int = 1

    def sentences(self, phase: str) -> list[str]:
        """What a unit of the song had to say, in English."""
        return sentences(messages_of(self.results[phase]["0"]))

    @property
    def job_id(self) -> str:
        return self.facts.job_id

    @property
    def path(self) -> Path:
        return self._exports / self.results["finish"]["0"]["file"]

    @property
    def _exports(self) -> Path:
        return self.folders.job(self.job_id).exports(self.attempt)

    @property
    def samples(self) -> np.ndarray:
        return soundfile.read(self.path, always_2d=True)[0].T

    def export(self, stem: str) -> np.ndarray:
        return soundfile.read(self.export_path(stem, "wav"), always_2d=True)[0].T

    def export_path(self, stem: str, output_format: str) -> Path:
        task = Export(job=self.facts, attempt=self.attempt, stem=stem, output_format=output_format)
        return self._exports / work(self.folders, task)["file"]

    def unit(self, phase: str, index: int = 0) -> Unit:
        """A unit as the ledger would have it done now."""
        return unit_task(self.facts, self.results, phase, index, self.attempt)

    def work(self, phase: str, index: int = 0) -> dict[str, Any]:
        return work(self.folders, self.unit(phase, index))

    def with_result(self, phase: str, index: int, result: dict[str, Any]) -> Made:
        """The job with one unit done by this attempt."""
        results = {name: dict(done) for name, done in self.results.items()}
        results.setdefault(phase, {})[str(index)] = result
        attempts = {name: dict(done) for name, done in self.facts.attempts.items()}
        if phase in ("analyse", "plan", "render"):
            attempts.setdefault(phase, {})[index] = self.attempt
        known = {"attempts": attempts, "files": files_of(results), "plan": mix_plan(results)}
        if phase == "decode":
            known["song"] = SongFacts(**{name: result[name] for name in SONG})
        return replace(self, facts=JobFacts(**dict(self.facts) | known), results=results)


def unit_task(facts: JobFacts, results: Results, phase: str, index: int, attempt: int) -> Unit:
    match phase:
        case "plan":
            told = (
                {name: one.get(name) for name in AnalysedSegment.model_fields} for one in results["analyse"].values()
            )
            analysed = tuple(AnalysedSegment(**facts) for facts in told)
            return Plan(job=facts, attempt=attempt, analysed=analysed)
        case "decode" | "finish":
            return {"decode": Decode, "finish": Finish}[phase](job=facts, attempt=attempt)
    return {"analyse": Analyse, "render": Render}[phase](job=facts, index=index, attempt=attempt)


def files_of(results: Results) -> dict:
    """What each unit recorded of its files; a mix records none."""
    return {phase: {int(index): one.get("files") for index, one in done.items()}
            for phase, done in results.items() if phase != "finish"}  # fmt: skip


def mix_plan(results: Results) -> MixPlan:
    plan = results.get("plan", {}).get("0")
    if plan is None:
        return MixPlan()
    room = {"decay_s": plan["decay_s"], "polarity_inverted": plan["turned_over"]}
    return MixPlan(semitones=plan["transposition"]["semitones"], **room)


def analysed(song: Path, source: str) -> dict[str, Any]:
    """What is told of an upload before there is a job."""
    folders = Folders(song.parent / "in", song.parent / "out", MODELS)
    folders.make()
    _upload(folders, "song", song)
    return work(folders, AnalyseSong(file_id="song", source=source))


def write(path: Path, samples: np.ndarray, sample_rate: int = 44_100) -> None:
    """(channels, frames) as a WAV of floating point."""
    soundfile.write(path, samples.T, sample_rate, subtype="FLOAT")


def merged(*parts: dict[str, Any]) -> dict[str, Any]:
    """Overrides, group by group, field by field."""
    result: dict[str, Any] = {}
    for part in parts:
        for group, fields in part.items():
            result[group] = {**result.get(group, {}), **fields}
    return result


def quiet(stage: str, fraction: float) -> None:
    assert 0.0 <= fraction <= 1.0, (stage, fraction)


def render(song: Path, folder: Path, overrides: dict[str, Any] | None = None, **asked: Any) -> Made:
    """Decode → analyse → plan → render → finish of a file. `fail` names (phase, index) pairs to leave undone."""
    folders = Folders(folder / "in", folder / "out", folder / "models" if asked.pop("own_models", False) else MODELS)
    folders.make()
    failing = set(asked.pop("fail", ()))
    config = effective_config(asked.pop("profile", "balanced"), overrides or {})
    _upload(folders, "song", song)
    if backing := asked.pop("backing", None):
        _upload(folders, "backing", backing)
        asked["own_backing"] = UploadedFile(file_id="backing")
    voice = asked.pop("voice", None) or presets()[config.svc.voice]
    known = {"source": "song", "title": song.stem, "upload": UploadedFile(file_id="song")} | asked
    facts = JobFacts(job_id=uuid.uuid4().hex, config=config, voice=voice, limits=LIMITS, **known)
    return _run(Made(folders, facts, {}), failing)


MODELS = Path(__file__).resolve().parent.parent / "audio_models"
"""Converted once for all tests; never in git."""


def _upload(folders: Folders, file_id: str, path: Path) -> None:
    folders.upload(file_id).mkdir(exist_ok=True)
    shutil.copyfile(path, folders.source(file_id))


def _run(made: Made, failing: set[tuple[str, int]]) -> Made:
    for phase in ("decode", "analyse", "plan", "render", "finish"):
        made = replace(made, results=made.results | {phase: {}})
        count = len(made.facts.song.segments) if phase in ("analyse", "render") else 1
        before = made
        for index in range(count):
            if (phase, index) in failing or (phase == "render" and ("analyse", index) in failing):
                continue
            made = made.with_result(phase, index, before.work(phase, index))
    return made


def retried(made: Made) -> Made:
    """What was left undone is tried again, then the song is planned and mixed again; what was rendered stays."""
    made = replace(made, attempt=2)
    for phase in ("analyse", "plan", "render", "finish"):
        every = [0] if phase in ("plan", "finish") else range(len(made.facts.song.segments))
        for index in every:
            if phase in ("plan", "finish") or str(index) not in made.results[phase]:
                made = made.with_result(phase, index, made.work(phase, index))
    return made
