"""A cover without a server: the same studio, in folders that vanish."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from audio_backend.answers.jobs import Report
from audio_backend.engines.catalog import presets
from audio_backend.errors import BadInput
from audio_backend.jobs.resolve import consent_missing
from audio_backend.library.voices import Provenance
from audio_backend.models.audio_config import JobRequest
from audio_backend.models.voices import VoiceRights
from audio_backend.settings import Settings
from audio_backend.studio import Studio

FORMATS = ("wav", "flac", "mp3", "ogg", "m4a")
CHUNK = 1 << 20
TRAINED = (".pth", ".pt", ".safetensors", ".zip")
"""What a trained voice comes in; with its index or config.json, in a .zip."""
VOICE, PITCH = "deeper", "0"
"""Where nothing else is said."""


@dataclass(frozen=True)
class Cover:
    """What `audio-studio cover` was asked for."""

    song: Path
    output: Path
    voice: str
    profile: str
    pitch: str
    source: str
    backing: Path | None
    overrides: tuple[str, ...]
    allow_placeholder: bool
    report: Path | None
    voice_rights: str | None = None


async def make_cover(wanted: Cover, settings: Settings, console: Console | None) -> Report:
    """The job's report; the file is written unless it failed. Raises StudioError, pydantic.ValidationError."""
    config = check(wanted)
    _require_rights(wanted, settings)
    studio = Studio(settings)
    await studio.start()
    try:
        request = await _request(studio, wanted, config)
        job_id = (await studio.jobs.start(request)).job_id
        await _watch(studio, job_id, console)
        report = await asyncio.to_thread(studio.jobs.report, job_id)
        report = await asyncio.to_thread(_with_voice, report, studio, request)
        if report.status in ("completed", "partial"):
            made = await studio.results.download(job_id, None, "mix")
            await asyncio.to_thread(shutil.copyfile, made.path, wanted.output)
        return report
    finally:
        await studio.close()


async def _request(studio: Studio, wanted: Cover, config: dict[str, Any]) -> JobRequest:
    song = await _upload(studio, wanted.song)
    backing = await _upload(studio, wanted.backing) if wanted.backing else None
    if wanted.voice not in presets():
        config.setdefault("svc", {})["voice"] = await _voice(studio, wanted.voice)
    elif not config.get("svc", {}).get("blend"):
        config.setdefault("svc", {}).setdefault("voice", wanted.voice)
    return JobRequest.model_validate(
        {"file_id": song, "instrumental_file_id": backing, "source": wanted.source, "profile": wanted.profile,
         "config": config, "allow_placeholder": wanted.allow_placeholder,
         "consent": {"voice_rights": wanted.voice_rights} if wanted.voice_rights else None}
    )  # fmt: skip


def _require_rights(wanted: Cover, settings: Settings) -> None:
    """Before the clip is learned from. Raises ConsentMissing, BadInput."""
    if wanted.voice_rights not in (None, *get_args(VoiceRights)):
        raise BadInput(f"--voice-rights is one of {', '.join(get_args(VoiceRights))}, not “{wanted.voice_rights}”.")
    clip = wanted.voice not in presets() and _is_file(Path(wanted.voice))
    if clip and not (wanted.voice_rights or settings.voice_rights):
        raise consent_missing([wanted.voice])


def _with_voice(report: Report, studio: Studio, request: JobRequest) -> Report:
    """With what is odd about a clip, both in words and as codes: nobody sees its page here."""
    voice = request.config.get("svc", {}).get("voice")
    if voice is None or voice in presets():
        return report
    facts = studio.voices.get(voice).facts
    warnings = [f"The voice: {warning}" for warning in facts.warnings or ()]
    both = {"warnings": [*warnings, *report.warnings], "messages": [*(facts.messages or ()), *report.messages]}
    return report.model_copy(update=both)


async def _upload(studio: Studio, path: Path) -> str:
    with studio.uploads.receiving() as sinks:
        upload = await studio.uploads.add(await asyncio.to_thread(_filled, sinks, path))
    return upload.file_id


