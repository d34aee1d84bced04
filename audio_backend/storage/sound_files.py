"""The studio's own sound files: float32 WAV (RF64 beyond 4 GB), read anywhere, written as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType

import numpy as np
import soundfile

from audio_backend.dsp.signal.audio import Audio, Samples
from audio_backend.errors import NotFound, UnreadableAudio
from audio_backend.storage.atomic_file import atomic_file
from audio_backend.storage.formats.wav_file import WavStream
from audio_backend.storage.wholeness import bytes_missing


class SoundFileReader:
    """`read` is a ReadSamples: silence outside the song, and only there. Several threads may share one reader.

    Raises NotFound for a file that is missing, UnreadableAudio for one that is cut off.
    """

    def __init__(self, path: Path):
        if not path.is_file():
            raise NotFound(f"The sound file {path.name} is not there (any more).")
        try:
            self._sound = soundfile.SoundFile(path)
        except soundfile.LibsndfileError as error:
            raise UnreadableAudio(f"{path.name} is no sound file of the studio.") from error
        self._name, self._lock = path.name, Lock()
        with path.open("rb") as file:
            if missing := bytes_missing(file):
                self._sound.close()
                raise UnreadableAudio(f"{path.name} is cut off: its last {missing} bytes are missing.")

    @property
    def frames(self) -> int:
        return self._sound.frames

    @property
    def sample_rate(self) -> int:
        return self._sound.samplerate

    @property
    def channels(self) -> int:
        return self._sound.channels

    def read(self, start: int, stop: int) -> Samples:
        """(channels, stop - start) float32."""
        samples = np.zeros((self.channels, max(stop - start, 0)), np.float32)
        first, last = max(start, 0), min(stop, self.frames)
        if first < last:
            with self._lock:
                self._sound.seek(first)
                found = self._sound.read(last - first, dtype="float32", always_2d=True)
            if len(found) != last - first:
                raise UnreadableAudio(f"{self._name} ends before it should: it was cut off while it was read.")
            samples[:, first - start : first - start + len(found)] = found.T
        return samples

    def close(self) -> None:
        with self._lock:
            self._sound.close()

    def __enter__(self) -> SoundFileReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def blocks(path: Path, block_frames: int = 65_536) -> Iterator[Samples]:
    """The whole file as consecutive (channels, n) blocks."""
    with SoundFileReader(path) as sound:
        for start in range(0, sound.frames, block_frames):
            yield sound.read(start, min(start + block_frames, sound.frames))


class SoundFileWriter:
    """`with SoundFileWriter(path, rate, channels) as sound: sound.write(block)`; the file appears when that ends well.

    Values beyond full scale are kept. Raises StorageFull.
    """

    def __init__(self, path: Path, sample_rate: int, channels: int):
        self._writing = _writing(path, sample_rate, channels)

    def __enter__(self) -> SoundFileWriter:
        self._stream = self._writing.__enter__()
        return self

    @property
    def frames(self) -> int:
        """Written so far."""
        return self._stream.frames

    def write(self, samples: Samples) -> None:
        """(channels, n) float32."""
        self._stream.write(samples)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._writing.__exit__(kind, error, trace)


@contextmanager
def _writing(path: Path, sample_rate: int, channels: int) -> Iterator[WavStream]:
    with atomic_file(path) as file:
        stream = WavStream(file, sample_rate, channels)
        yield stream
        stream.finish()


def write_sound(path: Path, audio: Audio) -> None:
    """One sound from memory."""
    with SoundFileWriter(path, audio.sample_rate, audio.channels) as sound:
        sound.write(audio.samples)
