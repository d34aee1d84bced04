"""What a worker can be asked to do with a job: one frozen class per task, which names objects and never places."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from pydantic import ConfigDict

from audio_backend.models.audio_config import OutputFormat
from audio_backend.models.job_facts import Files, JobFacts
from audio_backend.models.results import (
    AnalyseResult,
    DecodeResult,
    ExportResult,
    FinishResult,
    PlanResult,
    RenderResult,
    Result,
    SegmentPreviewResult,
    StemPeaksResult,
    StemSpectrogramResult,
    UnitResult,
)
from audio_backend.models.value import Value

R = TypeVar("R", bound=Result)
U = TypeVar("U", bound=UnitResult)


class Task(Value, Generic[R]):
    """What is to be done; `R` is what it gives."""

    model_config = ConfigDict(extra="forbid")
    phase: str


class JobTask(Task[R], Generic[R]):
    """A task that reads what units of a job have made."""

    job: JobFacts


class UnitTask(JobTask[U], Generic[U]):
    """One attempt at one unit."""

    index: int = 0
    attempt: int


class Decode(UnitTask[DecodeResult]):
    phase: Literal["decode"] = "decode"


class Analyse(UnitTask[AnalyseResult]):
    phase: Literal["analyse"] = "analyse"


class AnalysedSegment(Value):
    """What the plan of the song must know of a segment beside its files."""

    mid_and_side: tuple[float, float] | None = None
    decay_s: float | None = None


class Plan(UnitTask[PlanResult]):
    phase: Literal["plan"] = "plan"
    analysed: tuple[AnalysedSegment, ...]
    files_before: Files | None = None
    """Of the last attempt that was done, where it is made again because they were not what they had been."""


class Render(UnitTask[RenderResult]):
    phase: Literal["render"] = "render"


class Finish(UnitTask[FinishResult]):
    phase: Literal["finish"] = "finish"
    kept_attempt: int | None = None
    """Whose result the ledger names until this one is there."""


class Export(JobTask[ExportResult]):
    """One more file of a finished job, in the folder of the finish that counts: another format, or a stem."""

    phase: Literal["export"] = "export"
    attempt: int
    stem: str
    output_format: OutputFormat


class SegmentPreview(JobTask[SegmentPreviewResult]):
    """One finished segment to listen to; `name` is the preview's."""

    phase: Literal["preview"] = "preview"
    index: int
    stem: str
    name: str


class StemTask(JobTask[R], Generic[R]):
    """A stem as it lies in the result of an attempt at finish: the mix is the published file itself."""

    attempt: int
    stem: str
    published: str | None = None
    match_db: float = 0.0


class StemPeaks(StemTask[StemPeaksResult]):
    phase: Literal["stem_peaks"] = "stem_peaks"


class CanvasSize(Value):
    """Samples [start, stop) of a sound, as a picture of so many columns and bands."""

    columns: int
    bands: int
    start: int
    stop: int


class StemSpectrogram(StemTask[StemSpectrogramResult]):
    phase: Literal["stem_spectrogram"] = "stem_spectrogram"
    canvas: CanvasSize


Unit = Decode | Analyse | Plan | Render | Finish
"""The ledger's units."""

TaskOfJob = Unit | Export | SegmentPreview | StemPeaks | StemSpectrogram
