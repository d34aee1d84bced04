"""What a net's voice becomes before anybody hears it: as loud as the singer, silent where nobody sang, in its place in
the stereo picture, with the singer's own breath if that is wanted."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from audio_backend.dsp.signal.audio import Samples
from audio_backend.engines.voice.conditioning import follow_loudness

FRAME_SECONDS = 0.01
QUIETEST = 1e-6
SILENT_DB, SUNG_DB = -60.0, -50.0
"""Below the song's loudest moment: at -50 dB and less there is bleed (pitch_gate.QUIET_DB), at -60 dB nothing is let
through."""
HELD_FRAMES, EDGE_FRAMES = 7, 3
"""The gate opens 30 ms before and closes 30 ms after, over 30 ms."""
BREATH_ABOVE_SINGER_DB = 3.0
"""Where nothing is voiced the net may be so much louder than the singer was, and no more: nets make noise of breath."""
STEP_SECONDS = 0.5
"""Of the loudness that is followed; its steps lie at whole half seconds of the song."""


def frame_power(mono: np.ndarray, rate: int) -> np.ndarray:
    """Mean square of every 10 ms, from the first sample on; the last one may be shorter."""
    edges = np.round(np.arange(int(np.ceil(len(mono) / rate / FRAME_SECONDS)) + 1) * FRAME_SECONDS * rate).astype(int)
    edges = np.minimum(edges, len(mono))
    summed = np.concatenate([[0.0], np.cumsum(np.square(mono, dtype=np.float64))])
    power: np.ndarray = np.diff(summed[edges]) / np.maximum(np.diff(edges), 1)
    return power


def loudest_db(mono: np.ndarray, rate: int) -> float:
    """Of 50 ms, in dBFS."""
    power = frame_power(mono, rate)
    return float(10 * np.log10(max(float(uniform_filter1d(power, 5).max(initial=0.0)), QUIETEST**2)))


def as_loud_as(sung: np.ndarray, rate: int, converted: np.ndarray, own_share: float, start: int) -> np.ndarray:
    """`converted` with the singer's loudness from half second to half second; `start` is the first sample's number in
    the song, so that all segments measure at the same moments."""
    if own_share == 1.0:
        return converted
    lead = start % round(STEP_SECONDS * rate)
    sung, converted = (
        np.pad(sound, (lead, 0), mode="reflect" if len(sound) > 1 else "edge") for sound in (sung, converted)
    )
    return follow_loudness(converted, rate, sung, rate, own_share, stretched=False)[lead:]


def gate(sung: np.ndarray, rate: int, loudest_db: float) -> np.ndarray:
    """(10 ms frames,) 0 where nobody sings, 1 where somebody does."""
    level_db = 10 * np.log10(np.maximum(frame_power(sung, rate), QUIETEST**2)) - loudest_db
    opened = np.clip((level_db - SILENT_DB) / (SUNG_DB - SILENT_DB), 0.0, 1.0)
    gain: np.ndarray = uniform_filter1d(maximum_filter1d(opened, HELD_FRAMES), EDGE_FRAMES)
    return gain


def calmed(sung: np.ndarray, converted: np.ndarray, rate: int, voiced: np.ndarray) -> np.ndarray:
    """(10 ms frames,) gains that keep what isn't voiced from being louder than the singer was."""
    powers = (uniform_filter1d(frame_power(sound, rate), EDGE_FRAMES) for sound in (sung, converted))
    there, made = (np.sqrt(np.maximum(power, QUIETEST**2)) for power in powers)
    allowed = np.minimum(1.0, there / made * 10 ** (BREATH_ABOVE_SINGER_DB / 20))
    gains: np.ndarray = 1.0 - (1.0 - allowed) * (1.0 - softened(voiced))
    return gains


def softened(frames: np.ndarray) -> np.ndarray:
    """With edges of 30 ms."""
    soft: np.ndarray = uniform_filter1d(frames.astype(np.float64), EDGE_FRAMES)
    return soft


def along(frames: np.ndarray, rate: int, samples: int) -> Samples:
    """(10 ms frames,) -> (samples,) straight lines from middle to middle."""
    places = (np.arange(samples) + 0.5) / (FRAME_SECONDS * rate) - 0.5
    line: np.ndarray = np.interp(places, np.arange(len(frames)), frames).astype(np.float32)
    return line
