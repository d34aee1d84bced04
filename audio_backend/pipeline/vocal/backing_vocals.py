"""The voices beside the lead: a second take and harmonies, planned once for the song, sung segment by segment.

Each is rendered as the lead is, in its voice or in one of its own, on a curve of its own with a phase of its own. Then
it is moved a little in time, its consonants lowered, and placed in the stereo picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from audio_backend.dsp.level.faders import fader_gain
from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.pitch.harmony import (
    DOUBLE,
    HARMONIES,
    Performance,
    delayed,
    harmony_cents,
    performance_curve,
    placed,
    quieter_unvoiced,
)
from audio_backend.dsp.pitch.key_spans import KeyLine
from audio_backend.dsp.pitch.notes import Melody
from audio_backend.dsp.pitch.scales import Scale
from audio_backend.dsp.signal.audio import Audio, Samples
from audio_backend.models.audio_config import AudioConfig

DOUBLE_PAN = 0.6
"""To the right, while the lead stays where it is."""


@dataclass(frozen=True)
class Part:
    """One voice: the lead, or one beside it."""

    name: str
    """Of its curve in the plan."""
    stem: str
    performance: Performance
    interval: str | None
    gain: float
    pan: float
    voice: str = ""
    """Id of the voice that sings it in the place of the lead's."""


LEAD = Part("target_hz", "vocal", Performance(0, 0.0, 0.0, 1.0, 1.0), None, 1.0, 0.0)


def performed_parts(config: AudioConfig) -> list[Part]:
    """All that are sung beside the lead, in the order in which they are."""
    svc = config.svc
    double = Part("double", "double", DOUBLE, None, 1.0, DOUBLE_PAN, svc.beside(svc.double_voice))
    found = [double] if svc.double else []
    for performance, voice in zip(HARMONIES, config.harmony.audible, strict=False):
        name = f"harmony_{performance.number}"
        gain, other = fader_gain(voice.gain_db), svc.beside(voice.voice)
        found.append(Part(name, "harmony", performance, voice.interval, gain, voice.pan, other))
    return found


def backing_vocal_curves(
    config: AudioConfig, melody: Melody, target: F0Curve, keys: Scale | KeyLine | None
) -> dict[str, F0Curve]:
    """Name -> the whole song's curve. `melody` is the lead as it was, whose notes decide; `target` where it goes."""
    return {
        part.name: performance_curve(target, _cents(part, melody, keys), part.performance)
        for part in performed_parts(config)
    }


def _cents(part: Part, melody: Melody, keys: Scale | KeyLine | None) -> np.ndarray | float:
    return harmony_cents(melody, keys, part.interval) if part.interval else 0.0


def place_performance(part: Part, sung: Audio, start: int, f0: F0Curve, channels: int) -> Samples:
    """(channels, frames) of one voice, sung in mono over a region that begins at sample `start` of the song and of f0:
    its consonants lowered, moved a little in time, and in its place."""
    voice = quieter_unvoiced(sung.samples, f0, sung.sample_rate, part.performance.unvoiced_gain)
    voice = delayed(voice, start, sung.sample_rate, part.performance)
    return np.float32(part.gain) * placed(voice, channels, part.pan)
