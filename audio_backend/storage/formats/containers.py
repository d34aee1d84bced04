"""Opening a stranger's file: only known sound formats, only this one file, no trust in its name or header."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import av
from av.stream import Disposition

from audio_backend.errors import EmptyFile, NoAudioStream, NotFound, StudioError, UnreadableAudio
from audio_backend.storage.formats.chunks import Header
from audio_backend.storage.formats.file_source import FileSource
from audio_backend.storage.formats.headers import read_header

CONTAINERS = {
    "wav": "wav",
    "w64": "w64",
    "flac": "flac",
    "mp3": "mp3",
    "ogg": "ogg",
    "aac": "aac",
    "aiff": "aiff",
    "caf": "caf",
    "mov,mp4,m4a,3gp,3g2,mj2": "mp4",
    "matroska,webm": "matroska",
}
"""FFmpeg's demuxers that may run, and what we call them. No playlists, no pictures, nothing that opens other files."""

OPTIONS = {"format_whitelist": ",".join(CONTAINERS), "protocol_whitelist": "file"}

Part = tuple[int, int]
"""[start, stop) in bytes of a file."""

LATEST_START_SECONDS = 30.0

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
PLAYLISTS = (b"#EXTM3U", b"ffconcat", b"[playlist]", b"<?xml", b"<smil", b"<asx")


@dataclass(frozen=True)
class OpenSound:
    """A file, or one of several joined into it, in the hands of FFmpeg, and the one sound track of it that is taken."""

    file: FileSource
    header: Header
    container: Any
    stream: Any
    decoder: Any
    """The track's own, or the right one where FFmpeg would choose another."""

    @property
    def position(self) -> float:
        """How far it has been read, 0 to 1."""
        return min(self.file.tell() / self.file.size, 1.0)

    @property
    def container_name(self) -> str:
        return CONTAINERS[self.container.format.name]

    @property
    def has_video(self) -> bool:
        return any(not is_cover(stream) for stream in self.container.streams.video)


@contextmanager
def open_sound(path: Path, part: Part | None = None) -> Iterator[OpenSound]:
    """The whole file, as seen from its beginning, or one part of it (see joined_files).

    Raises NotFound, EmptyFile, NoAudioStream, UnreadableAudio.
    """
    size = checked_size(path)
    header = read_header(path) if part is None else Header()
    start, stop = part or (0, size)
    with FileSource(path, start, stop, header.mended) as file, _container(file) as container:
        stream = _sound_track(container)
        yield OpenSound(file, header, container, stream, _decoder(stream, header))


def checked_size(path: Path) -> int:
    """In bytes. Raises NotFound, EmptyFile."""
    if not path.is_file():
        raise NotFound("The sound file is not there (any more).", remedy="Upload it again.")
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile("The file has 0 bytes.")
    return size


def _decoder(stream: Any, header: Header) -> Any:
    if header.decoder is None:
        return stream.codec_context
    decoder = av.CodecContext.create(header.decoder, "r")
    decoder.sample_rate, decoder.layout = stream.codec_context.sample_rate, stream.codec_context.layout
    return decoder


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


def start_seconds(sound: OpenSound) -> float:
    """Where the container's clock stands at its beginning: at 0, but in a recording of something that had begun before.

    That is one without a length, or one in which nothing happens for half a minute.
    """
    start = (sound.container.start_time or 0) / av.time_base
    live = not sound.container.duration or start > LATEST_START_SECONDS
    return start if live else 0.0


def promised_seconds(sound: OpenSound, late_seconds: float = 0.0) -> float | None:
    """The length the file's own header states, with the silence before a track that begins late.

    None where it states none (FFmpeg would guess from the bit rate).
    """
    name = sound.container_name
    if name in ("wav", "w64") or sound.header.promised_seconds:
        return sound.header.promised_seconds
    if name == "matroska":
        return _matroska_promise(sound)
    if name in ("aac", "ogg") or (name == "mp3" and not _has_mp3_index(sound)) or not sound.stream.duration:
        return None
    track = float(sound.stream.duration * sound.stream.time_base)
    movie = (sound.container.duration or 0) / av.time_base
    return min(track + late_seconds, movie) if late_seconds and movie else track


def _matroska_promise(sound: OpenSound) -> float | None:
    """The track's own DURATION; else the file's, unless that may be the picture's. On the container's clock."""
    text = sound.stream.metadata.get("DURATION", "")
    if match := re.fullmatch(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)", text):
        hours, minutes, seconds = match.groups()
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds) - start_seconds(sound)
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


def _peek(sound: OpenSound, offset: int, length: int) -> bytes:
    """Bytes of the file, without moving where FFmpeg reads."""
    before = sound.file.tell()
    sound.file.seek(offset)
    found = sound.file.read(length)
    sound.file.seek(before)
    return found
