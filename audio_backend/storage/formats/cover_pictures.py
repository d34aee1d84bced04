"""Cover pictures: JPEG and PNG are kept to the bit, what else FFmpeg can read becomes a PNG."""

from __future__ import annotations

import io
from fractions import Fraction

import av

OTHER_PICTURES = ((b"GIF8", "gif"), (b"BM", "bmp_pipe"), (b"RIFF", "webp_pipe"))
"""First bytes, and FFmpeg's demuxer."""

MOST_PIXELS = 50_000_000
"""A small file can hold a picture that fills the memory."""


def picture_mime(picture: bytes | None) -> str | None:
    """The two kinds every format can hold, by their first bytes; None for others."""
    if picture is None:
        return None
    if picture.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if picture.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return None


def as_jpeg_or_png(picture: bytes) -> bytes:
    """A GIF (its first frame), BMP or WebP as PNG; any other picture, or one that can't be read, as it is."""
    demuxer = next((name for head, name in OTHER_PICTURES if picture.startswith(head)), None)
    if demuxer is None:
        return picture
    try:
        return _as_png(picture, demuxer)
    except (av.error.FFmpegError, ValueError):
        return picture


def _as_png(picture: bytes, demuxer: str) -> bytes:
    """Raises FFmpegError, ValueError."""
    with av.open(io.BytesIO(picture), format=demuxer) as source:
        size = source.streams.video[0].codec_context
        if not 0 < size.width * size.height <= MOST_PIXELS:
            raise ValueError("no picture of a usable size")
        frame = next(source.decode(video=0), None)
    if frame is None:
        raise ValueError("no picture in it")
    coder = av.CodecContext.create("png", "w")
    coder.width, coder.height, coder.pix_fmt = frame.width, frame.height, "rgba"
    coder.time_base = Fraction(1)
    packets = [*coder.encode(frame.reformat(format="rgba")), *coder.encode(None)]
    return b"".join(bytes(packet) for packet in packets)
