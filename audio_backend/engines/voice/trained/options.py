"""What the engines of trained voices can be asked for beside the voice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from audio_backend.models.voice_options import LARGEST_OPTION, Breath, Formant, VoiceOptions

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Speaker = Annotated[
    str,
    Field(
        max_length=200,
        description="Whose voice, in a file of several: a name or the number of a row; empty is the first.",
    ),
]  # fmt: skip
Seed = Annotated[
    int, Field(ge=0, le=LARGEST_OPTION, description="Of the noise in the voice; the same seed gives the same sound.")
]
IndexRate = "How much of the content is drawn towards what this singer has really sung; only with an index file."
OwnLoudness = (
    "How much of the trained voice's own loudness stays; 0 follows the singer's from half second to half second."
)


class TrainedOptions(VoiceOptions):
    """`strength`, `formant` and `breath` are fields of `svc`.

    A strength between 0 and 1 lets the singer sound along, at the same pitch, as in unison.
    """

    of_one_voice: ClassVar[tuple[str, ...]] = ("speaker", "speaker_mix")
    needs: ClassVar[Mapping[str, str]] = {
        "index_rate": "has_index", "cluster_ratio": "has_clusters", "auto_f0": "predicts_f0",
    }  # fmt: skip

    formant: Formant = "auto"
    breath: Breath = 0.0
    speaker: Speaker = ""
    seed: Seed = 1


class SoVitsOptions(TrainedOptions):
    speaker_mix: str = Field(
        "", max_length=1000,
        description="Several speakers of this file at once, in place of `speaker`: `ann:0.7, ben:0.3`. Over time, with "
        "seconds of the song and lines between them: `ann:0=1 30=0, ben:0=0 30=1`. Brought to a sum of 1.",
    )  # fmt: skip
    cluster_ratio: Share = Field(
        0.0, description="How much of the content is replaced by the nearest of the speaker's sounds: clearer "
        "likeness, blunter words. Only with a file of clusters (kmeans)."
    )  # fmt: skip
    index_rate: Share = Field(0.0, description=IndexRate)
    noise_scale: float = Field(
        0.4, ge=0.0, le=1.5, description="Less is steadier and duller, more is livelier and hoarser."
    )
    own_loudness: Share = Field(0.25, description=OwnLoudness)
    auto_f0: bool = Field(
        False, description="The voice finds its own melody: for speech alone. What is sung it puts out of tune, since "
        "it knows no notes; so it is off, and `swiftf0` has no say while it is on. Only some files can."
    )  # fmt: skip


class RvcOptions(TrainedOptions):
    index_rate: Share = Field(0.75, description=IndexRate)
    protect: float = Field(
        0.33, ge=0.0, le=0.5,
        description="How much of the index consonants and breath are left with: less spares them more, 0.5 not at all.",
    )  # fmt: skip
    rms_mix_rate: Share = Field(0.25, description=OwnLoudness)
    unvoiced: Literal["classic", "interpolated"] = Field(
        "classic", description="What the voice is told where nothing is voiced: no pitch, as nearly all were trained, "
        "or a line from note to note, as RVC does since 2026; then `protect` has nothing to do."
    )  # fmt: skip
