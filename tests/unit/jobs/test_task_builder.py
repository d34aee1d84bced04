"""What the ledger knows becomes a task: by value, without a place on the disk, also of a job of an earlier version."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from pydantic import ValidationError

from audio_backend.jobs.task_builder import (
    export_task,
    preview_task,
    stem_peaks_task,
    stem_spectrogram_task,
    unit_task,
)
from audio_backend.ledger.job import DONE, Job, Unit
from audio_backend.messages import english
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.messages import read_message
from audio_backend.models.results import PlanResult
from audio_backend.models.stages import PHASES
from audio_backend.models.tasks import CanvasSize, read_task, write_task
from audio_backend.settings import Settings

SETTINGS = Settings(_env_file=None)
SEGMENTS = [
    {"index": i, "start": i * 10, "stop": i * 10 + 12, "read_start": 0, "read_stop": 30, "fade_in": 0, "fade_out": 2}
    for i in range(2)
]
MASTERING = {
    "frames": 22, "before": dict.fromkeys(("integrated_lufs", "true_peak_dbtp", "sample_peak_db")), "gain_db": 0.0,
    "after": dict.fromkeys(("integrated_lufs", "true_peak_dbtp", "sample_peak_db")), "max_reduction_db": 0.0,
    "limited_share": 0.0, "passes": 2, "warnings": [],
}  # fmt: skip
MIX = {
    "file": "mix.mp3", "attempt": 3, "config": AudioConfig().model_dump(mode="json"), "stem": "mix", "frames": 22,
    "output_format": "mp3", "sample_rate": 48_000, "channels": 2, "bit_depth": None, "bytes": 9, "sha256": "m",
    "mastering": MASTERING, "levels": {"original_vocal_lufs": None, "converted_vocal_lufs": -20.0, "match_db": 1.5},
    "warnings": [], "peak_rss_bytes": 1, "audio_s": 1.0, "stage_seconds": {"master": 1.0}, "device": "cpu",
}  # fmt: skip
MADE = {"bytes": 5, "sha256": "s"}


def finished() -> Job:
    """Two segments, each as the ledger keeps them."""
    known = {"audio_s": 1.0, "stage_seconds": {}, "device": "cpu", "warnings": []}
    results = {
        "decode": {"frames": 22, "sample_rate": 10, "channels": 2, "segments": SEGMENTS, "files": {"song.wav": MADE}},
        "analyse": {"engines": [], "mid_and_side": [2.0, 1.0], "decay_s": 0.4, "files": {"vocal.wav": MADE}},
        "plan": {"transposition": {"semitones": 12, "reason": ""}, "turned_over": True, "decay_s": 0.4, "files": {}},
        "render": {"engines": [], "quality": "in place", "files": {}},
    }
    units = [
        Unit(phase, index, state=DONE, attempt=index + 1, result=(MIX if phase == "finish" else known | results[phase]))
        for phase in PHASES
        for index in (range(2) if phase in ("analyse", "render") else range(1))
    ]
    request = {
        "file_id": "f" * 32,
        "source": "song",
        "title": "Song",
        "sha256": {"song": "h"},
        "voice": {"kind": "clip", "name": "Me"},
    }
    config = AudioConfig().model_dump()
    return Job("j", 1.0, "Song", config=config, request=request, units=tuple(units), result=MIX, state="completed")


def earlier(job: Job) -> Job:
    """As an earlier version kept it: less was recorded."""
    newer = {"files", "mid_and_side", "decay_s", "turned_over", "device", "levels"}
    units = [
        replace(unit, result={key: value for key, value in unit.result.items() if key not in newer})
        for unit in job.units
    ]
    request = {"file_id": "f" * 32, "title": "Song"}
    return replace(job, units=tuple(units), request=request, result={**units[-1].result})


def every_task(job: Job) -> list:
    canvas = CanvasSize(columns=2, bands=2, start=0, stop=22)
    units = [unit_task(job, phase, 1 if phase in ("analyse", "render") else 0, 4, SETTINGS) for phase in PHASES]
    return [
        *units, export_task(job, "vocals", "flac", SETTINGS), preview_task(job, 1, "mix", "0001-mix-a", SETTINGS),
        stem_peaks_task(job, "mix", SETTINGS), stem_spectrogram_task(job, "vocals", canvas, SETTINGS),
    ]  # fmt: skip


@pytest.mark.parametrize("age", [lambda job: job, earlier], ids=["new", "earlier"])
def test_a_task_is_the_same_on_the_other_side(age):
    for task in every_task(age(finished())):
        assert read_task(json.loads(json.dumps(write_task(task)))) == task
        assert task.job.song.segments[1].stop == 22


def test_no_task_names_a_place():
    folders = (SETTINGS.uploads, SETTINGS.outputs_folder, SETTINGS.models)
    for task in every_task(finished()):
        told = json.dumps(write_task(task))
        assert not any(str(folder.absolute()) in told for folder in folders)


def test_a_task_knows_what_counts_and_what_was_made():
    decode, analyse, plan, render, finish, export, *_ = every_task(finished())
    assert render.job.attempts == {"analyse": {0: 1, 1: 2}, "plan": {0: 1}, "render": {0: 1, 1: 2}}
    assert decode.job.files == {} and set(analyse.job.files) == {"decode"} and set(finish.job.files) == set(PHASES[:-1])
    assert finish.job.files["analyse"][1]["vocal.wav"].sha256 == "s" and finish.kept_attempt == 3
    assert [(part.mid_and_side, part.decay_s) for part in plan.analysed] == [((2.0, 1.0), 0.4)] * 2
    mix = finish.job.plan
    assert (mix.semitones, mix.decay_s, mix.polarity_inverted) == (12, 0.4, True)
    assert (export.attempt, export.job.upload.sha256) == (3, "h")


def test_what_an_earlier_version_did_not_record_is_not_checked_and_has_its_defaults():
    _, _, plan, _, finish, *_ = every_task(earlier(finished()))
    assert finish.job.files["analyse"] == {0: None, 1: None} and finish.job.upload.sha256 is None
    assert (finish.job.plan.decay_s, finish.job.plan.polarity_inverted) == (0.8, False)
    assert [(part.mid_and_side, part.decay_s) for part in plan.analysed] == [(None, None)] * 2


def test_a_segments_own_settings_are_in_its_tasks_alone():
    job = finished()
    own = {"segment_settings": {"1": {"svc": {"strength": 0.5}, "instrumental": {"quality": "best"}}}}
    job = replace(job, request=job.request | own)
    strengths = [unit_task(job, "render", index, 4, SETTINGS).job.config.svc.strength for index in (0, 1)]
    analysed = unit_task(job, "analyse", 1, 4, SETTINGS).job.config
    assert strengths == [1.0, 0.5] and (analysed.svc.strength, analysed.instrumental.quality) == (1.0, "best")
    assert unit_task(job, "finish", 0, 4, SETTINGS).job.config == AudioConfig()


def test_a_misspelt_field_is_no_task():
    task = write_task(preview_task(finished(), 1, "mix", "a", SETTINGS))
    with pytest.raises(ValidationError, match="stemm"):
        read_task(task | {"stemm": "mix"})
    with pytest.raises(ValidationError, match="phase"):
        read_task(task | {"phase": "sing"})


def test_a_result_is_kept_under_the_names_it_always_had():
    kept = PlanResult(polarity_inverted=True, decay_s=0.4).as_json()
    assert kept["turned_over"] is True and kept["transposition"]["semitones"] == 0.0
    assert english(read_message(kept["transposition"]["reason"])) == "not asked for"
    assert not {"phase", "polarity_inverted", "key", "pitch", "files"} & set(kept)
    assert PlanResult.model_validate(kept).polarity_inverted is True
