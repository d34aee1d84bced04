"""The master: fades, channels, sample rate, loudness, ceiling, dither; each only where it was asked for.

The mix is read several times, never held: once to measure, a few times to find the gain, once to write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np

from audio_backend.dsp.level.faders import apply_gain_db, faded, gain_db_to_match, with_channels
from audio_backend.dsp.level.limiter import Activity, limit
from audio_backend.dsp.level.loudness import Loudness, LoudnessMeter, measure
from audio_backend.dsp.signal.audio import Samples, db_to_gain, fix_polarity, gain_to_db
from audio_backend.dsp.signal.dither import FULL_SCALE, dither
from audio_backend.dsp.signal.resampling import resample_stream, resampled_frames
from audio_backend.engines.base import Progress
from audio_backend.models.messages import Message
from audio_backend.models.results import LoudnessFacts, MasteringFacts

OpenMix = Callable[[], Iterator[Samples]]
Write = Callable[[Iterator[Samples]], object]

TOLERANCE_LU = 0.1
MOST_TRIALS = 6
MOST_LIMITING_DB = 24.0
"""Gain stops where the highest peak would be turned down by this: what is left of such a song is its noise."""

LEAST_SLOPE = 0.25
"""LU per dB that the next step of gain counts on, at least: deep in the limiter the measured slope is guesswork."""

SATURATED_SLOPE = 0.1
ENOUGH_LU = 0.2
"""Of two gains whose results differ by less than this, the smaller one sounds better."""

DITHER_STEPS = 4
"""The wave of dither and rounding stays below this many steps of the grid."""


@dataclass(frozen=True)
class MasterSpec:
    """What to make of a mix of `frames` samples at `from_rate`. None switches a stage off."""

    frames: int
    channels_in: int
    channels_out: int
    """1 or 2."""
    from_rate: int
    to_rate: int
    fade_in_s: float = 0.0
    fade_out_s: float = 0.0
    target_lufs: float | None = None
    ceiling_db: float | None = None
    dither_bits: int | None = None
    """32 and None (lossy formats) stay floating point."""
    seed: int = 0
    clips: bool = True
    """Whether the file ends at full scale; one of 32-bit float doesn't."""
    right_inverted: bool = False
    """Turn the right channel over before two channels become one."""

    @property
    def frames_out(self) -> int:
        return resampled_frames(self.frames, self.from_rate, self.to_rate)


@dataclass(frozen=True)
class MasterReport:
    """What was done, and what was measured: `before` any gain, and `after`, on the samples that were written."""

    frames: int
    before: Loudness
    after: Loudness
    gain_db: float
    max_reduction_db: float
    limited_share: float
    """Of the time, 0..1."""
    passes: int
    """How often the mix was read."""
    messages: tuple[Message, ...]

    def as_facts(self) -> MasteringFacts:
        """For the report, rounded; the loudness of silence is None."""
        return MasteringFacts(
            frames=self.frames,
            before=LoudnessFacts(**self.before.as_dict()),
            after=LoudnessFacts(**self.after.as_dict()),
            gain_db=round(self.gain_db, 3),
            max_reduction_db=round(self.max_reduction_db, 3),
            limited_share=round(self.limited_share, 4),
            passes=self.passes,
            messages=self.messages,
        )


def master(open_mix: OpenMix, spec: MasterSpec, write: Write, progress: Progress) -> MasterReport:
    """Read the mix as often as it takes, `write` the result once: exactly spec.frames_out samples."""
    chain = _MasterChain(open_mix, spec, progress)
    before = chain.measure()
    gain_db, messages = _gain(chain, spec, before)
    reel = _Reel(spec)
    write(reel.record(chain.play(gain_db, before)))
    after = reel.meter.loudness
    return MasterReport(
        frames=reel.frames,
        before=before,
        after=after,
        gain_db=gain_db,
        max_reduction_db=chain.activity.max_reduction_db,
        limited_share=chain.activity.limited_share,
        passes=chain.passes,
        messages=(*messages, *_clipping(reel, spec)),
    )


def _gain(chain: _MasterChain, spec: MasterSpec, before: Loudness) -> tuple[float, list[Message]]:
    """The gain in dB that gives the target loudness after the limiter, and what to say about it."""
    if spec.target_lufs is None:
        return 0.0, []
    if not isfinite(before.integrated_lufs):
        return 0.0, [Message("mix_without_loudness", ("mixing.target_lufs",))]
    trials = _trials(chain, spec, before, spec.target_lufs)
    gain_db, reached = _best(trials, spec.target_lufs)
    return gain_db, [] if abs(reached - spec.target_lufs) <= TOLERANCE_LU else [_missed(spec, reached)]


def _trials(chain: _MasterChain, spec: MasterSpec, before: Loudness, target_lufs: float) -> list[tuple[float, float]]:
    """(gain_db, LUFS) of each attempt, until one fits or more gain makes nothing louder."""
    most = inf if spec.ceiling_db is None else spec.ceiling_db + MOST_LIMITING_DB - before.true_peak_dbtp
    gain_db = min(gain_db_to_match(before.integrated_lufs, target_lufs), most)
    trials = [(gain_db, chain.loudness_at(gain_db, before))]
    slope = 1.0
    while len(trials) < MOST_TRIALS:
        missing = target_lufs - trials[-1][1]
        gain_db = min(trials[-1][0] + missing / max(slope, LEAST_SLOPE), most)
        saturated = missing > 0 and slope < SATURATED_SLOPE
        if abs(missing) <= TOLERANCE_LU or saturated or gain_db == trials[-1][0]:
            break
        trials.append((gain_db, chain.loudness_at(gain_db, before)))
        slope = (trials[-1][1] - trials[-2][1]) / (trials[-1][0] - trials[-2][0])
    return trials


