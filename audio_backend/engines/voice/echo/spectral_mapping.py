"""The mapping from a song's voice to another one, and what is told of it: how the formants move, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from audio_backend.dsp.voice.timbre import CENTRES_HZ, DB_PER_NAT, Timbre
from audio_backend.engines.voice.echo.facts import ClipFacts, PresetFacts
from audio_backend.engines.voice.echo.learned import learned_mapping
from audio_backend.engines.voice.echo.net import load_net
from audio_backend.engines.voice.echo.plan import SpectralMapping
from audio_backend.engines.voice.echo.voice import ALPHA_LIMITS, RAISED, likeness, rounded
from audio_backend.errors import BadInput
from audio_backend.models.messages import Message
from audio_backend.models.voices import BlendShare, SingleVoice, VoiceReport

TILT_FROM_HZ = 300.0
BUMP_OCTAVES = 0.8


def mapping_to(song: Timbre, voice: SingleVoice, by_hand: float | None) -> tuple[SpectralMapping, Message]:
    """The mapping, and the reason for its alpha; `by_hand` takes its place. Raises BadInput for an unknown voice."""
    try:
        if voice.kind == "preset":
            mapping, reason = _to_preset(PresetFacts.model_validate(voice.extra), by_hand)
        else:
            facts = ClipFacts.model_validate({**voice.extra, "kind": voice.kind, "f0_median_hz": voice.f0_median_hz})
            mapping, reason = _to_clip(song, facts, by_hand)
    except ValidationError as error:
        raise BadInput(
            f"Echo can't sing with a voice of kind “{voice.kind}”, version {voice.extra.get('version')}.",
            remedy="Choose one of Echo's presets, or upload the clip again.",
        ) from error
    if voice.network and song.voiced_frames:
        learned = learned_mapping(song, load_net(Path(voice.network)), mapping)
        mapping = mapping.model_copy(update={"learned": learned})
    return mapping, reason


def report_of(alpha: float, by_hand: float | None, reason: Message) -> VoiceReport:
    """What the job tells: the factor on the singer's formants, whose choice it was, and why."""
    return VoiceReport(alpha=alpha, by="auto" if by_hand is None else "hand", reason=reason)


def report_of_blend(
    voices: Sequence[SingleVoice], mappings: Sequence[SpectralMapping], by_hand: float | None
) -> VoiceReport:
    """The same of a blend: its formants are the geometric mean of its voices', over all that is sung."""
    shares = [voice.share for voice in voices]
    alpha = round(float(np.exp(np.dot(shares, np.log([mapping.alpha for mapping in mappings])))), 5)
    changes = any(len(voice.points) > 1 for voice in voices)
    mean = Message("throat_of_blend", (), {"changes": changes})
    reason = mean if by_hand is None else Message("throat_by_hand_for_all")
    parts = tuple(
        BlendShare(name=voice.name, alpha=mapping.alpha, weight=round(voice.share, 4))
        for voice, mapping in zip(voices, mappings, strict=True)
    )
    return report_of(alpha, by_hand, reason).model_copy(update={"voices": parts})


def preset_curve(preset: PresetFacts) -> np.ndarray:
    """(80,) what a preset adds to the bands, in nats of power."""
    octaves = np.log2(CENTRES_HZ / TILT_FROM_HZ)
    curve_db = preset.tilt_db_per_octave * np.maximum(octaves, 0.0)
    if preset.bump_hz:
        away = np.log2(CENTRES_HZ / preset.bump_hz) / BUMP_OCTAVES
        curve_db = curve_db + preset.bump_db * np.exp(-0.5 * (2 * away) ** 2)
    return np.asarray(curve_db / DB_PER_NAT)


def _to_preset(preset: PresetFacts, by_hand: float | None) -> tuple[SpectralMapping, Message]:
    curve = preset_curve(preset)
    mapping = SpectralMapping(
        alpha=_rounded_alpha(by_hand or preset.formant), offset_voiced=rounded(curve),
        offset_unvoiced=rounded(0.5 * curve), breath=preset.breath, breath_above_hz=preset.breath_above_hz,
    )  # fmt: skip
    own = Message("throat_of_preset", (), {"alpha": preset.formant})
    return mapping, _by_hand(preset.formant) if by_hand else own


def _to_clip(song: Timbre, clip: ClipFacts, by_hand: float | None) -> tuple[SpectralMapping, Message]:
    auto = likeness(song, clip)
    chosen = auto if by_hand is None else likeness(song, clip, by_hand)
    mapping = SpectralMapping(
        alpha=_rounded_alpha(chosen.alpha),
        offset_voiced=rounded(chosen.voiced),
        offset_unvoiced=rounded(chosen.unvoiced),
    )
    values = {"alpha": auto.alpha, "sung": bool(song.voiced_frames), "limit": _limit(auto.alpha)}
    return mapping, _by_hand(auto.alpha) if by_hand else Message("throat_of_clip", (), values)


def _rounded_alpha(alpha: float) -> float:
    return round(alpha, 5)


def _limit(alpha: float) -> str | None:
    """`clear`: not shorter, so that the words stay clear; `furthest`: that is tried."""
    if alpha > 1.0025 * RAISED:  # from about 1 % on: what is less is called none
        return "clear"
    return "furthest" if alpha == ALPHA_LIMITS[0] else None


def _by_hand(auto: float) -> Message:
    return Message("throat_by_hand", (), {"auto_alpha": auto})
