"""Any accepted file as a stream of float32 blocks: the truth about what is in it, whatever its header says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.stream import Discard

from audio_backend.dsp.audio import Samples, db_to_gain
from audio_backend.errors import EmptyFile, UnreadableAudio
from audio_backend.storage.containers import OpenSound, open_sound, promised_seconds
from audio_backend.storage.frames import Converter

BLOCK_FRAMES = 65_536
HELD_FRAMES = 8_192
"""Kept back until the end is known: an encoder's padding is shorter than this."""

MOST_IDLE_PACKETS = 4_000
"""So many packets in a row without one sample end the reading."""

MOST_BREAKS = 100
"""So many times reading goes on behind a broken place of the container."""

SHORTEST_GAP_SECONDS = 0.04
LONGEST_GAP_SECONDS = 30.0
"""Beyond this a time stamp is not believed."""

ENCRYPTION_MARKS = ("encryption_info", "encryption_init_info")

RATES = (8_000, 384_000)
MOST_CHANNELS_IN = 64
SILENCE = db_to_gain(-80.0)
NARROW_BAND_RATE = 16_000
EXACT_CONTAINERS = ("wav", "flac", "aiff")
MISSING_SECONDS = 0.25
"""In other containers a shorter difference to the header is an encoder's padding (2048 samples at 8 kHz)."""

COARSE_CLOCK_SECONDS = 0.002
"""MP4 edit lists are often written in whole milliseconds."""


@contextmanager
def open_stream(path: Path) -> Iterator[SoundStream]:
    """Raises NotFound, EmptyFile, NoAudioStream, UnreadableAudio."""
    with open_sound(path) as sound:
        yield SoundStream(sound)


