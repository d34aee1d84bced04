"""What Echo decides for a whole song, as JSON between `plan_song` and `convert`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from audio_backend.engines.voice.echo.presets import BREATH_ABOVE_HZ


class LearnedMapping(BaseModel):
    """The voice's network, and the singer's own cepstra as it will see them."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    net: str
    """VoiceNet.packed."""
    reach: int
    """Bands up to which the song has a voice."""
    alpha: float
    loudest_db: float
    mean: list[float]
    deviation: list[float]
    offset: list[float]
    goal: list[float]


class SpectralMapping(BaseModel):
    """What leads from the song's voice to another one."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    alpha: float
    """Vocal-tract length factor: what the formants are multiplied by."""
    offset_voiced: list[float]
    """(80,) nats added to the bands of voiced frames after the warp."""
    offset_unvoiced: list[float]
    breath: float = 0.0
    breath_above_hz: float = BREATH_ABOVE_HZ
    learned: LearnedMapping | None = None
    points: tuple[tuple[float, float], ...] = ((0.0, 1.0),)
    """(second, weight) in a blend."""


class EchoPlan(BaseModel):
    """One mapping for each voice that is heard."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    top_hz: float
    """Where the song's own band ends."""
    mappings: tuple[SpectralMapping, ...]

    @model_validator(mode="before")
    @classmethod
    def of_an_earlier_version(cls, payload: Any) -> Any:
        """A plan that was written before this class was: of one voice flat, of a blend a list."""
        if isinstance(payload, dict) and "mappings" not in payload:
            return payload | {"mappings": payload.get("blend") or [payload]}
        return payload
