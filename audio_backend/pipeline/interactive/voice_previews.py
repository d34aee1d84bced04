"""Voices to listen to and to look at: the demo line in a voice, and a picture of a sample."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from audio_backend.dsp.analysis.spectrogram import CEILING_DB, FLOOR_DB, LOW_HZ, Canvas, Painter
from audio_backend.dsp.pitch.curve_resampling import resampled_curve
from audio_backend.dsp.pitch.f0_curve import F0Curve, cut, median_f0, shifted
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.segments import Segment, grid_frames
from audio_backend.dsp.voice.pulses import phase_anchors
from audio_backend.engines import catalog
from audio_backend.engines.base import ConversionRequest
from audio_backend.engines.runtime import pool, voice_engine
from audio_backend.errors import NotFound
from audio_backend.integrations.svc_wrapper import SvcWrapper
from audio_backend.models.job_facts import suited
from audio_backend.models.results import DemoLineResult, VoicePictureResult, VoicePreviewResult
from audio_backend.models.tasks import DemoLine, VoicePicture, VoicePreview
from audio_backend.models.voice_config import SvcConfig
from audio_backend.models.voices import SingleVoice
from audio_backend.pipeline.interactive.enrolment import followed, isolated
from audio_backend.pipeline.workspace import unheard
from audio_backend.storage.decoding import decode
from audio_backend.storage.folders import SAMPLE, Folders, require_demo
from audio_backend.storage.json_files import load_curve, save_curve, write_bytes
from audio_backend.storage.png import png
from audio_backend.storage.sound_files import SoundFileReader, write_sound

LINE_SECONDS = 8.0
LONGEST_DEMO_SECONDS = 60.0

WIDTH, HEIGHT = 1000, 200
PICTURE_FLOOR_DB = -80.0
"""Relative to the loudest: what is softer is as dark as silence."""

COLOURS = ((8, 10, 26), (48, 26, 92), (130, 40, 110), (214, 84, 80), (250, 166, 80), (252, 240, 190))
PITCH_COLOUR = (90, 235, 255)


def demo_line(task: DemoLine, folders: Folders) -> DemoLineResult:
    """The 8 s of the demo song's singer with the most voice in them, and their pitch. Raises NotFound."""
    target, curve_target = folders.demo_line(task.key)
    models, demo = folders.models, require_demo()
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.with_suffix(".decoded.wav")
    try:
        decode(demo, scratch, unheard, stop_s=LONGEST_DEMO_SECONDS, max_duration_s=float("inf"))
        song = whole_sound(scratch)
    finally:
        scratch.unlink(missing_ok=True)
    vocal = Audio(isolated(song, models), song.sample_rate)
    curve = followed(vocal, models)
    start = _liveliest(curve, vocal)
    frames = round(LINE_SECONDS * vocal.sample_rate)
    at = start / vocal.sample_rate
    line = cut(curve, at, at + LINE_SECONDS)
    save_curve(curve_target, F0Curve(line.hop_seconds, 0.0, line.f0_hz, line.confidence))
    write_sound(target, Audio(vocal.samples[:, start : start + frames], vocal.sample_rate))
    return DemoLineResult()


