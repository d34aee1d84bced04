"""A quick listen into an upload: where is it sung? So that a key can be suggested before there is a job."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from audio_backend.dsp.analysis.excerpts import HOP_SECONDS, VoiceMeter, loudest_excerpts
from audio_backend.dsp.analysis.passages import bleed_db, most_sung, worth
from audio_backend.dsp.analysis.singing_evidence import is_sung, joined_evidence
from audio_backend.dsp.level.loudness import LoudnessMeter
from audio_backend.dsp.pitch import f0_curve as pitch_maths
from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio, ReadSamples, Samples, reader
from audio_backend.dsp.signal.segments import Segment, grid_frames
from audio_backend.engines.runtime import pitch_engine, pool, separation_engine
from audio_backend.integrations.instrumental_wrapper import InstrumentalWrapper
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper
from audio_backend.models.audio_config import InstrumentalConfig, SwiftF0Config
from audio_backend.models.results import AnalyseSongResult, Excerpt, SungPassage
from audio_backend.models.tasks import AnalyseSong
from audio_backend.pipeline.vocal import pitch_gate, sung_pitch
from audio_backend.pipeline.vocal.singing_evidence import evidence_in
from audio_backend.pipeline.workspace import unheard
from audio_backend.storage.folders import Folders
from audio_backend.storage.sound_stream import open_stream

EXCERPTS = 3
EXCERPT_SECONDS = 8.0
MARGIN_SECONDS = 1.0
"""Followed on both sides of an excerpt, and not counted."""

MOST_KEPT_BYTES = 130_000_000
"""Of decoded sound that is held, so that it needn't be decoded again: six minutes of stereo at 44.1 kHz."""

CONTEXT_SECONDS = 12.5
"""As far as the isolating net looks beyond what it is asked for: 11.9 s and some for resampling."""

Place = tuple[float, float]
"""[start, stop) in seconds of the song."""


@dataclass(frozen=True)
class Heard:
    """One excerpt with its margins: the mix and the pitch of its vocal, from `start_s` of the song on."""

    segment: Segment
    mix: Audio
    curve: F0Curve
    levels_db: np.ndarray
    """(frames,) of the vocal, in dBFS."""

    @property
    def edges(self) -> Place:
        rate = self.mix.sample_rate
        return self.segment.start / rate, self.segment.stop / rate


@dataclass(frozen=True)
class Song:
    """What is held of it around one excerpt."""

    read: ReadSamples
    sample_rate: int
    channels: int


def analyse_song(task: AnalyseSong, folders: Folders) -> AnalyseSongResult:
    """Isolate the vocal of a few excerpts, follow its pitch, and tell what `plan` would tell of a whole song.

    Excerpts lie on the song's own grids, so what is heard in them is what a job of `fast` quality hears there. Holds
    one excerpt at a time, and a song of some minutes; a longer one is decoded twice, to find the excerpts and to hear
    them.
    """
    path, models = folders.source(task.file_id), folders.models
    decoded: list[Samples] = []
    seconds, places = _places(path, decoded)
    pitch = SwiftF0Wrapper(pitch_engine(SwiftF0Config().f0_method, models))
    heard, evidence = [], []
    for segment, song in _excerpts(path, places, decoded):
        mix = _read(song, segment)
        vocal = _isolated(song, segment, models) if task.source == "song" else mix
        curve, levels = _followed(pitch, vocal, segment)
        heard.append(Heard(segment, mix, curve, levels))
        if task.source == "song":
            evidence.append(evidence_in(segment, vocal.samples, song.read, song.sample_rate, curve))
    sung = sung_pitch.gated_together((one.curve, one.levels_db) for one in heard) if heard else []
    known = joined_evidence(evidence)
    if known is not None and not is_sung(known):
        sung = [pitch_maths.unvoiced(curve) for curve in sung]
    found = list(zip(heard, sung, strict=True))
    inner = _joined([pitch_maths.cut(curve, *one.edges) for one, curve in found])
    return _facts(places, inner, tuple(_passage(one, curve, seconds) for one, curve in found))


def _passage(heard: Heard, sung: F0Curve, song_seconds: float) -> SungPassage:
    """The most sung ten seconds of an excerpt and its margins."""
    start, stop = heard.edges
    start_s, stop_s = most_sung(sung, max(start - MARGIN_SECONDS, 0.0), min(stop + MARGIN_SECONDS, song_seconds))
    levels = F0Curve(sung.hop_seconds, sung.start_seconds, heard.levels_db, np.zeros_like(heard.levels_db))
    voiced, rate = pitch_maths.cut(sung, start_s, stop_s).voiced, heard.mix.sample_rate
    first = round(start_s * rate) - heard.segment.read_start
    mix = heard.mix.samples[:, first : first + round((stop_s - start_s) * rate)]
    return SungPassage(
        start_s=start_s,
        stop_s=stop_s,
        voiced_s=float(voiced.sum() * sung.hop_seconds),
        bleed_db=bleed_db(pitch_maths.cut(levels, start_s, stop_s).f0_hz, voiced),
        loudness_lufs=_loudness(mix, rate),
    )


