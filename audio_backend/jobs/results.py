"""What a job gives: previews of finished segments, the cover, other formats, stems, a ZIP of all."""

from __future__ import annotations

import asyncio
import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_backend.errors import Conflict, NotFound, NotReady, StudioError
from audio_backend.jobs.retry_settings import placeholders
from audio_backend.jobs.task_builder import export_task, preview_task
from audio_backend.ledger.job import CANCELLED, DONE, FAILED, KEPT, PENDING, Job
from audio_backend.ledger.ledger import Ledger
from audio_backend.ledger.transitions import no_segment
from audio_backend.library.artifact_cache import ArtifactCache, whole_wav
from audio_backend.models.audio_config import AudioConfig, OutputFormat
from audio_backend.models.base import is_written
from audio_backend.models.stems import PREFADER, mixer_files_of, stems_of
from audio_backend.models.tasks import SegmentPreview
from audio_backend.settings import Settings
from audio_backend.storage.atomic_file import atomic_file
from audio_backend.storage.folders import DRAFT, Folders
from audio_backend.storage.locks import Locks
from audio_backend.storage.wholeness import difference, fingerprint
from audio_backend.workers.pools import InteractivePool

LABELS = {
    "mix": "cover", "original_vocals": "original vocals", "double": "second take", "harmony": "harmonies",
    "drums": "draft drums", "bass": "draft bass", "other": "draft other",
    "room": "impulse response of the reverb",
}  # fmt: skip
LABELS |= {name: f"{LABELS.get(stem, stem)} before the fader" for stem, name in PREFADER.items()}
LONGEST_NAME_BYTES = 255
"""What file systems take."""


@dataclass(frozen=True)
class Download:
    """A file to send, under the name a person would give it."""

    path: Path
    filename: str
    sha256: str
    completeness: str


@dataclass(frozen=True)
class Preview:
    """One segment to listen to; `etag` identifies its bytes."""

    path: Path
    etag: str
    is_draft: bool


class Results:
    def __init__(
        self,
        ledger: Ledger,
        folders: Folders,
        interactive: InteractivePool,
        artifacts: ArtifactCache,
        settings: Settings,
    ):
        self.ledger, self.folders, self.interactive, self.settings = ledger, folders, interactive, settings
        self.artifacts, self._drafting = artifacts, Locks()

    # --------------------------------------------------------------- preview
    async def preview(self, job_id: str, segment: int | None, stem: str, allow_draft: bool) -> Preview:
        """A WAV of one segment: as it was rendered, or until then as a draft. Raises NotReady, NotFound, Conflict for
        one that failed."""
        async with self.artifacts.use(job_id):
            job = await asyncio.to_thread(self.ledger.job, job_id)
            index = _newest(job, allow_draft) if segment is None else segment
            attempts = _attempts(job, index)
            if allow_draft and stem != "original" and job.sound(job.segment(index)) == "draft":
                if draft := await self._draft(job, index, stem):
                    return draft
                job = await asyncio.to_thread(self.ledger.job, job_id)  # finished or given up while it was made
                attempts = _attempts(job, index)
            name = f"{index:04d}-{stem}-{_short_hash(job.config, attempts)}"
            if stem != "original":
                _refuse_what_never_comes(job, index)
            path = self.folders.job(job_id).preview(name)
            task = preview_task(job, index, stem, name, self.settings)
            await self.artifacts.get(path, whole_wav, lambda: self._make_preview(task))
        return Preview(path, f"{job_id}-{name}", is_draft=False)

    async def _make_preview(self, task: SegmentPreview) -> None:
        await self.interactive.run(task, f"preview:{task.job.job_id}:{task.name}")

    async def _draft(self, job: Job, index: int, stem: str) -> Preview | None:
        """None when what it stands in for was finished or given up meanwhile."""
        name = f"{DRAFT}{index:04d}-{stem}-{_short_hash(job.config, _attempts(job, index), job.run)}"
        path = self.folders.job(job.id).preview(name)
        task = preview_task(job, index, stem, name, self.settings, is_draft=True)
        try:
            await self.artifacts.get(path, whole_wav, lambda: self._make_draft(job, task))
        except StudioError:
            if await asyncio.to_thread(self._is_draft, job, index):
                raise
        still = await asyncio.to_thread(self._is_draft, job, index)
        return Preview(path, f"{job.id}-{name}", is_draft=True) if still else None

    async def _make_draft(self, job: Job, task: SegmentPreview) -> None:
        """Who waited until the segment was finished needs none any more."""
        async with self._drafting.of(job.id):  # the first decides for all
            if not await asyncio.to_thread(self._is_draft, job, task.index):
                return
            try:
                await self._make_preview(task)
            finally:
                await asyncio.to_thread(self._drop_late_drafts, job)

    def _is_draft(self, job: Job, index: int) -> bool:
        now = self.ledger.job(job.id)
        return now.run == job.run and now.sound(now.segment(index)) == "draft"

    def _drop_late_drafts(self, job: Job) -> None:
        """What is made while the job is being finished comes too late to be dropped by that."""
        if self.ledger.job(job.id).unit("finish").state != PENDING:
            self.folders.job(job.id).drop_drafts()

    # -------------------------------------------------------------- download
    async def download(self, job_id: str, output_format: OutputFormat | None, stem: str) -> Download:
        """The file, made now if it wasn't yet. Raises NotReady, NotFound, BadConfig."""
        async with self.artifacts.use(job_id):
            job = await asyncio.to_thread(self.ledger.job, job_id)
            file_format: OutputFormat = output_format or result_of(job)["output_format"]
            return await self._zip(job) if stem == "all" else await self._file(job, stem, file_format)

    async def _file(self, job: Job, stem: str, output_format: OutputFormat) -> Download:
        """As it was made; also the job's own result is made again where it is damaged."""
        result = result_of(job)
        path = self.folders.job(job.id).exports(result["attempt"]) / f"{stem}.{output_format}"
        if path.name == result["file"] and not await asyncio.to_thread(difference, path, result):
            return self._named(job, path, stem, result["sha256"])
        facts = await self.artifacts.fingerprinted(path, lambda: self._export(job, stem, output_format))
        return self._named(job, path, stem, facts["sha256"])

    async def _export(self, job: Job, stem: str, output_format: OutputFormat) -> dict[str, Any]:
        if not job.terminal:
            raise NotReady("This job is at work again; other formats and stems can be made when it has ended.")
        config = AudioConfig.model_validate(result_of(job)["config"])  # which made this result
        if stem not in (*stems_of(config), *mixer_files_of(config)):
            raise NotFound(f"This job made no stem “{stem}”.", remedy=f"It can give: {', '.join(stems_of(config))}.")
        task = export_task(job, stem, output_format, self.settings)
        return (await self.interactive.run(task, f"export:{job.id}:{stem}:{output_format}")).as_json()

    async def _zip(self, job: Job) -> Download:
        config = AudioConfig.model_validate(result_of(job)["config"])  # which made this result
        lossless: OutputFormat = "flac" if config.quality.output_format == "flac" else "wav"
        stems = [stem for stem in stems_of(config) if stem != "original"]
        files = [await self._file(job, stem, lossless) for stem in stems]
        path = self.folders.job(job.id).exports(result_of(job)["attempt"]) / "stems.zip"
        key = _short_hash(*(file.sha256 for file in files))
        await self.artifacts.fingerprinted(path, lambda: asyncio.to_thread(_pack, path, files), key)
        return self._named(job, path, "stems", key)

    def _named(self, job: Job, path: Path, stem: str, sha256: str) -> Download:
        stand_in = ", placeholder" if placeholders(job) else ""
        name = fitting_name(job.title, f" ({LABELS.get(stem, stem)}{stand_in}){path.suffix}")
        done = sum(one.state == DONE for one in job.segments)
        return Download(path, name, sha256, f"{done}/{len(job.segments)}")


