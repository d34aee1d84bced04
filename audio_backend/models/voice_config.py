"""What can be asked of the voice: whose it is, a blend of several, and what sings beside it."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from audio_backend.dsp.level.faders import OFF_DB
from audio_backend.models.base import AUTO, EngineName, FieldName, GainDb, Group, Id, Moment, Pan
from audio_backend.models.voice_options import Breath, Formant, OptionValue, Strength

MOST_VOICES, MOST_POINTS, MOST_HARMONIES, MOST_OPTIONS = 8, 100, 4, 50

Interval = Literal["octave_below", "fifth_below", "third_below", "third_above", "fifth_above", "octave_above"]


class BlendPoint(Group):
    """How much of a voice there is at one moment."""

    at: Moment = Field(description="In seconds of the song.")
    weight: float = Field(ge=0.0, le=1.0, description="0 none of it; all weights are brought to a sum of 1.")


class BlendVoice(Group):
    """One of the voices of a blend."""

    voice: Id = Field(description="Id of a voice from `/voices`.")
    weight: float = Field(1.0, ge=0.0, le=1.0, description="How much of it; all weights are brought to a sum of 1.")
    points: tuple[BlendPoint, ...] = Field(
        (), max_length=MOST_POINTS,
        description="Weights over time, in place of `weight`: linear between the points, held before and after them.",
    )  # fmt: skip

    @model_validator(mode="after")
    def fits(self) -> BlendVoice:
        if any(later.at <= earlier.at for earlier, later in pairwise(self.points)):
            raise ValueError("the points of a blend must follow one another in time")
        return self

    def weights_at(self, seconds: np.ndarray) -> np.ndarray:
        """(n,) weights as they were asked for at n moments, before all are brought to a sum of 1."""
        points = self.points or (BlendPoint(at=0.0, weight=self.weight),)
        weights = np.interp(seconds, [point.at for point in points], [point.weight for point in points])
        return np.asarray(weights)


class SvcConfig(Group):
    """The voice: whose, by which engine, how far."""

    enabled: bool = Field(True, description="Convert the voice. Off: the vocal passes untouched.")
    engine: EngineName = Field(
        AUTO, description="Voice engine of the lead; `auto` is the voice's own: the one that it was made for."
    )
    voice: Id = Field("deeper", description="Id of a voice from `/voices`: a preset, or one of your own.")
    blend: tuple[BlendVoice, ...] = Field(
        (), max_length=MOST_VOICES, description="A mixture of voices in place of `voice`, at given points if wanted."
    )
    strength: Strength = 1.0
    formant: Formant = "auto"
    breath: Breath = 0.0
    options: dict[FieldName, OptionValue] = Field(
        default_factory=dict,
        max_length=MOST_OPTIONS,
        description="Further settings of the lead's engine, which `svc` has no fields for.",
    )
    double: bool = Field(
        False, description="A second, slightly different take under the first, in a stereo song panned apart; its "
        "fader is `mixing.double_db`. Without a voice it is the singer's own."
    )  # fmt: skip
    double_voice: Id | None = Field(
        None, description="Id of the voice that sings the second take, by its own engine; null is the lead's."
    )

    @model_validator(mode="after")
    def fits(self) -> SvcConfig:
        names = [part.voice for part in self.blend]
        if len(set(names)) < len(names):
            raise ValueError("each voice of a blend is named once; give it points to change its weight")
        moments = np.unique([0.0, *(point.at for part in self.blend for point in part.points)])
        silent = moments[~np.any([part.weights_at(moments) for part in self.blend], axis=0)]
        if self.blend and len(silent):
            raise ValueError(f"at {silent[0]:g} s all weights of the blend are 0; one voice must be left")
        return self

    @property
    def converts(self) -> bool:
        return self.enabled and self.strength > 0

    def beside(self, voice: str | None) -> str:
        """The id of a voice that sings beside the lead's; empty where the lead's own sings there, or nobody's."""
        own = voice is None or not self.converts or (voice == self.voice and not self.blend)
        return "" if own or voice is None else voice


class HarmonyVoice(Group):
    """One more voice that sings along, in the song's key."""

    interval: Interval = Field(description="Where it sings; thirds and fifths follow the scale of `swiftf0.key`.")
    gain_db: GainDb = Field(-9.0, description="Gain of this voice in dB against the lead; −60 is off.")
    pan: Pan = Field(0.0, description="Where it stands: −1 left, 1 right; no place in a mono song.")
    voice: Id | None = Field(
        None, description="Id of the voice that sings it, by its own engine; null is the lead's. The interval stays."
    )


class HarmonyConfig(Group):
    """Voices beside the lead: the lead's own, or others."""

    voices: tuple[HarmonyVoice, ...] = Field(
        (), max_length=MOST_HARMONIES, description="At most four; `mixing.harmony_db` is the fader of all of them."
    )

    @property
    def audible(self) -> tuple[HarmonyVoice, ...]:
        """Those whose own fader isn't off; no others are sung."""
        return tuple(voice for voice in self.voices if voice.gain_db > OFF_DB)

    @property
    def uses_scale(self) -> bool:
        return any(not voice.interval.startswith("octave") for voice in self.audible)


def voices_beside(svc: SvcConfig, harmony: HarmonyConfig) -> dict[str, list[str]]:
    """Id of each voice that sings beside the lead's -> the settings that name it, in the order in which they sing."""
    named = [("svc.double_voice", svc.double_voice)] if svc.double else []
    named += [("harmony.voices", voice.voice) for voice in harmony.audible]
    fields: dict[str, list[str]] = {}
    for field, voice in named:
        if other := svc.beside(voice):
            fields.setdefault(other, []).append(field)
    return {voice: list(dict.fromkeys(by)) for voice, by in fields.items()}
