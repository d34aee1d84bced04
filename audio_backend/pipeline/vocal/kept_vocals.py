"""The isolated vocal of a song, kept beside its upload: a second cover of the same song computes no separation.

Kept is what was isolated for one segment, with its context, under a key of all that decides its samples. So a cover
has the same bytes with it and without it. It goes with the upload, and can be freed at any time.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from audio_backend.dsp.signal.audio import Audio, Samples
from audio_backend.dsp.signal.segments import Segment
from audio_backend.engines.base import EngineInfo
from audio_backend.errors import StorageFull, StudioError
from audio_backend.pipeline.workspace import Workspace
from audio_backend.storage.json_files import known_json, write_json
from audio_backend.storage.sound_files import SoundFileReader, write_sound
from audio_backend.storage.wholeness import code_sha256, difference, fingerprint, json_sha256

log = logging.getLogger("audio_studio")

CODE = ("dsp/signal/*.py", "engines/separation/*.py", "engines/nets/*.py", "integrations/instrumental_wrapper.py",
        "storage/decoding.py", "storage/formats/*.py", "storage/sound_stream.py")  # fmt: skip
"""What of the studio decides how a vocal sounds; a bit more costs only a separation made in vain."""

KEPT_FREE_BYTES = 1 << 30
"""Nothing is kept that would leave the disk less than this."""

MOST_BYTES = 600_000_000
"""Of one song: half an hour of stereo at 44.1 kHz. Beyond it the vocals used longest ago go."""

KEY_LENGTH = 32


def kept_or_isolated(
    job: Workspace, segment: Segment, info: EngineInfo, device: Callable[[], str], isolate: Callable[[], Samples]
) -> tuple[Samples, bool]:
    """(channels, frames) of the vocal with its context, and whether it was there already.

    `device` says where the engine computes, or did: two devices don't agree to the last bit.
    """
    if not job.facts.keeps_vocals:
        return isolate(), False
    file = _file(job, segment, info, device())
    if (vocal := _read(file, segment, job.channels)) is not None:
        return vocal, True
    vocal = isolate()
    _keep(_file(job, segment, info, device()), Audio(vocal, job.sample_rate))
    return vocal, False


def _file(job: Workspace, segment: Segment, info: EngineInfo, device: str) -> Path:
    quality = job.config.instrumental.quality
    asked = {
        "weights": info.weights, "device": device, "code": code_sha256(*CODE),
        "range": job.config.range.model_dump(),
        "song": [job.facts.upload.sha256, job.frames, job.sample_rate, job.channels],
        "samples": [segment.read_start, segment.read_stop],
    }  # fmt: skip
    return job.folders.vocal(job.facts.upload.file_id, info.id, quality, json_sha256(asked)[:KEY_LENGTH])


def _read(file: Path, segment: Segment, channels: int) -> Samples | None:
    """None where nothing is kept, or where it isn't what was kept any more."""
    with suppress(OSError, StudioError):
        made = known_json(_facts_of(file))
        if not isinstance(made, dict) or not {"bytes", "sha256"} <= made.keys() or difference(file, made):
            return None
        with SoundFileReader(file) as sound:
            if (sound.channels, sound.frames) != (channels, segment.read_stop - segment.read_start):
                return None
            vocal = sound.read(0, sound.frames)
        with suppress(OSError):
            file.touch()  # used last
        return vocal
    return None


def _keep(file: Path, vocal: Audio) -> None:
    """Where there is room for it, and its song is still there."""
    folder = file.parent
    try:
        folder.mkdir(exist_ok=True)
        if shutil.disk_usage(folder).free < KEPT_FREE_BYTES + vocal.samples.nbytes:
            return
        write_sound(file, vocal)
        write_json(_facts_of(file), fingerprint(file))
        _drop_oldest(folder)
    except FileNotFoundError:
        return  # the song was deleted meanwhile
    except (OSError, StorageFull) as error:
        log.warning("An isolated vocal could not be kept for the next cover: %s", error)


def _facts_of(file: Path) -> Path:
    return file.with_suffix(".json")


def _drop_oldest(folder: Path) -> None:
    found = sorted(((path.stat(), path) for path in folder.glob("*.wav")), key=lambda one: -one[0].st_mtime_ns)
    total = 0
    for facts, path in found:
        total += facts.st_size
        if total > MOST_BYTES:
            _facts_of(path).unlink(missing_ok=True)
            path.unlink(missing_ok=True)
