"""Run a whole job in this process, unit by unit, without ledger and children: the pipeline alone."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from audio_backend.engines.catalog import presets
from audio_backend.models.audio_config import effective_config
from audio_backend.models.voices import voice_json
from audio_backend.pipeline.worker_entry import work
from audio_backend.storage.folders import Folders

LIMITS = {"max_duration_s": 3600.0, "max_segments": 1000}
OFF = {"svc": {"enabled": False}, "swiftf0": {"enabled": False}}
"""Nothing is converted and nothing is followed."""


@dataclass(frozen=True)
class Made:
    """A finished job: its files, what each unit said, and the result as samples (channels, frames) float64."""

    folders: Folders
    job_id: str
    results: dict[str, dict[str, dict]]
    task: dict[str, Any]

    @property
    def path(self) -> Path:
        return self._exports / self.results["finish"]["0"]["file"]

    @property
    def _exports(self) -> Path:
        return self.folders.job(self.job_id).exports(self.task["attempt"])

    @property
    def samples(self) -> np.ndarray:
        return soundfile.read(self.path, always_2d=True)[0].T

    def export(self, stem: str) -> np.ndarray:
        return soundfile.read(self.export_path(stem, "wav"), always_2d=True)[0].T

    def export_path(self, stem: str, output_format: str) -> Path:
        made = work(self.task | {"phase": "export", "options": {"stem": stem, "output_format": output_format}}, quiet)
        return self._exports / made["file"]


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
    failing = asked.pop("fail", ())
    config = effective_config(asked.pop("profile", "balanced"), overrides or {})
    request = {"file_id": "song", "source": "song", "title": song.stem, "placeholders": []} | asked
    _upload(folders, "song", song)
    if backing := request.pop("backing", None):
        _upload(folders, "backing", backing)
        request["instrumental_file_id"] = "backing"
    task = {
        "job_id": uuid.uuid4().hex, "index": 0, "attempt": 1, "folders": folders.as_dict(), "request": request,
        "settings": config.model_dump(), "limits": LIMITS, "options": {}, "done": {}, "results": {},
        "voice": request.pop("voice", None) or voice_json(presets()[config.svc.voice]),
    }  # fmt: skip
    return _run(folders, task, set(failing))


MODELS = Path(__file__).resolve().parent.parent / "audio_models"
"""Converted once for all tests; never in git."""


def _upload(folders: Folders, file_id: str, path: Path) -> None:
    folders.upload(file_id).mkdir(exist_ok=True)
    shutil.copyfile(path, folders.upload(file_id) / "source")


def _run(folders: Folders, task: dict[str, Any], failing: set[tuple[str, int]]) -> Made:
    results: dict[str, dict[str, dict]] = {}
    for phase in ("decode", "analyse", "plan", "render", "finish"):
        count = len(task["song"]["segments"]) if phase in ("analyse", "render") else 1
        results[phase] = {}
        for index in range(count):
            if (phase, index) in failing or (phase == "render" and ("analyse", index) in failing):
                continue
            made = work(task | {"phase": phase, "index": index, "results": results}, quiet)
            results[phase][str(index)] = made
        if phase in ("analyse", "plan", "render"):  # as jobs.task_builder tells it
            task["done"] = task["done"] | {phase: dict.fromkeys(results[phase], 1)}
        if phase == "decode":
            task["song"] = {key: made[key] for key in ("frames", "sample_rate", "channels", "segments")}
    return Made(folders, task["job_id"], results, task | {"results": results})


def retried(made: Made) -> Made:
    """What was left undone is tried again, then the song is planned and mixed again; what was rendered stays."""
    results = {phase: dict(done) for phase, done in made.results.items()}
    task = made.task | {"attempt": 2, "results": results}
    for phase in ("analyse", "plan", "render", "finish"):
        once = phase in ("plan", "finish")
        wanted = (
            ["0"] if once else [str(i) for i in range(len(task["song"]["segments"])) if str(i) not in results[phase]]
        )
        results[phase] |= {index: work(task | {"phase": phase, "index": int(index)}, quiet) for index in wanted}
        task["done"] = task["done"] | {phase: task["done"].get(phase, {}) | dict.fromkeys(wanted, 2)}
    return Made(made.folders, made.job_id, results, task)
