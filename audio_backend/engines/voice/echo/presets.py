"""Echo's own voices: no clip needed, only a tract of another size, another tilt, some breath.

Limits are those within which a voice still sounds like a person: formants .74 to 1.25, tilt +-2.5 dB an octave.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from audio_backend.engines.entries import ECHO_ID
from audio_backend.models.voices import PresetVoice

BREATH_ABOVE_HZ = 2800.0
"""Breath takes the place of the voice from here on; below, over 2.5 kHz, less and less."""


@dataclass(frozen=True)
class Preset:
    name: str
    summary: str
    formant: float
    """Factor on all formants: 1.06 is about a semitone of smaller head."""
    range_shift_semitones: float
    """Where this voice likes to sing, relative to the song; only `pitch_shift: auto` uses it."""
    tilt_db_per_octave: float = 0.0
    """Above 300 Hz: positive is brighter."""
    breath: float = 0.0
    """0..1: how much of the voice becomes breath: all of it is a whisper."""
    bump_hz: float = 0.0
    bump_db: float = 0.0
    """A presence (or a dip) of some 0.8 octaves."""
    breath_above_hz: float = BREATH_ABOVE_HZ


PRESETS = {
    "deeper": Preset("Deeper", "A larger throat, a little darker.", 0.86, -5, -0.4),
    "brighter": Preset("Brighter", "Forward and clear, with more presence.", 1.05, 2, 1.8, bump_hz=3200, bump_db=4.5),
    "child": Preset("Child-like", "A small, light voice.", 1.23, 8, 0.4, breath=0.15),
    "whisper": Preset("Whisper", "No tone at all: the words are breathed.", 1.0, 0, 2.0, 1.0, 200, -9.0, 0.0),
    "giant": Preset("Giant", "A very large body, dark and slow.", 0.75, -9, -1.0, bump_hz=220, bump_db=3.0),
    "older": Preset("Older", "Dry and somewhat hollow, with air in the tone.", 0.97, -3, -0.9, 0.5, 1400, 4.5, 1600.0),
    "airy": Preset("Airy", "Nearly a whisper: half of the tone is breath.", 1.02, 0, 0.8, 0.9, 250, -4.0, 2200.0),
    "warmer": Preset("Warmer", "Fuller below, softer above.", 0.95, -2, -1.6, bump_hz=400, bump_db=3.5),
}


def presets() -> dict[str, PresetVoice]:
    """Voices by id, as `Echo` takes them."""
    return {key: _voice(key, preset) for key, preset in PRESETS.items()}


def _voice(key: str, preset: Preset) -> PresetVoice:
    own = {"kind": "preset", "id": key, "engine": ECHO_ID, "toneless": preset.breath == 1.0}
    return PresetVoice.model_validate(own | asdict(preset))
