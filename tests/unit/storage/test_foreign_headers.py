"""Files whose header FFmpeg takes wrongly: padded samples, big-endian ones, lengths that are none, chunks behind."""

from __future__ import annotations

import struct
from pathlib import Path

import made_media as media
import numpy as np
import pytest

from audio_backend.errors import UnreadableAudio
from audio_backend.messages import sentences
from audio_backend.storage.sound_stream import open_stream

RATE = 44_100
FRAMES = 20_001  # odd, so 24-bit mono has an odd number of bytes
PCM, FLOAT = 1, 3
MISSING = "The file promises 0:01 but ends after 0.45 s: the rest is missing."


def melody(channels: int, frames: int = FRAMES) -> np.ndarray:
    """(channels, frames) float64: smooth as music is, and different in each channel."""
    time = np.arange(frames) / RATE
    tones = [0.5 * np.sin(2 * np.pi * 440 * (1 + c) * time) for c in range(channels)]
    return np.stack(tones) + 0.2 * np.sin(9_000 * time)


def read(path: Path, content: bytes) -> tuple[np.ndarray, tuple[str, ...]]:
    path.write_bytes(content)
    with open_stream(path) as stream:
        return np.concatenate(list(stream.blocks()), axis=1), tuple(sentences(stream.messages()))


LIST = media.chunk(b"LIST", b"INFO" + media.chunk(b"INAM", b"Song\0\0"))
BEHIND = LIST + media.chunk(b"id3 ", b"ID3\4" + bytes(37)) + media.chunk(b"cue ", bytes(28))


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(
    ("valid", "container"),
    [
        (24, 32),
        (20, 32),
        (16, 32),
        (8, 32),
        (20, 24),
        (16, 24),
        (12, 24),
        (8, 24),
        (12, 16),
        (8, 16),
        (6, 8),
        (8, 8),
        (16, 16),
        (24, 24),
        (32, 32),
    ],
)
def test_samples_that_are_padded_arrive_to_the_step(tmp_path, valid, container, channels, big_endian):
    data, exact = media.padded_pcm(melody(channels), valid, container, big_endian=big_endian)
    header = media.wave_header(len(data), channels, container, valid, extensible=True, big_endian=big_endian)
    back, warnings = read(tmp_path / "song.wav", header + data)
    assert np.array_equal(back, exact)
    assert warnings == ()


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(("bits", "container"), [(12, 16), (20, 24), (20, 32), (12, 24), (24, 32), (16, 32), (24, 24)])
def test_plain_headers_that_tell_only_the_valid_bits_are_read_by_their_frames(tmp_path, bits, container, channels):
    data, exact = media.padded_pcm(melody(channels), bits, container)
    back, _ = read(tmp_path / "song.wav", media.wave_header(len(data), channels, container, bits) + data)
    assert np.array_equal(back, exact)


def test_a_frame_size_that_is_wrong_is_seen_from_the_sound(tmp_path):
    data, exact = media.padded_pcm(melody(1), 16, 16)
    back, _ = read(tmp_path / "song.wav", media.wave_header(len(data), 1, 32, 16) + data)  # a frame twice too large
    assert np.array_equal(back, exact)


@pytest.mark.parametrize("extensible", [False, True])
@pytest.mark.parametrize("size", [4, 8])
def test_rifx_of_floating_point_is_read(tmp_path, size, extensible):
    samples = melody(2).astype(np.float32)
    data = samples.T.astype(f">f{size}").tobytes()
    header = media.wave_header(len(data), 2, 8 * size, 8 * size, tag=FLOAT, extensible=extensible, big_endian=True)
    assert np.array_equal(read(tmp_path / "song.wav", header + data)[0], samples)


def test_cool_edits_floats_in_24_bits_stay_what_they_were(tmp_path):
    samples = (melody(2) * 2**23).astype("<f4")
    data = np.ascontiguousarray(samples.T).tobytes()
    back, _ = read(tmp_path / "song.wav", media.wave_header(len(data), 2, 32, 24) + data)
    assert np.array_equal(back, samples / np.float32(2**23))


@pytest.mark.parametrize("behind", [b"", LIST, BEHIND])
@pytest.mark.parametrize(
    "says",
    [
        0,
        0x7F000000,
        0x7FFFF000,
        0x7FFFFFDB,
        0x7FFFFFFF,
        0x80000000,
        0x80000024,
        0xFFFFF000,
        0xFFFFFFDB,
        0xFFFFFFFF,
    ],
)
def test_a_length_that_is_none_is_no_promise_and_chunks_behind_are_no_sound(tmp_path, says, behind):
    data, exact = media.padded_pcm(melody(2), 16, 16)
    content = media.wave_header(says, 2, 16, 16) + data + behind
    back, warnings = read(tmp_path / "song.wav", content)
    assert np.array_equal(back, exact)
    assert warnings == ()


@pytest.mark.parametrize("extra", [8, len(LIST), len(BEHIND), len(BEHIND) + 50, 100_000])
def test_a_length_that_takes_in_the_chunks_behind_is_cut_back(tmp_path, extra):
    data, exact = media.padded_pcm(melody(2), 16, 16)
    content = media.wave_header(len(data) + extra, 2, 16, 16) + data + BEHIND
    back, warnings = read(tmp_path / "song.wav", content)
    assert np.array_equal(back, exact)
    assert warnings == ()


