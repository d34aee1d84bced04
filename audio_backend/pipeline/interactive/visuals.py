"""What the page draws of a stem: its waveform with its loudness, and its spectrogram. No file is made of it."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from audio_backend.dsp.analysis.spectrogram import CEILING_DB, FLOOR_DB, LOW_HZ, Canvas, Painter
from audio_backend.dsp.level.loudness import LoudnessMeter
from audio_backend.dsp.signal.audio import Samples
from audio_backend.models.results import StemPeaksResult, StemSpectrogramResult
from audio_backend.models.tasks import StemPeaks, StemSpectrogram
from audio_backend.pipeline.mixdown.publish import stream
from audio_backend.pipeline.workspace import Workspace
from audio_backend.storage.peaks import MOST_POINTS, peaks_of
from audio_backend.storage.sound_stream import open_stream


@dataclass(frozen=True)
class Sound:
    """A stem as it streams by, in blocks (channels, n)."""

    blocks: Iterator[Samples]
    channels: int
    sample_rate: int


def stem_peaks(job: Workspace, task: StemPeaks) -> StemPeaksResult:
    with _sound(job, task) as sound:
        meter = LoudnessMeter(sound.sample_rate, sound.channels, true_peak=False)
        outline = peaks_of(_heard(sound.blocks, meter), sound.channels, sound.sample_rate, MOST_POINTS)
    return StemPeaksResult(**asdict(outline), integrated_lufs=meter.integrated_lufs)


def stem_spectrogram(job: Workspace, task: StemSpectrogram) -> StemSpectrogramResult:
    size = task.canvas
    with _sound(job, task) as sound:
        canvas = Canvas(sound.sample_rate, size.start, size.stop, size.columns, size.bands)
        painter = Painter(canvas)
        for block in sound.blocks:
            painter.add(block)
            if painter.complete:
                break
    return StemSpectrogramResult(
        columns=canvas.columns, bands=canvas.bands, low_hz=LOW_HZ, high_hz=canvas.high_hz,
        start_s=canvas.start / canvas.sample_rate, stop_s=canvas.stop / canvas.sample_rate,
        floor_db=FLOOR_DB, ceiling_db=CEILING_DB, data=base64.b64encode(painter.picture()).decode(),
    )  # fmt: skip


@contextmanager
def _sound(job: Workspace, task: StemPeaks | StemSpectrogram) -> Iterator[Sound]:
    """The mix as it was published; other stems as they lie in it."""
    if task.published:
        with open_stream(job.folder.exports(task.attempt) / task.published) as file:
            yield Sound(file.blocks(), file.channels, file.sample_rate)
    else:
        yield Sound(stream(job, task.stem, task.match_db), job.channels, job.sample_rate)


def _heard(blocks: Iterable[Samples], meter: LoudnessMeter) -> Iterator[Samples]:
    for block in blocks:
        meter.add(block)
        yield block
