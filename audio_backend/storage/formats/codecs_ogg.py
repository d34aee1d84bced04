"""Ogg Vorbis: libsndfile encodes (FFmpeg's own Vorbis is poor); tags and cover go into its comment header."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

import soundfile

from audio_backend.dsp.signal.audio import Samples
from audio_backend.storage.atomic_file import NewFile, scratch_file
from audio_backend.storage.formats.codecs_av import Wanted
from audio_backend.storage.formats.cover_pictures import picture_mime
from audio_backend.storage.formats.ogg_pages import Page, first_packet_apart, packets_of, pages_of, read_pages

COMPRESSION = 0.2
"""libsndfile's scale; Vorbis quality 8, about 256 kb/s."""

SMALL_BLOCK = 4_096
"""libsndfile overruns its stack when it is given seconds of Vorbis at once."""

SERIAL = 1
COMMENT_HEADER = b"\x03vorbis"
NAMES = {"track": "TRACKNUMBER", "disc": "DISCNUMBER", "album_artist": "ALBUMARTIST"}
PICTURE = "METADATA_BLOCK_PICTURE"
FRONT_COVER = 3


def write_ogg(blocks: Iterable[Samples], file: NewFile, spec: Wanted) -> None:
    with scratch_file(Path(file.name).parent) as scratch:
        _encode(blocks, scratch, spec)
        scratch.seek(0)
        for sequence, page in enumerate(_with_tags(scratch, spec)):
            file.write(page.packed(SERIAL, sequence))


def _encode(blocks: Iterable[Samples], scratch: NewFile, spec: Wanted) -> None:
    with soundfile.SoundFile(
        scratch, "w", spec.sample_rate, spec.channels, "VORBIS", format="OGG", compression_level=COMPRESSION
    ) as sound:
        for block in blocks:
            for start in range(0, block.shape[1], SMALL_BLOCK):
                sound.write(block[:, start : start + SMALL_BLOCK].T)


def _with_tags(scratch: NewFile, spec: Wanted) -> Iterator[Page]:
    """Every page anew: the identification, our comments with the codec's setup, the sound."""
    pages = read_pages(scratch)
    yield next(pages)
    headers: list[Page] = []
    while len(packets_of(headers)) < 2:
        headers.append(next(pages))
    comments, setup = packets_of(headers)
    yield from pages_of([_comment_header(comments, spec), setup])
    yield from first_packet_apart(next(pages))  # FFmpeg can't tell the end of a sound that is all on one page
    yield from pages


def _comment_header(encoders: bytes, spec: Wanted) -> bytes:
    """The encoder's header with our comments instead of its own, under its vendor's name."""
    vendor_end = len(COMMENT_HEADER) + 4 + struct.unpack_from("<I", encoders, len(COMMENT_HEADER))[0]
    comments = [f"{NAMES.get(name, name.upper())}={value}".encode() for name, value in spec.tags.items()]
    if spec.cover:
        comments.append(f"{PICTURE}=".encode() + _picture_block(spec.cover))
    listed = b"".join(struct.pack("<I", len(comment)) + comment for comment in comments)
    return encoders[:vendor_end] + struct.pack("<I", len(comments)) + listed + b"\x01"


def _picture_block(cover: bytes) -> bytes:
    """FLAC's picture block (front cover, its size left to the reader), in base64."""
    mime = (picture_mime(cover) or "").encode()
    head = struct.pack(">II", FRONT_COVER, len(mime)) + mime + struct.pack(">6I", 0, 0, 0, 0, 0, len(cover))
    return base64.b64encode(head + cover)
