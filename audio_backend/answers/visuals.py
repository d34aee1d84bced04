"""What the API answers to be drawn: outlines, spectrograms, pitch."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from audio_backend.answers.base import Answer, Seconds


class Peaks(Answer):
    """For drawing: per channel min, max, min, max ... from start to end."""

    model_config = ConfigDict(extra="ignore")
    data: list[list[float]]
    points: int
    duration_s: Seconds
    sample_rate: int


class StemPeaks(Peaks):
    """The waveform of a whole stem, and how loud it is: the page plays two stems at equal loudness."""

    stem: str
    integrated_lufs: float | None = Field(description="LUFS (ITU-R BS.1770-4) of the whole stem; null for silence.")


class Spectrogram(Answer):
    """A sound as a picture."""

    model_config = ConfigDict(extra="ignore")
    job_id: str
    stem: str
    columns: int
    bands: int
    start_s: Seconds
    stop_s: Seconds
    low_hz: float = Field(description="Lower edge of the first band.")
    high_hz: float = Field(description="Upper edge of the last band: 16 kHz, or half the sample rate.")
    scale: Literal["log"] = Field(description="Bands are equal steps of pitch.")
    floor_db: float = Field(description="Level of byte 0, or less; 0 dB is a sine at full scale.")
    ceiling_db: float = Field(description="Level of byte 255, or more.")
    data: str = Field(description="Base64 of columns * bands bytes: column by column, the lowest band first.")


class PitchCurve(Answer):
    """F0 of the whole song on a uniform grid; 0 Hz is unvoiced; `target_hz` is what was asked for."""

    job_id: str
    hop_s: Seconds
    frames: int
    time_s: list[float]
    f0_hz: list[float]
    confidence: list[float]
    target_hz: list[float]
    voiced: list[bool]
