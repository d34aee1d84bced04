"""A user's own backing: decoded, aligned with the song, brought to its rate, channels and length."""

from __future__ import annotations

from collections.abc import Iterator

from audio_backend.dsp.analysis.align import Doubt, Offset, backing_offset
from audio_backend.dsp.level.faders import with_channels
from audio_backend.dsp.signal.audio import ReadSamples, Samples, fix_polarity
from audio_backend.dsp.signal.resampling import resampled, resampled_frames
from audio_backend.engines.base import Progress
from audio_backend.models.job_facts import UploadedFile
from audio_backend.models.messages import Message
from audio_backend.pipeline.mixdown.to_mono import UNFOLDED, folding
from audio_backend.pipeline.sources import backing_source
from audio_backend.pipeline.workspace import Workspace
from audio_backend.storage.decoding import DecodedFacts, decode
from audio_backend.storage.sound_files import SoundFileReader, SoundFileWriter, blocks

BLOCK = 1 << 18
WORTH_TELLING_SECONDS = 0.0005
DOUBTS = {
    Doubt.SILENT: Message("backing_too_quiet_to_place"),
    Doubt.UNLIKE: Message("backing_not_found_in_song"),
    Doubt.REPEATS: Message("backing_repeats_itself"),
}


def bring_backing(job: Workspace, upload: UploadedFile, song: DecodedFacts, progress: Progress) -> list[Message]:
    """Write the job's backing file, exactly as long as the song. Tells what had to be done to it."""
    scratch = job.folder.path / "backing.source.wav"
    wanted = job.config.range
    facts = decode(
        backing_source(job, upload),
        scratch,
        progress,
        start_s=0.0,
        stop_s=None,
        max_duration_s=job.facts.limits.max_duration_s,
    )
    try:
        with SoundFileReader(scratch) as file, SoundFileReader(job.folder.song) as original:
            read = resampled(file.read, facts.sample_rate, song.sample_rate)
            length = resampled_frames(facts.frames, facts.sample_rate, song.sample_rate)
            offset = _offset(job, original, read, length)
            start = round((wanted.start + offset.seconds) * song.sample_rate)
            fold = folding(blocks(scratch, BLOCK), "backing") if facts.channels > song.channels else UNFOLDED
            _write(job, song, lambda a, b: fix_polarity(read(a, b), fold.right_inverted), start)
    finally:
        scratch.unlink(missing_ok=True)
    return [*facts.messages, *fold.messages, *_messages(facts, song, offset, length - start)]


def _offset(job: Workspace, original: SoundFileReader, read: ReadSamples, length: int) -> Offset:
    """Only a song that has its backing in it can be compared with one; a vocal alone is taken to begin together."""
    if job.is_vocal_alone:
        return Offset(0.0)
    rate = original.sample_rate
    begin = round(job.config.range.start * rate)
    there = (-begin / rate, (length - begin) / rate)
    return backing_offset(original.read, lambda a, b: read(a + begin, b + begin), rate, original.frames / rate, there)


def _write(job: Workspace, song: DecodedFacts, read: ReadSamples, start: int) -> None:
    def pieces() -> Iterator[Samples]:
        for at in range(0, song.frames, BLOCK):
            yield with_channels(read(start + at, start + min(at + BLOCK, song.frames)), song.channels)

    with SoundFileWriter(job.folder.own_backing, song.sample_rate, song.channels) as file:
        for piece in pieces():
            file.write(piece)


def _messages(facts: DecodedFacts, song: DecodedFacts, offset: Offset, left: int) -> list[Message]:
    messages = [DOUBTS[offset.doubt]] if offset.doubt else []
    if facts.sample_rate != song.sample_rate:
        messages.append(Message("backing_resampled", (), {"from_hz": facts.sample_rate, "to_hz": song.sample_rate}))
    if abs(offset.seconds) >= WORTH_TELLING_SECONDS:
        messages.append(Message("backing_moved", (), {"earlier_s": float(offset.seconds)}))
    missing = (song.frames - left) / song.sample_rate
    if missing > 0:
        messages.append(Message("backing_too_short", (), {"missing_s": missing}))
    elif missing < 0:
        messages.append(Message("backing_too_long", (), {"beyond_s": -missing}))
    return messages
