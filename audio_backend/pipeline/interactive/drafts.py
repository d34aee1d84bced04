"""A draft of a segment: how it will sound, as far as the part of the song that is analysed can tell.

What is decided for the whole song needs the whole vocal (docs/adr/0003), and nobody should wait for that to hear the
first half minute. All drafts of one run keep to what the first in which somebody sings decided.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from audio_backend.models.stages import Phase
from audio_backend.models.tasks import Draft, Render
from audio_backend.pipeline.engines import Engines, engines_for
from audio_backend.pipeline.file_checks import check_voice
from audio_backend.pipeline.phases.plan import earlier_plan, make_plan
from audio_backend.pipeline.phases.render import render_segment
from audio_backend.pipeline.workspace import Workspace, unwatched


@contextmanager
def drafted(job: Workspace, index: int, draft: Draft) -> Iterator[Workspace]:
    """The job with this segment rendered; what was rendered is gone when the block ends."""
    if job.config.uses_voice:
        check_voice(job)
    engines = engines_for(job)
    planned = job if job.unit_folder("plan") else _planned(job, draft, engines)
    folder = job.folder.unit("render", index, draft.attempt)
    try:
        render_segment(planned, Render(job=planned.facts, index=index, attempt=draft.attempt), engines, unwatched)
        yield _with(planned, "render", index, draft.attempt)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _planned(job: Workspace, draft: Draft, engines: Engines) -> Workspace:
    folder = job.folder.unit("plan", 0, draft.attempt)
    folder.mkdir(parents=True, exist_ok=True)
    before = earlier_plan(job, (*range(draft.earlier, 0, -1), draft.attempt))
    plan = make_plan(job, draft.analysed, engines, before, folder)
    planned = _with(job, "plan", 0, draft.attempt)
    return Workspace(planned.facts.model_copy(update={"plan": plan.mix}), job.folders)


def _with(job: Workspace, phase: Phase, index: int, attempt: int) -> Workspace:
    """The job in which this attempt counts."""
    attempts = job.facts.attempts | {phase: job.facts.attempts.get(phase, {}) | {index: attempt}}
    return Workspace(job.facts.model_copy(update={"attempts": attempts}), job.folders)
