"""What tasks of a job, and the small ones beside the jobs, give. The ledger keeps it as JSON of these names; what older
ledgers lack has a default.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from audio_backend.dsp.signal.segments import Segment
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.base import FrozenModel, Json, LevelDb, is_absent
from audio_backend.models.formats import AudioFacts
from audio_backend.models.job_facts import Files, PlanFacts, SongFacts, Transposition
from audio_backend.models.messages import StoredMessage
from audio_backend.models.voices import TrainedVoiceFacts


class Result(FrozenModel):
    """What a task gives."""

    phase: str

    def as_json(self) -> Json:
        """As it is kept: whoever keeps it knows what it is of."""
        return self.model_dump(mode="json", exclude={"phase"})


class EngineUse(FrozenModel):
    """Which engine made a stage, on which device, and with which weights (file name -> SHA-256)."""

    stage: str
    engine: str
    placeholder: bool
    neural: bool
    weights: dict[str, str]
    sample_rate: int
    device: str
    kept: bool = Field(False, exclude_if=lambda kept: not kept)
    """It had done this for an earlier job with the same song, and was not asked again."""


class UnitResult(Result):
    """What every unit of a job tells: how long it took, where, and what was odd."""

    audio_s: float = 0.0
    stage_seconds: dict[str, float] = Field(default_factory=dict)
    messages: tuple[StoredMessage, ...] = ()
    device: str | None = Field(None, exclude_if=is_absent)
    peak_vram_bytes: int | None = Field(None, exclude_if=is_absent)
    peak_rss_bytes: int = 0
    files: Files | None = Field(None, exclude_if=is_absent)
    """None where an earlier version made them, and of a mix."""


class DecodeResult(UnitResult):
    phase: Literal["decode"] = "decode"
    frames: int
    sample_rate: int
    channels: int
    segments: tuple[Segment, ...]
    engines: tuple[EngineUse, ...] = Field((), exclude_if=lambda engines: not engines)
    """Of a backing that was made from words."""

    @property
    def song(self) -> SongFacts:
        return SongFacts(
            frames=self.frames, sample_rate=self.sample_rate, channels=self.channels, segments=self.segments
        )


KEPT_VOCAL = "kept"
"""In place of a quality, where an earlier job had isolated the vocal: such times are compared with one another."""


class AnalyseResult(UnitResult):
    phase: Literal["analyse"] = "analyse"
    engines: tuple[EngineUse, ...] = ()
    quality: str = ""
    mid_and_side: tuple[float, float] | None = None
    """Energies of what the vocal's channels share and of what tells them apart."""
    decay_s: float | None = Field(None, exclude_if=is_absent)


class PlanResult(UnitResult, PlanFacts):
    phase: Literal["plan"] = "plan"


class RenderResult(UnitResult):
    phase: Literal["render"] = "render"
    engines: tuple[EngineUse, ...] = ()
    quality: str = ""


class LoudnessFacts(FrozenModel):
    """Of a whole song; silence has no level."""

    integrated_lufs: LevelDb
    true_peak_dbtp: LevelDb
    sample_peak_db: LevelDb


class MasteringFacts(FrozenModel):
    """What the master chain did and measured: `before` any gain, and `after`, on the samples that were written."""

    frames: int
    before: LoudnessFacts
    after: LoudnessFacts
    gain_db: float
    max_reduction_db: float
    limited_share: float
    """Of the time, 0..1."""
    passes: int
    messages: tuple[StoredMessage, ...] = ()


class LevelFacts(FrozenModel):
    """What was measured before mixing, and the gain that follows from it."""

    original_vocal_lufs: LevelDb = None
    converted_vocal_lufs: LevelDb = None
    match_db: float = 0.0


class SoundFile(FrozenModel):
    """One published file: the mastered mix, or a stem."""

    file: str
    attempt: int
    """Of the finish whose folder it lies in."""
    config: AudioConfig
    """Which made it."""
    stem: str
    output_format: str
    sample_rate: int
    channels: int
    bit_depth: int | None
    frames: int
    bytes: int
    sha256: str
    mastering: MasteringFacts
    levels: LevelFacts = LevelFacts()
    messages: tuple[StoredMessage, ...] = ()


