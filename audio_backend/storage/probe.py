"""What a file really holds: it is decoded to the end, once, and thrown away."""

from __future__ import annotations

from pathlib import Path

from audio_backend.errors import TooLong
from audio_backend.models.formats import AudioFacts
from audio_backend.models.messages import clock
from audio_backend.storage.formats.containers import is_cover
from audio_backend.storage.formats.tags import tags_of
from audio_backend.storage.sound_stream import SoundStream, open_stream


def probe(path: Path, max_duration_s: float) -> AudioFacts:
    """Raises NotFound, EmptyFile, NoAudioStream, UnreadableAudio, TooLong."""
    with open_stream(path) as stream:
        _count(stream, max_duration_s)
        sound = stream.sound
        return AudioFacts(
            duration_s=stream.frames / stream.sample_rate,
            frames=stream.frames,
            sample_rate=stream.sample_rate,
            channels=stream.file_channels,
            codec=stream.codec,
            container=sound.container_name,
            has_cover=any(is_cover(picture) for picture in sound.container.streams.video),
            tags=tags_of(sound),
            messages=stream.messages(),
        )


def _count(stream: SoundStream, max_duration_s: float) -> None:
    for _ in stream.blocks():
        if stream.frames > max_duration_s * stream.sample_rate:
            raise TooLong(f"It is longer than {clock(max_duration_s)}.")
