"""One finished file: the mastered mix, or a stem, in a format. The only place that publishes sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from audio_backend.dsp.level.loudness import measure
from audio_backend.dsp.signal.audio import Samples
from audio_backend.dsp.signal.resampling import resampled_frames
from audio_backend.engines.base import Progress
from audio_backend.errors import NotFound
from audio_backend.models.audio_config import DEFAULT_CEILING_DB, OutputFormat
from audio_backend.models.formats import LOSSY, fitting_rate
from audio_backend.models.messages import Message
from audio_backend.models.results import LevelFacts, SoundFile
from audio_backend.models.stages import MIXED
from audio_backend.models.stems import (
    BACKING_VOCAL_STEMS,
    PREFADER,
    ROOM,
    VOCALS,
    backing_vocal_stems,
    before_fader,
    stems_of,
)
from audio_backend.pipeline.mixdown import mixing, tracks
from audio_backend.pipeline.mixdown.mastering import MasterReport, MasterSpec, master
from audio_backend.pipeline.mixdown.tags import labelled, saved_tags
from audio_backend.pipeline.mixdown.to_mono import folding
from audio_backend.pipeline.workspace import Workspace
from audio_backend.storage.encoding import EncodedFacts, EncodeSpec, encode
from audio_backend.storage.sound_files import SoundFileWriter, blocks
from audio_backend.storage.sound_stream import open_stream

LOSSY_SPARE_DB = 0.15
MATCHED = ("mix", *(name for stem in (VOCALS, *BACKING_VOCAL_STEMS) for name in (stem, PREFADER[stem])))
"""Stems with voices in them, at the loudness of the original one."""

MOST_ENCODINGS = 5
"""A lossy file is made again, lower, until what is decoded keeps its ceiling; each step mends most of what is left."""


@dataclass(frozen=True)
class Publication:
    """Which file is to be made, for the result of which attempt at finish."""

    stem: str
    output_format: OutputFormat
    attempt: int

    @property
    def is_mix(self) -> bool:
        return self.stem == "mix"


@dataclass(frozen=True)
class Unmastered:
    """The file that is to be mastered."""

    path: Path
    frames: int


def publish(job: Workspace, wanted: Publication, progress: Progress) -> SoundFile:
    """Make one file in the folder of the finish that counts. Says what it is and how loud."""
    folder = job.folder.exports(wanted.attempt)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{wanted.stem}.{wanted.output_format}"
    scratch = folder / f"{target.name}.mix.wav"
    levels = mixing.levels(job) if wanted.stem in MATCHED else LevelFacts()
    try:
        with SoundFileWriter(scratch, job.sample_rate, job.channels) as file:
            for block in _blocks(job, wanted, levels.match_db):
                file.write(block)
                progress(MIXED * min(file.frames / job.frames, 1.0))
        unmastered = Unmastered(scratch, file.frames)
        made = _mastered(job, wanted, target, unmastered, lambda done: progress(MIXED + (1 - MIXED) * done))
        return made.model_copy(update={"levels": levels})
    finally:
        scratch.unlink(missing_ok=True)


def _blocks(job: Workspace, wanted: Publication, match_db: float) -> Iterator[Samples]:
    if wanted.stem == ROOM:
        return iter([mixing.room_response(job, _rate(job, wanted.output_format))])
    return stream(job, wanted.stem, match_db)


def stream(job: Workspace, stem: str, match_db: float) -> Iterator[Samples]:
    """A stem as it lies in the mix, at the song's own rate."""
    match stem:
        case "mix":
            return mixing.mix(job, match_db)
        case "vocals":
            return mixing.vocals(job, match_db)
        case "instrumental":
            return mixing.instrumental(job)
        case "double" | "harmony" if stem in backing_vocal_stems(job.config):
            return mixing.stem_beside(job, stem, match_db)
        case "prefader_vocals" | "prefader_instrumental":
            return mixing.prefader(job, before_fader(stem), match_db)
        case "prefader_double" | "prefader_harmony" if before_fader(stem) in backing_vocal_stems(job.config):
            return mixing.prefader(job, before_fader(stem), match_db)
        case "original_vocals":
            return tracks.original_vocal(job)
        case "original":
            return tracks.song(job)
        case "drums" | "bass" | "other" if job.config.instrumental.wants_stems:
            return tracks.draft_stem(job, stem)
    raise NotFound(f"This job made no stem “{stem}”.", remedy=f"It can give: {', '.join(stems_of(job.config))}.")


