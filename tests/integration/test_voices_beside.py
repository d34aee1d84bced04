"""Lead and backing singers, each with a voice and an engine of their own, through the whole pipeline."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
import sounds
from in_process import merged, quiet, render, retried, work, write

from audio_backend.engines import catalog
from audio_backend.engines.voice.echo.engine import Echo
from audio_backend.models.job_facts import VoiceBeside
from audio_backend.models.tasks import AnalysedSegment, Draft, SegmentPreview
from audio_backend.pipeline.worker_entry import Worker

RATE, SECONDS = 44_100, 7.5
TUTORIAL = str(Path(__file__).parents[2] / "docs" / "tutorial-engines")
CUT = {"processing": {"segment_length": 5.0}}
"""Into two segments."""
DOUBLE = {"svc": {"double": True}}


@pytest.fixture(scope="module", autouse=True)
def robot():
    """The tutorial's voice engine is installed beside Echo: a second engine, with a voice of its own."""
    patch = pytest.MonkeyPatch()
    patch.syspath_prepend(TUTORIAL)
    import tutorial_voice

    patch.setattr(catalog, "_installed_beside", lambda: catalog.Installed((tutorial_voice.ENTRY,), ()))
    yield tutorial_voice.Robot
    patch.undo()
    sys.modules.pop("tutorial_voice")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    file = tmp_path_factory.mktemp("sung") / "song.wav"
    write(file, sounds.song(seed=5, seconds=SECONDS).vocals)
    return file


def sung(path, folder, lead: str, *wanted, **asked):
    """A job whose parts name voices, as the server gives it to a worker."""
    folder.mkdir()
    config = merged(CUT, {"svc": {"voice": lead}}, *wanted)
    named = [
        config["svc"].get("double_voice"),
        *(one.get("voice") for one in config.get("harmony", {}).get("voices", ())),
    ]
    presets = catalog.presets()
    beside = {name: VoiceBeside(engine=catalog.engine_of(presets[name]), voice=presets[name])
              for name in named if name and name != lead}  # fmt: skip
    return render(path, folder, config, source="vocals", voices_beside=beside, **asked)


def parts(made, name: str) -> list[np.ndarray]:
    """What was sung of a part, segment by segment."""
    folders = (made.folders.job(made.job_id).unit("render", index, 1) for index in range(2))
    return [soundfile.read(folder / f"{name}.wav", always_2d=True)[0] for folder in folders]


def same(some: list[np.ndarray], others: list[np.ndarray]) -> bool:
    return all(map(np.array_equal, some, others))


@pytest.mark.parametrize(("lead", "other"), [("deeper", "robot"), ("robot", "deeper"), ("deeper", "child")])
def test_a_second_take_in_another_voice_is_that_voices_own(path, tmp_path, lead, other):
    """To the sample as beside its own lead, and the lead is as it would be beside its own second take."""
    both = sung(path, tmp_path / "both", lead, DOUBLE, {"svc": {"double_voice": other}})
    of_lead = sung(path, tmp_path / "lead", lead, DOUBLE)
    of_other = sung(path, tmp_path / "other", other, DOUBLE)
    assert same(parts(both, "vocal"), parts(of_lead, "vocal"))
    assert same(parts(both, "double"), parts(of_other, "double"))
    assert not same(parts(both, "double"), parts(of_lead, "double"))
    assert both.samples.shape[1] == round(SECONDS * RATE)


def test_harmonies_keep_their_intervals_whoever_sings_them(path, tmp_path):
    """The octave of the lead's line, also in a voice that is at home much lower: only the lead's range is asked."""
    interval = {"harmony": {"voices": [{"interval": "octave_above", "voice": "deeper"}]}}
    by_other = sung(path, tmp_path / "other", "child", interval)
    by_lead = sung(path, tmp_path / "lead", "child", {"harmony": {"voices": [{"interval": "octave_above"}]}})
    curves = [
        dict(np.load(made.folders.job(made.job_id).unit("plan", 0, 1) / "f0.npz")) for made in (by_other, by_lead)
    ]
    assert all(np.array_equal(curves[0][name], curves[1][name]) for name in ("target_hz", "harmony_1"))
    assert same(parts(by_other, "vocal"), parts(by_lead, "vocal"))
    assert not same(parts(by_other, "harmony"), parts(by_lead, "harmony"))


