"""Trained voices, so-vits-svc and RVC, from a stored folder to a sung vocal: tiny random nets, read by the real code."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import tiny_voices
from tiny_voices import RVC, SOVITS

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.segments import Segment
from audio_backend.dsp.voice.pulses import phase_anchors
from audio_backend.engines import catalog
from audio_backend.engines.base import ConversionRequest
from audio_backend.engines.runtime import EngineKey, EnginePool, Trained
from audio_backend.integrations.svc_wrapper import SvcWrapper
from audio_backend.models.voice_config import SvcConfig

RATE, HOP = 44_100, 0.016
KINDS = {RVC: "RVC v2 40k", SOVITS: "so-vits-svc 4.0"}


@pytest.fixture(scope="session")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    tiny_voices.write_contentvec(folder)
    return folder


def sung(seconds: float, channels: int = 1) -> tuple[Audio, F0Curve]:
    """A voice of twelve harmonics: silence, a note, a breath, another note."""
    count = round(seconds * RATE)
    t, at = np.arange(count) / RATE, np.arange(int(seconds / HOP) + 1) * HOP
    f0 = np.where((at > 0.4) & (at < 0.48 * seconds), 220.0, np.where(at > 0.6 * seconds, 277.2, 0.0))
    hz = np.interp(t, at, f0)
    phase, there = np.cumsum(hz) / RATE, np.interp(t, at, f0 > 0)
    voice = sum(np.sin(2 * np.pi * k * phase) / k for k in range(1, 13)) * 0.1 * there
    breath = np.random.default_rng(1).normal(size=count) * 0.01 * (np.abs(t / seconds - 0.54) < 0.03)
    samples = np.stack([voice + breath] * channels).astype(np.float32)
    return Audio(samples, RATE), F0Curve(HOP, 0.0, f0, np.ones(len(f0), np.float32))


class Singer:
    """An engine of a tiny voice in a pool, behind its wrapper."""

    def __init__(self, models, folder, name, **more):
        self.voice = tiny_voices.stored_voice(folder, name, **more)
        self.pool = EnginePool(4000)
        key = EngineKey("voice", self.voice.engine, models, self.voice.id)
        self.engine = self.pool.engine(key, Trained(self.voice, folder))
        self.wrapper = SvcWrapper(self.engine)

    def sing(self, vocal: Audio, f0: F0Curve, semitones: float = 0.0, formant_shift: float = 1.0, **options):
        svc = {name: options.pop(name) for name in ("strength", "breath", "formant") if name in options}
        wanted = catalog.voice_options(SvcConfig(engine=self.voice.engine, options=options, **svc))
        target = replace(f0, f0_hz=f0.f0_hz * 2 ** (semitones / 12))
        with self.pool.in_use(self.engine, "cpu"):
            summary = self.wrapper.summarise_segment(vocal, f0, Segment(0, 0, vocal.frames, 0, vocal.frames, 0, 0))
            plan = self.wrapper.plan_song([summary], target, self.voice, wanted).plan
            return self.wrapper.convert(ConversionRequest(
                vocal=vocal, f0=f0, target_f0=target, voice=self.voice, plan=plan, options=wanted,
                phase=phase_anchors(target), formant_shift=formant_shift, progress=lambda done: None,
            ))  # fmt: skip


@pytest.fixture(params=[RVC, SOVITS])
def singer(request, models, tmp_path):
    return Singer(models, tmp_path, KINDS[request.param])


@pytest.mark.parametrize("channels", [1, 2])
def test_what_is_sung_is_as_long_and_as_wide_as_what_was_heard(singer, channels):
    vocal, f0 = sung(1.2373, channels)
    made = singer.sing(vocal, f0)
    assert made.samples.shape == vocal.samples.shape and made.sample_rate == RATE
    assert made.samples.std() > 0.005 and np.isfinite(made.samples).all()
