"""What SoulX-Singer-SVC can be asked for beside the voice."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from audio_backend.models.voice_options import LARGEST_OPTION, VoiceOptions

Steps = Annotated[
    int, Field(ge=4, le=100, description="Steps from noise to sound. Time grows with them; below 16 it gets rough.")
]
Guidance = Annotated[
    float,
    Field(
        ge=0.0, le=5.0, description="How hard it is held to the voice and the melody, beyond what it does by itself. "
        "1 is what its authors' own page takes; up to 3 may be likelier, and distorts more. 0 takes two thirds of "
        "the time."
    ),
]  # fmt: skip
PromptSeconds = Annotated[
    float,
    Field(
        ge=3.0, le=30.0, description="How much of the voice's recordings it listens to, the best first. It listens "
        "again in every step: 30 s take half as long again as 10, and can be likelier."
    ),
]  # fmt: skip
Seed = Annotated[
    int, Field(ge=0, le=LARGEST_OPTION, description="Another number sings the same a little differently.")
]  # fmt: skip


class SoulxOptions(VoiceOptions):
    steps: Steps = 32
    guidance: Guidance = 1.0
    prompt_seconds: PromptSeconds = 15.0
    seed: Seed = 0
