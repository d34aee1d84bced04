"""What the page draws of a job's stems: waveform, loudness, spectrogram."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from audio_backend.answers.visuals import Spectrogram, StemPeaks
from audio_backend.api.dependencies import AnId, TheStudio
from audio_backend.api.jobs import Stem
from audio_backend.api.problems import answers
from audio_backend.jobs.visuals import View
from audio_backend.models.settings_group import Moment

router = APIRouter(prefix="/jobs", tags=["jobs"], responses=answers(404, 409, 507))

At = Annotated[Moment, Query(description="Seconds from the start of the stem.")]


@router.get("/{job_id}/peaks", operation_id="get_stem_peaks")
async def peaks(
    job_id: AnId, studio: TheStudio, stem: Stem = "mix", points: Annotated[int, Query(ge=10, le=20_000)] = 2_000
) -> StemPeaks:
    """The waveform of a whole stem, and its loudness. `original` from decoding on, all others of a finished job."""
    return await studio.visuals.peaks(job_id, stem, points)


@router.get("/{job_id}/spectrogram", operation_id="get_spectrogram")
async def spectrogram(
    job_id: AnId, studio: TheStudio, stem: Stem = "mix",
    columns: Annotated[int, Query(ge=100, le=4_000)] = 1_200, bands: Annotated[int, Query(ge=32, le=256)] = 160,
    start_s: At = 0.0, stop_s: Annotated[Moment | None, Query(description="The end without it.")] = None,
) -> Spectrogram:  # fmt: skip
    """A stem, or part of it, as a picture: bands in equal steps of pitch from 40 Hz up, each byte a level in dB.

    A byte is the highest level in its column and band. Columns longer than 16 half windows (0.37 s for the treble,
    3 s for the bass) are looked at in 16 places: 8 evenly spread, and the 8 with the fastest changes, so strokes and
    consonants are seen; a short dull sound among livelier ones may not be. Zoom in to see all.
    """
    return await studio.visuals.spectrogram(job_id, stem, View(columns, bands, start_s, stop_s))