def _liveliest(curve: F0Curve, vocal: Audio) -> int:
    """The sample on the 80 ms grid from which on 8 s hold most voice."""
    grid = grid_frames(vocal.sample_rate)
    per_grid = grid / vocal.sample_rate / curve.hop_seconds
    length = round(LINE_SECONDS / curve.hop_seconds)
    sums = np.concatenate([[0], np.cumsum(curve.voiced)])
    starts = np.arange(max((vocal.frames - round(LINE_SECONDS * vocal.sample_rate)) // grid, 0) + 1)
    first = np.round(starts * per_grid).astype(int)
    voiced = sums[np.minimum(first + length, len(sums) - 1)] - sums[np.minimum(first, len(sums) - 1)]
    return int(starts[np.argmax(voiced)]) * grid


def voice_preview(task: VoicePreview, folders: Folders) -> VoicePreviewResult:
    """The demo line in a voice, in the octave that a job with `pitch_shift: auto` would choose."""
    line, line_curve = folders.demo_line(task.line_key)
    vocal, (curve, _) = whole_sound(line), load_curve(line_curve)
    wrapper = SvcWrapper(voice_engine(catalog.engine_of(task.voice), folders, task.voice))
    move = suited(median_f0(curve), task.voice, False)
    target = shifted(curve, move.semitones)
    try:
        with pool().in_use(wrapper.engine, "cpu"):
            sung = sing(wrapper, vocal, curve, target, task.voice)
        write_sound(folders.voice_file(task.target, "wav"), unclipped(sung))
    except FileNotFoundError as error:
        raise NotFound("This voice has just been deleted.", remedy="Choose another one.") from error
    return VoicePreviewResult(transposition=move)


def sing(wrapper: SvcWrapper, vocal: Audio, f0: F0Curve, target: F0Curve, voice: SingleVoice) -> Audio:
    """The whole line, with the engine's options as they are by default."""
    options = catalog.voice_options(SvcConfig(), wrapper.engine.info.id)
    summary = wrapper.summarise_segment(vocal, f0, Segment(0, 0, vocal.frames, 0, vocal.frames, 0, 0))
    plan = wrapper.plan_song([summary], target, voice, options).plan
    return wrapper.convert(ConversionRequest(
        vocal=vocal, f0=f0, target_f0=target, voice=voice, plan=plan, options=options,
        phase=phase_anchors(target), formant_shift=1.0, progress=unheard,
    ))  # fmt: skip


def unclipped(sound: Audio) -> Audio:
    peak = float(np.abs(sound.samples).max(initial=0.0))
    return Audio(sound.samples * np.float32(min(1.0, 0.99 / max(peak, 1e-9))), sound.sample_rate)


def voice_picture(task: VoicePicture, folders: Folders) -> VoicePictureResult:
    """A PNG of what is to be heard: 40 Hz to 16 kHz upwards in equal steps of pitch, and its pitch as a line."""
    try:
        sound = whole_sound(_heard(task, folders))
        curve = followed(sound, folders.models)
        write_bytes(folders.voice_file(task.target, "png"), png(_drawn(sound, curve)))
    except FileNotFoundError as error:
        raise NotFound("This voice has just been deleted.", remedy="Choose another one.") from error
    return VoicePictureResult()


def _heard(task: VoicePicture, folders: Folders) -> Path:
    if task.preview:
        return folders.voice_file(task.preview, "wav")
    return folders.voice(task.target.voice_id) / SAMPLE


def _drawn(sound: Audio, curve: F0Curve) -> np.ndarray:
    """(height, width, 3) uint8."""
    canvas = Canvas(sound.sample_rate, 0, sound.frames, WIDTH, HEIGHT)
    painter = Painter(canvas)
    painter.add(sound.samples)
    levels = np.frombuffer(painter.picture(), np.uint8).reshape(WIDTH, HEIGHT).T[::-1].astype(np.float64)
    floor = levels.max() + PICTURE_FLOOR_DB * 255 / (CEILING_DB - FLOOR_DB)
    shares = np.clip((levels - floor) / max(levels.max() - floor, 1.0), 0.0, 1.0)
    stops = np.linspace(0, 1, len(COLOURS))
    pixels = np.stack([np.interp(shares, stops, line) for line in np.array(COLOURS, float).T], axis=2)
    pitch = resampled_curve(curve, sound.duration_seconds / WIDTH, 0.0, WIDTH).f0_hz
    columns = np.flatnonzero(pitch)
    octaves = np.log(pitch[columns] / LOW_HZ) / np.log(canvas.high_hz / LOW_HZ)
    rows = np.clip(np.round((1 - octaves) * (HEIGHT - 1)), 1, HEIGHT - 2).astype(int)
    for beside in (0, 1):
        pixels[rows + beside, columns] = PITCH_COLOUR
    return np.round(pixels).astype(np.uint8)


def whole_sound(path: Path) -> Audio:
    """Raises NotFound."""
    with SoundFileReader(path) as file:
        return Audio(file.read(0, file.frames), file.sample_rate)
