"""A tiny trained voice behind its wrapper, and something for it to sing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import tiny_voices
from rvc_pipeline import LocalHearing
from tiny_voices import RVC

from audio_backend.dsp.pitch.f0_curve import F0Curve, cut
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.segments import Segment
from audio_backend.dsp.voice.pulses import phase_anchors
from audio_backend.engines.base import ConversionRequest
from audio_backend.engines.voice.trained.rvc import Rvc
from audio_backend.engines.voice.trained.sovits import SoVits
from audio_backend.integrations.svc_wrapper import SvcWrapper

RATE, HOP = 44_100, 0.016
NOTES = ((0.3, 0.9, 220.0), (1.1, 1.8, 277.2))
"""From, to, in seconds, and Hz; repeated every two seconds."""


def sung(seconds: float, rate: int = RATE, channels: int = 1) -> tuple[Audio, F0Curve]:
    """Silence, a note, a breath of 0.1 s, another note, again and again; twelve harmonics, vibrato."""
    count, at = round(seconds * rate), np.arange(int(seconds / HOP) + 1) * HOP
    f0 = np.zeros(len(at))
    for start, stop, hz in NOTES:
        f0[(at % 2 > start) & (at % 2 < stop)] = hz
    f0 *= 2 ** (0.2 * np.sin(2 * np.pi * 5 * at) / 12)
    t = np.arange(count) / rate
    phase, there = np.cumsum(np.interp(t, at, f0)) / rate, np.interp(t, at, f0 > 0)
    voice = sum(np.sin(2 * np.pi * k * phase) / k for k in range(1, 13)) * 0.1 * there
    dull = np.convolve(np.random.default_rng(1).normal(size=count), np.hanning(11) / 3, "same")  # below 10 kHz
    breath = 0.02 * dull * (np.abs(t % 2 - 1.0) < 0.05)
    samples = np.stack([voice + breath, 0.7 * (voice + breath)][:channels]).astype(np.float32)
    return Audio(samples, rate), F0Curve(HOP, 0.0, f0, np.ones(len(f0), np.float32))


class Singer:
    """It hears frame by frame, without ContentVec."""

    def __init__(self, folder: Path, name: str, **more):
        self.voice = tiny_voices.stored_voice(folder, name, **more)
        content = 256 if name.startswith("so-vits-svc 4.0") or " v1 " in name else 768
        made_by = Rvc if self.voice.engine == RVC else SoVits
        self.engine = made_by(self.voice, folder, LocalHearing(content))
        self.engine.load("cpu")
        self.wrapper = SvcWrapper(self.engine)

    def facts_rate(self) -> float:
        """Frames a second."""
        return self.engine.facts.sample_rate / self.engine.facts.hop

    def options(self, **options):
        return self.engine.options_class(**options)

    def plan(self, vocal: Audio, f0: F0Curve, **options) -> dict:
        whole = Segment(0, 0, vocal.frames, 0, vocal.frames, 0, 0)
        summary = self.wrapper.summarise_segment(vocal, f0, whole)
        return self.wrapper.plan_song([summary], f0, self.voice, self.options(**options)).plan

    def request(self, vocal: Audio, f0: F0Curve, semitones: float = 0.0, formant_shift: float = 1.0, **options):
        target = replace(f0, f0_hz=f0.f0_hz * 2 ** (semitones / 12))
        return ConversionRequest(
            vocal=vocal, f0=f0, target_f0=target, voice=self.voice, plan=self.plan(vocal, f0, **options),
            options=self.options(**options), phase=phase_anchors(target), formant_shift=formant_shift,
            progress=lambda done: None,
        )  # fmt: skip

    def sing(self, vocal: Audio, f0: F0Curve, semitones: float = 0.0, **more) -> np.ndarray:
        return self.wrapper.convert(self.request(vocal, f0, semitones, **more)).samples

    def part(self, whole: ConversionRequest, start: float, stop: float) -> np.ndarray:
        """The same song's seconds [start, stop), on the 80 ms grid, as a segment would have it."""
        first, last = (round(edge * whole.vocal.sample_rate) for edge in (start, stop))
        f0, target = (cut(curve, start, stop + HOP) for curve in (whole.f0, whole.target_f0))
        here = Audio(whole.vocal.samples[:, first:last], whole.vocal.sample_rate)
        return self.wrapper.convert(replace(whole, vocal=here, f0=f0, target_f0=target)).samples


def lines(mono: np.ndarray, rate: int, hz: float) -> float:
    """How far the spectrum at `hz` and twice that stands above its median from 60 Hz to three times `hz`, in dB."""
    spectrum = np.abs(np.fft.rfft(mono * np.hanning(len(mono)), 1 << 17))
    at = np.fft.rfftfreq(1 << 17, 1 / rate)
    floor = np.median(spectrum[(at > 60) & (at < 3 * hz)])
    near = [spectrum[np.abs(at - k * hz) < 0.03 * k * hz].max() for k in (1, 2)]
    return float(20 * np.log10(max(near) / floor))
