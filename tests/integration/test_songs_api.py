"""What people really upload, and what they are told."""

from __future__ import annotations

import io
import os
import struct

import made_media
import numpy as np
import pytest
import soundfile
import sounds

from audio_backend.storage.encoding import EncodeSpec, encode
from audio_backend.storage.formats.id3 import id3_tag

RATE = 44_100


def post(studio, name: str, content: bytes):
    return studio.client.post("/upload", files={"file": (name, content)})


def wav(samples: np.ndarray, rate: int = RATE, subtype: str = "PCM_16", kind: str = "WAV") -> bytes:
    out = io.BytesIO()
    soundfile.write(out, samples.T, rate, subtype=subtype, format=kind)
    return out.getvalue()


def sung(seconds: float = 3.0, rate: int = RATE, channels: int = 1) -> np.ndarray:
    return sounds.song(seed=2, seconds=seconds, sample_rate=rate).mix[:channels]


def promising_wav(seconds: float) -> bytes:
    """A 1 KB file whose header promises hours."""
    data = round(seconds * RATE) * 2
    head = (
        b"RIFF"
        + struct.pack("<I", min(data + 36, 2**32 - 1))
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, RATE, RATE * 2, 2, 16)
    )
    return head + b"data" + struct.pack("<I", min(data, 2**32 - 1)) + wav(sung(1.0))[44:1024]


