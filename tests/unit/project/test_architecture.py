"""Files and functions stay small enough for one head; the numbers are shared/style.md's walls."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SOURCES = sorted((ROOT / "audio_backend").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sizes(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < LONGEST_FUNCTION, f"{node.name} is too long"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is(path):
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree) or not tree.body


def test_nothing_heavy_or_secret_is_in_git():
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    endings = (".wav", ".flac", ".mp3", ".safetensors", ".ckpt", ".sqlite3", ".env", ".rf64")
    assert not [name for name in names if name.endswith(endings)]


CATCH_EVERYTHING = {
    "audio_backend/workers/protocol.py": "the worker's border logs the traceback and keeps playing",
    "audio_backend/storage/atomic_file.py": "new_file only looks, and lets everything through",
    "audio_backend/engines/entry.py": "what an installed package raises is nobody's but that package's trouble",
}


def test_only_the_borders_catch_everything():
    """One place in each of them: what nobody could foresee comes from another process, the disk, or another package."""
    broad = [
        f"{path.relative_to(ROOT)}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler) and (node.type is None or _is_broad(node.type))
    ]
    assert sorted(broad) == sorted(CATCH_EVERYTHING), broad


def _is_broad(caught: ast.expr) -> bool:
    """Also one of several."""
    return any(getattr(kind, "id", "") in ("Exception", "BaseException") for kind in ast.walk(caught))


def test_nobody_but_echo_itself_names_echo():
    """Beside its row in the catalogue: another voice engine is as good."""
    own, named = ROOT / "audio_backend/engines/voice/echo", []
    for path in SOURCES:
        if own in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = getattr(node, "module", None) or getattr(node, "name", None) or getattr(node, "value", None)
            if isinstance(text, str) and ("engines.voice.echo" in text or text == "echo"):
                named.append(str(path.relative_to(ROOT)))
    assert sorted(set(named)) == ["audio_backend/engines/entries.py"]


LARGEST_FOLDER = 20
MOST_OPEN_DICTS = 52
"""Functions that take or give a dict of anything; only to shrink: 2.7 % of all, and at most 3 % may be."""


def test_no_folder_is_larger_than_a_look():
    folders = Counter(path.parent for path in SOURCES if path.name != "__init__.py")
    assert {str(folder.relative_to(ROOT)): count for folder, count in folders.items() if count > LARGEST_FOLDER} == {}


def test_no_folder_of_the_page_is_larger_either():
    """Its tests not counted, which lie beside what they test."""
    page = ROOT / "audio_frontend" / "src"
    files = [path for path in page.rglob("*") if path.is_file() and ".test." not in path.name]
    folders = Counter(path.parent for path in files)
    assert {str(folder.relative_to(page)): count for folder, count in folders.items() if count > LARGEST_FOLDER} == {}


def test_values_have_classes_and_dicts_of_anything_get_fewer():
    found = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(map(_is_open_dict, _annotations(node)))
    ]
    assert len(found) <= MOST_OPEN_DICTS, found


def _annotations(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    arguments = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return [ast.unparse(part) for part in (function.returns, *(each.annotation for each in arguments)) if part]


def _is_open_dict(annotation: str) -> bool:
    return bool(re.search(r"\bdict\b(?!\[)|\bdict\[.*\bAny\b", annotation))