def result_of(job: Job) -> dict[str, Any]:
    """Raises NotReady before there is one."""
    if job.result is None:
        raise NotReady(f"This job is {job.state} and has no result yet.")
    return job.result


def _newest(job: Job, allow_draft: bool) -> int:
    """The segment that was finished last, or the first of which there can be a draft."""
    done = [unit for unit in job.of("render") if unit.state == DONE]
    if done:
        return max(done, key=lambda unit: unit.ended or 0.0).index
    drafts = [one.index for one in job.segments if allow_draft and job.sound(one) == "draft"]
    if not drafts:
        raise NotReady("No segment is finished yet.")
    return drafts[0]


def _attempts(job: Job, index: int) -> list[int]:
    if not any(one.index == index for one in job.segments):
        if not job.segments:
            raise NotReady("The song isn't cut into segments yet.")
        raise no_segment(index, len(job.segments))
    return [job.unit(phase, index).attempt for phase in ("analyse", "render")]


def _refuse_what_never_comes(job: Job, index: int) -> None:
    """A segment that isn't finished may come yet; one that failed, was cancelled or given up does not."""
    one = next(one for one in job.segments if one.index == index)
    says = {
        FAILED: f"failed: {one.error['detail'] if one.error else ''}",
        CANCELLED: "was cancelled before it was finished.",
        KEPT: "keeps the original by your choice.",
    }
    if one.state in says:
        raise Conflict(
            f"Segment {index} {says[one.state]}",
            remedy=f"Hear the original there with `stem=original`, or retry it: POST /jobs/…/segments/{index}/retry.",
        )


def _short_hash(*values: Any) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def fitting_name(title: str, ending: str) -> str:
    """Title and ending, the title cut where the whole would be too long for a file system."""
    room = LONGEST_NAME_BYTES - len(ending.encode())
    return title.encode()[:room].decode("utf-8", "ignore") + ending


def safe_name(filename: str) -> str:
    """A name that stays where it is unpacked, on any system."""
    return "".join("_" if c in '/\\:*?"<>|' or not is_written(c) else c for c in filename)


def _pack(target: Path, files: list[Download]) -> dict[str, Any]:
    """Stored, not compressed: audio doesn't shrink. Names as for single downloads."""
    with atomic_file(target) as scratch, zipfile.ZipFile(scratch, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            archive.write(file.path, safe_name(file.filename))
    return fingerprint(target)
