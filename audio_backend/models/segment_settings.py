"""What may be different in one segment of a job: only how it is computed, nothing that was planned for the song.

A field is here when one segment's `analyse` or `render` reads it and no other unit does. Not here, though it looks
like it: `svc.voice`, `svc.blend`, `svc.formant`, `svc.engine`, `swiftf0.formant_shift` (part of the song's plan, or a
break in the voice),
everything of `mixing` (`remix` changes it), `processing.segment_length` (the cut itself).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from audio_backend.errors import BadConfig
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.base import EngineName, Group
from audio_backend.models.voice_options import Breath

HEARD = ("processing.device", "instrumental.quality", "instrumental.engine", "swiftf0.f0_method")
"""Read by `analyse`: the isolating net is what runs on the device. All others are read by `render` alone."""

Settings = dict[str, dict[str, Any]]


class SegmentProcessing(Group):
    device: Literal["auto", "cpu", "cuda"] = Field(
        "auto", description="Where neural engines compute this segment: `cpu` when the GPU's memory runs out."
    )


class SegmentInstrumental(Group):
    quality: Literal["fast", "balanced", "best"] = Field("balanced", description="Passes of the isolating network.")
    engine: EngineName = Field("spleeter", description="Engine that isolates the vocal.")


class SegmentSvc(Group):
    strength: float = Field(
        1.0, ge=0.0, le=1.0, description="How far towards the voice, where the job has one; 0 leaves it as it is."
    )
    breath: Breath = 0.0


class SegmentSwiftF0(Group):
    f0_method: EngineName = Field("swiftf0", description="Pitch engine.")


class SegmentConfig(Group):
    """Only these fields; all others belong to the song as a whole and need a new job."""

    processing: SegmentProcessing = SegmentProcessing()
    instrumental: SegmentInstrumental = SegmentInstrumental()
    svc: SegmentSvc = SegmentSvc()
    swiftf0: SegmentSwiftF0 = SegmentSwiftF0()

    @model_validator(mode="before")
    @classmethod
    def only_of_a_segment(cls, asked: Any) -> Any:
        """Raises BadConfig for what is a setting of the studio, though not of a segment; misspelt ones come later."""
        for group, fields in asked.items() if isinstance(asked, dict) else ():
            song_wide = AudioConfig.model_fields.get(group)
            for field in fields if song_wide and isinstance(fields, dict) else ():
                if field in song_wide.annotation.model_fields and not _is_of_a_segment(group, field):
                    raise _needs_a_new_job(f"{group}.{field}")
        return asked


class Retry(Group):
    """What is to be different this time, in these segments only; nothing: as the job was asked for."""

    config: SegmentConfig = SegmentConfig()

    @property
    def settings(self) -> Settings:
        """Only what was sent."""
        return {group: fields for group, fields in self.config.model_dump(exclude_unset=True).items() if fields}


def hears_differently(before: Settings, after: Settings) -> bool:
    """Whether the segment must be analysed again, and not only rendered."""
    return any(_field(before, name) != _field(after, name) for name in HEARD)


def heard(settings: Settings) -> Settings:
    """The part that `analyse` reads."""
    names = {group: {f: v for f, v in fields.items() if f"{group}.{f}" in HEARD} for group, fields in settings.items()}
    return {group: fields for group, fields in names.items() if fields}


def _field(settings: Settings, name: str) -> Any:
    group, field = name.split(".")
    return settings.get(group, {}).get(field)


def _is_of_a_segment(group: str, field: str) -> bool:
    own = SegmentConfig.model_fields.get(group)
    return own is not None and field in own.annotation.model_fields


def _needs_a_new_job(name: str) -> BadConfig:
    return BadConfig(
        f"{name} needs a new job: it belongs to the song as a whole and can't differ in one segment.",
        remedy="Start a job with it, or change one of: "
        + ", ".join(f"{g}.{f}" for g, own in SegmentConfig.model_fields.items() for f in own.annotation.model_fields),
        errors=[{"field": f"config.{name}", "message": "needs a new job", "type": "song_wide"}],
    )
