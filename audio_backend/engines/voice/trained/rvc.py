"""RVC v1 and v2: voices of 100 frames a second, which hear of gaps by an F0 of 0 Hz."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.signal import butter, filtfilt

from audio_backend.engines.base import ConversionRequest
from audio_backend.engines.entries import RVC
from audio_backend.engines.nets.vits.rvc import RvcNet
from audio_backend.engines.voice.retrieval import retrieved
from audio_backend.engines.voice.trained.engine import Heard, TrainedVoice
from audio_backend.engines.voice.trained.frames import CONTENT_RATE, Grid, Melody
from audio_backend.engines.voice.trained.options import RvcOptions
from audio_backend.engines.voice.trained.song_noise import SongNoise

HIGH_PASS_ORDER, HIGH_PASS_HZ = 5, 48.0
HIGHEST_PEAK = 0.95
UNPROTECTED = 0.5
"""`protect` from here on does nothing."""
VOICED_HZ = 1.0


class Rvc(TrainedVoice[RvcNet, RvcOptions]):
    info = RVC.info
    options_class = RvcOptions

    def _before_hearing(self, sound: np.ndarray) -> np.ndarray:
        return high_passed(sound / max(1.0, float(np.abs(sound).max(initial=0.0)) / HIGHEST_PEAK))

    def conditioned(self, heard: np.ndarray, grid: Grid, first: int, melody: Melody, options: RvcOptions) -> np.ndarray:
        raw = grid.of_content(heard, first)
        if self._index is None or not options.index_rate:
            return raw
        drawn = grid.of_content(retrieved(heard, self._index, options.index_rate), first)
        return protected(drawn, raw, self._f0(melody, options), options.protect) if self.facts.has_f0 else drawn

    def sung(self, heard: Heard[RvcOptions], part: slice, noise: SongNoise) -> np.ndarray:
        net, melody = self._ready(), heard.melody
        f0 = self._tensor(self._f0(melody, heard.options)[part]) if self.facts.has_f0 else None
        sound = net.infer(
            self._tensor(heard.content[part].T), f0,
            speaker=self._row(heard.options), noise=noise, turns=self._tensor(melody.turns[part]),
        )  # fmt: skip
        return sound[0].cpu().numpy()

    @staticmethod
    def _f0(melody: Melody, options: RvcOptions) -> np.ndarray:
        return melody.f0_hz if options.unvoiced == "classic" else melody.filled_hz

    def _own_loudness(self, request: ConversionRequest) -> float:
        return self._own(request.options).rms_mix_rate


def protected(drawn: np.ndarray, raw: np.ndarray, f0_hz: np.ndarray, protect: float) -> np.ndarray:
    """(T, C): where nothing is voiced only `protect` of what the index gave, the rest as it was sung."""
    if protect >= UNPROTECTED:
        return drawn
    share = np.where(f0_hz < VOICED_HZ, protect, 1.0).astype(np.float32)[:, None]
    mixed: np.ndarray = drawn * share + raw * (1 - share)
    return mixed


def high_passed(sound: np.ndarray) -> np.ndarray:
    """(samples,) at 16 kHz, without what lies under a voice; no phase is moved."""
    if len(sound) < 2:
        return sound
    coefficients = _high_pass()
    passed: np.ndarray = filtfilt(*coefficients, sound, padlen=min(3 * len(coefficients[0]), len(sound) - 1))
    return passed.astype(np.float32)


@cache
def _high_pass() -> tuple[np.ndarray, np.ndarray]:
    numerator, denominator = butter(HIGH_PASS_ORDER, HIGH_PASS_HZ, "high", fs=CONTENT_RATE)
    return numerator, denominator
