"""Tags and cover pictures, under one set of names for all formats."""

from __future__ import annotations

from pathlib import Path

import av

from audio_backend.storage.formats.containers import OpenSound, is_cover, open_sound
from audio_backend.storage.formats.cover_pictures import as_jpeg_or_png, picture_mime

TAGS = (
    "title",
    "artist",
    "album",
    "album_artist",
    "date",
    "genre",
    "track",
    "disc",
    "composer",
    "comment",
    "lyrics",
    "copyright",
)
"""What stays true of a cover, and what every format has a place for (adr/0012). Gains, fingerprints, ids, key, length,
chapters and cue sheets describe the sound that was changed, so nothing else is taken over."""

OTHER_NAMES = {
    "tracknumber": "track",
    "discnumber": "disc",
    "year": "date",
    "description": "comment",
    "albumartist": "album_artist",
    "album artist": "album_artist",
    "unsyncedlyrics": "lyrics",
    "unsynced lyrics": "lyrics",
    "imus": "composer",
}

LONGEST_TAG = 20_000
FRONT_COVER = "Cover (front)"
"""FFmpeg's word for type 3 of ID3 and FLAC."""

LARGEST_COVER = 16 * 1024 * 1024


def tags_of(sound: OpenSound) -> dict[str, str]:
    """Those of TAGS, by these names; the file's own tags before the track's."""
    found: dict[str, str] = {}
    for source in (sound.stream.metadata, sound.container.metadata):
        for name, value in source.items():
            name = _plain_name(name)
            if value.strip() and name in TAGS:
                found[name] = value[:LONGEST_TAG]
    return found


def _plain_name(name: str) -> str:
    name = name.lower()
    if name.startswith("lyrics-"):  # with a language, as ID3 has it
        return "lyrics"
    return OTHER_NAMES.get(name, name)


def read_tags(path: Path) -> tuple[dict[str, str], bytes | None, str | None]:
    """(tags, cover, its MIME type): None for the type of a picture that can't be read. Raises as opening does."""
    with open_sound(path) as sound:
        tags, cover = tags_of(sound), _cover(sound)
    cover = as_jpeg_or_png(cover) if cover else None
    return tags, cover, picture_mime(cover)


def _cover(sound: OpenSound) -> bytes | None:
    """The front cover where the file says which one that is, else its first picture."""
    pictures = [stream for stream in sound.container.streams.video if is_cover(stream)]
    if not pictures:
        return None
    front = next((stream for stream in pictures if stream.metadata.get("comment") == FRONT_COVER), pictures[0])
    try:
        packet = next((packet for packet in sound.container.demux(front) if packet.size), None)
    except av.error.FFmpegError:  # a picture that breaks off is no picture
        return None
    return bytes(packet) if packet is not None and packet.size <= LARGEST_COVER else None
