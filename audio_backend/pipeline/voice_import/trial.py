"""A test conversion: three seconds in a trained voice to listen to, and how far up and down it follows.

No file of a voice tells its range. So it is asked for one note after the other, and what comes back is measured:
whether it has the pitch that was asked for, and how loud it is. A net follows its source outside of its range, too,
only less well; where it follows everywhere, or nowhere, the trial tells nothing, and no range is made up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve, cut, median_f0, shifted
from audio_backend.dsp.signal.audio import Audio
from audio_backend.engines.runtime import pool, voice_engine
from audio_backend.errors import NotFound
from audio_backend.integrations.svc_wrapper import SvcWrapper
from audio_backend.models.job_facts import suited
from audio_backend.models.messages import Message
from audio_backend.models.results import TryVoiceResult
from audio_backend.models.tasks import TryVoice
from audio_backend.models.voices import CheckpointVoice
from audio_backend.pipeline.interactive.enrolment import followed
from audio_backend.pipeline.interactive.voice_previews import sing, unclipped, whole_sound
from audio_backend.pipeline.voice_import.sung_tone import sung_tone
from audio_backend.storage.folders import SAMPLE, Folders
from audio_backend.storage.json_files import load_curve
from audio_backend.storage.sound_files import write_sound

SAMPLE_SECONDS, NOTE_SECONDS = 3.0, 0.48
"""Both on the grid of 80 ms."""
NOTES_HZ = tuple(440.0 * 2 ** ((midi - 69) / 12) for midi in range(40, 85, 4))
"""E2 to C6 in major thirds: wider than any one singer."""
EDGE_SECONDS = 0.12
"""Of a note, where the pitch is still on its way."""
NEAR_CENTS = 50.0
FOLLOWED_SHARE = 0.8
SOFTER_DB = 12.0
"""Than its loudest note: a voice outside of its range is breath."""
FADE_SECONDS = 0.01


@dataclass(frozen=True)
class Line:
    """Something sung, to be sung by the voice."""

    vocal: Audio
    curve: F0Curve
    made: bool
    """It is a tone, for there is no demo song."""


@dataclass(frozen=True)
class Note:
    """What came back of one that was asked for."""

    hz: float
    followed: float
    """Share of its frames that are near it."""
    level_db: float


@dataclass(frozen=True)
class Range:
    """Where the voice follows; None at an edge that the trial did not reach."""

    low_hz: float | None
    high_hz: float | None
    median_hz: float | None


def try_voice(task: TryVoice, folders: Folders) -> TryVoiceResult:
    """Raises EngineUnavailable, EngineFailed, NotFound where the voice was deleted meanwhile."""
    line = _line(task, folders)
    wrapper = SvcWrapper(voice_engine(task.voice.engine, folders, task.voice))
    with pool().in_use(wrapper.engine, "cpu"):
        found = _range(_notes(wrapper, line, task.voice, folders))
        voice = task.voice
        if found.median_hz and not voice.f0_median_hz:
            voice = voice.model_copy(update={"f0_median_hz": found.median_hz})
        target = shifted(line.curve, suited(median_f0(line.curve), voice, False).semitones)
        sung = unclipped(sing(wrapper, line.vocal, line.curve, target, voice))
    try:
        write_sound(folders.voice(voice.id) / SAMPLE, sung)
    except FileNotFoundError as error:
        raise NotFound("This voice has just been deleted.", remedy="Choose another one.") from error
    return TryVoiceResult(f0_low_hz=found.low_hz, f0_median_hz=found.median_hz, f0_high_hz=found.high_hz,
                          messages=tuple(_messages(found, line)))  # fmt: skip


def _messages(found: Range, line: Line) -> list[Message]:
    messages = [Message("voice_tried_on_a_tone")] if line.made else []
    if found.low_hz or found.high_hz:
        values = {"low_hz": found.low_hz, "high_hz": found.high_hz}
        return [*messages, Message("voice_range_followed", (), values)]
    return [*messages, Message("voice_range_unknown")]


def _line(task: TryVoice, folders: Folders) -> Line:
    """The liveliest three seconds of the demo song's singer, or a tone."""
    if task.line_key is None:
        tone = sung_tone(SAMPLE_SECONDS)
        return Line(tone, followed(tone, folders.models), made=True)
    path, curve_path = folders.demo_line(task.line_key)
    vocal, (curve, _) = whole_sound(path), load_curve(curve_path)
    start = _liveliest(curve, vocal.duration_seconds, SAMPLE_SECONDS)
    return Line(*_part(vocal, curve, start, SAMPLE_SECONDS), made=False)


