"""Echo: another singing voice from a short clip or a preset, without any downloaded weights.

Per song: a vocal-tract ratio and the difference of long-term spectra, voiced and unvoiced apart (`survey`).
Per frame: the envelope is warped by the ratio, the difference added, then what the voice's own small network says of
this very sound (echo_learned), the frame's loudness kept (`convert`). Where the pitch stays, that is a filter on the
real waveform; where it moves, the vocoder of dsp.voice.vocoder. Presets and short clips have no network.

docs/echo.md has what was measured: by a speaker encoder the similarity to the target goes from .62 to .74, where
the same person scores .97. It moves towards a voice and is no clone. Nobody listened.
"""

from __future__ import annotations

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.spectral_filter import SAMPLE_RATE
from audio_backend.dsp.voice.pulses import phase_anchors
from audio_backend.dsp.voice.timbre import Timbre, no_timbre, timbre_of
from audio_backend.dsp.voice.vocoder import reshape
from audio_backend.engines.base import EngineInfo, Progress
from audio_backend.engines.voice.echo.blend import Manner, Mixture
from audio_backend.engines.voice.echo.spectral_mapping import planned, taken, taken_by_all


class Echo:
    info = EngineInfo(
        id="echo",
        role="voice",
        name="Echo",
        summary="The studio's own voice conversion from clips of 10 to 120 s, or a preset. No weights, no GPU. "
        "It moves a voice towards another one; it does not clone.",
        sample_rate=SAMPLE_RATE,
        neural=False,
        licence="MIT (part of the studio)",
    )

    def __init__(self) -> None:
        self._loaded = False

    @property
    def loaded(self) -> bool:
        return self._loaded

    def load(self, device: str) -> None:
        """Nothing to load; always on the CPU."""
        self._loaded = True

    def unload(self) -> None:
        self._loaded = False

    def describe(self, vocal: Audio, f0: F0Curve, inner: slice) -> dict:
        """Sums of band levels over the owned part, a few kilobytes of JSON."""
        return timbre_of(vocal, f0, inner).as_dict()

    def survey(self, parts: list[dict], f0: F0Curve, voice: dict, settings: dict) -> dict:
        """The plan of the song. `f0` is the song's *target* curve, from 0 s on: its phase keeps segments together."""
        song = sum((Timbre.from_dict(part) for part in parts), no_timbre())
        formant = settings.get("formant", "auto")
        by_hand = None if formant == "auto" else float(formant)
        plan = {"phase": phase_anchors(f0), "top_hz": song.bandwidth_hz}
        if voice.get("kind") != "blend":
            way, reason = planned(song, voice, by_hand)
            return plan | way | {"told": taken(way["alpha"], by_hand, reason)}
        ways = [(one, *planned(song, one, by_hand)) for one in voice["voices"]]
        told = taken_by_all(ways, by_hand)
        blend = [way | {"points": one["points"]} for one, way, _ in ways]
        return plan | {"alpha": told["alpha"], "blend": blend, "told": told}

    def convert(
        self,
        vocal: Audio,
        f0: F0Curve,
        target_f0: F0Curve,
        voice: dict,
        plan: dict,
        settings: dict,
        progress: Progress,
    ) -> Audio:
        """The same object when strength is 0 and neither pitch nor formants move; else `dsp.voice.vocoder.reshape`."""
        mixture = Mixture(plan.get("blend") or [plan], Manner.asked(settings), plan["top_hz"])
        return reshape(vocal, f0, target_f0, mixture.reshaping(plan["phase"]), progress)
