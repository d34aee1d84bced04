"""The catalogue is data: cheap to list, and its rows say truly what their classes are."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from audio_backend.engines import catalog
from audio_backend.engines.base import EngineInfo
from audio_backend.engines.entry import Available, EngineEntry, Missing, Package, imported
from audio_backend.engines.weights import WeightsFile
from audio_backend.errors import BadConfig, EngineUnavailable
from audio_backend.models.stems import SEPARATED_STEMS, VOCALS
from audio_backend.models.voice_config import SvcConfig
from audio_backend.models.voices import BlendVoice, CheckpointVoice, ClipVoice, read_voice

ENGINES = {entry.info.id: entry for entry in catalog.ENGINES}
LISTING = """
import sys
from audio_backend.engines import catalog
catalog.status(set()); catalog.presets(); catalog.private_facts()
[entry.options_class() for entry in catalog.engines()]
print(*(name for name in sys.modules))
"""


def test_listing_engines_imports_none_of_them_and_nothing_heavy():
    loaded = subprocess.run([sys.executable, "-c", LISTING], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"torch", "scipy", "onnxruntime", "numpy", "librosa", "soxr", "soundfile"}
    assert not heavy & set(loaded)
    assert not {entry.factory.partition(":")[0] for entry in catalog.ENGINES} & set(loaded)
    assert not [name for name in loaded if name.startswith(("audio_backend.dsp", "audio_backend.pipeline"))]


@pytest.mark.parametrize("entry", ENGINES.values(), ids=ENGINES)
def test_every_row_is_what_its_class_says(entry):
    engine = imported(entry.factory)
    assert engine.info is entry.info
    assert (entry.info.role == "voice") == (entry.voice is not None)
    assert tuple(getattr(engine, "stems", ())) == entry.stems
    if entry.info.role == "stems":
        assert VOCALS in entry.stems and set(entry.stems) <= set(SEPARATED_STEMS)
    if entry.voice and "clip" in entry.voice.kinds and not entry.info.placeholder:
        assert callable(engine.enrol)


def test_what_is_missing_is_asked_of_the_engine_with_a_remedy():
    swiftf0 = ENGINES["swiftf0"]
    assert isinstance(swiftf0.availability(), Available)
    for need, words in (
        (Package("no_such_package"), "no_such_package is not installed"),
        (WeightsFile("swift_f0", "no/such.onnx", "0" * 64), "such.onnx is missing"),
        (WeightsFile("no_such_package", "a.onnx", "0" * 64), "no_such_package is not installed"),
    ):
        answer = replace(swiftf0, needs=(*swiftf0.needs, need)).availability()
        assert isinstance(answer, Missing) and words in answer.reason and answer.remedy


def test_engines_that_nobody_wrote_yet_are_listed_as_missing():
    rows = {(row["role"], row["id"]): row for row in catalog.status(set())}
    for engine in catalog.PLANNED:
        row = rows[engine.role, engine.id]
        assert row["state"] == "missing" and "Not part of this version" in row["remedy"]
    assert {"generation"} == {role for role, name in rows if name in ("ace-step", "heartmula")}
    with pytest.raises(EngineUnavailable, match="not part of this version"):
        catalog.choose("generation", "ace-step", allow_placeholder=True)


# --- options --------------------------------------------------------------------------------------------------


def test_the_bounds_and_words_of_svc_are_those_of_the_engines_options():
    svc, own = (
        SvcConfig.model_json_schema()["properties"],
        ENGINES["echo"].options_class().model_json_schema()["properties"],
    )
    assert set(own) == {"strength", "formant", "breath"}
    assert all(svc[name] == own[name] for name in own)


def test_options_of_another_engine_are_refused_by_name():
    assert catalog.voice_options(SvcConfig(strength=0.3, breath=0.2)).model_dump() == {
        "strength": 0.3, "breath": 0.2, "formant": "auto"
    }  # fmt: skip
    for options, field in (({"steps": 5}, "steps"), ({"strength": 0.5}, "strength")):
        with pytest.raises(BadConfig) as refused:
            catalog.voice_options(SvcConfig(options=options))
        assert refused.value.errors[0]["field"] == f"config.svc.options.{field}"


# --- voices ---------------------------------------------------------------------------------------------------


def test_a_voice_goes_to_the_engine_it_was_made_for():
    preset, old = catalog.presets()["deeper"], ClipVoice(kind="clip", name="of an earlier version")
    catalog.require_voice("echo", preset)
    catalog.require_voice("echo", old)
    catalog.require_voice("unconverted", preset)  # a stand-in takes any
    trained = CheckpointVoice(kind="checkpoint", id="a", engine="rvc", files={"g.pth": {"bytes": 1, "sha256": "0"}})
    for voice in (trained, preset.model_copy(update={"engine": "rvc"}), BlendVoice(kind="blend", voices=(trained,))):
        with pytest.raises(BadConfig, match="rvc"):
            catalog.require_voice("echo", voice)


@pytest.mark.parametrize("name", ["../up.pth", "a/b.pth", ".hidden", ""])
def test_the_files_of_a_checkpoint_stay_in_its_folder(name):
    with pytest.raises(Exception, match="checkpoint"):
        read_voice({"kind": "checkpoint", "id": "a", "engine": "rvc", "files": {name: {"bytes": 1, "sha256": "0"}}})


# --- of other packages ----------------------------------------------------------------------------------------

OTHER = """
from audio_backend.engines.base import EngineInfo
from audio_backend.engines.entry import EngineEntry
ENTRY = EngineEntry(EngineInfo("{id}", "pitch", "Another", "", 16_000, neural=False), "another_engine:Engine")
"""


def installed(folder: Path, **modules: str) -> str:
    """What a process lists of pitch engines when these modules name an engine each."""
    info = folder / "another-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: another\nVersion: 1\n")
    points = "\n".join(f"{name} = {name}:ENTRY" for name in modules)
    (info / "entry_points.txt").write_text(f"[{catalog.GROUP}]\n{points}\n")
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text)
    program = "from audio_backend.engines import catalog; print(*(e.info.id for e in catalog.engines()))"
    path = f"{folder}:{Path(__file__).resolve().parents[3]}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env={"PYTHONPATH": path})
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_engine_of_an_installed_package_is_listed(tmp_path):
    assert installed(tmp_path, fine=OTHER.format(id="another")).split()[-1] == "another"


def test_a_package_that_is_broken_or_takes_a_name_is_left_out(tmp_path):
    listed = installed(
        tmp_path, broken="import no_such_module", none="ENTRY = 5", taken=OTHER.format(id="pyin"),
        fine=OTHER.format(id="another"),
    )  # fmt: skip
    assert listed.split() == [*ENGINES, "another"]


def test_an_entry_is_a_value():
    info = EngineInfo("a", "pitch", "A", "", 16_000, neural=False)
    assert EngineEntry(info, "a:A") == EngineEntry(info, "a:A") and EngineEntry(info, "a:A").available
