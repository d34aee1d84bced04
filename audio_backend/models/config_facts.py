"""What follows from a config: the rules are here and in AudioConfig alone, so that the page decides nothing twice."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from audio_backend.models.audio_config import AudioConfig, MixingConfig, QualityConfig
from audio_backend.models.segment_settings import SegmentConfig
from audio_backend.models.stages import isolates
from audio_backend.models.stems import BACKING_VOCAL_STEMS, DRAFT_STEMS, PREFADER, VOCALS, backing_vocal_stems, stems_of

REMIX_INSTRUMENTAL = (
    "enabled", "transpose", "drums_db", "bass_db", "other_db", "drums_pan", "bass_pan", "other_pan",
)  # fmt: skip
"""Fields of `instrumental` that change without computing anything again."""


class MixTrack(BaseModel):
    """One track of the mixer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stem: str
    file: str = Field(description="What `/download` gives of it before its fader, its pan and the added reverb.")
    fader: str = Field(description="The field with its gain, as `group.field`.")
    pan: str | None = Field(description="The field with its place; null where song or result have no left and right.")
    draft: bool = Field(description="A part of the backing: gain and place of the backing are for it too.")


class ConfigFacts(BaseModel):
    """What a job with this config does and can give."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    uses_voice: bool = Field(description="Another voice sings; only then consent and a voice's name have a meaning.")
    blends_voices: bool = Field(description="It is a blend of several.")
    changes_vocal: bool = Field(description="The singer's own line is moved, bent, or sung by another voice.")
    renders_vocals: bool = Field(description="Anything but the singer as recorded is to be heard.")
    follows_pitch: bool = Field(description="There is a pitch curve, also as CSV, once the song is planned.")
    uses_scale: bool = Field(description="The key is looked for: `snap`, thirds and fifths need it.")
    isolates: bool = Field(description="The vocal is separated from the song.")
    has_backing: bool = Field(description="There is a backing, and it is in the mix.")
    moves_backing: bool = Field(description="The backing is transposed along; of `auto` known once it is planned.")
    splits_backing: bool = Field(description="There are draft stems of drums, bass and other.")
    backing_vocals: list[Literal["double", "harmony"]] = Field(description="Stems of voices beside the lead.")
    stems: list[str] = Field(description="What `/download` can give.")
    filled_stems: list[str] = Field(description="Those of them that hold something: a vocal alone has no backing.")
    mix_tracks: list[MixTrack] = Field(description="What the result can be taken apart into, and mixed anew.")
    remix_fields: list[str] = Field(description="What `/remix` can change, as `group.field`.")
    retry_fields: list[str] = Field(description="What one segment's retry can change with an effect.")


def facts_of(
    config: AudioConfig,
    source: str,
    own_backing: bool,
    semitones: float | None = None,
    backing_made: bool = False,
    channels: int = 2,
) -> ConfigFacts:
    """`source` is song or vocals; `semitones` is how far the plan moves the vocal, None before there is one;
    `backing_made` says that the job has its own backing, or the one from words, whether it is on now or not; `channels`
    are the song's."""
    switchable = backing_made or not misses_backing(config, own_backing)
    stems, own_backing = stems_of(config), own_backing or config.generates_backing
    return ConfigFacts(
        uses_voice=config.uses_voice,
        blends_voices=config.uses_voice and bool(config.svc.blend),
        changes_vocal=config.changes_vocal,
        renders_vocals=config.renders_vocals,
        follows_pitch=config.follows_pitch,
        uses_scale=config.uses_scale,
        isolates=isolates(config, source),
        has_backing=has_backing(config, source, own_backing),
        moves_backing=moves_backing(config, source, own_backing, semitones),
        splits_backing=config.instrumental.wants_stems,
        backing_vocals=[stem for stem in BACKING_VOCAL_STEMS if stem in backing_vocal_stems(config)],
        stems=list(stems),
        filled_stems=[stem for stem in stems if source == "song" or own_backing or stem not in _OF_A_BACKING],
        mix_tracks=_mix_tracks(config, source, own_backing, has_sides(config, channels)),
        remix_fields=_remix_fields(config, switchable, has_sides(config, channels)),
        retry_fields=_retry_fields(config, source),
    )


def misses_backing(config: AudioConfig, own_backing: bool) -> bool:
    """While it is off, a backing in place of the song's own is not made: none can be switched on afterwards."""
    return not config.instrumental.enabled and (own_backing or config.instrumental.generate is not None)


def has_sides(config: AudioConfig, channels: int) -> bool:
    """Whether left and right are two: else a pan has no effect."""
    return channels > 1 and config.quality.channels != 1


def has_backing(config: AudioConfig, source: str, own_backing: bool) -> bool:
    return config.instrumental.enabled and (own_backing or config.generates_backing or isolates(config, source))


def moves_backing(config: AudioConfig, source: str, own_backing: bool, semitones: float | None) -> bool:
    """Whether there is a backing that goes along with the voice; what is asked for counts until it is planned."""
    moves = config.swiftf0.pitch_shift if semitones is None else semitones
    return has_backing(config, source, own_backing) and config.instrumental.transpose and bool(moves)


_OF_A_BACKING = ("instrumental", *DRAFT_STEMS)


def _mix_tracks(config: AudioConfig, source: str, own_backing: bool, sides: bool) -> list[MixTrack]:
    def track(stem: str, field: str, draft: bool = False) -> MixTrack:
        pan, file = f"{field}_pan" if sides else None, PREFADER.get(stem, stem)
        return MixTrack(stem=stem, file=file, fader=f"{field}_db", pan=pan, draft=draft)

    tracks = [track(VOCALS, "mixing.vocal"), *(track(stem, f"mixing.{stem}") for stem in backing_vocal_stems(config))]
    if not has_backing(config, source, own_backing):
        return tracks
    drafts = config.instrumental.wants_stems and not own_backing and not config.instrumental.transpose
    if not drafts:  # they are in the song's own key, and of the song's own backing
        return [*tracks, track("instrumental", "mixing.instrumental")]
    return [*tracks, *(track(stem, f"instrumental.{stem}", draft=True) for stem in DRAFT_STEMS)]


def _remix_fields(config: AudioConfig, switchable: bool, sides: bool) -> list[str]:
    silent = [stem for stem in BACKING_VOCAL_STEMS if stem not in backing_vocal_stems(config)]
    silent += [] if config.instrumental.wants_stems else DRAFT_STEMS
    missing = [f"{stem}_{of}" for stem in silent for of in ("db", "pan")]
    missing += [] if switchable else ["enabled"]
    groups = {"mixing": MixingConfig.model_fields, "quality": QualityConfig.model_fields}
    return [
        f"{group}.{field}"
        for group, fields in {**groups, "instrumental": REMIX_INSTRUMENTAL}.items()
        for field in fields
        if field not in missing and (sides or not field.endswith("_pan"))
    ]


def _retry_fields(config: AudioConfig, source: str) -> list[str]:
    """Of a segment's settings those of the groups that do something in this job."""
    effect = {
        "instrumental": isolates(config, source),
        "svc": config.uses_voice,
        "swiftf0": config.follows_pitch,
    }
    defaults = SegmentConfig().model_dump()
    return [f"{group}.{field}" for group, fields in defaults.items() if effect.get(group, True) for field in fields]
