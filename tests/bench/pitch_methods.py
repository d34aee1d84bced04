"""How well each pitch engine hears sung voices whose pitch is known, and what it costs.

python -m tests.bench.pitch_methods [--methods swiftf0,fcpe] [--cost]

Each sound goes the way of a job's vocal: through the wrapper, with its octave repair and its gate. The voices are those
of tests/sounds.py; each trap is one that some tracker falls into.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scipy.signal import butter, lfilter, sosfilt

sys.path.insert(0, str(Path(__file__).parents[1]))

import sounds

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio
from audio_backend.engines.base import PitchEngine
from audio_backend.engines.runtime import pitch_engine
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper

RATE = 44_100
METHODS = ("swiftf0", "fcpe", "crepe", "crepe-tiny", "pyin", "hybrid")
RIGHT_CENTS = 50.0
MODELS = Path("audio_models")


@dataclass(frozen=True)
class Case:
    """A sound (1, frames) at 44.1 kHz, and its pitch every 5 ms, 0 where nobody sings."""

    name: str
    samples: np.ndarray
    f0_hz: np.ndarray


@dataclass(frozen=True)
class Score:
    """Of one engine and one sound."""

    median_cents: float
    """Of the frames within 50 cents."""
    gross: float
    """Share of the frames that both call sung, farther than 50 cents off."""
    voicing: float
    """Share of all frames in which both agree whether anybody sings."""
    right: float
    """Share of the sung frames that are heard within 50 cents: what becomes of a cover."""


def score(curve: F0Curve, f0_hz: np.ndarray) -> Score:
    at = np.clip(np.round(curve.times_seconds / sounds.F0_HOP_SECONDS).astype(int), 0, len(f0_hz) - 1)
    true = f0_hz[at]
    both = (true > 0) & curve.voiced
    cents = np.abs(1200 * np.log2(np.where(both, curve.f0_hz, 1.0) / np.where(both, true, 1.0)))
    right = both & (cents < RIGHT_CENTS)
    return Score(
        median_cents=float(np.median(cents[right])) if right.any() else float("nan"),
        gross=1 - right.sum() / max(both.sum(), 1),
        voicing=float(np.mean((true > 0) == curve.voiced)),
        right=right.sum() / max((true > 0).sum(), 1),
    )


@cache
def voices() -> tuple[Case, ...]:
    return tuple(Case(name, song.vocals[:1], song.f0_hz) for name in sounds.VOICES for song in [_song(name)])


@cache
def _song(voice: str, seed: int = 11) -> sounds.Song:
    return sounds.song(seed=seed, seconds=8.0, voice=voice)


@cache
def in_noise() -> tuple[Case, ...]:
    """White and dark noise 10 and 3 dB under the voice, and the band 12 and 6 dB under it."""
    found = []
    for case in voices():
        level, frames = sounds.level_db(case.samples), case.samples.shape[1]
        hiss = sounds.noise(frames / RATE + 0.1, seed=1)[:, :frames]
        dark = lfilter([1.0], [1.0, -0.95], hiss)
        backing = _song(case.name).backing[:1]
        for colour, noise, under in (
            ("white", hiss, 10), ("white", hiss, 3), ("dark", dark, 10), ("band", backing, 12), ("band", backing, 6)
        ):  # fmt: skip
            mixed = case.samples + sounds.at_level(noise, level - under).astype(np.float32)
            found.append(Case(f"{case.name}, {colour} {under} dB", mixed, case.f0_hz))
    return tuple(found)


def _traps() -> Iterator[Case]:
    for case in voices():
        yield Case(f"{case.name}, no lows", _high_passed(case.samples, 500.0), case.f0_hz)
        yield Case(f"{case.name}, dull", _low_passed(case.samples, 500.0), case.f0_hz)
        yield Case(f"{case.name}, its octave", _with_octave(case), case.f0_hz)
    for hz in (90.0, 140.0, 220.0, 330.0, 500.0):
        for weak in (0.7, 0.5):
            yield Case(f"creak {hz:g} Hz, {weak:g}", *_creak(hz, weak))
        yield Case(f"hollow {hz:g} Hz", *_hollow(hz))


@cache
def traps() -> tuple[Case, ...]:
    """Sounds that are taken for another octave."""
    return tuple(_traps())


def _high_passed(samples: np.ndarray, hz: float) -> np.ndarray:
    return sosfilt(butter(4, hz, "highpass", fs=RATE, output="sos"), samples).astype(np.float32)


def _low_passed(samples: np.ndarray, hz: float) -> np.ndarray:
    return sosfilt(butter(4, hz, "lowpass", fs=RATE, output="sos"), samples).astype(np.float32)


def _with_octave(case: Case) -> np.ndarray:
    """And a sine an octave below it, 10 dB under the voice: a synthesiser that doubles the tune."""
    true = np.repeat(case.f0_hz, round(RATE * sounds.F0_HOP_SECONDS) + 1)[: case.samples.shape[1]]
    true = np.pad(true, (0, case.samples.shape[1] - len(true)))
    sine = np.sin(2 * np.pi * np.cumsum(true / 2 / RATE)) * (true > 0)
    return case.samples + sounds.at_level(sine, sounds.level_db(case.samples) - 10)[None].astype(np.float32)


def _creak(hz: float, weak: float) -> tuple[np.ndarray, np.ndarray]:
    """(1, frames) and its pitch: in the middle second every other pulse is weaker, and then it is a plain voice again."""
    seconds = 3.0
    times = np.arange(round(seconds * RATE)) / RATE
    f0 = sounds.note_pitch(times, hz, 5.5, 40.0)
    half = sounds.pulses(f0 / 2, RATE)
    middle = ((times > 1.0) & (times < 2.0)).astype(float)
    train = sounds.pulses(f0, RATE) - (1 - weak) * middle * half * np.sqrt(0.5)
    return _through_tract(train, times), sounds.note_pitch(np.arange(0, seconds, 0.005), hz, 5.5, 40.0)


def _hollow(hz: float) -> tuple[np.ndarray, np.ndarray]:
    """A vowel whose first formant lies on the second harmonic, which is far louder than the first."""
    seconds = 2.0
    times = np.arange(round(seconds * RATE)) / RATE
    train = sounds.pulses(sounds.note_pitch(times, hz, 5.5, 40.0), RATE)
    tract = (2 * hz, 4 * hz + 50, 2800.0, 3600.0, 4700.0)
    sound = _through_tract(_high_passed(train[None], 1.6 * hz)[0], times, tract)
    return sound, sounds.note_pitch(np.arange(0, seconds, 0.005), hz, 5.5, 40.0)


def _through_tract(
    train: np.ndarray, times: np.ndarray, formants: tuple[float, ...] = sounds.VOWELS["a"]
) -> np.ndarray:
    voiced = sounds.rest_of_the_tract(sounds.resonated(train, formants, RATE), 1.0, RATE)
    fade = np.clip(np.minimum(times, times[-1] - times) / 0.02, 0.0, 1.0)
    return sounds.at_level(voiced * fade, sounds.VOCAL_DB)[None].astype(np.float32)


GROUPS = {"voices": voices, "in noise and bleed": in_noise, "octave traps": traps}


def followed(engine: PitchEngine, case: Case) -> F0Curve:
    return SwiftF0Wrapper(engine).follow_clip(Audio(case.samples, RATE), 50.0, 1100.0, lambda done: None)


def mean_of(scores: list[Score]) -> Score:
    columns = np.array([[s.median_cents, s.gross, s.voicing, s.right] for s in scores])
    return Score(*(float(value) for value in np.nanmean(columns, axis=0)))


def table(methods: list[str]) -> Iterator[str]:
    yield "| method | sounds | median cents | gross | voicing | right |"
    for method in methods:
        engine = pitch_engine(method, MODELS)
        engine.load("cpu")
        for name, cases in GROUPS.items():
            mean = mean_of([score(followed(engine, case), case.f0_hz) for case in cases()])
            yield (
                f"| {method} | {name} | {mean.median_cents:.1f} | {100 * mean.gross:.2f} % | "
                f"{100 * mean.voicing:.1f} % | {100 * mean.right:.1f} % |"
            )
        engine.unload()


def cost(method: str, seconds: float) -> str:
    """Processor seconds for each second of sound, and the largest memory of this process."""
    engine = pitch_engine(method, MODELS)
    engine.load("cpu")
    mono = np.tile(_song("tenor").vocals[0, ::3], 10)[: round(seconds * 16_000)]
    engine.follow(mono[:16_000], 50.0, 1100.0, lambda done: None)
    before = time.process_time()
    engine.follow(mono, 50.0, 1100.0, lambda done: None)
    spent = (time.process_time() - before) / seconds
    peak = int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("utf-8"))[1])
    return json.dumps({"method": method, "cpu_s_per_s": round(spent, 4), "peak_mb": peak // 1024})


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--cost", type=float, default=0.0, help="seconds of sound; one method in a process of its own")
    asked = parser.parse_args()
    named = asked.methods.split(",")
    for line in [cost(named[0], asked.cost)] if asked.cost else table(named):
        print(line, flush=True)
