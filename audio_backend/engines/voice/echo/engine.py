"""Echo: another singing voice from a short clip or a preset, without any downloaded weights.

Per song: a vocal-tract length factor and the difference of long-term spectra, voiced and unvoiced apart (`plan_song`).
Per frame: the envelope is warped by the factor, the difference added, then what the voice's own small network says of
this very sound (learned.py), the frame's loudness kept (`convert`). Where the pitch stays, that is a filter on the
real waveform; where it moves, the vocoder of dsp.voice.vocoder. Presets and short clips have no network.

docs/echo.md has what was measured: by a speaker encoder the similarity to the target goes from .62 to .74, where
the same person scores .97. It moves towards a voice and is no clone. Nobody listened.
"""

from __future__ import annotations

from collections.abc import Sequence

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.voice.clip_checks import RecordingQuality
from audio_backend.dsp.voice.timbre import Timbre, no_timbre, timbre_of
from audio_backend.dsp.voice.vocoder import reshape
from audio_backend.engines.base import ConversionRequest, Enrolment, JsonObject, VoicePlan
from audio_backend.engines.entries import ECHO
from audio_backend.engines.voice.echo.blended_mapping import BlendedMapping
from audio_backend.engines.voice.echo.fit import enrolment
from audio_backend.engines.voice.echo.options import EchoOptions
from audio_backend.engines.voice.echo.plan import EchoPlan
from audio_backend.engines.voice.echo.spectral_mapping import mapping_to, report_of, report_of_blend
from audio_backend.models.voice_options import VoiceOptions
from audio_backend.models.voices import Voice


class Echo:
    info = ECHO.info

    def __init__(self) -> None:
        self.loaded = False

    def load(self, device: str) -> None:
        """Nothing to load; always on the CPU."""
        self.loaded = True

    def unload(self) -> None:
        self.loaded = False

    def summarise_segment(self, vocal: Audio, f0: F0Curve, inner: slice) -> JsonObject:
        """Sums of band levels over the owned part, a few kilobytes of JSON."""
        return timbre_of(vocal, f0, inner).as_dict()

    def plan_song(
        self, summaries: Sequence[JsonObject], target_f0: F0Curve, voice: Voice, options: VoiceOptions
    ) -> VoicePlan:
        """What differs between the song's voice and this one, decided once for the song."""
        song = sum((Timbre.from_dict(part) for part in summaries), no_timbre())
        formant = _own(options).formant
        by_hand = None if formant == "auto" else formant
        voices = voice.singles
        mappings, reasons = zip(*(mapping_to(song, single, by_hand) for single in voices), strict=True)
        if voice.kind == "blend":
            report = report_of_blend(voices, mappings, by_hand)
            mappings = tuple(m.model_copy(update={"points": v.points}) for m, v in zip(mappings, voices, strict=True))
        else:
            report = report_of(mappings[0].alpha, by_hand, reasons[0])
        plan = EchoPlan(top_hz=song.bandwidth_hz, mappings=mappings)
        return VoicePlan(plan.model_dump(mode="json", exclude_defaults=True), report)

    def convert(self, request: ConversionRequest) -> Audio:
        """The same object when strength is 0 and neither pitch nor formants move; else `dsp.voice.vocoder.reshape`."""
        plan, options = EchoPlan.model_validate(request.plan), _own(request.options)
        mapping = BlendedMapping(plan.mappings, options, request.formant_shift, plan.top_hz)
        reshaping = mapping.reshaping(request.phase)
        return reshape(request.vocal, request.f0, request.target_f0, reshaping, request.progress)

    def enrol(self, clip: Audio, f0: F0Curve, quality: RecordingQuality) -> Enrolment:
        """What was measured of a clip, and the small network that was fitted to it, where the clip can carry one."""
        return enrolment(clip, f0, quality)


def _own(options: VoiceOptions) -> EchoOptions:
    """Whoever calls took the class from the catalogue."""
    return options if isinstance(options, EchoOptions) else EchoOptions(strength=options.strength)
