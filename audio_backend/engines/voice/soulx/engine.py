"""SoulX-Singer-SVC: any voice from a few seconds of it, by a network of 0.7 billion numbers, with its words kept.

The voice is an example: phrases of its recordings stand before the song's, and the net goes on in the same voice
(arXiv 2602.07803). What is sung comes from Whisper, how high from the studio's own curve. It runs on a GPU in half
precision; on a CPU it takes hours for a song (docs/howto.md). Nobody here has measured its likeness: the weights are
its authors' and are not shipped.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from audio_backend.dsp.pitch.curve_resampling import resampled_curve
from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio, fix_polarity, polarity_inverted
from audio_backend.dsp.voice.clip_checks import RecordingQuality
from audio_backend.dsp.voice.stereo_picture import placed
from audio_backend.dsp.voice.timbre import TOP_HZ
from audio_backend.dsp.voice.vocoder import Reshaping, formant_change, reshape_at_own_rate
from audio_backend.engines.base import (
    ConversionRequest,
    Enrolment,
    JsonObject,
    VoicePlan,
    give_back,
    require_device,
    share_torch_threads,
)
from audio_backend.engines.entries import SOULX, SOULX_FILES, WHISPER_FILES
from audio_backend.engines.nets.soulx.mel import HOP, SAMPLE_RATE
from audio_backend.engines.voice.soulx.facts import enrolment
from audio_backend.engines.voice.soulx.loudness import as_loud
from audio_backend.engines.voice.soulx.options import SoulxOptions
from audio_backend.engines.voice.soulx.prompt import FRAME_SECONDS, read_prompt
from audio_backend.engines.voice.soulx.singing import Example, Nets, Region
from audio_backend.errors import BadInput
from audio_backend.models.voice_options import VoiceOptions
from audio_backend.models.voices import SingleVoice, Voice

MOST_EXAMPLES = 4
"""Voices that are kept as the nets heard them: a few megabytes each."""


class SoulXSinger:
    info = SOULX.info

    def __init__(self, models: Path) -> None:
        self.models = models
        self._nets: Nets | None = None
        self._examples: OrderedDict[tuple[str, float], Example] = OrderedDict()

    @property
    def loaded(self) -> bool:
        return self._nets is not None

    def load(self, device: str) -> None:
        """On the CPU nothing is read yet: the files are mapped. Raises EngineUnavailable."""
        if self._nets is not None and self._nets.device == device:
            return
        self.unload()
        share_torch_threads()
        require_device(device)
        from audio_backend.engines.nets.soulx.loading import load_soulx, load_whisper

        soulx, whisper = (files.found(self.models)[0] for files in (SOULX_FILES, WHISPER_FILES))
        self._nets = Nets(load_soulx(soulx, device), load_whisper(whisper, device), device)

    def unload(self) -> None:
        device = self._nets.device if self._nets else "cpu"
        self._nets = None
        self._examples.clear()
        give_back(device)

    def summarise_segment(self, vocal: Audio, f0: F0Curve, inner: slice) -> JsonObject:
        """Nothing: the net is told of each segment by itself."""
        return {}

    def plan_song(
        self, summaries: Sequence[JsonObject], target_f0: F0Curve, voice: Voice, options: VoiceOptions
    ) -> VoicePlan:
        """Nothing to decide: how far the song is moved was decided before, by the voice's own median."""
        _network(voice)
        return VoicePlan({})

    def convert(self, request: ConversionRequest) -> Audio:
        """One voice in the middle, placed where the singer stood; the vocal itself is not in it."""
        vocal, options = request.vocal, _own(request.options)
        if vocal.sample_rate != SAMPLE_RATE:
            raise ValueError(f"SoulX-Singer works at {SAMPLE_RATE} Hz, not at {vocal.sample_rate}")
        over = polarity_inverted(vocal.samples)
        upright = fix_polarity(vocal.samples, over)
        mono = upright.mean(axis=0)
        made = self._sung(mono, request, options)
        if request.formant_shift != 1.0:
            made = _with_formants(made, request)
        sound = placed(as_loud(made, mono), upright, SAMPLE_RATE)
        return Audio(np.asarray(fix_polarity(sound, over), np.float32), SAMPLE_RATE)

    def enrol(self, clip: Audio, f0: F0Curve, quality: RecordingQuality) -> Enrolment:
        """The best phrases of the recordings: no net is asked."""
        return enrolment(clip, f0, quality)

    def _sung(self, mono: np.ndarray, request: ConversionRequest, options: SoulxOptions) -> np.ndarray:
        """(samples,) as many as `mono` has."""
        start = request.target_f0.start_seconds
        target = resampled_curve(request.target_f0, FRAME_SECONDS, start, -(-len(mono) // HOP))
        own = _singer_at_target(mono, request) if options.strength < 1.0 else None
        throat = round(request.formant_shift * 10_000)
        region = Region(mono, target.f0_hz, round(start / FRAME_SECONDS), throat, own)
        nets = self._ready()
        example = self._example(nets, request.voice, options.prompt_seconds)
        return nets.sing(region, example, options, request.progress)[: len(mono)]

    def _ready(self) -> Nets:
        if self._nets is None:
            raise RuntimeError("an engine sings after it was loaded")
        return self._nets

    def _example(self, nets: Nets, voice: Voice, seconds: float) -> Example:
        """Made once for a voice in this process."""
        content = _network(voice).read_bytes()
        key = hashlib.sha256(content).hexdigest(), seconds
        if key not in self._examples:
            self._examples[key] = nets.example(read_prompt(content).within(seconds))
        self._examples.move_to_end(key)
        while len(self._examples) > MOST_EXAMPLES:
            self._examples.popitem(last=False)
        return self._examples[key]


def _network(voice: Voice) -> Path:
    """Raises BadInput for a voice without an example."""
    single: SingleVoice = voice.singles[0]
    if voice.kind != "clip" or single.network is None:
        raise BadInput(f"The voice “{voice.name}” has no recording that SoulX-Singer could sing after.",
                       remedy="Add its clips with `engine=soulx-singer-svc`.")  # fmt: skip
    return Path(single.network)


def _own(options: VoiceOptions) -> SoulxOptions:
    """Whoever calls took the class from the catalogue."""
    return options if isinstance(options, SoulxOptions) else SoulxOptions(strength=options.strength)


def _singer_at_target(mono: np.ndarray, request: ConversionRequest) -> np.ndarray:
    """(samples,) the singer moved to the target pitch: harmonics that lie together can be blended."""
    return _reshaped(mono, request.f0, request.target_f0, Reshaping(anchors=request.phase))


def _with_formants(made: np.ndarray, request: ConversionRequest) -> np.ndarray:
    """(samples,) with all formants moved by the factor that was asked for, as a filter."""
    how = Reshaping(formant_change(request.formant_shift, TOP_HZ), anchors=request.phase)
    return _reshaped(made, request.target_f0, request.target_f0, how)


def _reshaped(mono: np.ndarray, f0: F0Curve, target_f0: F0Curve, how: Reshaping) -> np.ndarray:
    return np.asarray(reshape_at_own_rate(Audio(mono[None], SAMPLE_RATE), f0, target_f0, how).samples[0])
