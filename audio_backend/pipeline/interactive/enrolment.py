"""A voice from its recordings: each is read, isolated where something plays beside the voice, cleaned; all are joined.

Noise is treated as backing is: isolating it away brings the result nearer to the voice.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from audio_backend.dsp.analysis.singing_evidence import singing_evidence
from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio, Samples, reader, to_mono
from audio_backend.dsp.signal.resampling import resample_stream, resampled_frames
from audio_backend.dsp.signal.segments import Segment
from audio_backend.dsp.signal.spectral_filter import SAMPLE_RATE
from audio_backend.dsp.voice.clip_checks import (
    BETTER_CLIPS,
    PeakMeter,
    RecordingQuality,
    Rest,
    check_voiced,
    is_alone,
    noise_distance_db,
    rest_of,
)
from audio_backend.dsp.voice.clip_cleaning import joined_clips, levelled, steady, trimmed
from audio_backend.engines.base import Enrolment
from audio_backend.engines.runtime import enrolling_engine, pitch_engine, pool, separation_engine
from audio_backend.errors import BadInput, EngineUnavailable, StudioError
from audio_backend.integrations.answers import value_of
from audio_backend.integrations.instrumental_wrapper import InstrumentalWrapper
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper
from audio_backend.models.audio_config import InstrumentalConfig, SwiftF0Config
from audio_backend.models.base import Json
from audio_backend.models.messages import Message, Value
from audio_backend.models.results import EnrolVoiceResult
from audio_backend.models.tasks import EnrolVoice
from audio_backend.pipeline.workspace import unheard
from audio_backend.storage.folders import NETWORK, SAMPLE, Folders
from audio_backend.storage.json_files import write_bytes
from audio_backend.storage.sound_files import write_sound
from audio_backend.storage.sound_stream import SoundStream, open_stream

LONGEST_SECONDS = 120.0
"""Of all recordings together."""

SAMPLE_SECONDS = 10.0
FMIN_HZ, FMAX_HZ = 50.0, 1100.0

PIECE_SECONDS, PIECES_PER_MINUTE = 3.0, 4
"""What is listened to for backing: one window of the isolating net for each minute, dealt out over the recording."""

LEAST_STRONG_SECONDS = 0.2
"""Of noise, and of bands, nothing went to the vocal so clearly; of a voice 10 dB under its band .25 s or more."""
MUSIC_ALONE_DB = 26.0
"""What plays beside the voice is so much louder that there is none."""

ISOLATED_SECONDS = 30.0


@dataclass(frozen=True)
class RecordedFile:
    """A recording on its way in, and what the user calls it."""

    path: Path
    name: str


@dataclass(frozen=True)
class Recording:
    """One file as it was read: (1 or 2, frames) at 44.1 kHz."""

    name: str
    sound: Audio
    seconds: float | None
    """Of the whole file; None where it doesn't tell and wasn't read to its end."""
    rate_hz: int
    flatness: float
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class Cleaned:
    """One recording of which only a voice is left, (1, frames) at 44.1 kHz, and its pitch."""

    recording: Recording
    voice: Audio
    curve: F0Curve
    noise_db: float
    rest: Rest | None
    isolated: bool


def enrol_voice(task: EnrolVoice, folders: Folders) -> EnrolVoiceResult:
    """What the voice engine keeps of a few recordings. Raises BadInput that names the one without a voice in it.

    The first seconds of what was joined go into the voice's folder, and what was learned, where something was.
    """
    import torch  # noqa: F401 - as a whole, before scipy looks for it while another thread is at it

    files = [RecordedFile(folders.received(one.received), one.name) for one in task.recordings]
    cleaned = [_cleaned(recording, task.isolate, folders.models) for recording in recordings(files)]
    folder = folders.received(task.into)
    clip, curve = joined_clips((one.voice, one.curve) for one in cleaned)
    engine = enrolling_engine(task.engine, folders)
    with pool().in_use(engine, "cpu"):
        given = engine.enrol(clip, curve, _quality(cleaned))
    enrolment = value_of(engine.info.id, given, Enrolment, "a voice")
    if enrolment.learned is not None:
        write_bytes(folder / NETWORK, enrolment.learned)
    write_sound(folder / SAMPLE, Audio(clip.samples[:, : round(SAMPLE_SECONDS * SAMPLE_RATE)], SAMPLE_RATE))
    messages = [message.as_dict() for message in (*_file_messages(cleaned), *enrolment.messages)]
    return EnrolVoiceResult(facts=enrolment.facts | _file_facts(cleaned) | {"messages": messages})


def followed(vocal: Audio, models: Path) -> F0Curve:
    pitch = SwiftF0Wrapper(pitch_engine(SwiftF0Config().f0_method, models))
    with pool().in_use(pitch.engine, "cpu"):
        return pitch.follow_clip(vocal, FMIN_HZ, FMAX_HZ, unheard)


def isolated(song: Audio, models: Path) -> Samples:
    """(channels, frames) of the vocal, 30 s at a time, two at once. Raises EngineUnavailable."""
    separation = InstrumentalWrapper(separation_engine(InstrumentalConfig().engine, models))
    read, length = reader(song.samples), round(ISOLATED_SECONDS * song.sample_rate)

    def part(start: int) -> Samples:
        stop = min(start + length, song.frames)
        here = Segment(0, start, stop, start, stop, 0, 0)
        return separation.vocals(read, song.sample_rate, song.channels, here, "fast", unheard)

    with pool().in_use(separation.engine, "cpu"), ThreadPoolExecutor(2) as two:
        return np.concatenate(list(two.map(part, range(0, song.frames, length))), axis=1)


# --- reading --------------------------------------------------------------------------------------------------


def recordings(files: list[RecordedFile]) -> Iterator[Recording]:
    """In the given order. 120 s are shared out evenly; what a short recording leaves goes to longer ones."""
    lengths = []
    for file in files:
        with _named(file.name), open_stream(file.path) as stream:
            lengths.append(_counted_seconds(stream))
    shares = shared_out(lengths, LONGEST_SECONDS)
    for file, share in zip(files, shares, strict=True):
        with _named(file.name):
            yield _read(file, share)


def _counted_seconds(stream: SoundStream) -> float:
    """At most about 120; what a header promises may not be there, and would then be taken from the others."""
    for _ in stream.blocks():
        if stream.frames >= LONGEST_SECONDS * stream.sample_rate:
            break
    return stream.frames / stream.sample_rate


def shared_out(lengths: list[float], total: float) -> list[float]:
    """How much of each may be used: nobody is cut while a longer one gets more."""
    shares, left = [0.0] * len(lengths), total
    by_length = sorted(range(len(lengths)), key=lambda i: lengths[i])
    for waiting, i in zip(range(len(lengths), 0, -1), by_length, strict=True):
        shares[i] = left / waiting
        left -= min(lengths[i], shares[i])
    return shares


def _read(file: RecordedFile, share_seconds: float) -> Recording:
    meter = PeakMeter()
    with open_stream(file.path) as stream:
        rate, most = stream.sample_rate, round(share_seconds * stream.sample_rate)

        def heard() -> Iterator[Samples]:
            for block in stream.blocks():
                wanted = block[:, : most - stream.frames + block.shape[1]]
                meter.add(wanted)
                yield wanted
                if stream.frames > most:
                    return

        blocks = list(resample_stream(heard(), stream.channels, rate, SAMPLE_RATE, most))
        frames = min(stream.frames, most)
        seconds = stream.frames / rate if stream.ended else _promised(stream, frames / rate)
        sound = np.concatenate(blocks, axis=1)[:, : resampled_frames(frames, rate, SAMPLE_RATE)]
        return Recording(file.name, Audio(sound, SAMPLE_RATE), seconds, rate, meter.flatness, stream.messages())


def _promised(stream: SoundStream, read_seconds: float) -> float | None:
    """None where it is no more than what was read, though the file goes on."""
    promised = stream.promised_seconds
    return promised if promised and promised > read_seconds else None


@contextmanager
def _named(name: str) -> Iterator[None]:
    """What is wrong with a file is said with its name."""
    try:
        yield
    except StudioError as error:
        raise type(error)(f"“{name}”: {error.detail}", remedy=error.remedy, errors=error.errors) from error


# --- cleaning -------------------------------------------------------------------------------------------------


def _cleaned(recording: Recording, isolate: str, models: Path) -> Cleaned:
    """Raises BadInput where no voice is left."""
    with _named(recording.name), ThreadPoolExecutor(1) as beside:
        listening = beside.submit(_listened, recording.sound, isolate, models)
        plain = steady(Audio(to_mono(recording.sound.samples), SAMPLE_RATE))
        curve = followed(plain, models)
        rest = listening.result()
        if rest and isolate != "never" and rest.whole_db > MUSIC_ALONE_DB:
            raise _no_voice()
        voice = plain
        noise_db = noise_distance_db(plain, curve)
        alone = isolate == "never" or (isolate == "auto" and (rest is None or is_alone(rest)))
        if not alone:
            vocal = isolated(recording.sound, models)
            voice = steady(Audio(to_mono(vocal), SAMPLE_RATE))
            curve = followed(voice, models)
            evidence = singing_evidence(vocal, recording.sound.samples, SAMPLE_RATE, curve)
            if evidence.strong.duration_seconds < LEAST_STRONG_SECONDS:
                raise _no_voice()
        check_voiced(float(curve.voiced.sum()) * curve.hop_seconds)
        voice, curve = trimmed(voice, curve)
        return Cleaned(recording, levelled(voice, curve), curve, noise_db, rest, not alone)


def _no_voice() -> BadInput:
    return BadInput("There is no voice in it, only music or noise.", remedy=BETTER_CLIPS)


def _listened(sound: Audio, isolate: str, models: Path) -> Rest | None:
    """What plays beside the voice, in a few pieces; None where nothing can isolate and nobody insists on it."""
    pieces = _pieces(sound)
    try:
        vocal = isolated(pieces, models)
    except EngineUnavailable:
        if isolate == "always":
            raise
        return None
    return rest_of(pieces.samples, vocal, SAMPLE_RATE)


def _pieces(sound: Audio) -> Audio:
    """3 s at a time from all over a recording, four for each minute; all of a short one."""
    length = round(PIECE_SECONDS * sound.sample_rate)
    count = PIECES_PER_MINUTE * max(round(sound.duration_seconds / 60), 1)
    if sound.frames <= count * length:
        return sound
    starts = np.linspace(0, sound.frames - length, count).astype(int)
    return Audio(np.concatenate([sound.samples[:, at : at + length] for at in starts], axis=1), sound.sample_rate)


# --- what became of each ---------------------------------------------------------------------------------------------


def _quality(cleaned: list[Cleaned]) -> RecordingQuality:
    lengths = [len(one.curve.f0_hz) * one.curve.hop_seconds for one in cleaned]
    rests = [one.rest for one in cleaned if one.rest]
    return RecordingQuality(
        rate_hz=min(one.recording.rate_hz for one in cleaned),
        flatness=max(one.recording.flatness for one in cleaned),
        noise_db=min(one.noise_db for one in cleaned),
        starts=tuple(float(start) for start in np.cumsum([0.0, *lengths[:-1]])),
        backing=max(rests, key=lambda rest: (rest.steady_db, rest.tonal_db), default=None),
        isolated=any(one.isolated for one in cleaned),
    )


def _file_facts(cleaned: list[Cleaned]) -> Json:
    """What became of each file."""
    read = sum(one.recording.sound.duration_seconds for one in cleaned)
    used = sum(one.voice.duration_seconds for one in cleaned)
    clips = [
        {
            "name": one.recording.name, "seconds": round(_known_seconds(one.recording), 2),
            "used_seconds": round(one.voice.duration_seconds, 2), "isolated": one.isolated,
        }
        for one in cleaned
    ]  # fmt: skip
    return {
        "clips": clips, "isolated": any(one.isolated for one in cleaned),
        "trimmed_seconds": round(max(read - used, 0.0), 2),
    }  # fmt: skip


def _file_messages(cleaned: list[Cleaned]) -> list[Message]:
    """Of several recordings each message names its own, as `clip`."""
    messages = []
    for recording in (one.recording for one in cleaned):
        clip: dict[str, Value] = {"clip": recording.name} if len(cleaned) > 1 else {}
        messages += [replace(message, values={**message.values, **clip}) for message in recording.messages]
        used = recording.sound.duration_seconds
        if recording.seconds is None or recording.seconds > used + 0.5:
            values: dict[str, Value] = {"name": recording.name, "used_s": used, "whole_s": recording.seconds}
            messages.append(Message("clip_used_in_part", (), values))
    return messages


def _known_seconds(recording: Recording) -> float:
    return max(recording.seconds or 0.0, recording.sound.duration_seconds)
