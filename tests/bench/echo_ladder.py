"""python -m tests.bench.echo_ladder: how far Echo moves real voices towards others, and what it costs.

Speech of Debian's asterisk-core-sounds-*-g722 (CC-BY-SA-3.0; `apt-get download`, `dpkg -x`) and stempeg's singer.
A target's recordings are dealt out in threes: source, clip, and what the result is compared with.
The judge (Resemblyzer's GE2E) is no part of the studio and need not be there: `pip install --no-deps --target FOLDER
resemblyzer webrtcvad-wheels`, then `PYTHONPATH=FOLDER`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import av
import numpy as np
import soundfile
from scipy.signal import butter, sosfilt, sosfiltfilt

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from clips import enrolled_as_is  # noqa: E402
from songs import easton_ellises  # noqa: E402
from sung_voices import as_voice, plan_song, sing  # noqa: E402

from audio_backend.dsp.level.loudness import k_weighting  # noqa: E402
from audio_backend.dsp.pitch.f0_curve import F0Curve, shifted  # noqa: E402
from audio_backend.dsp.signal.audio import Audio  # noqa: E402
from audio_backend.dsp.signal.resampling import at_rate  # noqa: E402
from audio_backend.engines.pitch.swiftf0 import SwiftF0Engine  # noqa: E402
from audio_backend.engines.voice.echo.engine import Echo  # noqa: E402
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper  # noqa: E402
from audio_backend.models.job_facts import suited  # noqa: E402

RATE, SPEECH_RATE = 44_100, 16_000
SOURCE_S, CLIP_S, HELD_OUT_S, LEAST_S, GAP_S = 15.0, 60.0, 40.0, 1.5, 0.15
SOURCE, CLIP, HELD_OUT = range(3)
ALLISON, CARLO, JUNE, RUSSIAN = "en_US_f_Allison", "it_IT_m_Carlo", "fr_CA_f_June", "ru_RU_f_IvrvoiceRU"
SINGER = "stempeg"
PAIRS = (
    (ALLISON, CARLO), (CARLO, ALLISON), (JUNE, RUSSIAN), (RUSSIAN, CARLO), (CARLO, JUNE), (ALLISON, JUNE),
    (SINGER, CARLO), (SINGER, ALLISON), (SINGER, RUSSIAN),
)  # fmt: skip
GROSS = 0.2
"""Of the pitch: further off is an error, not a deviation."""

COLUMNS = {
    "similarity": ".3f", "before": ".3f", "rank": ".1f", "cents": ".1f", "gross_pct": ".2f", "voicing_pct": ".1f",
    "loudness_lu": "+.2f", "second_lu": ".2f", "second_max_lu": ".2f", "hnr_db": "+.2f", "doubled_gross_pct": ".2f", "rtf": ".3f", "enrol_s": ".1f", "semitones": "+.0f",
    "alpha": ".3f",
}  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """A sound and its pitch."""

    audio: Audio
    f0: F0Curve


@dataclass(frozen=True)
class Speech:
    """Where the recordings lie: one folder per speaker."""

    folder: Path

    def speakers(self) -> list[str]:
        """All that have enough, without a second tape of the same person (es_MX is Allison again)."""
        there = {p.name for p in self.folder.iterdir() if p.is_dir()}
        return sorted({*there, SINGER} - {"es_MX_f_Allison"})

    @cache  # noqa: B019
    def of(self, speaker: str, part: int, seconds: float) -> Audio:
        """(1, frames) at 44.1 kHz, every third recording of that speaker, peak -6 dBFS."""
        if speaker == SINGER:
            return Audio(easton_ellises()["vocals"].mean(axis=0, keepdims=True), RATE)
        taken, length, gap = [], 0.0, np.zeros((1, round(GAP_S * RATE)), np.float32)
        files = sorted(p for p in (self.folder / speaker).rglob("*") if p.suffix in (".g722", ".wav", ".gsm"))
        for file in files[part::3]:
            sound = decoded(file)
            if sound.shape[1] >= LEAST_S * RATE and length < seconds:
                taken += [sound, gap]
                length += sound.shape[1] / RATE
        whole = np.concatenate(taken, axis=1)[:, : round(seconds * RATE)]
        return Audio(whole * np.float32(0.5 / np.abs(whole).max()), RATE)


def decoded(path: Path) -> np.ndarray:
    if path.suffix == ".gsm":
        sound, _ = soundfile.read(
            path, format="RAW", subtype="GSM610", samplerate=8000, channels=1, dtype="float32", always_2d=True
        )
        return at_rate(Audio(np.ascontiguousarray(sound.T), 8000), RATE).samples
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
        frames = [out.to_ndarray() for frame in container.decode(audio=0) for out in resampler.resample(frame)]
    return np.concatenate([np.zeros((1, 0), np.float32), *frames], axis=1)


# --- figures --------------------------------------------------------------------------------------------------


@cache
def _pitch() -> SwiftF0Wrapper:
    wrapper = SwiftF0Wrapper(SwiftF0Engine())
    wrapper.engine.load("cpu")
    return wrapper


def heard(audio: Audio) -> Heard:
    return Heard(audio, _pitch().follow_clip(audio, 50.0, 1100.0, lambda done: None))


def pitch_figures(asked: F0Curve, made: F0Curve) -> dict[str, float]:
    """Median deviation in cents, gross errors, and how much of the voicing agrees."""
    both = asked.voiced & made.voiced
    ratio = made.f0_hz[both] / asked.f0_hz[both]
    return {
        "cents": float(np.median(np.abs(1200 * np.log2(ratio)))),
        "gross_pct": 100 * float(np.mean(np.abs(ratio - 1) > GROSS)),
        "voicing_pct": 100 * float(np.mean(asked.voiced == made.voiced)),
    }


def loudness_figures(before: Audio, after: Audio) -> dict[str, float]:
    """LU overall; 95th percentile and maximum of what a second within 20 dB of the loudest differs by, K-weighted."""
    import pyloudnorm

    meter = pyloudnorm.Meter(RATE)
    whole = [meter.integrated_loudness(a.samples.T.astype(np.float64)) for a in (before, after)]
    seconds = [_seconds_lu(a.samples) for a in (before, after)]
    loud = seconds[0] > seconds[0].max() - 20
    apart = np.abs(seconds[1] - seconds[0])[loud]
    return {
        "loudness_lu": whole[1] - whole[0], "second_lu": float(np.percentile(apart, 95)),
        "second_max_lu": float(apart.max()),
    }  # fmt: skip


def _seconds_lu(samples: np.ndarray) -> np.ndarray:
    heard = sosfilt(k_weighting(RATE), samples[:, : samples.shape[1] // RATE * RATE], axis=1)
    return 10 * np.log10(np.square(heard).reshape(len(samples), -1, RATE).mean(axis=2).sum(axis=0) + 1e-12)


def hnr_db(sound: Heard) -> float:
    """Median harmonic-to-noise ratio below 5 kHz: what one period says of the next, over steady voiced frames."""
    mono = sosfiltfilt(butter(4, 5000, fs=RATE, output="sos"), sound.audio.samples.mean(axis=0, dtype=np.float64))
    f0 = sound.f0.f0_hz
    found = []
    for frame in range(2, len(f0) - 2):
        around = f0[frame - 2 : frame + 3]
        if around.min() > 0 and np.ptp(np.log(around)) < 0.05:
            found.append(_periodicity(mono, round(frame * sound.f0.hop_seconds * RATE), RATE / f0[frame]))
    share = np.clip(np.array([f for f in found if f is not None]), 1e-4, 1 - 1e-6)
    return float(np.median(10 * np.log10(share / (1 - share))))


def _periodicity(mono: np.ndarray, centre: int, period: float) -> float | None:
    """Largest correlation of three periods with what lies one period later (+-3 %)."""
    half = round(1.5 * period)
    lags = np.arange(round(0.97 * period), round(1.03 * period) + 1)
    if centre < half + lags[-1] or centre + half + lags[-1] > len(mono):
        return None
    here = mono[centre - half : centre + half]
    best = max(float(here @ (there := mono[centre - half + lag: centre + half + lag])
                     / np.sqrt((here @ here) * (there @ there) + 1e-12)) for lag in lags)  # fmt: skip
    return best


def doubled(audio: Audio) -> Audio:
    """The same line twice, 20 ms and 8 cents apart."""
    mono = audio.samples.mean(axis=0)
    again = np.interp(np.arange(len(mono)) * 2 ** (8 / 1200) - 0.02 * RATE, np.arange(len(mono)), mono, left=0, right=0)
    return Audio((0.5 * (mono + again))[None].astype(np.float32), RATE)


class Judge:
    """GE2E by Resemblyzer: cosine of two recordings' embeddings."""

    def __init__(self, speech: Speech):
        from resemblyzer import VoiceEncoder

        self._encoder = VoiceEncoder("cpu", verbose=False)
        self._speech = speech
        self.speakers = {name: self.embedding(speech.of(name, HELD_OUT, HELD_OUT_S)) for name in speech.speakers()}

    def embedding(self, sound: Audio) -> np.ndarray:
        from resemblyzer import preprocess_wav

        return self._encoder.embed_utterance(preprocess_wav(sound.samples.mean(axis=0), source_sr=RATE))

    def figures(self, before: Audio, after: Audio, target: str) -> dict[str, float]:
        """Similarity to the target's held-out speech, and its rank among all speakers."""
        made = self.embedding(after)
        scores = {name: float(made @ other) for name, other in self.speakers.items()}
        rank = 1 + sum(score > scores[target] for score in scores.values())
        return {
            "before": float(self.embedding(before) @ self.speakers[target]), "similarity": scores[target],
            "rank": rank,
        }  # fmt: skip


