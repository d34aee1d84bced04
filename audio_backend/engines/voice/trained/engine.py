"""What so-vits-svc and RVC have in common: a song's vocal in, the same song in a voice that was trained.

A region is heard at once by ContentVec, its F0 put on the net's frames, and sung in pieces if it is long. Frames, phase
and noise belong to the song, not to the region, so neighbouring segments agree where they overlap. What comes out is
as long as what went in, since the region is mirrored at both ends before it is heard, and cut afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio, Samples, fix_polarity, polarity_inverted
from audio_backend.dsp.signal.resampling import at_rate
from audio_backend.dsp.voice.stereo_picture import placed
from audio_backend.dsp.voice.timbre import TOP_HZ
from audio_backend.dsp.voice.vocoder import Reshaping, formant_change, reshape_at_own_rate
from audio_backend.engines.base import (
    ConversionRequest,
    EngineInfo,
    JsonObject,
    VoicePlan,
    give_back,
    require_device,
    share_torch_threads,
)
from audio_backend.engines.voice.retrieval import FeatureIndex
from audio_backend.engines.voice.trained import afterwards
from audio_backend.engines.voice.trained.checkpoint import StoredVoice
from audio_backend.engines.voice.trained.contentvec import LAST_LAYER, PROJECTED_LAYER, ContentVec
from audio_backend.engines.voice.trained.frames import (
    CONTENT_HOP,
    CONTENT_RATE,
    CONTENT_WINDOW,
    Grid,
    Melody,
    melody_on,
    mirrored,
)
from audio_backend.engines.voice.trained.options import Abilities, TrainedOptions
from audio_backend.engines.voice.trained.pieces import CONTEXT_SECONDS, Cutting, Piece
from audio_backend.engines.voice.trained.song_noise import SongNoise
from audio_backend.engines.voice.trained.who_sings import SpeakerTable, row_of
from audio_backend.errors import BadInput, EngineFailed, EngineUnavailable
from audio_backend.models.messages import Message
from audio_backend.models.voice_options import VoiceOptions
from audio_backend.models.voices import CheckpointVoice, Voice, VoiceReport
from audio_backend.storage.folders import CLUSTERS, INDEX

if TYPE_CHECKING:
    import torch

    from audio_backend.engines.nets.vits.speakers import Speaker

Net = TypeVar("Net", bound="torch.nn.Module")
Options = TypeVar("Options", bound=TrainedOptions)

CONTENT_SHARE = 0.3
"""Of the work, as far as progress goes."""


class SongFacts(BaseModel):
    """What is decided for a whole song, as JSON between `plan_song` and `convert`."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    loudest_db: float


@dataclass(frozen=True)
class Heard(Generic[Options]):
    """A region as a net is given it, frame by frame."""

    grid: Grid
    mono: np.ndarray
    """(frames * hop,) at the net's rate."""
    content: np.ndarray
    """(T, C)"""
    melody: Melody
    options: Options


