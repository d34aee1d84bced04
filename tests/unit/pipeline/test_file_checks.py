"""Damage to a finished job's files: every unit is checked before its files are used, and only what is hurt is made again."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from in_process import Made, merged, render, work, write
from sounds import song

from audio_backend.dsp.signal.audio import Audio
from audio_backend.errors import FilesDamaged, NotFound, UnreadableAudio
from audio_backend.ledger import invalidation, transitions
from audio_backend.ledger.job import COMPLETED, DONE, FAILED, PENDING, RUNNING, Attempt, Job, runnable
from audio_backend.ledger.ledger import Ledger
from audio_backend.messages import sentences
from audio_backend.models.job_facts import JobFacts, UploadedFile
from audio_backend.models.stages import UnitKey
from audio_backend.models.tasks import AnyTask, Export, SegmentPreview, StemPeaks
from audio_backend.models.voices import FileFacts
from audio_backend.pipeline.file_checks import check_voice
from audio_backend.pipeline.workspace import Workspace
from audio_backend.storage.sound_files import SoundFileReader, blocks, write_sound
from audio_backend.storage.wholeness import difference, fingerprint, is_whole

RATE = 44_100
DEEPER = {"kind": "preset", "id": "deeper", "voice_id": "deeper"}
CONFIG = merged({"swiftf0": {"pitch_shift": 2}, "svc": {"enabled": False}, "instrumental": {"stems": True},
                 "processing": {"segment_length": 6, "overlap_duration": 0.5}})  # fmt: skip


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Made:
    """12 s in three segments, moved by two semitones, with draft stems and an own backing."""
    folder = tmp_path_factory.mktemp("whole")
    made = song(seed=5, seconds=12.0, sample_rate=RATE)
    write(folder / "song.wav", made.vocals)
    write(folder / "backing.wav", made.backing)
    return render(folder / "song.wav", folder, CONFIG, profile="fast", source="vocals", backing=folder / "backing.wav")


@pytest.fixture
def copy(finished, tmp_path) -> Made:
    """The same job in folders of its own."""
    root = finished.folders.outputs.parent
    shutil.copytree(root, tmp_path / "j")
    folders = type(finished.folders)(*(tmp_path / "j" / name for name in ("in", "out", "models")))
    return replace(finished, folders=folders)


def again(made: Made, recorded: bool = True, **facts) -> Made:
    """The job as it is for a second attempt."""
    known = dict(made.facts) | ({} if recorded else {"files": {}}) | facts
    return replace(made, attempt=2, facts=JobFacts(**known))


def truncated(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size * 2 // 3)


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


DAMAGES = (truncated, flipped, emptied, Path.unlink)
FILES = ("song.wav", "backing.wav", "tags.json", "analyse/0001/1/vocal.wav", "analyse/0001/1/f0.npz", "plan/0000/1/plan.json",
         "plan/0000/1/f0.npz", "render/0001/1/vocal.wav", "render/0001/1/drums.wav")  # fmt: skip


def unit_of(file: str) -> tuple[str, int]:
    parts = file.split("/")
    return (parts[0], int(parts[1])) if len(parts) > 1 else ("decode", 0)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda act: act.__name__)
def test_no_mix_is_made_of_a_damaged_file_and_its_unit_is_named(copy, file, damage):
    damage(copy.folders.job(copy.job_id).path / file)
    with pytest.raises(FilesDamaged) as told:
        again(copy).work("finish")
    assert {(one["phase"], one["index"]) for one in told.value.errors} == {unit_of(file)}
    assert file.rpartition("/")[2] in told.value.detail
    assert ("segment 1" in told.value.detail) == (unit_of(file)[1] == 1)


@pytest.mark.parametrize("file", [one for one in FILES if not one.startswith("render/0001/1/drums")])
@pytest.mark.parametrize("damage", [truncated, emptied])
def test_a_job_that_recorded_nothing_is_checked_by_what_must_be_there(copy, file, damage):
    damage(copy.folders.job(copy.job_id).path / file)
    with pytest.raises(FilesDamaged) as told:
        again(copy, recorded=False).work("finish")
    assert {(one["phase"], one["index"]) for one in told.value.errors} == {unit_of(file)}


def test_a_job_that_recorded_nothing_is_mixed_as_ever(copy):
    made = again(copy, recorded=False).work("finish")
    assert made["sha256"] == copy.results["finish"]["0"]["sha256"]


def test_what_is_made_again_comes_out_the_same(copy):
    """Bit for bit, so that nothing that was made from it has to be made again."""
    for file in ("song.wav", "analyse/0001/1/vocal.wav", "render/0001/1/vocal.wav", "plan/0000/1/plan.json"):
        truncated(copy.folders.job(copy.job_id).path / file)
    job = again(copy)
    for phase, index in (("decode", 0), ("analyse", 1), ("plan", 0), ("render", 1)):
        fresh = job.work(phase, index)
        assert fresh["files"] == copy.results[phase][str(index)]["files"], phase
        job = job.with_result(phase, index, fresh)
    made = job.work("finish")
    assert made["sha256"] == copy.results["finish"]["0"]["sha256"]


def test_a_damaged_plan_decides_nothing_any_more(copy):
    """One that can still be read: a flipped bit in a number."""
    plan, files = copy.folders.job(copy.job_id).unit("plan", 0, 1) / "plan.json", copy.results["plan"]["0"]["files"]
    decided = json.loads(plan.read_text())
    plan.write_text(json.dumps(decided | {"transposition": {"semitones": 3.0, "reason": "a flipped bit"}}))
    before = {name: FileFacts(**made) for name, made in files.items()}
    task = again(copy).unit("plan").model_copy(update={"files_before": before})
    assert work(copy.folders, task)["files"] == files


def task_of(made: Made, phase: str) -> AnyTask:
    """Of segment 1, or of the vocals."""
    if phase in ("analyse", "plan", "render"):
        return made.unit(phase, 0 if phase == "plan" else 1)
    if phase == "preview":
        return SegmentPreview(job=made.facts, index=1, stem="vocals", name="p")
    of_stem = {"job": made.facts, "attempt": 2, "stem": "vocals"}
    return Export(**of_stem, output_format="wav") if phase == "export" else StemPeaks(**of_stem)


@pytest.mark.parametrize(("phase", "hurt", "blamed"), [
    ("render", "analyse/0001/1/vocal.wav", ("analyse", 1)), ("render", "plan/0000/1/f0.npz", ("plan", 0)),
    ("plan", "analyse/0001/1/f0.npz", ("analyse", 1)), ("analyse", "song.wav", ("decode", 0)),
    ("preview", "render/0001/1/vocal.wav", ("render", 1)), ("export", "render/0001/1/vocal.wav", ("render", 1)),
    ("stem_peaks", "analyse/0001/1/vocal.wav", ("analyse", 1)),
])  # fmt: skip
def test_every_unit_looks_at_what_it_reads(copy, phase, hurt, blamed):
    flipped(copy.folders.job(copy.job_id).path / hurt)
    with pytest.raises(FilesDamaged) as told:
        work(copy.folders, task_of(again(copy), phase))
    assert [(one["phase"], one["index"]) for one in told.value.errors] == [blamed]


def test_a_neighbours_damage_is_not_mine(copy):
    truncated(copy.folders.job(copy.job_id).path / "analyse/0001/1/vocal.wav")
    assert again(copy).work("render", 0)["files"] == copy.results["render"]["0"]["files"]


def test_an_upload_that_is_gone_is_named(copy):
    shutil.rmtree(copy.folders.upload("song"))
    with pytest.raises(NotFound, match=r"song of “song”.*gone"):
        again(copy).work("decode")


def test_an_upload_that_has_changed_is_not_taken_for_the_song(copy):
    source = copy.folders.upload("song") / "source"
    upload = UploadedFile(file_id="song", sha256=fingerprint(source)["sha256"])
    again(copy, upload=upload).work("decode")
    flipped(source)
    with pytest.raises(UnreadableAudio, match="not what was uploaded"):
        again(copy, upload=upload).work("decode")


def test_what_was_learned_of_a_voice_is_taken_from_it_again_or_missed_in_words(copy):
    voice_file, copied = copy.folders.voice("v") / "network.safetensors", copy.folders.job(copy.job_id).path / "n"
    voice_file.parent.mkdir(parents=True)
    for path in (voice_file, copied):
        path.write_bytes(b"learned")
    voice = {
        "kind": "clip",
        "voice_id": "v",
        "name": "Me",
        "network": str(copied),
        "files": {voice_file.name: fingerprint(copied)},
    }
    flipped(copied)
    check_voice(Workspace(again(copy, voice=voice).facts, copy.folders))
    assert copied.read_bytes() == b"learned"
    flipped(copied)
    voice_file.unlink()
    with pytest.raises(NotFound, match="“Me” has other content"):
        check_voice(Workspace(again(copy, voice={"kind": "blend", "voices": [voice]}).facts, copy.folders))


def test_a_trained_voice_whose_files_are_gone_is_told_before_anybody_sings(copy):
    folder = copy.folders.voice("ada")
    folder.mkdir(parents=True)
    (folder / "weights.safetensors").write_bytes(b"trained")
    trained = {"kind": "checkpoint", "id": "ada", "name": "Ada", "engine": "rvc",
               "files": {"weights.safetensors": fingerprint(folder / "weights.safetensors")}}  # fmt: skip
    beside = {"ada": {"engine": "rvc", "voice": trained}}
    for job in (again(copy, voice=trained), again(copy, voice=DEEPER, voices_beside=beside)):
        check_voice(Workspace(job.facts, copy.folders))
    (folder / "weights.safetensors").write_bytes(b"trai")
    with pytest.raises(NotFound, match=r"“Ada” .* weights.safetensors has 4 bytes in place of 7"):
        check_voice(Workspace(again(copy, voice=DEEPER, voices_beside=beside).facts, copy.folders))
    (folder / "weights.safetensors").unlink()
    with pytest.raises(NotFound, match=r"weights\.safetensors is missing"):
        check_voice(Workspace(again(copy, voice=trained).facts, copy.folders))


# ------------------------------------------------------------------ the reader
@pytest.mark.parametrize("lost", [1, 8, 4000, 79_999])
def test_a_file_that_is_cut_off_is_no_silence(tmp_path, lost):
    write_sound(tmp_path / "a.wav", Audio(np.ones((2, 10_000), np.float32), RATE))
    with (tmp_path / "a.wav").open("r+b") as file:
        file.truncate((tmp_path / "a.wav").stat().st_size - lost)
    assert not is_whole(tmp_path / "a.wav")
    with pytest.raises(UnreadableAudio, match=f"last {lost} bytes"):
        SoundFileReader(tmp_path / "a.wav")


def test_a_file_that_is_cut_off_while_it_is_read_is_no_silence(tmp_path):
    write_sound(tmp_path / "a.wav", Audio(np.ones((2, 100_000), np.float32), RATE))
    with pytest.raises(UnreadableAudio, match="cut off"):
        for _ in blocks(tmp_path / "a.wav", 10_000):
            os.truncate(tmp_path / "a.wav", 1000)


def test_a_hash_is_remembered_until_the_file_changes(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"one")
    made = fingerprint(path)
    for word in (b"two", b"one", b"six"):
        path.write_bytes(word)
        os.utime(path, (1.0, 1.0))  # a clock that says nothing
        assert (difference(path, made) is None) == (word == b"one")
    assert difference(path.with_name("b"), made) == "is missing"


# ------------------------------------------------------------------ the ledger
def files(word: str) -> dict:
    return {"vocal.wav": {"bytes": 1, "sha256": word}}


def run_to_finish(segments: int = 2) -> Job:
    """A job whose finish is about to be claimed."""
    job = transitions.admit(Job(id="j", created=0.0), 0.0)
    told = {
        "segments": [{"index": i, "start": 0, "stop": 1} for i in range(segments)],
        "sample_rate": 1,
        "files": files("song"),
    }
    while any(unit.phase != "finish" for unit in runnable(job)):
        unit = runnable(job)[0]
        job = done(
            job,
            unit.phase,
            unit.index,
            told if unit.phase == "decode" else {"files": files(f"{unit.phase}{unit.index}")},
        )
    return job


def begun(job: Job, phase: str, index: int = 0) -> Job:
    return transitions.claim(job, phase, index, "me", 1.0)


def done(job: Job, phase: str, index: int, result: dict) -> Job:
    claimed = begun(job, phase, index)
    attempt = claimed.unit(phase, index).current_attempt
    return invalidation.outdated(claimed, transitions.finish_unit(claimed, attempt, result, 2.0), attempt)


ERROR = FilesDamaged("vocal.wav of segment 1 (analyse) is missing").as_dict()


def set_back(job: Job, *damaged: tuple[str, int]) -> Job:
    job = begun(job, "finish")
    return invalidation.set_back(job, job.unit("finish").current_attempt, attempts(job, damaged), ERROR, 3.0)


def attempts(job: Job, folders) -> list[Attempt]:
    known = {(unit.phase, unit.index): unit.current_attempt for unit in job.units}
    return [known.get(place, Attempt(*place, 1)) for place in folders]


@pytest.mark.parametrize("place", [("decode", 0), ("analyse", 1), ("plan", 0), ("render", 1)])
def test_only_what_is_damaged_is_made_again_when_it_comes_out_the_same(place):
    job = run_to_finish()
    before = job.unit(*place)
    job = set_back(job, place)
    assert job.state == RUNNING and [(u.phase, u.index) for u in runnable(job)] == [place]
    assert "segment 1" in job.unit(*place).error["detail"] and any(
        "made again" in says for says in sentences(job.messages)
    )
    job = done(job, *place, before.result)
    assert [u.phase for u in runnable(job)] == ["finish"] and job.unit(*place).attempt == before.attempt + 1
    assert done(job, "finish", 0, {"file": "mix.wav"}).state == COMPLETED


@pytest.mark.parametrize(("place", "next_up"), [
    (("decode", 0), {("analyse", 0), ("analyse", 1)}), (("analyse", 1), {("plan", 0)}),
    (("plan", 0), {("render", 0), ("render", 1)}), (("render", 1), {("finish", 0)}),
])  # fmt: skip
def test_what_comes_out_otherwise_takes_what_was_made_from_it_along(place, next_up):
    job = run_to_finish()
    other = job.unit(*place).result | {"files": files("other")}
    job = done(set_back(job, place), *place, other)
    assert {(u.phase, u.index) for u in runnable(job)} == next_up


def test_a_song_that_decodes_to_other_segments_fails_in_words():
    job = set_back(run_to_finish(), ("decode", 0))
    other = job.unit("decode").result | {"segments": [{"index": 0, "start": 0, "stop": 2}]}
    job = done(job, "decode", 0, other)
    assert job.state == FAILED and "cut otherwise" in job.error["detail"] and len(job.segments) == 2


RUN_AGAIN = {
    "remix": lambda job: transitions.remix(job, {}), "resume": lambda job: transitions.retry(job, None, "analyse"),
    "retry": lambda job: transitions.retry(job, [0], "render"),
}  # fmt: skip


@pytest.mark.parametrize("way", RUN_AGAIN)
def test_a_song_that_could_not_be_made_again_is_tried_once_more_by_the_next_run(way):
    """Its upload was gone too, and was put back. A remix hung for ever, a retry lost the segments of a finished job."""
    job = run_to_finish()
    decoded = job.unit("decode").result
    job = begun(set_back(job, ("decode", 0)), "decode")
    failed = transitions.fail_unit(job, job.unit("decode").current_attempt, ERROR, 4.0)
    assert failed.state == FAILED and len(failed.segments) == 2
    job = transitions.admit(RUN_AGAIN[way](failed), 5.0)
    assert [u.phase for u in runnable(job)] == ["decode"] and len(job.segments) == 2
    assert job.unit("decode").result["segments"] == decoded["segments"]  # whatever comes of it now
    cancelled = transitions.cancel(begun(job, "decode"), 6.0)
    assert cancelled.unit("decode").result == decoded
    job = done(job, "decode", 0, decoded)
    while job.state == RUNNING:
        job = done(job, runnable(job)[0].phase, runnable(job)[0].index, {"files": files("x")})
    assert job.state == COMPLETED


def test_a_disk_that_damages_again_fails_the_take_and_the_next_run_tries_again():
    job = run_to_finish()
    for _ in range(2):
        result = job.unit("analyse", 1).result
        job = set_back(job, ("analyse", 1))
        if job.state == RUNNING:
            job = done(job, "analyse", 1, result)
    assert job.state == FAILED and "segment 1" in job.error["detail"]
    job = transitions.admit(transitions.retry(job, None, "render"), 4.0)
    assert [u.phase for u in runnable(job)] == ["finish"]
    assert set_back(job, ("analyse", 1)).unit("analyse", 1).state == PENDING


def test_damage_that_names_nothing_of_the_job_fails_instead_of_going_round():
    assert set_back(run_to_finish(), ("analyse", 7)).state == FAILED


def test_a_late_take_sets_nothing_back():
    job = begun(run_to_finish(), "finish")
    late = job.unit("finish").current_attempt
    job = transitions.release_unit(job, late, 2.0)
    assert invalidation.set_back(job, late, [Attempt("analyse", 1, 1)], ERROR, 3.0) is job


def test_what_two_takes_find_damaged_at_once_is_made_again_once():
    """The second one to say so waits too; before, its segment was lost. So does one that says it too late."""
    job = run_to_finish()
    others = [invalidation.as_new(unit) if unit.phase == "render" else unit for unit in job.units]
    job = begun(begun(replace(job, units=tuple(others)), "render", 0), "render", 1)
    song = [job.unit("decode").current_attempt]
    first = invalidation.set_back(job, job.unit("render", 0).current_attempt, song, ERROR, 3.0)
    second = invalidation.set_back(first, job.unit("render", 1).current_attempt, song, ERROR, 3.0)
    assert [(u.phase, u.index) for u in runnable(second)] == [("decode", 0)]
    mended = done(first, "decode", 0, job.unit("decode").result)
    late = invalidation.set_back(mended, job.unit("render", 1).current_attempt, song, ERROR, 3.0)
    assert [(u.phase, u.index) for u in runnable(late)] == [("render", 0), ("render", 1)]


def test_a_crash_is_no_damage():
    job = run_to_finish()
    crashed = [replace(unit, crashes=1) for unit in job.units]
    assert set_back(replace(job, units=tuple(crashed)), ("decode", 0)).unit("decode").state == PENDING


@pytest.mark.parametrize(("word", "next_up"), [("plan0", [("render", 1)]), ("other", [("render", 0), ("render", 1)])])
def test_a_segment_that_comes_out_otherwise_is_planned_again(word, next_up):
    job = run_to_finish()
    plan = job.unit("plan").result
    job = done(set_back(job, ("analyse", 1)), "analyse", 1, {"files": files("other")})
    job = done(job, "plan", 0, plan | {"files": files(word)})
    assert [(u.phase, u.index) for u in runnable(job)] == next_up


def test_the_ledger_keeps_and_tells_it(tmp_path):
    ledger = Ledger(f"sqlite:///{tmp_path / 's.sqlite3'}")
    ledger.add_job(Job(id="j", created=0.0))
    ledger.admit(5)
    while (units := runnable(ledger.job("j")))[0].phase != "finish":
        attempt = (
            ledger.claim(UnitKey("j", units[0].phase, units[0].index), "me")
            .unit(units[0].phase, units[0].index)
            .current_attempt
        )
        ledger.finish_unit("j", attempt, {"segments": [{}, {}], "files": files("same")})
    attempt = ledger.claim(UnitKey("j", "finish", 0), "me").unit("finish").current_attempt
    ledger.set_back("j", attempt, [Attempt("analyse", 1, 1)], ERROR)
    event = [one for one in ledger.events("j") if one.kind == "unit" and one.data["error"]][-1]
    assert (event.data["phase"], event.data["index"], event.data["state"]) == ("analyse", 1, PENDING)
    assert event.data["error"] == ERROR and ledger.job("j").unit("render", 1).state == DONE
    assert [a.outcome for a in ledger.attempts("j") if a.phase == "finish"] == ["released"]
