"""The server computes no sound, so its process has nothing of what does; it starts in a second and stays small."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
HEAVY = ("torch", "scipy", "onnxruntime", "librosa", "numba", "av", "soundfile", "soxr", "pyworld", "python_stretch",
         "safetensors", "swift_f0")  # fmt: skip
"""Libraries of sound and networks: only a worker has them."""

GROUND = {
    "dsp": {"level.faders", "pitch.f0_curve", "pitch.scales", "signal.audio", "signal.segments"},
    "storage": {"atomic_file", "folders", "json_files", "locks", "wholeness"},
}
"""Of what both houses stand on the server has this: names, constants, small functions on numbers, and plain files."""

MOST_MODULES = 90
"""Of the backend, packages not counted."""


@cache
def loaded() -> frozenset[str]:
    """What a fresh process has imported that could serve."""
    program = (
        "import json, sys; from audio_backend.main import create_app; create_app(); print(json.dumps([*sys.modules]))"
    )
    return frozenset(json.loads(subprocess.check_output([sys.executable, "-c", program], cwd=ROOT)))


def backend(package: str = "") -> set[str]:
    """Modules of the backend with anything in them, by their names within the package."""
    prefix = f"audio_backend.{package}." if package else "audio_backend."
    names = {name for name in loaded() if name.startswith(prefix)}
    return {name.removeprefix(prefix) for name in names if _is_module(name)}


def _is_module(name: str) -> bool:
    spec = importlib.util.find_spec(name)
    return spec is not None and not spec.submodule_search_locations


@pytest.mark.parametrize("library", HEAVY)
def test_no_library_of_sound_is_in_the_server(library):
    assert library not in loaded()


def test_no_code_of_the_worker_is_in_the_server():
    assert backend("pipeline") == backend("integrations") == set()
    engines = {name for name in backend("engines") if not name.rpartition(".")[2].startswith(("entr", "preset"))}
    assert engines <= {"base", "catalog", "weights"}  # to the server engines are data


@pytest.mark.parametrize("package", GROUND)
def test_of_the_ground_the_server_has_the_light_part(package):
    assert backend(package) <= GROUND[package]


def test_the_server_stays_small():
    assert len(backend()) <= MOST_MODULES, sorted(backend())
