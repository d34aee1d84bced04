"""A blend as a job keeps it: all its voices, with their weights in seconds of the part that is sung."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from audio_backend.models import voices
from audio_backend.models.voice_config import BlendVoice
from audio_backend.models.voices import SingleVoice, Voice

MOMENTS = 1001
"""At so many, and at all points, the weights of the voices are read for their mean over the song."""

FindVoice = Callable[[str], SingleVoice]
"""find(voice id) -> the voice; raises NotFound, naming it."""


def blended(asked: tuple[BlendVoice, ...], find: FindVoice, start_s: float, stop_s: float) -> Voice:
    """One voice of kind “blend”, or the only one that is heard at all.

    Moments are asked for in seconds of the whole song, and kept in seconds from `start_s` on. Their order is that of
    the ids, so that the same voices make the same sound. Raises NotFound.
    """
    known = {part.voice: find(part.voice) for part in asked}
    there = [(part, share) for part, share in zip(asked, shares(asked, start_s, stop_s), strict=True) if share > 0.0]
    if len(there) == 1:
        return known[there[0][0].voice]
    singles = [
        known[part.voice].model_copy(update={"share": share, "points": _points(part, start_s)})
        for part, share in sorted(there, key=lambda one: one[0].voice)
    ]
    names = (known[part.voice].name or part.voice for part, _ in there)
    return voices.BlendVoice(kind="blend", name=" + ".join(names), voices=tuple(singles))


def shares(asked: tuple[BlendVoice, ...], start_s: float, stop_s: float) -> list[float]:
    """The mean of each voice's weight from start to stop, all brought to a sum of 1."""
    points = [point.at for part in asked for point in part.points if start_s < point.at < stop_s]
    moments = np.unique([*np.linspace(start_s, stop_s, MOMENTS), *points])
    weights = np.array([part.weights_at(moments) for part in asked])
    means = np.trapezoid(weights / weights.sum(axis=0), moments, axis=1) / (stop_s - start_s)
    return [float(mean) for mean in means]


def _points(part: BlendVoice, start_s: float) -> tuple[tuple[float, float], ...]:
    """(second, weight) to draw lines between; one where it never changes."""
    if len({point.weight for point in part.points}) == 1:
        return ((0.0, part.points[0].weight),)
    return tuple((point.at - start_s, point.weight) for point in part.points) or ((0.0, part.weight),)
