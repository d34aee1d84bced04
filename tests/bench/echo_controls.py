"""python -m tests.bench.echo_controls: what strength, formant, breath and blends do to real voices, by the judge.

The same voices and the same judge as echo_ladder (see there), and the words of echo_words.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from sung_voices import as_voice, plan_song, sing

from audio_backend.dsp.pitch.f0_curve import shifted
from audio_backend.dsp.signal.audio import Audio
from audio_backend.engines.voice.echo.engine import Echo
from audio_backend.jobs.resolve import blended
from audio_backend.models.voice_config import BlendVoice
from tests.bench.echo_ladder import (
    ALLISON,
    CARLO,
    CLIP,
    CLIP_S,
    JUNE,
    PAIRS,
    RUSSIAN,
    SINGER,
    SOURCE,
    SOURCE_S,
    Heard,
    Judge,
    Speech,
    enrol,
    heard,
    options,
)
from tests.bench.echo_words import TARGETS, Listener, spoken

BREATHS, STRENGTHS, FORMANTS = (0.0, 0.3, 0.6, 1.0), (0.0, 0.25, 0.5, 0.75, 1.0), (0.8, 0.9, 1.0, 1.1, 1.25, "auto")
WEIGHTS = (1.0, 0.75, 0.5, 0.25, 0.0)
BLENDS = ((ALLISON, CARLO, JUNE), (SINGER, CARLO, RUSSIAN), (CARLO, ALLISON, RUSSIAN), (SINGER, CARLO, ALLISON))


def sung(source: Heard, voice: dict, semitones: float = 0.0, **settings: Any) -> tuple[Audio, float]:
    """The result, and CPU seconds per second of sound, both passes."""
    asked = {"strength": 1.0, "formant_shift": 1.0} | settings
    engine, target, begun = Echo(), shifted(source.f0, semitones), time.process_time()
    part = engine.summarise_segment(source.audio, source.f0, slice(0, source.audio.frames))
    plan = plan_song(engine, [json.loads(json.dumps(part))], target, voice, asked)
    made = sing(engine, source.audio, source.f0, target, voice, plan, asked)
    return made, (time.process_time() - begun) / source.audio.duration_seconds


def blend(voices: dict[str, dict], **weights: float) -> dict:
    asked = tuple(BlendVoice(voice=name, weight=weight) for name, weight in weights.items())
    return blended(asked, lambda name: as_voice(voices[name]), 0.0, SOURCE_S)


def main(words: list[str]) -> None:
    sys.stdout.reconfigure(line_buffering=True)
    speech = Speech(options(words).speech)
    judge, sources = Judge(speech), {name: heard(speech.of(name, SOURCE, SOURCE_S)) for name, _ in PAIRS}
    with tempfile.TemporaryDirectory() as folder:
        voices = {name: enrol(heard(speech.of(name, CLIP, CLIP_S)), Path(folder)).voice | {"name": name}
                  for name in (ALLISON, CARLO, JUNE, RUSSIAN)}  # fmt: skip

        def near(source: str, voice: dict, *targets: str, **settings: Any) -> list[float]:
            made = judge.embedding(sung(sources[source], voice, **settings)[0])
            return [round(float(made @ judge.speakers[target]), 3) for target in targets]

        for name, values in (("strength", STRENGTHS), ("formant", FORMANTS), ("breath", BREATHS)):
            for source, target in PAIRS:
                print(
                    name, source, "→", target, [(v, *near(source, voices[target], target, **{name: v})) for v in values]
                )
        for source, one, other in BLENDS:
            mixed = [near(source, blend(voices, **{one: w, other: 1 - w}), one, other) for w in WEIGHTS]
            print("blend", source, "→", one, other, list(zip(WEIGHTS, mixed, strict=True)))
        for semitones in (0.0, 4.0):
            for count in (1, 2, 4):
                some = blend(voices, **{name: 1.0 / count for name in list(voices)[:count]})
                print(
                    "CPU seconds per second,",
                    count,
                    "voices,",
                    semitones,
                    round(sung(sources[JUNE], some, semitones)[1], 3),
                )
        song, folders = spoken(speech.folder / ALLISON)
        source, listener = heard(song), Listener()
        for target in TARGETS:
            right = [round(listener.right_pct(sung(source, voices[target], breath=b)[0], folders), 1) for b in BREATHS]
            print("words by breath →", target, right, f"{np.mean(right):.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
