"""Two pitch engines hear together: where one errs, the other often doesn't (docs/adr/0025).

Both curves are brought to the finer of their two grids. There, frame by frame:

 - A frame is voiced where the mean of both confidences says so: one that is sure outvotes one that is in doubt.
 - Where both hear one note, the pitch is the mean of their two in cents, each weighted by its confidence.
 - Where they hear two notes, one of them errs, most often by an octave. Such a run belongs to the one that goes on with
   the line both hear before and after it; where that decides nothing, to the one that the job named first.
 - What only one of them gives a pitch to has that one's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from audio_backend.dsp.pitch.curve_resampling import resampled_curve
from audio_backend.dsp.pitch.f0_curve import F0Curve, repair_octaves, voiced_runs
from audio_backend.engines.base import EngineInfo, PitchEngine, Progress
from audio_backend.engines.entries import HYBRID
from audio_backend.engines.pitch.frames import frame_count
from audio_backend.engines.pitch.salience import VOICED
from audio_backend.errors import EngineFailed

SAME_NOTE_OCTAVES = 0.07
"""Two engines hear one note within this, 84 cents."""
LINE_SECONDS = 0.1
"""A line that both hear is looked for so far from a run in which they differ."""
GOES_ON_OCTAVES = 0.25
"""And goes on in it within this, three semitones."""


class HybridPitch:
    """Of two engines that hear at the same rate; their confidence is 0.5 where a frame just is voiced."""

    info: EngineInfo = HYBRID.info

    def __init__(self, members: Sequence[PitchEngine]):
        self.members = tuple(members)
        infos = [member.info for member in members]
        self.info = replace(
            HYBRID.info,
            neural=any(info.neural for info in infos),
            placeholder=any(info.placeholder for info in infos),
            weights={name: digest for info in infos for name, digest in info.weights.items()},
        )
        self.hop_seconds = min(member.hop_seconds for member in members)

    @property
    def loaded(self) -> bool:
        return all(member.loaded for member in self.members)

    def load(self, device: str) -> None:
        """Raises EngineUnavailable for either of them."""
        for member in self.members:
            member.load(device)

    def unload(self) -> None:
        for member in self.members:
            member.unload()

    def follow(
        self, mono: np.ndarray, fmin_hz: float, fmax_hz: float, progress: Progress
    ) -> tuple[np.ndarray, np.ndarray]:
        """See engines.base.PitchEngine."""
        if not self.loaded:
            raise EngineFailed("The hybrid was asked for a pitch before its two engines were loaded.")
        frames = frame_count(len(mono), round(self.hop_seconds * self.info.sample_rate))
        curves = []
        for turn, member in enumerate(self.members):
            share = _share(progress, turn, len(self.members))
            lowest, highest = member.info.range_hz or (fmin_hz, fmax_hz)
            heard = member.follow(mono, max(fmin_hz, lowest), min(fmax_hz, highest), share)
            curve = F0Curve(member.hop_seconds, 0.0, *heard)
            curves.append(resampled_curve(repair_octaves(curve), self.hop_seconds, 0.0, frames))
        together = combined(*curves)
        return together.f0_hz, together.confidence


def _share(progress: Progress, turn: int, turns: int) -> Progress:
    return lambda done: progress((turn + done) / turns)


def combined(first: F0Curve, second: F0Curve) -> F0Curve:
    """Of two curves on one grid."""
    sure = (first.confidence + second.confidence) / 2
    both = first.voiced & second.voiced
    logs = [np.log2(np.where(curve.voiced, curve.f0_hz, 1.0)) for curve in (first, second)]
    same = both & (np.abs(logs[0] - logs[1]) < SAME_NOTE_OCTAVES)
    weights = [np.maximum(curve.confidence, 1e-3) for curve in (first, second)]
    mean = (weights[0] * logs[0] + weights[1] * logs[1]) / (weights[0] + weights[1])
    f0 = np.where(same, np.exp2(mean), np.where(both, 0.0, first.f0_hz + second.f0_hz))
    line, reach = np.where(same, mean, np.nan), round(LINE_SECONDS / first.hop_seconds)
    for start, stop in voiced_runs(both & ~same):
        goes_on = [_goes_on(log[start:stop], _edges(line, start, stop, reach)) for log in logs]
        chosen = second if goes_on == [False, True] else first
        f0[start:stop] = chosen.f0_hz[start:stop]
    return replace(first, f0_hz=np.where(sure >= VOICED, f0, 0.0), confidence=sure.astype(np.float32))


def _edges(line: np.ndarray, start: int, stop: int, reach: int) -> tuple[float, float]:
    """The last pitch before and the first after the run that both hear, in octaves; nan where there is none near."""
    before, after = line[max(start - reach, 0) : start], line[stop : stop + reach]
    before, after = before[~np.isnan(before)], after[~np.isnan(after)]
    return (before[-1] if len(before) else np.nan), (after[0] if len(after) else np.nan)


def _goes_on(log: np.ndarray, edges: tuple[float, float]) -> bool:
    """Whether a run (frames,) in octaves fits to those of its edges that there are."""
    gaps = np.abs(np.array([log[0], log[-1]]) - edges)
    known = ~np.isnan(gaps)
    return bool(known.any() and (gaps[known] < GOES_ON_OCTAVES).all())