def _loudness(mix: Samples, rate: int) -> float:
    meter = LoudnessMeter(rate, mix.shape[0], true_peak=False)
    meter.add(mix)
    return meter.loudness.integrated_lufs


def _best(passages: tuple[SungPassage, ...]) -> int:
    return max(range(len(passages)), key=lambda index: worth(passages[index].voiced_s, passages[index].bleed_db))


def _places(path: Path, kept: list[Samples]) -> tuple[float, list[Place]]:
    """How long it is, and where to listen: to all of a song that isn't longer than the excerpts together.

    What was decoded on the way is put into `kept`, all of it or nothing.
    """
    with open_stream(path) as stream:
        meter = VoiceMeter(stream.sample_rate, stream.channels)
        for block in stream.blocks():
            meter.add(block)
            kept.append(block)
            if stream.frames * block.itemsize * stream.channels > MOST_KEPT_BYTES:
                kept.clear()
        seconds = stream.frames / stream.sample_rate
    if seconds <= EXCERPTS * EXCERPT_SECONDS:
        return seconds, [(0.0, seconds)]
    starts = loudest_excerpts(meter.powers, round(EXCERPT_SECONDS / HOP_SECONDS), EXCERPTS)
    return seconds, [(start * HOP_SECONDS, start * HOP_SECONDS + EXCERPT_SECONDS) for start in starts]


def _excerpts(path: Path, places: list[Place], kept: list[Samples]) -> Iterator[tuple[Segment, Song]]:
    """Each with the song around it, silence outside; reading ends behind the last. Decoded again where nothing was
    kept."""
    with open_stream(path) as stream:
        rate = stream.sample_rate
        context = round(CONTEXT_SECONDS * rate)
        waiting = [_segment(index, place, rate) for index, place in enumerate(places)]
        held, at = np.zeros((stream.channels, 0), np.float32), 0
        after = np.zeros((stream.channels, context + round(2 * MARGIN_SECONDS * rate) + grid_frames(rate)), np.float32)
        for block in chain(kept or stream.blocks(), (after,)):
            held = np.concatenate([held, block], axis=1)
            while waiting and at + held.shape[1] >= waiting[0].read_stop + context:
                yield waiting.pop(0), Song(reader(held, at), rate, stream.channels)
            if not waiting:
                return
            past = min(max(waiting[0].read_start - context - at, 0), held.shape[1])
            held, at = held[:, past:], at + past


def _segment(index: int, place: Place, rate: int) -> Segment:
    start, stop = (round(edge * rate) for edge in place)
    grid, margin = grid_frames(rate), round(MARGIN_SECONDS * rate)
    return Segment(index, start, stop, (start - margin) // grid * grid, -(-(stop + margin) // grid) * grid, 0, 0)


def _isolated(song: Song, segment: Segment, models: Path) -> Audio:
    separation = InstrumentalWrapper(separation_engine(InstrumentalConfig().engine, models))
    with pool().in_use(separation.engine, "cpu"):
        vocal = separation.vocals(song.read, song.sample_rate, song.channels, segment, "fast", unheard)
    return Audio(vocal, song.sample_rate)


def _read(song: Song, segment: Segment) -> Audio:
    return Audio(song.read(segment.read_start, segment.read_stop), song.sample_rate)


def _followed(pitch: SwiftF0Wrapper, vocal: Audio, segment: Segment) -> tuple[F0Curve, np.ndarray]:
    wanted = SwiftF0Config()
    with pool().in_use(pitch.engine, "cpu"):
        curve = pitch.follow(vocal, segment, None, wanted.fmin, wanted.fmax, unheard)
    return curve, pitch_gate.frame_levels_db(vocal.samples, vocal.sample_rate, curve)


def _joined(parts: list[F0Curve]) -> F0Curve:
    """One after the other, as if nothing lay between."""
    if not parts:
        return F0Curve(1.0, 0.0, np.zeros(0), np.zeros(0, np.float32))
    f0, confidence = (np.concatenate(arrays) for arrays in zip(*((p.f0_hz, p.confidence) for p in parts), strict=True))
    return F0Curve(parts[0].hop_seconds, 0.0, f0, confidence)


def _facts(places: list[Place], curve: F0Curve, passages: tuple[SungPassage, ...]) -> AnalyseSongResult:
    pitch = sung_pitch.pitch_facts(curve)
    sung = pitch.voiced_seconds >= sung_pitch.LEAST_SUNG_SECONDS
    return AnalyseSongResult(
        voiced_s=pitch.voiced_seconds,
        listened_s=sum(stop - start for start, stop in places),
        excerpts=tuple(Excerpt(start_s=start, stop_s=stop) for start, stop in places),
        passages=passages,
        best=_best(passages) if sung else None,
        sung_median_hz=pitch_maths.median_f0(curve),
        **(pitch.model_dump(exclude={"voiced_seconds"}) if sung else {}),
    )