async def _voice(studio: Studio, named: str) -> str:
    """Of a clip, or of a trained voice's file."""
    path = Path(named)
    if not _is_file(path):
        raise BadInput(
            f"“{named}” is neither a preset nor a file.",
            remedy=f"Presets: {', '.join(presets())}; or give a sound file, or a trained voice ({', '.join(TRAINED)}).",
        )
    trained = path.suffix.lower() in TRAINED
    with studio.uploads.receiving(of_voices=trained) as sinks:
        file = await asyncio.to_thread(_filled, sinks, path)
        if trained:
            return (await studio.voices.import_files([file], Provenance(path.stem))).voice_id
        return (await studio.voices.add(path.stem, [file])).voice_id


def _filled(sinks: Any, path: Path) -> Any:
    sink = sinks.open("file", path.name)
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            sink.write(chunk)
    return sink


def check(wanted: Cover) -> dict[str, Any]:
    """The config that was asked for. Raises BadInput for what can be known before the work."""
    suffix = wanted.output.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise BadInput(
            f"“{wanted.output.name}” has no ending the studio writes.", remedy=f"Use one of: .{' .'.join(FORMATS)}"
        )
    _check_output(wanted)
    config: dict[str, Any] = {"quality": {"output_format": suffix}, "swiftf0": {"pitch_shift": _number(wanted.pitch)}}
    for one in wanted.overrides:
        name, equals, value = one.partition("=")
        group, dot, field = name.partition(".")
        if not (equals and dot and field):
            raise BadInput(f"“{one}” is not group.field=value.", remedy="For example: --set mixing.vocal_db=-2")
        config.setdefault(group, {})[field] = _number(value)
    if config.get("svc", {}).get("blend") and wanted.voice not in presets():
        raise BadInput("A blend is made of presets here, not of a clip.", remedy="Leave --voice or svc.blend out.")
    if config["quality"]["output_format"] != suffix:
        raise BadInput(f"The ending .{suffix} and quality.output_format disagree.", remedy="Leave output_format out.")
    _check_said_once(wanted, config)
    return config


def _check_said_once(wanted: Cover, config: dict[str, Any]) -> None:
    """Raises BadInput where an option and --set say different things; what nobody typed gives way to --set."""
    svc, pitch = config.get("svc", {}), config["swiftf0"]["pitch_shift"]
    for option, said, usual, field, other in (
        ("--voice", wanted.voice, VOICE, "svc.voice", svc.get("voice", wanted.voice)),
        ("--voice", wanted.voice, VOICE, "svc.blend", svc.get("blend") or wanted.voice),
        ("--pitch", _number(wanted.pitch), _number(PITCH), "swiftf0.pitch_shift", pitch),
    ):
        if said not in (usual, other):
            raise BadInput(f"{option} says “{said}”, and --set {field} says something else.",
                           remedy=f"Leave one of the two out: {option} or --set {field}.")  # fmt: skip


def _check_output(wanted: Cover) -> None:
    """Everything that would spoil the work only after it is done. Raises BadInput."""
    for path in filter(None, (wanted.output, wanted.report)):
        if not _can_be_written(path):
            raise BadInput(f"“{path}” can't be written.", remedy="Name a file in a folder that exists and is yours.")
    sources = (wanted.song, wanted.backing, Path(wanted.voice))
    if wanted.output.exists() and any(path and _is_file(path) and path.samefile(wanted.output) for path in sources):
        raise BadInput(f"“{wanted.output}” is what the cover is made from.", remedy="Choose another name with -o.")


def _is_file(path: Path) -> bool:
    """Of any text: a name may be longer than the disk takes."""
    try:
        return path.is_file()
    except OSError:
        return False


def _can_be_written(path: Path) -> bool:
    try:
        return not path.is_dir() and os.access(path.resolve().parent, os.W_OK)
    except OSError:
        return False


def _number(text: str) -> Any:
    """A JSON value where it is one (-2, true, null), else the word itself."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


async def _watch(studio: Studio, job_id: str, console: Console | None) -> None:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=console is None) as bar:
        line = bar.add_task("starting", total=1.0)
        while True:
            now = await studio.jobs.progress(job_id, 1.0)
            bar.update(line, completed=now.progress, description=now.stuck or now.stage)
            if now.terminal:
                return
