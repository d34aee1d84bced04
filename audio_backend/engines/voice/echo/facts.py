"""What Echo knows of a voice, as it is kept: of a preset how it is made, of a clip what was measured."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from audio_backend.engines.voice.clip_findings import ClipMeasures
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


class ClipFacts(ClipMeasures):
    """What Echo knows of a clip beside what is measured of any."""

    version: Literal[1]
    learned: float | None = None
    cepstra_voiced: list[float]
    cepstra_unvoiced: list[float]
    covariance: str | None = None
    """Of the voiced frames around their mean, packed."""
