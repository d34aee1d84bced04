"""What is decided once for a whole song, as it lies in plan.json."""

from __future__ import annotations

from pydantic import Field, JsonValue

from audio_backend.models.frozen_model import FrozenModel, is_absent
from audio_backend.models.messages import Message, StoredMessage
from audio_backend.models.voices import VoiceReport


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
    polarity_inverted: bool | None = Field(None, alias="turned_over")
    """Of the song's vocal: left and right are opposed."""
    decay_s: float | None = None
    """The reverberation time of the song's vocal."""


class SongPlan(PlanFacts):
    """All of a plan: what engines decided, and where the pulses of each voice lie."""

    voice_plan: dict[str, JsonValue] = Field(default_factory=dict, exclude_if=lambda plan: not plan)
    """Only the voice engine reads it."""
    phases: dict[str, list[float]] = Field(default_factory=dict, exclude_if=lambda phases: not phases)
    """Of the curves of lead and backing vocals, by their names: cycles (0..1) at every full second."""
