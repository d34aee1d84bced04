"""What a voice engine can be asked for beside the voice. Each option has its bounds and its words here, once.

`svc` has the studio's own as fields; an engine's class takes those it knows and adds others, which `svc.options` sets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from audio_backend.models.base import Group

LARGEST_OPTION = 1_000_000_000
LONGEST_OPTION = 4000


def _in_one_sentence(given: object, check: ValidatorFunctionWrapHandler) -> object:
    """Raises one error in place of one for each kind that it could have been."""
    try:
        return check(given)
    except ValidationError as error:
        raise ValueError(
            f"an option is true or false, a number from -{LARGEST_OPTION} to {LARGEST_OPTION}, "
            f"or a text of at most {LONGEST_OPTION} characters"
        ) from error


OptionValue = Annotated[
    bool
    | Annotated[int, Field(ge=-LARGEST_OPTION, le=LARGEST_OPTION)]
    | Annotated[float, Field(ge=-LARGEST_OPTION, le=LARGEST_OPTION, allow_inf_nan=False)]
    | Annotated[str, Field(max_length=LONGEST_OPTION)],
    WrapValidator(_in_one_sentence),
]
"""Of an engine's own option; its class says which of these it takes."""

Strength = Annotated[float, Field(ge=0.0, le=1.0, description="How far towards the voice; 0 leaves it as it is.")]
Formant = Annotated[
    Annotated[float, Field(ge=0.7, le=1.4)] | Literal["auto"],
    Field(
        description="Factor on the singer's formants that makes the throat the voice's: below 1 larger, above 1 "
        "smaller; `auto` finds it from song and voice, and the job says which it took."
    ),
]
Breath = Annotated[
    float,
    Field(
        ge=0.0, le=1.0, description="How much of the singer's own breath and consonants stays as it is; 0 none."
    ),
]  # fmt: skip


SVC_OPTIONS = ("strength", "formant", "breath")
"""Those that are fields of `svc`."""


class VoiceOptions(Group):
    """What every voice engine takes. An engine with more of them has a class of its own below this one."""

    of_one_voice: ClassVar[tuple[str, ...]] = ()
    """Options that are about one voice, such as which of its speakers sings: nobody who sings beside it takes them."""

    needs: ClassVar[Mapping[str, str]] = {}
    """Option -> the fact of a trained voice without which it does nothing, such as its index."""

    strength: Strength = 1.0
