"""The catalogue is data: cheap to list, and its rows say truly what their classes are."""

from __future__ import annotations

import json
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
from audio_backend.models.voice_options import VoiceOptions
from audio_backend.models.voices import BlendVoice, CheckpointVoice, ClipVoice, FileFacts, read_voice

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
    assert catalog.voice_options(SvcConfig(strength=0.3, breath=0.2), "echo").model_dump() == {
        "strength": 0.3, "breath": 0.2, "formant": "auto"
    }  # fmt: skip
    for options, field in (({"steps": 5}, "steps"), ({"strength": 0.5}, "strength")):
        with pytest.raises(BadConfig) as refused:
            catalog.voice_options(SvcConfig(options=options), "echo")
        assert refused.value.errors[0]["field"] == f"config.svc.options.{field}"


BARE = CheckpointVoice(
    kind="checkpoint", id="b", name="Ben", engine="rvc", files={"w": FileFacts(bytes=1, sha256="0" * 64)},
    family="rvc", version="v2", sample_rate=40_000, content_encoder="contentvec-layer-12", speakers=[], speaker_rows=1,
    has_f0=True, needs_volume=False, predicts_f0=False, variants=[], has_index=False, has_clusters=False,
)  # fmt: skip


class Speaking(VoiceOptions):
    of_one_voice = ("speaker",)
    speaker: str = ""
    likeness: float = 0.5


def test_beside_the_lead_its_engines_options_hold_for_its_own_voices_but_for_what_is_one_voices(monkeypatch):
    monkeypatch.setattr(catalog, "_voice_options_class", lambda engine_id: Speaking)
    svc = SvcConfig(strength=0.4, options={"speaker": "Ada", "likeness": 0.9})
    told = [catalog.voice_options_beside(svc, "rvc", lead, BARE) for lead in ("rvc", "so-vits-svc")]
    assert told == [Speaking(strength=0.4, likeness=0.9), Speaking(strength=0.4)]
    assert catalog.voice_options(svc, "rvc") == Speaking(strength=0.4, speaker="Ada", likeness=0.9)


def test_an_option_that_a_voice_has_nothing_for_is_refused_of_the_lead_and_left_out_beside_it():
    svc = SvcConfig(engine="rvc", options={"index_rate": 0.5, "protect": 0.2})
    with pytest.raises(BadConfig, match="has no index") as refused:
        catalog.require_options(svc, "rvc", BARE)
    assert [one["field"] for one in refused.value.errors] == ["config.svc.options.index_rate"]
    beside = catalog.voice_options_beside(svc, "rvc", "rvc", BARE).model_dump()
    assert (beside["index_rate"], beside["protect"]) == (0.75, 0.2)
    catalog.require_options(svc, "rvc", CheckpointVoice.model_validate({**BARE.model_dump(), "has_index": True}))
    for usual in (0.75, 0.0):
        catalog.require_options(SvcConfig(engine="rvc", options={"index_rate": usual}), "rvc", BARE)


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


LISTED = """
import json, logging
logging.basicConfig(format="LOG %(message)s")
from audio_backend.engines import catalog
from audio_backend.system import engine_manager
rows = [engine_manager.Engine.model_validate(row) for row in catalog.status(set())]
print(json.dumps({"engines": [row.id for row in rows if row.role == "pitch" or row.id == "other"],
                  "voices": [*catalog.presets()],
                  "remedies": {row.id: row.remedy for row in rows if row.state == "missing"}}))
"""


def installed(folder: Path, **modules: str) -> tuple[dict, str]:
    """What a process lists when these modules of a package name an engine each, and what it logs."""
    info = folder / "another-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: another\nVersion: 1\n")
    points = "\n".join(f"{name} = {name}:ENTRY" for name in modules)
    (info / "entry_points.txt").write_text(f"[{catalog.GROUP}]\n{points}\n")
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text)
    path = f"{folder}:{Path(__file__).resolve().parents[3]}"
    done = subprocess.run([sys.executable, "-c", LISTED], capture_output=True, text=True, env={"PYTHONPATH": path})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


PITCH = tuple(entry.info.id for entry in catalog.ENGINES if entry.info.role == "pitch")


def test_an_engine_of_an_installed_package_is_listed(tmp_path):
    found, log = installed(tmp_path, fine=OTHER.format(id="another"))
    assert found["engines"] == [*PITCH, "another"] and "left out" not in log


def test_a_package_that_is_broken_or_takes_a_name_is_left_out(tmp_path):
    found, _ = installed(
        tmp_path, broken="import no_such_module", none="ENTRY = 5", taken=OTHER.format(id="pyin"),
        fine=OTHER.format(id="another"),
    )  # fmt: skip
    assert found["engines"] == [*PITCH, "another"]


ENDS = {
    "runtime": "raise RuntimeError('boom')", "syntax": "def (", "name": "ENTRY = undefined", "key": "{}['x']",
    "file": "open('/no/such/file')", "number": "1 / 0", "doubt": "assert False", "stop": "raise StopIteration",
    "exit": "import sys; sys.exit('bye')", "panic": "class Panic(BaseException): pass\nraise Panic('native')",
    "memory": "raise MemoryError", "attribute": "X = 1",
}  # fmt: skip


