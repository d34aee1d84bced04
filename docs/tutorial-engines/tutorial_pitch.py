"""A pitch engine: the autocorrelation of 64 ms, every 16 ms."""

import numpy as np

from audio_backend.engines.base import EngineInfo
from audio_backend.engines.entry import EngineEntry

RATE, HOP, FRAME = 16_000, 256, 1024

ENTRY = EngineEntry(
    EngineInfo("tutorial-pitch", "pitch", "Autocorrelation", "From the tutorial.", RATE, neural=False, licence="MIT"),
    "tutorial_pitch:Autocorrelation",
)


class Autocorrelation:
    info, hop_seconds, loaded = ENTRY.info, HOP / RATE, False

    def load(self, device):
        self.loaded = True

    def unload(self):
        self.loaded = False

    def follow(self, mono, fmin_hz, fmax_hz, progress):
        """(samples,) at 16 kHz -> f0 in Hz, 0 where there is none, and how sure it is."""
        padded = np.pad(mono, FRAME)
        frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[FRAME // 2 :: HOP][: -(-len(mono) // HOP)]
        power = np.abs(np.fft.rfft(frames * np.hanning(FRAME), 2 * FRAME)) ** 2
        alike = np.fft.irfft(power)[:, : round(RATE / fmin_hz)] / (power.mean(axis=1, keepdims=True) + 1e-9)
        first = round(RATE / fmax_hz)
        lag = first + np.argmax(alike[:, first:], axis=1)
        sure = np.clip(alike[np.arange(len(lag)), lag], 0.0, 1.0)
        progress(1.0)
        return np.where(sure > 0.4, RATE / lag, 0.0), sure.astype(np.float32)
