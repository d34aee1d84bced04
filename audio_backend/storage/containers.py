"""Opening a stranger's file: only known sound formats, only this one file, no trust in its name or header."""

from __future__ import annotations

import io
import os
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import av
from av.stream import Disposition

from audio_backend.errors import EmptyFile, NoAudioStream, NotFound, StudioError, UnreadableAudio

CONTAINERS = {
    "wav": "wav", "w64": "w64", "flac": "flac", "mp3": "mp3", "ogg": "ogg", "aac": "aac", "aiff": "aiff", "caf": "caf",
    "mov,mp4,m4a,3gp,3g2,mj2": "mp4", "matroska,webm": "matroska",
}
"""FFmpeg's demuxers that may run, and what we call them. No playlists, no pictures, nothing that opens other files."""

OPTIONS = {"format_whitelist": ",".join(CONTAINERS), "protocol_whitelist": "file"}

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
PLAYLISTS = (b"#EXTM3U", b"ffconcat", b"[playlist]", b"<?xml", b"<smil", b"<asx")

LONGEST_GUESS = 2**62
"""Header sizes at or above this are no promise."""


@dataclass(frozen=True)
class OpenSound:
    """A file in the hands of FFmpeg, and the one sound track of it that is taken."""

    file: BinaryIO
    size: int
    container: Any
    stream: Any

    @property
    def position(self) -> float:
        """How far the file has been read, 0 to 1."""
        return min(self.file.tell() / self.size, 1.0)

    @property
    def container_name(self) -> str:
        return CONTAINERS[self.container.format.name]

    @property
    def has_video(self) -> bool:
        return any(not is_cover(stream) for stream in self.container.streams.video)


class _Source(io.FileIO):
    """A broken file sends FFmpeg to places that don't exist; it wants to be told by a number, not an exception."""

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        try:
            return super().seek(offset, whence)
        except OSError:
            return -1


@contextmanager
def open_sound(path: Path) -> Iterator[OpenSound]:
    """Open by descriptor, so neither the file's name nor its ending is ever interpreted.

    Raises NotFound, EmptyFile, NoAudioStream, UnreadableAudio.
    """
    if not path.is_file():
        raise NotFound("The sound file is not there (any more).", remedy="Upload it again.")
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile("The file has 0 bytes.")
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    with _Source(descriptor) as file, _container(file) as container:
        yield OpenSound(file, size, container, _sound_track(container))


def _container(file: BinaryIO) -> Any:
    try:
        return av.open(file, mode="r", options=OPTIONS, metadata_errors="replace", buffer_size=1 << 17)
    except av.error.FFmpegError as error:
        raise _refusal(file) from error


def _refusal(file: BinaryIO) -> StudioError:
    """Say what the file is instead of sound."""
    file.seek(0)
    head = file.read(64).lstrip(b"\xef\xbb\xbf")
    if head.startswith(PICTURES) or head[8:12] == b"WEBP":
        return NoAudioStream("This is a picture.")
    if head.startswith(PLAYLISTS):
        return UnreadableAudio("This is a playlist: it only names other files.", remedy="Upload the sound file itself.")
    return UnreadableAudio("It is in no sound format that the studio reads, or its beginning or end is missing.")


def _sound_track(container: Any) -> Any:
    tracks = container.streams.audio
    if not tracks:
        raise NoAudioStream("It holds no sound track.")
    track = next((track for track in tracks if track.disposition & Disposition.default), tracks[0])
    if track.codec_context is None:
        raise UnreadableAudio("Its sound is coded in a way that can't be decoded here; perhaps it is copy-protected.")
    return track


def is_cover(stream: Any) -> bool:
    return bool(stream.disposition & Disposition.attached_pic)


def promised_seconds(sound: OpenSound) -> float | None:
    """The length the file's own header states; None where it states none (FFmpeg would guess from the bit rate)."""
    name = sound.container_name
    if name == "wav":
        return _wav_promise(sound)
    if name in ("aac", "ogg") or (name == "mp3" and not _has_mp3_index(sound)):
        return None
    stream = sound.stream
    if stream.duration:
        return float(stream.duration * stream.time_base)
    if name == "matroska":
        return _matroska_promise(sound)
    return None


def _matroska_promise(sound: OpenSound) -> float | None:
    """The track's own DURATION; else the file's, unless that may be the picture's."""
    text = sound.stream.metadata.get("DURATION", "")
    if match := re.fullmatch(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)", text):
        hours, minutes, seconds = match.groups()
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    if sound.has_video or not sound.container.duration:
        return None
    return sound.container.duration / av.time_base


def _has_mp3_index(sound: OpenSound) -> bool:
    """A Xing, Info or VBRI header in the first MPEG frame, behind an ID3v2 tag."""
    head = _peek(sound, 0, 10)
    first = 0
    if head[:3] == b"ID3" and len(head) == 10:
        first = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    frame = _peek(sound, first, 2048)
    return any(mark in frame for mark in (b"Xing", b"Info", b"VBRI"))


def _wav_promise(sound: OpenSound) -> float | None:
    """From the size of the data chunk: FFmpeg itself never tells more than the file holds."""
    bytes_per_second, size = 0, 0
    for name, length, body in _riff_chunks(sound):
        if name == b"fmt ":
            bytes_per_second = struct.unpack("<I", _peek(sound, body + 8, 4))[0]
        elif name == b"ds64":
            size = struct.unpack("<Q", _peek(sound, body + 8, 8))[0]
        elif name == b"data":
            streamed = length in (0, 0xFFFFFFFF, 0xFFFFFFFF - 36, 0x7FFFFFFF)  # written to a pipe: length unknown
            size = size if length == 0xFFFFFFFF and size else 0 if streamed else length
    return size / bytes_per_second if bytes_per_second and 0 < size < LONGEST_GUESS else None


def _riff_chunks(sound: OpenSound) -> Iterator[tuple[bytes, int, int]]:
    """(name, length, offset of the body) up to the data chunk."""
    offset, name = 12, b""
    for _ in range(256):
        head = _peek(sound, offset, 8)
        if len(head) < 8 or name == b"data":
            return
        name, length = struct.unpack("<4sI", head)
        yield name, length, offset + 8
        offset += 8 + length + length % 2


def _peek(sound: OpenSound, offset: int, length: int) -> bytes:
    """Bytes of the file, without moving where FFmpeg reads."""
    before = sound.file.tell()
    sound.file.seek(offset)
    found = sound.file.read(length)
    sound.file.seek(before)
    return found
