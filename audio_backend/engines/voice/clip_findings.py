"""What is measured of a voice's clips, and what is good and bad about them: seven checks, each good, fair or poor.

For every engine that sings with clips. Thresholds were set on mixtures of real speech and a singer; docs/echo.md says
what they hit and what they miss.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from audio_backend.dsp.pitch.f0_curve import F0Curve, note_name
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.resampling import at_rate
from audio_backend.dsp.signal.spectral_filter import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE
from audio_backend.dsp.voice.clip_checks import RecordingQuality, check_voiced, is_backing, sureness, turns_in
from audio_backend.dsp.voice.timbre import CHUNK_FRAMES, Frames, Timbre, frames_of, joined, timbre_in
from audio_backend.engines.base import JsonObject
from audio_backend.models.messages import Message, Value

PIECE_FRAMES = 4 * CHUNK_FRAMES
"""32 s, a whole number of what is looked at together, so that it makes no difference."""

NOISE_DB = (28.0, 15.0)
"""The voice over the pauses: good above the first, poor below the second."""

POOR_BACKING_DB = -12.0
FLATNESS = (1.5, 15.0)
BANDWIDTH_HZ = (6000.0, 3700.0)
RANGE_SEMITONES = 4.0
TURNS_EXPLAINED, TURNS_WITH_PITCH, PITCHES_APART = 0.335, 0.225, 0.13
"""Two kinds of pieces that differ this much; less is enough where their pitches differ too (octaves)."""

SURE = 0.725


class ClipMeasures(BaseModel):
    """What was measured of a clip. What has a default here is missing from clips of earlier versions, or only told."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    kind: Literal["clip"] = "clip"
    f0_median_hz: float
    f0_low_hz: float = 0.0
    f0_high_hz: float = 0.0
    median_note: str = ""
    low_note: str = ""
    high_note: str = ""
    duration_seconds: float = 0.0
    voiced_seconds: float
    unvoiced_seconds: float
    bandwidth_hz: int
    brightness_db: float = 0.0
    snr_db: float = 0.0


# --- measured -------------------------------------------------------------------------------------------------


def clip_frames(clip: Audio, f0: F0Curve) -> Frames:
    """All frames of a clip, every 5 ms: 130 kB per second. Two pieces at once."""
    sound = at_rate(clip, SAMPLE_RATE)
    count = round(sound.frames / FRAME_SAMPLES)

    def piece(first: int) -> Frames:
        edges = (round(frame * FRAME_SAMPLES) for frame in (first, min(first + PIECE_FRAMES, count)))
        return joined(frames_of(sound, f0, slice(*edges)))

    with ThreadPoolExecutor(2) as two:
        return joined(two.map(piece, range(0, count, PIECE_FRAMES)))


def clip_measures(clip: Audio, f0: F0Curve, frames: Frames, timbre: Timbre, quality: RecordingQuality) -> ClipMeasures:
    """f0 is the clip's curve from 0 s on, `timbre` that of all its frames, `quality` what was heard before it was
    cleaned. Raises BadInput where there is no voice."""
    check_voiced(timbre.voiced_seconds)
    low, median, high = (float(hz) for hz in np.percentile(f0.f0_hz[f0.voiced], (5, 50, 95)))
    return ClipMeasures(
        f0_median_hz=round(median, 2),
        f0_low_hz=round(low, 2),
        f0_high_hz=round(high, 2),
        median_note=note_name(median),
        low_note=note_name(low),
        high_note=note_name(high),
        duration_seconds=round(clip.duration_seconds, 2),
        voiced_seconds=round(timbre.voiced_seconds, 2),
        unvoiced_seconds=round(timbre.unvoiced_seconds, 2),
        bandwidth_hz=round(min(_bandwidth_hz(frames, quality.starts), 0.47 * quality.rate_hz)),
        brightness_db=round(timbre.brightness_db, 1),
        snr_db=round(quality.noise_db, 1),
    )


