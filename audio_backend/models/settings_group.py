"""What all settings have in common: frozen groups that refuse unknown fields, ids, and faders."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

EngineName = Annotated[str, Field(min_length=1, max_length=64)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]

GainDb = Annotated[float, Field(ge=-60.0, le=24.0, allow_inf_nan=False)]
"""A fader of the mixer in dB; at -60 it is off: exact silence."""


class Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
