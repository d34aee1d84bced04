"""When a GPU's memory runs out, the CPU goes on, and it is said."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from audio_backend.pipeline.device import Device, device_for


class OutOfMemoryError(RuntimeError):
    """Named as torch's own."""


class Greedy:
    info = SimpleNamespace(name="Greedy")

    def __init__(self):
        self.devices: list[str] = []

    def load(self, device: str) -> None:
        self.devices.append(device)

    def unload(self) -> None:
        self.devices.append("unloaded")


def test_the_cpu_takes_over_and_the_report_says_so(tmp_path):
    engine, machine = Greedy(), Device("cpu", tmp_path / "gpu.lock")

    def work() -> str:
        if engine.devices == ["cpu"]:
            raise OutOfMemoryError("CUDA out of memory")
        return "done"

    assert machine.run(engine, work) == "done"
    assert engine.devices == ["cpu", "unloaded", "cpu"] and "Greedy" in machine.notes[0].values["engine"]


def test_other_errors_are_not_hidden(tmp_path):
    def work() -> None:
        raise RuntimeError("a broken convolution")

    with pytest.raises(RuntimeError, match="broken convolution"):
        Device("cpu", tmp_path / "gpu.lock").run(Greedy(), work)


def test_without_a_gpu_auto_is_the_cpu():
    import torch

    assert device_for("auto") == ("cuda" if torch.cuda.is_available() else "cpu")
