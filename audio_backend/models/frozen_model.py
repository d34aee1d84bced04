"""What every value that crosses from house to house has in common, and what is opaque in it."""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

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
