"""ID3v2.4 tags in UTF-8: what MP3 players read, and WAV programs beside INFO. (FFmpeg hides comments in TXXX.)"""

from __future__ import annotations

TEXT_FRAMES = {
    "title": b"TIT2",
    "artist": b"TPE1",
    "album": b"TALB",
    "album_artist": b"TPE2",
    "date": b"TDRC",
    "genre": b"TCON",
    "track": b"TRCK",
    "disc": b"TPOS",
    "composer": b"TCOM",
    "copyright": b"TCOP",
}
LANGUAGE_FRAMES = {"comment": b"COMM", "lyrics": b"USLT"}
UTF8 = b"\x03"
FRONT_COVER = b"\x03"


def id3_tag(tags: dict[str, str], cover: bytes | None = None, mime: str | None = None) -> bytes:
    """The whole tag; names without a frame of their own go into TXXX. Empty without anything to say."""
    frames = b"".join(_text_frame(name, value) for name, value in tags.items())
    if cover and mime:
        frames += _frame(b"APIC", UTF8 + mime.encode() + b"\0" + FRONT_COVER + b"\0" + cover)
    return b"ID3\x04\0\0" + _syncsafe(len(frames)) + frames if frames else b""


def _text_frame(name: str, value: str) -> bytes:
    text = value.replace("\0", " ").encode()
    if name in TEXT_FRAMES:
        return _frame(TEXT_FRAMES[name], UTF8 + text)
    if name in LANGUAGE_FRAMES:
        return _frame(LANGUAGE_FRAMES[name], UTF8 + b"und\0" + text)
    return _frame(b"TXXX", UTF8 + name.encode() + b"\0" + text)


def _frame(name: bytes, body: bytes) -> bytes:
    return name + _syncsafe(len(body)) + b"\0\0" + body


def _syncsafe(number: int) -> bytes:
    """28 bits in four bytes of seven."""
    return bytes((number >> shift) & 0x7F for shift in (21, 14, 7, 0))