# --- one pair -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Enrolled:
    """A target as the studio keeps it."""

    voice: dict
    seconds: float


def enrol(clip: Heard, folder: Path) -> Enrolled:
    """Timed without decoding."""
    started = time.perf_counter()
    facts, net = enrolled_as_is(clip.audio, clip.f0)
    if net is not None:
        path = folder / f"{len(list(folder.iterdir()))}.safetensors"
        path.write_bytes(net.as_bytes())
        facts["network"] = str(path)
    return Enrolled(facts, time.perf_counter() - started)


def statistics_only(voice: dict) -> dict:
    """Variant A: the voice without its network."""
    return {name: fact for name, fact in voice.items() if name != "network"}


VARIANTS: dict[str, Callable[[dict], dict]] = {"A": statistics_only, "E8": dict}


def sung_as(source: Heard, voice: dict, semitones: float) -> tuple[Audio, F0Curve, float, float]:
    """The result, the pitch that was asked for, the real-time factor (both passes), alpha."""
    settings = {"strength": 1.0, "formant_shift": 1.0}
    engine, target = Echo(), shifted(source.f0, semitones)
    started = time.perf_counter()
    part = engine.summarise_segment(source.audio, source.f0, slice(0, source.audio.frames))
    plan = plan_song(engine, [json.loads(json.dumps(part))], target, voice, settings)
    made = sing(engine, source.audio, source.f0, target, voice, plan, settings)
    return made, target, (time.perf_counter() - started) / source.audio.duration_seconds, plan.alpha


