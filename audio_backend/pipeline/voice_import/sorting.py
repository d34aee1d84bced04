"""Which file is what: by how it begins, never by its name alone. Nothing in a file is run."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from audio_backend.engines.nets.vits.refusals import Refusal
from audio_backend.models.base import is_written
from audio_backend.pipeline.voice_import import refusals
from audio_backend.pipeline.voice_import.archives import HEAD_BYTES, Entry, NotUnpacked, check_end, unpacked
from audio_backend.pipeline.voice_import.refusals import Refused, about

FileKind = Literal["archive", "torch", "safetensors", "json", "index", "array", "refused", "unknown"]

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLD_TORCH = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19"
"""A pickle of the number that torch wrote before its files were zips."""
ARRAY = b"\x93NUMPY"
FAISS = re.compile(rb"I[xwvHNSD][A-Za-z0-9]{2}|ImiQ|IBxF")
"""Of all its kinds: faiss_file.py names those that can't be read."""
OTHER_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
TAR, TAR_AT = b"ustar", 257
PICKLE = re.compile(rb"\x80[\x02-\x05]")
JSON_START = re.compile(rb"(\xef\xbb\xbf)?\s*\{")
LONGEST_JSON = 16 << 20
"""A config of so-vits-svc may list all that it was trained on."""
LONGEST_NAME = 200
LONGEST_HEADER = 100 << 20
"""Of a .safetensors: the format's own bound."""


@dataclass(frozen=True)
class Found:
    """A file that came in, or lay in an archive."""

    path: Path
    name: str
    """With its path in the archive."""
    bytes: int
    kind: FileKind


@dataclass(frozen=True)
class Looked:
    """All files of a request. An archive is among them, and so is what is in it."""

    files: tuple[Found, ...]
    refused: tuple[Refused, ...]
    unused: tuple[tuple[str, int], ...]
    """Name and bytes of what is no part of a voice: pictures, texts, sounds."""


def looked_through(files: list[tuple[Path, str]], scratch: Path, kept_free_bytes: int) -> Looked:
    """Each (path, name), and what is in archives. Raises StorageFull."""
    found: list[Found] = []
    refused: list[Refused] = []
    unused: list[tuple[str, int]] = []
    for number, (path, name) in enumerate(files):
        one = _found(path, name)
        if isinstance(one, Refused):
            refused.append(one)
            continue
        found.append(one)
        if one.kind != "archive":
            continue
        folder = scratch / str(number)
        folder.mkdir()
        try:
            for inner in _inner(one, folder, kept_free_bytes):
                match inner:
                    case Refused():
                        refused.append(inner)
                    case Found():
                        found.append(inner)
                    case _:
                        unused.append(inner)
        except NotUnpacked as error:
            refused.append(Refused(name, error.refusal))
    return Looked(tuple(found), tuple(refused), tuple(unused))


def _found(path: Path, name: str) -> Found | Refused:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    kind = _kind(head, size)
    try:
        kind = "torch" if kind == "archive" and is_torch(path) else kind
    except NotUnpacked as error:
        return Refused(name, error.refusal)
    refusal = _refusal(kind, head, size, name)
    if refusal is None and kind != "unknown":
        return Found(path, name, size, kind)
    return Refused(name, refusal or refusals.UNKNOWN_FILE)


def _inner(archive: Found, folder: Path, kept_free_bytes: int) -> Iterator[Found | Refused | tuple[str, int]]:
    """What is in an archive. Raises NotUnpacked, StorageFull."""

    def wanted(entry: Entry) -> bool:
        return _kind(entry.head, entry.size) not in ("unknown", "refused")

    for entry, path in unpacked(archive.path, folder, wanted, kept_free_bytes):
        name, kind = _shown(f"{archive.name}/{entry.name}"), _kind(entry.head, entry.size)
        if kind == "archive" and path is not None and not is_torch(path):
            raise NotUnpacked(about(refusals.NESTED, name=entry.name[:80]))
        kind = "torch" if kind == "archive" else kind
        if refusal := _refusal(kind, entry.head, entry.size, name):
            yield Refused(name, refusal)
        elif path is None:
            yield name, entry.size
        else:
            yield Found(path, name, entry.size, kind)


def _shown(name: str) -> str:
    """Without control characters, and not too long to be shown."""
    return "".join(letter for letter in name if is_written(letter))[-LONGEST_NAME:]


def _kind(head: bytes, size: int) -> FileKind:
    if head.startswith((ZIP, EMPTY_ZIP)):
        return "archive"
    if head.startswith(OLD_TORCH):
        return "torch"
    if _header_bytes(head) is not None:
        return "safetensors"
    if FAISS.match(head):
        return "index"
    if head.startswith(ARRAY):
        return "array"
    if JSON_START.match(head) and size <= LONGEST_JSON:
        return "json"
    is_tar = head[TAR_AT : TAR_AT + len(TAR)] == TAR
    if not head or PICKLE.match(head) or head.startswith(OTHER_ARCHIVES) or is_tar:
        return "refused"
    return "unknown"


def _refusal(kind: FileKind, head: bytes, size: int, name: str) -> Refusal | None:
    """Why a file can't be used whatever else is there; None where it can, or is no part of a voice."""
    last = name.rpartition("/")[2].lower()
    if kind == "safetensors":
        length = _header_bytes(head) or 0
        return refusals.LONG_HEADER if length > min(size - 8, LONGEST_HEADER) else None
    if kind == "unknown" and last.endswith(".onnx"):
        return refusals.ONNX
    if kind == "unknown" and last.endswith((".pkl", ".pickle")):
        return refusals.PICKLE
    if kind == "unknown" and last.endswith((".pth", ".pt", ".ckpt", ".safetensors", ".index", ".npy")):
        return refusals.UNKNOWN_FILE
    if kind != "refused":
        return None
    if not head:
        return refusals.EMPTY
    if PICKLE.match(head):
        return refusals.RETRIEVAL_PICKLE if last.startswith("feature_and_index") else refusals.PICKLE
    return refusals.OTHER_ARCHIVE


def _header_bytes(head: bytes) -> int | None:
    """How long the JSON at the start of a .safetensors is, as it says; None for another file. A text has no zeros."""
    is_one = head[8:9] == b"{" and (b"\0" in head[:8] or not JSON_START.match(head))
    return int.from_bytes(head[:8], "little") if is_one else None


def is_torch(path: Path) -> bool:
    """Whether a zip is one of torch's files. Raises NotUnpacked for a list that is too long to look at."""
    check_end(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.endswith("/data.pkl") or name == "data.pkl" for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        return False


def read_settings(found: Found) -> dict[str, object] | None:
    """Of so-vits-svc's config.json; None for any other JSON. Raises ValueError."""
    try:
        told = json.loads(found.path.read_bytes().decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(told, dict) or not {"model", "data"} <= told.keys():
        return None
    return told
