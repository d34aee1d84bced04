"""The finished file: exact where the format can be, aligned where it can't, with its tags and its cover."""

from __future__ import annotations

import hashlib
import os

import av
import made_media as media
import numpy as np
import pytest
import soundfile
from test_sound_files import room_for

from audio_backend.errors import BadConfig, Cancelled, StorageFull
from audio_backend.messages import sentences
from audio_backend.models.formats import fitting_rate
from audio_backend.storage.decoding import decode
from audio_backend.storage.encoding import EncodedFacts, EncodeSpec, encode
from audio_backend.storage.formats.tags import read_tags
from audio_backend.storage.probe import probe
from audio_backend.storage.sound_files import SoundFileReader, blocks

FRAMES = 50_001
RATE = 44_100
FORMATS = ("wav", "flac", "mp3", "ogg", "m4a")
TAGS = {
    "title": "Песня 歌 🎤",
    "artist": "A; B / C",
    "album": "Album",
    "date": "2024-05-01",
    "genre": "Pop",
    "track": "3/10",
    "composer": "Someone",
    "comment": "Voice converted\nby AI",
    "lyrics": "la la\nla",
    "copyright": "© me",
}


def encoded(folder, output_format, samples, **more) -> tuple:
    """(path, facts) of samples written in uneven blocks."""
    path = folder / f"song.{output_format}"
    spec = EncodeSpec(output_format, more.pop("sample_rate", RATE), samples.shape[0], samples.shape[1], **more)
    return path, encode(iter(np.split(samples, [1, 1_000, 31_011, 70_000], axis=1)), path, spec)


def heard(path) -> np.ndarray:
    """(channels, frames) as our own decoding has it."""
    target = path.with_name("heard.wav")
    decode(path, target, lambda fraction: None, max_duration_s=100.0)
    with SoundFileReader(target) as sound:
        return sound.read(0, sound.frames)


@pytest.mark.parametrize(("output_format", "bits"), [("wav", 16), ("wav", 24), ("flac", 16), ("flac", 24)])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_song_on_the_grid_passes_without_a_bit_changed(tmp_path, output_format, bits, channels):
    samples = media.on_grid(4.0 * media.noise(FRAMES, channels), bits)  # reaches full scale on both sides
    assert samples.min() == -1.0
    path, _ = encoded(tmp_path, output_format, samples, bit_depth=bits)
    assert np.array_equal(heard(path), samples)
    assert soundfile.info(path).subtype == f"PCM_{bits}"
    assert np.array_equal(soundfile.read(path, always_2d=True, dtype="float32")[0].T, samples)


def test_float_wav_keeps_everything(tmp_path):
    samples = 20.0 * media.noise(FRAMES)
    path, _ = encoded(tmp_path, "wav", samples, bit_depth=32)
    assert soundfile.info(path).subtype == "FLOAT"
    assert np.array_equal(heard(path), samples)


@pytest.mark.parametrize("bits", [16, 24])
def test_rounding_is_to_the_nearest_step_and_stops_at_full_scale(tmp_path, bits):
    step = 2.0 ** (1 - bits)
    given = np.array([[0.4, 0.6, -0.4, -0.6, 1.4]]) * step
    samples = np.concatenate([given, [[1.0, 1.5, -1.5]]], axis=1).astype(np.float32)
    wanted = np.array([[0, 1, 0, -1, 1, 1 / step - 1, 1 / step - 1, -1 / step]]) * step
    for output_format in ("wav", "flac"):
        assert np.array_equal(heard(encoded(tmp_path, output_format, samples, bit_depth=bits)[0]), wanted)


@pytest.mark.parametrize("bits", [16, 24])
def test_decoding_and_encoding_give_back_the_file(tmp_path, bits):
    samples = media.on_grid(media.noise(FRAMES), bits)
    source = media.write_pcm(tmp_path / "source.flac", samples, RATE, f"PCM_{bits}", "FLAC")
    found = decode(source, tmp_path / "own.wav", lambda fraction: None, max_duration_s=100.0)
    for output_format in ("wav", "flac"):
        target = tmp_path / f"out.{output_format}"
        encode(
            blocks(tmp_path / "own.wav", 7_000),
            target,
            EncodeSpec(output_format, found.sample_rate, found.channels, found.frames, bits),
        )
        assert np.array_equal(soundfile.read(target, dtype="int32")[0], soundfile.read(source, dtype="int32")[0])


