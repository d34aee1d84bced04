"""What the engines of trained voices can be asked for beside the voice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, ValidationError
from pydantic.config import JsonDict

from audio_backend.errors import BadInput
from audio_backend.models.voice_options import LARGEST_OPTION, Breath, Formant, Misfit, VoiceOptions
from audio_backend.models.voices import SingleVoice, TrainedVoiceFacts

if TYPE_CHECKING:
    from audio_backend.engines.voice.trained.who_sings import SpeakerTable

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


def needs(fact: str) -> JsonDict:
    """Told with an option's schema: the fact of a voice (models.voices.TrainedVoiceFacts) without which it can't be
    set."""
    return {"needs": fact}


@dataclass(frozen=True)
class Abilities:
    """What a trained voice has beside its net."""

    speakers: SpeakerTable
    has_index: bool
    has_clusters: bool
    predicts_f0: bool


class TrainedOptions(VoiceOptions):
    """`strength`, `formant` and `breath` are fields of `svc`.

    A strength between 0 and 1 lets the singer sound along, at the same pitch, as in unison.
    """

    of_one_voice: ClassVar[tuple[str, ...]] = ("speaker", "speaker_mix")

    formant: Formant = "auto"
    breath: Breath = 0.0
    speaker: Speaker = ""
    index_rate: Share = Field(0.0, description=IndexRate, json_schema_extra=needs("has_index"))
    seed: Seed = 1

    def takes_melody(self, voice: SingleVoice) -> bool:
        return voice.extra.get("has_f0") is not False

    def misfits(self, voice: SingleVoice) -> list[Misfit]:
        from audio_backend.engines.voice.trained.who_sings import SpeakerTable  # numpy: not for every listing

        try:
            facts = TrainedVoiceFacts.model_validate(voice.extra)
        except ValidationError:  # not from the library: its engine finds out
            return []
        speakers = SpeakerTable({one.name: one.row for one in facts.speakers}, facts.speaker_rows)
        return [*self.unable(Abilities(speakers, facts.has_index, facts.has_clusters, facts.predicts_f0))]

    def unable(self, voice: Abilities) -> Iterator[Misfit]:
        """What of it a voice with these abilities can't do."""
        from audio_backend.engines.voice.trained.who_sings import row_of

        yield from _refused("speaker", lambda: row_of(self.speaker, voice.speakers))
        usual = type(self).model_fields["index_rate"].default  # a job names it, too
        if self.index_rate not in (0.0, usual) and not voice.has_index:
            yield Misfit("index_rate", "This voice has no index, so there is nothing to draw its content towards.",
                         "Import it once more with its .index file, or leave `index_rate` as it is.")  # fmt: skip


def _refused(option: str, read: Callable[[], object]) -> Iterator[Misfit]:
    try:
        read()
    except BadInput as error:
        yield Misfit(option, error.detail, error.remedy)


class SoVitsOptions(TrainedOptions):
    speaker_mix: str = Field(
        "", max_length=1000,
        description="Several speakers of this file at once, in place of `speaker`: `ann:0.7, ben:0.3`. Over time, with "
        "seconds of the song and lines between them: `ann:0=1 30=0, ben:0=0 30=1`. Brought to a sum of 1.",
    )  # fmt: skip
    cluster_ratio: Share = Field(
        0.0, description="How much of the content is replaced by the nearest of the speaker's sounds: clearer "
        "likeness, blunter words. Only with a file of clusters (kmeans).",
        json_schema_extra=needs("has_clusters"),
    )  # fmt: skip
    noise_scale: float = Field(
        0.4, ge=0.0, le=1.5, description="Less is steadier and duller, more is livelier and hoarser."
    )
    own_loudness: Share = Field(0.25, description=OwnLoudness)
    auto_f0: bool = Field(
        False, description="The voice finds its own melody: for speech alone. What is sung it puts out of tune, since "
        "it knows no notes; so it is off, and `swiftf0` has no say while it is on. Only some files can.",
        json_schema_extra=needs("predicts_f0"),
    )  # fmt: skip

    def takes_melody(self, voice: SingleVoice) -> bool:
        return super().takes_melody(voice) and not self.auto_f0

    def unable(self, voice: Abilities) -> Iterator[Misfit]:
        from audio_backend.engines.voice.trained.who_sings import require_somebody

        yield from super().unable(voice)
        if self.speaker_mix:
            yield from _refused("speaker_mix", lambda: require_somebody(self.speaker_mix, voice.speakers))
        if self.auto_f0 and not voice.predicts_f0:
            yield Misfit("auto_f0", "This voice can't find its own melody: it was trained without an F0 decoder.",
                         "Set `auto_f0` to false; for singing that is better anyway.")  # fmt: skip
        if self.cluster_ratio and not voice.has_clusters:
            yield Misfit("cluster_ratio", "This voice has no clusters.",
                         "Import it once more with its kmeans_….pt, or set `cluster_ratio` to 0.")  # fmt: skip


class RvcOptions(TrainedOptions):
    index_rate: Share = Field(0.75, description=IndexRate, json_schema_extra=needs("has_index"))
    protect: float = Field(
        0.33, ge=0.0, le=0.5,
        description="How much of the index consonants and breath are left with: less spares them more, 0.5 not at all.",
    )  # fmt: skip
    rms_mix_rate: Share = Field(0.25, description=OwnLoudness)
    unvoiced: Literal["classic", "interpolated"] = Field(
        "classic", description="What the voice is told where nothing is voiced: no pitch, as nearly all were trained, "
        "or a line from note to note, as RVC does since 2026; then `protect` has nothing to do."
    )  # fmt: skip
