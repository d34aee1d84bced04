"""The mix: the converted vocal at the original one's loudness, reverb, backing, gains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from audio_backend.dsp.level.faders import apply_fader_db, apply_gain_db, gain_db_to_match
from audio_backend.dsp.level.loudness import measure
from audio_backend.dsp.room.reverb import Reverb
from audio_backend.dsp.signal.audio import Samples
from audio_backend.dsp.signal.streams import zip_blocks
from audio_backend.models.stems import backing_vocal_stems
from audio_backend.pipeline.mixdown import tracks
from audio_backend.pipeline.task import Task


@dataclass(frozen=True)
class Levels:
    """What was measured before mixing, and the gain that follows from it."""

    original_vocal_lufs: float
    converted_vocal_lufs: float
    match_db: float


UNCHANGED = Levels(float("-inf"), float("-inf"), 0.0)


def levels(task: Task) -> Levels:
    """Both vocals' integrated loudness over the song, and the gain that makes them equal."""
    if not (task.config.changes_vocal and task.config.mixing.match_original_balance):
        return UNCHANGED
    before = measure(tracks.original_vocal(task), task.sample_rate, task.channels).integrated_lufs
    after = measure(tracks.converted_vocal(task), task.sample_rate, task.channels).integrated_lufs
    return Levels(before, after, gain_db_to_match(after, before))


def vocals(task: Task, match_db: float) -> Iterator[Samples]:
    """The vocal as it lies in the mix: matched, with its gain, its kept and its added reverb."""
    wanted, room = task.config.mixing, _room(task)
    streams = {"voice": (task.channels, tracks.converted_vocal(task))}
    if task.config.instrumental.keep_reverb and task.config.changes_vocal:
        streams["late"] = (task.channels, tracks.late_reverb(task))
    for track in zip_blocks(streams, tracks.BLOCK):
        voice = apply_gain_db(track["voice"], match_db)
        if room:
            voice = voice + np.float32(wanted.reverb) * room.process(voice)
        if "late" in track:
            voice = voice + track["late"]
        yield apply_fader_db(voice, wanted.vocal_db)


def stem_beside(task: Task, stem: str, match_db: float) -> Iterator[Samples]:
    """`double` or `harmony` as it lies in the mix: as much louder as the lead, with its own fader and added reverb."""
    wanted, room = task.config.mixing, _room(task)
    for block in tracks.beside(task, stem):
        voices = apply_gain_db(block, match_db)
        if room:
            voices = voices + np.float32(wanted.reverb) * room.process(voices)
        yield apply_fader_db(voices, getattr(wanted, f"{stem}_db"))


def _room(task: Task) -> Reverb | None:
    """The reverb that is added, as long as the song's own."""
    plan = task.results.get("plan", {}).get("0", {})
    if not task.config.mixing.reverb:
        return None
    return Reverb(task.sample_rate, task.channels, plan.get("decay_s", 0.8), plan.get("turned_over", False))


def instrumental(task: Task) -> Iterator[Samples]:
    """The backing as it lies in the mix."""
    for block in tracks.backing(task):
        yield apply_fader_db(block, task.config.mixing.instrumental_db)


def mix(task: Task, match_db: float) -> Iterator[Samples]:
    """Vocal, voices beside it, backing; a failed segment is the song itself, unless the backing is the user's own."""
    stems = backing_vocal_stems(task.config)
    made = {"voice": vocals(task, match_db), "backing": instrumental(task), "song": tracks.song(task)}
    made |= {stem: stem_beside(task, stem, match_db) for stem in stems}
    streams = {name: (task.channels, blocks) for name, blocks in made.items()}
    keeps_song = any(tracks.segment_lost(task, segment) for segment in task.segments)
    if keeps_song:
        streams["failed"] = (1, tracks.failures(task))
    for track in zip_blocks(streams, tracks.BLOCK):
        mixed = track["voice"] + track["backing"]
        for stem in stems:
            mixed = mixed + track[stem]
        if keeps_song:
            mixed = mixed + (track["song"] - mixed) * track["failed"]
        yield mixed


def changes_anything(task: Task) -> bool:
    """Whether the mix can differ from the song's file at all; if not, its peaks are its own business."""
    config = task.config
    mixing, wanted = config.mixing, config.instrumental
    rebalanced = any((wanted.drums_db, wanted.bass_db, wanted.other_db, mixing.vocal_db, mixing.instrumental_db))
    return bool(
        config.renders_vocals
        or rebalanced
        or mixing.reverb
        or mixing.target_lufs is not None
        or task.request.get("folded_down")
        or task.folder.own_backing.exists()
        or not wanted.enabled
    )
