"""The studio's own sound files: bit for bit, of any size, whole or not at all."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import made_media as media
import numpy as np
import pytest
import soundfile

from audio_backend.dsp.signal.audio import Audio
from audio_backend.errors import NotFound, StorageFull, UnreadableAudio
from audio_backend.storage.atomic_file import NewFile, atomic_file, full_disk_explained
from audio_backend.storage.formats import wav_file
from audio_backend.storage.sound_files import SoundFileReader, SoundFileWriter, blocks, write_sound

FRAMES = 10_001


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes: the kernel itself refuses, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("channels", [1, 2])
def test_what_is_written_is_read_back_bit_for_bit(tmp_path, channels):
    samples = 40.0 * media.noise(FRAMES, channels)  # far beyond full scale: nothing may clip
    write_sound(tmp_path / "a.wav", Audio(samples, 44_100))
    with SoundFileReader(tmp_path / "a.wav") as sound:
        assert (sound.frames, sound.sample_rate, sound.channels) == (FRAMES, 44_100, channels)
        assert np.array_equal(sound.read(0, FRAMES), samples)
    assert np.array_equal(soundfile.read(tmp_path / "a.wav", always_2d=True, dtype="float32")[0].T, samples)


def test_the_reader_gives_silence_outside(tmp_path):
    samples = media.noise(FRAMES)
    write_sound(tmp_path / "a.wav", Audio(samples, 44_100))
    with SoundFileReader(tmp_path / "a.wav") as sound:
        around = sound.read(-500, FRAMES + 700)
        assert around.dtype == np.float32
        assert np.array_equal(around, np.pad(samples, ((0, 0), (500, 700))))
        assert np.array_equal(sound.read(20, 30), samples[:, 20:30])
        for start, stop in ((-50, -10), (FRAMES, FRAMES + 40), (FRAMES + 5, FRAMES + 45)):
            assert np.array_equal(sound.read(start, stop), np.zeros((2, 40), np.float32))
        assert sound.read(7, 7).shape == (2, 0)


def test_threads_may_share_a_reader(tmp_path):
    samples = media.noise(200_000)
    write_sound(tmp_path / "a.wav", Audio(samples, 44_100))
    folders = np.random.default_rng(0).integers(0, 190_000, 300)
    with SoundFileReader(tmp_path / "a.wav") as sound, ThreadPoolExecutor(8) as pool:

        def right(place: int) -> bool:
            return np.array_equal(sound.read(place, place + 9_000), samples[:, place : place + 9_000])

        assert all(pool.map(right, map(int, folders)))


@pytest.mark.parametrize("block_frames", [1_000, FRAMES, 65_536])
def test_blocks_cover_the_file_once(tmp_path, block_frames):
    samples = media.noise(FRAMES)
    write_sound(tmp_path / "a.wav", Audio(samples, 44_100))
    assert np.array_equal(np.concatenate(list(blocks(tmp_path / "a.wav", block_frames)), axis=1), samples)


def test_the_writer_shows_nothing_before_the_end(tmp_path):
    with SoundFileWriter(tmp_path / "a.wav", 44_100, 2) as sound:
        sound.write(media.noise(FRAMES))
        assert sound.frames == FRAMES
        assert not (tmp_path / "a.wav").exists()
    assert os.listdir(tmp_path) == ["a.wav"]


def test_a_writer_that_fails_leaves_what_was_there(tmp_path):
    (tmp_path / "a.wav").write_text("the old one")
    with pytest.raises(RuntimeError), SoundFileWriter(tmp_path / "a.wav", 44_100, 2) as sound:
        sound.write(media.noise(FRAMES))
        raise RuntimeError
    assert os.listdir(tmp_path) == ["a.wav"]
    assert (tmp_path / "a.wav").read_text() == "the old one"


def test_a_wrong_number_of_channels_is_refused(tmp_path):
    with pytest.raises(ValueError, match="channels"), SoundFileWriter(tmp_path / "a.wav", 44_100, 2) as sound:
        sound.write(media.noise(FRAMES, 1))
    assert os.listdir(tmp_path) == []


def test_a_name_of_255_bytes_can_be_written(tmp_path):
    write_sound(tmp_path / ("ö" * 125 + "x.wav"), Audio(media.noise(FRAMES), 44_100))
    assert len(os.listdir(tmp_path)) == 1


def test_a_sound_of_no_samples_is_a_file_too(tmp_path):
    write_sound(tmp_path / "a.wav", Audio(np.zeros((2, 0), np.float32), 44_100))
    with SoundFileReader(tmp_path / "a.wav") as sound:
        assert sound.frames == 0
        assert np.array_equal(sound.read(-1, 1), np.zeros((2, 2), np.float32))


def test_five_gigabytes_are_read_back_at_their_end(tmp_path):
    frames, tail = 5 * 2**30 // 8, media.noise(FRAMES)
    with atomic_file(tmp_path / "a.wav") as file:  # a file with a hole takes no room
        stream = wav_file.WavStream(file, 192_000, 2)
        stream.frames = frames
        file.seek(wav_file.DATA_OFFSET + frames * 8)
        stream.write(tail)
        stream.finish()
    with (tmp_path / "a.wav").open("rb") as raw:
        head = raw.read(wav_file.DATA_OFFSET)
    assert head[:8] == b"RF64" + b"\xff" * 4
    assert head[-8:] == b"data" + b"\xff" * 4  # as EBU Tech 3306 wants it: the size is in ds64
    with SoundFileReader(tmp_path / "a.wav") as sound:
        assert sound.frames == frames + FRAMES
        assert np.array_equal(sound.read(frames, frames + FRAMES), tail)


def test_a_full_disk_is_said_to_be_full(tmp_path):
    with room_for(100_000), pytest.raises(StorageFull), SoundFileWriter(tmp_path / "a.wav", 44_100, 2) as sound:
        for _ in range(10):
            sound.write(media.noise(FRAMES))
    assert os.listdir(tmp_path) == []


def test_the_kernels_own_word_for_full_is_understood():
    with (
        pytest.raises(StorageFull, match=os.strerror(errno.ENOSPC)),
        NewFile("/dev/full", "r+b") as file,
        full_disk_explained(file),
    ):
        file.write(b"note")


def test_other_failures_keep_their_names(tmp_path):
    with pytest.raises(FileNotFoundError), SoundFileWriter(tmp_path / "no" / "a.wav", 44_100, 2):
        pass


def test_a_missing_or_foreign_file_says_so(tmp_path):
    with pytest.raises(NotFound):
        SoundFileReader(tmp_path / "a.wav")
    (tmp_path / "a.wav").write_text("no sound")
    with pytest.raises(UnreadableAudio):
        SoundFileReader(tmp_path / "a.wav")
