"""python -m tests.bench.echo_words: what Echo costs in words, by a small-grammar recogniser.

73 words that Allison says one by one (Debian's asterisk-core-sounds-en-g722), in other voices. The recogniser is
pocketsphinx with the model of its wheel; neither is part of the studio (see echo_ladder on how to bring them).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.resampling import at_rate
from tests.bench.echo_ladder import (
    ALLISON,
    CARLO,
    CLIP,
    CLIP_S,
    JUNE,
    RATE,
    RUSSIAN,
    VARIANTS,
    Speech,
    decoded,
    enrol,
    heard,
    options,
    semitones_for,
    sung_as,
)

TARGETS = (CARLO, JUNE, RUSSIAN)
PAUSE_S, RECOGNISER_RATE = 0.3, 16_000


def _listed(text: str) -> list[str]:
    return text.split()


_DIGITS = _listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = _listed("twenty thirty forty fifty sixty seventy eighty ninety")
_DAYS = _listed("sunday monday tuesday wednesday thursday friday saturday")
_MONTHS = _listed("january february march april may june july august september october november december")
_LETTERS = _listed(
    "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo "
    "sierra tango uniform victor whiskey x-ray yankee zulu"
)
WORDS = (
    {f"digits/{i}": word for i, word in enumerate(_DIGITS)}
    | {f"digits/{20 + 10 * i}": word for i, word in enumerate(_TENS)}
    | {f"digits/day-{i}": word for i, word in enumerate(_DAYS)}
    | {f"digits/mon-{i}": word for i, word in enumerate(_MONTHS)}
    | {f"phonetic/{word[0]}_p": word for word in _LETTERS}
)


def spoken(folder: Path) -> tuple[Audio, list[tuple[str, slice]]]:
    """All words in a row with pauses between, and where each is."""
    parts, folders, at = [], [], 0
    pause = np.zeros((1, round(PAUSE_S * RATE)), np.float32)
    for name, word in WORDS.items():
        sound = decoded(folder / f"{name}.g722")
        parts += [pause, sound, pause]
        start = at + pause.shape[1] // 2
        at += sound.shape[1] + 2 * pause.shape[1]
        folders.append((word, slice(start, at - pause.shape[1] // 2)))
    return Audio(np.concatenate(parts, axis=1), RATE), folders


class Listener:
    """Takes every sound for one of the words."""

    def __init__(self) -> None:
        from pocketsphinx import Config, Decoder

        self._decoder = Decoder(Config(lm=None, loglevel="FATAL"))
        any_of_them = " | ".join(sorted(set(WORDS.values())))
        self._decoder.add_jsgf_string("words", f"#JSGF V1.0; grammar g; public <w> = {any_of_them};")
        self._decoder.activate_search("words")

    def right_pct(self, sound: Audio, folders: list[tuple[str, slice]]) -> float:
        return 100 * float(np.mean([self._heard(sound.samples[:, at]) == word for word, at in folders]))

    def _heard(self, samples: np.ndarray) -> str:
        mono = at_rate(Audio(samples, RATE), RECOGNISER_RATE).samples[0]
        loud = mono * (0.5 / max(float(np.abs(mono).max()), 1e-6))
        self._decoder.start_utt()
        self._decoder.process_raw((loud * 32767).astype(np.int16).tobytes(), full_utt=True)
        self._decoder.end_utt()
        hypothesis = self._decoder.hyp()
        return hypothesis.hypstr if hypothesis else ""


def main(words: list[str]) -> None:
    asked = options(words)
    speech, listener = Speech(asked.speech), Listener()
    song, folders = spoken(asked.speech / ALLISON)
    source = heard(song)
    print(f"{'as she says them':30} {listener.right_pct(song, folders):.1f} % of {len(folders)}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for target in TARGETS:
            voice = enrol(heard(speech.of(target, CLIP, CLIP_S)), Path(folder)).voice
            for shift in asked.shifts:
                for variant in asked.variants:
                    moved = semitones_for(source, voice, shift)
                    made, *_ = sung_as(source, VARIANTS[variant](voice), moved)
                    right = listener.right_pct(made, folders)
                    print(f"{variant:9}{target[:12]} {moved:+.0f}   {right:.1f} %", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
