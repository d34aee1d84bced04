"""Any accepted file as a stream of float32 blocks: the truth about what is in it, whatever its header says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np

from audio_backend.dsp.signal.audio import Samples, db_to_gain, gain_to_db
from audio_backend.dsp.signal.resampling import resample_to_end
from audio_backend.errors import EmptyFile, NoAudioStream, UnreadableAudio
from audio_backend.models.messages import Message
from audio_backend.storage.formats.containers import OpenSound, Part, checked_size, open_sound
from audio_backend.storage.formats.frames import matched
from audio_backend.storage.formats.joined_files import another_behind, parts_of
from audio_backend.storage.formats.track_reader import TrackReader

SILENCE = db_to_gain(-80.0)
NARROW_BAND_RATE = 16_000
EXACT_CONTAINERS = ("wav", "w64", "flac", "aiff")
MISSING_SECONDS = 0.25
"""In other containers a shorter difference to the header is an encoder's padding (2048 samples at 8 kHz)."""

HIGHEST_DB, HIGHEST_FLOAT_DB = 30.0, 120.0
"""Over full scale. What decodes to more was read in the wrong way; plain floating point may have any scale."""


@contextmanager
def open_stream(path: Path) -> Iterator[SoundStream]:
    """Raises NotFound, EmptyFile, NoAudioStream, UnreadableAudio."""
    checked_size(path)
    parts = parts_of(path)
    with open_sound(path, parts[0] if len(parts) > 1 else None) as sound:
        yield SoundStream(path, sound, parts)


class SoundStream:
    """Decodes once, front to back. `frames`, `peak` and `messages` are complete when `blocks` has ended."""

    def __init__(self, path: Path, sound: OpenSound, parts: list[Part]):
        self.sound = sound
        """Of several joined files the first, which tells the rate, the channels and the tags of all."""
        self.frames = 0
        self.peak = 0.0
        self.ended = False
        self._path, self._parts, self._done = path, parts, 0
        self._first = TrackReader(sound)
        self._read = [self._first]
        self._lost_parts = 0
        self.promised_seconds = self._first.promised_seconds if len(parts) == 1 else None

    @property
    def sample_rate(self) -> int:
        return self._first.sample_rate

    @property
    def channels(self) -> int:
        """Of the blocks: 1 or 2."""
        return self._first.channels

    @property
    def file_channels(self) -> int:
        return self._first.file_channels

    @property
    def codec(self) -> str:
        return self._first.codec

    @property
    def progress(self) -> float:
        """How far the file has been read, 0 to 1."""
        start, stop = self._parts[self._done]
        return min((start + self._read[-1].sound.position * (stop - start)) / self._parts[-1][1], 1.0)

    def blocks(self) -> Iterator[Samples]:
        """(channels, n) float32 at the file's rate: no encoder delay, no padding, no NaN. May be taken once."""
        for block in self._all_blocks():
            self.frames += block.shape[1]
            self.peak = max(self.peak, float(np.max(np.abs(block), initial=0.0)))
            self._check_peak()
            yield block
        if self.frames == 0:
            raise EmptyFile("It holds no samples.")
        self.ended = True

    def _all_blocks(self) -> Iterator[Samples]:
        yield from self._first.blocks()
        for part in self._parts[1:]:
            self._done += 1
            try:
                with open_sound(self._path, part) as sound:
                    self._read.append(TrackReader(sound))
                    yield from self._like_first(self._read[-1])
            except EmptyFile:  # nothing in it, nothing lost
                continue
            except (UnreadableAudio, NoAudioStream):
                self._lost_parts += 1

    def _like_first(self, part: TrackReader) -> Iterator[Samples]:
        """At the rate and in the channels of the first of the joined files."""
        alike = (matched(block, self.channels) for block in part.blocks())
        return resample_to_end(alike, self.channels, part.sample_rate, self.sample_rate)

    def _check_peak(self) -> None:
        highest = HIGHEST_FLOAT_DB if self.codec.startswith("pcm_f") else HIGHEST_DB
        if self.peak > db_to_gain(highest):
            raise UnreadableAudio(
                f"Decoded, it reaches {gain_to_db(self.peak):+.0f} dBFS, which no song does: "
                "it is damaged, or not what its header says.",
                remedy="Export it again from the program it comes from, as WAV or FLAC.",
            )

    def messages(self) -> tuple[Message, ...]:
        """What the musician should know about this file."""
        found = [
            self._about_tracks(),
            self._about_parts(),
            self._about_channels(),
            self._about_changes(),
            self._about_damage(),
            self._about_numbers(),
        ]
        if self.ended:
            found += [self._about_missing(), self._about_silence()]
        if self.sample_rate < NARROW_BAND_RATE:
            found.append(Message("file_narrow_band", (), {"sample_rate": self.sample_rate}))
        return tuple(message for message in found if message)

    def _about_tracks(self) -> Message | None:
        count = len(self.sound.container.streams.audio)
        return Message("file_has_tracks", (), {"tracks": count}) if count > 1 else None

    def _about_parts(self) -> Message | None:
        if len(self._parts) == 1:
            return Message("file_joined_behind") if another_behind(self._path) else None
        return Message("file_of_parts", (), {"parts": len(self._parts), "lost": self._lost_parts})

    def _about_channels(self) -> Message | None:
        if self.file_channels <= 2:
            return None
        return Message("file_folded_down", (), {"channels": self.file_channels})

    def _about_changes(self) -> Message | None:
        kinds = [(part.sample_rate, part.file_channels) for part in self._read]
        changes = sum(part.changes for part in self._read) + sum(a != b for a, b in pairwise(kinds))
        if not changes:
            return None
        return Message("file_changes", (), {"changes": changes, "sample_rate": self.sample_rate})

    def _about_damage(self) -> Message | None:
        places = sum(part.broken_places for part in self._read)
        if not places:
            return None
        filled = sum(part.filled_frames / part.sample_rate for part in self._read)
        return Message("file_damaged", (), {"places": places, "filled_s": filled})

    def _about_numbers(self) -> Message | None:
        count = sum(part.not_numbers for part in self._read)
        return Message("file_without_numbers", (), {"samples": count}) if count else None

    def _about_missing(self) -> Message | None:
        tolerance = 0.0005 if self.sound.container_name in EXACT_CONTAINERS else MISSING_SECONDS
        seconds = [part.frames / part.sample_rate for part in self._read]
        promised = [max(part.promised_seconds or 0.0, held) for part, held in zip(self._read, seconds, strict=True)]
        if sum(promised) - sum(seconds) > tolerance:
            return Message("file_cut_short", (), {"promised_s": sum(promised), "held_s": sum(seconds)})
        if self._read[-1].promised_seconds is None and self._read[-1].broken_now:
            return Message("file_breaks_off", (), {"held_s": sum(seconds)})
        return None

    def _about_silence(self) -> Message | None:
        return Message("file_silent") if self.peak < SILENCE else None