@pytest.mark.parametrize("bytes_per_second", [0, 1_000, 10**9])
def test_a_wrong_byte_rate_changes_nothing_and_what_is_missing_is_still_told(tmp_path, bytes_per_second):
    data, exact = media.padded_pcm(melody(2), 16, 16)
    header = media.wave_header(len(data), 2, 16, 16, bytes_per_second=bytes_per_second)
    assert read(tmp_path / "whole.wav", header + data)[1] == ()
    header = media.wave_header(3 * len(data), 2, 16, 16, bytes_per_second=bytes_per_second)
    back, warnings = read(tmp_path / "cut.wav", header + data)
    assert np.array_equal(back, exact)
    assert warnings == (MISSING,)


@pytest.mark.parametrize("behind", [b"", media.chunk(b"NAME", b"Song", ">") + media.chunk(b"ID3 ", bytes(24), ">")])
@pytest.mark.parametrize(
    ("frames", "size"),
    [
        (0, 0),
        (0, 8),
        (0x7FFFFFFF, 0x7FFFFFFF),
        (0x7F000000 // 4, 0x7F000008),
        (0x80000000, 0x80000000),
        (FRAMES, 0),
        (0xFFFFFFFF, 0xFFFFFFFF),
    ],
)
def test_an_aiff_from_a_pipe_is_read_to_its_end(tmp_path, frames, size, behind):
    data, exact = media.padded_pcm(melody(2), 16, 16, big_endian=True)
    back, warnings = read(tmp_path / "song.aiff", media.aiff_header(frames, size, 2, 16) + data + behind)
    assert np.array_equal(back, exact)
    assert warnings == ()


def test_an_aiff_that_breaks_off_still_says_so(tmp_path):
    data, _ = media.padded_pcm(melody(2), 16, 16, big_endian=True)
    content = media.aiff_header(3 * FRAMES, 3 * len(data) + 8, 2, 16) + data
    assert read(tmp_path / "song.aiff", content)[1] == (MISSING,)


@pytest.mark.parametrize("size", [0, 24, 2**31 - 1, 2**32 - 1, 2**63 - 1, 2**64 - 1])
def test_a_wave64_from_a_pipe_is_read_to_its_end(tmp_path, size):
    exact = media.on_grid(melody(2).astype(np.float32), 16)
    content = bytearray(media.write_pcm(tmp_path / "song.w64", exact, format="W64").read_bytes())
    struct.pack_into("<Q", content, content.index(b"data") + 16, size)
    assert np.array_equal(read(tmp_path / "song.w64", bytes(content))[0], exact)


def test_caf_of_24_bits_in_32_is_read(tmp_path):
    data, exact = media.padded_pcm(melody(2), 24, 32, big_endian=True)
    description = struct.pack(">4sqd4sIIIII", b"desc", 32, RATE, b"lpcm", 0, 8, 1, 2, 24)
    content = b"caff\0\1\0\0" + description + struct.pack(">4sqI", b"data", len(data) + 4, 0) + data
    assert np.array_equal(read(tmp_path / "song.caf", content)[0], exact)


@pytest.mark.parametrize("packets", [1, 8, 32])
def test_alac_in_caf_keeps_its_last_packet(tmp_path, packets):
    exact = media.on_grid(media.noise(4096 * packets, 1), 16)
    path = media.write_pcm(tmp_path / "song.caf", exact, subtype="ALAC_16", format="CAF")
    back, warnings = read(path, path.read_bytes())
    assert np.array_equal(back, exact)
    assert warnings == ()


SOUND = melody(2)
MISREAD = {
    "big-endian called little": (16, PCM, media.padded_pcm(SOUND, 16, 16, big_endian=True)[0]),
    "24 bits called 16": (16, PCM, media.padded_pcm(SOUND, 24, 24)[0]),
    "16 bits called 24": (24, PCM, media.padded_pcm(SOUND, 16, 16)[0]),
    "whole numbers called floats": (32, FLOAT, media.padded_pcm(SOUND, 32, 32)[0]),
    "floats called whole numbers": (32, PCM, SOUND.T.astype("<f4").tobytes()),
    "big-endian floats called little": (32, FLOAT, SOUND.T.astype(">f4").tobytes()),
}


@pytest.mark.parametrize("name", MISREAD)
def test_what_is_only_noise_as_its_header_has_it_is_refused(tmp_path, name):
    bits, tag, data = MISREAD[name]
    with pytest.raises(UnreadableAudio, match=r"Its header says|which no song does"):
        read(tmp_path / "song.wav", media.wave_header(len(data), 2, bits, bits, tag=tag) + data)


HONEST = {
    "white noise": np.random.default_rng(1).uniform(-0.9, 0.9, (2, FRAMES)),
    "noise of some steps": np.random.default_rng(2).uniform(-1e-4, 1e-4, (1, FRAMES)),
    "20 kHz": 0.5 * np.sin(2 * np.pi * 20_000 * np.arange(FRAMES) / RATE)[None],
    "half the sample rate": 0.5 * np.cos(np.pi * np.arange(FRAMES))[None],
    "clicks": 0.9 * (np.arange(FRAMES) % 5_000 == 0)[None],
    "a square": 0.99 * np.sign(np.sin(2 * np.pi * 9_001 * np.arange(FRAMES) / RATE))[None],
}


@pytest.mark.parametrize("bits", [8, 16, 24, 32])
@pytest.mark.parametrize("name", HONEST)
def test_noise_and_tones_that_are_meant_are_read(tmp_path, name, bits):
    samples = HONEST[name]
    data, exact = media.padded_pcm(samples, bits, bits)
    back, _ = read(tmp_path / "song.wav", media.wave_header(len(data), len(samples), bits, bits) + data)
    assert np.array_equal(back, exact)
