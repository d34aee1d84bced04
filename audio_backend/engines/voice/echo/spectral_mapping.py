"""The way from a song's voice to another one, and what is told of it: how the formants move, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from audio_backend.dsp.voice.timbre import Timbre
from audio_backend.engines.voice.echo.learned import learned_plan
from audio_backend.engines.voice.echo.net import load_net
from audio_backend.engines.voice.echo.presets import preset_curve
from audio_backend.engines.voice.echo.voice import ALPHA_LIMITS, RAISED, VERSION, likeness
from audio_backend.errors import BadInput

SAME = 0.01
"""A factor nearer to 1 is called none."""

Way = dict[str, Any]
"""alpha, offset_voiced and offset_unvoiced (80 nats), breath, and perhaps what was learned."""


def planned(song: Timbre, voice: dict[str, Any], by_hand: float | None) -> tuple[Way, str]:
    """The way, and the reason for its alpha; `by_hand` takes its place. Raises BadInput for an unknown voice."""
    match voice.get("kind"):
        case "preset":
            way, reason = _preset(voice, by_hand)
        case "clip" if voice.get("version") == VERSION:
            way, reason = _clip(song, voice, by_hand)
        case _:
            raise BadInput(
                f"Echo can't sing with a voice of kind “{voice.get('kind')}”, version {voice.get('version')}.",
                remedy="Choose one of Echo's presets, or upload the clip again.",
            )
    if voice.get("network") and song.voiced_frames:
        way["learned"] = learned_plan(song, load_net(Path(voice["network"])), way)
    return way, reason


def taken(alpha: float, by_hand: float | None, reason: str) -> dict[str, Any]:
    """What the job tells: the factor on the singer's formants, whose choice it was, and why."""
    return {"alpha": alpha, "by": "auto" if by_hand is None else "hand", "reason": reason, "voices": []}


def taken_by_all(ways: list[tuple[dict[str, Any], Way, str]], by_hand: float | None) -> dict[str, Any]:
    """The same of a blend: its formants are the geometric mean of its voices', over all that is sung."""
    shares = [voice["share"] for voice, _, _ in ways]
    alpha = round(float(np.exp(np.dot(shares, np.log([way["alpha"] for _, way, _ in ways])))), 5)
    changes = any(len(voice["points"]) > 1 for voice, _, _ in ways)
    mean = "the geometric mean of the blend's voices" + ", over all that is sung, for it changes" * changes
    reason = mean if by_hand is None else "asked for by hand, for all voices of the blend"
    voices = [{"name": v["name"], "alpha": way["alpha"], "weight": round(v["share"], 4)} for v, way, _ in ways]
    return taken(alpha, by_hand, reason) | {"voices": voices}


def _preset(voice: dict[str, Any], by_hand: float | None) -> tuple[Way, str]:
    own = voice.get("formant", 1.0)
    reason = f"the preset's own: {_throat(own)}"
    curve = preset_curve(voice)
    way = _way(by_hand or own, curve, 0.5 * curve)
    way |= {name: voice[name] for name in ("breath", "breath_above_hz") if name in voice}
    return way, _by_hand(own) if by_hand else reason


def _clip(song: Timbre, voice: dict[str, Any], by_hand: float | None) -> tuple[Way, str]:
    auto = likeness(song, voice)
    found = auto if by_hand is None else likeness(song, voice, by_hand)
    way = _way(found.alpha, found.voiced, found.unvoiced)
    return way, _by_hand(auto.alpha) if by_hand else f"{_throat(auto.alpha)}{_heard_in(song, auto.alpha)}"


def _way(alpha: float, voiced: np.ndarray, unvoiced: np.ndarray) -> Way:
    curves = {"offset_voiced": voiced, "offset_unvoiced": unvoiced}
    return {"alpha": round(alpha, 5), "breath": 0.0} | {
        name: [round(float(value), 4) for value in curve] for name, curve in curves.items()
    }


def _throat(alpha: float) -> str:
    size = round(100 * abs(1 / alpha - 1))
    if abs(alpha - 1) < SAME:
        return "a throat as long as the singer's"
    return f"a throat {size} % {'shorter' if alpha > 1 else 'longer'} than the singer's"


def _heard_in(song: Timbre, alpha: float) -> str:
    by = "the pitch and the vowels of both"
    if not song.voiced_frames:
        by = "the sound alone, because nothing was found to be sung"
    return f", by {by}{_held_back(alpha)}"


def _held_back(alpha: float) -> str:
    if alpha > 1.0025 * RAISED:  # from about 1 % on, which is SAME
        return ", and not shorter, so that the words stay clear"
    return ", the furthest that is tried" if alpha == ALPHA_LIMITS[0] else ""


def _by_hand(auto: float) -> str:
    return f"asked for by hand; auto would take {auto:.2f}"
