"""One finished file: the mastered mix, or a stem, in a format. The only place that publishes sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from audio_backend.dsp.level.loudness import measure
from audio_backend.dsp.signal.audio import Samples
from audio_backend.dsp.signal.resampling import resampled_frames
from audio_backend.errors import NotFound
from audio_backend.models.audio_config import DEFAULT_CEILING_DB
from audio_backend.models.formats import LOSSY, fitting_rate
from audio_backend.models.stages import MIXED
from audio_backend.models.stems import BACKING_VOCAL_STEMS, backing_vocal_stems, stems_of
from audio_backend.pipeline.mixdown import mixing, tracks
from audio_backend.pipeline.mixdown.mastering import MasterReport, MasterSpec, master
from audio_backend.pipeline.mixdown.tags import labelled, saved_tags
from audio_backend.pipeline.mixdown.to_mono import folding
from audio_backend.pipeline.task import Task
from audio_backend.storage.encoding import EncodedFacts, EncodeSpec, encode
from audio_backend.storage.sound_files import SoundFileWriter, blocks
from audio_backend.storage.sound_stream import open_stream

LOSSY_SPARE_DB = 0.15
MOST_ENCODINGS = 5
"""A lossy file is made again, lower, until what is decoded keeps its ceiling; each step mends most of what is left."""


def export(task: Task, stem: str, output_format: str, progress: Callable[[float], None]) -> dict[str, Any]:
    """Make one file in the folder of the finish that counts. A dict of what it is and how loud."""
    folder = task.folder.exports(task.attempt)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{stem}.{output_format}"
    scratch = folder / f"{stem}.{output_format}.mix.wav"
    balance = mixing.levels(task) if stem in ("mix", "vocals", *BACKING_VOCAL_STEMS) else mixing.UNCHANGED
    try:
        with SoundFileWriter(scratch, task.sample_rate, task.channels) as file:
            for block in stream(task, stem, balance.match_db):
                file.write(block)
                progress(MIXED * file.frames / task.frames)
        return _mastered(task, stem, target, scratch, lambda done: progress(MIXED + (1 - MIXED) * done)) | {
            "levels": asdict(balance),
        }
    finally:
        scratch.unlink(missing_ok=True)


def stream(task: Task, stem: str, match_db: float) -> Iterator[Samples]:
    """A stem as it lies in the mix, at the song's own rate."""
    match stem:
        case "mix":
            return mixing.mix(task, match_db)
        case "vocals":
            return mixing.vocals(task, match_db)
        case "instrumental":
            return mixing.instrumental(task)
        case "double" | "harmony" if stem in backing_vocal_stems(task.config):
            return mixing.stem_beside(task, stem, match_db)
        case "original_vocals":
            return tracks.original_vocal(task)
        case "original":
            return tracks.song(task)
        case "drums" | "bass" | "other" if task.config.instrumental.wants_stems:
            return tracks.draft_stem(task, stem)
    raise NotFound(f"This job made no stem “{stem}”.", remedy=f"It can give: {', '.join(stems_of(task.config))}.")


def _mastered(task: Task, stem: str, target: Path, mix: Path, progress: Callable[[float], None]) -> dict[str, Any]:
    spec = _encode_spec(task, stem, target.suffix[1:])
    wanted, says = _folded(_master_spec(task, stem, spec), mix)
    report, facts = _made(target, mix, wanted, spec, progress)
    if _must_float(stem, spec, report):
        spec, wanted = replace(spec, bit_depth=32), replace(wanted, dither_bits=None, clips=False)
        report, facts = _made(target, mix, wanted, spec, progress)
    lowered, encodings = wanted, 1
    while (over_db := _over_db(target, spec, wanted.ceiling_db)) > 0:  # a lossy codec draws the wave anew, and higher
        if encodings == MOST_ENCODINGS:
            says = (*says, f"{spec.output_format} plays up to {over_db - LOSSY_SPARE_DB:.2f} dB over the ceiling.")
            break
        lowered, encodings = replace(lowered, ceiling_db=lowered.ceiling_db - over_db), encodings + 1
        report, facts = _made(target, mix, lowered, spec, progress)
    return {
        "file": target.name,
        "attempt": task.attempt,
        "config": task.settings,
        "stem": stem,
        "output_format": spec.output_format,
        "sample_rate": spec.sample_rate,
        "channels": spec.channels,
        "bit_depth": None if spec.output_format in LOSSY else spec.bit_depth,
        "frames": facts.frames,
        "bytes": facts.bytes,
        "sha256": facts.sha256,
        "mastering": report.as_dict(),
        "warnings": [*says, *report.warnings, *facts.warnings],
    }


def _made(
    target: Path, mix: Path, wanted: MasterSpec, spec: EncodeSpec, progress: Callable[[float], None]
) -> tuple[MasterReport, EncodedFacts]:
    encoded: list[EncodedFacts] = []

    def write(samples: Iterator[Samples]) -> None:
        encoded.append(encode(samples, target, spec))

    report = master(lambda: blocks(mix, tracks.BLOCK), wanted, write, progress)
    return report, encoded[0]


def _folded(wanted: MasterSpec, mix: Path) -> tuple[MasterSpec, tuple[str, ...]]:
    if wanted.channels_in == wanted.channels_out or wanted.channels_in == 1:
        return wanted, ()
    found = folding(blocks(mix, tracks.BLOCK))
    return replace(wanted, right_inverted=found.right_inverted), found.warnings


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


def _master_spec(task: Task, stem: str, spec: EncodeSpec) -> MasterSpec:
    mastered = stem == "mix"
    wanted = task.config.mixing
    return MasterSpec(
        frames=task.frames,
        channels_in=task.channels,
        channels_out=spec.channels,
        from_rate=task.sample_rate,
        to_rate=spec.sample_rate,
        fade_in_s=wanted.fade_in if mastered else 0.0,
        fade_out_s=wanted.fade_out if mastered else 0.0,
        target_lufs=wanted.target_lufs if mastered else None,
        ceiling_db=_ceiling(task) if mastered else None,
        dither_bits=None if spec.output_format in LOSSY or spec.bit_depth == 32 else spec.bit_depth,
        seed=0,
        clips=spec.output_format in LOSSY or spec.bit_depth != 32,
    )


def _ceiling(task: Task) -> float | None:
    wanted = task.config.mixing.true_peak_db
    if wanted != "auto":
        return wanted
    return DEFAULT_CEILING_DB if mixing.changes_anything(task) else None


def _encode_spec(task: Task, stem: str, output_format: str) -> EncodeSpec:
    quality = task.config.quality
    channels = task.channels if quality.channels == "source" else quality.channels
    rate = fitting_rate(output_format, task.sample_rate if quality.sample_rate == "source" else quality.sample_rate)
    depth = 24 if output_format == "flac" and quality.bit_depth == 32 else quality.bit_depth
    tags, cover = saved_tags(task.folder)
    return EncodeSpec(
        output_format=output_format,
        sample_rate=rate,
        channels=channels,
        bit_depth=depth,
        frames=resampled_frames(task.frames, task.sample_rate, rate),
        tags=labelled(task, stem, tags),
        cover=cover,
    )
