"""Transposing music: stretched in time by Signalsmith Stretch, then resampled back to its length.

Letting the stretcher move the pitch itself would be one step less, but leaves low notes up to 12 cents off (measured:
110 Hz, +7 semitones); stretching keeps frequencies, and resampling moves them exactly.

`Stretch.process` starts afresh with every call, so a stream is cut into long chunks that overlap, and cross-faded where
the two versions agree best. Each chunk is in time by itself: the latency of the stretcher is already taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import soxr
from python_stretch.Signalsmith import Stretch
from scipy.signal import correlate

from audio_backend.dsp.signal.audio import Samples

CHUNK_SECONDS = 30.0
"""Held in memory, together with its stretched version; each has one seam."""
OVERLAP_SECONDS = 2.0
"""Transposed twice; the seam lies somewhere in the middle half."""
FADE_SECONDS = 0.08
STEP_SECONDS = 0.01
"""Between the places that are tried for a seam."""
LARGEST_DELAY_SECONDS = 0.004
"""By which a chunk may be moved to fit the one before; an onset is heard as late from about 10 ms on."""
DELAY_RELUCTANCE = 0.02
"""Of two fits that are this close the one with the smaller delay is taken: so silence is never moved."""
QUIET_ENERGY = 1e-9
"""Below this a stretch counts as silent; a fade's worth of a -60 dB tone has 1000 times more."""
SEED = 1
"""The stretcher dithers phases with noise; the same song gives the same sound."""


def transpose(blocks: Iterable[Samples], channels: int, sample_rate: int, semitones: float) -> Iterator[Samples]:
    """Consecutive blocks (channels, n) moved by `semitones` (-24 to 24), as many samples in all, onsets within 4 ms.

    Holds one chunk (30 s) at a time. 0 semitones passes the blocks through untouched.
    """
    if semitones == 0:
        yield from blocks
        return
    overlap, ahead = round(OVERLAP_SECONDS * sample_rate), round(LARGEST_DELAY_SECONDS * sample_rate)
    held: Samples | None = None
    for chunk, last in _chunks(blocks, channels, round(CHUNK_SECONDS * sample_rate), overlap):
        frames = chunk.shape[1]
        moved = transposed(np.pad(chunk, ((0, 0), (0, ahead))), sample_rate, semitones)
        joined = moved[:, :frames] if held is None else _joined(held, moved, frames, sample_rate)
        kept = frames if last else frames - overlap
        yield joined[:, :kept]
        held = joined[:, kept:].copy()


def transposed(samples: Samples, sample_rate: int, semitones: float) -> Samples:
    """(channels, frames) in one piece, the same length."""
    ratio = 2.0 ** (semitones / 12.0)
    stretch = Stretch(SEED)
    stretch.preset(samples.shape[0], sample_rate)
    stretch.timeFactor = 1.0 / ratio
    longer = stretch.process(np.ascontiguousarray(samples, np.float32))
    back = soxr.resample(np.ascontiguousarray(longer.T), ratio, 1.0, quality="VHQ").T
    return _fitted(back, samples.shape[1])


def _fitted(samples: Samples, frames: int) -> Samples:
    """Cut or padded with silence: rounding may leave a sample too many or too few."""
    return np.pad(samples, ((0, 0), (0, max(frames - samples.shape[1], 0))))[:, :frames]


def _chunks(blocks: Iterable[Samples], channels: int, length: int, overlap: int) -> Iterator[tuple[Samples, bool]]:
    """Chunks of `length` that share `overlap` with the next, and whether each is the last (that one may be shorter).

    A rest that is no longer than the overlap has been in the chunk before, so it makes no chunk of its own.
    """
    waiting: list[Samples] = [np.zeros((channels, 0), np.float32)]
    frames = 0
    for block in blocks:
        waiting.append(block)
        frames += block.shape[1]
        while frames > length:
            together = np.concatenate(waiting, axis=1)
            yield together[:, :length], False
            waiting = [together[:, length - overlap :]]
            frames -= length - overlap
    if frames:
        yield np.concatenate(waiting, axis=1), True


def _joined(held: Samples, moved: Samples, frames: int, sample_rate: int) -> Samples:
    """(channels, frames): `held`, the end of the chunk before, then `moved`, from where the two agree best."""
    fade = round(FADE_SECONDS * sample_rate)
    position, delay = _seam(held, moved, sample_rate)
    joined = _delayed(moved, delay)[:, :frames].copy()
    before, after = held[:, position : position + fade], joined[:, position : position + fade]
    joined[:, position : position + fade] = _cross_faded(before, after)
    joined[:, :position] = held[:, :position]
    return joined


def _seam(held: Samples, moved: Samples, sample_rate: int) -> tuple[int, int]:
    """Where the fade begins, and by how many samples `moved` is delayed for it."""
    fade, reach = round(FADE_SECONDS * sample_rate), round(LARGEST_DELAY_SECONDS * sample_rate)
    step, quarter = max(round(STEP_SECONDS * sample_rate), 1), held.shape[1] // 4
    reluctance = DELAY_RELUCTANCE * np.abs(np.linspace(-1.0, 1.0, 2 * reach + 1))
    best, found = -np.inf, (quarter, 0)
    for position in range(quarter, 3 * quarter - fade, step):
        around = moved[:, position - reach : position + fade + reach]
        likeness = _likeness(held[:, position : position + fade], around) - reluctance
        lag = int(np.argmax(likeness))
        if likeness[lag] > best:
            best, found = likeness[lag], (position, reach - lag)
    return found


def _likeness(reference: Samples, wider: Samples) -> np.ndarray:
    """(lags,) correlation, -1 to 1, of `reference` with each equally long part of `wider`; 1 beside silence."""
    reference, wider, length = reference.astype(np.float64), wider.astype(np.float64), reference.shape[1]
    product = sum(correlate(w, r, "valid", "fft") for w, r in zip(wider, reference, strict=True))
    energies = np.concatenate([[0.0], np.cumsum(np.sum(wider**2, axis=0))])
    scale = np.sqrt(np.sum(reference**2) * np.maximum(energies[length:] - energies[:-length], 0.0))
    return np.divide(product, scale, out=np.ones_like(scale), where=scale > QUIET_ENERGY)


def _delayed(samples: Samples, frames: int) -> Samples:
    """Moved later by `frames` (earlier when negative), with silence where nothing is known."""
    if frames >= 0:
        return np.pad(samples, ((0, 0), (frames, 0)))[:, : samples.shape[1]]
    return np.pad(samples, ((0, 0), (0, -frames)))[:, -frames:]


def _cross_faded(before: Samples, after: Samples) -> Samples:
    """A fade that keeps the level: linear between equal sounds, equal power between unrelated ones."""
    rising = (np.arange(before.shape[1]) + 0.5) / before.shape[1]
    alike = float(np.clip(_likeness(before, after)[0], 0.0, 1.0))
    level = np.sqrt(rising**2 + (1 - rising) ** 2 + 2 * alike * rising * (1 - rising))
    return ((before * (1 - rising) + after * rising) / level).astype(np.float32)
