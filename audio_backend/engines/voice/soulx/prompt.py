"""The example a voice is sung after: the best phrases of its recordings, and their pitch.

A phrase is 3.5 to 15 s of one recording between two pauses, voiced for most of it, where the tracker is sure and the
line is calm: the net hears a voice best in what lasts. All that is kept is sound and pitch, so that a voice needs
nothing else; what the nets make of it is made anew in every process.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from audio_backend.dsp.pitch.curve_resampling import resampled_curve
from audio_backend.dsp.pitch.f0_curve import F0Curve, voiced_runs
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.resampling import at_rate
from audio_backend.engines.nets.soulx.mel import FRAMES_PER_SECOND, HOP, SAMPLE_RATE
from audio_backend.errors import BadInput

FRAME_SECONDS = 1 / FRAMES_PER_SECOND
SHORTEST, LONGEST, ENOUGH = 3.5, 15.0, 30.0
"""Seconds: of a phrase, and of all of them together, which is as much as the net can hear."""

PAUSE_SECONDS = 0.2
LEAST_VOICED = 0.6
OCTAVES_COST, SHORT_COST, UNVOICED_COST = 0.5, 1.0, 0.5
"""What a phrase loses for each octave its line spreads over (standard deviation), for being short, and for being
voiced less than 60 %, against 1 each for being voiced and surely followed throughout."""

FADE_SECONDS = 0.01
Span = tuple[int, int]
"""[start, stop) in frames of 20 ms."""


@dataclass(frozen=True)
class Prompt:
    sound: np.ndarray
    """(frames * 480,) float32 at 24 kHz: phrases one after the other, the best first."""
    f0_hz: np.ndarray
    """(frames,) every 20 ms; 0 where unvoiced."""
    starts: np.ndarray
    """The frame at which each phrase begins."""

    @property
    def seconds(self) -> float:
        return len(self.f0_hz) * FRAME_SECONDS

    def within(self, seconds: float) -> Prompt:
        """As many whole phrases as there is time for; where not even the first fits, its beginning."""
        most = round(seconds * FRAMES_PER_SECOND)
        stops = [*self.starts[1:].tolist(), len(self.f0_hz)]
        frames = max((stop for stop in stops if stop <= most), default=most)
        return Prompt(self.sound[: frames * HOP], self.f0_hz[:frames], self.starts[self.starts < frames])

    def as_bytes(self) -> bytes:
        from safetensors.numpy import save

        held = {"sound": self.sound, "f0_hz": self.f0_hz, "starts": self.starts}
        return save({name: np.ascontiguousarray(values) for name, values in held.items()})


def read_prompt(content: bytes) -> Prompt:
    """Raises BadInput for what isn't one."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        held = load(content)
        prompt = Prompt(held["sound"], held["f0_hz"], held["starts"])
        whole = len(prompt.sound) == HOP * len(prompt.f0_hz) and len(prompt.starts) > 0 and prompt.seconds <= ENOUGH
    except (SafetensorError, KeyError) as error:
        raise _unreadable() from error
    if not whole:
        raise _unreadable()
    return prompt


def read_prompt_at(path: Path) -> Prompt:
    return read_prompt(path.read_bytes())


def _unreadable() -> BadInput:
    return BadInput("What was kept of this voice is no example that SoulX-Singer can sing after.",
                    remedy="Delete the voice and add its clips again.")  # fmt: skip


def prompt_of(clip: Audio, f0: F0Curve, starts: tuple[float, ...]) -> Prompt:
    """From recordings, cleaned and joined, (1, samples) at any rate; `starts` is where each begins, in seconds."""
    frames = int(clip.duration_seconds * FRAMES_PER_SECOND)
    curve = resampled_curve(f0, FRAME_SECONDS, 0.0, frames)
    sound = at_rate(clip, SAMPLE_RATE).samples[0]
    chosen = chosen_phrases(curve, [round(start * FRAMES_PER_SECOND) for start in starts])
    parts = [_faded(sound[start * HOP : stop * HOP], (stop - start) * HOP) for start, stop in chosen]
    lengths = [stop - start for start, stop in chosen]
    return Prompt(
        np.concatenate(parts),
        np.concatenate([curve.f0_hz[start:stop] for start, stop in chosen]).astype(np.float32),
        np.cumsum([0, *lengths[:-1]]).astype(np.int64),
    )


def chosen_phrases(curve: F0Curve, starts: list[int]) -> list[Span]:
    """The best first, 30 s of them at most; one at least. `curve` has a value every 20 ms."""
    best = sorted(_phrases(curve.voiced, starts), key=lambda span: (-_worth(curve, span), span))
    chosen, left = best[:1], round(ENOUGH * FRAMES_PER_SECOND) - (best[0][1] - best[0][0])
    for start, stop in best[1:]:
        if stop - start <= left and _voiced_share(curve, (start, stop)) > 0:
            chosen.append((start, stop))
            left -= stop - start
    return chosen


def _phrases(voiced: np.ndarray, starts: list[int]) -> list[Span]:
    """What lies between pauses, the next ones added to each until it is long enough; none over two recordings."""
    shortest, longest = (round(seconds * FRAMES_PER_SECOND) for seconds in (SHORTEST, LONGEST))
    phrases: list[Span] = []
    for start, stop in _between_pauses(voiced, starts):
        begun, reached = phrases[-1] if phrases and start not in starts else (start, stop)
        if reached - begun < shortest and begun < start and stop - begun <= longest:
            phrases[-1] = (begun, stop)
        else:
            parts = -(-(stop - start) // longest)
            edges = np.linspace(start, stop, parts + 1).round().astype(int).tolist()
            phrases += list(pairwise(edges))
    return phrases


def _between_pauses(voiced: np.ndarray, starts: list[int]) -> list[Span]:
    """Cut in the middle of every pause, and where a recording begins."""
    pauses = voiced_runs(~voiced)
    cuts = {(a + b) // 2 for a, b in pauses if b - a >= PAUSE_SECONDS * FRAMES_PER_SECOND}
    edges = sorted(cut for cut in {*cuts, *starts} if 0 < cut < len(voiced))
    return list(pairwise([0, *edges, len(voiced)]))


def _worth(curve: F0Curve, span: Span) -> float:
    share = _voiced_share(curve, span)
    if share == 0:
        return -UNVOICED_COST - SHORT_COST
    part = slice(*span)
    sung = curve.voiced[part]
    spread = float(np.log2(curve.f0_hz[part][sung]).std())
    short = (span[1] - span[0]) * FRAME_SECONDS < SHORTEST
    sure = float(curve.confidence[part][sung].mean())
    return share + sure - OCTAVES_COST * spread - SHORT_COST * short - UNVOICED_COST * (share <= LEAST_VOICED)


def _voiced_share(curve: F0Curve, span: Span) -> float:
    return float(curve.voiced[slice(*span)].mean())


def _faded(sound: np.ndarray, samples: int) -> np.ndarray:
    """(samples,) with both ends softened; what is missing at the end of the recordings is silence."""
    whole = np.pad(sound, (0, samples - len(sound))).astype(np.float32)
    fade = min(round(FADE_SECONDS * SAMPLE_RATE), samples // 2)
    ramp = ((np.arange(fade) + 0.5) / max(fade, 1)).astype(np.float32)
    whole[:fade] *= ramp
    whole[samples - fade :] *= ramp[::-1]
    return whole
