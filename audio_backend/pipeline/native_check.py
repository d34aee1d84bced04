"""Every native library that a segment needs, tried on a second of sound: `python -m …pipeline.native_check`.

For the doctor, in a process of its own: a library that is broken ends its process without a word. So each is named on
a line before it is tried, and the last line says which one it was.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

SAMPLE_RATE = 44_100


def _tone() -> np.ndarray:
    """(1, frames) float32: a second of A3."""
    return (0.3 * np.sin(2 * np.pi * 220 * np.arange(SAMPLE_RATE) / SAMPLE_RATE))[None].astype(np.float32)


def _numpy() -> None:
    matrix = np.random.default_rng(0).standard_normal((300, 300))
    np.linalg.solve(matrix @ matrix.T + np.eye(300), matrix)


def _scipy() -> None:
    from scipy.signal import butter, oaconvolve, sosfilt

    oaconvolve(_tone()[0], sosfilt(butter(4, 0.2, output="sos"), _tone()[0][:4096]))


def _soxr() -> None:
    import soxr

    soxr.resample(_tone()[0], SAMPLE_RATE, 48_000)


def _soundfile() -> None:
    import io

    import soundfile

    with io.BytesIO() as file:
        soundfile.write(file, _tone().T, SAMPLE_RATE, format="OGG")


def _av() -> None:
    import av

    codec = av.CodecContext.create("flac", "w")
    codec.sample_rate, codec.format, codec.layout = SAMPLE_RATE, "s16", "mono"
    frame = av.AudioFrame.from_ndarray((_tone() * 32767).astype(np.int16), format="s16", layout="mono")
    frame.sample_rate = SAMPLE_RATE
    for one in av.AudioResampler(format="s16", frame_size=4096).resample(frame):
        codec.encode(one)


def _pyworld() -> None:
    import pyworld

    voice = _tone()[0].astype(np.float64)
    pyworld.cheaptrick(voice, np.full(201, 220.0), np.arange(201) * 0.005, SAMPLE_RATE)


def _stretch() -> None:
    from python_stretch import Signalsmith

    stretch = Signalsmith.Stretch()
    stretch.preset(1, SAMPLE_RATE)
    stretch.setTransposeSemitones(2)
    stretch.process(_tone())


def _onnxruntime() -> None:
    from swift_f0 import SwiftF0

    SwiftF0(threads=1, spin=False).detect(_tone()[0], 16_000, 50.0, 1100.0)


def _torch() -> None:
    import torch

    with torch.inference_mode():
        torch.nn.Conv2d(2, 16, 5)(torch.zeros(1, 2, 64, 64))


LIBRARIES: dict[str, Callable[[], None]] = {
    "numpy": _numpy, "scipy": _scipy, "soxr": _soxr, "soundfile": _soundfile, "av": _av, "pyworld-prebuilt": _pyworld,
    "python-stretch": _stretch, "onnxruntime": _onnxruntime, "torch": _torch,
}  # fmt: skip
"""By the name to install them with."""


def main() -> None:
    for name, attempt in LIBRARIES.items():
        print(name, flush=True)
        attempt()


if __name__ == "__main__":
    main()
