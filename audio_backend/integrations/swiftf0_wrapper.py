"""What is common to all pitch engines: one channel at their rate, a healthy level, repair, a gate, the song's grid.

And what can be done with a pitch without any voice engine: moving the vocal to another one.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve, repair_octaves
from audio_backend.dsp.pitch.notes import Melody
from audio_backend.dsp.pitch.pitch_style import PitchStyle, styled
from audio_backend.dsp.signal.audio import Audio, db_to_gain, to_mono
from audio_backend.dsp.signal.resampling import at_rate
from audio_backend.dsp.signal.segments import Segment
from audio_backend.dsp.voice.vocoder import Reshaping, formant_change, reshape_at_own_rate
from audio_backend.engines.base import PitchEngine, Progress
from audio_backend.integrations.answers import pitch_of

GATE_DB = 50.0
"""Frames this far under the loudest are not sung: what is left in a gap is bleed."""

QUIET_DB, HEALTHY_DB = -35.0, -15.0
"""A vocal whose loudest frame is under the first is raised to the second: trackers were trained on audible voices."""

VOICE_TOP_HZ = 11_000.0
"""Formants are moved below this, or below the end of the song's own band."""


class SwiftF0Wrapper:
    """Follows the pitch of a vocal, and moves a vocal to a pitch."""

    def __init__(self, engine: PitchEngine):
        self.engine = engine

    def follow(
        self, vocal: Audio, segment: Segment, level_db: float | None, fmin_hz: float, fmax_hz: float, progress: Progress
    ) -> F0Curve:
        """The pitch of a vocal that covers [read_start, read_stop); frame 0 lies at read_start.

        `level_db` is the RMS of the loudest frame of the whole song's vocal, as `level_db` below gives it for one
        segment; None takes this segment's own.
        """
        curve = self._followed(vocal, level_db, (fmin_hz, fmax_hz), progress)
        return replace(curve, start_seconds=segment.read_start / vocal.sample_rate)

    def follow_clip(self, clip: Audio, fmin_hz: float, fmax_hz: float, progress: Progress) -> F0Curve:
        """The pitch of a recording of its own, from 0 s on."""
        return self._followed(clip, None, (fmin_hz, fmax_hz), progress)

    def level_db(self, vocal: Audio) -> float:
        """RMS of the loudest frame in dBFS; -inf for silence."""
        levels = frame_levels_db(self._mono(vocal), self._hop)
        return float(levels.max()) if len(levels) else float("-inf")

    def target(self, melody: Melody, semitones: float, style: PitchStyle) -> F0Curve:
        """Where the voice shall go: the melody of the whole song in this style, moved."""
        return styled(melody, style, semitones)

    def move(
        self,
        vocal: Audio,
        f0: F0Curve,
        target_f0: F0Curve,
        formant_shift: float,
        phase: list[float] | None,
        progress: Progress = lambda done: None,
    ) -> Audio:
        """The same voice at another pitch; the same object when neither pitch nor formants are moved.

        Both curves begin where the vocal begins. `phase`, from `phase_anchors` of the song's target curve, keeps
        neighbouring segments together.
        """
        if formant_shift == 1.0 and np.array_equal(f0.f0_hz, target_f0.f0_hz):
            return vocal
        change = formant_change(formant_shift, min(VOICE_TOP_HZ, 0.45 * vocal.sample_rate))
        how = Reshaping(change, anchors=phase)
        return reshape_at_own_rate(vocal, f0, target_f0, how, progress)

    # ------------------------------------------------------------------------------------------------------
    @property
    def _hop(self) -> int:
        return round(self.engine.hop_seconds * self.engine.info.sample_rate)

    def _mono(self, vocal: Audio) -> np.ndarray:
        """(samples,) at the engine's rate: the channels' mean, or half their difference where that is the voice."""
        mono = Audio(to_mono(vocal.samples), vocal.sample_rate)
        return at_rate(mono, self.engine.info.sample_rate).samples[0]

    def _heard_of(self, range_hz: tuple[float, float]) -> tuple[float, float]:
        """The part of a range that the engine can hear; the job was told of the rest."""
        lowest, highest = self.engine.info.range_hz or range_hz
        return max(range_hz[0], lowest), min(range_hz[1], highest)

    def _followed(
        self, vocal: Audio, level_db: float | None, range_hz: tuple[float, float], progress: Progress
    ) -> F0Curve:
        mono = self._mono(vocal)
        levels = frame_levels_db(mono, self._hop)
        loudest = max(levels, default=-np.inf) if level_db is None else level_db
        gain = db_to_gain(HEALTHY_DB - loudest) if -np.inf < loudest < QUIET_DB else 1.0
        followed = self.engine.follow(mono * np.float32(gain), *self._heard_of(range_hz), progress)
        f0, confidence = pitch_of(self.engine.info.id, followed, len(levels))
        curve = repair_octaves(F0Curve(self.engine.hop_seconds, 0.0, f0, confidence))
        loud = levels[: len(f0)] > loudest - GATE_DB
        return replace(curve, f0_hz=np.where(loud, curve.f0_hz, 0.0))


def frame_levels_db(mono: np.ndarray, hop: int) -> np.ndarray:
    """(frames,) RMS in dBFS of the two hops around each k * hop; -200 for digital silence."""
    frames = -(-len(mono) // hop)
    power = np.square(np.pad(mono, (hop, frames * hop - len(mono))), dtype=np.float64).reshape(-1, hop).mean(axis=1)
    return 10 * np.log10((power[:-1] + power[1:]) / 2 + 1e-20)
