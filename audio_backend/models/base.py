"""What all models have in common: values that cross from house to house are frozen, settings are groups that refuse
unknown fields; with ids, names and faders.
"""

from __future__ import annotations

import math
import re
import unicodedata
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

Json = dict[str, Any]
"""A JSON object as it lies on the wire or in the ledger."""


class FrozenModel(BaseModel):
    """Frozen; what another version has said beside it is passed over."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    def as_json(self) -> Json:
        return self.model_dump(mode="json")


def is_absent(value: object) -> bool:
    """Of an optional fact: it is left out of the JSON, and not null."""
    return value is None


def _finite(level: Any) -> Any:
    return None if isinstance(level, float) and not math.isfinite(level) else level


LevelDb = Annotated[float | None, BeforeValidator(_finite)]
"""In LUFS or dB; silence has none."""


EngineName = Annotated[str, Field(min_length=1, max_length=64)]
AUTO = "auto"
"""As the name of a voice engine: the voice's own. A job that converts a voice knows which it is."""
ID = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
Id = Annotated[str, Field(pattern=ID)]


def _field_name(name: str) -> str:
    if not re.fullmatch(FIELD_NAME, name):
        raise ValueError("the name of a setting is made of at most 64 letters, digits and _")
    return name


FIELD_NAME = r"^[A-Za-z_][A-Za-z0-9_]{0,63}$"
FieldName = Annotated[str, Field(max_length=64, json_schema_extra={"pattern": FIELD_NAME}), AfterValidator(_field_name)]
"""What a setting is called where any may be sent: it comes back in messages, and is kept as JSON. A bound on its
length also refuses what no text can hold, such as half a surrogate pair."""

LONGEST_SECONDS = 1e6
"""No song is longer: 11 days. What is multiplied with a sample rate must stay a number."""

Moment = Annotated[float, Field(ge=0.0, le=LONGEST_SECONDS, allow_inf_nan=False)]
"""In seconds from the start of a song."""

MOST_INDEX = 99_999
"""Of a segment; the studio's own limit is far lower, and a setting."""

GainDb = Annotated[float, Field(ge=-60.0, le=24.0, allow_inf_nan=False)]
"""A fader of the mixer in dB; at -60 it is off: exact silence."""


Pan = Annotated[float, Field(ge=-1.0, le=1.0, allow_inf_nan=False)]
"""A place between left and right: -1 is the left loudspeaker alone, 0 as recorded, 1 the right one alone."""


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


JOINERS = "\u200c\u200d"
"""Persian and Indic spelling need them, and emoji made of several."""


def is_written(letter: str) -> bool:
    """Printable, or one of the joiners and wide spaces that `str.isprintable` doesn't count."""
    return letter.isprintable() or letter in JOINERS or unicodedata.category(letter) == "Zs"


def is_name(text: str) -> bool:
    """Something is to be seen, and nothing is hidden."""
    return all(map(is_written, text)) and any(letter.isprintable() and letter != " " for letter in text)