def measured(source: Heard, voice: Enrolled, variant: str, semitones: float) -> tuple[Audio, dict[str, float]]:
    made, asked, rtf, alpha = sung_as(source, VARIANTS[variant](voice.voice), semitones)
    after = heard(made)
    found = pitch_figures(asked, after.f0) | loudness_figures(source.audio, made)
    found |= {"hnr_db": hnr_db(after) - hnr_db(source), "rtf": rtf, "enrol_s": voice.seconds}
    twice = heard(doubled(source.audio))
    sung, wanted, *_ = sung_as(twice, VARIANTS[variant](voice.voice), semitones)
    found["doubled_gross_pct"] = pitch_figures(wanted, heard(sung).f0)["gross_pct"]
    return made, found | {"semitones": semitones, "alpha": alpha}


def main(words: list[str]) -> None:
    asked = options(words)
    speech = Speech(asked.speech)
    there = importlib.util.find_spec("resemblyzer") is not None
    judge = Judge(speech) if there else None
    if judge is None:
        print("Resemblyzer is not installed: no similarity and no rank (see the head of this file).")
    rows: dict[tuple[str, str], list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        enrolments = cache(lambda name: enrol(heard(speech.of(name, CLIP, asked.clip)), Path(folder)))
        for source_name, target in PAIRS:
            source, voice = heard(speech.of(source_name, SOURCE, SOURCE_S)), enrolments(target)
            for shift in asked.shifts:
                semitones = semitones_for(source, voice.voice, shift)
                for variant in asked.variants:
                    made, row = measured(source, voice, variant, semitones)
                    row |= judge.figures(source.audio, made, target) if judge else {}
                    rows.setdefault((variant, shift), []).append(row)
                    print(_line(f"{variant:9}{source_name[:12]} → {target[:12]}", row), flush=True)
    for (variant, shift), found in rows.items():
        mean = {name: float(np.mean([row[name] for row in found])) for name in found[0]}
        print(_line(f"{variant:9}mean of {len(found)}, shift {shift}", mean))


def semitones_for(source: Heard, voice: dict, shift: str) -> float:
    if shift != "auto":
        return float(shift)
    median = float(np.median(source.f0.f0_hz[source.f0.voiced]))
    return float(suited(median, as_voice(voice), True).semitones)


def _line(name: str, row: dict[str, float]) -> str:
    return f"{name:38}" + " ".join(f"{title} {row[title]:{form}}" for title, form in COLUMNS.items() if title in row)


def options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speech", type=Path, required=True, help="folder with one folder of recordings per speaker")
    parser.add_argument("--variants", nargs="+", default=list(VARIANTS), choices=list(VARIANTS))
    parser.add_argument("--shifts", nargs="+", default=["0", "auto", "-12", "4"], help="semitones, or auto")
    parser.add_argument("--clip", type=float, default=CLIP_S, help="seconds of the target")
    return parser.parse_args(words)


if __name__ == "__main__":
    main(sys.argv[1:])
