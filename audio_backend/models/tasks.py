"""What a worker can be asked to do: one frozen class per task, which names objects and never places.

How tasks and results are written as JSON stands at the end, and nowhere else.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import ConfigDict, Field, PlainSerializer, TypeAdapter

from audio_backend.models import results
from audio_backend.models.audio_config import OutputFormat
from audio_backend.models.base import FrozenModel, Json
from audio_backend.models.job_facts import Files, JobFacts, SourceKind
from audio_backend.models.results import (
    AnalyseResult,
    AnalyseSongResult,
    AuditionResult,
    DecodeResult,
    DemoLineResult,
    EnrolVoiceResult,
    ExportResult,
    FinishResult,
    ImportVoiceResult,
    InspectDeviceResult,
    LoadEngineResult,
    PlanResult,
    ProbeResult,
    RenderResult,
    Result,
    SegmentPreviewResult,
    SongCoverResult,
    StemPeaksResult,
    StemSpectrogramResult,
    TryVoiceResult,
    UnitResult,
    UploadPeaksResult,
    VoicePictureResult,
    VoicePreviewResult,
)
from audio_backend.models.voices import CheckpointVoice, SingleVoice, voice_json

R = TypeVar("R", bound=Result)
U = TypeVar("U", bound=UnitResult)


class Task(FrozenModel, Generic[R]):
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


class AnalysedSegment(FrozenModel):
    """What the plan of the song must know of a segment beside its files."""

    mid_and_side: tuple[float, float] | None = None
    decay_s: float | None = None

    @classmethod
    def of(cls, analysed: AnalyseResult) -> AnalysedSegment:
        return cls(mid_and_side=analysed.mid_and_side, decay_s=analysed.decay_s)


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


class Draft(FrozenModel):
    """What a segment is sung by before the song is planned. Its files lie under an attempt that never counts."""

    attempt: int
    analysed: tuple[AnalysedSegment, ...]
    earlier: int
    """Of the attempts at the plan so far, the newest."""


class SegmentPreview(JobTask[SegmentPreviewResult]):
    """One segment to listen to, finished or as a draft; `name` is the preview's."""

    phase: Literal["preview"] = "preview"
    index: int
    stem: str
    name: str
    draft: Draft | None = None


class StemTask(JobTask[R], Generic[R]):
    """A stem as it lies in the result of an attempt at finish: the mix is the published file itself."""

    attempt: int
    stem: str
    published: str | None = None
    match_db: float = 0.0


class StemPeaks(StemTask[StemPeaksResult]):
    phase: Literal["stem_peaks"] = "stem_peaks"


class CanvasSize(FrozenModel):
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


class Probe(Task[ProbeResult]):
    """`received` is a file on its way in, by its name under the uploads."""

    phase: Literal["probe"] = "probe"
    received: str
    max_duration_s: float


class UploadPeaks(Task[UploadPeaksResult]):
    phase: Literal["peaks"] = "peaks"
    file_id: str
    points: int


class SongCover(Task[SongCoverResult]):
    """The picture in an upload's tags."""

    phase: Literal["cover"] = "cover"
    file_id: str


class AnalyseSong(Task[AnalyseSongResult]):
    """Where an upload is sung."""

    phase: Literal["listen"] = "listen"
    file_id: str
    source: SourceKind


class Audition(Task[AuditionResult]):
    """A passage in the job's voice, or as its config says without one. `key` stands for all that decides it, and the
    job's id for what decides all that voices share."""

    phase: Literal["audition"] = "audition"
    job: JobFacts
    key: str


class Recording(FrozenModel):
    """A file on its way in, and what the user calls it."""

    received: str
    name: str


Isolate = Literal["auto", "always", "never"]
"""What plays beside the voice is taken away where it is heard, in any case, or never."""


class EnrolVoice(Task[EnrolVoiceResult]):
    """What is kept of a voice goes into the folder `into`, named as `received` files are."""

    phase: Literal["voice"] = "voice"
    recordings: tuple[Recording, ...]
    isolate: Isolate = "auto"
    into: str
    engine: str
    """Which the voice is for."""


class ImportVoice(Task[ImportVoiceResult]):
    """The files of a trained voice. What is kept of them goes into the folder `into`, named as `received` files are."""

    phase: Literal["import"] = "import"
    files: tuple[Recording, ...]
    into: str


class TryVoice(Task[TryVoiceResult]):
    """A few seconds in a trained voice, kept as its sample: of the demo line, or of a made tone without its key."""

    phase: Literal["try_voice"] = "try_voice"
    voice: Annotated[CheckpointVoice, PlainSerializer(voice_json)]
    line_key: str | None


class DemoLine(Task[DemoLineResult]):
    """`key` stands for all that it is made of."""

    phase: Literal["demo_line"] = "demo_line"
    key: str


class VoiceFile(FrozenModel):
    """What was made of a voice to hear or to see: beside a user's own voice, and a preset's beside the models."""

    voice_id: str
    preset: bool
    key: str
    """Stands for all that it is made of."""


class VoicePreview(Task[VoicePreviewResult]):
    """The demo line in a voice."""

    phase: Literal["voice_preview"] = "voice_preview"
    voice: Annotated[SingleVoice, PlainSerializer(voice_json)]
    target: VoiceFile
    line_key: str


class VoicePicture(Task[VoicePictureResult]):
    """Of a preset's preview, or of a user's own sample."""

    phase: Literal["voice_picture"] = "voice_picture"
    target: VoiceFile
    preview: VoiceFile | None


class InspectDevice(Task[InspectDeviceResult]):
    phase: Literal["inspect"] = "inspect"


class LoadEngine(Task[LoadEngineResult]):
    phase: Literal["load"] = "load"
    role: Literal["pitch", "voice", "stems", "generation"]
    engine: str
    device: Literal["auto", "cpu", "cuda"]


SmallTask = (
    Probe
    | UploadPeaks
    | SongCover
    | AnalyseSong
    | Audition
    | EnrolVoice
    | ImportVoice
    | TryVoice
    | DemoLine
    | VoicePreview
    | VoicePicture
    | InspectDevice
    | LoadEngine
)


AnyTask = TaskOfJob | SmallTask
AnyResult = (
    results.DecodeResult
    | results.AnalyseResult
    | results.PlanResult
    | results.RenderResult
    | results.FinishResult
    | results.ExportResult
    | results.SegmentPreviewResult
    | results.StemPeaksResult
    | results.StemSpectrogramResult
    | results.ProbeResult
    | results.UploadPeaksResult
    | results.SongCoverResult
    | results.AnalyseSongResult
    | results.AuditionResult
    | results.EnrolVoiceResult
    | results.ImportVoiceResult
    | results.TryVoiceResult
    | results.DemoLineResult
    | results.VoicePreviewResult
    | results.VoicePictureResult
    | results.InspectDeviceResult
    | results.LoadEngineResult
)

TASKS: TypeAdapter[AnyTask] = TypeAdapter(Annotated[AnyTask, Field(discriminator="phase")])
RESULTS: TypeAdapter[AnyResult] = TypeAdapter(Annotated[AnyResult, Field(discriminator="phase")])


def write_task(task: Task[Any]) -> Json:
    return task.model_dump(mode="json")


def read_task(message: Json) -> AnyTask:
    return TASKS.validate_python(message)


def write_result(result: Result) -> Json:
    return result.model_dump(mode="json")


def read_result(message: Json) -> AnyResult:
    return RESULTS.validate_python(message)
