"""One sound track from its first sample to its last: silence where it is late or broken, no encoder's padding."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import av
import numpy as np
from av.stream import Discard

from audio_backend.dsp.signal.audio import Samples
from audio_backend.errors import EmptyFile, UnreadableAudio
from audio_backend.storage.formats.containers import OpenSound, promised_seconds, start_seconds
from audio_backend.storage.formats.frames import Converter

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
SKIPPED = "skip_samples"
"""FFmpeg's note on a packet: how many of its samples are no sound, at its start and at its end."""

RATES = (8_000, 384_000)
MOST_CHANNELS_IN = 64

COARSE_CLOCK_SECONDS = 0.002
"""MP4 edit lists are often written in whole milliseconds, as all times in Matroska are."""

CLOCKED = ("mp4", "matroska")
"""Containers that say when a track begins. MP3's and Vorbis' first time stamps only tell of their decoders."""

PADDED_IN_MATROSKA = ("aac", "mp3", "vorbis", "opus", "ac3", "eac3")
"""Codecs of whole frames, whose last one is filled up; samples of others are all sound."""


class TrackReader:
    """Decodes once, front to back; what it counts is complete when `blocks` has ended."""

    def __init__(self, sound: OpenSound):
        self.sound = sound
        self.frames = 0
        self.not_numbers = self.broken_places = self.filled_frames = 0
        self.broken_now = False
        self._damaged = self._idle = self._frames_decoded = 0
        self._expected_seconds: float | None = None
        self._last_end: int | None = None
        self._first_pts: int | None = None
        self._begins: int | None = None
        self._delay_frames = 0
        self._end_is_marked = False
        self._frames_read = 0
        for stream in sound.container.streams:
            if stream.index != sound.stream.index:
                stream.discard = Discard.all
        if self._is_short_vorbis:
            sound.decoder.options = {"flags2": "+skip_manual"}  # FFmpeg would take one block too many off the end
        self._decoded = self._frames()
        if self._is_short_vorbis:
            next(self._decoded, None)  # what the first packet primes the decoder with
        self._first = self._first_frame()
        self._converter = Converter(self._first)
        self._lead_seconds = self._late_by()
        self.promised_seconds = promised_seconds(sound, self._lead_seconds)

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
    def changes(self) -> int:
        """How often the rate, the channels or the format change along the way."""
        return self._converter.changes

    @property
    def codec(self) -> str:
        return self.sound.decoder.codec.canonical_name

    def blocks(self) -> Iterator[Samples]:
        """(channels, n) float32 at the track's rate, counted in `frames`. May be taken once."""
        for block in self._blocks():
            self.frames += block.shape[1]
            yield block
        if self._damaged > self._frames_decoded:
            raise UnreadableAudio(f"Most of it is damaged: {self._damaged} of its packets can't be decoded.")

    def _blocks(self) -> Iterator[Samples]:
        left = round(self._lead_seconds * self.sample_rate)
        while left > 0:
            yield np.zeros((self.channels, min(left, BLOCK_FRAMES)), np.float32)
            left -= BLOCK_FRAMES
        yield from self._without_padding(self._converted())

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
        """To the end of the file, also when the container is broken in between: one place counts once."""
        read_since = True
        for _ in range(MOST_BREAKS):
            try:
                for packet in self.sound.container.demux(self.sound.stream):
                    if any(packet.has_sidedata(mark) for mark in ENCRYPTION_MARKS):
                        raise UnreadableAudio("It is encrypted (copy-protected).", remedy="Use a file without it.")
                    read_since = True
                    yield packet
                return
            except av.error.FFmpegError:
                if read_since:
                    self._note_damage()
                read_since = False

    def _decoded_packet(self, packet: Any) -> list[Any]:
        if packet.pts is not None and packet.duration and not packet.is_discard:
            self._last_end = packet.pts + packet.duration
        self._note_skips(packet)
        try:
            return self.sound.decoder.decode(packet if packet.size else None)
        except av.error.EOFError:  # flushed already: nothing is left in the decoder
            return []
        except av.error.FFmpegError:
            self._note_damage()
            return []

    def _note_skips(self, packet: Any) -> None:
        """The encoder's delay, as the first packet tells it, and whether a packet tells of padding at the end."""
        at_start = at_end = 0
        if packet.has_sidedata(SKIPPED):
            at_start, at_end = struct.unpack_from("<II", bytes(packet.get_sidedata(SKIPPED)))
        if self._begins is None and packet.pts is not None:
            self._begins, self._delay_frames = packet.pts, at_start
        self._end_is_marked = self._end_is_marked or at_end > 0

    def _note_damage(self) -> None:
        self._damaged += 1
        self.broken_now = True

    def _late_by(self) -> float:
        """How long after the container's beginning the first sample sounds, in seconds.

        A finer time than the frame's own, which is rounded twice, is that of its packet and the delay behind it.
        """
        if self.sound.container_name not in CLOCKED or self._first.pts is None:
            return 0.0
        first = float(self._first.pts * self._first.time_base)
        if self._begins is not None:
            fine = float(self._begins * self.sound.stream.time_base) + self._delay_frames / self.sample_rate
            first = fine if abs(fine - first) < COARSE_CLOCK_SECONDS else first
        late = first - start_seconds(self.sound)
        return late if late > COARSE_CLOCK_SECONDS else 0.0

    # from frames to blocks

    def _converted(self) -> Iterator[Samples]:
        self.broken_now = False  # what was damaged before the first sample shifts nothing
        self._gap_frames(self._first)
        yield self._finite(self._converter.convert(self._first))
        for frame in self._decoded:
            if gap := self._gap_frames(frame):
                self.filled_frames += gap
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
        broken = self.broken_now or SHORTEST_GAP_SECONDS < gap <= LONGEST_GAP_SECONDS
        self.broken_places += broken
        least = 0.0 if self.broken_now else SHORTEST_GAP_SECONDS
        self.broken_now = False
        return round(gap * self.sample_rate) if least < gap <= LONGEST_GAP_SECONDS else 0

    def _finite(self, samples: Samples) -> Samples:
        finite = np.isfinite(samples)
        if finite.all():
            return samples
        self.not_numbers += int(finite.size - np.count_nonzero(finite))
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
        self._frames_read = total + count
        padding = self._padding(self._frames_read)
        yield np.concatenate(gathered, axis=1)[:, : count - padding]

    def _padding(self, decoded: int) -> int:
        """Samples beyond the end the file declares, where FFmpeg itself leaves some."""
        end = self._declared_end()
        surplus = decoded - end if end is not None else 0
        return surplus if 0 < surplus <= HELD_FRAMES else 0

    def _declared_end(self) -> int | None:
        """In samples from the first one; None where the file doesn't tell, or FFmpeg has seen to it."""
        if self.changes:
            return None
        name = self.sound.container_name
        if name == "matroska":
            return self._matroska_end()
        if not self.sound.stream.duration:
            return None
        if name == "mp4":
            return self._mp4_end()
        mp3_padded_by_two_frames = name == "mp3" and self.promised_seconds is not None
        return self._listed_frames() if self._is_short_vorbis or mp3_padded_by_two_frames else None

    @property
    def _is_short_vorbis(self) -> bool:
        """All on one page: FFmpeg then counts the first packet, which only primes the decoder, as sound."""
        sound = self.sound
        return sound.container_name == "ogg" and sound.decoder.name == "vorbis" and sound.stream.start_time == 0

    def _matroska_end(self) -> int | None:
        """Where the track's length, which counts the encoder's delay, ends at least a millisecond before its frames."""
        if self._end_is_marked or self.promised_seconds is None or self.codec not in PADDED_IN_MATROSKA:
            return None
        tick = float(self.sound.stream.time_base)
        delay = round(self._delay_frames / self.sample_rate / tick) * tick
        end = round((self.promised_seconds - delay - self._lead_seconds) * self.sample_rate)
        return end if self._frames_read - end > tick * self.sample_rate else None

    def _listed_frames(self) -> int:
        return round(self.sound.stream.duration * self.sound.stream.time_base * self.sample_rate)

    def _mp4_end(self) -> int | None:
        """From iTunes' note, or the last packet's end, or the edit list where that ends clearly earlier."""
        stream = self.sound.stream
        if exact := _itunes_frames(self.sound.container.metadata.get("iTunSMPB", "")):
            return exact
        if self._last_end is None or stream.time_base * self.sample_rate != 1:
            return None
        end = self._edits_end()
        clearly_earlier = end is not None and self._last_end - end > COARSE_CLOCK_SECONDS * self.sample_rate
        return (end if clearly_earlier else self._last_end) - max(self._first_pts or 0, 0)

    def _edits_end(self) -> int | None:
        """On the movie's clock; of a track that begins late FFmpeg may tell the length of its packets alone instead."""
        end, coarse = self._listed_frames(), COARSE_CLOCK_SECONDS * self.sample_rate
        packets = (self._last_end or 0) - (self._begins or 0)
        return None if self._lead_seconds and abs(end - packets) <= coarse else end


def _itunes_frames(text: str) -> int:
    """The true length that iTunes notes beside an AAC: the fourth hexadecimal number; 0 where there is none."""
    fields = text.split()
    try:
        return int(fields[3], 16)
    except (IndexError, ValueError):
        return 0
