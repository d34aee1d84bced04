"""What is known of a job while it runs: its song, what was decided once for all of it, what units have made so far."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue, PlainSerializer

from audio_backend.dsp.pitch.scales import auto_transposition
from audio_backend.dsp.signal.segments import Segment
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.base import FrozenModel, is_absent
from audio_backend.models.messages import Message, StoredMessage, Value
from audio_backend.models.stages import Phase
from audio_backend.models.voices import FileFacts, SingleVoice, Voice, VoiceReport, voice_json


class Transposition(FrozenModel):
    """How far the voice is moved, and why."""

    semitones: int | float = 0.0
    reason: StoredMessage = Message("not_asked_for")


class PitchFacts(FrozenModel):
    """How long is sung, and where: the median and the range of the middle 90 %; nothing of it without a voice."""

    voiced_seconds: float
    median_hz: float | None = Field(None, exclude_if=is_absent)
    low_hz: float | None = Field(None, exclude_if=is_absent)
    high_hz: float | None = Field(None, exclude_if=is_absent)
    median_note: str | None = Field(None, exclude_if=is_absent)
    low_note: str | None = Field(None, exclude_if=is_absent)
    high_note: str | None = Field(None, exclude_if=is_absent)


class KeySpanFacts(FrozenModel):
    """A part of the song in one key; `sounds_as` is that of the voice after it was moved by whole semitones."""

    start_s: float
    stop_s: float
    name: str
    confidence: float | None
    sounds_as: str | None


class KeyFacts(FrozenModel):
    """The key over time. `confidence` is 0..1, None when the key was asked for by hand."""

    name: str
    """Of the key that the song is in for longest."""
    confidence: float | None
    reason: StoredMessage
    tuning_cents: float
    sounds_as: str | None
    spans: tuple[KeySpanFacts, ...] = ()
    """Empty in plans of earlier versions, which knew one key for the whole song."""


class PlanFacts(FrozenModel):
    """What of a plan is told to everybody."""

    messages: tuple[StoredMessage, ...] = ()
    transposition: Transposition = Transposition()
    pitch: PitchFacts | None = Field(None, exclude_if=is_absent)
    sung: bool | None = Field(None, exclude_if=is_absent)
    key: KeyFacts | None = Field(None, exclude_if=is_absent)
    voice: VoiceReport | None = Field(None, exclude_if=is_absent)
    voices: dict[str, VoiceReport] = Field(default_factory=dict, exclude_if=lambda voices: not voices)
    """Of voices that sing beside the lead's, by their ids."""
    polarity_inverted: bool | None = Field(None, alias="turned_over")
    """Of the song's vocal: left and right are opposed."""
    decay_s: float | None = None
    """The reverberation time of the song's vocal."""

    @property
    def mix(self) -> MixPlan:
        """What the mix must know of it; what an earlier version didn't tell is as without a plan."""
        known = {"decay_s": self.decay_s, "polarity_inverted": self.polarity_inverted}
        told = {name: value for name, value in known.items() if value is not None}
        return MixPlan(semitones=self.transposition.semitones, **told)


class SongPlan(PlanFacts):
    """All of a plan: what engines decided, and where the pulses of each voice lie."""

    voice_plan: dict[str, JsonValue] = Field(default_factory=dict, exclude_if=lambda plan: not plan)
    """Only the lead's voice engine reads it."""
    voice_plans: dict[str, dict[str, JsonValue]] = Field(default_factory=dict, exclude_if=lambda plans: not plans)
    """The same of voices that sing beside the lead's, by their ids; each is read by its own engine."""
    phases: dict[str, list[float]] = Field(default_factory=dict, exclude_if=lambda phases: not phases)
    """Of the curves of lead and backing vocals, by their names: cycles (0..1) at every full second."""

    def plan_of(self, voice: str) -> dict[str, JsonValue]:
        """What was decided for a voice that sings beside the lead's, by its id; for the lead's without one."""
        return self.voice_plans[voice] if voice else self.voice_plan


def suited(song_median_hz: float, voice: Voice, transpose_backing: bool) -> Transposition:
    """0 Hz is a song in which nothing is sung."""
    voice_hz = voice.median_hz(song_median_hz)
    parts = ", ".join(f"{name} {100 * share:.0f} %" for name, share in voice.shares)
    blend: dict[str, Value] = {"parts": parts} if parts else {}
    move = auto_transposition(song_median_hz, voice_hz, transpose_backing)
    if move is None:
        return Transposition(semitones=0, reason=Message("nothing_sung_to_compare", (), blend))
    values: dict[str, Value] = {
        "song_hz": song_median_hz, "voice_hz": voice_hz, "semitones": move.semitones,
        "nearest_semitones": move.nearest_semitones, **blend,
    }  # fmt: skip
    reason = Message("moved_with_backing" if transpose_backing else "moved_in_key", (), values)
    return Transposition(semitones=move.semitones, reason=reason)


SourceKind = Literal["song", "vocals"]

DEFAULT_DECAY_SECONDS = 0.8
"""Reverberation time assumed where the vocal has no pause to measure it in."""


Files = dict[str, FileFacts]
"""By the names of the files that a unit has made."""


class UploadedFile(FrozenModel):
    """An upload that the job is made from; jobs of earlier versions don't know its hash."""

    file_id: str
    sha256: str | None = None


class Limits(FrozenModel):
    max_duration_s: float
    max_segments: int


class SongFacts(FrozenModel):
    """The decoded song and how it is cut."""

    frames: int
    sample_rate: int
    channels: int
    segments: tuple[Segment, ...]


SentVoice = Annotated[Voice, PlainSerializer(voice_json)]
"""Only what was said of it crosses, as it is kept."""


class VoiceBeside(FrozenModel):
    """A voice that sings second takes or harmonies in the place of the lead's, and the engine that sings with it."""

    engine: str
    voice: Annotated[SingleVoice, PlainSerializer(voice_json)]


class MixPlan(FrozenModel):
    """What the mix must know of the song's plan."""

    semitones: int | float = 0.0
    decay_s: float = DEFAULT_DECAY_SECONDS
    polarity_inverted: bool = False


class JobFacts(FrozenModel):
    """One job, as it is when a task of it begins."""

    job_id: str
    title: str
    config: AudioConfig
    """Effective, and free of engines that aren't here; a segment's own work has the segment's own settings in it."""
    voice: SentVoice | None = None
    """To sing with, or a blend; None where the config uses none."""
    voices_beside: dict[str, VoiceBeside] = Field(default_factory=dict)
    """By their ids; a part without one of its own is sung by the lead's."""
    limits: Limits
    source: SourceKind
    upload: UploadedFile
    own_backing: UploadedFile | None = None
    folded_down: bool = False
    """The upload has more than two channels."""
    placeholders: tuple[str, ...] = ()
    song: SongFacts | None = None
    """None until it is decoded."""
    attempts: dict[Phase, dict[int, int]] = Field(default_factory=dict)
    """Phase -> segment -> the attempt that counts."""
    files: dict[Phase, dict[int, Files | None]] = Field(default_factory=dict)
    """Phase -> segment -> what it made; None of a unit of an earlier version."""
    plan: MixPlan = MixPlan()
    keeps_vocals: bool = True
    """For the next cover; not where the passage itself is kept."""
