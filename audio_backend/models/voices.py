"""Voices as values: a preset, a clip, a trained checkpoint, or a blend of several. What crosses from house to house.

The studio reads the fields that are named here. What else an engine keeps of a voice travels beside them, and only that
engine reads it: each checks its own with classes of its own.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from audio_backend.errors import BadInput
from audio_backend.models.base import FrozenModel
from audio_backend.models.messages import StoredMessage

VoiceKind = Literal["preset", "clip", "checkpoint"]
TRAINED: Literal["checkpoint"] = "checkpoint"
"""The kind of voice that a job refers to and keeps no copy of."""

VoiceRights = Literal["own", "licensed", "public_domain"]
"""Why somebody may use a voice that is no preset: it is theirs, they were given a licence, nobody has rights in it."""


class FileFacts(BaseModel):
    """A file as it was when it was made: storage.wholeness compares it."""

    model_config = ConfigDict(frozen=True)
    bytes: int = Field(ge=0)
    sha256: str


class _SingleVoice(BaseModel):
    """What the studio wants to know of any voice. Of voices of earlier versions any of it may be missing."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, JsonValue]

    name: str = ""
    voice_id: str = ""
    engine: str = ""
    """Id of the engine it was made for; empty in jobs of earlier versions, which knew one engine."""
    f0_median_hz: float | None = None
    """Where it likes to sing."""
    range_shift_semitones: float = 0.0
    """The same as seen from the song, where the voice has no pitch of its own."""
    files: dict[str, FileFacts] = {}
    network: str | None = None
    """Path of what its engine learned of it, where something was."""
    share: float = Field(1.0, ge=0.0)
    """In a blend: its mean weight over what is sung; all of them sum to 1."""
    points: tuple[tuple[float, float], ...] = ((0.0, 1.0),)
    """In a blend: (second of what is sung, weight) to draw lines between; one where it never changes."""

    @property
    def singles(self) -> tuple[Self, ...]:
        return (self,)

    @property
    def shares(self) -> tuple[tuple[str, float], ...]:
        """Name and share of each voice of a blend; of one voice there is nothing to say."""
        return ()

    @property
    def extra(self) -> dict[str, JsonValue]:
        """What only its engine reads."""
        return self.__pydantic_extra__

    def median_hz(self, song_median_hz: float) -> float:
        """Where the voice likes to sing: its own median, or the song's moved by what the preset suggests."""
        return self.f0_median_hz or song_median_hz * 2 ** (self.range_shift_semitones / 12)


class PresetVoice(_SingleVoice):
    """One of an engine's own voices, which needs no recording."""

    kind: Literal["preset"]
    id: str = ""
    summary: str = ""
    toneless: bool = False
    """All of it is breath, so that it has no pitch."""


class ClipVoice(_SingleVoice):
    """A voice from recordings, as its engine enrolled it."""

    kind: Literal["clip"]


def _plain_names(files: dict[str, FileFacts]) -> dict[str, FileFacts]:
    """Names that can't leave the voice's folder."""
    if any("/" in name or "\\" in name or name.startswith(".") or not name for name in files):
        raise ValueError("a checkpoint's files are named without folders")
    return files


class Speaker(FrozenModel):
    """One of the voices in a trained net, and its row in the table of speakers."""

    name: str
    row: int


class VoiceSource(FrozenModel):
    """A file that came in, or lay in an archive, and what it was taken for."""

    name: str
    kind: Literal["archive", "weights", "config", "index", "features", "clusters", "unused"]
    bytes: int


class TrainedVoiceFacts(FrozenModel):
    """What the files of a trained voice say of it."""

    family: Literal["so-vits-svc", "rvc"]
    version: Literal["4.0", "4.1", "fork", "v1", "v2"]
    sample_rate: int
    content_encoder: Literal["contentvec-layer-9", "contentvec-layer-12"]
    speakers: tuple[Speaker, ...]
    """As far as they have names."""
    speaker_rows: int
    has_f0: bool
    needs_volume: bool
    predicts_f0: bool
    variants: tuple[str, ...]
    has_index: bool
    has_clusters: bool
    sources: tuple[VoiceSource, ...] = ()
    """A job's copy has neither these nor messages."""
    messages: tuple[StoredMessage, ...] = ()


class CheckpointVoice(_SingleVoice):
    """A trained voice: weights of a kind that its engine loads."""

    kind: Literal["checkpoint"]
    id: str = Field(min_length=1)
    engine: str = Field(min_length=1)
    files: Annotated[dict[str, FileFacts], Field(min_length=1), AfterValidator(_plain_names)]
    speaker: str | None = None
    """Of a checkpoint that holds several."""


SingleVoice = Annotated[PresetVoice | ClipVoice | CheckpointVoice, Field(discriminator="kind")]


class BlendVoice(BaseModel):
    """Several voices at once; their shares and points say how much of each."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    kind: Literal["blend"]
    name: str = ""
    voices: tuple[SingleVoice, ...] = Field(min_length=1)

    @property
    def voice_id(self) -> str:
        """A blend has none."""
        return ""

    @property
    def singles(self) -> tuple[SingleVoice, ...]:
        return self.voices

    @property
    def shares(self) -> tuple[tuple[str, float], ...]:
        return tuple((voice.name, voice.share) for voice in self.voices)

    def median_hz(self, song_median_hz: float) -> float:
        """The geometric mean of its voices', by their shares."""
        if song_median_hz <= 0:
            return song_median_hz
        return math.exp(sum(one.share * math.log(one.median_hz(song_median_hz)) for one in self.voices))


Voice = Annotated[PresetVoice | ClipVoice | CheckpointVoice | BlendVoice, Field(discriminator="kind")]

_VOICE: TypeAdapter[Voice] = TypeAdapter(Voice)
_SINGLE: TypeAdapter[SingleVoice] = TypeAdapter(SingleVoice)


def read_voice(payload: Any) -> Voice:
    """From JSON of this or an earlier version. Raises BadInput for what is none."""
    try:
        return _VOICE.validate_python(payload)
    except ValidationError as error:
        raise _unreadable(payload) from error


def read_single_voice(payload: Any) -> SingleVoice:
    """The same of what can't be a blend."""
    try:
        return _SINGLE.validate_python(payload)
    except ValidationError as error:
        raise _unreadable(payload) from error


def _unreadable(payload: Any) -> BadInput:
    kind = payload.get("kind") if isinstance(payload, dict) else None
    return BadInput(
        f"This version of the studio can't read a voice of kind “{kind}” as it was kept.",
        remedy="Choose another voice, or add its clips again.",
    )


def voice_json(voice: Voice) -> dict[str, JsonValue]:
    """As the ledger and a task keep it: only what was said, under the keys it always had."""
    return voice.model_dump(mode="json", exclude_unset=True)


class BlendShare(BaseModel):
    """One voice of a blend, as a job tells of it."""

    model_config = ConfigDict(frozen=True)
    name: str
    alpha: float
    """Its own factor on the singer's formants."""
    weight: float


class VoiceReport(BaseModel):
    """What an engine tells of the way from the singer to the voice: the factor on the formants, and why."""

    model_config = ConfigDict(frozen=True)
    alpha: float
    by: Literal["auto", "hand"]
    reason: StoredMessage
    voices: tuple[BlendShare, ...] = ()
