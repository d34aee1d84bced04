"""What all settings have in common: frozen groups that refuse unknown fields, ids, and faders."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

EngineName = Annotated[str, Field(min_length=1, max_length=64)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]

LONGEST_SECONDS = 1e6
"""No song is longer: 11 days. What is multiplied with a sample rate must stay a number."""

Moment = Annotated[float, Field(ge=0.0, le=LONGEST_SECONDS, allow_inf_nan=False)]
"""In seconds from the start of a song."""

MOST_INDEX = 99_999
"""Of a segment; the studio's own limit is far lower, and a setting."""

GainDb = Annotated[float, Field(ge=-60.0, le=24.0, allow_inf_nan=False)]
"""A fader of the mixer in dB; at -60 it is off: exact silence."""


class Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def true_is_no_number(cls, given: Any, about: ValidationInfo) -> Any:
        """pydantic, and Python itself, would take `true` for 1 wherever a number is asked for."""
        if isinstance(given, bool) and _is_number(kinds(cls.model_fields[about.field_name].annotation)):
            raise ValueError(f"`{str(given).lower()}` is no number")
        return given


def kinds(annotation: Any) -> set[Any]:
    """What a value may be: {float, str} for a number or the word `auto`."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return {type(value) for value in parts}
    if origin is Annotated:
        return kinds(parts[0])
    return set().union(*map(kinds, parts)) if origin in (Union, UnionType) else {annotation}


def _is_number(allowed: set[Any]) -> bool:
    return bool(allowed & {int, float}) and bool not in allowed