def test_one_engine_sings_all_that_is_its_own_before_the_next(path, tmp_path, monkeypatch, robot):
    """They may not fit into memory together; and what was asked for is told of each."""
    turns = []
    for engine in (Echo, robot):

        def convert(self, request, sing=engine.convert):
            turns.append(self.info.id)
            return sing(self, request)

        monkeypatch.setattr(engine, "convert", convert)
    made = sung(path, tmp_path / "turns", "deeper", {
        "svc": {"double": True, "double_voice": "robot"},
        "harmony": {"voices": [{"interval": "third_above"}, {"interval": "octave_below", "voice": "robot"}]},
    })  # fmt: skip
    assert turns == 2 * ["echo", "echo", "tutorial-voice", "tutorial-voice"]
    used = [(one["stage"], one["engine"]) for one in made.results["render"]["0"]["engines"]]
    assert used == [("voice", "echo"), ("double", "tutorial-voice"), ("harmony", "tutorial-voice")]
    assert {"voice", "double", "harmony"} <= made.results["render"]["0"]["stage_seconds"].keys()


def test_each_voice_has_a_plan_and_a_report_of_its_own(path, tmp_path):
    made = sung(path, tmp_path / "plan", "deeper", DOUBLE, {"svc": {"double_voice": "child"}})
    plan = made.results["plan"]["0"]
    assert plan["voice"]["alpha"] < 1.0 < plan["voices"]["child"]["alpha"]
    assert "voice_plans" not in plan


def test_a_segment_that_is_made_again_is_sung_by_the_same_voices_and_plans(path, tmp_path):
    wanted = (DOUBLE, {"svc": {"double_voice": "child"}})
    whole = sung(path, tmp_path / "whole", "robot", *wanted)
    again = retried(sung(path, tmp_path / "again", "robot", *wanted, fail=[("render", 1)]))
    folder = again.folders.job(again.job_id).unit("render", 1, 2)
    assert np.array_equal(soundfile.read(folder / "double.wav", always_2d=True)[0], parts(whole, "double")[1])


def test_a_draft_is_sung_by_all_its_voices(path, tmp_path):
    """With all segments analysed it is the finished segment to the bit."""
    made = sung(path, tmp_path / "draft", "deeper", DOUBLE, {"svc": {"double_voice": "robot"}})
    facts = made.facts.model_copy(update={"attempts": {"analyse": made.facts.attempts["analyse"]}})
    analysed = [AnalysedSegment.model_validate({name: one.get(name) for name in AnalysedSegment.model_fields})
                for one in made.results["analyse"].values()]  # fmt: skip
    draft = Draft(attempt=-1, analysed=tuple(analysed), earlier=0)
    heard = []
    for facts_then, of, name in ((facts, draft, "draft"), (made.facts, None, "final")):
        task = SegmentPreview(job=facts_then, index=0, stem="double", name=name, draft=of)
        work(made.folders, task)
        heard.append(soundfile.read(made.folders.job(made.job_id).preview(name), always_2d=True)[0])
    assert np.array_equal(*heard) and np.abs(heard[0]).max() > 0.01


def test_the_leads_own_voice_named_for_a_part_is_no_other_one(path, tmp_path):
    named = sung(path, tmp_path / "named", "child", DOUBLE, {"svc": {"double_voice": "child"}})
    plain = sung(path, tmp_path / "plain", "child", DOUBLE)
    assert np.array_equal(named.samples, plain.samples)


def test_a_task_with_voices_beside_crosses_to_the_worker_whole(path, tmp_path):
    made = sung(path, tmp_path / "wire", "deeper", DOUBLE, {"svc": {"double_voice": "robot"}})
    assert Worker(made.folders).perform(made.unit("render", 0).model_dump(mode="json"), quiet)["engines"]
