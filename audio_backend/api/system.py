"""The studio itself: health, limits, engines, and metrics for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import psutil
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from audio_backend.answers.system import Doctor, Downloads, Engine, Engines, Health, Limits, Profiles
from audio_backend.api.dependencies import TheStudio
from audio_backend.api.problems import answers

if TYPE_CHECKING:
    from audio_backend.studio import Studio

API_SECONDS = Histogram(
    "studio_api_seconds", "Time to answer a request.", ["method", "route", "status"], registry=None,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)  # fmt: skip


class StudioCollector:
    """Reads the ledger when it is asked, so that a number can't disagree with it."""

    def __init__(self, studio: Studio):
        self.studio = studio

    def collect(self) -> Iterator[Metric]:
        stats = self.studio.ledger.stats()
        yield _gauge("studio_jobs", "Jobs by state.", "state", stats["jobs"])
        yield _gauge("studio_units", "Units of work by state.", "state", stats["units"])
        yield GaugeMetricFamily(
            "studio_oldest_queued_seconds", "Age of the oldest waiting job.", value=stats["oldest_queued_s"] or 0.0
        )
        yield GaugeMetricFamily("studio_slots", "Units that may run at once.", value=self.studio.settings.slots)
        yield from self._stage_times()
        yield self._memory()

    def _stage_times(self) -> Iterator[Metric]:
        work = CounterMetricFamily("studio_stage_work_seconds", "Seconds of work since the start.", labels=["stage"])
        sound = CounterMetricFamily("studio_stage_audio_seconds", "Seconds of sound worked on.", labels=["stage"])
        for stage, total in self.studio.pool.totals.items():
            work.add_metric([stage], total.work_s)
            sound.add_metric([stage], total.audio_s)
        yield work
        yield sound

    def _memory(self) -> Metric:
        family = GaugeMetricFamily("studio_memory_bytes", "Resident memory by process.", labels=["process"])
        me = psutil.Process()
        family.add_metric(["server"], me.memory_info().rss)
        workers = 0
        for child in me.children(recursive=True):
            try:
                workers += child.memory_info().rss
            except psutil.NoSuchProcess:  # it ended between listing and asking
                continue
        family.add_metric(["workers"], workers)
        return family


def _gauge(name: str, text: str, label: str, values: dict[str, float]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def registry(studio: Studio) -> CollectorRegistry:
    made = CollectorRegistry()
    made.register(API_SECONDS)
    made.register(StudioCollector(studio))
    return made


router = APIRouter(tags=["status"])
engines_router = APIRouter(tags=["engines"])


@router.get("/health", operation_id="health")
def health(studio: TheStudio) -> Health:
    """Whether the studio is well: version, machine, queue, disk."""
    return studio.status.health()


@router.get("/doctor", operation_id="doctor")
async def doctor(studio: TheStudio) -> Doctor:
    """What `audio-studio doctor` checks: versions, device, memory, disk, folders, weights by their hash, ledger.
    Names no path, user, host or token, so it can be pasted in public."""
    return await studio.status.doctor()


@router.get("/limits", operation_id="limits")
def limits(studio: TheStudio) -> Limits:
    """What this studio takes, in bytes and seconds."""
    return studio.status.limits()


@router.get("/profiles", operation_id="profiles")
def profiles(studio: TheStudio) -> Profiles:
    """The three profiles: only the fields each decides, and the defaults of all others."""
    return studio.status.profiles()


@router.get("/metrics", operation_id="metrics", response_class=PlainTextResponse)
def metrics(request: Request) -> Response:
    """For Prometheus."""
    return Response(generate_latest(request.app.state.registry), media_type=CONTENT_TYPE_LATEST)


@engines_router.get("/models/status", operation_id="models_status")
def models_status(studio: TheStudio) -> Engines:
    """One row per engine: installed, loaded, placeholder or missing, with its weights' SHA-256."""
    return Engines(engines=studio.engines.status())


@engines_router.get("/models/downloads", operation_id="models_downloads")
def models_downloads(studio: TheStudio) -> Downloads:
    """Weights and voices that can be pulled by name: size, licence, what of them is here, and the command that gets
    them. Nothing is downloaded or hashed by this."""
    return Downloads(downloads=studio.engines.downloads(studio.settings.hub_url))


Type = Literal["pitch", "voice", "stems", "generation", "swiftf0", "svc", "instrumental"]
EngineId = Annotated[
    str | None, Query(max_length=64, description="Engine id; the default one of this type without it.")
]


@engines_router.post("/models/load/{type}", operation_id="load_model", responses=answers(409))
async def load_model(type: Type, studio: TheStudio, engine: EngineId = None) -> Engine:
    """Load an engine into the free worker processes now, so that the first job doesn't wait for it. 409 when all of
    them are busy: those load by themselves what they need."""
    return await studio.engines.load(type, engine)


@engines_router.delete("/models/load/{type}", operation_id="unload_model", responses=answers(409))
async def unload_model(type: Type, studio: TheStudio, engine: EngineId = None) -> Engine:
    """Give an engine's memory back: the worker processes that hold it end, and new ones come when there is work.
    409 while a worker is busy. Unloading what isn't loaded changes nothing."""
    return await studio.engines.unload(type, engine)
