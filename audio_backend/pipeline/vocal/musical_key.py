"""The key of the song, where `snap`, thirds or fifths need one: heard segment by segment, decided once, over time."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from audio_backend.dsp.pitch.key_spans import FoundSpan, KeyLine, KeySpan, found_spans
from audio_backend.dsp.pitch.keys import (
    BINS,
    SURE,
    WINDOW_SECONDS,
    FoundKey,
    melody_histogram,
    pitch_histograms,
    scale_by_hand,
)
from audio_backend.dsp.pitch.notes import Melody
from audio_backend.dsp.pitch.scales import Scale, scale_named
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.segments import Segment
from audio_backend.models.job_facts import KeyFacts, KeySpanFacts
from audio_backend.models.messages import Message, Value
from audio_backend.pipeline.workspace import Workspace
from audio_backend.storage.json_files import read_json, write_json
from audio_backend.storage.sound_files import SoundFileReader

HEARD = "band.json"


def listen_to_band(job: Workspace, segment: Segment, folder: Path) -> None:
    """Keep what sounds in this segment beside the melody: the user's own backing, or the song; not a vocal alone."""
    own = job.folder.own_backing
    if not own.exists() and job.is_vocal_alone:
        return
    with SoundFileReader(own if own.exists() else job.folder.song) as file:
        sound = Audio(file.read(segment.start, segment.stop), file.sample_rate)
    first, heard = pitch_histograms(sound, segment.start / job.sample_rate)
    write_json(folder / HEARD, {"first": first, "band": np.round(heard, 4).tolist()})


def key_of(job: Workspace, melody: Melody, semitones: float) -> KeyFacts:
    """The song's key over time as it was recorded, and as it sounds when it was moved by so many semitones."""
    band, asked, seconds = _band(job), job.config.swiftf0.key, job.seconds
    if asked != "auto":
        scale = scale_by_hand(asked, band.sum(axis=0), melody_histogram(melody.notes))
        return key_facts(KeyLine((KeySpan(0.0, seconds, scale, None),)), Message("asked_for_by_hand"), semitones)
    heard = found_spans(band, melody, WINDOW_SECONDS)
    if not heard:
        nothing = KeySpan(0.0, seconds, Scale(0, "chromatic"), 0.0)
        return key_facts(KeyLine((nothing,)), Message("key_of_nothing"), semitones)
    reason = _reason([span.found for span in heard], bool(band.any()), bool(melody.notes))
    return key_facts(_line(heard, seconds), reason, semitones)


def keys_of(facts: KeyFacts) -> KeyLine:
    """What `key_of` decided. Plans of earlier versions have no spans, but one key for the whole song."""
    whole = KeySpanFacts(start_s=0.0, stop_s=0.0, **facts.model_dump(include={"name", "confidence", "sounds_as"}))
    return KeyLine(tuple(
        KeySpan(span.start_s, span.stop_s, scale_named(span.name, facts.tuning_cents), span.confidence)
        for span in facts.spans or (whole,)
    ))  # fmt: skip


def key_messages(facts: KeyFacts) -> list[Message]:
    sure = keys_of(facts).mean_confidence
    if sure is None or sure >= SURE:
        return []
    return [Message("key_uncertain", ("swiftf0.key",), {"name": facts.name}).because(facts.reason)]


def _band(job: Workspace) -> np.ndarray:
    """(windows, 120) of the whole song: segments add up."""
    total = np.zeros((int(job.frames / job.sample_rate / WINDOW_SECONDS) + 2, BINS))
    for segment in job.segments:
        folder = job.unit_folder("analyse", segment.index)
        if folder is not None and (folder / HEARD).exists():
            heard = read_json(folder / HEARD)
            for window, histogram in enumerate(heard["band"], start=heard["first"]):
                total[window] += histogram
    return total


def _line(heard: list[FoundSpan], seconds: float) -> KeyLine:
    starts = [span.start * WINDOW_SECONDS for span in heard]
    bounds = pairwise([*starts, max(seconds, starts[-1])])
    return KeyLine(tuple(
        KeySpan(start, stop, span.found.scale, round(span.found.confidence, 3))
        for span, (start, stop) in zip(heard, bounds, strict=True)
    ))  # fmt: skip


def key_facts(keys: KeyLine, reason: Message, semitones: float) -> KeyFacts:
    """What the report tells of the key, as it was recorded and as it sounds when it was moved by so many semitones."""
    main = keys.main
    spans = (
        KeySpanFacts(
            start_s=span.start_seconds, stop_s=span.stop_seconds, name=span.scale.name, confidence=span.confidence,
            sounds_as=_transposed(span.scale, semitones),
        )
        for span in keys.spans
    )  # fmt: skip
    return KeyFacts(
        name=main.name, confidence=keys.confidence_in(main), reason=reason, tuning_cents=round(main.tuning_cents, 1),
        sounds_as=_transposed(main, semitones), spans=tuple(spans),
    )  # fmt: skip


def _transposed(scale: Scale, semitones: float) -> str | None:
    """The name of the key after the voice was moved; None when it wasn't, or by fractions of a semitone."""
    steps = round(semitones)
    if not steps or steps != semitones or scale.mode == "chromatic":
        return None
    return Scale((scale.tonic + steps) % 12, scale.mode).name


def _reason(found: list[FoundKey], band: bool, melody: bool) -> Message:
    """`band` and `melody`: whether it was heard, and decided with."""
    if len(found) > 1:
        return Message("key_changes", (), {"band": band, "melody": melody, "changes": len(found) - 1})
    relative = found[0].relative.name if found[0].relative_near else None
    values: dict[str, Value] = {
        "band": band,
        "melody": melody,
        "following": found[0].following.name,
        "relative": relative,
    }
    return Message("key_fits_best", (), values)
