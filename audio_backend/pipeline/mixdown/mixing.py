"""The mix: the converted vocal at the original one's loudness, reverb, backing, gains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from audio_backend.dsp.level.faders import apply_fader_db, apply_gain_db, gain_db_to_match
from audio_backend.dsp.level.loudness import measure
from audio_backend.dsp.room.reverb import Reverb
from audio_backend.dsp.signal.audio import Samples
from audio_backend.dsp.signal.streams import zip_blocks
from audio_backend.models.results import LevelFacts
from audio_backend.models.stems import backing_vocal_stems
from audio_backend.pipeline.mixdown import tracks
from audio_backend.pipeline.workspace import Workspace

Track = tuple[int, Iterable[Samples]]
"""Its channels, and what streams by."""


def levels(job: Workspace) -> LevelFacts:
    """Both vocals' integrated loudness over the song, and the gain that makes them equal."""
    if not (job.config.changes_vocal and job.config.mixing.match_original_balance):
        return LevelFacts()
    before = measure(tracks.original_vocal(job), job.sample_rate, job.channels).integrated_lufs
    after = measure(tracks.converted_vocal(job), job.sample_rate, job.channels).integrated_lufs
    match_db = gain_db_to_match(after, before)
    return LevelFacts(original_vocal_lufs=before, converted_vocal_lufs=after, match_db=match_db)


def vocals(job: Workspace, match_db: float) -> Iterator[Samples]:
    """The vocal as it lies in the mix: matched, with its gain, its kept and its added reverb."""
    wanted, room = job.config.mixing, _room(job)
    streams: dict[str, Track] = {"voice": (job.channels, tracks.converted_vocal(job))}
    if job.config.instrumental.keep_reverb and job.config.changes_vocal:
        streams["late"] = (job.channels, tracks.late_reverb(job))
    for track in zip_blocks(streams, tracks.BLOCK):
        voice = apply_gain_db(track["voice"], match_db)
        if room:
            voice = voice + np.float32(wanted.reverb) * room.process(voice)
        if "late" in track:
            voice = voice + track["late"]
        yield apply_fader_db(voice, wanted.vocal_db)


def stem_beside(job: Workspace, stem: str, match_db: float) -> Iterator[Samples]:
    """`double` or `harmony` as it lies in the mix: as much louder as the lead, with its own fader and added reverb."""
    wanted, room = job.config.mixing, _room(job)
    for block in tracks.beside(job, stem):
        voices = apply_gain_db(block, match_db)
        if room:
            voices = voices + np.float32(wanted.reverb) * room.process(voices)
        yield apply_fader_db(voices, getattr(wanted, f"{stem}_db"))


def _room(job: Workspace) -> Reverb | None:
    """The reverb that is added, as long as the song's own."""
    plan = job.facts.plan
    if not job.config.mixing.reverb:
        return None
    return Reverb(job.sample_rate, job.channels, plan.decay_s, plan.polarity_inverted)


def instrumental(job: Workspace) -> Iterator[Samples]:
    """The backing as it lies in the mix."""
    for block in tracks.backing(job):
        yield apply_fader_db(block, job.config.mixing.instrumental_db)


def mix(job: Workspace, match_db: float) -> Iterator[Samples]:
    """Vocal, voices beside it, backing; a failed segment is the song itself, unless the backing is the user's own."""
    stems = backing_vocal_stems(job.config)
    made = {"voice": vocals(job, match_db), "backing": instrumental(job), "song": tracks.song(job)}
    made |= {stem: stem_beside(job, stem, match_db) for stem in stems}
    streams: dict[str, Track] = {name: (job.channels, blocks) for name, blocks in made.items()}
    keeps_song = any(tracks.segment_lost(job, segment) for segment in job.segments)
    if keeps_song:
        streams["failed"] = (1, tracks.failures(job))
    for track in zip_blocks(streams, tracks.BLOCK):
        mixed = track["voice"] + track["backing"]
        for stem in stems:
            mixed = mixed + track[stem]
        if keeps_song:
            mixed = mixed + (track["song"] - mixed) * track["failed"]
        yield mixed


def changes_anything(job: Workspace) -> bool:
    """Whether the mix can differ from the song's file at all; if not, its peaks are its own business."""
    config = job.config
    mixing, wanted = config.mixing, config.instrumental
    rebalanced = any((wanted.drums_db, wanted.bass_db, wanted.other_db, mixing.vocal_db, mixing.instrumental_db))
    return bool(
        config.renders_vocals
        or rebalanced
        or mixing.reverb
        or mixing.target_lufs is not None
        or job.facts.folded_down
        or job.folder.own_backing.exists()
        or not wanted.enabled
    )