def _bandwidth_hz(frames: Frames, starts: tuple[float, ...]) -> float:
    """Of several recordings the narrowest one's: above it the mean would be of some of them only."""
    edges = [round(start / FRAME_SECONDS) for start in starts[1:]]
    parts = (timbre_in(part) for part in frames.cut_at(edges))
    return min(part.bandwidth_hz for part in parts if part.voiced_frames)


# --- judged ---------------------------------------------------------------------------------------------------

Verdict = Literal["good", "fair", "poor"]
Finding = tuple[Verdict, Message]


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    verdict: Verdict
    message: Message

    def as_dict(self) -> JsonObject:
        return {"name": self.name, "verdict": self.verdict, "message": self.message.as_dict()}


def checks(
    measures: ClipMeasures, frames: Frames, f0: F0Curve, quality: RecordingQuality, length: Finding
) -> list[Check]:
    """Always the same seven, in this order; how much of a voice is enough its engine knows."""
    return [
        Check("length", *length),
        Check("noise", *_noise(quality)),
        Check("bleed", *_bleed(quality)),
        Check("clipping", *_clipping(quality.flatness)),
        Check("speakers", *_speakers(frames, f0)),
        Check("bandwidth", *_bandwidth(measures.bandwidth_hz)),
        Check("range", *_range(measures)),
    ]


def not_good(findings: list[Check]) -> tuple[Message, ...]:
    """What belongs among the warnings."""
    return tuple(check.message for check in findings if check.verdict != "good")


def _noise(quality: RecordingQuality) -> Finding:
    rest = quality.backing
    if rest is not None and is_backing(rest):
        return "good", Message("no_noise_beside_backing")
    if quality.noise_db >= NOISE_DB[0]:
        return "good", Message("quiet_in_pauses")
    very = quality.noise_db < NOISE_DB[1]
    values = {"very": very, "voice_over_noise_db": float(quality.noise_db), "isolated": quality.isolated}
    return "poor" if very else "fair", Message("recording_noisy", (), values)


def _bleed(quality: RecordingQuality) -> Finding:
    rest, isolated = quality.backing, quality.isolated
    if rest is None:
        return "fair", Message("nobody_listened_for_backing")
    if not is_backing(rest):
        return "good", Message("no_backing_heard")
    verdict: Verdict = "fair" if isolated and rest.steady_db < POOR_BACKING_DB else "poor"
    return verdict, Message("backing_heard", (), {"under_voice_db": -float(rest.steady_db), "isolated": isolated})


def _clipping(flatness: float) -> Finding:
    if flatness < FLATNESS[0]:
        return "good", Message("not_clipped")
    return "fair" if flatness < FLATNESS[1] else "poor", Message("recording_clipped")


def _speakers(frames: Frames, f0: F0Curve) -> Finding:
    turns = turns_in(frames)
    if sureness(f0) < SURE:
        return "fair", Message("several_voices_at_once")
    with_pitch = turns.explained > TURNS_WITH_PITCH and turns.octaves_apart > PITCHES_APART
    if turns.explained > TURNS_EXPLAINED or with_pitch:
        return "fair", Message("two_people_in_turn")
    return "good", Message("one_voice")


def _bandwidth(bandwidth_hz: float) -> Finding:
    values = {"top_khz": bandwidth_hz / 1000}
    if bandwidth_hz >= BANDWIDTH_HZ[0]:
        return "good", Message("voice_up_to", (), values)
    return "fair" if bandwidth_hz >= BANDWIDTH_HZ[1] else "poor", Message("voice_dull", (), values)


def _range(measures: ClipMeasures) -> Finding:
    semitones = float(12 * np.log2(measures.f0_high_hz / measures.f0_low_hz))
    notes: dict[str, Value] = {"low_note": measures.low_note, "high_note": measures.high_note}
    if semitones >= RANGE_SEMITONES:
        return "good", Message("voice_moves", (), {"semitones": semitones, **notes})
    return "fair", Message("voice_hardly_moves", (), notes)