def _mastered(
    job: Workspace, publication: Publication, target: Path, unmastered: Unmastered, progress: Progress
) -> SoundFile:
    stem, mix, spec = publication.stem, unmastered.path, _encode_spec(job, publication, unmastered)
    wanted, messages = _folded(_master_spec(job, publication, unmastered, spec), mix)
    report, facts = _made(target, mix, wanted, spec, progress)
    if _must_float(stem, spec, report):
        spec, wanted = replace(spec, bit_depth=32), replace(wanted, dither_bits=None, clips=False)
        report, facts = _made(target, mix, wanted, spec, progress)
    ceiling_db, encodings = wanted.ceiling_db, 1
    while ceiling_db is not None and (over_db := _over_db(target, spec, wanted.ceiling_db)) > 0:
        if encodings == MOST_ENCODINGS:
            values = {"output_format": spec.output_format, "over_db": over_db - LOSSY_SPARE_DB}
            messages = (*messages, Message("ceiling_exceeded", ("mixing.true_peak_db",), values))
            break
        ceiling_db, encodings = ceiling_db - over_db, encodings + 1  # the codec draws the wave anew, and higher
        report, facts = _made(target, mix, replace(wanted, ceiling_db=ceiling_db), spec, progress)
    return SoundFile(
        file=target.name,
        attempt=publication.attempt,
        config=job.config,
        stem=stem,
        output_format=spec.output_format,
        sample_rate=spec.sample_rate,
        channels=spec.channels,
        bit_depth=None if spec.output_format in LOSSY else spec.bit_depth,
        frames=facts.frames,
        bytes=facts.bytes,
        sha256=facts.sha256,
        mastering=report.as_facts(),
        messages=(*messages, *report.messages, *facts.messages),
    )


def _made(
    target: Path, mix: Path, wanted: MasterSpec, spec: EncodeSpec, progress: Progress
) -> tuple[MasterReport, EncodedFacts]:
    encoded: list[EncodedFacts] = []

    def write(samples: Iterator[Samples]) -> None:
        encoded.append(encode(samples, target, spec))

    report = master(lambda: blocks(mix, tracks.BLOCK), wanted, write, progress)
    return report, encoded[0]


def _folded(wanted: MasterSpec, mix: Path) -> tuple[MasterSpec, tuple[Message, ...]]:
    if wanted.channels_in == wanted.channels_out or wanted.channels_in == 1:
        return wanted, ()
    found = folding(blocks(mix, tracks.BLOCK))
    return replace(wanted, right_inverted=found.right_inverted), found.messages


def _must_float(stem: str, spec: EncodeSpec, report: MasterReport) -> bool:
    """A stem that is over full scale is no mistake: in the mix a limiter follows. A WAV of it must not clip."""
    return stem != "mix" and spec.output_format == "wav" and spec.bit_depth != 32 and report.before.sample_peak_db > 0.0


def _over_db(path: Path, spec: EncodeSpec, ceiling_db: float | None) -> float:
    """By how much a lossy file, decoded again, is over its ceiling, with a little to spare; 0 when it isn't."""
    if ceiling_db is None or spec.output_format not in LOSSY:
        return 0.0
    with open_stream(path) as stream:
        peak = measure(stream.blocks(), spec.sample_rate, spec.channels).true_peak_dbtp
    return peak - ceiling_db + LOSSY_SPARE_DB if peak > ceiling_db else 0.0


def _master_spec(job: Workspace, publication: Publication, unmastered: Unmastered, spec: EncodeSpec) -> MasterSpec:
    mastered = publication.is_mix
    wanted = job.config.mixing
    return MasterSpec(
        frames=unmastered.frames,
        channels_in=job.channels,
        channels_out=spec.channels,
        from_rate=job.sample_rate,
        to_rate=spec.sample_rate,
        fade_in_s=wanted.fade_in if mastered else 0.0,
        fade_out_s=wanted.fade_out if mastered else 0.0,
        target_lufs=wanted.target_lufs if mastered else None,
        ceiling_db=_ceiling(job) if mastered else None,
        dither_bits=None if spec.output_format in LOSSY or spec.bit_depth == 32 else spec.bit_depth,
        seed=0,
        clips=spec.output_format in LOSSY or spec.bit_depth != 32,
    )


def _ceiling(job: Workspace) -> float | None:
    wanted = job.config.mixing.true_peak_db
    if wanted != "auto":
        return wanted
    return DEFAULT_CEILING_DB if mixing.changes_anything(job) else None


def _rate(job: Workspace, output_format: OutputFormat) -> int:
    wanted = job.config.quality.sample_rate
    return fitting_rate(output_format, job.sample_rate if wanted == "source" else wanted)


def _encode_spec(job: Workspace, publication: Publication, unmastered: Unmastered) -> EncodeSpec:
    quality, output_format = job.config.quality, publication.output_format
    channels = job.channels if quality.channels == "source" else quality.channels
    rate = _rate(job, output_format)
    depth = 32 if publication.stem == ROOM else quality.bit_depth  # its tail lies under the steps of 16 bits
    depth = 24 if output_format == "flac" and depth == 32 else depth
    tags, cover = saved_tags(job.folder)
    return EncodeSpec(
        output_format=output_format,
        sample_rate=rate,
        channels=channels,
        bit_depth=depth,
        frames=resampled_frames(unmastered.frames, job.sample_rate, rate),
        tags=labelled(job, publication.stem, tags),
        cover=cover,
    )