REFUSED = {
    "empty.wav": (b"", "empty_file"),
    "text.mp3": (b"This is a letter, not a song.\n" * 50, "unreadable_audio"),
    "noise.flac": (os.urandom(5000), "unreadable_audio"),
    "zero-length.wav": (wav(np.zeros((1, 0), np.float32)), "empty_file"),
    "playlist.m3u8": (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", "unreadable_audio"),
    "list.ffconcat": (b"ffconcat version 1.0\nfile /etc/passwd\n", "unreadable_audio"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_sound_is_refused_in_words_and_leaves_nothing(studio, name):
    content, code = REFUSED[name]
    before = sorted(os.listdir(studio.folder / "in"))
    answer = post(studio, name, content)
    assert answer.status_code == 422 and answer.json()["code"] == code, answer.text
    assert answer.json()["remedy"] and answer.headers["content-type"] == "application/problem+json"
    assert sorted(os.listdir(studio.folder / "in")) == before


def test_a_video_without_sound(studio, tmp_path):
    path = made_media.write_video(tmp_path / "silent.mp4", None)
    assert post(studio, "silent.mp4", path.read_bytes()).json()["code"] == "no_audio_stream"


def test_a_ten_hour_header_in_a_small_file_is_counted_not_believed(studio):
    answer = post(studio, "long.wav", promising_wav(36_000.0))
    assert answer.status_code == 201 and answer.json()["duration_s"] < 1.0 and answer.json()["warnings"]


def test_a_truncated_flac_is_taken_as_far_as_it_goes_and_says_so(studio):
    whole = wav(sung(6.0), kind="FLAC")
    answer = post(studio, "cut.flac", whole[: len(whole) // 2])
    assert answer.status_code == 201 and 1.0 < answer.json()["duration_s"] < 5.0 and answer.json()["warnings"]


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (192_000, 6), (96_000, 2), (11_025, 1)])
def test_any_rate_and_channels_come_through_the_pipeline(studio, rate, channels):
    mix = np.repeat(sung(2.0, rate), channels, axis=0)
    facts = post(studio, "odd.wav", wav(mix, rate, "PCM_24")).json()
    assert (facts["sample_rate"], facts["channels"], facts["frames"]) == (rate, channels, mix.shape[1])
    job_id = studio.start_job(facts["file_id"], profile="fast", config={"quality": {"sample_rate": "source"}})
    assert studio.wait(job_id)["status"] == "completed"
    samples, made = soundfile.read(io.BytesIO(studio.client.get(f"/jobs/{job_id}/download").content), always_2d=True)
    assert (made, samples.shape) == (rate, (mix.shape[1], min(channels, 2)))


def test_not_a_number_and_silence(studio):
    broken = sung(2.0).copy()
    broken[:, 1000:1100] = np.nan
    for name, samples in (("nan.wav", broken), ("silence.wav", np.zeros((2, RATE * 2), np.float32))):
        facts = post(studio, name, wav(samples, subtype="FLOAT")).json()
        assert facts["warnings"], facts
        job_id = studio.start_job(facts["file_id"], profile="fast")
        now = studio.wait(job_id)
        assert now["status"] == "completed", now
        out, _ = soundfile.read(io.BytesIO(studio.client.get(f"/jobs/{job_id}/download").content), always_2d=True)
        assert np.isfinite(out).all() and (name != "silence.wav" or not out.any())
    assert any("singing" in warning for warning in now["warnings"])


NAMES = ["🎤 夜に駆ける.wav", "أغنية.wav", 'quo"te\'s; #1 & 50%.wav', "../../etc/passwd.wav", "C:\\songs\\a.wav", "é" * 120 + ".wav",
         "宇多田\u3000ヒカル.wav", "👩\u200d🎤 می\u200cخواهم.wav"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_come_back_as_they_were(studio, name):
    shown = name.replace("\\", "/").rsplit("/", 1)[-1]
    facts = post(studio, name, wav(sung(1.0))).json()
    assert facts["filename"] == shown
    job_id = studio.start_job(facts["file_id"], profile="fast", config={"svc": {"enabled": False}})
    studio.wait(job_id)
    disposition = studio.client.get(f"/jobs/{job_id}/download").headers["content-disposition"]
    from urllib.parse import unquote

    assert unquote(disposition.split("filename*=UTF-8''")[1]) == f"{shown.rsplit('.', 1)[0]} (cover).wav"


@pytest.mark.parametrize(("kind", "suffix"), [
    ("mp3", "mp3"), ("m4a", "m4a"), ("mp4", "mp4"), ("opus", "opus"), ("webm", "webm"), ("flac", "flac"), ("alac", "m4a"),
    ("mkv", "mkv"), ("aiff", "aiff"), ("oga", "ogg"),
])  # fmt: skip
def test_every_format_is_taken_to_the_sample(studio, tmp_path, kind, suffix):
    rate = 48_000
    path = made_media.write(tmp_path / f"song.{suffix}", sung(3.0, rate, 2), rate, kind)
    facts = studio.upload(path)
    assert (facts["sample_rate"], facts["channels"], facts["frames"]) == (rate, 2, 3 * rate)


def test_the_hash_is_the_hash(studio):
    import hashlib

    content = wav(sung(1.0))
    facts = post(studio, "a.wav", content).json()
    assert facts["sha256"] == hashlib.sha256(content).hexdigest() and facts["size_bytes"] == len(content)
    assert studio.client.get(f"/uploads/{facts['file_id']}/audio").content == content


def test_peaks_follow_the_sound(studio):
    samples = np.concatenate([np.zeros((1, RATE)), 0.5 * np.ones((1, RATE))], axis=1).astype(np.float32)
    facts = post(studio, "step.wav", wav(samples)).json()
    answer = studio.client.get(f"/uploads/{facts['file_id']}/peaks", params={"points": 100}).json()
    peaks = np.array(answer["data"][0])
    assert not peaks[:90].any() and peaks[110:].max() == pytest.approx(0.5, abs=0.01)
    kept = studio.folder / "in" / facts["file_id"] / "peaks-100.json"
    kept.write_text(kept.read_text().replace('"sample_rate": 44100', '"sample_rate": 1'))
    again = studio.client.get(f"/uploads/{facts['file_id']}/peaks", params={"points": 100}).json()
    assert again == answer | {"sample_rate": 1}  # read, not drawn again


def test_a_deleted_song_is_gone_and_its_job_is_not(studio):
    facts = post(studio, "gone.wav", wav(sung(2.0))).json()
    job_id = studio.start_job(facts["file_id"], profile="fast", config={"svc": {"enabled": False}})
    assert studio.client.delete(f"/uploads/{facts['file_id']}").status_code in (200, 409)
    studio.wait(job_id)
    studio.client.delete(f"/uploads/{facts['file_id']}")
    assert studio.client.get(f"/uploads/{facts['file_id']}").status_code == 404
    assert studio.client.post(f"/jobs/{job_id}/remix", json={"mixing": {"vocal_db": -3}}).status_code == 202
    assert studio.wait(job_id)["status"] == "completed"


def test_forms_that_are_none(studio):
    for answer in (
        studio.client.post("/upload", files={"music": ("a.wav", b"x")}),
        studio.client.post("/upload", json={"file": "a.wav"}),
        studio.client.post(
            "/upload", content=b"--x\r\nbroken", headers={"Content-Type": "multipart/form-data; boundary=x"}
        ),
    ):
        assert answer.status_code == 422 and answer.json()["remedy"], answer.text


def test_a_field_that_an_upload_does_not_have_is_named(studio):
    listed = studio.client.get("/uploads").json()
    file = {"file": ("a.wav", wav(sung(1.0)))}
    for answer, name in (
        (studio.client.post("/upload", files=file, data={"title": "My song"}), "title"),
        (studio.client.post("/upload", files=file | {"music": ("b.wav", b"x")}), "music"),
    ):
        assert answer.status_code == 422, answer.text
        (error,) = answer.json()["errors"]
        assert error["field"] == name and error["message"].endswith("it takes file")
    assert studio.client.get("/uploads").json() == listed
    assert not list((studio.folder / "in").glob("incoming-*"))


def test_ids_that_are_none(studio):
    for url in (
        "/uploads/..%2F..%2Fetc%2Fpasswd",
        "/uploads/nope",
        "/jobs/nope",
        "/jobs/nope/download",
        "/voices/nope",
    ):
        answer = studio.client.get(url)
        assert answer.status_code in (404, 422) and answer.json()["code"], url


def test_your_own_backing_is_aligned_and_cut_with_a_word(studio):
    song = sounds.song(seed=9, seconds=10.0, sample_rate=RATE)
    file = post(studio, "song.wav", wav(song.mix)).json()["file_id"]
    late = np.concatenate([np.zeros((2, 4410), np.float32), song.backing], axis=1)
    backing = post(studio, "backing.wav", wav(late)).json()["file_id"]
    job_id = studio.start_job(file, instrumental_file_id=backing, profile="fast", config={"svc": {"enabled": False}})
    now = studio.wait(job_id)
    assert any("100.0 ms earlier" in warning for warning in now["warnings"]), now["warnings"]
    got, _ = soundfile.read(
        io.BytesIO(studio.client.get(f"/jobs/{job_id}/download", params={"stem": "instrumental"}).content),
        always_2d=True,
    )
    assert np.abs(got.T - song.backing).max() < 2e-4  # two roundings to 16 bits and dither


def test_your_own_backing_is_found_far_away_in_a_range(studio):
    song = sounds.song(seed=9, seconds=20.0, sample_rate=RATE)
    file = post(studio, "song.wav", wav(song.mix)).json()["file_id"]
    late = np.concatenate([np.zeros((2, 8 * RATE), np.float32), song.backing], axis=1)
    backing = post(studio, "backing.wav", wav(late)).json()["file_id"]
    config = {"svc": {"enabled": False}, "range": {"start": 5.0, "stop": 15.0}}
    job_id = studio.start_job(file, instrumental_file_id=backing, profile="fast", config=config)
    now = studio.wait(job_id)
    assert any("8000.0 ms earlier" in warning for warning in now["warnings"]), now["warnings"]
    got, _ = soundfile.read(
        io.BytesIO(studio.client.get(f"/jobs/{job_id}/download", params={"stem": "instrumental"}).content),
        always_2d=True,
    )
    assert np.abs(got.T - song.backing[:, 5 * RATE : 15 * RATE]).max() < 2e-4  # two roundings to 16 bits and dither


def test_a_backing_that_is_not_the_songs_is_left_alone_with_a_word(studio):
    file = post(studio, "song.wav", wav(sounds.song(seed=9, seconds=10.0, sample_rate=RATE).mix)).json()["file_id"]
    other = post(studio, "backing.wav", wav(sounds.noise(10.0, RATE, channels=2))).json()["file_id"]
    now = studio.wait(
        studio.start_job(file, instrumental_file_id=other, profile="fast", config={"svc": {"enabled": False}})
    )
    assert any("not found in the song" in warning for warning in now["warnings"]), now["warnings"]
    assert not any("moved" in warning for warning in now["warnings"])


def test_the_same_song_again_is_told(studio):
    content = wav(sounds.song(seed=77, seconds=1.0, sample_rate=RATE).mix)
    first, second, third = (post(studio, f"{name}.wav", content).json() for name in "abc")
    assert [one["same_as"] for one in (first, second, third)] == [None, first["file_id"], first["file_id"]]
    assert not first["is_demo"]
    gone = studio.client.delete(f"/uploads/{first['file_id']}")
    assert gone.status_code == 200 and gone.json() == {"file_id": first["file_id"], "freed_bytes": len(content)}
    listed = {one["file_id"]: one["same_as"] for one in studio.client.get("/uploads").json()["items"]}
    assert (listed[second["file_id"]], listed[third["file_id"]]) == (None, second["file_id"])
    assert studio.client.get(f"/uploads/{third['file_id']}").json()["same_as"] == second["file_id"]


def test_the_demo_song_comes_back(studio):
    made = studio.client.post("/uploads/demo")
    assert made.status_code == 201 and made.json()["is_demo"], made.text
    again = studio.client.post("/uploads/demo")
    assert again.status_code == 200 and again.json() == made.json()
    assert made.headers["location"] == f"/uploads/{made.json()['file_id']}"
    assert studio.client.delete(f"/uploads/{made.json()['file_id']}").json()["freed_bytes"] > 1e5
    assert studio.client.post("/api/v1/uploads/demo").headers["location"].startswith("/api/v1/uploads/")


def mp3(tmp_path, tags: dict[str, str], picture: bytes | None = None, says: str = "image/jpeg") -> bytes:
    """A second of an MP3 whose tag says of its front cover what it likes."""
    samples, path = sung(1.0), tmp_path / "plain.mp3"
    encode([samples], path, EncodeSpec("mp3", RATE, 1, samples.shape[1]))
    return id3_tag(tags, picture, says) + path.read_bytes()


@pytest.mark.parametrize("kind", ["mjpeg", "png"])
def test_the_picture_in_a_songs_tags_is_served_to_the_bit_with_its_own_type(studio, tmp_path, kind):
    picture, media_type = made_media.picture(kind), {"mjpeg": "image/jpeg", "png": "image/png"}[kind]
    song = post(studio, "a.mp3", mp3(tmp_path, {"title": "T"}, picture, "image/bmp")).json()  # the tag lies
    address = f"/uploads/{song['file_id']}/cover"
    answer = studio.client.get(address)
    assert (answer.status_code, answer.content) == (200, picture) and song["has_cover"]
    assert answer.headers["content-type"] == media_type and answer.headers["x-content-type-options"] == "nosniff"
    head = studio.client.head(address)
    assert (head.status_code, head.content) == (200, b"") and head.headers["content-length"] == str(len(picture))
    known = studio.client.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_a_picture_that_was_changed_on_the_disk_is_read_again(studio, tmp_path):
    song = post(studio, "a.mp3", mp3(tmp_path, {}, made_media.picture("png"))).json()
    address, kept = f"/uploads/{song['file_id']}/cover", studio.folder / "in" / song["file_id"] / "cover"
    assert studio.client.get(address).content == kept.read_bytes()
    kept.write_bytes(b"<script>")
    assert studio.client.get(address).content == made_media.picture("png")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("picture", [SVG, b"<html><script>alert(1)</script>", b"GIF89a" + bytes(40)])
@pytest.mark.parametrize("says", ["image/jpeg", "image/svg+xml", "text/html"])
def test_what_is_no_picture_is_not_served_whatever_its_tag_says(studio, tmp_path, picture, says):
    song = post(studio, "a.mp3", mp3(tmp_path, {}, picture, says)).json()
    for _ in range(2):
        answer = studio.client.get(f"/uploads/{song['file_id']}/cover")
        assert answer.status_code == 404 and answer.headers["content-type"] == "application/problem+json"
        assert "a.mp3" in answer.json()["detail"] and answer.json()["remedy"]


def test_a_song_without_a_picture_says_so_in_words(studio):
    song = post(studio, "bare.wav", wav(sung(1.0))).json()
    answer = studio.client.get(f"/uploads/{song['file_id']}/cover")
    assert answer.status_code == 404 and "bare.wav" in answer.json()["detail"] and answer.json()["remedy"]
    assert (song["title"], song["artist"], song["has_cover"]) == (None, None, False)


def test_title_and_artist_are_those_of_the_tags_in_one_line_and_the_file_name_stays(studio, tmp_path):
    tags = {"title": "  Ångström \n – live ", "artist": "\u202eBjörk\x07"}
    song = post(studio, "01 track.mp3", mp3(tmp_path, tags)).json()
    assert (song["title"], song["artist"], song["filename"]) == ("Ångström – live", "Björk", "01 track.mp3")
    job_id = studio.start_job(song["file_id"], profile="fast", config={"svc": {"enabled": False}})
    assert studio.client.get(f"/jobs/{job_id}").json()["title"] == "Ångström – live"  # and so are its covers
    blank = post(studio, "b.mp3", mp3(tmp_path, {"title": " \u200b", "artist": "x" * 5_000})).json()
    assert blank["title"] is None and blank["artist"] == "x" * 255
