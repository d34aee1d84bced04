"""A real song with its stems, for tests that need music: stempeg's example (CC BY-NC-SA 3.0, never shipped)."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np

from audio_backend.dsp.signal.audio import Samples
from audio_backend.engines.separation.spleeter import Spleeter

STEM_STREAMS = ("mix", "drums", "bass", "other", "vocals")
STEM_RATE = 44_100


@cache
def easton_ellises() -> dict[str, Samples]:
    """6 s of "Falcon 69": mix, drums, bass, other, vocals, each (2, frames) at 44.1 kHz. Don't write into them.

    The five streams were mastered and encoded apart, so `mix` is their sum only to about 15 dB.
    """
    (folder,) = importlib.util.find_spec("stempeg").submodule_search_locations
    (path,) = Path(folder, "data").glob("*.stem.mp4")
    stems = {name: _decoded(path, index) for index, name in enumerate(STEM_STREAMS)}
    frames = min(samples.shape[1] for samples in stems.values())
    for name in STEM_STREAMS:
        stems[name] = stems[name][:, :frames]
        stems[name].flags.writeable = False
    return stems


def _decoded(path: Path, stream: int) -> Samples:
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=STEM_RATE)
        decoded = [frame for packet in container.decode(audio=stream) for frame in resampler.resample(packet)]
    return np.concatenate([frame.to_ndarray() for frame in decoded], axis=1)


def sdr_db(truth: Samples, estimate: Samples) -> float:
    """Signal to distortion: 10 log10 of the energy of the truth over that of the error, whole song at once."""
    error = np.sum((truth.astype(np.float64) - estimate) ** 2)
    energy = np.sum(truth.astype(np.float64) ** 2)
    return float(10 * np.log10(energy / error)) if error else float("inf")


def level_db(samples: Samples) -> float:
    """Largest sample in dBFS; -inf for silence."""
    peak = float(np.abs(samples).max(initial=0.0))
    return 20 * float(np.log10(peak)) if peak else float("-inf")


@cache
def loaded_spleeter() -> Spleeter:
    """One loaded engine for all tests; its weights are converted in a folder that goes with the process."""
    engine = Spleeter(Path(_folder().name))
    engine.load("cpu")
    return engine


@cache
def _folder() -> TemporaryDirectory:
    return TemporaryDirectory(prefix="studio-weights-")
