"""python -m tests.bench.echo_clips: clips that are not clean; the two tables of docs/echo.md about enrolment.

What isolating gives, by the judge of echo_ladder (see there), and what the seven checks say of a clip that something
was done to. All of it goes through the studio's own enrolment, from files.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import butter, sosfiltfilt

from audio_backend.dsp.signal.audio import db_to_gain
from audio_backend.errors import StudioError
from audio_backend.models.tasks import EnrolVoice, Recording
from audio_backend.pipeline.interactive.enrolment import enrol_voice
from audio_backend.storage.folders import NETWORK, Folders
from tests.bench.echo_ladder import (
    ALLISON,
    CARLO,
    CLIP,
    CLIP_S,
    JUNE,
    RATE,
    RUSSIAN,
    SINGER,
    SOURCE,
    SOURCE_S,
    Judge,
    Speech,
    easton_ellises,
    heard,
    sung_as,
)

PAIRS = ((ALLISON, CARLO), (CARLO, ALLISON), (CARLO, JUNE), (SINGER, RUSSIAN))
CHECKED_S, TURN_S = 40.0, 4.0

INTO = "incoming-bench-clip/voice"

Deed = Callable[[np.ndarray], np.ndarray]
"""What was done to a clip: (n,) -> (n,)."""


# --- what may be wrong with a clip ----------------------------------------------------------------------------


def under(other: np.ndarray, db: float) -> Deed:
    """The other plays beside it, so many dB softer than the clip, again and again."""

    def done(clip: np.ndarray) -> np.ndarray:
        beside = np.resize(other, len(clip))
        return clip + beside * np.std(clip) / np.std(beside) * db_to_gain(-db)

    return done


def noise(pink: bool = False) -> np.ndarray:
    """Two minutes."""
    white = np.random.default_rng(1).standard_normal(120 * RATE)
    if not pink:
        return white
    spectrum = np.fft.rfft(white)
    return np.fft.irfft(spectrum / np.sqrt(np.arange(len(spectrum)) + 1.0))


def band() -> np.ndarray:
    stems = easton_ellises()
    return (stems["drums"] + stems["bass"] + stems["other"]).mean(axis=0)


def clipped(db: float) -> Deed:
    """Its peaks are cut off so far down."""

    def done(clip: np.ndarray) -> np.ndarray:
        most = np.abs(clip).max() * db_to_gain(-db)
        return np.clip(clip, -most, most)

    return done


def dull(clip: np.ndarray) -> np.ndarray:
    return sosfiltfilt(butter(8, 4000, fs=RATE, output="sos"), clip)


def in_turn(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """4 s of each."""
    frames = min(len(one), len(other))
    first = np.arange(frames) // round(TURN_S * RATE) % 2 == 0
    return np.where(first, one[:frames], other[:frames])


DEEDS: dict[str, Deed] = {
    "clean": lambda clip: clip, "white noise, 30 dB": under(noise(), 30), "white noise, 20 dB": under(noise(), 20),
    "white noise, 10 dB": under(noise(), 10), "pink noise, 15 dB": under(noise(True), 15),
    "music, 20 dB": under(band(), 20), "music, 12 dB": under(band(), 12), "music, 0 dB": under(band(), 0),
    "clipped by 3 dB": clipped(3), "clipped by 6 dB": clipped(6), "clipped by 12 dB": clipped(12),
    "4 kHz low-pass": dull,
}  # fmt: skip
ISOLATING = ("clean", "white noise, 20 dB", "white noise, 10 dB", "pink noise, 15 dB", "music, 12 dB", "music, 0 dB")


# --- the studio's word ----------------------------------------------------------------------------------------


class Studio:
    """Its enrolment, with a folder of its own."""

    def __init__(self, folder: Path):
        self._folders = Folders(folder, folder, folder)

    def voice(self, clip: np.ndarray, isolate: str) -> dict:
        """What is kept of a clip; its network's file is the last one's."""
        into = self._folders.received(INTO)
        network = into / NETWORK
        network.unlink(missing_ok=True)
        into.mkdir(parents=True, exist_ok=True)
        path = into.parent / "clip.wav"
        soundfile.write(path, clip * (0.5 / max(np.abs(clip).max(), 1e-9)), RATE, subtype="FLOAT")
        recording = Recording(received=self._folders.received_name(path), name=path.name)
        task = EnrolVoice(recordings=(recording,), isolate=isolate, into=INTO, engine="echo")
        facts = enrol_voice(task, self._folders).facts
        return facts | ({"network": str(network)} if network.exists() else {})

    def verdicts(self, clip: np.ndarray) -> dict[str, str]:
        try:
            return {check["name"]: check["verdict"] for check in self.voice(clip, "auto")["checks"]}
        except StudioError as error:
            return {"refused": error.detail}


def isolating(speech: Speech, studio: Studio) -> None:
    """Similarity with the clip as it is and isolated, every pair and the mean."""
    judge, sources = Judge(speech), cache(lambda name: heard(speech.of(name, SOURCE, SOURCE_S)))

    def likeness(source: str, target: str, deed: str, isolate: str) -> float:
        voice = studio.voice(DEEDS[deed](speech.of(target, CLIP, CLIP_S).samples[0]), isolate)
        made = sung_as(sources(source), voice, 0.0)[0]
        return float(judge.embedding(made) @ judge.speakers[target])

    titles = [" → ".join(name.split("_")[-1][:7] for name in pair) for pair in PAIRS]
    print(f"{'as it is, isolated':22}" + "".join(f"{title:>18}" for title in [*titles, "mean"]))
    for deed in ISOLATING:
        rows = [[likeness(*pair, deed, isolate) for isolate in ("never", "always")] for pair in PAIRS]
        told = [f"{' '.join(f'{value:.3f}' for value in row):>18}" for row in [*rows, np.mean(rows, axis=0)]]
        print(f"{deed:22}" + "".join(told), flush=True)


def checking(speech: Speech, studio: Studio) -> None:
    """How many clips got which verdict, deed by deed, then of two people."""
    names = speech.speakers()
    clips = {name: speech.of(name, CLIP, CHECKED_S).samples[0] for name in names}
    for deed, done in DEEDS.items():
        _tell(deed, [studio.verdicts(done(clip)) for clip in clips.values()])
    pairs = [(clips[a], clips[b]) for a, b in combinations([name for name in names if name != SINGER], 2)]
    _tell("two in turn", [studio.verdicts(in_turn(*pair)) for pair in pairs])
    for db in (0, 6):
        _tell(f"two at once, {db} dB", [studio.verdicts(under(other, db)(one)) for one, other in pairs])


def _tell(deed: str, found: list[dict[str, str]]) -> None:
    """Each check: how many clips are good, fair, poor."""
    counts = {
        name: Counter(one.get(name) for one in found) for name in dict.fromkeys(key for one in found for key in one)
    }
    told = [f"{name} " + (f"{sum(count.values()) - count[None]}" if name == "refused" else
            "/".join(str(count[verdict]) for verdict in ("good", "fair", "poor"))) for name, count in counts.items()]  # fmt: skip
    print(f"{deed:22}{len(found):3} clips: " + "  ".join(told), flush=True)


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speech", type=Path, required=True, help="folder with one folder of recordings per speaker")
    parser.add_argument("--tables", nargs="+", default=["isolating", "checking"], choices=["isolating", "checking"])
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        for table in asked.tables:
            {"isolating": isolating, "checking": checking}[table](Speech(asked.speech), Studio(Path(folder)))


if __name__ == "__main__":
    main(sys.argv[1:])
