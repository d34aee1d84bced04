"""What Echo knows of a voice, as it is kept: of a preset how it is made, of a clip what was measured."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from audio_backend.engines.voice.echo.presets import BREATH_ABOVE_HZ

VERSION = 1


class PresetFacts(BaseModel):
    """See presets.Preset."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    formant: float = 1.0
    tilt_db_per_octave: float = 0.0
    breath: float = 0.0
    breath_above_hz: float = BREATH_ABOVE_HZ
    bump_hz: float = 0.0
    bump_db: float = 0.0


class ClipFacts(BaseModel):
    """What was measured of a clip. What has a default here is missing from clips of earlier versions, or only told."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    kind: Literal["clip"] = "clip"
    version: Literal[1]
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
    learned: float | None = None
    brightness_db: float = 0.0
    snr_db: float = 0.0
    cepstra_voiced: list[float]
    cepstra_unvoiced: list[float]
    covariance: str | None = None
    """Of the voiced frames around their mean, packed."""