def _liveliest(curve: F0Curve, whole_seconds: float, seconds: float) -> float:
    """Where a part of this length, on the 80 ms grid, has most voice."""
    starts = np.arange(0.0, max(whole_seconds - seconds, 0.0) + 1e-6, 0.08)
    voiced = [cut(curve, float(start), float(start) + seconds).voiced.sum() for start in starts]
    return float(starts[int(np.argmax(voiced))])


def _part(vocal: Audio, curve: F0Curve, start: float, seconds: float) -> tuple[Audio, F0Curve]:
    first, count = round(start * vocal.sample_rate), round(seconds * vocal.sample_rate)
    here = cut(curve, start, start + seconds)
    part = Audio(vocal.samples[:, first : first + count], vocal.sample_rate)
    return part, F0Curve(here.hop_seconds, 0.0, here.f0_hz, here.confidence)


def _notes(wrapper: SvcWrapper, line: Line, voice: CheckpointVoice, folders: Folders) -> list[Note]:
    """The line's steadiest piece, sung once on each note, and what came back."""
    start = _liveliest(line.curve, line.vocal.duration_seconds, NOTE_SECONDS)
    piece, curve = _part(line.vocal, line.curve, start, NOTE_SECONDS)
    fade = round(FADE_SECONDS * piece.sample_rate)
    window = np.ones(piece.frames, np.float32)
    window[:fade], window[-fade:] = np.linspace(0, 1, fade), np.linspace(1, 0, fade)
    vocal = Audio(np.tile(piece.samples * window, len(NOTES_HZ)), piece.sample_rate)
    f0 = np.tile(curve.f0_hz, len(NOTES_HZ))
    asked = np.where(f0 > 0, np.repeat(NOTES_HZ, len(curve.f0_hz)), 0.0)
    confidence = np.tile(curve.confidence, len(NOTES_HZ))
    sung, target = (F0Curve(curve.hop_seconds, 0.0, hz.astype(curve.f0_hz.dtype), confidence) for hz in (f0, asked))
    answer = sing(wrapper, vocal, sung, target, voice)
    return _measured(answer, followed(answer, folders.models), curve.voiced)


def _measured(answer: Audio, heard: F0Curve, voiced: np.ndarray) -> list[Note]:
    """Note by note, in the middle of each."""
    notes = []
    for number, hz in enumerate(NOTES_HZ):
        start, stop = number * NOTE_SECONDS + EDGE_SECONDS, (number + 1) * NOTE_SECONDS - EDGE_SECONDS
        there = cut(heard, start, stop).f0_hz
        cents = 1200 * np.abs(np.log2(np.maximum(there, 1.0) / hz))
        first, last = (round(edge * answer.sample_rate) for edge in (start, stop))
        power = float(np.square(answer.samples[:, first:last]).mean())
        share = float((cents < NEAR_CENTS).mean()) if len(there) and voiced.any() else 0.0
        notes.append(Note(hz, share, 10 * np.log10(power + 1e-12)))
    return notes


def _range(notes: list[Note]) -> Range:
    """The longest row of notes that it follows and sings loud enough."""
    loudest = max(note.level_db for note in notes)
    good = [note.followed >= FOLLOWED_SHARE and note.level_db > loudest - SOFTER_DB for note in notes]
    runs, start = [(0, 0)], 0
    for place, is_good in enumerate([*good, False]):
        if not is_good:
            runs.append((start, place))
            start = place + 1
    first, stop = max(runs, key=lambda run: run[1] - run[0])
    if stop - first < 2:
        return Range(None, None, None)
    low = notes[first].hz if first > 0 else None
    high = notes[stop - 1].hz if stop < len(notes) else None
    within = notes[first:stop]
    weights = np.array([10 ** (note.level_db / 20) for note in within])
    middle = float(np.exp((weights * np.log([note.hz for note in within])).sum() / weights.sum()))
    return Range(low, high, middle if low and high else None)