class TrainedVoice(Generic[Net, Options]):
    """One checkpoint. Subclasses know the net, and what its content is made of."""

    info: EngineInfo
    options_class: type[Options]

    def __init__(self, checkpoint: CheckpointVoice | None, checkpoint_folder: Path | None, content: ContentVec):
        if checkpoint is None or checkpoint_folder is None:
            raise EngineUnavailable(
                f"{self.info.name} sings with voices that were trained, and is loaded with each of them.",
                remedy="Import a voice and choose it.",
            )
        self.stored = StoredVoice(checkpoint, checkpoint_folder)
        self.facts = self.stored.facts
        if self.facts.family != self.info.id:
            raise EngineUnavailable(
                f"The voice “{checkpoint.name}” was trained with {self.facts.family}, not with {self.info.id}.",
                remedy="Choose that engine, or import the voice again.",
            )
        weights = {name: file.sha256 for name, file in checkpoint.files.items() if name.endswith(".safetensors")}
        self.info = replace(
            self.info, sample_rate=self.facts.sample_rate, vram_mb=self.stored.megabytes, weights=weights
        )
        self.hears = content
        self._net: Net | None = None
        self._index: FeatureIndex | None = None
        self._clusters: dict[str, np.ndarray] = {}
        self._device = "cpu"

    @property
    def loaded(self) -> bool:
        return self._net is not None

    def load(self, device: str) -> None:
        """With what hears for it; at once when both are there. Raises EngineUnavailable without GPU, and for files that
        are missing, have changed or aren't whole."""
        self.hears.load(device)
        if self.loaded and device == self._device:
            return
        share_torch_threads()
        require_device(device)
        self._index, self._clusters = self.stored.index(), self.stored.clusters()
        self._net = self.stored.net(device)  # type: ignore[assignment]  # of this family: the file's head says so
        self._device = device

    def unload(self) -> None:
        """What hears stays: other voices have it, too, and the pool unloads it in its turn."""
        self._net, self._index, self._clusters = None, None, {}
        give_back(self._device)

    def summarise_segment(self, vocal: Audio, f0: F0Curve, inner: slice) -> JsonObject:
        """How loud it gets: from that on down, silence is told from singing."""
        return {"loudest_db": round(afterwards.loudest_db(_mid(vocal.samples)[inner], vocal.sample_rate), 2)}

    def plan_song(
        self, summaries: Sequence[JsonObject], target_f0: F0Curve, voice: Voice, options: VoiceOptions
    ) -> VoicePlan:
        """Raises BadInput where the options want what this voice doesn't have."""
        own = self._own(options)
        self._check(own)
        loudest = max((SongFacts.model_validate(one).loudest_db for one in summaries), default=0.0)
        report = None
        if own.formant != "auto":
            report = VoiceReport(alpha=own.formant, by="hand", reason=Message("asked_for_by_hand"))
        return VoicePlan({"loudest_db": loudest}, report)

    def convert(self, request: ConversionRequest) -> Audio:
        vocal, options = request.vocal, self._own(request.options)
        if not vocal.frames:
            return vocal
        over = polarity_inverted(vocal.samples)
        sound = fix_polarity(vocal.samples, over)
        mid = _mid(sound)
        sung = self._levelled(self.sing(mid, request), mid, request)
        factor = request.formant_shift * (1.0 if options.formant == "auto" else options.formant)
        sung = _with_formants(sung, request, factor)
        wide = placed(sung, sound, vocal.sample_rate) if vocal.channels > 1 else sung[None]
        wide = self._with_breath(wide, sound, request)
        if options.strength < 1.0:
            wide = wide * np.float32(options.strength) + _own_voice(sound, request) * np.float32(1 - options.strength)
        request.progress(1.0)
        return Audio(fix_polarity(wide.astype(np.float32), over), vocal.sample_rate)

    # ------------------------------------------------------------------ the net
    def sing(self, mono: np.ndarray, request: ConversionRequest) -> np.ndarray:
        """(samples,) -> (samples,) as the net sings it, before anything is done to it."""
        options = self._own(request.options)
        heard = self._heard(mono, request, options)
        request.progress(CONTENT_SHARE)
        grid, cutting = heard.grid, Cutting.at(self.facts.sample_rate / self.facts.hop)
        pieces = cutting.pieces(np.square(heard.mono.reshape(grid.frames, grid.hop)).mean(1))

        def of_piece(piece: Piece) -> np.ndarray:
            part = slice(piece.read_start, piece.read_stop)
            cycles = float(heard.melody.cycles[part.start])
            made = self.sung(heard, part, SongNoise(options.seed, grid.first + part.start, grid.hop, cycles))
            request.progress(CONTENT_SHARE + (1 - CONTENT_SHARE) * (pieces.index(piece) + 1) / len(pieces) * 0.9)
            return made

        lead = grid.lead - grid.context * grid.hop
        whole: np.ndarray = cutting.join(pieces, of_piece, grid.hop)[lead : lead + len(mono)]
        return whole

    def _heard(self, mono: np.ndarray, request: ConversionRequest, options: Options) -> Heard[Options]:
        rate, hop = self.facts.sample_rate, self.facts.hop
        context = max(1, round(CONTEXT_SECONDS * rate / hop))
        grid = Grid(rate, hop, round(request.target_f0.start_seconds * rate), len(mono), context)
        melody = melody_on(grid, request.target_f0, request.phase)
        at_16k = at_rate(Audio(mono[None], rate), CONTENT_RATE).samples[0]
        heard, first = self.listened(at_16k, grid, request.target_f0.start_seconds)
        content = self.conditioned(heard, grid, first, melody, options)
        return Heard(grid, grid.around(mono), content, melody, options)

    def listened(self, at_16k: np.ndarray, grid: Grid, start_seconds: float) -> tuple[np.ndarray, int]:
        """(t, C) of the region and what is mirrored around it, and the number in the song of its first frame."""
        sound = self._before_hearing(at_16k)
        start = round(start_seconds * CONTENT_RATE / CONTENT_HOP)
        around = -(-grid.context * grid.hop * CONTENT_RATE // (grid.rate * CONTENT_HOP)) + (grid.lead % grid.hop > 0)
        sound = mirrored(sound, around * CONTENT_HOP, around * CONTENT_HOP + CONTENT_WINDOW)
        layer = PROJECTED_LAYER if self.facts.content_encoder == "contentvec-layer-9" else LAST_LAYER
        return self.hears.hear(sound, layer), start - around

    def _before_hearing(self, sound: np.ndarray) -> np.ndarray:
        """(samples,) at 16 kHz -> the same."""
        return sound

    def conditioned(self, heard: np.ndarray, grid: Grid, first: int, melody: Melody, options: Options) -> np.ndarray:
        """(t, C) of ContentVec -> (T, C) on the net's frames."""
        raise NotImplementedError

    def sung(self, heard: Heard[Options], part: slice, noise: SongNoise) -> np.ndarray:
        """(frames * hop,) of the frames `part`."""
        raise NotImplementedError

    def _ready(self) -> Net:
        if self._net is None:
            raise EngineFailed(f"{self.info.name} was asked to sing before it was loaded.")
        return self._net

    def _tensor(self, values: np.ndarray) -> torch.Tensor:
        """(...,) -> (1, ...) on the device."""
        import torch

        return torch.from_numpy(np.ascontiguousarray(values, np.float32)).to(self._device)[None]

    def _row(self, options: TrainedOptions) -> Speaker:
        return row_of(options.speaker or self.stored.voice.speaker or "", self._table)

    @property
    def _table(self) -> SpeakerTable:
        return SpeakerTable(dict(self.facts.speakers), self.facts.speaker_rows)

    # ------------------------------------------------------------------ what is asked for
    def _check(self, options: Options) -> None:
        """Raises BadInput."""
        has_index, has_clusters = self.stored.has(INDEX), self.stored.has(CLUSTERS)
        abilities = Abilities(self._table, has_index, has_clusters, self.facts.predicts_f0)
        for misfit in options.unable(abilities):
            raise BadInput(misfit.why, remedy=misfit.remedy)

    def _own(self, options: VoiceOptions) -> Options:
        """Whoever calls took the class from the catalogue."""
        if isinstance(options, self.options_class):
            return options
        return self.options_class(strength=options.strength)

    # ------------------------------------------------------------------ afterwards
    def _levelled(self, sung: np.ndarray, mid: np.ndarray, request: ConversionRequest) -> np.ndarray:
        """As loud as the singer, as far as that is wanted, and silent where nobody sings."""
        rate = self.info.sample_rate
        start = round(request.f0.start_seconds * rate)
        sung = afterwards.as_loud_as(mid, rate, sung, self._own_loudness(request), start)
        gains = afterwards.calmed(mid, sung, rate, self._voiced(request, len(mid)))
        gains = gains * afterwards.gate(mid, rate, SongFacts.model_validate(request.plan).loudest_db)
        levelled: np.ndarray = sung * afterwards.along(gains, rate, len(sung))
        return levelled.astype(np.float32)

    def _own_loudness(self, request: ConversionRequest) -> float:
        raise NotImplementedError

    def _with_breath(self, sung: Samples, sound: Samples, request: ConversionRequest) -> Samples:
        """What isn't voiced is the singer's own, as far as `breath` says."""
        share = self._own(request.options).breath
        if not share:
            return sung
        own = share * (1 - afterwards.softened(self._voiced(request, sung.shape[1])))
        line = afterwards.along(own, self.info.sample_rate, sung.shape[1])
        return sung + (sound - sung) * line

    def _voiced(self, request: ConversionRequest, samples: int) -> np.ndarray:
        """(10 ms frames,) of the region."""
        frames = int(np.ceil(samples / self.info.sample_rate / afterwards.FRAME_SECONDS))
        curve = request.f0
        at = np.round((np.arange(frames) + 0.5) * (afterwards.FRAME_SECONDS / curve.hop_seconds) - 0.5).astype(int)
        known = at < len(curve.f0_hz)
        voiced: np.ndarray = known & (curve.f0_hz[np.minimum(at, len(curve.f0_hz) - 1)] > 0)
        return voiced


def _mid(samples: Samples) -> np.ndarray:
    mid: np.ndarray = samples.mean(axis=0, dtype=np.float64)
    return mid.astype(np.float32)


def _with_formants(sung: np.ndarray, request: ConversionRequest, factor: float) -> np.ndarray:
    if factor == 1.0:
        return sung
    sound, target = Audio(sung[None], request.vocal.sample_rate), request.target_f0
    mono: np.ndarray = reshape_at_own_rate(sound, target, target, Reshaping(formant_change(factor, TOP_HZ))).samples[0]
    return mono


def _own_voice(sound: Samples, request: ConversionRequest) -> Samples:
    """The singer at the pitch that the voice sings."""
    how = Reshaping(formant_change(request.formant_shift, TOP_HZ), anchors=request.phase)
    vocal = Audio(sound, request.vocal.sample_rate)
    return reshape_at_own_rate(vocal, request.f0, request.target_f0, how).samples
