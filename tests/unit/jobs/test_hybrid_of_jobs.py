"""A hybrid's two engines are chosen as any engine is: here, or a stand-in that is told."""

import asyncio
from dataclasses import replace

import numpy as np
import pytest

from audio_backend.dsp.pitch.curve_resampling import on_one_grid
from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.engines import catalog
from audio_backend.engines.entry import Package
from audio_backend.errors import EngineUnavailable
from audio_backend.jobs.ignored_settings import without_effect
from audio_backend.models.audio_config import AudioConfig, JobRequest
from audio_backend.system.engine_manager import EngineManager


def echo() -> AudioConfig:
    """With the voice's engine named, as a resolved job has it."""
    return AudioConfig().overridden({"svc": {"engine": "echo"}})


def chosen(hybrid, allow=True):
    config = echo().overridden({"swiftf0": {"f0_method": "hybrid", "hybrid": hybrid}})
    manager = EngineManager(None, None, None, "cpu")  # type: ignore[arg-type]  # asks nobody of a CPU
    return asyncio.run(manager.choose(config, "vocals", allow))


@pytest.fixture
def without_fcpe(monkeypatch):
    gone = [replace(e, needs=(Package("no_such"),)) if e.info.id in ("fcpe", "crepe") else e for e in catalog.ENGINES]
    monkeypatch.setattr(catalog, "ENGINES", tuple(gone))


def test_both_are_here():
    config, placeholders, messages = chosen(("swiftf0", "fcpe"), allow=False)
    assert config.swiftf0.methods == ("swiftf0", "fcpe") and not placeholders and not messages


def test_a_stand_in_for_one_is_told(without_fcpe):
    config, placeholders, messages = chosen(("swiftf0", "fcpe"))
    assert config.swiftf0.methods == ("swiftf0", "pyin") and placeholders == ["pyin"]
    assert [(m.code, m.fields, m.values["asked"]) for m in messages] == [
        ("engine_stand_in", ("swiftf0.hybrid",), "fcpe")
    ]
    with pytest.raises(EngineUnavailable, match="fcpe"):
        chosen(("swiftf0", "fcpe"), allow=False)


def test_one_stand_in_for_both_is_no_hybrid(without_fcpe):
    config, placeholders, messages = chosen(("crepe", "fcpe"))
    assert config.swiftf0.methods == ("pyin",) and placeholders == ["pyin"] and len(messages) == 2


def test_an_engine_that_is_gone_is_missed_before_a_retry(without_fcpe):
    config = echo().overridden({"swiftf0": {"f0_method": "hybrid"}})
    with pytest.raises(EngineUnavailable, match="fcpe"):
        EngineManager(None, None, None, "cpu").require_still_here(config, "vocals")  # type: ignore[arg-type]


@pytest.mark.parametrize("hybrid", [("fcpe", "fcpe"), ("fcpe", "hybrid"), ("fcpe",), ("a", "b", "c")])
def test_a_hybrid_is_of_two_different_ones(hybrid):
    with pytest.raises(ValueError, match="hybrid"):
        AudioConfig().overridden({"swiftf0": {"hybrid": hybrid}})


@pytest.mark.parametrize(
    ("swiftf0", "fields"),
    [
        ({"f0_method": "swiftf0", "fmax": 2050.0}, []),
        ({"f0_method": "fcpe", "fmax": 2050.0}, [("swiftf0.fmax",)]),
        ({"f0_method": "hybrid", "hybrid": ["fcpe", "crepe"], "fmax": 2050.0}, [("swiftf0.fmax",)] * 2),
        ({"f0_method": "hybrid", "fmax": 1990.0}, [("swiftf0.fmax",)]),
    ],
)
def test_what_an_engine_cannot_hear_of_the_range_is_told(swiftf0, fields):
    request = JobRequest(file_id="song", config={"swiftf0": swiftf0})
    told = without_effect(request, echo().overridden({"swiftf0": swiftf0}))
    assert [message.fields for message in told if message.code == "pitch_out_of_hearing"] == fields


def test_segments_of_another_hop_are_brought_to_the_one_that_most_have():
    curves = [
        F0Curve(hop, 0.0, np.full(frames, 220.0), np.ones(frames, np.float32))
        for hop, frames in ((0.016, 50), (0.016, 50), (0.01, 80))
    ]
    joined = on_one_grid(curves)
    assert [curve.hop_seconds for curve in joined] == [0.016] * 3 and joined[0] is curves[0]
    assert len(joined[2].f0_hz) == 50 and np.allclose(joined[2].f0_hz, 220.0)
    assert on_one_grid([]) == []
