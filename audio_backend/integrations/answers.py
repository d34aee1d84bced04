"""Whether an engine gave what its role promises, told in words: its name, what was asked for, what came instead."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar, cast

import numpy as np

from audio_backend.dsp.signal.audio import Audio, Samples
from audio_backend.errors import EngineFailed

T = TypeVar("T")


def samples_of(engine_id: str, given: object, channels: Collection[int], frames: int, what: str = "sound") -> Samples:
    """float32 (channels, frames) of what an engine gave. Raises EngineFailed for anything else."""
    wide = " or ".join(map(str, channels))
    asked = f"{frames} samples in {wide} channel{'s' * (wide != '1')}"
    if not isinstance(given, np.ndarray):
        raise EngineFailed(f"The engine “{engine_id}” gave {told(given)} as its {what}, in place of {asked}.")
    if given.dtype.kind != "f":
        raise EngineFailed(
            f"The engine “{engine_id}” gave {told(given)} as its {what}, in place of floating point from -1 to 1."
        )
    if given.ndim != 2 or given.shape[0] not in channels or given.shape[1] != frames:
        raise EngineFailed(f"The engine “{engine_id}” gave {told(given)} as its {what}, in place of {asked}.")
    with np.errstate(over="ignore"):
        samples = np.asarray(given, np.float32)
    if not np.isfinite(samples).all():
        raise EngineFailed(f"The engine “{engine_id}” gave samples that are no numbers (NaN, infinite) as its {what}.")
    return samples


def sung_by(engine_id: str, given: object, vocal: Audio) -> Audio:
    """As long, as wide and at the same rate as the vocal. Raises EngineFailed for anything else."""
    sung = value_of(engine_id, given, Audio, "the vocal it sang")
    if sung.sample_rate != vocal.sample_rate:
        raise EngineFailed(
            f"The engine “{engine_id}” sang at {sung.sample_rate} Hz what it was given at {vocal.sample_rate} Hz."
        )
    return Audio(samples_of(engine_id, sung.samples, (vocal.channels,), vocal.frames), vocal.sample_rate)


def pitch_of(engine_id: str, given: object, most: int) -> tuple[np.ndarray, np.ndarray]:
    """(frames,) of f0 in Hz and of confidence, `most` frames at most. Raises EngineFailed for anything else."""
    if not isinstance(given, tuple | list) or len(given) != 2:
        raise EngineFailed(f"The engine “{engine_id}” gave {told(given)} in place of a pitch and its confidence.")
    f0, confidence = given
    for curve in given:
        if not isinstance(curve, np.ndarray) or curve.ndim != 1 or curve.dtype.kind not in "fiu":
            raise EngineFailed(f"The engine “{engine_id}” gave {told(curve)} in place of a curve of numbers.")
    if len(f0) != len(confidence) or len(f0) > most:
        raise EngineFailed(
            f"The engine “{engine_id}” gave {len(f0)} frames of pitch and {len(confidence)} of confidence, "
            f"where there are {most}."
        )
    if not (np.isfinite(f0).all() and np.isfinite(confidence).all() and (f0 >= 0).all()):
        raise EngineFailed(
            f"The engine “{engine_id}” gave a pitch that is no number or below 0; where nobody sings it is 0."
        )
    return f0, confidence


def value_of(engine_id: str, given: object, kind: type[T], what: str) -> T:
    """Raises EngineFailed for anything of another kind."""
    if not isinstance(given, kind):
        raise EngineFailed(f"The engine “{engine_id}” gave {told(given)} as {what}, in place of a {kind.__name__}.")
    return given


def told(given: object) -> str:
    """What it is, without what is in it."""
    if given is None:
        return "nothing (None)"
    if isinstance(given, np.ndarray):
        shape = " × ".join(map(str, cast("tuple[int, ...]", given.shape)))
        return f"{shape or 'one'} values of {given.dtype}"
    return f"a value of the kind {type(given).__name__}"
