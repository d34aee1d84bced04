"""Voices beside the lead: where a harmony sings, and what makes one voice more unlike a copy of the first.

A harmony is the lead, each note as a whole moved by an interval of the scale: it keeps the lead's own inflection. All
that drifts belongs to the song's time alone, so that segments agree, and the same song gives the same sound again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from audio_backend.dsp.level.faders import pan_gains
from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.pitch.key_spans import KeyLine
from audio_backend.dsp.pitch.notes import Melody, SungNote, along
from audio_backend.dsp.pitch.scales import OCTAVES, Scale
from audio_backend.dsp.signal.audio import Samples, reader

DRIFT_SECONDS = 5.0
"""From one chance value to the next; between them a raised cosine."""
IN_TIME, IN_PITCH = 0, 1
TAPS = 16
BLOCK = 1 << 16


@dataclass(frozen=True)
class Performance:
    """How one more voice differs from the first, slowly drifting. `number` decides the chances."""

    number: int
    delay_seconds: float
    """At most this early or late."""
    detune_cents: float
    formants: float
    """Factor on the formants."""
    unvoiced_gain: float
    """On breath and consonants, which several voices never make together."""


DOUBLE = Performance(0, 0.018, 8.0, 1.012, 0.5)
HARMONIES = tuple(
    Performance(number, 0.012, 6.0, formants, 0.2)
    for number, formants in enumerate((0.985, 1.015, 0.975, 1.025), start=1)
)


# --- pitch ----------------------------------------------------------------------------------------------------


def harmony_cents(melody: Melody, keys: Scale | KeyLine | None, interval: str) -> np.ndarray:
    """(frames,) how far a harmony lies from the lead; octaves need no key. Changes are faded, glides led along."""
    if interval in OCTAVES:
        return np.where(melody.curve.voiced, 100.0 * OCTAVES[interval], 0.0)
    notes = _steadiest(melody)
    if not notes:
        return np.zeros(len(melody.melody_cents))
    scales = {note: keys.at(melody.middle_seconds(note)) for note in notes}
    return along(melody, {note: scale.step_cents(scale.meant(note.cents), interval) for note, scale in scales.items()})


def _steadiest(melody: Melody) -> list[SungNote]:
    """All notes but glides; of a run that is nothing but glides its longest one."""
    found = []
    for *_, notes in melody.runs:
        found += [note for note in notes if note.steady > 0] or [max(notes, key=lambda note: note.seconds)]
    return found


def performance_curve(target: F0Curve, cents: np.ndarray | float, performance: Performance) -> F0Curve:
    """The curve another voice is rendered with: `cents` away, a little detuned, ready to be moved in time.

    What `delayed` does to the pitch is taken back beforehand, so that it only moves the sound.
    """
    times = target.times_seconds
    detune = performance.detune_cents * drift(times, performance.number, IN_PITCH)
    step = target.hop_seconds
    slope = performance.delay_seconds * (
        drift(times + step, performance.number, IN_TIME) - drift(times - step, performance.number, IN_TIME)
    )
    factor = 2.0 ** ((cents + detune) / 1200.0) / (1.0 - slope / (2 * step))
    return replace(target, f0_hz=np.where(target.voiced, target.f0_hz * factor, 0.0))


# --- time -----------------------------------------------------------------------------------------------------


def drift(seconds: np.ndarray, number: int, what: int) -> np.ndarray:
    """(n,) -1..1, slow, by chance, and the same at the same time of the song for the same voice."""
    place = np.asarray(seconds) / DRIFT_SECONDS
    first = int(np.floor(place.min()))
    knots = np.arange(first, int(np.floor(place.max())) + 2)
    values = np.array([_chance(int(knot), number, what) for knot in knots])
    left = np.floor(place).astype(int) - first
    rise = 0.5 - 0.5 * np.cos(np.pi * (place - np.floor(place)))
    return values[left] * (1 - rise) + values[left + 1] * rise


def _chance(knot: int, number: int, what: int) -> float:
    """By turns early and late, high and low; at least half way out, so that no two voices stay together."""
    size = np.random.default_rng((knot + (1 << 20), number, what)).uniform(0.5, 1.0)
    return float(size if (knot + number) % 2 else -size)


def delayed(sound: Samples, start: int, sample_rate: int, performance: Performance) -> Samples:
    """(channels, frames) that begins at sample `start` of the song, early or late by the take's drift; zeros around."""
    out = np.empty_like(sound)
    for first in range(0, sound.shape[1], BLOCK):
        at = np.arange(first, min(first + BLOCK, sound.shape[1]))
        late = performance.delay_seconds * drift((start + at) / sample_rate, performance.number, IN_TIME) * sample_rate
        out[:, first : first + len(at)] = _interpolated(sound, at - late)
    return out


def _interpolated(sound: Samples, places: np.ndarray) -> Samples:
    """(channels, n) between the samples, by 16 taps of a sinc in a raised cosine."""
    whole = np.floor(places).astype(int)
    share = places - whole
    first = int(whole.min()) - TAPS // 2 + 1
    around = reader(sound)(first, int(whole.max()) + TAPS // 2 + 1)
    half_wave = np.sin(np.pi * share) / np.pi
    out = np.zeros((len(sound), len(places)), np.float32)
    for tap in range(1 - TAPS // 2, TAPS // 2 + 1):
        away = share - tap
        sinc = np.divide(half_wave * (-1.0) ** tap, away, out=np.ones_like(away), where=away != 0)
        weight = sinc * np.cos(np.pi * away / (TAPS + 1)) ** 2
        out += around[:, whole + tap - first] * weight.astype(np.float32)
    return out


# --- level and place ------------------------------------------------------------------------------------------


def quieter_unvoiced(sound: Samples, f0: F0Curve, sample_rate: int, gain: float) -> Samples:
    """(channels, frames) with breath and consonants at `gain`; f0 begins where the sound begins.

    Faded over five frames (80 ms), so that a frame the tracker missed makes no hole.
    """
    gains = np.convolve(np.pad(np.where(f0.voiced, 1.0, gain), 2, mode="edge"), np.array([1, 2, 3, 2, 1]) / 9, "valid")
    at = np.arange(sound.shape[1]) / (sample_rate * f0.hop_seconds)
    return sound * np.interp(at, np.arange(len(gains)), gains).astype(np.float32)


def placed(mono: Samples, channels: int, pan: float) -> Samples:
    """(1, frames) -> (channels, frames), as loud at any place: the middle is 3 dB under either side.

    In the middle both channels are the mono sound itself; one channel alone knows no place.
    """
    if channels == 1:
        return mono
    return np.concatenate([mono * np.float32(gain) for gain in pan_gains(pan)])