class FinishResult(UnitResult, SoundFile):
    phase: Literal["finish"] = "finish"


class ExportResult(UnitResult, SoundFile):
    phase: Literal["export"] = "export"


class SegmentPreviewResult(Result):
    phase: Literal["preview"] = "preview"
    file: str
    frames: int


class StemPeaksResult(Result):
    """The finest outline of a whole stem, and how loud it is."""

    phase: Literal["stem_peaks"] = "stem_peaks"
    data: list[list[float]]
    points: int
    duration_s: float
    sample_rate: int
    integrated_lufs: LevelDb


class StemSpectrogramResult(Result):
    """Part of a stem as a picture, base64 of (columns, bands) bytes."""

    phase: Literal["stem_spectrogram"] = "stem_spectrogram"
    columns: int
    bands: int
    scale: Literal["log"] = "log"
    low_hz: float
    high_hz: float
    start_s: float
    stop_s: float
    floor_db: float
    ceiling_db: float
    data: str


class ProbeResult(Result):
    phase: Literal["probe"] = "probe"
    facts: AudioFacts


class UploadPeaksResult(Result):
    phase: Literal["peaks"] = "peaks"
    data: list[list[float]]
    points: int
    duration_s: float
    sample_rate: int


class Excerpt(FrozenModel):
    """What was analysed of a song."""

    start_s: float
    stop_s: float


class SungPassage(FrozenModel):
    """Up to ten seconds of a song: how long somebody sings in them, and how well one would hear that alone."""

    start_s: float
    stop_s: float
    voiced_s: float
    bleed_db: LevelDb
    """Level of the isolated vocal while nobody sings, against that while somebody does; None without either."""
    loudness_lufs: LevelDb
    """Of the song there."""


class SongCoverResult(Result):
    """The cover picture of a song, in a file of its own; without a type nothing in it can be shown, and it is empty."""

    phase: Literal["cover"] = "cover"
    media_type: Literal["image/jpeg", "image/png"] | None
    bytes: int
    sha256: str


class AnalyseSongResult(Result):
    """Where a song is sung, by a few excerpts; no pitch where next to nothing is."""

    phase: Literal["listen"] = "listen"
    voiced_s: float
    listened_s: float
    excerpts: tuple[Excerpt, ...]
    passages: tuple[SungPassage, ...]
    """One in each excerpt, in their order."""
    best: int | None = None
    """Which of them shows the singer best; None where nobody sings."""
    sung_median_hz: float
    median_hz: float | None = None
    low_hz: float | None = None
    high_hz: float | None = None
    median_note: str | None = None
    low_note: str | None = None
    high_note: str | None = None


class AuditionResult(Result):
    phase: Literal["audition"] = "audition"


class EnrolVoiceResult(Result):
    phase: Literal["voice"] = "voice"
    facts: dict[str, JsonValue]


class ImportVoiceResult(Result):
    phase: Literal["import"] = "import"
    name: str
    """As its files call it."""
    facts: TrainedVoiceFacts


class TryVoiceResult(Result):
    """What a test conversion told of a voice's range; null where it tells nothing."""

    phase: Literal["try_voice"] = "try_voice"
    f0_low_hz: float | None
    f0_median_hz: float | None
    f0_high_hz: float | None
    messages: tuple[StoredMessage, ...]


class DemoLineResult(Result):
    phase: Literal["demo_line"] = "demo_line"


class VoicePreviewResult(Result):
    phase: Literal["voice_preview"] = "voice_preview"
    transposition: Transposition


class VoicePictureResult(Result):
    phase: Literal["voice_picture"] = "voice_picture"


class LoadEngineResult(Result):
    phase: Literal["load"] = "load"


class InspectDeviceResult(Result):
    """The hardware, as `doctor` and `/health` tell it."""

    phase: Literal["inspect"] = "inspect"
    torch: str
    cpu_count: int | None
    cuda: bool
    gpu: str | None = Field(None, exclude_if=is_absent)
    vram_free_bytes: int | None = Field(None, exclude_if=is_absent)
    vram_total_bytes: int | None = Field(None, exclude_if=is_absent)
