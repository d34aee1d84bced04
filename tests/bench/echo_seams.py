"""python -m tests.bench.echo_seams: how much is heard of where the song was cut, in a voice from a clip.

stempeg's singer, through the whole pipeline in 5 s segments and in one. Mel distance: how far 80 bands of 10 ms are
from each other in dB, within 0.3 s of a seam and elsewhere. Step: the largest of one sample to the next, cut / uncut.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import librosa
import numpy as np

from tests.bench.echo_ladder import ALLISON, CARLO, CLIP, CLIP_S, RATE, RUSSIAN, Speech, enrol, heard, options

from in_process import merged, render, write  # isort: skip - echo_ladder puts tests/ on the path
from songs import easton_ellises  # isort: skip

SEGMENT_S, UNCUT_S, NEAR_S, HOP = 5.0, 60.0, 0.3, 441
LEAST_DB = -60.0
"""Under the loudest band: softer ones are heard by nobody beside it."""


def mel_db(samples: np.ndarray) -> np.ndarray:
    """(frames, 80)"""
    power = librosa.feature.melspectrogram(y=samples.mean(axis=0), sr=RATE, n_fft=2048, hop_length=HOP, n_mels=80)
    level = 10 * np.log10(power.T + 1e-12)
    return np.maximum(level, level.max() + LEAST_DB)


def near_a_seam(frames: int, seams: list[float]) -> np.ndarray:
    times = np.arange(frames) * HOP / RATE
    return (np.abs(times[:, None] - np.array(seams)) < NEAR_S).any(axis=1)


def compared(cut: np.ndarray, whole: np.ndarray, seams: list[float]) -> str:
    apart = np.abs(mel_db(cut) - mel_db(whole)).mean(axis=1)
    near = near_a_seam(len(apart), seams)
    steps = [np.abs(np.diff(made, axis=1)).max(axis=0) for made in (cut, whole)]
    at = near.repeat(HOP)[: len(steps[0])]
    rest = 20 * np.log10((cut - whole).std() / whole.std())
    return (
        f"mel distance at seams {apart[near].mean():.4f} dB (max {apart[near].max():.3f}), elsewhere {apart[~near].mean():.4f}; "
        f"largest step at seams {steps[0][at].max() / steps[1][at].max():.4f} of the uncut one's; difference {rest:.0f} dB"
    )


def main(words: list[str]) -> None:
    asked = options(words)
    speech = Speech(asked.speech)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "song.wav", easton_ellises()["vocals"])
        (folder / "voices").mkdir()
        for target in (CARLO, ALLISON, RUSSIAN):
            voice = enrol(heard(speech.of(target, CLIP, CLIP_S)), folder / "voices").voice
            for shift in ("0", "-4", "4"):
                made = []
                for length in (UNCUT_S, SEGMENT_S):
                    place = folder / f"{target} {shift} {length}"
                    place.mkdir()
                    wanted = {"processing": {"segment_length": length}, "swiftf0": {"pitch_shift": int(shift)}}
                    exact = {"quality": {"bit_depth": 32, "sample_rate": RATE}, "mixing": {"true_peak_db": None}}
                    made.append(render(folder / "song.wav", place, merged(wanted, exact), source="vocals", voice=voice))
                whole, cut = made
                seams = [(one.start + one.fade_in / 2) / RATE for one in cut.facts.song.segments[1:]]
                print(f"{target[:12]} {shift:>3}   {compared(cut.samples, whole.samples, seams)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
