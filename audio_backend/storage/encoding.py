"""The finished song as a file to give away: WAV, FLAC, MP3, Ogg Vorbis or M4A, to the sample, with tags and cover."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from audio_backend.dsp.signal.audio import Samples
from audio_backend.errors import BadConfig
from audio_backend.models.audio_config import OutputFormat
from audio_backend.models.formats import HIGHEST_RATES, fitting_rate
from audio_backend.models.messages import Message
from audio_backend.storage.atomic_file import NewFile, atomic_file
from audio_backend.storage.formats import codecs_av, codecs_ogg
from audio_backend.storage.formats.cover_pictures import picture_mime
from audio_backend.storage.formats.id3 import id3_tag
from audio_backend.storage.formats.wav_file import WavStream, info_chunk
from audio_backend.storage.wholeness import sha256_of

BIT_DEPTHS: dict[str, tuple[int, ...]] = {"wav": (16, 24, 32), "flac": (16, 24)}

DELAY_FRAMES: dict[str, int] = {"mp3": 1105, "m4a": 1024}
"""Silence in front that the codec itself needs. Players that read the file's gapless information take it off."""


@dataclass(frozen=True)
class EncodeSpec:
    """What the file shall be."""

    output_format: OutputFormat
    sample_rate: int
    channels: int
    frames: int
    """In all: the blocks must hold exactly as many."""
    bit_depth: int = 16
    """Of WAV (16, 24, or 32 for floating point) and FLAC (16, 24); ignored by the others."""
    tags: dict[str, str] = field(default_factory=dict)
    """Under the names of storage.formats.tags.TAGS."""
    cover: bytes | None = None
    """A JPEG or PNG."""


@dataclass(frozen=True)
class EncodedFacts:
    """What was written."""

    frames: int
    bytes: int
    sha256: str
    delay_samples: int
    """What a decoder that ignores gapless information puts in front."""
    messages: tuple[Message, ...]


Writer = Callable[[Iterable[Samples], NewFile, EncodeSpec], None]


def encode(blocks: Iterable[Samples], target: Path, spec: EncodeSpec) -> EncodedFacts:
    """Write blocks (channels, n); `target` appears when it is complete. Raises BadConfig, StorageFull.

    WAV and FLAC round to the nearest step without dither: add dither before. Raises ValueError when the blocks
    don't hold exactly spec.frames samples of spec.channels channels.
    """
    check(spec)
    spec, messages = _with_usable_cover(spec)
    with atomic_file(target) as file:
        WRITERS[spec.output_format](_exactly(blocks, spec), file, spec)
    return EncodedFacts(
        spec.frames, target.stat().st_size, sha256_of(target), DELAY_FRAMES.get(spec.output_format, 0), messages
    )


def check(spec: EncodeSpec) -> None:
    """Raises BadConfig when the format can't hold this."""
    name = spec.output_format
    if name not in HIGHEST_RATES:
        raise BadConfig(f"There is no output format {name!r}.", remedy=f"Choose one of {', '.join(HIGHEST_RATES)}.")
    if fitting_rate(name, spec.sample_rate) != spec.sample_rate:
        raise BadConfig(
            f"{name} can't hold {spec.sample_rate} Hz.",
            remedy=f"Choose {fitting_rate(name, spec.sample_rate)} Hz, or WAV or FLAC.",
        )
    if spec.frames < 1:
        raise BadConfig("There is nothing to write: no samples.")
    if spec.channels not in (1, 2):
        raise BadConfig(f"{spec.channels} channels can't be written.", remedy="Choose mono or stereo.")
    if spec.bit_depth not in BIT_DEPTHS.get(name, (spec.bit_depth,)):
        raise BadConfig(f"{name} can't hold {spec.bit_depth} bits.", remedy=f"Choose one of {BIT_DEPTHS[name]}.")


def _with_usable_cover(spec: EncodeSpec) -> tuple[EncodeSpec, tuple[Message, ...]]:
    if spec.cover is None or codecs_av.is_readable_picture(spec.cover):
        return spec, ()
    return replace(spec, cover=None), (Message("cover_picture_unreadable"),)


def _exactly(blocks: Iterable[Samples], spec: EncodeSpec) -> Iterator[Samples]:
    frames = 0
    for block in blocks:
        frames += block.shape[1]
        if block.shape[0] != spec.channels or frames > spec.frames:
            raise ValueError(f"a block of {block.shape} ends at {frames}, not in ({spec.channels}, {spec.frames})")
        if block.shape[1]:
            yield block
    if frames != spec.frames:
        raise ValueError(f"the blocks hold {frames} samples, not {spec.frames}")


def _write_wav(blocks: Iterable[Samples], file: NewFile, spec: EncodeSpec) -> None:
    wav = WavStream(file, spec.sample_rate, spec.channels, spec.bit_depth)
    for block in blocks:
        wav.write(block)
    chunks = []
    if spec.tags or spec.cover:
        chunks = [info_chunk(spec.tags), (b"id3 ", id3_tag(spec.tags, spec.cover, picture_mime(spec.cover)))]
    wav.finish(chunks)


WRITERS: dict[str, Writer] = {
    "wav": _write_wav,
    "flac": codecs_av.write_flac,
    "mp3": codecs_av.write_mp3,
    "ogg": codecs_ogg.write_ogg,
    "m4a": codecs_av.write_m4a,
}