@pytest.mark.parametrize("frames", [1, 100, 1_024, 1_153, 4_000, 9_000, FRAMES, 150_000])
@pytest.mark.parametrize("output_format", FORMATS)
def test_the_length_is_exact_in_every_format(tmp_path, output_format, frames):
    path, facts = encoded(tmp_path, output_format, media.noise(frames))
    assert facts.frames == frames
    assert probe(path, 100.0).frames == frames


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("sample_rate", [8_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("output_format", ["mp3", "ogg", "m4a"])
def test_lossy_formats_are_aligned_and_close(tmp_path, output_format, sample_rate, channels):
    samples = media.noise(2 * sample_rate + 1, channels, band_hz=sample_rate / 12, sample_rate=sample_rate)
    back = heard(encoded(tmp_path, output_format, samples, sample_rate=sample_rate)[0])
    assert back.shape == samples.shape
    assert media.lag(samples, back) == 0
    assert media.difference_db(samples, back) < -14.0  # noise is the hardest there is; tones come out 20 dB better


def test_mp3_and_m4a_know_their_delay(tmp_path):
    samples = media.noise(FRAMES)
    for output_format in ("mp3", "m4a"):
        path, facts = encoded(tmp_path, output_format, samples)
        with av.open(str(path), options={"ignore_editlist": "1"} if output_format == "m4a" else {}) as container:
            container.streams.audio[0].codec_context.flags2 |= 1 << 29  # AV_CODEC_FLAG2_SKIP_MANUAL: keep everything
            raw = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
        assert media.lag(samples, raw) == facts.delay_samples


def test_mp3_is_as_good_as_its_rate_allows(tmp_path):
    for sample_rate, bit_rate in ((44_100, 320_000), (22_050, 160_000), (8_000, 64_000)):
        path, _ = encoded(tmp_path, "mp3", media.noise(FRAMES), sample_rate=sample_rate)
        with av.open(str(path)) as container:
            assert container.streams.audio[0].codec_context.bit_rate == bit_rate


@pytest.mark.parametrize("output_format", FORMATS)
def test_tags_are_carried(tmp_path, output_format):
    path, _ = encoded(tmp_path, output_format, media.noise(FRAMES), tags=TAGS)
    assert read_tags(path) == (TAGS, None, None)
    assert probe(path, 100.0).tags == TAGS


@pytest.mark.parametrize("kind", ["mjpeg", "png"])
@pytest.mark.parametrize("output_format", FORMATS)
def test_the_cover_is_carried(tmp_path, output_format, kind):
    cover = media.picture(kind)
    path, facts = encoded(tmp_path, output_format, media.noise(FRAMES), tags=TAGS, cover=cover)
    assert read_tags(path) == (TAGS, cover, "image/png" if kind == "png" else "image/jpeg")
    found = probe(path, 100.0)
    assert (found.frames, found.has_cover, tuple(sentences(found.messages)), tuple(sentences(facts.messages))) == (
        FRAMES,
        True,
        (),
        (),
    )


@pytest.mark.parametrize("cover", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"GIF89a" + bytes(40)])
@pytest.mark.parametrize("output_format", FORMATS)
def test_a_cover_that_is_no_picture_is_left_out_with_a_warning(tmp_path, output_format, cover):
    path, facts = encoded(tmp_path, output_format, media.noise(FRAMES), cover=cover)
    assert read_tags(path)[1] is None
    assert "cover" in sentences(facts.messages)[0]


def test_other_programs_find_the_tags(tmp_path):
    wav, _ = encoded(tmp_path, "wav", media.noise(FRAMES), tags=TAGS)
    with soundfile.SoundFile(wav) as sound:
        assert (sound.title, sound.artist, sound.comment) == (TAGS["title"], TAGS["artist"], TAGS["comment"])
    mp3, _ = encoded(tmp_path, "mp3", media.noise(FRAMES), tags=TAGS, cover=media.picture())
    head = mp3.read_bytes()[:2_000]
    assert all(frame in head for frame in (b"TIT2", b"TDRC", b"COMM", b"USLT", b"APIC"))
    m4a, _ = encoded(tmp_path, "m4a", media.noise(FRAMES), tags=TAGS)
    content = m4a.read_bytes()
    assert content[4:12] == b"ftypM4A "
    assert content.index(b"moov") < content.index(b"mdat")  # so that it plays while it is being loaded


@pytest.mark.parametrize("output_format", FORMATS)
def test_facts_are_those_of_the_file(tmp_path, output_format):
    path, facts = encoded(tmp_path, output_format, media.noise(FRAMES))
    content = path.read_bytes()
    assert isinstance(facts, EncodedFacts)
    assert (facts.bytes, facts.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_the_same_song_gives_the_same_bytes(tmp_path):
    for output_format in ("wav", "flac", "mp3", "ogg"):
        first = encoded(tmp_path, output_format, media.noise(FRAMES), tags=TAGS)[1].sha256
        assert encoded(tmp_path, output_format, media.noise(FRAMES), tags=TAGS)[1].sha256 == first


@pytest.mark.parametrize("output_format", FORMATS)
def test_a_full_disk_leaves_nothing_behind(tmp_path, output_format):
    with room_for(20_000), pytest.raises(StorageFull):
        encoded(tmp_path, output_format, media.noise(10 * RATE, level=0.3, band_hz=15_000.0))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("output_format", FORMATS)
def test_cancelling_leaves_nothing_behind(tmp_path, output_format):
    def cancelled():
        yield media.noise(FRAMES)
        raise Cancelled

    with pytest.raises(Cancelled):
        encode(cancelled(), tmp_path / "song", EncodeSpec(output_format, RATE, 2, 2 * FRAMES))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("frames", [FRAMES - 1, FRAMES + 1])
@pytest.mark.parametrize("output_format", FORMATS)
def test_too_few_or_too_many_samples_are_noticed(tmp_path, output_format, frames):
    with pytest.raises(ValueError, match=str(FRAMES)):
        encode(iter([media.noise(FRAMES)]), tmp_path / "song", EncodeSpec(output_format, RATE, 2, frames))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("output_format", "sample_rate", "channels", "bit_depth"),
    [
        ("mp3", 96_000, 2, 16),
        ("mp3", 44_000, 2, 16),
        ("m4a", 192_000, 2, 16),
        ("ogg", 384_000, 2, 16),
        ("wav", 4_000, 2, 16),
        ("wav", 44_100, 6, 16),
        ("wav", 44_100, 2, 8),
        ("flac", 44_100, 2, 32),
        ("wma", 44_100, 2, 16),
    ],
)
def test_what_a_format_cannot_hold_is_refused_before_writing(tmp_path, output_format, sample_rate, channels, bit_depth):
    with pytest.raises(BadConfig):
        encode(iter([]), tmp_path / "song", EncodeSpec(output_format, sample_rate, channels, 1, bit_depth))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("output_format", FORMATS)
def test_nothing_to_write_is_refused(tmp_path, output_format):
    with pytest.raises(BadConfig, match="no samples"):
        encode(iter([]), tmp_path / "song", EncodeSpec(output_format, RATE, 2, 0))


def test_a_fitting_rate_loses_as_little_as_possible():
    assert [fitting_rate("mp3", rate) for rate in (44_100, 192_000, 37_800, 4_000)] == [44_100, 48_000, 44_100, 8_000]
    assert [fitting_rate("m4a", rate) for rate in (96_000, 176_400, 50_000)] == [96_000, 96_000, 64_000]
    assert [fitting_rate("flac", rate) for rate in (192_000, 37_800)] == [192_000, 37_800]


@pytest.mark.parametrize("output_format", FORMATS)
def test_the_highest_rate_of_each_format_works(tmp_path, output_format):
    rate = fitting_rate(output_format, 10**6)
    path, _ = encoded(tmp_path, output_format, media.noise(FRAMES), sample_rate=rate)
    found = probe(path, 100.0)
    assert (found.sample_rate, found.frames) == (rate, FRAMES)


def test_a_minute_in_one_block_is_no_trouble(tmp_path):
    minute = np.tile(media.noise(RATE), 60)
    for output_format in ("ogg", "m4a"):
        path = tmp_path / output_format
        encode(iter([minute]), path, EncodeSpec(output_format, RATE, 2, minute.shape[1]))
        assert probe(path, 100.0).frames == minute.shape[1]


@pytest.mark.parametrize("output_format", FORMATS)
def test_a_target_of_255_bytes_works(tmp_path, output_format):
    target = tmp_path / ("歌" * 83 + "🎤" + "xx")  # 255 bytes
    with pytest.raises(OSError):
        (tmp_path / (target.name + "y")).touch()
    encode(iter([media.noise(FRAMES)]), target, EncodeSpec(output_format, RATE, 2, FRAMES))
    assert probe(target, 100.0).frames == FRAMES
