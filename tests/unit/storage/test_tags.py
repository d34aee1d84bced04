"""What is carried from a song to its cover: what stays true of it, and the front picture."""

from __future__ import annotations

import io
import struct
from fractions import Fraction

import av
import made_media as media
import pytest

from audio_backend.storage.encoding import EncodeSpec, encode
from audio_backend.storage.formats.cover_pictures import as_jpeg_or_png
from audio_backend.storage.formats.tags import read_tags

TRUE = {"title": "Song", "artist": "Singer", "comment": "Live"}
LIES = (
    "replaygain_track_gain",
    "REPLAYGAIN_ALBUM_PEAK",
    "R128_TRACK_GAIN",
    "iTunNORM",
    "ISRC",
    "TSRC",
    "MusicBrainz Track Id",
    "musicbrainz_trackid",
    "ACOUSTID_FINGERPRINT",
    "initialkey",
    "TKEY",
    "TLEN",
    "CUESHEET",
    "encoded-by",
    "CHAPTER000",
    "CDDB",
    "UFID",
    "WM/MediaClassPrimaryID",
    "BARCODE",
)
FORMATS = ("wav", "flac", "mp3", "ogg", "m4a")


def tagged(path, tags, **more):
    samples = media.noise(4_000)
    encode([samples], path, EncodeSpec(path.suffix[1:], 44_100, 2, samples.shape[1], tags=tags, **more))
    return path


@pytest.mark.parametrize("source", ["wav", "flac", "mp3", "ogg"])
def test_what_describes_the_old_sound_is_not_carried(tmp_path, source):
    path = tagged(tmp_path / f"song.{source}", TRUE | dict.fromkeys(LIES, "1"))
    assert b"ISRC" in path.read_bytes()  # it is in the file, and not taken from it
    assert read_tags(path)[0] == TRUE


def test_free_tags_of_itunes_are_not_carried(tmp_path):
    path = tmp_path / "song.m4a"
    options = {"movflags": "use_metadata_tags"}
    with av.open(str(path), "w", format="mp4", options=options) as container:
        container.metadata.update(TRUE | dict.fromkeys(LIES, "1"))
        track = container.add_stream("aac", rate=44_100, layout="stereo")
        media.encode_into(container, track, media.noise(4_000), 44_100)
    assert b"iTunNORM" in path.read_bytes()
    assert read_tags(path)[0] == TRUE


def picture_of(kind: str) -> bytes:
    with av.open(io.BytesIO(media.picture("png")), format="png_pipe") as opened:
        frame = next(opened.decode(video=0))
    coder = av.CodecContext.create(kind, "w")
    coder.width, coder.height, coder.time_base = frame.width, frame.height, Fraction(1)
    coder.pix_fmt = {"gif": "rgb8", "bmp": "bgr24", "libwebp": "bgra"}[kind]
    if kind == "gif":
        return _gif(frame)
    return b"".join(map(bytes, [*coder.encode(frame.reformat(format=coder.pix_fmt)), *coder.encode(None)]))


def _gif(frame) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="gif") as container:
        track = container.add_stream("gif", rate=1)
        track.width, track.height, track.pix_fmt = frame.width, frame.height, "rgb8"
        container.mux([*track.encode(frame.reformat(format="rgb8")), *track.encode(None)])
    return file.getvalue()


def mp3_with_pictures(path, *pictures: tuple[int, str, bytes]):
    """An MP3 with APIC frames (type, MIME, picture)."""
    frames = b""
    for kind, mime, picture in pictures:
        body = b"\x03" + mime.encode() + b"\0" + bytes([kind]) + f"{kind}".encode() + b"\0" + picture
        frames += b"APIC" + bytes((len(body) >> shift) & 0x7F for shift in (21, 14, 7, 0)) + b"\0\0" + body
    size = bytes((len(frames) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    sound = tagged(path, {}).read_bytes()
    path.write_bytes(b"ID3\x04\0\0" + size + frames + sound)
    return path


@pytest.mark.parametrize(("kind", "mime"), [("gif", "image/gif"), ("bmp", "image/bmp"), ("libwebp", "image/webp")])
def test_other_pictures_become_a_png(tmp_path, kind, mime):
    path = mp3_with_pictures(tmp_path / "song.mp3", (3, mime, picture_of(kind)))
    _, cover, found = read_tags(path)
    width, height = (struct.unpack(">II", one[16:24]) for one in (cover, media.picture("png")))
    assert (found, width) == ("image/png", height)  # as wide and as high
    assert read_tags(tagged(tmp_path / "cover.m4a", TRUE, cover=cover))[1] == cover


@pytest.mark.parametrize("order", [(4, 3), (3, 4), (0, 4, 3)])
def test_the_front_cover_is_taken(tmp_path, order):
    pictures = {3: media.picture("png"), 4: media.picture("mjpeg"), 0: media.picture("mjpeg")}
    path = mp3_with_pictures(
        tmp_path / "song.mp3", *((one, "image/png" if one == 3 else "image/jpeg", pictures[one]) for one in order)
    )
    assert read_tags(path)[1:] == (pictures[3], "image/png")


def test_a_broken_picture_is_handed_on_to_be_told(tmp_path):
    assert as_jpeg_or_png(b"GIF89a" + bytes(40)) == b"GIF89a" + bytes(40)
