"""FLAC, MP3 and M4A by FFmpeg, with tags, cover picture and the exact length."""

from __future__ import annotations

import io
import shutil
import struct
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import av
import numpy as np
from av.stream import Disposition

from audio_backend.dsp.signal.audio import Samples
from audio_backend.storage.atomic_file import NewFile, scratch_file
from audio_backend.storage.formats.cover_pictures import picture_mime
from audio_backend.storage.formats.id3 import id3_tag
from audio_backend.storage.formats.wav_file import whole_steps

PICTURE_FORMATS = {"image/jpeg": "jpeg_pipe", "image/png": "png_pipe"}
MP3_LAME_QUALITY = "2"
"""LAME's -q: 0 is slowest; below 2 nobody hears a difference."""

AAC_BIT_RATE = 128_000
"""For each channel."""

PADDING = "skip_samples"
"""FFmpeg's note on a packet: how many samples to leave out at its start and at its end."""


class Wanted(Protocol):
    """What of an EncodeSpec matters here."""

    sample_rate: int
    channels: int
    bit_depth: int
    tags: dict[str, str]
    cover: bytes | None


def write_flac(blocks: Iterable[Samples], file: NewFile, spec: Wanted) -> None:
    """16 or 24 bits, to the nearest step."""
    with av.open(file, "w", format="flac") as container:
        container.metadata.update(spec.tags)
        track = _track(container, "flac", spec, {"compression_level": "5"})
        track.format = "s16" if spec.bit_depth == 16 else "s32"
        _encode(container, track, (_whole_frame(block, spec) for block in blocks), spec.cover)


def write_mp3(blocks: Iterable[Samples], file: NewFile, spec: Wanted) -> None:
    """Constant bit rate, the highest the sample rate allows; LAME's header tells players the exact length."""
    with scratch_file(Path(file.name).parent) as scratch:
        with av.open(scratch, "w", format="mp3", options={"id3v2_version": "0"}) as container:
            track = _track(container, "libmp3lame", spec, {"compression_level": MP3_LAME_QUALITY})
            track.format = "fltp"
            track.bit_rate = mp3_bit_rate(spec.sample_rate)
            _encode(container, track, (_float_frame(block, spec) for block in blocks), None)
        scratch.seek(0)
        file.write(id3_tag(spec.tags, spec.cover, picture_mime(spec.cover)))
        shutil.copyfileobj(scratch, file, 1 << 20)


def mp3_bit_rate(sample_rate: int) -> int:
    """The highest of MPEG-1, MPEG-2 and MPEG-2.5."""
    if sample_rate >= 32_000:
        return 320_000
    return 160_000 if sample_rate >= 16_000 else 64_000


def write_m4a(blocks: Iterable[Samples], file: NewFile, spec: Wanted) -> None:
    """AAC; the edit list, in samples, tells players the exact length. The index comes first, for streaming."""
    options = {"brand": "M4A ", "movflags": "+faststart", "movie_timescale": str(spec.sample_rate)}
    with av.open(file, "w", format="mp4", options=options) as container:  # "ipod" would refuse the cover
        container.metadata.update(spec.tags)
        track = _track(container, "aac", spec, {})
        track.format = "fltp"
        track.bit_rate = AAC_BIT_RATE * spec.channels
        _encode(container, track, (_float_frame(block, spec) for block in blocks), spec.cover)


def _track(container: Any, codec: str, spec: Wanted, options: dict[str, str]) -> Any:
    layout = "mono" if spec.channels == 1 else "stereo"
    return container.add_stream(codec, rate=spec.sample_rate, layout=layout, options=options)


def _with_padding_summed(packets: list[Any]) -> list[Any]:
    """Let the last packet tell the padding of all: it goes into LAME's header, and FFmpeg would forget the others'."""
    notes = [packet.get_sidedata(PADDING) for packet in packets if packet.has_sidedata(PADDING)]
    if notes and packets[-1].has_sidedata(PADDING):
        padding = sum(struct.unpack_from("<I", bytes(note), 4)[0] for note in notes)
        notes[-1].update(struct.pack("<II", 0, padding) + bytes(notes[-1])[8:])
        packets[-1].set_sidedata(notes[-1])
    return packets


def _encode(container: Any, track: Any, frames: Iterable[Any], cover: bytes | None) -> None:
    picture = _cover_packet(container, cover) if cover else None
    position = 0
    for frame in frames:
        frame.pts, frame.time_base = position, Fraction(1, frame.sample_rate)
        position += frame.samples
        packets = track.encode(frame)
        if picture is not None:  # after the first encode: only then the track's header is known
            container.mux(picture)
            picture = None
        container.mux(packets)
    container.mux(_with_padding_summed(track.encode(None)))


def _whole_frame(block: Samples, spec: Wanted) -> Any:
    if spec.bit_depth == 16:
        steps, name = whole_steps(block, 16).astype(np.int16), "s16"
    else:
        steps, name = whole_steps(block, 24) << 8, "s32"
    return _frame(np.ascontiguousarray(steps.T).reshape(1, -1), name, spec)


def _float_frame(block: Samples, spec: Wanted) -> Any:
    return _frame(np.ascontiguousarray(block, np.float32), "fltp", spec)


def _frame(array: np.ndarray, name: str, spec: Wanted) -> Any:
    frame = av.AudioFrame.from_ndarray(array, format=name, layout="mono" if spec.channels == 1 else "stereo")
    frame.sample_rate = spec.sample_rate
    return frame


def _cover_packet(container: Any, cover: bytes) -> Any:
    """Add a track for the picture; returns the one packet that goes into it."""
    with _open_picture(cover) as picture:
        source = picture.streams.video[0]
        packet = next(picture.demux(source))
        packet.stream = container.add_stream_from_template(source)
        packet.stream.disposition = Disposition.attached_pic
        return packet


def _open_picture(picture: bytes) -> Any:
    return av.open(io.BytesIO(picture), format=PICTURE_FORMATS[picture_mime(picture) or "image/png"])


def is_readable_picture(picture: bytes) -> bool:
    """A JPEG or PNG that FFmpeg can open."""
    if picture_mime(picture) is None:
        return False
    try:
        with _open_picture(picture) as opened:
            return opened.streams.video[0].codec_context.width > 0
    except (av.error.FFmpegError, IndexError):
        return False
