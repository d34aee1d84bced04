"""Echo: another singing voice from a short clip or a preset, without any downloaded weights.

Per song: a vocal-tract ratio and the difference of long-term spectra, voiced and unvoiced apart (`survey`).
Per frame: the envelope is warped by the ratio, the difference added, then what the voice's own small network says of
this very sound (echo_learned), the frame's loudness kept (`convert`). Where the pitch stays, that is a filter on the
real waveform; where it moves, the vocoder of dsp.vocoder. Presets and short clips have no network.

docs/echo.md has what was measured: by a speaker encoder the similarity to the target goes from .62 to .73, where
the same person scores .97. It moves towards a voice and is no clone. Nobody listened.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from audio_backend.dsp.audio import Audio
from audio_backend.dsp.envelope import warp_positions, warped
from audio_backend.dsp.pitch import F0Curve
from audio_backend.dsp.pulses import phase_anchors
from audio_backend.dsp.spectral_filter import SAMPLE_RATE
from audio_backend.dsp.timbre import TOP_HZ, Timbre, no_timbre, spread, timbre_of
from audio_backend.dsp.vocoder import EnvelopeChange, Reshaping, balanced, reshape
from audio_backend.engines.base import EngineInfo, Progress
from audio_backend.engines.echo_learned import learned_correction, learned_plan
from audio_backend.engines.echo_net import load_net
from audio_backend.engines.echo_presets import preset_curve
from audio_backend.engines.echo_voice import VERSION, likeness
from audio_backend.errors import BadInput

FORMANT_LIMITS = (0.5, 2.0)


class Echo:
    info = EngineInfo(
        id="echo",
        role="voice",
        name="Echo",
        summary="The studio's own voice conversion from a clip of 20 to 60 s, or a preset. No weights, no GPU. "
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
        plan = {"phase": phase_anchors(f0), "top_hz": song.bandwidth_hz} | _way(song, voice)
        if voice.get("network") and song.voiced_frames:
            plan["learned"] = learned_plan(song, load_net(Path(voice["network"])), plan)
        return plan

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
        """The same object when strength is 0 and neither pitch nor formants move; else see dsp.vocoder.reshape."""
        strength = float(settings.get("strength", 1.0))
        change = _change(plan, strength, float(settings.get("formant_shift", 1.0)))
        how = Reshaping(change, strength * plan["breath"], plan["phase"])
        return reshape(vocal, f0, target_f0, how, progress)


def _way(song: Timbre, voice: dict) -> dict[str, Any]:
    """alpha, offsets per band in nats, and breath. Raises BadInput for a voice that Echo doesn't know."""
    match voice.get("kind"):
        case "preset":
            curve = preset_curve(voice)
            return _plan(voice.get("formant", 1.0), curve, 0.5 * curve, voice.get("breath", 0.0))
        case "clip" if voice.get("version") == VERSION:
            way = likeness(song, voice)
            return _plan(way.alpha, way.voiced, way.unvoiced, 0.0)
    raise BadInput(
        f"Echo can't sing with a voice of kind “{voice.get('kind')}”, version {voice.get('version')}.",
        remedy="Choose one of Echo's presets, or upload the clip again.",
    )


def _plan(alpha: float, voiced: np.ndarray, unvoiced: np.ndarray, breath: float) -> dict[str, Any]:
    curves = {"offset_voiced": voiced, "offset_unvoiced": unvoiced}
    return {"alpha": round(alpha, 5), "breath": breath} | {
        name: [round(float(value), 4) for value in curve] for name, curve in curves.items()
    }


def _change(plan: dict, strength: float, formant_shift: float) -> EnvelopeChange | None:
    """What becomes of the envelope; None when nothing does."""
    factor = float(np.clip(plan["alpha"] ** strength * formant_shift, *FORMANT_LIMITS))
    voiced, unvoiced = (strength * spread(np.array(plan[f"offset_{name}"])) for name in ("voiced", "unvoiced"))
    learned = learned_correction(plan["learned"]) if strength and "learned" in plan else None
    if factor == 1.0 and not voiced.any() and not unvoiced.any() and not learned:
        return None
    positions = warp_positions(factor, min(plan["top_hz"], TOP_HZ))

    def change(log_power: np.ndarray, voicing: np.ndarray) -> np.ndarray:
        share = voicing[:, None]
        moved = warped(log_power, positions) - log_power + share * voiced + (1 - share) * unvoiced
        if learned:
            moved += strength * learned(log_power, voicing)
        return _calm(balanced(moved, log_power))

    return change


def _calm(correction: np.ndarray) -> np.ndarray:
    """Each frame with half of its neighbours': what jumps from frame to frame rattles."""
    padded = np.pad(correction, ((1, 1), (0, 0)), mode="edge")
    return 0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:]
