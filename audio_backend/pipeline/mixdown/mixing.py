"""The mix: the converted vocal at the original one's loudness, reverb, backing, gains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from audio_backend.dsp.level.faders import apply_fader_db, apply_gain_db, apply_pan, gain_db_to_match
from audio_backend.dsp.level.loudness import measure
from audio_backend.dsp.room.impulse_response import impulse_response
from audio_backend.dsp.room.reverb import Reverb, reverb_seconds
from audio_backend.dsp.signal.audio import Samples
from audio_backend.dsp.signal.streams import zip_blocks
from audio_backend.models.results import LevelFacts
from audio_backend.models.stems import VOCALS, backing_vocal_stems
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


@dataclass(frozen=True)
class Strip:
    """What a mixer does with one track: its place, its way into the room, its fader. None of it before the fader."""

    fader_db: float = 0.0
    pan: float = 0.0
    reverb: float = 0.0

    def dry(self, samples: Samples) -> Samples:
        """At its place and its level, without the room."""
        return apply_fader_db(apply_pan(samples, self.pan), self.fader_db)


def strip_of(job: Workspace, track: str) -> Strip:
    """Of `vocal`, `double`, `harmony` or `instrumental`, as the job's config has it; the backing is not in the room."""
    wanted = job.config.mixing
    pan, fader_db = getattr(wanted, f"{track}_pan"), getattr(wanted, f"{track}_db")
    return Strip(fader_db, tracks.heard_pan(job, pan), 0.0 if track == "instrumental" else wanted.reverb)


def vocals(job: Workspace, match_db: float) -> Iterator[Samples]:
    """The vocal as it lies in the mix: matched, with its place, its kept and its added reverb, its gain."""
    return _vocals(job, match_db, strip_of(job, "vocal"))


def stem_beside(job: Workspace, stem: str, match_db: float) -> Iterator[Samples]:
    """`double` or `harmony` as it lies in the mix: as much louder as the lead, with its own strip."""
    return _beside(job, stem, match_db, strip_of(job, stem))


def instrumental(job: Workspace) -> Iterator[Samples]:
    """The backing as it lies in the mix."""
    return map(strip_of(job, "instrumental").dry, tracks.backing(job))


def prefader(job: Workspace, stem: str, match_db: float) -> Iterator[Samples]:
    """What goes into the strip of a stem; the vocal with the reverb that was kept."""
    if stem == "instrumental":
        return tracks.backing(job)
    return _vocals(job, match_db, Strip()) if stem == VOCALS else _beside(job, stem, match_db, Strip())


def _vocals(job: Workspace, match_db: float, strip: Strip) -> Iterator[Samples]:
    streams: dict[str, Track] = {"voice": (job.channels, tracks.converted_vocal(job))}
    if job.config.instrumental.keep_reverb and job.config.changes_vocal:
        streams["late"] = (job.channels, tracks.late_reverb(job))
    room = _room(job, strip)
    for track in zip_blocks(streams, tracks.BLOCK):
        voice = _in_the_room(apply_gain_db(track["voice"], match_db), room, strip)
        if "late" in track:
            voice = voice + apply_pan(track["late"], strip.pan)
        yield apply_fader_db(voice, strip.fader_db)


def _beside(job: Workspace, stem: str, match_db: float, strip: Strip) -> Iterator[Samples]:
    room = _room(job, strip)
    for block in tracks.beside(job, stem):
        yield apply_fader_db(_in_the_room(apply_gain_db(block, match_db), room, strip), strip.fader_db)


def _in_the_room(voice: Samples, room: Reverb | None, strip: Strip) -> Samples:
    """At its place, and the room around it, which is nowhere."""
    placed = apply_pan(voice, strip.pan)
    return placed + np.float32(strip.reverb) * room.process(voice) if room else placed


def room_response(job: Workspace, to_rate: int) -> Samples:
    """(channels, frames) that the added reverb of any strength is made with; as strong at the rate it is brought to."""
    response = impulse_response(job.sample_rate, job.channels, reverb_seconds(job.facts.plan.decay_s))
    return response * np.float32(job.sample_rate / to_rate)


def _room(job: Workspace, strip: Strip) -> Reverb | None:
    """The reverb that is added, as long as the song's own."""
    plan = job.facts.plan
    return Reverb(job.sample_rate, job.channels, plan.decay_s, plan.polarity_inverted) if strip.reverb else None


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
    gains = (wanted.drums_db, wanted.bass_db, wanted.other_db, mixing.vocal_db, mixing.instrumental_db)
    pans = (wanted.drums_pan, wanted.bass_pan, wanted.other_pan, mixing.vocal_pan, mixing.instrumental_pan)
    return bool(
        config.renders_vocals
        or any(gains)
        or any(tracks.heard_pan(job, pan) for pan in pans)
        or mixing.reverb
        or mixing.target_lufs is not None
        or job.facts.folded_down
        or job.folder.own_backing.exists()
        or not wanted.enabled
    )
