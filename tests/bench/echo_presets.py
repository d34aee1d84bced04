"""python -m tests.bench.echo_presets: what every preset makes of a real singer, as docs/echo.md has it.

Needs stempeg's example alone, no speech and no judge.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import numpy as np
from sung_voices import plan_song, sing

from audio_backend.dsp.pitch.f0_curve import shifted
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.voice.timbre import CENTRES_HZ, DB_PER_NAT, cepstra, timbre_of
from audio_backend.engines.voice.echo.engine import Echo
from audio_backend.engines.voice.echo.presets import presets
from audio_backend.engines.voice.echo.voice import warped_bands

from .echo_ladder import RATE, Heard, easton_ellises, heard, hnr_db, loudness_figures

SETTINGS = {"strength": 1.0, "formant_shift": 1.0}
FACTORS = np.exp(np.linspace(np.log(0.65), np.log(1.45), 161))
BELOW_9_KHZ = slice(0, 72)


@dataclass(frozen=True)
class Figures:
    """Of one voice, in the same song."""

    timbre_db: np.ndarray
    hnr_db: float
    formants: float
    voiced: float
    """Share of the frames in which a pitch is found."""
    loudness_lu: float

    def band_db(self, low_hz: float, high_hz: float) -> float:
        """Level of a part of the spectrum against all of it."""
        return float(self.timbre_db[(low_hz <= CENTRES_HZ) & (high_hz >= CENTRES_HZ)].mean())


@cache
def singer() -> Heard:
    return heard(Audio(easton_ellises()["vocals"], RATE))


@cache
def sung_by(name: str, semitones: float = 0.0) -> Audio:
    source, engine, voice = singer(), Echo(), presets()[name]
    target = shifted(source.f0, semitones)
    part = engine.summarise_segment(source.audio, source.f0, slice(0, source.audio.frames))
    plan = plan_song(engine, [json.loads(json.dumps(part))], target, voice, SETTINGS)
    return sing(engine, source.audio, source.f0, target, voice, plan, SETTINGS)


@cache
def figures(name: str | None) -> Figures:
    """Against the singer, who is None."""
    audio = sung_by(name) if name else singer().audio
    timbre = _timbre_db(audio)
    return Figures(
        timbre, hnr_db(Heard(audio, singer().f0)), formants_between(_timbre_db(singer().audio), timbre),
        float(np.mean(heard(audio).f0.voiced)), loudness_figures(singer().audio, audio)["loudness_lu"],
    )  # fmt: skip


def formants_between(before: np.ndarray, after: np.ndarray) -> float:
    """The factor on the formants from one timbre (80 dB) to another, below 9 kHz: where their cepstra correlate best."""
    shaped = cepstra(after[BELOW_9_KHZ])[2:20]
    heard_as = [cepstra(warped_bands(before[BELOW_9_KHZ], factor))[2:20] for factor in FACTORS]
    return float(FACTORS[np.argmax([np.corrcoef(one, shaped)[0, 1] for one in heard_as])])


def _timbre_db(audio: Audio) -> np.ndarray:
    levels = timbre_of(audio, singer().f0, slice(0, audio.frames)).voiced_mean * DB_PER_NAT
    return levels - levels.mean()


def main() -> None:
    source = figures(None)
    print(f"The singer is voiced in {100 * source.voiced:.1f} % of the frames.\n")
    print(
        "| preset | formants × | HNR dB | 2–8 kHz dB | below 750 Hz dB | voiced % | LU |\n|---|---|---|---|---|---|---|"
    )
    for name in presets():
        made = figures(name)
        high, low = (made.band_db(*band) - source.band_db(*band) for band in ((2000.0, 8000.0), (0.0, 750.0)))
        row = (f"| {name} | {made.formants:.2f} | {made.hnr_db - source.hnr_db:+.1f} | {high:+.1f} | {low:+.1f} "
               f"| {100 * made.voiced:.1f} | {made.loudness_lu:+.2f} |")  # fmt: skip
        print(row.replace("-", "−"))


if __name__ == "__main__":
    main()
