"""What the page draws of a job's stems, computed once and kept beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from audio_backend.answers.base import Spectrogram, StemPeaks
from audio_backend.errors import BadInput, NotFound, NotReady
from audio_backend.jobs.results import result_of
from audio_backend.jobs.task_builder import stem_peaks_task, stem_spectrogram_task
from audio_backend.ledger.job import DONE, Job
from audio_backend.ledger.ledger import Ledger
from audio_backend.library.artifact_cache import ArtifactCache, oldest
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.results import StemPeaksResult, StemSpectrogramResult
from audio_backend.models.stems import stems_of
from audio_backend.models.tasks import CanvasSize, R, StemTask
from audio_backend.settings import Settings
from audio_backend.storage.folders import Folders
from audio_backend.workers.pools import InteractivePool


def coarser(fine: list[list[float]], points: int) -> list[list[float]]:
    """`data` of an outline with at most so many pairs; what stands out stays."""
    pairs = np.array(fine).reshape(len(fine), -1, 2)
    count = pairs.shape[1]
    starts = np.arange(min(points, count)) * count // min(points, count)
    low = np.minimum.reduceat(pairs[:, :, 0], starts, axis=1)
    high = np.maximum.reduceat(pairs[:, :, 1], starts, axis=1)
    return np.stack([low, high], axis=2).reshape(len(fine), -1).tolist()


MOST_PICTURES = 60
"""Kept per folder: who zooms through a song makes many."""


@dataclass(frozen=True)
class View:
    """The part of a stem to be drawn, and how fine."""

    columns: int
    bands: int
    start_s: float
    stop_s: float | None


class Visuals:
    def __init__(
        self,
        ledger: Ledger,
        folders: Folders,
        interactive: InteractivePool,
        artifacts: ArtifactCache,
        settings: Settings,
    ):
        self.ledger, self.folders, self.interactive, self.settings = ledger, folders, interactive, settings
        self.artifacts = artifacts

    async def peaks(self, job_id: str, stem: str, points: int) -> StemPeaks:
        """The outline and the loudness of a whole stem. Raises NotReady, NotFound."""
        async with self.artifacts.use(job_id):
            job = await asyncio.to_thread(self._checked, job_id, stem)
            task_of = partial(stem_peaks_task, job, stem, self.settings)
            outline = await self._kept(job, stem, f"peaks-{stem}", StemPeaksResult, task_of)
        data = await asyncio.to_thread(coarser, outline.data, points)
        return StemPeaks(**outline.as_json() | {"stem": stem, "data": data, "points": len(data[0]) // 2})

    async def spectrogram(self, job_id: str, stem: str, view: View) -> Spectrogram:
        """Part of a stem as a picture. Raises BadInput for a part that isn't there, NotReady, NotFound."""
        if view.stop_s is not None and view.stop_s <= view.start_s:
            raise _no_part("stop_s", f"stop_s ({view.stop_s:g}) must come after start_s ({view.start_s:g}).")
        async with self.artifacts.use(job_id):
            job = await asyncio.to_thread(self._checked, job_id, stem)
            canvas = _canvas(job, stem, view)
            name = f"spectrogram-{stem}-{canvas.columns}-{canvas.bands}-{canvas.start}-{canvas.stop}"
            task_of = partial(stem_spectrogram_task, job, stem, canvas, self.settings)
            picture = await self._kept(job, stem, name, StemSpectrogramResult, task_of)
        return Spectrogram(**picture.as_json(), job_id=job_id, stem=stem)

    def _checked(self, job_id: str, stem: str) -> Job:
        """The job, if it can give this stem now."""
        job = self.ledger.job(job_id)
        known = stems_of(AudioConfig.model_validate((job.result or {}).get("config") or job.config))
        if stem not in known:
            raise NotFound(f"This job makes no stem “{stem}”.", remedy=f"It can give: {', '.join(known)}.")
        if stem == "original" and job.unit("decode").state != DONE:
            raise NotReady("The song isn't decoded yet.")
        if stem != "original":
            result_of(job)
        return job

    async def _kept(self, job: Job, stem: str, name: str, kind: type[R], task_of: Callable[[], StemTask[R]]) -> R:
        folder = self.folders.job(job.id)
        home = folder.path if stem == "original" else folder.exports(result_of(job)["attempt"])
        path = home / "pictures" / f"{name}.json"

        async def make() -> R:
            _require_idle(job, stem)
            await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
            task = task_of()
            return await self.interactive.run(task, f"{task.phase}:{job.id}:{name}")

        return await self.artifacts.result(path, kind, make, oldest("spectrogram-*.json", MOST_PICTURES))


def _require_idle(job: Job, stem: str) -> None:
    if stem not in ("mix", "original") and not job.terminal:
        raise NotReady("This job is at work again; its stems can be looked at when it has ended.")


def _canvas(job: Job, stem: str, view: View) -> CanvasSize:
    """The view in samples of the stem. Raises BadInput."""
    facts = result_of(job) if stem == "mix" else job.unit("decode").result or {}
    rate, frames = facts["sample_rate"], facts["frames"]
    start = round(view.start_s * rate)
    stop = frames if view.stop_s is None else min(round(view.stop_s * rate), frames)
    if start >= frames:
        raise _no_part("start_s", f"start_s is {view.start_s:g}, and the sound ends at {frames / rate:.2f} s.")
    if stop <= start:
        raise _no_part("stop_s", f"Between start_s and stop_s lies no sample of {1 / rate:.6f} s.")
    return CanvasSize(columns=view.columns, bands=view.bands, start=start, stop=stop)


def _no_part(field: str, says: str) -> BadInput:
    return BadInput(says, errors=[{"field": field, "message": "not a part of the sound"}])
