"""What a job may be asked for: frozen models with units and bounds, and the three profiles.

Unknown fields are refused by name. What is left out comes from the profile, and the job echoes the whole result.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from audio_backend.dsp.pitch.scales import SPELLINGS
from audio_backend.models.base import EngineName, FieldName, GainDb, Group, Id, Moment, Pan, is_name
from audio_backend.models.formats import AAC_RATES, MP3_RATES
from audio_backend.models.voice_config import MOST_OPTIONS, HarmonyConfig, SvcConfig
from audio_backend.models.voice_options import OptionValue
from audio_backend.models.voices import VoiceRights

Profile = Literal["fast", "balanced", "quality"]
OutputFormat = Literal["wav", "flac", "mp3", "ogg", "m4a"]
DEFAULT_CEILING_DB = -1.0


class ProcessingConfig(Group):
    """How the song is cut and where it is computed."""

    segment_length: float = Field(30.0, ge=5.0, le=120.0, description="Length of one segment, in seconds.")
    overlap_duration: float = Field(
        0.5, ge=0.0, le=2.0, description="Cross-fade of neighbouring segments, in seconds; 0 means 20 ms."
    )
    max_concurrent_segments: int = Field(2, ge=1, le=8, description="Segments of this job computed at the same time.")
    device: Literal["auto", "cpu", "cuda"] = Field(
        "auto", description="Where neural engines run; `cuda` is refused when there is no usable GPU."
    )
    clear_cache_between_segments: bool = Field(True, description="Give unused GPU memory back after each segment.")


class QualityConfig(Group):
    """What the finished file is like."""

    sample_rate: Annotated[int, Field(ge=8_000, le=192_000)] | Literal["source"] = Field(
        "source", description="Sample rate of the result in Hz, 8000 to 192000; `source` keeps the song's own."
    )
    bit_depth: Literal[16, 24, 32] = Field(
        16, description="Bits per sample of WAV and FLAC; 32 is floating point and needs WAV. Lossy formats ignore it."
    )
    channels: Literal[1, 2, "source"] = Field(
        "source", description="1, 2, or `source`: as the song; more than two are folded down to stereo."
    )
    output_format: OutputFormat = Field("wav", description="Format of the result; `ogg` is Vorbis, `m4a` is AAC.")

    @model_validator(mode="after")
    def fits(self) -> QualityConfig:
        if self.bit_depth == 32 and self.output_format == "flac":
            raise ValueError("FLAC holds 16 or 24 bits; choose output_format 'wav' for 32-bit floating point")
        return self


KEY = rf"^(auto|chromatic|({'|'.join(SPELLINGS)}) (major|minor))$"


def _key(name: str) -> str:
    if not re.fullmatch(KEY, name):
        raise ValueError("a key is `auto`, `chromatic`, or a note with major or minor, such as `A minor` or `Db major`")
    return name


Key = Annotated[str, Field(json_schema_extra={"pattern": KEY}), AfterValidator(_key)]


class SwiftF0Config(Group):
    """Pitch: how it is followed, and where it is moved."""

    enabled: bool = Field(True, description="Move the pitch. Off: it is only followed, if the voice engine needs it.")
    pitch_shift: Annotated[float, Field(ge=-24.0, le=24.0)] | Literal["auto"] = Field(
        0.0, description="Semitones the vocal is moved by, or `auto`: the octave that suits the voice."
    )
    formant_shift: float = Field(
        1.0, ge=0.5, le=2.0, description="Factor on the formants alone: above 1 sounds smaller, below 1 larger."
    )
    preserve_vibrato: bool = Field(True, description="Keep the singer's vibrato; off smooths it away.")
    vibrato: float = Field(
        1.0, ge=0.0, le=2.0, description="Depth of the singer's own vibrato: 0 none, 1 as sung, 2 twice as deep."
    )
    style: Literal["follow", "smooth", "snap"] = Field(
        "follow",
        description="`follow` sings what was sung, `smooth` calms the way between notes, `snap` draws notes to the "
        "nearest one of `key`, a gentle autotune.",
    )
    style_amount: float = Field(0.7, ge=0.0, le=1.0, description="How much of `style`: 0 none, 1 all of it.")
    key: Key = Field(
        "auto",
        description="Scale for `snap` and for harmonies, such as `A minor`; `auto` finds the song's over time, "
        "`chromatic` is every semitone (not for thirds and fifths).",
    )
    f0_method: EngineName = Field("swiftf0", description="Pitch engine: `swiftf0`, or the placeholder `pyin`.")
    fmin: float = Field(50.0, ge=47.0, le=1000.0, description="Lowest pitch that is looked for, in Hz.")
    fmax: float = Field(1100.0, ge=100.0, le=2090.0, description="Highest pitch that is looked for, in Hz.")

    @model_validator(mode="after")
    def fits(self) -> SwiftF0Config:
        if self.fmax < 1.5 * self.fmin:
            raise ValueError("fmax must be at least 1.5 times fmin")
        return self

    @property
    def vibrato_depth(self) -> float:
        """0 none, 1 as sung."""
        return self.vibrato if self.preserve_vibrato else 0.0

    @property
    def snaps(self) -> bool:
        return self.style == "snap" and self.style_amount > 0

    @property
    def bends(self) -> bool:
        """The melody is sung in another way, beside being moved."""
        return self.vibrato_depth != 1.0 or (self.style != "follow" and self.style_amount > 0)


class GenerationConfig(Group):
    """A new backing from words, as long as the song's."""

    engine: EngineName = Field(description="Engine that makes it, from `/models/status`.")
    prompt: str = Field(min_length=1, max_length=4000, description="What it shall sound like, in words.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="The same seed gives the same backing.")
    options: dict[FieldName, OptionValue] = Field(
        default_factory=dict, max_length=MOST_OPTIONS, description="Further settings of the engine."
    )


class InstrumentalConfig(Group):
    """The backing: how it is split from the voice, and what becomes of it."""

    enabled: bool = Field(True, description="Put the backing into the mix. Off: the result is the vocal alone.")
    engine: EngineName = Field("spleeter", description="Engine that isolates the vocal.")
    quality: Literal["fast", "balanced", "best"] = Field("balanced", description="Passes of the network: 1, 3 or 5.")
    split_vocals: bool = Field(True, description="Isolate the vocal. Off: the whole song is taken as the vocal.")
    stems: bool = Field(False, description="Also split the backing into draft drums, bass and other.")
    drums_db: GainDb = Field(0.0, description="Gain of the draft drums in dB, −60 is off; not 0 implies `stems`.")
    bass_db: GainDb = Field(0.0, description="Gain of the draft bass in dB, −60 is off; not 0 implies `stems`.")
    other_db: GainDb = Field(0.0, description="Gain of the draft remainder in dB, −60 is off; not 0 implies `stems`.")
    drums_pan: Pan = Field(0.0, description="Place of the draft drums, −1 left to 1 right; not 0 implies `stems`.")
    bass_pan: Pan = Field(0.0, description="Place of the draft bass, −1 left to 1 right; not 0 implies `stems`.")
    other_pan: Pan = Field(0.0, description="Place of the draft remainder, −1 left to 1 right; not 0 implies `stems`.")
    keep_reverb: bool = Field(
        False, description="Keep the song's own reverb: the late tail of the vocal is not converted, and added back."
    )
    transpose: bool = Field(False, description="Transpose the backing together with the voice, to stay in key.")
    generate: GenerationConfig | None = Field(
        None, description="Make a new backing and take it in place of the song's own; null keeps that."
    )

    @property
    def wants_stems(self) -> bool:
        gains, pans = (self.drums_db, self.bass_db, self.other_db), (self.drums_pan, self.bass_pan, self.other_pan)
        return self.stems or any((*gains, *pans))


class MixingConfig(Group):
    """The mix and the master."""

    vocal_db: GainDb = Field(0.0, description="Gain of the vocal in dB; −60 is off.")
    double_db: GainDb = Field(
        -6.0, description="Fader of the second take (`svc.double`) in dB, whatever `vocal_db` is; at 0 it is as loud "
        "as the vocal at 0, −60 is off."
    )  # fmt: skip
    harmony_db: GainDb = Field(
        0.0, description="Fader of all harmonies together in dB, whatever `vocal_db` is; −60 is off."
    )
    instrumental_db: GainDb = Field(0.0, description="Gain of the backing in dB; −60 is off.")
    vocal_pan: Pan = Field(
        0.0, description="Place of the vocal, −1 left to 1 right; 0 is as it was recorded. Pans need a stereo song and "
        "a stereo result. The added reverb stays where it is."
    )  # fmt: skip
    double_pan: Pan = Field(0.0, description="Place of the second take, −1 left to 1 right.")
    harmony_pan: Pan = Field(0.0, description="Place of all harmonies together, on top of each one's own.")
    instrumental_pan: Pan = Field(0.0, description="Place of the backing, −1 left to 1 right.")
    fade_in: float = Field(0.0, ge=0.0, le=30.0, description="Fade-in at the start, in seconds.")
    fade_out: float = Field(0.0, ge=0.0, le=30.0, description="Fade-out at the end, in seconds.")
    reverb: float = Field(0.0, ge=0.0, le=1.0, description="Reverb added to the vocal: 0 none, 1 as loud as the voice.")
    match_original_balance: bool = Field(
        True, description="Give the converted vocal the loudness of the original one, before `vocal_db`."
    )
    target_lufs: Annotated[float, Field(ge=-40.0, le=-5.0)] | None = Field(
        None, description="Integrated loudness of the result in LUFS (ITU-R BS.1770-4); null leaves it as mixed."
    )
    true_peak_db: Annotated[float, Field(ge=-20.0, le=0.0)] | Literal["auto"] | None = Field(
        "auto",
        description="Ceiling of the look-ahead limiter in dBTP. `auto` is -1, except that a song nothing was done to "
        "keeps its own peaks; null switches the limiter off.",
    )


class RangeConfig(Group):
    """The part of the song to work on; the result is as long as this part."""

    start: Moment = Field(0.0, description="Start in seconds.")
    stop: Annotated[Moment, Field(gt=0.0)] | None = Field(
        None, description="End in seconds; null is the end of the song."
    )

    @model_validator(mode="after")
    def fits(self) -> RangeConfig:
        if self.stop is not None and self.stop <= self.start:
            raise ValueError("stop must come after start")
        return self


class AudioConfig(Group):
    """Everything a job can be asked for. Frozen; `overridden` gives a changed copy."""

    processing: ProcessingConfig = ProcessingConfig()
    quality: QualityConfig = QualityConfig()
    swiftf0: SwiftF0Config = SwiftF0Config()
    svc: SvcConfig = SvcConfig()
    harmony: HarmonyConfig = HarmonyConfig()
    instrumental: InstrumentalConfig = InstrumentalConfig()
    mixing: MixingConfig = MixingConfig()
    range: RangeConfig = RangeConfig()

    @model_validator(mode="after")
    def fits(self) -> AudioConfig:
        if self.processing.segment_length <= 2 * max(self.processing.overlap_duration, 0.02):
            raise ValueError("processing.segment_length must be more than twice processing.overlap_duration")
        if not self.swiftf0.enabled and self.moves_pitch:
            raise ValueError(
                "swiftf0.pitch_shift, formant_shift, preserve_vibrato, vibrato and style need swiftf0.enabled"
            )
        if self.swiftf0.key == "chromatic" and self.harmony.uses_scale:
            raise ValueError("thirds and fifths need a key: swiftf0.key 'chromatic' has none, choose 'auto' or a key")
        highest = {"mp3": 48_000, "m4a": 96_000}.get(self.quality.output_format)
        if highest and self.quality.sample_rate != "source" and self.quality.sample_rate > highest:
            raise ValueError(f"{self.quality.output_format} holds at most {highest} Hz")
        if self.quality.output_format == "mp3" and self.quality.sample_rate not in ("source", *MP3_RATES):
            raise ValueError(f"mp3 holds one of {MP3_RATES} Hz")
        if self.quality.output_format == "m4a" and self.quality.sample_rate not in ("source", *AAC_RATES):
            raise ValueError(f"m4a (AAC) holds one of {AAC_RATES} Hz")
        return self

    @property
    def moves_pitch(self) -> bool:
        """The vocal is moved, reshaped or smoothed by the pitch stage itself."""
        return self.swiftf0.pitch_shift != 0 or self.swiftf0.formant_shift != 1.0 or self.swiftf0.bends

    @property
    def uses_voice(self) -> bool:
        return self.svc.converts

    @property
    def follows_pitch(self) -> bool:
        return self.swiftf0.enabled or self.uses_voice or self.backing_vocals > 0

    @property
    def generates_backing(self) -> bool:
        return self.instrumental.enabled and self.instrumental.generate is not None

    @property
    def changes_vocal(self) -> bool:
        return self.moves_pitch or self.uses_voice

    @property
    def backing_vocals(self) -> int:
        """How many sing beside the lead: the second take and the harmonies. Each costs as much as the lead."""
        return len(self.harmony.audible) + self.svc.double

    @property
    def renders_vocals(self) -> bool:
        """Whether anything but the singer as recorded is to be heard."""
        return self.changes_vocal or self.backing_vocals > 0

    @property
    def uses_scale(self) -> bool:
        """Whether it matters in which key the song is, and how it is tuned."""
        return self.swiftf0.snaps or self.harmony.uses_scale

    @property
    def work_profile(self) -> dict[str, str]:
        """What decides how long a phase takes: estimates compare like with like."""
        isolation = self.instrumental.quality if self.instrumental.split_vocals else "none"
        beside = f", {self.backing_vocals} beside" if self.backing_vocals else ""
        return {"analyse": isolation, "render": self.work_of_lead + beside}

    @property
    def work_of_lead(self) -> str:
        """What becomes of the singer's own line: `moved` is the vocoder's work, as every voice beside it is."""
        if not self.changes_vocal:
            return "as recorded"
        return "moved" if self.swiftf0.pitch_shift or self.swiftf0.bends else "in place"

    def overridden(self, overrides: dict[str, Any]) -> AudioConfig:
        """A copy with single fields replaced, checked as a whole. Raises pydantic.ValidationError."""
        return AudioConfig.model_validate(merged(self.model_dump(), overrides))


PROFILES: dict[Profile, dict[str, dict[str, Any]]] = {
    "fast": {
        "processing": {"segment_length": 20.0, "max_concurrent_segments": 2},
        "quality": {"bit_depth": 16, "output_format": "wav"},
        "instrumental": {"quality": "fast"},
    },
    "balanced": {
        "processing": {"segment_length": 30.0, "max_concurrent_segments": 2},
        "quality": {"bit_depth": 16, "output_format": "wav"},
        "instrumental": {"quality": "balanced"},
    },
    "quality": {
        "processing": {"segment_length": 30.0, "max_concurrent_segments": 1},
        "quality": {"bit_depth": 24, "output_format": "flac"},
        "instrumental": {"quality": "best"},
    },
}
"""Only the fields a profile decides; the page merges the same ones."""


def profile_config(profile: Profile) -> AudioConfig:
    return AudioConfig.model_validate(PROFILES[profile])


def effective_config(profile: Profile, overrides: dict[str, Any]) -> AudioConfig:
    """The profile with single fields replaced. Raises pydantic.ValidationError."""
    return AudioConfig.model_validate(merged(PROFILES[profile], overrides))


def merged(base: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    """Group by group, field by field; what isn't a group replaces."""
    result = dict(base)
    for group, fields in overrides.items():
        both = isinstance(fields, dict) and isinstance(result.get(group), dict)
        result[group] = {**result[group], **fields} if both else fields
    return result


class ConsentConfig(Group):
    """Whose voice this is. Kept with the job; nothing is checked, you answer for it."""

    voice_rights: VoiceRights
    statement: str = Field("", max_length=1000)


def _shown(title: str) -> str:
    if not is_name(title):
        raise ValueError("a title has letters, and no control characters")
    return title


Title = Annotated[str, Field(max_length=200), AfterValidator(_shown)]


class JobRequest(Group):
    """What `POST /jobs/start` and `/jobs/validate` take."""

    file_id: Id = Field(description="The song, from `POST /upload`.")
    instrumental_file_id: Id | None = Field(None, description="Your own backing, from `POST /upload`.")
    source: Literal["song", "vocals"] = Field("song", description="What the file is: a whole song, or a vocal alone.")
    profile: Profile = Field("balanced", description="Preset of settings; `config` replaces single fields of it.")
    config: dict[FieldName, dict[FieldName, Any]] = Field(
        default_factory=dict,
        description="Fields to replace, by group: processing, quality, swiftf0, svc, harmony, instrumental, mixing, "
        "range; the schema `AudioConfig` has every field with its unit and bounds.",
    )
    allow_placeholder: bool = Field(
        False, description="Let a stand-in take the place of an engine that isn't here. The result is marked as such."
    )
    consent: ConsentConfig | None = Field(
        None, description="Your right to use the voices; a job with any that is no preset needs it."
    )
    priority: int = Field(0, ge=-10, le=10, description="Higher runs first.")
    title: Title | None = Field(None, description="A name for the result; the upload's by default.")
