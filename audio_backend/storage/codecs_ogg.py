"""Ogg Vorbis: libsndfile encodes (FFmpeg's own Vorbis is poor), FFmpeg copies it with tags and cover."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import av
import soundfile

from audio_backend.dsp.audio import Samples
from audio_backend.storage.codecs_av import Wanted
from audio_backend.storage.new_file import NewFile, scratch_file
from audio_backend.storage.tags import picture_mime

COMPRESSION = 0.2
"""libsndfile's scale; Vorbis quality 8, about 256 kb/s."""

SMALL_BLOCK = 4_096
"""libsndfile overruns its stack when it is given seconds of Vorbis at once."""

PAGES = {"page_duration": "100000"}
"""0.1 s in each. Decoders find the exact end only from the second page on."""

FRONT_COVER = 3


def write_ogg(blocks: Iterable[Samples], file: NewFile, spec: Wanted) -> None:
    with scratch_file(Path(file.name).parent) as scratch:
        _encode(blocks, scratch, spec)
        scratch.seek(0)
        _copy_with_tags(scratch, file, spec)


def _encode(blocks: Iterable[Samples], scratch: NewFile, spec: Wanted) -> None:
    with soundfile.SoundFile(
        scratch, "w", spec.sample_rate, spec.channels, "VORBIS", format="OGG", compression_level=COMPRESSION
    ) as sound:
        for block in blocks:
            for start in range(0, block.shape[1], SMALL_BLOCK):
                sound.write(block[:, start: start + SMALL_BLOCK].T)


def _copy_with_tags(source: NewFile, file: NewFile, spec: Wanted) -> None:
    with av.open(source, "r", format="ogg") as old, av.open(file, "w", format="ogg", options=PAGES) as new:
        track = new.add_stream_from_template(old.streams.audio[0])
        track.metadata.update(spec.tags)
        if spec.cover:
            track.metadata["METADATA_BLOCK_PICTURE"] = _picture_block(spec.cover)
        for packet in _timed(old, spec.frames):
            packet.stream = track
            new.mux(packet)


def _timed(container: Any, frames: int) -> Iterator[Any]:
    """Packets with true times: FFmpeg is a block late, and lost at the end, where all the sound is on one page.

    The first packet only primes the decoder, so it ends at 0; the last one ends with the song.
    """
    late = None
    for packet in container.demux(container.streams.audio[0]):
        if packet.size:
            late = packet.pts + packet.duration if late is None else late
            packet.pts -= late
            packet.dts = packet.pts
            packet.duration = min(packet.duration, frames - packet.pts)
            yield packet


def _picture_block(cover: bytes) -> str:
    """FLAC's picture block (front cover, size of the picture left to its reader), in base64."""
    mime = (picture_mime(cover) or "").encode()
    head = struct.pack(">II", FRONT_COVER, len(mime)) + mime + struct.pack(">6I", 0, 0, 0, 0, 0, len(cover))
    return base64.b64encode(head + cover).decode()
