"""What is written into a result beside the sound: the source's tags and cover, and what the studio did to it."""

from __future__ import annotations

from audio_backend import __version__
from audio_backend.models.stems import BACKING_VOCAL_STEMS, DRAFT_STEMS, before_fader
from audio_backend.pipeline.workspace import Workspace
from audio_backend.storage.folders import JobFolder
from audio_backend.storage.formats.tags import TAGS
from audio_backend.storage.json_files import read_json, write_bytes, write_json


def save_tags(folder: JobFolder, tags: dict[str, str], cover: bytes | None) -> None:
    """Keep the source's labels with the job, so that the upload may be deleted."""
    write_json(folder.path / "tags.json", tags)
    if cover:
        write_bytes(folder.path / "cover", cover)


def saved_tags(folder: JobFolder) -> tuple[dict[str, str], bytes | None]:
    cover = folder.path / "cover"
    return read_json(folder.path / "tags.json"), cover.read_bytes() if cover.exists() else None


def labelled(job: Workspace, stem: str, source: dict[str, str]) -> dict[str, str]:
    """The source's tags with a title, and a comment that says what was done to the voice, and by what."""
    source = {name: value for name, value in source.items() if name in TAGS}  # older jobs kept more
    says = [source["comment"]] if source.get("comment") else []
    made = {"vocals": job.config.changes_vocal, "mix": job.config.renders_vocals} | dict.fromkeys(
        BACKING_VOCAL_STEMS, True
    )
    if made.get(before_fader(stem)):
        says.append("AI-modified vocals")
    if stem in DRAFT_STEMS:
        says.append("draft stem, split without a model")
    if job.facts.placeholders:
        says.append(f"PLACEHOLDER: a stand-in was used for {', '.join(job.facts.placeholders)}")
    says.append(f"made with Wan2GP Audio Studio {__version__}")
    return source | {"title": source.get("title") or job.facts.title, "comment": "; ".join(says)}