def test_a_module_that_raises_whatever_it_likes_takes_nobody_with_it(tmp_path):
    """Each is named once in the log, and the engine behind them all is there."""
    found, log = installed(tmp_path, **ENDS, zz_fine=OTHER.format(id="another"))
    assert found["engines"] == [*PITCH, "another"]
    assert all(log.count(f"“{name}”") == 1 for name in ENDS), log


HEAD = """
from audio_backend.engines.base import EngineInfo
from audio_backend.engines.entry import Available, EngineEntry, Package, VoiceAbilities
from audio_backend.models.voices import PresetVoice
from audio_backend.models.voice_options import VoiceOptions

def info(id="other", role="voice", **more):
    return EngineInfo(**({"id": id, "role": role, "name": "Other", "summary": "", "sample_rate": 44_100,
                          "neural": False} | more))

def entry(voice=None, role="voice", **more):
    return EngineEntry(info(role=role), "m:X", voice=voice or VoiceAbilities(("preset",)), **more)

def raises():
    raise RuntimeError("no voices today")

class Unsure:
    def __init__(self, answer): self.answer = answer
    def availability(self): return self.answer or raises()

class NoJson(VoiceOptions):
    limit: float = float("inf")
"""


@pytest.mark.parametrize(("entry", "why"), [
    ("EngineEntry(None, 'x:Y')", "EngineInfo"),
    ("EngineEntry(info(role='dance'), 'x:Y')", "dance"),
    ("EngineEntry(info(id='x' * 65), 'x:Y')", "64"),
    ("EngineEntry(info(id=''), 'x:Y')", "id"),
    ("EngineEntry(info(vram_mb='much'), 'x:Y')", "vram_mb"),
    ("EngineEntry(info(), 'x:Y')", "can sing with"),
    ("entry(voice=VoiceAbilities(('robot',)))", "kinds"),
    ("entry(voice=VoiceAbilities('preset'))", "kinds"),
    ("EngineEntry(info(role='stems'), 'x:Y', stems=('drums',))", "stems"),
    ("EngineEntry(info(role='pitch'), 'x:Y', needs=(5,))", "availability"),
    ("EngineEntry(info(role='pitch'), 'x:Y', needs=5)", "not iterable"),
    ("EngineEntry(info(role='pitch'), 5)", "texts"),
    ("EngineEntry(info(role='pitch', range_hz=(900, 50)), 'x:Y')", "range_hz"),
    ("EngineEntry(info(role='pitch'), 'x:Y', arguments=('gpu',))", "models"),
])  # fmt: skip
def test_an_entry_that_can_not_be_listed_is_left_out_and_the_log_says_why(tmp_path, entry, why):
    found, log = installed(tmp_path, odd=f"{HEAD}ENTRY = {entry}", zz_fine=OTHER.format(id="another"))
    assert found["engines"] == [*PITCH, "another"]
    assert log.count("“odd”") == 1 and why in log, log


@pytest.mark.parametrize(("entry", "why"), [
    ("entry(voice=VoiceAbilities(('preset',), presets='odd:nope'))", "nope"),
    ("entry(voice=VoiceAbilities(('preset',), presets='odd:raises'))", "no voices today"),
    ("entry(voice=VoiceAbilities(('preset',), presets='no_such_module:presets'))", "no_such_module"),
    ("entry(voice=VoiceAbilities(('preset',), presets='odd:dict_of_numbers'))", "dict_of_numbers"),
    ("entry(voice=VoiceAbilities(('preset',), presets='odd:info'))", "PresetVoice"),
    ("entry(options='odd:Nope')", "Nope"),
    ("entry(options='odd:info')", "VoiceOptions"),
    ("entry(options='odd:NoJson')", "JSON"),
    ("entry(needs=(Unsure(None),))", "no voices today"),
    ("entry(needs=(Unsure('yes'),))", "does not tell"),
    ("entry(needs=(Package('nopkg_a.b.c'),))", "nopkg_a.b.c is not installed"),
    ("entry(needs=(Package('json.no_such.part'),))", "json.no_such.part is not installed"),
    ("entry(needs=(Package(''),))", "is not installed"),
    ("entry(needs=(Package('.relative'),))", "is not installed"),
])  # fmt: skip
def test_an_engine_that_can_not_be_asked_is_missing_with_the_reason_and_the_others_are_there(tmp_path, entry, why):
    found, _ = installed(tmp_path, odd=f"{HEAD}ENTRY = {entry}", zz_fine=OTHER.format(id="another"))
    assert why in found["remedies"]["other"], found["remedies"]
    assert "another" in found["engines"] and "deeper" in found["voices"]


def test_a_module_within_a_package_is_looked_for_and_nothing_is_imported():
    program = (
        "import sys; from audio_backend.engines.entry import Package, Available; "
        "print([isinstance(Package(name).availability(), Available) for name in ('torch.nn.functional', 'json.decoder', "
        "'torch.no_such', 'json.decoder.no_such')], 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[True, True, False, False] False"


def test_an_entry_is_a_value():
    info = EngineInfo("a", "pitch", "A", "", 16_000, neural=False)
    assert EngineEntry(info, "a:A") == EngineEntry(info, "a:A") and EngineEntry(info, "a:A").available
