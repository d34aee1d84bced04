"""Tags and cover pictures, under one set of names for all formats."""

from __future__ import annotations

import re
from pathlib import Path

import av

from audio_backend.storage.containers import OpenSound, is_cover, open_sound

TAGS = ("title", "artist", "album", "album_artist", "date", "genre", "track", "disc", "composer", "comment", "lyrics",
        "copyright")
"""What every format has a place for; WAV and M4A keep others in their own way (see encoding)."""

OTHER_NAMES = {"tracknumber": "track", "discnumber": "disc", "year": "date", "description": "comment",
               "albumartist": "album_artist", "unsyncedlyrics": "lyrics", "imus": "composer"}

HOUSEKEEPING = re.compile(
    r"encoder|encoded_by|major_brand|minor_version|compatible_brands|handler_name|vendor_id|language|duration|"
    r"creation_time|itunsmpb|itunnorm|timecode|metadata_block_picture|coding_history|_?statistics.*|bps.*|number_of_.*"
)
MOST_TAGS = 64
LONGEST_TAG = 20_000
LARGEST_COVER = 16 * 1024 * 1024


def tags_of(sound: OpenSound) -> dict[str, str]:
    """Lower-case names; the file's own tags before the track's."""
    found: dict[str, str] = {}
    for source in (sound.stream.metadata, sound.container.metadata):
        for name, value in source.items():
            name = _plain_name(name)
            if value.strip() and not HOUSEKEEPING.fullmatch(name):
                found[name] = value[:LONGEST_TAG]
    return dict(list(found.items())[:MOST_TAGS])


def _plain_name(name: str) -> str:
    name = name.lower()
    if name.startswith("lyrics-"):  # with a language, as ID3 has it
        return "lyrics"
    return OTHER_NAMES.get(name, name)


def read_tags(path: Path) -> tuple[dict[str, str], bytes | None, str | None]:
    """(tags, cover picture, its MIME type). Raises as opening does."""
    with open_sound(path) as sound:
        tags, cover = tags_of(sound), _cover(sound)
    mime = picture_mime(cover)
    return tags, cover if mime else None, mime


def _cover(sound: OpenSound) -> bytes | None:
    pictures = [stream for stream in sound.container.streams.video if is_cover(stream)]
    if not pictures:
        return None
    try:
        packet = next((packet for packet in sound.container.demux(pictures[0]) if packet.size), None)
    except av.error.FFmpegError:  # a picture that breaks off is no picture
        return None
    return bytes(packet) if packet is not None and packet.size <= LARGEST_COVER else None


def picture_mime(picture: bytes | None) -> str | None:
    """The two kinds every format can hold, by their first bytes; None for others."""
    if picture is None:
        return None
    if picture.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if picture.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return None