def _best(trials: list[tuple[float, float]], target_lufs: float) -> tuple[float, float]:
    """The attempt closest to the target; of nearly equal ones that with the least gain."""
    closest = min(abs(lufs - target_lufs) for _, lufs in trials)
    slack = 0.0 if closest <= TOLERANCE_LU else ENOUGH_LU
    return min(trial for trial in trials if abs(trial[1] - target_lufs) <= closest + slack)


def _missed(spec: MasterSpec, reached: float) -> Message:
    values = {"target_lufs": spec.target_lufs, "ceiling_db": spec.ceiling_db, "reached_lufs": float(reached)}
    return Message("loudness_unreachable", ("mixing.target_lufs",), values)


class _MasterChain:
    """Plays the mix through the chain, as often as asked."""

    def __init__(self, open_mix: OpenMix, spec: MasterSpec, progress: Progress):
        self._open, self._spec, self._progress = open_mix, spec, progress
        self.passes = 0
        self.activity = Activity()

    def measure(self) -> Loudness:
        return measure(self._prepared(0.0, 0.25), self._spec.to_rate, self._spec.channels_out)

    def loudness_at(self, gain_db: float, before: Loudness) -> float:
        """LUFS after the limiter, at this gain."""
        done = 1.0 - 0.5 ** (self.passes - 1)
        meter = LoudnessMeter(self._spec.to_rate, self._spec.channels_out, true_peak=False)
        for block in self._limited(self._prepared(0.25 + 0.5 * done, 0.5 + 0.25 * done), gain_db, before):
            meter.add(block)
        return meter.integrated_lufs

    def play(self, gain_db: float, before: Loudness) -> Iterator[Samples]:
        """The master, before it is put on a grid."""
        return self._limited(self._prepared(0.75, 1.0), gain_db, before)

    def _limited(self, prepared: Iterable[Samples], gain_db: float, before: Loudness) -> Iterator[Samples]:
        spec, self.activity = self._spec, Activity()
        louder = (apply_gain_db(block, gain_db) for block in prepared)
        if spec.ceiling_db is None or before.true_peak_dbtp + gain_db <= _room_db(spec.ceiling_db, spec.dither_bits):
            return louder
        return limit(louder, spec.to_rate, spec.channels_out, spec.ceiling_db, self.activity)

    def _prepared(self, progress_from: float, progress_to: float) -> Iterator[Samples]:
        """Channels, sample rate and fades. Fades come last of the three: a resampler rings past an exact 0."""
        spec = self._spec
        self.passes += 1
        mix = self._read(progress_from, progress_to)
        narrow = min(spec.channels_in, spec.channels_out)
        folded = (with_channels(fix_polarity(block, spec.right_inverted), narrow) for block in mix)
        converted = resample_stream(folded, narrow, spec.from_rate, spec.to_rate, spec.frames)
        fades = (min(round(seconds * spec.to_rate), spec.frames_out) for seconds in (spec.fade_in_s, spec.fade_out_s))
        return (with_channels(block, spec.channels_out) for block in faded(converted, spec.frames_out, *fades))

    def _read(self, progress_from: float, progress_to: float) -> Iterator[Samples]:
        """The mix, with progress. Raises ValueError when it is not as long as promised."""
        frames = 0
        for block in self._open():
            frames += block.shape[1]
            yield block
            self._progress(progress_from + (progress_to - progress_from) * min(frames / self._spec.frames, 1.0))
        if frames != self._spec.frames:
            raise ValueError(f"the mix has {frames} samples, not {self._spec.frames}")


class _Reel:
    """Takes what is written: counts, clips what a file can't hold, dithers, measures."""

    def __init__(self, spec: MasterSpec):
        self._spec = spec
        self.frames = self.clipped = 0
        self.meter = LoudnessMeter(spec.to_rate, spec.channels_out)

    def record(self, blocks: Iterable[Samples]) -> Iterator[Samples]:
        for block in blocks:
            if self._spec.clips:
                self.clipped += int(np.count_nonzero(np.abs(block) > 1.0))
            if self._spec.dither_bits in FULL_SCALE:
                block = dither(block, self._spec.dither_bits, self.frames, self._spec.seed)
            self.frames += block.shape[1]
            self.meter.add(block)
            yield block


def _room_db(ceiling_db: float, dither_bits: int | None) -> float:
    """The true peak in dB that still fits under the ceiling after dither, without a limiter."""
    steps = FULL_SCALE.get(dither_bits or 0)
    return gain_to_db(db_to_gain(ceiling_db) - (DITHER_STEPS / steps if steps else 0.0))


def _clipping(reel: _Reel, spec: MasterSpec) -> list[Message]:
    if not reel.clipped:
        return []
    return [Message("samples_clip", ("mixing.true_peak_db",), {"samples": reel.clipped})]