class SoundStream:
    """Decodes once, front to back. `frames`, `peak` and `warnings` are complete when `blocks` has ended."""

    def __init__(self, sound: OpenSound):
        self.sound = sound
        self.frames = 0
        self.peak = 0.0
        self.ended = False
        self._damaged = self._idle = self._not_numbers = self._frames_decoded = 0
        self._broken_now = False
        self._broken_places = self._filled_frames = 0
        self._expected_seconds: float | None = None
        self._last_end: int | None = None
        self._first_pts: int | None = None
        for stream in sound.container.streams:
            if stream.index != sound.stream.index:
                stream.discard = Discard.all
        self.promised_seconds = promised_seconds(sound)
        self._decoded = self._frames()
        self._first = self._first_frame()
        self._converter = Converter(self._first)

    @property
    def sample_rate(self) -> int:
        return self._converter.sample_rate

    @property
    def channels(self) -> int:
        """Of the blocks: 1 or 2."""
        return self._converter.channels

    @property
    def file_channels(self) -> int:
        return self._first.layout.nb_channels

    @property
    def progress(self) -> float:
        return self.sound.position

    def blocks(self) -> Iterator[Samples]:
        """(channels, n) float32 at the file's rate: no encoder delay, no padding, no NaN. May be taken once."""
        for block in self._without_padding(self._converted()):
            self.frames += block.shape[1]
            self.peak = max(self.peak, float(np.max(np.abs(block), initial=0.0)))
            yield block
        if self._damaged > self._frames_decoded:
            raise UnreadableAudio(f"Most of it is damaged: {self._damaged} of its packets can't be decoded.")
        if self.frames == 0:
            raise EmptyFile("It holds no samples.")
        self.ended = True

    def warnings(self) -> tuple[str, ...]:
        """What the musician should know about this file, in sentences."""
        found = [self._about_tracks(), self._about_channels(), self._about_changes(), self._about_damage(),
                 self._about_numbers()]
        if self.ended:
            found += [self._about_missing(), self._about_silence()]
        if self.sample_rate < NARROW_BAND_RATE:
            found.append(f"The sample rate is only {self.sample_rate} Hz: narrow band, like a telephone.")
        return tuple(sentence for sentence in found if sentence)

    # decoding

    def _first_frame(self) -> Any:
        frame = next(self._decoded, None)
        if frame is None and (self._damaged or self._idle >= MOST_IDLE_PACKETS):
            raise UnreadableAudio("Not one sample of it can be decoded.")
        if frame is None:
            raise EmptyFile("It holds no samples.")
        if not RATES[0] <= frame.sample_rate <= RATES[1]:
            raise UnreadableAudio(f"Its sample rate is said to be {frame.sample_rate} Hz, which no recording has.")
        if frame.layout.nb_channels > MOST_CHANNELS_IN:
            raise UnreadableAudio(f"It has {frame.layout.nb_channels} channels; {MOST_CHANNELS_IN} is the most.")
        self._first_pts = frame.pts
        return frame

    def _frames(self) -> Iterator[Any]:
        """Frames with at least one sample; damage is counted, not raised."""
        for packet in self._packets():
            frames = [frame for frame in self._decoded_packet(packet) if frame.samples]
            self._idle = 0 if frames else self._idle + 1
            self._frames_decoded += len(frames)
            yield from frames
            if self._idle >= MOST_IDLE_PACKETS:
                return

    def _packets(self) -> Iterator[Any]:
        """To the end of the file, also when the container is broken in between."""
        for _ in range(MOST_BREAKS):
            try:
                for packet in self.sound.container.demux(self.sound.stream):
                    if any(packet.has_sidedata(mark) for mark in ENCRYPTION_MARKS):
                        raise UnreadableAudio("It is encrypted (copy-protected).", remedy="Use a file without it.")
                    yield packet
                return
            except av.error.FFmpegError:
                self._note_damage()

    def _decoded_packet(self, packet: Any) -> list[Any]:
        if packet.pts is not None and packet.duration and not packet.is_discard:
            self._last_end = packet.pts + packet.duration
        try:
            return self.sound.stream.codec_context.decode(packet if packet.size else None)
        except av.error.EOFError:  # flushed already: nothing is left in the decoder
            return []
        except av.error.FFmpegError:
            self._note_damage()
            return []

    def _note_damage(self) -> None:
        self._damaged += 1
        self._broken_now = True

    # from frames to blocks

    def _converted(self) -> Iterator[Samples]:
        self._broken_now = False  # what was damaged before the first sample shifts nothing
        self._gap_frames(self._first)
        yield self._finite(self._converter.convert(self._first))
        for frame in self._decoded:
            if gap := self._gap_frames(frame):
                self._filled_frames += gap
                yield np.zeros((self.channels, gap), np.float32)
            yield self._finite(self._converter.convert(frame))
        yield self._finite(self._converter.flush())

    def _gap_frames(self, frame: Any) -> int:
        """How much is missing before this frame by its time stamp: it becomes silence, so the rest stays in time.

        Small steps are left alone: they are roundings of the container's clock, unless something broke just now.
        """
        time = None if frame.pts is None else float(frame.pts * frame.time_base)
        expected = self._expected_seconds
        duration = frame.samples / frame.sample_rate
        self._expected_seconds = time + duration if time is not None else None
        gap = time - expected if time is not None and expected is not None else 0.0
        broken = self._broken_now or SHORTEST_GAP_SECONDS < gap <= LONGEST_GAP_SECONDS
        self._broken_places += broken
        least = 0.0 if self._broken_now else SHORTEST_GAP_SECONDS
        self._broken_now = False
        return round(gap * self.sample_rate) if least < gap <= LONGEST_GAP_SECONDS else 0

    def _finite(self, samples: Samples) -> Samples:
        finite = np.isfinite(samples)
        if finite.all():
            return samples
        self._not_numbers += int(finite.size - np.count_nonzero(finite))
        return np.where(finite, samples, np.float32(0.0))

    def _without_padding(self, parts: Iterator[Samples]) -> Iterator[Samples]:
        """Blocks of a handy size; the padding an encoder left at the very end is taken off."""
        gathered: list[Samples] = []
        count = total = 0
        for part in parts:
            gathered.append(part)
            count += part.shape[1]
            while count >= BLOCK_FRAMES + HELD_FRAMES:
                joined = np.concatenate(gathered, axis=1)
                yield joined[:, :BLOCK_FRAMES]
                gathered, count, total = [joined[:, BLOCK_FRAMES:]], count - BLOCK_FRAMES, total + BLOCK_FRAMES
        padding = self._padding(total + count)
        yield np.concatenate(gathered, axis=1)[:, : count - padding]

    def _padding(self, decoded: int) -> int:
        """Samples beyond the end the file declares, where FFmpeg itself leaves some."""
        end = self._declared_end()
        surplus = decoded - end if end is not None else 0
        return surplus if 0 < surplus <= HELD_FRAMES else 0

    def _declared_end(self) -> int | None:
        """In samples from the first one; None where the file doesn't tell, or FFmpeg has seen to it."""
        if self._converter.changes or not self.sound.stream.duration:
            return None
        name = self.sound.container_name
        if name == "mp4":
            return self._mp4_end()
        vorbis = name == "ogg" and self.sound.stream.codec_context.name == "vorbis"
        single_page_vorbis = vorbis and self.sound.stream.start_time == 0
        mp3_padded_by_two_frames = name == "mp3" and self.promised_seconds is not None
        return self._listed_frames() if single_page_vorbis or mp3_padded_by_two_frames else None

    def _listed_frames(self) -> int:
        return round(self.sound.stream.duration * self.sound.stream.time_base * self.sample_rate)

    def _mp4_end(self) -> int | None:
        """From iTunes' note, or the last packet's end, or the edit list where that ends clearly earlier."""
        stream = self.sound.stream
        if exact := _itunes_frames(self.sound.container.metadata.get("iTunSMPB", "")):
            return exact
        if self._last_end is None or stream.time_base * self.sample_rate != 1:
            return None
        clearly_earlier = self._last_end - self._listed_frames() > COARSE_CLOCK_SECONDS * self.sample_rate
        return (self._listed_frames() if clearly_earlier else self._last_end) - max(self._first_pts or 0, 0)

    # what is said about it

    def _about_tracks(self) -> str:
        count = len(self.sound.container.streams.audio)
        return f"It has {count} sound tracks; only the main one is used." if count > 1 else ""

    def _about_channels(self) -> str:
        if self.file_channels <= 2:
            return ""
        return f"Its {self.file_channels} channels are folded down to stereo."

    def _about_changes(self) -> str:
        if not self._converter.changes:
            return ""
        return (f"Its sample rate or channels change along the way ({self._converter.changes} times); "
                f"all of it is taken at {self.sample_rate} Hz.")

    def _about_damage(self) -> str:
        if not self._broken_places:
            return ""
        filled = clock(self._filled_frames / self.sample_rate)
        keeps_time = f"; {filled} of silence put in keep the rest in time" if self._filled_frames else ""
        return f"It is damaged (places: {self._broken_places}){keeps_time}."

    def _about_numbers(self) -> str:
        if not self._not_numbers:
            return ""
        return f"{self._not_numbers} samples were no numbers (NaN or infinite) and were replaced by silence."

    def _about_missing(self) -> str:
        seconds = self.frames / self.sample_rate
        if self.promised_seconds is None:
            return f"The file breaks off after {clock(seconds)}; something may be missing." if self._broken_now else ""
        tolerance = 0.0005 if self.sound.container_name in EXACT_CONTAINERS else MISSING_SECONDS
        if self.promised_seconds - seconds <= tolerance:
            return ""
        return f"The file promises {clock(self.promised_seconds)} but ends after {clock(seconds)}: the rest is missing."

    def _about_silence(self) -> str:
        return "There is nothing to hear: it stays below -80 dBFS." if self.peak < SILENCE else ""


def _itunes_frames(text: str) -> int:
    """The true length that iTunes notes beside an AAC: the fourth hexadecimal number; 0 where there is none."""
    fields = text.split()
    try:
        return int(fields[3], 16)
    except (IndexError, ValueError):
        return 0


def clock(seconds: float) -> str:
    """3:20, 1:02:03, or 0.4 s below one second."""
    if seconds < 1.0:
        return f"{seconds:.2g} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
