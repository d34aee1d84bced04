"""A segment is heard before the song is planned: by the same pipeline, and without a trace in the cover."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from in_process import Made, merged, render, work, write
from sounds import song

from audio_backend.errors import FilesDamaged
from audio_backend.models.job_facts import MixPlan
from audio_backend.models.tasks import AnalysedSegment, Draft, SegmentPreview
from audio_backend.pipeline.vocal import sung_pitch
from audio_backend.storage.json_files import read_json

CONFIG = merged({"swiftf0": {"pitch_shift": "auto"}, "processing": {"segment_length": 5, "overlap_duration": 0.5}})
RUN = 3


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Made:
    """12 s of a vocal in three segments, sung by Echo."""
    folder = tmp_path_factory.mktemp("drafts")
    write(folder / "song.wav", song(seed=5, seconds=12.0, sample_rate=44_100).vocals)
    return render(folder / "song.wav", folder, CONFIG, profile="fast", source="vocals")


def at_work(made: Made, *analysed: int, planned: bool = False) -> Made:
    """The job while only these segments are analysed, and nothing is rendered."""
    attempts = {"analyse": dict.fromkeys(analysed, 1)} | ({"plan": {0: 1}} if planned else {})
    plan = made.facts.plan if planned else MixPlan()
    return replace(made, facts=made.facts.model_copy(update={"attempts": attempts, "plan": plan}))


def preview(made: Made, index: int, draft: bool, run: int = RUN) -> np.ndarray:
    done = [made.results["analyse"][str(one)] for one in made.facts.attempts["analyse"]]
    analysed = tuple(AnalysedSegment(mid_and_side=one["mid_and_side"], decay_s=one.get("decay_s")) for one in done)
    by = Draft(attempt=-run, analysed=analysed, earlier=0) if draft else None
    name = f"{'draft-' if draft else ''}{index}-{run}"
    told = work(made.folders, SegmentPreview(job=made.facts, index=index, stem="mix", name=name, draft=by))
    return soundfile.read(made.folders.job(made.job_id).preview(Path(told["file"]).stem), always_2d=True)[0]


def sdr_db(reference: np.ndarray, samples: np.ndarray) -> float:
    return 10 * np.log10(np.sum(reference**2) / np.sum((reference - samples) ** 2))


def semitones(made: Made, run: int = RUN) -> float:
    plan = made.folders.job(made.job_id).unit("plan", 0, -run) / "plan.json"
    return read_json(plan)["transposition"]["semitones"]


def test_with_the_whole_song_analysed_a_draft_is_the_finished_segment(finished):
    for planned in (False, True):
        made = at_work(finished, 0, 1, 2, planned=planned)
        assert np.array_equal(preview(made, 1, draft=True), preview(finished, 1, draft=False))


def test_from_the_first_segment_alone_it_is_sung_and_as_long(finished):
    draft, final = preview(at_work(finished, 0), 0, True, run=4), preview(finished, 0, False)
    original = soundfile.read(finished.folders.job(finished.job_id).song, always_2d=True)[0][: len(draft)]
    assert draft.shape == final.shape == original.shape
    assert sdr_db(final, draft) > 20 > sdr_db(final, original)  # seen 35 and 9: another voice, and the same one


def test_a_later_draft_keeps_the_key_that_the_first_was_sung_in(finished):
    preview(at_work(finished, 0), 0, True, run=5)
    first = semitones(finished, 5)
    other = finished.facts.voice.model_copy(update={"range_shift_semitones": 12})
    later = replace(finished, facts=finished.facts.model_copy(update={"voice": other}))
    preview(at_work(later, 0, 1), 1, True, run=5)
    preview(at_work(later, 0, 1), 1, True, run=6)
    assert semitones(finished, 5) == first != semitones(finished, 6)


def test_nothing_that_was_sung_is_decided_by_an_intro(finished, monkeypatch):
    monkeypatch.setattr(sung_pitch, "LEAST_SUNG_SECONDS", 1e9)
    preview(at_work(finished, 0), 0, True, run=7)
    monkeypatch.undo()
    preview(at_work(finished, 0, 1), 1, True, run=7)
    assert semitones(finished, 7) == semitones(finished, 5)


def test_a_damaged_file_is_told_and_not_sung_from(finished):
    vocal = finished.folders.job(finished.job_id).unit("analyse", 1, 1) / "vocal.wav"
    whole = vocal.read_bytes()
    vocal.write_bytes(whole[:-8])
    try:
        with pytest.raises(FilesDamaged):
            preview(at_work(finished, 0, 1, 2), 0, True, run=8)
    finally:
        vocal.write_bytes(whole)


def test_a_finished_song_has_no_drafts(finished):
    preview(at_work(finished, 0), 0, True, run=9)
    folder = finished.folders.job(finished.job_id)
    assert not folder.unit("render", 0, -9).exists() and any(folder.drafts)
    again = finished.work("finish")
    assert not any(folder.drafts) and not folder.unit("plan", 0, -9).exists()
    assert again["sha256"] == finished.results["finish"]["0"]["sha256"]
