"""The key of the song, where `snap`, thirds or fifths need one: heard segment by segment, decided once."""

from __future__ import annotations

from typing import Any

import numpy as np

from audio_backend.dsp.audio import Audio
from audio_backend.dsp.keys import BINS, SURE, FoundKey, found_key, melody_histogram, pitch_histogram, tuning_cents
from audio_backend.dsp.notes import Melody
from audio_backend.dsp.scales import Scale, scale_named
from audio_backend.pipeline.files import read_json, write_json
from audio_backend.pipeline.task import Task
from audio_backend.storage.sound_files import SoundFileReader

HEARD = "key.json"


def listen_to_band(task: Task) -> None:
    """Keep what sounds in this segment beside the melody: the user's own backing, or the song; not a vocal alone."""
    own = task.folder.own_backing
    if not own.exists() and task.request["source"] == "vocals":
        return
    with SoundFileReader(own if own.exists() else task.folder.song) as file:
        sound = Audio(file.read(task.segment.start, task.segment.stop), file.sample_rate)
    write_json(task.here / HEARD, {"band": pitch_histogram(sound).tolist()})


def key_of(task: Task, melody: Melody, semitones: float) -> dict[str, Any]:
    """The song's key as it was recorded, and as it sounds when it was moved by so many semitones.

    `confidence` is 0..1, None when the key was asked for by hand; `reason` is in words.
    """
    band, sung = _band(task), melody_histogram(melody.notes)
    asked = task.config.swiftf0.key
    if asked != "auto":
        scale = scale_named(asked, tuning_cents(band if band.any() else sung))
        return _facts(scale, None, "asked for by hand", semitones)
    found = found_key(band, sung)
    if found is None:
        return _facts(Scale(0, "chromatic"), 0.0, "nothing was heard that could have a key", semitones)
    reason = _reason(found, bool(band.any()), bool(sung.any()))
    return _facts(found.scale, round(found.confidence, 3), reason, semitones)


def scale_of(facts: dict[str, Any]) -> Scale:
    return scale_named(facts["name"], facts["tuning_cents"])


def key_warnings(facts: dict[str, Any]) -> list[str]:
    if facts["confidence"] is None or facts["confidence"] >= SURE:
        return []
    return [
        f"The song's key is not sure ({facts['name']}: {facts['reason']}). If notes or harmonies sound wrong, name it "
        "in swiftf0.key."
    ]


def _band(task: Task) -> np.ndarray:
    total = np.zeros(BINS)
    for segment in task.segments:
        folder = task.made("analyse", segment.index)
        if folder is not None and (folder / HEARD).exists():
            total += np.array(read_json(folder / HEARD)["band"])
    return total


def _facts(scale: Scale, confidence: float | None, reason: str, semitones: float) -> dict[str, Any]:
    return {
        "name": scale.name, "confidence": confidence, "reason": reason,
        "tuning_cents": round(scale.tuning_cents, 1), "sounds_as": _moved(scale, semitones),
    }  # fmt: skip


def _moved(scale: Scale, semitones: float) -> str | None:
    """The name of the key after the voice was moved; None when it wasn't, or by fractions of a semitone."""
    steps = round(semitones)
    if not steps or steps != semitones or scale.mode == "chromatic":
        return None
    return Scale((scale.tonic + steps) % 12, scale.mode).name


def _reason(found: FoundKey, band: bool, melody: bool) -> str:
    who = " and ".join(name for name, heard in (("the band", band), ("the melody", melody)) if heard)
    says = f"{who} fit{'' if band and melody else 's'} it best, {found.following.name} comes next"
    if found.relative_near:
        says += f"; {found.relative.name} has the same notes and fits nearly as well"
    return says
