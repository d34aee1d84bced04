"""What a studio says of itself: health, limits, profiles, and the doctor's findings."""

from __future__ import annotations

import asyncio
import shutil
from typing import Any

import psutil

from audio_backend import __version__
from audio_backend.answers.system import Doctor, Health, Limits, Profiles
from audio_backend.errors import StudioError
from audio_backend.library.songs import Songs
from audio_backend.models.audio_config import PROFILES, AudioConfig, profile_config
from audio_backend.models.config_facts import facts_of
from audio_backend.models.formats import AAC_RATES, MP3_RATES
from audio_backend.models.tasks import InspectDevice
from audio_backend.settings import Settings
from audio_backend.storage.folders import folder_bytes
from audio_backend.workers.pools import InteractivePool

SONG_FORMATS = ("wav", "flac", "mp3", "ogg", "opus", "m4a", "aac", "aiff", "mp4", "webm", "mkv")


class Status:
    def __init__(self, settings: Settings, songs: Songs, interactive: InteractivePool):
        self._settings, self._songs, self._interactive = settings, songs, interactive
        self._leftovers, self._ledger, self._folders = songs.leftovers, songs.ledger, songs.folders
        self._machine: dict[str, Any] = {}

    async def inspect(self) -> None:
        """Look at the hardware once, in a child: `health` tells it. Raises StudioError."""
        self._machine = (await self._interactive.run(InspectDevice(), "inspect")).as_json()

    def health(self) -> Health:
        stats = self._ledger.stats()
        disk = shutil.disk_usage(self._folders.outputs)
        memory = psutil.virtual_memory()
        return Health(
            status="ok",
            version=__version__,
            machine=self._machine,
            queue={"jobs": stats["jobs"], "units": stats["units"], "slots": self._settings.slots},
            disk={
                "free_bytes": disk.free,
                "total_bytes": disk.total,
                "kept_bytes": self._songs.kept_bytes(),
                "voices_bytes": folder_bytes(self._folders.voices),
            },
            memory={"available_bytes": memory.available, "total_bytes": memory.total},
        )

    def limits(self) -> Limits:
        settings = self._settings
        return Limits(
            max_upload_bytes=settings.max_upload_bytes,
            max_voice_bytes=settings.max_voice_bytes,
            max_duration_s=settings.max_duration_s,
            max_segments=settings.max_segments,
            max_concurrent_jobs=settings.max_concurrent_jobs,
            max_queued_jobs=settings.max_queued_jobs,
            job_timeout_s=settings.job_timeout_s,
            slots=settings.slots,
            formats=list(SONG_FORMATS),
            voice_rights=settings.voice_rights or None,
        )

    def profiles(self) -> Profiles:
        return Profiles(
            profiles=PROFILES,
            defaults=AudioConfig().model_dump(),
            schema=AudioConfig.model_json_schema(),
            facts={name: facts_of(profile_config(name), "song", own_backing=False) for name in PROFILES},
            sample_rates={"mp3": list(MP3_RATES), "m4a": list(AAC_RATES)},
        )

    async def doctor(self) -> Doctor:
        """Seconds of work at most: it looks at the hardware in a child, and hashes the weights."""
        from audio_backend.system.doctor import diagnosis  # only who asks pays for it

        try:
            machine = (await self._interactive.run(InspectDevice(), "inspect")).as_json()
        except StudioError as error:
            machine = {"trouble": error.detail}
        making = self._leftovers.in_the_making
        return await asyncio.to_thread(diagnosis, self._settings, machine, self._ledger, making)
